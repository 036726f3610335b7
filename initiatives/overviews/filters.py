"""The filters of the list of initiatives: read from the address, written back to it, applied to rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict

from initiatives.models import (
    Facet,
    Initiative,
    Participation,
    ParticipationRole,
    Placement,
    PlacementSystem,
    PolicyCommitment,
    Service,
    Stage,
)
from initiatives.overviews.sorting import DEFAULT_SORT, SORTS
from stakeholders.models import Place, Portfolio, Sector

QUIET_DAYS = (30, 60, 90, 180)
NO_SYSTEM = 0
"""Stands for initiatives that touch no system yet."""
NOT_SAID = "none"
"""Stands for a facet or a sector that nobody has said yet."""
MAX_DAYS = 36_500
GROUPS = (
    "stage", "system", "place", "organisation", "quiet", "paused", "closed",
    "lever", "facet", "sector", "within", "state", "commitment", "serves",
)  # fmt: skip
HIDDEN = ("lever", "facet", "sector", "within", "state", "commitment", "serves")
"""Groups that a link brings; the rail keeps them without showing choices."""


@dataclass(frozen=True)
class Filters:
    """What a person has chosen; the default chooses everything. `paused` is "yes", "no" or empty.

    `sector` is that of an organisation that leads; `within` is a place or any part of it; `state` is "active" or empty.
    `commitment` is one that they serve; `serves` is "none", for those that serve no current commitment, or empty.
    """

    q: str = ""
    stage: tuple[str, ...] = ()
    system: tuple[int, ...] = ()
    place: tuple[int, ...] = ()
    organisation: tuple[int, ...] = ()
    quiet: int = 0
    paused: str = ""
    closed: tuple[str, ...] = ()
    lever: tuple[int, ...] = ()
    facet: tuple[str, ...] = ()
    sector: tuple[str, ...] = ()
    within: tuple[int, ...] = ()
    state: str = ""
    commitment: tuple[int, ...] = ()
    serves: str = ""
    sort: str = DEFAULT_SORT

    @property
    def active(self) -> tuple[str, ...]:
        """The groups in which something is chosen."""
        return tuple(name for name in GROUPS if getattr(self, name))

    @property
    def are_set(self) -> bool:
        """Whether fewer than all initiatives may be shown."""
        return bool(self.q or self.active)

    @property
    def query(self) -> str:
        """The filters as the query string of an address, always in the same order."""
        data = QueryDict(mutable=True)
        for field in fields(self):
            value = getattr(self, field.name)
            if value != field.default:
                data.setlist(field.name, [str(item) for item in value] if isinstance(value, tuple) else [str(value)])
        return data.urlencode()

    def without(self, name: str, value: Any = None) -> "Filters":
        """The filters without one choice, or without the group."""
        now = getattr(self, name)
        if isinstance(now, tuple) and value is not None:
            left: dict[str, Any] = {name: tuple(item for item in now if item != value)}
        else:
            left = {name: type(self).__dataclass_fields__[name].default}
        return replace(self, **left)

    def cleared(self) -> "Filters":
        """No filter; the order stays."""
        return Filters(sort=self.sort)

    def choices(self) -> Iterator[tuple[str, Any]]:
        """Every single choice, as (group, value)."""
        for name in ("q", *GROUPS):
            value = getattr(self, name)
            if isinstance(value, tuple):
                yield from ((name, item) for item in value)
            elif value:
                yield name, value


def read(data: Mapping[str, Any]) -> Filters:
    """Read filters from a query; what can't be chosen is left out."""
    query = data if isinstance(data, QueryDict) else QueryDict(str(data))
    paused, sort = query.get("paused", ""), query.get("sort", "")
    quiet = query.get("quiet", "")
    facets, sectors = query.getlist("facet"), query.getlist("sector")
    return Filters(
        q=" ".join(query.get("q", "").replace("\x00", "").split())[:200],
        stage=tuple(name for name in Stage.values if name in query.getlist("stage")),
        system=ids_of(query, "system"),
        place=ids_of(query, "place"),
        organisation=ids_of(query, "organisation"),
        quiet=min(int(quiet), MAX_DAYS) if quiet.isdecimal() and len(quiet) < 9 else 0,
        paused=paused if paused in ("yes", "no") else "",
        closed=tuple(name for name in Initiative.ClosedHow.values if name in query.getlist("closed")),
        lever=ids_of(query, "lever"),
        facet=tuple(name for name in (*Facet.values, NOT_SAID) if name in facets),
        sector=tuple(name for name in (*Sector.values, NOT_SAID) if name in sectors),
        within=ids_of(query, "within"),
        state="active" if query.get("state") == "active" else "",
        commitment=ids_of(query, "commitment"),
        serves=NOT_SAID if query.get("serves") == NOT_SAID else "",
        sort=sort if sort.removeprefix("-") in SORTS else DEFAULT_SORT,
    )


