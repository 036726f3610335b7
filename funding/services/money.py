"""Money promised, paid in, set aside and paid out, never beyond what is there.

Each act first takes the vehicle's row for itself, so whoever comes first gets the money and the next is told what
is left; check constraints on the same totals stand behind it. Sums are exact decimals, reckoned here.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import models, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from funding.models import Allocation, CapitalCommitment, Disbursement, Drawdown, FundingVehicle
from initiatives.models import Initiative
from portfolio_hub.lib.formats import money
from stakeholders.models import Change, Organisation, User
from stakeholders.services import history


class OverLimit(Exception):
    """The sum is over what is available; the message is a sentence for the user."""


@dataclass(frozen=True)
class Terms:
    """What a funder's promise says besides the amount."""

    flexibility: str
    status: str = CapitalCommitment.Status.COMMITTED
    note: str = ""


@dataclass(frozen=True)
class Purpose:
    """What an allocation is for; without an initiative it is for the portfolio as such."""

    initiative: Initiative | None = None
    text: str = ""
    status: str = Allocation.Status.AGREED


@transaction.atomic
def commit(
    *, vehicle: FundingVehicle, funder: Organisation, amount: Decimal, terms: Terms, on: date, by: User
) -> CapitalCommitment:
    """Record a funder's promise; only committed money (not intended) can be allocated."""
    pot = _locked(vehicle)
    commitment = CapitalCommitment.objects.create(
        vehicle=pot,
        funder=funder,
        amount=amount,
        flexibility=terms.flexibility,
        status=terms.status,
        note=terms.note,
        on=on,
        by=by,
    )
    if commitment.status == CapitalCommitment.Status.COMMITTED:
        pot.committed_total += amount
        pot.save(update_fields=["committed_total"])
    funder.portfolios.add(pot.portfolio)
    _note(commitment, by=by, vehicle=pot, amount=amount, funder=funder.name)
    return commitment


@transaction.atomic
def withdraw(*, commitment: CapitalCommitment, by: User, why: str) -> None:
    """Take a promise back; raises OverLimit when that money was already paid in or allocated."""
    pot = _locked(commitment.vehicle)
    commitment.refresh_from_db()
    if commitment.status == CapitalCommitment.Status.WITHDRAWN:
        raise OverLimit(_("This promise was already withdrawn."))
    if commitment.drawn_total:
        raise OverLimit(_("Some of this money has been paid in, so the promise stands."))
    if commitment.status == CapitalCommitment.Status.COMMITTED:
        if pot.free_to_allocate < commitment.amount:
            raise OverLimit(_("%(vehicle)s has already allocated this money.") % {"vehicle": pot.name})
        pot.committed_total -= commitment.amount
        pot.save(update_fields=["committed_total"])
    commitment.status = CapitalCommitment.Status.WITHDRAWN
    commitment.save(update_fields=["status"])
    _note(commitment, by=by, vehicle=pot, why=why, kind=Change.Kind.EDITED, status=commitment.status)


@transaction.atomic
def draw_down(*, commitment: CapitalCommitment, amount: Decimal, on: date, by: User, note: str = "") -> Drawdown:
    """Record money paid in; raises OverLimit beyond what the funder committed."""
    pot = _locked(commitment.vehicle)
    commitment.refresh_from_db()
    left = commitment.amount - commitment.drawn_total
    if commitment.status != CapitalCommitment.Status.COMMITTED or amount > left:
        sentence = _("%(funder)s can pay in %(left)s more under this commitment.")
        left = left if commitment.status == CapitalCommitment.Status.COMMITTED else Decimal(0)
        raise OverLimit(sentence % {"funder": commitment.funder.name, "left": _written(left, pot)})
    commitment.drawn_total += amount
    commitment.save(update_fields=["drawn_total"])
    pot.drawn_total += amount
    pot.save(update_fields=["drawn_total"])
    drawdown = Drawdown.objects.create(commitment=commitment, amount=amount, on=on, note=note, by=by)
    _note(drawdown, by=by, vehicle=pot, amount=amount)
    return drawdown


