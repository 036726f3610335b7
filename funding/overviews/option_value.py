"""What options are worth keeping: how many were opened and are held, what holding them costs, what they became."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, Q, QuerySet, Sum, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funding.overviews.outline import ZERO
from funding.overviews.within import Within
from initiatives.models import Initiative
from portfolio_hub.lib.exports import in_batches
from portfolio_hub.lib.keyset import Page, page_of
from sensemaking.models import Option
from stakeholders.access import Access

SIZE = 50
SHOWN = 4
DONE = (Option.Status.EXERCISED, Option.Status.CLOSED)
WHICH = {
    "held": _("Held open now"),
    "costed": _("Held open, with what holding them costs"),
    "opened": _("Opened"),
    "taken-up": _("Taken up"),
    "let-go": _("Let go"),
}
COLUMNS = (
    _("Option"), _("State"), _("Opened"), _("Can be taken up until"), _("Cost of holding a year"), _("Currency"),
    _("Taken up or closed"), _("What it became"), _("Its stage now"), _("What was learned"),
)  # fmt: skip


@dataclass(frozen=True)
class OptionValue:
    """Numbers of the options that the reader may see; the cost is in the portfolio's currency."""

    within: Within
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
    """One option with what it became and at which stage that is, where the reader may see it."""

    option: Option
    became: str
    stage: str


def option_value(access: Access, within: Within) -> OptionValue:
    """Read the numbers and the four that are most pressing, in two queries."""
    rows = _options(access, within)
    held = ~Q(status__in=DONE)
    ended = within.days("closed_on")
    sums = rows.aggregate(
        opened=Count("pk", filter=within.days("opened_on")),
        held=Count("pk", filter=held),
        taken_up=Count("pk", filter=ended & Q(status=Option.Status.EXERCISED)),
        let_go=Count("pk", filter=ended & Q(status=Option.Status.CLOSED)),
        cost=Sum("holding_cost", filter=held),
        costed=Count("pk", filter=held & Q(holding_cost__isnull=False)),
    )
    cost = Decimal(sums.pop("cost") or ZERO).quantize(Decimal("0.01"))
    return OptionValue(within=within, cost=cost, soon=tuple(_pressing(rows)[:SHOWN]), **sums)


def _options(access: Access, within: Within) -> QuerySet[Option]:
    """Options that the reader may see; with vehicles, those whose log or outcome is of an initiative they pay for."""
    rows: QuerySet[Option] = Option.objects.seen_with(access)
    return rows.filter(within.backed("log__initiative", "taken_up_as"))


def _pressing(rows: QuerySet[Option]) -> QuerySet[Option]:
    """Those kept open, by their last day; then those without one, then those whose day has gone."""
    turn = Case(
        When(expires_on__gte=timezone.localdate(), then=Value(0)), When(expires_on__isnull=True, then=Value(1)),
        default=Value(2),
    )  # fmt: skip
    kept = rows.filter(~Q(status__in=DONE)).select_related("portfolio").annotate(turn=turn)
    return kept.order_by("turn", "expires_on", "-opened_on", "-pk")


def rows_of(access: Access, which: str, within: Within) -> QuerySet[Option]:
    """The options behind one of the numbers."""
    rows = _options(access, within).select_related("portfolio")
    if which == "opened":
        return rows.filter(within.days("opened_on"))
    if which == "taken-up":
        return rows.filter(within.days("closed_on"), status=Option.Status.EXERCISED)
    if which == "let-go":
        return rows.filter(within.days("closed_on"), status=Option.Status.CLOSED)
    if which == "costed":
        return rows.exclude(status__in=DONE).filter(holding_cost__isnull=False)
    return rows.exclude(status__in=DONE)


def page_of_options(access: Access, which: str, within: Within, after: str) -> tuple[Page[Any], list[Held]]:
    """One page of them."""
    page = page_of(rows_of(access, which, within), order=("-opened_on", "-id"), after=after, size=SIZE)
    return page, _line_up(access, page.rows)


def _line_up(access: Access, options: list[Option]) -> list[Held]:
    became = {option.taken_up_as_id for option in options if option.taken_up_as_id}
    known = {row.pk: row for row in Initiative.objects.seen_with(access).filter(pk__in=became).only("title", "stage")}
    return [_held(option, known.get(option.taken_up_as_id or 0)) for option in options]


def _held(option: Option, became: Initiative | None) -> Held:
    return Held(option, became.title, became.get_stage_display()) if became else Held(option, "", "")


def option_rows(access: Access, which: str, within: Within) -> Iterator[tuple[object, ...]]:
    """All of them, for a file."""
    for batch in in_batches(rows_of(access, which, within).order_by("-opened_on", "-id")):
        yield from (_as_cells(line, access) for line in _line_up(access, batch))


def _as_cells(line: Held, access: Access) -> tuple[object, ...]:
    row = line.option
    currency = access.portfolio.currency if row.holding_cost is not None else ""
    return (
        row.title, row.get_status_display(), row.opened_on, row.expires_on, row.holding_cost, currency, row.closed_on,
        line.became, line.stage, row.closing_learning,
    )  # fmt: skip