def ids_of(query: QueryDict, name: str) -> tuple[int, ...]:
    """Ids in a query, each once and in order; anything else is left out."""
    return tuple(sorted({int(text) for text in query.getlist(name) if text.isdecimal() and len(text) < 18}))


def conditions(filters: Filters, *, portfolio: Portfolio, now: datetime) -> dict[str, Any]:
    """By active group: the condition on an initiative."""
    makers = {
        "stage": lambda: Q(stage__in=filters.stage),
        "system": lambda: touches(filters.system, portfolio),
        "place": lambda: Exists(
            Initiative.places.through.objects.filter(initiative_id=OuterRef("pk"), place_id__in=filters.place)
        ),
        "organisation": lambda: Exists(
            Participation.objects.live().filter(initiative=OuterRef("pk"), organisation__in=filters.organisation)
        ),
        "quiet": lambda: quiet_since(now - timedelta(days=filters.quiet)),
        "paused": lambda: Q(is_paused=filters.paused == "yes"),
        "closed": lambda: Q(stage=Stage.CLOSED, closed_how__in=filters.closed),
        "lever": lambda: Exists(here(portfolio).filter(levers__in=filters.lever)),
        "facet": lambda: Exists(here(portfolio).filter(facet__in=said(filters.facet))),
        "sector": lambda: Exists(leads().filter(organisation__sector__in=said(filters.sector))),
        "within": lambda: Exists(
            Initiative.places.through.objects.filter(
                initiative_id=OuterRef("pk"), place_id__in=Place.objects.within(filters.within).values("pk")
            )
        ),
        "state": lambda: ~Q(stage=Stage.CLOSED),
        "commitment": lambda: Exists(
            Service.objects.filter(
                initiative=OuterRef("pk"), commitment__in=filters.commitment, commitment__portfolio=portfolio
            )
        ),
        "serves": lambda: serves_nothing(portfolio),
    }
    return {name: makers[name]() for name in filters.active}


def serves_nothing(portfolio: Portfolio) -> Q:
    """The condition that an initiative serves no current commitment of the portfolio."""
    current = PolicyCommitment.objects.current().filter(portfolio=portfolio).values("pk")
    return ~Q(Exists(Service.objects.filter(initiative=OuterRef("pk"), commitment__in=current)))


def here(portfolio: Portfolio) -> QuerySet[Placement]:
    """The live placement of an initiative in the portfolio."""
    return Placement.objects.live().filter(portfolio=portfolio, initiative=OuterRef("pk"))


def leads() -> QuerySet[Participation]:
    """The organisations that lead an initiative today."""
    return Participation.objects.live().filter(role=ParticipationRole.LEAD, initiative=OuterRef("pk"))


def said(names: tuple[str, ...]) -> list[str]:
    """The names as they are stored: nothing said is an empty text."""
    return ["" if name == NOT_SAID else name for name in names]


def touches(systems: tuple[int, ...], portfolio: Portfolio) -> Any:
    """The condition that an initiative touches one of these systems here; NO_SYSTEM asks for those with none."""
    placed = Placement.objects.live().filter(portfolio=portfolio)
    touching = PlacementSystem.objects.filter(placement__in=placed, placement__initiative=OuterRef("pk"))
    chosen = Q(Exists(touching.filter(system__in=systems)))
    return chosen | ~Q(Exists(touching)) if NO_SYSTEM in systems else chosen


def quiet_since(moment: datetime) -> Q:
    """Active initiatives of which nothing was heard since, as `InitiativeQuerySet.quiet_since` has it."""
    silent = Q(last_heard_at__lt=moment) | Q(last_heard_at__isnull=True, created_at__lt=moment)
    return silent & ~Q(stage=Stage.CLOSED)


def apply(rows: QuerySet[Initiative], filters: Filters, *, portfolio: Portfolio, now: datetime) -> QuerySet[Initiative]:
    """The rows that the filters choose."""
    rows = rows.matching(filters.q)  # type: ignore[attr-defined]
    for condition in conditions(filters, portfolio=portfolio, now=now).values():
        rows = rows.filter(condition)
    return rows
