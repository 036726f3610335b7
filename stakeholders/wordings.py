"""Putting suggested words into a text: finds each passage again, and says what no longer fits."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Misfit(StrEnum):
    """Why a wording was left out."""

    GONE = "gone"
    SEVERAL = "several"
    OVERLAPS = "overlaps"


MISFITS: dict[Misfit, Promise] = {
    Misfit.GONE: _("Its words no longer stand in the text."),
    Misfit.SEVERAL: _("Its words stand in the text more than once."),
    Misfit.OVERLAPS: _("Another wording changes the same words."),
}


@dataclass(frozen=True)
class Wording:
    """Other words for a passage that began `start` characters into the text; without a passage, an addition."""

    key: int
    passage: str
    start: int
    words: str


@dataclass(frozen=True)
class Reworded:
    """The new text, the keys of the wordings in it, and why the others were left out."""

    text: str
    taken: tuple[int, ...]
    left: dict[int, Misfit]


def places_of(passage: str, text: str) -> list[tuple[int, int]]:
    """Where a passage stands in a text, from and to; blanks and line breaks count as the same."""
    words = passage.split()
    if not words:
        return []
    pattern = re.compile(r"\s+".join(re.escape(word) for word in words))
    return [match.span() for match in pattern.finditer(text)]


def nearest(passage: str, text: str, start: int) -> tuple[int, int] | None:
    """Where the passage stands closest to `start`, or None where it doesn't stand at all."""
    return min(places_of(passage, text), key=lambda place: abs(place[0] - start), default=None)


def reword(text: str, wordings: Iterable[Wording]) -> Reworded:
    """Put every wording that still fits into the text; of two that overlap, the earlier suggested one is taken."""
    additions: list[Wording] = []
    spots: list[tuple[int, int, Wording]] = []
    same: list[int] = []
    left: dict[int, Misfit] = {}
    for wording in sorted(wordings, key=lambda wording: wording.key):
        if not wording.passage.strip():
            additions.append(wording)
            continue
        spot = _spot(wording, text)
        if isinstance(spot, Misfit):
            left[wording.key] = spot
        elif any(spot == (a, b) and wording.words == other.words for a, b, other in spots):
            same.append(wording.key)
        elif any(spot[0] < b and a < spot[1] for a, b, _other in spots):
            left[wording.key] = Misfit.OVERLAPS
        else:
            spots.append((*spot, wording))
    for start, end, wording in sorted(spots, key=lambda spot: spot[0], reverse=True):
        text = _replaced(text, start, end, wording.words)
    for wording in additions:
        text = f"{text.rstrip()} {wording.words.strip()}".strip()
    taken = [wording.key for _start, _end, wording in spots] + [wording.key for wording in additions] + same
    return Reworded(text, tuple(sorted(taken)), left)


def _spot(wording: Wording, text: str) -> tuple[int, int] | Misfit:
    """Where the passage is: at its old place, or at its only place."""
    places = places_of(wording.passage, text)
    if not places:
        return Misfit.GONE
    exact = [place for place in places if place[0] == wording.start]
    if exact or len(places) == 1:
        return (exact or places)[0]
    return Misfit.SEVERAL


def _replaced(text: str, start: int, end: int, words: str) -> str:
    """The text with other words from start to end; words taken out leave no gap of two blanks."""
    before, after = text[:start], text[end:]
    if words:
        return before + words + after
    if before.endswith(" ") and (not after or after[0] in " .,;:!?…)"):
        before = before[:-1]
    elif not before:
        after = after.lstrip()
    return before + after