@transaction.atomic
def allocate(*, vehicle: FundingVehicle, amount: Decimal, purpose: Purpose, on: date, by: User) -> Allocation:
    """Set money aside for the portfolio or one initiative; raises OverLimit beyond what is committed and free."""
    pot = _locked(vehicle)
    if amount > pot.free_to_allocate:
        sentence = _("%(vehicle)s has %(left)s left to allocate.")
        raise OverLimit(sentence % {"vehicle": pot.name, "left": _written(pot.free_to_allocate, pot)})
    pot.allocated_total += amount
    pot.save(update_fields=["allocated_total"])
    allocation = Allocation.objects.create(
        vehicle=pot,
        target=Allocation.Target.INITIATIVE if purpose.initiative else Allocation.Target.PORTFOLIO,
        initiative=purpose.initiative,
        amount=amount,
        purpose=purpose.text,
        status=purpose.status,
        on=on,
        by=by,
    )
    _note(allocation, by=by, vehicle=pot, amount=amount)
    return allocation


@transaction.atomic
def give_back(*, allocation: Allocation, by: User, why: str) -> Decimal:
    """Return to the vehicle what was not paid out, and say how much that was."""
    pot = _locked(allocation.vehicle)
    allocation.refresh_from_db()
    if allocation.status not in (Allocation.Status.PLANNED, Allocation.Status.AGREED):
        raise OverLimit(_("This allocation is closed or was already returned."))
    rest = allocation.amount - allocation.paid_total
    allocation.status = Allocation.Status.RETURNED
    allocation.save(update_fields=["status"])
    pot.allocated_total -= rest
    pot.save(update_fields=["allocated_total"])
    _note(allocation, by=by, vehicle=pot, why=why, kind=Change.Kind.EDITED, returned=rest)
    return rest


@transaction.atomic
def disburse(*, allocation: Allocation, amount: Decimal, on: date, by: User, note: str = "") -> Disbursement:
    """Record money paid out; raises OverLimit beyond the allocation."""
    pot = _locked(allocation.vehicle)
    allocation.refresh_from_db()
    if allocation.status != Allocation.Status.AGREED:
        raise OverLimit(_("Only an agreed allocation can be paid out."))
    left = allocation.amount - allocation.paid_total
    if amount > left:
        raise OverLimit(_("%(left)s of this allocation can still be paid out.") % {"left": _written(left, pot)})
    allocation.paid_total += amount
    allocation.save(update_fields=["paid_total"])
    pot.paid_total += amount
    pot.save(update_fields=["paid_total"])
    payment = Disbursement.objects.create(allocation=allocation, amount=amount, on=on, note=note, by=by)
    _note(payment, by=by, vehicle=pot, amount=amount)
    return payment


@transaction.atomic
def agree(*, allocation: Allocation, by: User) -> None:
    """Turn a planned allocation into an agreed one."""
    if Allocation.objects.filter(pk=allocation.pk, status="planned").update(status=Allocation.Status.AGREED):
        _note(allocation, by=by, vehicle=allocation.vehicle, kind=Change.Kind.EDITED, status="agreed")


def _locked(vehicle: FundingVehicle) -> FundingVehicle:
    """The vehicle as it is now, kept from others until the transaction ends (SQLite lets one writer in anyway)."""
    return FundingVehicle.objects.select_for_update().get(pk=vehicle.pk)


def _written(amount: Decimal, vehicle: FundingVehicle) -> str:
    """The whole amount as people write it."""
    return money(amount, vehicle.currency, get_language() or "en", exact=True)


def _note(
    row: models.Model,
    *,
    by: User,
    vehicle: FundingVehicle,
    why: str = "",
    kind: str = Change.Kind.CREATED,
    **facts: object,
) -> None:
    history.record(
        row,
        kind=kind,
        by=by,
        why=why,
        portfolio=vehicle.portfolio,
        fields={name: [None, str(value)] for name, value in facts.items()},
    )
