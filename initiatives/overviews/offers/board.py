"""The board of offers and needs: what is given beside what is sought, as the address asks for it."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.http import Http404, QueryDict
from django.utils import timezone
from django.utils.functional import Promise

from initiatives.models import Need, Offer
from initiatives.models.offer import Given
from initiatives.overviews.challenges.filters import ids_of
from initiatives.overviews.challenges.listing import Choice
from initiatives.policies_offers import Mine, may_tend
from portfolio_hub.lib.keyset import page_of
from stakeholders.access import Access

SIZE = 20
ORDER = ("-created_at", "-id")
SIDES: dict[str, type[Offer] | type[Need]] = {"offer": Offer, "need": Need}
ICONS = {
    "money": "coins", "data": "database", "people": "users", "sites": "map-pin", "permissions": "signature",
    "knowledge": "bulb",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filters:
    """Kinds, states and whose; open ones unless others are asked for."""

    kind: tuple[str, ...] = ()
    status: str = "open"
    initiative: tuple[int, ...] = ()
    organisation: tuple[int, ...] = ()
    query: str = ""

    @property
    def are_set(self) -> bool:
        """Whether anything departs from all that are open."""
        return bool(self.kind or self.status != "open" or self.initiative or self.organisation or self.query)

    @property
    def address(self) -> str:
        """The filters as a query string."""
        pairs: list[tuple[str, Any]] = [("kind", kind) for kind in self.kind]
        pairs += [("state", self.status)] if self.status != "open" else []
        pairs += [("initiative", pk) for pk in self.initiative] + [("organisation", pk) for pk in self.organisation]
        return urlencode(pairs + ([("q", self.query)] if self.query else []))


def read(given: QueryDict) -> Filters:
    """Read the filters of an address; what means nothing is left out."""
    status = given.get("state", "")
    return Filters(
        kind=tuple(kind for kind in given.getlist("kind") if kind in Given.Kind.values),
        status=status if status in (*Given.Status.values, "all") else "open",
        initiative=ids_of(given.getlist("initiative")),
        organisation=ids_of(given.getlist("organisation")),
        query=given.get("q", "").replace("\x00", "").strip()[:200],
    )


def chosen(access: Access, side: str, filters: Filters, *, without: str = "") -> Any:
    """The offers, or the needs, that the filters leave and the reader may see."""
    rows = SIDES[side].objects.seen_with(access)
    if filters.status != "all":
        rows = rows.filter(status=filters.status)
    if filters.kind and without != "kind":
        rows = rows.filter(kind__in=filters.kind)
    for name in ("initiative", "organisation"):
        if wanted := getattr(filters, name):
            rows = rows.filter(**{f"{name}__in": wanted})
    for word in filters.query.split():
        rows = rows.filter(Q(what__icontains=word) | Q(details__icontains=word))
    return rows


@dataclass(frozen=True)
class Card:
    """One offer or need on the board, and whether the reader tends it."""

    row: Any
    side: str
    may_tend: bool
    today: date

    @property
    def icon(self) -> str:
        return ICONS[self.row.kind]

    @property
    def is_past(self) -> bool:
        """Whether its last day is over while it still stands open."""
        return self.row.status == "open" and self.row.until_on is not None and self.row.until_on < self.today


@dataclass(frozen=True)
class Column:
    """One side of the board: some cards, how many there are in all, and the cursor of the next ones."""

    side: str
    cards: list[Card]
    total: int
    next_cursor: str
    is_first: bool


@dataclass(frozen=True)
class Board:
    """Both sides and the counts beside the filters."""

    offers: Column
    needs: Column
    kinds: list[Choice]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing on either side."""
        return not self.offers.cards and not self.needs.cards

    @property
    def columns(self) -> list[Column]:
        """What is given, then what is sought."""
        return [self.offers, self.needs]


def board(access: Access, filters: Filters, *, after: dict[str, str] | None = None) -> Board:
    """Build the board in a fixed number of queries; `after` has the cursor of each side."""
    mine, after = Mine(access), after or {}
    columns = {side: _column(access, side, filters, after.get(side, ""), mine) for side in SIDES}
    return Board(columns["offer"], columns["need"], _kinds(access, filters))


def _column(access: Access, side: str, filters: Filters, after: str, mine: Mine) -> Column:
    rows = chosen(access, side, filters)
    page = page_of(rows.select_related("initiative", "organisation"), order=ORDER, after=after, size=SIZE)
    cards = [card(access, row, side, mine) for row in page.rows]
    return Column(side, cards, rows.order_by().count(), page.next_cursor, page.is_first)


def card(access: Access, row: Given, side: str, mine: Mine) -> Card:
    """One row as the board shows it."""
    return Card(row, side, bool(may_tend(access, row, mine=mine)), timezone.localdate())


def _kinds(access: Access, filters: Filters) -> list[Choice]:
    counts: dict[str, int] = {}
    for side in SIDES:
        rows = chosen(access, side, filters, without="kind").order_by().values_list("kind").annotate(n=Count("pk"))
        for kind, number in rows:
            counts[kind] = counts.get(kind, 0) + number
    labels: list[tuple[str, str | Promise]] = list(Given.Kind.choices)
    return [Choice(kind, label, counts.get(kind, 0), kind in filters.kind, ICONS[kind]) for kind, label in labels]


def find(access: Access, side: str, pk: int) -> Any:
    """The offer or the need, if this reader may see it; raises Http404."""
    related = ["portfolio", "initiative", "organisation", "by"] + (["met_by"] if side == "need" else [])
    row = (
        SIDES[side].objects.seen_with(access).select_related(*related).filter(pk=pk).first() if side in SIDES else None
    )
    if row is None:
        raise Http404
    return row


def of_initiative(access: Access, initiative: Any) -> list[Card]:
    """What an initiative offers and what it needs, those that are open."""
    mine = Mine(access)
    found = []
    for side, model in SIDES.items():
        rows = model.objects.seen_with(access).open().filter(initiative=initiative)
        found += [card(access, row, side, mine) for row in rows.select_related("organisation")]
    return found
