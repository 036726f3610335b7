"""What options are worth keeping: how many were opened and are held, what holding them costs, what they became."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from funding.overviews.outline import ZERO
from initiatives.models import Initiative
from portfolio_hub.lib.keyset import Page, page_of
from sensemaking.models import Option
from stakeholders.access import Access

SIZE = 50
SHOWN = 4
AT_ONCE = 500
DONE = (Option.Status.EXERCISED, Option.Status.CLOSED)
WHICH = {
    "held": _("Held open now"),
    "opened": _("Opened since then"),
    "taken-up": _("Taken up since then"),
    "let-go": _("Let go since then"),
}
COLUMNS = (
    _("Option"), _("State"), _("Opened"), _("Can be taken up until"), _("Cost of holding a year"), _("Currency"),
    _("Taken up or closed"), _("What it became"), _("What was learned"),
)  # fmt: skip


@dataclass(frozen=True)
class OptionValue:
    """Numbers of the options that the reader may see; the cost is in the portfolio's currency."""

    since: date
    opened: int
    held: int
    taken_up: int
    let_go: int
    cost: Decimal
    costed: int
    soon: tuple[Option, ...]

    @property
    def without_cost(self) -> int:
        """How many are held of which nobody has said what that costs."""
        return self.held - self.costed

    @property
    def is_empty(self) -> bool:
        return not (self.opened or self.held or self.taken_up or self.let_go)


@dataclass(frozen=True)
class Held:
    """One option with what it became, where the reader may see that."""

    option: Option
    became: str


def option_value(access: Access, since: date) -> OptionValue:
    """Read the numbers and the four that end soonest, in two queries."""
    rows = Option.objects.seen_with(access)
    held = ~Q(status__in=DONE)
    sums = rows.aggregate(
        opened=Count("pk", filter=Q(opened_on__gte=since)),
        held=Count("pk", filter=held),
        taken_up=Count("pk", filter=Q(status=Option.Status.EXERCISED, closed_on__gte=since)),
        let_go=Count("pk", filter=Q(status=Option.Status.CLOSED, closed_on__gte=since)),
        cost=Sum("holding_cost", filter=held),
        costed=Count("pk", filter=held & Q(holding_cost__isnull=False)),
    )
    soonest = rows.kept_open().select_related("portfolio").order_by("expires_on", "-opened_on", "-pk")
    cost = Decimal(sums.pop("cost") or ZERO).quantize(Decimal("0.01"))
    # Engines disagree on where nulls go: those without a last day come last here.
    dated = list(soonest.filter(expires_on__isnull=False)[:SHOWN])
    rest = SHOWN - len(dated)
    open_ended = list(soonest.filter(expires_on__isnull=True)[:rest]) if rest else []
    return OptionValue(since=since, cost=cost, soon=(*dated, *open_ended), **sums)


def rows_of(access: Access, which: str, since: date) -> QuerySet[Option]:
    """The options behind one of the numbers."""
    rows: QuerySet[Option] = Option.objects.seen_with(access).select_related("portfolio")
    if which == "opened":
        return rows.filter(opened_on__gte=since)
    if which == "taken-up":
        return rows.filter(status=Option.Status.EXERCISED, closed_on__gte=since)
    if which == "let-go":
        return rows.filter(status=Option.Status.CLOSED, closed_on__gte=since)
    return rows.exclude(status__in=DONE)


def page_of_options(access: Access, which: str, since: date, after: str) -> tuple[Page[Any], list[Held]]:
    """One page of them."""
    page = page_of(rows_of(access, which, since), order=("-opened_on", "-id"), after=after, size=SIZE)
    return page, _line_up(access, page.rows)


def _line_up(access: Access, options: list[Option]) -> list[Held]:
    became = {option.taken_up_as_id for option in options if option.taken_up_as_id}
    names = dict(Initiative.objects.seen_with(access).filter(pk__in=became).values_list("pk", "title"))
    return [Held(option, names.get(option.taken_up_as_id or 0, "")) for option in options]


def option_rows(access: Access, which: str, since: date) -> Iterator[tuple[object, ...]]:
    """All of them, for a file."""
    batch: list[Option] = []
    for found in rows_of(access, which, since).order_by("-opened_on", "-id").iterator(chunk_size=AT_ONCE):
        batch.append(found)
        if len(batch) == AT_ONCE:
            yield from (_as_cells(line, access) for line in _line_up(access, batch))
            batch = []
    yield from (_as_cells(line, access) for line in _line_up(access, batch))


def _as_cells(line: Held, access: Access) -> tuple[object, ...]:
    row = line.option
    currency = access.portfolio.currency if row.holding_cost is not None else ""
    return (
        row.title, row.get_status_display(), row.opened_on, row.expires_on, row.holding_cost, currency, row.closed_on,
        line.became, row.closing_learning,
    )  # fmt: skip
