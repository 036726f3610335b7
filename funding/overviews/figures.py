"""The two figures of the funding page that are not sums of vehicles: options, and what learning redirected."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, Sum

from funding.overviews.learning_return import moved
from funding.overviews.option_value import DONE
from funding.overviews.outline import ZERO
from funding.overviews.within import Within
from funding.sums import exact
from sensemaking.models import Option
from stakeholders.access import Access


@dataclass(frozen=True)
class Figures:
    """Options as far as the reader may see them; redirected money of all vehicles, in the portfolio's currency."""

    held: int
    opened: int
    holding_cost: Decimal
    redirected: Decimal
    within: Within


def figures(access: Access, within: Within) -> Figures:
    """Read them in two queries; options are held today, whatever the period is."""
    held = ~Q(status__in=DONE)
    backed = within.backed("log__initiative", "taken_up_as")
    options = Option.objects.seen_with(access).filter(backed).aggregate(
        held=Count("pk", filter=held),
        opened=Count("pk", filter=within.days("opened_on")),
        cost=Sum("holding_cost", filter=held),
    )  # fmt: skip
    currency = access.portfolio.currency
    redirected = moved(access, within).filter(vehicle__currency=currency).aggregate(sum=Sum("kept"))["sum"]
    return Figures(
        held=options["held"],
        opened=options["opened"],
        holding_cost=Decimal(options["cost"] or ZERO).quantize(Decimal("0.01")),
        redirected=exact(redirected or ZERO, currency),
        within=within,
    )
