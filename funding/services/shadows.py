"""Trials of other rules beside a vehicle: what would be given under them, with no real money."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from funding.models import Allocation, FundingVehicle
from funding.services import money
from funding.services.limits import OverLimit, locked, written
from stakeholders.models import Change, User
from stakeholders.services import history

ZERO = Decimal(0)


@transaction.atomic
def begin(*, beside: FundingVehicle, by: User, **facts: str) -> FundingVehicle:
    """Run other rules in the same currency beside a vehicle that holds real money."""
    if beside.is_shadow:
        raise OverLimit(_("A trial runs beside a vehicle with real money, not beside another trial."))
    shadow = FundingVehicle.objects.create(
        portfolio=beside.portfolio, currency=beside.currency, is_shadow=True, shadows=beside, **facts
    )
    fields = {"name": [None, shadow.name], "shadows": [None, beside.name], "rules": [None, shadow.rules]}
    history.record(shadow, kind=Change.Kind.CREATED, by=by, portfolio=beside.portfolio, fields=fields)
    return shadow


@transaction.atomic
def plan(*, shadow: FundingVehicle, amount: Decimal, purpose: money.Purpose, on: date, by: User) -> Allocation:
    """Write what would be given; raises OverLimit beyond what the vehicle beside it holds, so that both compare."""
    pot = locked(shadow)
    if not pot.is_shadow or pot.shadows is None:
        raise OverLimit(_("This vehicle is no trial beside another one."))
    whole = pot.shadows.committed_total + pot.shadows.returned_total
    left = whole - planned(pot)
    if amount > left:
        sentence = _("%(vehicle)s holds as much as the trial may give; %(left)s of it is left.")
        raise OverLimit(sentence % {"vehicle": pot.shadows.name, "left": written(left, pot)})
    hypothetical = money.Purpose(
        initiative=purpose.initiative, combination=purpose.combination, target=purpose.target, text=purpose.text,
        status=Allocation.Status.PLANNED,
    )  # fmt: skip
    return money.allocate(vehicle=pot, amount=amount, purpose=hypothetical, on=on, by=by)


def planned(shadow: FundingVehicle) -> Decimal:
    """What the trial would give by now."""
    rows = shadow.allocations.filter(status=Allocation.Status.PLANNED)
    return Decimal(rows.aggregate(sum=Sum("amount"))["sum"] or ZERO).quantize(Decimal("0.001"))
