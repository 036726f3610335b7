"""Which offer may answer which need: of the same kind, with words in common. Pure: no model, no clock."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

SHORTEST = 4
STEM = 6
COMMON = frozenset(
    "about after also been before both could each every from have here into just like more most much need needs "
    "offer offers only other others over some such than that their them then there these they this those through "
    "very want wants what when where which while will with within without would your".split()
)


@dataclass(frozen=True, slots=True)
class Open:
    """An offer or a need: whose it is, whether it is offered, of what kind, and its words."""

    pk: int
    portfolio: int
    is_offer: bool
    what: str
    text: str


@dataclass(frozen=True, slots=True)
class Match:
    """One of ours and one of theirs that may fit, with the words that both use, as ours spells them."""

    ours: int
    theirs: int
    words: tuple[str, ...]


def suggest(ours: Iterable[Open], theirs: Iterable[Open]) -> list[Match]:
    """Pairs of an offer and a need of one kind from two portfolios, those with most words in common first.

    Pairs without a word in common are left out: the kind alone is no reason.
    """
    there = [(one, stems(one.text)) for one in theirs]
    found = []
    for mine in ours:
        words = stems(mine.text)
        for one, others in there:
            fits = one.what == mine.what and one.is_offer != mine.is_offer and one.portfolio != mine.portfolio
            if fits and (shared := words.keys() & others.keys()):
                found.append(Match(mine.pk, one.pk, tuple(word for stem, word in words.items() if stem in shared)))
    return sorted(found, key=lambda match: (-len(match.words), match.ours, match.theirs))


def stems(text: str) -> dict[str, str]:
    """Beginning of a word → the word, for the words that say something; plurals and endings fall together."""
    words = re.findall(r"[^\W\d_]+", text.casefold())
    said = [word for word in words if len(word) >= SHORTEST and word not in COMMON]
    return {stem_of(word): word for word in reversed(said)} if said else {}


def stem_of(word: str) -> str:
    """The part of a word that its forms share, roughly."""
    return word.rstrip("s")[:STEM]
