"""The page of calls: what funders look for beside what would help, as the address asks for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.http import Http404, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from funding.models import Concern, FundingCall, FundingMatch, MoneyFor, SupportSought
from funding.policies_matching import Side
from initiatives.models import System
from initiatives.overviews.challenges.filters import ids_of
from portfolio_hub.lib.exports import PlainTable
from portfolio_hub.lib.formats import minor_digits
from portfolio_hub.lib.keyset import page_of
from stakeholders.access import Access

SIZE = 20
AT_ONCE = 500
ORDER = ("-created_at", "-id")
MODELS: dict[str, Any] = {"call": FundingCall, "support": SupportSought}
STATES = {"open": _("Open"), "closed": _("Withdrawn or over"), "all": _("All")}
TEXTS = {"call": ("title", "looks_for"), "support": ("title", "would_help")}


@dataclass(frozen=True, slots=True)
class Filters:
    """For what, which systems and concerns, which words; open ones unless others are asked for."""

    target: tuple[str, ...] = ()
    system: tuple[int, ...] = ()
    concern: tuple[int, ...] = ()
    state: str = "open"
    query: str = ""

    @property
    def are_set(self) -> bool:
        """Whether anything departs from all that are open."""
        return bool(self.target or self.system or self.concern or self.query or self.state != "open")

    @property
    def address(self) -> str:
        """The filters as a query string."""
        pairs: list[tuple[str, Any]] = [("for", one) for one in self.target]
        pairs += [("system", pk) for pk in self.system] + [("concern", pk) for pk in self.concern]
        pairs += [("state", self.state)] if self.state != "open" else []
        return urlencode(pairs + ([("q", self.query)] if self.query else []))


def read(given: QueryDict) -> Filters:
    """Read the filters of an address; what means nothing is left out."""
    state = given.get("state", "")
    return Filters(
        target=tuple(one for one in dict.fromkeys(given.getlist("for")) if one in MoneyFor.values),
        system=ids_of(given.getlist("system")),
        concern=ids_of(given.getlist("concern")),
        state=state if state in STATES else "open",
        query=given.get("q", "").replace("\x00", "").strip()[:200],
    )


def chosen(access: Access, side: str, filters: Filters) -> Any:
    """The calls, or what would help, that the filters leave and the reader may see."""
    rows = MODELS[side].objects.seen_with(access)
    if filters.state != "all":
        is_open = Q(pk__in=MODELS[side].objects.open().values("pk"))
        rows = rows.filter(is_open if filters.state == "open" else ~is_open)
    if filters.target:
        rows = rows.filter(_for(side, filters.target))
    if filters.system:
        rows = rows.filter(pk__in=MODELS[side].objects.filter(systems__in=filters.system).values("pk"))
    if filters.concern:
        rows = rows.filter(pk__in=MODELS[side].objects.filter(concerns__in=filters.concern).values("pk"))
    for word in filters.query.split()[:8]:
        title, text = TEXTS[side]
        rows = rows.filter(Q(**{f"{title}__icontains": word}) | Q(**{f"{text}__icontains": word}))
    return rows


def _for(side: str, targets: tuple[str, ...]) -> Q:
    """A call that names nothing may be for anything."""
    if side == "support":
        return Q(target__in=targets)
    rule = Q(targets=[])
    for one in targets:
        rule |= Q(targets__icontains=f'"{one}"')
    return rule


@dataclass(frozen=True)
class Card:
    """One row of the board; `matches` is told to the side whose row it is."""

    row: Any
    side: str
    targets: tuple[str, ...]
    matches: int | None

    @property
    def text(self) -> str:
        """What it says beyond its title."""
        return str(getattr(self.row, TEXTS[self.side][1]))


@dataclass(frozen=True)
class Column:
    """One side of the board: some cards, how many there are in all, and the cursor of the next ones."""

    side: str
    cards: list[Card]
    total: int
    next_cursor: str
    is_first: bool


def column(access: Access, side: str, filters: Filters, after: str = "") -> Column:
    """Build one side in a fixed number of queries."""
    rows = chosen(access, side, filters)
    named = "funder" if side == "call" else "combination"
    page = page_of(
        rows.select_related(named, "portfolio").prefetch_related("systems", "concerns"), order=ORDER, after=after,
        size=SIZE,
    )  # fmt: skip
    counts = _counts(access, side, page.rows)
    cards = [Card(row, side, targets_of(row), counts.get(row.pk)) for row in page.rows]
    return Column(side, cards, rows.order_by().count(), page.next_cursor, page.is_first)


def _counts(access: Access, side: str, rows: list[Any]) -> dict[int, int]:
    """How many matches the reader sees of each row, those set aside left out."""
    seen = FundingMatch.objects.seen_with(access).exclude(status=FundingMatch.Status.ENDED)
    found = seen.filter(**{f"{side}__in": [row.pk for row in rows]}).order_by()
    return dict(found.values_list(side).annotate(n=Count("pk")))


def targets_of(row: Side) -> tuple[str, ...]:
    """What the money is for, in words."""
    if isinstance(row, SupportSought):
        return (str(row.get_target_display()),)
    labels = dict(MoneyFor.choices)
    return tuple(str(labels[one]) for one in row.targets if one in labels)


def find(access: Access, side: str, pk: int) -> Any:
    """The call, or what would help, if this reader may see it; raises Http404."""
    named = "funder" if side == "call" else "combination"
    rows = MODELS[side].objects.seen_with(access).select_related("portfolio", named, "by")
    row = rows.prefetch_related("systems", "concerns").filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


@dataclass(frozen=True)
class Choices:
    """What the filters offer."""

    targets: list[tuple[str, Any]]
    systems: list[System]
    concerns: list[Concern]


def choices(access: Access) -> Choices:
    """The frame and the concerns of the portfolio."""
    portfolio = access.portfolio
    return Choices(
        targets=list(MoneyFor.choices),
        systems=list(System.objects.filter(portfolio=portfolio)),
        concerns=list(Concern.objects.current().filter(portfolio=portfolio)),
    )


COLUMNS = (
    _("Side"), _("Number"), _("In a line"), _("In full"), _("Funder"), _("For"), _("Combination"), _("Systems"),
    _("Concerns"), _("At least"), _("At most"), _("About"), _("Currency"), _("Open until"), _("State"),
    _("Who may see it"), _("Said on"),
)  # fmt: skip


def table(access: Access, filters: Filters) -> PlainTable:
    """What the page shows, as a table to take along."""
    return PlainTable(COLUMNS, _rows(access, filters))


def _rows(access: Access, filters: Filters) -> Iterator[tuple[object, ...]]:
    for side, named in (("call", "funder"), ("support", "combination")):
        rows = chosen(access, side, filters).select_related(named).prefetch_related("systems", "concerns")
        for row in rows.order_by(*ORDER).iterator(chunk_size=AT_ONCE):
            yield _as_row(row)


def _as_row(row: Side) -> tuple[object, ...]:
    systems, concerns = (", ".join(one.name for one in getattr(row, name).all()) for name in ("systems", "concerns"))
    targets, day = ", ".join(targets_of(row)), timezone.localdate(row.created_at)
    last = (state_of(row), row.get_circle_display(), day)
    if isinstance(row, FundingCall):
        return (
            _now("Looked for"), row.pk, row.title, row.looks_for, row.funder.name, targets, "", systems, concerns,
            _exact(row.least, row.currency), _exact(row.most, row.currency), None, row.currency, row.until_on, *last,
        )  # fmt: skip
    return (
        _now("Would help"), row.pk, row.title, row.would_help, "", targets, str(row.combination or ""), systems,
        concerns, None, None, _exact(row.amount, row.currency), row.currency, None, *last,
    )  # fmt: skip


def _exact(amount: Any, currency: str) -> Any:
    return None if amount is None else round(amount, minor_digits(currency))


def state_of(row: Side) -> str:
    """Open, withdrawn or over, in words."""
    if row.withdrawn_at is not None:
        return _now("Withdrawn")
    return _now("Over") if isinstance(row, FundingCall) and row.has_ended else _now("Open")
