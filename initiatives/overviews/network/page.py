"""The page of measures, for initiatives and for organisations."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from initiatives.models import NetworkReading
from initiatives.network.measures import Break, Measures
from initiatives.overviews.network.changes import Changes, changes
from initiatives.overviews.network.density import Density, density_of, label_of
from initiatives.overviews.network.latest import State, readings, state_of
from initiatives.overviews.network.naming import Name, groups_of, names_of
from stakeholders.access import Access

Subject = NetworkReading.Subject
MOST_ALONE = 200
MOST_NAMED = 6
TOLD = 8


@dataclass(frozen=True)
class Bridging:
    """One that stands between others; `percent` is of the shortest ways."""

    who: Name
    percent: float


@dataclass(frozen=True)
class Breaking:
    """One without which others lose their link to the rest; `rest` counts those that are not named."""

    who: Name
    cut: int
    named: list[Name]
    url: str

    @property
    def rest(self) -> int:
        return max(self.cut - len(self.named), 0)


@dataclass(frozen=True)
class Community:
    """A group that hangs together: the first of its members, and how many more there are."""

    named: list[Name]
    size: int

    @property
    def rest(self) -> int:
        return max(self.size - len(self.named), 0)


@dataclass(frozen=True)
class NetworkPage:
    """Everything the page says; without a reading only its state."""

    state: State
    subject: str
    measures: Measures | None = None
    bridging: list[Bridging] | None = None
    breaking: list[Breaking] | None = None
    alone: list[Name] | None = None
    communities: list[Community] | None = None
    density: Density | None = None
    changes: Changes | None = None
    crowds: int = 0

    @property
    def linked(self) -> int:
        """How many have at least one link."""
        return self.measures.nodes - len(self.measures.alone) if self.measures else 0

    @property
    def widest(self) -> float:
        """The largest share of the ways, which bars are measured by."""
        return max((row.percent for row in self.bridging or ()), default=0.0)

    @property
    def alone_rest(self) -> int:
        """Those that stand alone and are not named."""
        return max(len(self.measures.alone) - len(self.alone or ()), 0) if self.measures else 0


def network_page(access: Access, subject: str, *, since: str = "") -> NetworkPage:
    """Build the page in seven queries, whatever the size of the network."""
    state = state_of(access, subject, since=since)
    if state.reading is None:
        return NetworkPage(state, subject)
    now, crowds = measures_of(state.reading), state.reading.measures.get("crowds", 0)
    before = _earlier(access, subject, state.since)
    names = names_of(access, subject, _mentioned(now, before))
    groups = groups_of(access, subject)
    return NetworkPage(
        state=state, subject=subject, measures=now, crowds=crowds,
        bridging=[Bridging(names[one.id], one.share * 100) for one in now.bridging if one.id in names][:TOLD],
        breaking=[_breaking(access, subject, one, names) for one in now.breaks if one.id in names][:TOLD],
        alone=_by_name(names, now.alone[:MOST_ALONE]),
        communities=[Community(_by_name(names, group[:TOLD]), len(group)) for group in now.communities][:TOLD],
        density=density_of(access, subject, now.density, groups),
        changes=changes(before, now, names, lambda key: label_of(groups.get(key, ""))) if before else None,
    )  # fmt: skip


def _earlier(access: Access, subject: str, day: date | None) -> Measures | None:
    """The measures of the day that was chosen."""
    if day is None:
        return None
    kept = readings(access, subject).finished().filter(read_on=day).values_list("measures", flat=True).first()
    return _measures(kept) if kept else None


def _mentioned(now: Measures, before: Measures | None) -> set[int]:
    """Everybody whom the page may name."""
    rows = [*now.bridging, *(before.bridging if before else ())]
    parts = [pk for one in now.breaks[:TOLD] for part in one.parts for pk in part[:MOST_NAMED]]
    groups = [pk for group in now.communities[:TOLD] for pk in group[:TOLD]]
    return {*(one.id for one in rows), *(one.id for one in now.breaks), *now.alone[:MOST_ALONE], *parts, *groups}


def _by_name(names: Mapping[int, Name], ids: Iterable[int]) -> list[Name]:
    return sorted((names[pk] for pk in ids if pk in names), key=lambda name: (name.label.casefold(), name.id))


def _breaking(access: Access, subject: str, one: Break, names: Mapping[int, Name]) -> Breaking:
    """Name the first of each part; an initiative has a page that names all."""
    first = [pk for part in one.parts for pk in part[:MOST_NAMED]]
    who, url = names[one.id], names[one.id].url
    if subject == Subject.INITIATIVES:
        url = reverse("initiatives:network-without", args=[access.portfolio.slug, one.id])
    return Breaking(who, one.cut, [names[pk] for pk in first if pk in names][:MOST_NAMED], url)


def measures_of(reading: NetworkReading) -> Measures:
    """What a reading has measured, without what is kept beside it."""
    return _measures(reading.measures)


def _measures(kept: dict[str, Any]) -> Measures:
    return Measures.from_json({key: value for key, value in kept.items() if key not in ("crowds", "pairs")})
