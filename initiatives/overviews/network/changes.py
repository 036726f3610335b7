"""What has changed between two readings of one network, in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from initiatives.network.measures import Cell, Measures
from initiatives.overviews.network.naming import Name

MOST_TOLD = 6


@dataclass(frozen=True)
class Changes:
    """Notes for the numbers on top (empty where nothing changed), and sentences about who came and went."""

    links: str
    alone: str
    largest: str
    breaking: str
    bridging_now: list[Name]
    bridging_before: list[Name]
    density: list[str]

    @property
    def is_nothing(self) -> bool:
        """Whether both readings say the same."""
        return not any((self.links, self.alone, self.largest, self.breaking, self.density, *self.bridging))

    @property
    def bridging(self) -> tuple[list[Name], list[Name]]:
        """Who bridges now and did not before, and the other way round."""
        return self.bridging_now, self.bridging_before


def changes(before: Measures, now: Measures, names: Mapping[int, Name], label: Callable[[Any], str]) -> Changes:
    """Compare two readings; `label` names a group and answers nothing for one that is gone."""
    was, are = ([one.id for one in reading.bridging] for reading in (before, now))
    return Changes(
        links=_moved(now.links - before.links),
        alone=_moved(len(now.alone) - len(before.alone)),
        largest=_moved(now.largest - before.largest),
        breaking=_moved(now.breaking - before.breaking),
        bridging_now=[names[pk] for pk in are if pk not in was and pk in names][:MOST_TOLD],
        bridging_before=[names[pk] for pk in was if pk not in are and pk in names][:MOST_TOLD],
        density=_denser(before.density, now.density, label),
    )


def _moved(by: int) -> str:
    """Three more, two fewer, or nothing."""
    if by == 0:
        return ""
    more, fewer = ngettext("%(many)d more", "%(many)d more", by), ngettext("%(many)d fewer", "%(many)d fewer", -by)
    return (more if by > 0 else fewer) % {"many": abs(by)}


def _denser(before: list[Cell], now: list[Cell], label: Callable[[Any], str]) -> list[str]:
    """The groups between which most came or went."""
    was = {(cell.one, cell.other): cell.linked for cell in before}
    moved = [(cell.linked - was.get((cell.one, cell.other), 0), cell) for cell in now]
    moved = [(by, cell) for by, cell in moved if by and label(cell.one) and label(cell.other)]
    moved.sort(key=lambda row: (-abs(row[0]), str(row[1].one), str(row[1].other)))
    return [_sentence(by, label(cell.one), label(cell.other)) for by, cell in moved[:MOST_TOLD]]


def _sentence(by: int, one: str, other: str) -> str:
    """Between Mobility and Energy: 4 more."""
    words = _("Within %(one)s: %(moved)s") if one == other else _("Between %(one)s and %(other)s: %(moved)s")
    return words % {"one": one, "other": other, "moved": _moved(by)}
