"""What capital letters tell in a text: who is named, and where somebody holds down the shift key."""

import re
from collections import Counter
from collections.abc import Iterable

from sensemaking.text import KNOWN_IN, WORD, Spelled

TITLES = frozenset(
    "mr mrs ms miss mx dr prof sir madam herr frau monsieur madame mademoiselle mme mlle señor señora sr sra senhor "
    "senhora signor signora dhr mevrouw mw pan pani fru г-н г-жа κ κα السيد السيدة".split()
)
SHOUTED = 0.7
LONGEST_ACRONYM = 3
NAMED = 0.8
RARE_CAPITALS = 0.35
VOWEL = re.compile("[aeiouyäöüéèàåøæ]|[^a-z]")


def is_shouting(text: str) -> bool:
    """Say whether most of the longer words are in capitals, so that capitals tell nothing."""
    words = [word for word in WORD.findall(text) if len(word) > LONGEST_ACRONYM and word.lower() != word.upper()]
    return len(words) > 0 and sum(word.isupper() for word in words) >= SHOUTED * len(words)


def calmed(text: str) -> str:
    """Return shouted words in small letters; the shortest stay, as they may be acronyms, and so does speech."""
    if not is_shouting(text):
        return text
    return WORD.sub(lambda match: _calm(match.group()), text)


def _calm(word: str) -> str:
    lower = word.lower()
    is_acronym = len(word) <= LONGEST_ACRONYM or VOWEL.search(lower) is None
    return word if word.isupper() and is_acronym and lower not in KNOWN_IN else lower


def names_in(listed: Iterable[Iterable[Spelled]]) -> frozenset[str]:
    """Return the stems that are nearly always written with a capital letter within a sentence.

    Where many words are (German nouns, headlines), capitals tell nothing and no name is known.
    """
    capital: Counter[str] = Counter()
    all_: Counter[str] = Counter()
    for spelled in listed:
        for word, stem, is_first, _follows in spelled:
            if stem and not is_first:
                all_[stem] += 1
                capital[stem] += word[0].isupper()
    if capital.total() > RARE_CAPITALS * all_.total():
        return frozenset()
    return frozenset(stem for stem, count in capital.items() if count >= NAMED * all_[stem])


def people_in(listed: Iterable[Iterable[Spelled]]) -> frozenset[str]:
    """Return the stems of words with a capital letter that follow a title, as in “Mrs Osei”, and of the titles."""
    found: set[str] = set()
    for spelled in listed:
        before: Spelled | None = None
        for word in spelled:
            if before is not None and before.word.lower() in TITLES and word.word[0].isupper():
                found.update(filter(None, (before.stem, word.stem)))
            before = word
    return frozenset(found)
