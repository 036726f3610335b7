"""Tells when two records may be of one initiative: the same title, the same words, the same place, no number apart."""

import re
from difflib import SequenceMatcher
from functools import lru_cache

from sensemaking.affinity.places import metres, on_globe
from sensemaking.affinity.profile import Profile
from sensemaking.stopwords import STOPWORDS

BETWEEN_WORDS = re.compile(r"[\W_]+")
ROMAN = re.compile(r"(?=.)(x{0,3})(ix|iv|v?i{0,3})")
SAME_SITE = 60
"""Metres within which two addresses are one site."""
LEAST_TEXT = 0.25
"""Records that have less in common than this are not looked at: a title and a line in common give more."""
ENOUGH_SAID = 4
"""A text of so many words says whether two records of one title are of one thing."""
SAME_WORDS = 0.6
SAME_TEXT = 0.8
NEARLY_ONE_WORD, TYPO = 0.8, 5
"""How alike two spellings of a word are; shorter words that differ are different words."""


def are_twins(one: Profile, other: Profile, text: float) -> bool:
    """Whether the two may be one; `text` is how much alike what they say is, 0 to 1.

    The titles are the same but for small words, order and slips of the pen, and the texts don't differ; or one title is
    all of the other and the texts are the same. They share an organisation or a place, or stand on one site. Whose
    places are known and differ are two, however they are called.
    """
    if text < LEAST_TEXT or not _is_one_title(one, other):
        return False
    if one.at and other.at and metres(*on_globe([one.at, other.at])) > SAME_SITE:
        return False
    if one.places and other.places and not one.places & other.places:
        return False
    is_here = bool(one.places & other.places) or (one.at is not None and other.at is not None)
    return is_here or bool(one.organisations & other.organisations)


def _is_one_title(one: Profile, other: Profile) -> bool:
    mine, yours = words_in(one.title), words_in(other.title)
    here, there = words_in(one.text), words_in(other.text)
    is_said = min(len(here), len(there)) >= ENOUGH_SAID
    if are_titles_alike(one.title, other.title):
        return _overlap(here, there) >= SAME_WORDS if is_said else len(mine) > 1
    is_part = len(mine & yours) > 1 and (mine < yours or yours < mine) and not any(map(is_number, mine ^ yours))
    return is_part and is_said and _overlap(here, there) >= SAME_TEXT


def _overlap(here: frozenset[str], there: frozenset[str]) -> float:
    """The part of the words that both have; none if a number tells them apart."""
    if any(map(is_number, here ^ there)):
        return 0.0
    return len(here & there) / len(here | there)


def are_titles_alike(one: str, other: str) -> bool:
    """Whether two titles name one thing.

    A word with a digit, a Roman number or a single letter that only one of them has makes them two: phases, lots and
    sections are told apart so.
    """
    mine, yours = words_in(one), words_in(other)
    extra, missing = mine - yours, yours - mine
    if not mine & yours or len(extra) != len(missing) or any(map(is_number, extra | missing)):
        return False
    return all(any(_is_slip(word, other_word) for other_word in missing) for word in extra)


@lru_cache(maxsize=8192)
def words_in(text: str) -> frozenset[str]:
    """The words of a title or text in small letters, without English small words, unless there are no others."""
    words = [word for word in BETWEEN_WORDS.split(text.casefold()) if word]
    small = STOPWORDS["en"]
    return frozenset(word for word in words if is_number(word) or word not in small) or frozenset(words)


@lru_cache(maxsize=8192)
def is_number(word: str) -> bool:
    """Whether a word tells the parts of a whole apart: a digit, a Roman number, a single letter."""
    return len(word) == 1 or ROMAN.fullmatch(word) is not None or any(letter.isdigit() for letter in word)


def _is_slip(word: str, other: str) -> bool:
    if min(len(word), len(other)) < TYPO:
        return False
    return SequenceMatcher(None, word, other, autojunk=False).ratio() >= NEARLY_ONE_WORD
