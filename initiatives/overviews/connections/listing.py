"""The list of connections: one page of it, and how many there are of each kind and state."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import Promise

from initiatives import tied
from initiatives.models import Connection, ConnectionKind, Initiative, System
from initiatives.overviews.connections.ends import End, ends_of
from initiatives.overviews.connections.filters import OPEN, Filters, chosen
from initiatives.wording_connections import ICONS, STATUS_ICONS, verb
from portfolio_hub.lib.keyset import Page, page_of
from stakeholders.access import Access

SIZE = 40


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a filter, and how many connections it would show (nothing where they are not counted)."""

    value: Any
    label: str | Promise
    is_on: bool
    count: int | None = None
    icon: str = ""
    colour: int = 0


@dataclass(frozen=True)
class Choices:
    """The choices of the filters."""

    kind: list[Choice] = field(default_factory=list)
    status: list[Choice] = field(default_factory=list)
    strength: list[Choice] = field(default_factory=list)
    confidence: list[Choice] = field(default_factory=list)
    system: list[Choice] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Row:
    """One connection of the list."""

    connection: Connection
    source: End
    target: End
    verb: Any
    icon: str
    status_icon: str
    evidence: int


@dataclass(frozen=True)
class Listing:
    """One page, what stands beside it, and the initiative to which it is narrowed."""

    page: Page[Any]
    rows: list[Row]
    choices: Choices
    total: int
    about: Initiative | None


def listing(access: Access, filters: Filters, *, after: str = "") -> Listing:
    """Build the page in a fixed number of queries."""
    page = page_of(counted(chosen(access, filters), access), order=filters.order, after=after, size=SIZE)
    ends = ends_of(access, *(end for row in page.rows for end in (row.source, row.target)))
    rows = [
        Row(row, ends[row.source_id], ends[row.target_id], verb(row.kind), ICONS[row.kind], STATUS_ICONS[row.status],
            row.evidence_count)
        for row in page.rows
    ]  # fmt: skip
    choices = choices_of(access, filters)
    total = sum(one.count or 0 for one in choices.kind if one.is_on or not filters.kind)
    about = Initiative.objects.visible_to(access.user).filter(pk=filters.initiative).only("pk", "title").first()
    return Listing(page, rows, choices, total, about if filters.initiative else None)


def counted(rows: Any, access: Access) -> QuerySet[Connection]:
    """The rows with both ends and how many pieces of evidence the reader may see."""
    mine = tied.evidence_seen(access).filter(connection=OuterRef("pk")).order_by().values("connection")
    pieces = Coalesce(Subquery(mine.annotate(n=Count("pk")).values("n")), 0)
    found = rows.select_related("portfolio", "source", "target", "said_by", "said_for")
    return found.annotate(source_title=F("source__title"), evidence_count=pieces).defer(
        "source__search", "source__description", "target__search", "target__description"
    )


def choices_of(access: Access, filters: Filters) -> Choices:
    """The choices of each filter; kinds and states are counted with the other filters as they are."""
    kinds, states = (_counts(access, filters, name) for name in ("kind", "status"))
    return Choices(
        kind=[
            Choice(value, verb(value), value in filters.kind, kinds.get(value, 0), ICONS[value])
            for value in ConnectionKind.values
            if kinds.get(value) or value in filters.kind
        ],
        status=[
            Choice(value, label, value in (filters.status or OPEN), states.get(value, 0), STATUS_ICONS[value])
            for value, label in Connection.Status.choices
        ],
        strength=[
            Choice(value, label, value in filters.strength) for value, label in reversed(Connection.Strength.choices)
        ],
        confidence=[
            Choice(value, label, value in filters.confidence)
            for value, label in reversed(Connection.Confidence.choices)
        ],
        system=[
            Choice(row.pk, row.name, row.pk in filters.system, None, row.icon, row.colour)
            for row in System.objects.filter(portfolio=access.portfolio)
        ],
    )


def _counts(access: Access, filters: Filters, name: str) -> dict[str, int]:
    rows = chosen(access, filters, without=name).order_by()
    return dict(rows.values_list(name).annotate(n=Count("pk")))
