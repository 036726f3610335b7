"""Money promised, paid in, set aside, paid out and come back, never beyond what is there.

Each act first takes the vehicle's row for itself, so whoever comes first gets the money and the next is told what
is left; check constraints on the same totals stand behind it. Sums are exact decimals, reckoned here. A plan holds
nothing back; an agreement does. What was written stands: a mistake is corrected by a further row.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import models, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from funding.models import Allocation, AllocationReason, CapitalCommitment, Disbursement, Drawdown, FundingVehicle
from funding.policies import refuse_alone, refuse_proposal
from funding.services.limits import OverLimit, locked, refuse_before, refuse_closed_days, refuse_shadow, written
from initiatives.models import Combination, Initiative
from sensemaking.models import Decision, Finding, LearningLog, SenseMakingReport
from stakeholders.models import Change, Organisation, User
from stakeholders.services import history

REASONS: dict[type[models.Model], str] = {Decision: "decision", SenseMakingReport: "report", LearningLog: "log"}
"""Which field of an `AllocationReason` holds a row of which model."""


@dataclass(frozen=True)
class Terms:
    """What a funder's promise says besides the amount."""

    flexibility: str
    status: str = CapitalCommitment.Status.COMMITTED
    note: str = ""


@dataclass(frozen=True)
class Purpose:
    """What an allocation is for, and what it is informed by: decisions, reports, findings, learning logs.

    Without an initiative or a combination it is for the portfolio as such, or for learning or backbone work.
    """

    initiative: Initiative | None = None
    combination: Combination | None = None
    target: str = ""
    text: str = ""
    status: str = Allocation.Status.AGREED
    informed_by: Sequence[models.Model] = ()

    @property
    def aim(self) -> str:
        """The value of `Allocation.target`."""
        if self.initiative:
            return Allocation.Target.INITIATIVE
        return Allocation.Target.COMBINATION if self.combination else self.target or Allocation.Target.PORTFOLIO


@transaction.atomic
def commit(
    *, vehicle: FundingVehicle, funder: Organisation, amount: Decimal, terms: Terms, on: date, by: User
) -> CapitalCommitment:
    """Record a funder's promise; only committed money (not intended) can be allocated."""
    pot = locked(vehicle)
    refuse_shadow(pot)
    refuse_closed_days(pot.portfolio, on)
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
def withdraw(*, commitment: CapitalCommitment, on: date, by: User, why: str) -> None:
    """Take a promise back: it counts until that day. Raises OverLimit when that money was already paid in or
    allocated, and for a day that is closed or before the promise.
    """
    pot = locked(commitment.vehicle)
    refuse_closed_days(pot.portfolio, on)
    commitment.refresh_from_db()
    if commitment.status == CapitalCommitment.Status.WITHDRAWN:
        raise OverLimit(_("This promise was already withdrawn."))
    if commitment.drawn_total:
        raise OverLimit(_("Some of this money has been paid in, so the promise stands."))
    if commitment.status == CapitalCommitment.Status.COMMITTED:
        paid = commitment.drawdowns.aggregate(day=Max("on"))["day"]
        refuse_before(max(commitment.on, paid or commitment.on), on)
        _refuse_beyond_free(pot, commitment.amount)
        pot.committed_total -= commitment.amount
        pot.save(update_fields=["committed_total"])
        commitment.was_committed = True
    commitment.status, commitment.ended_on = CapitalCommitment.Status.WITHDRAWN, on
    commitment.save(update_fields=["status", "ended_on", "was_committed"])
    _note(commitment, by=by, vehicle=pot, why=why, kind=Change.Kind.EDITED, status=commitment.status, ended_on=on)


@transaction.atomic
def draw_down(*, commitment: CapitalCommitment, amount: Decimal, on: date, by: User, note: str = "") -> Drawdown:
    """Record money paid in; raises OverLimit beyond what the funder committed."""
    pot = locked(commitment.vehicle)
    refuse_closed_days(pot.portfolio, on)
    commitment.refresh_from_db()
    drawdown = _draw(pot, commitment, Drawdown(amount=amount, on=on, note=note, by=by))
    _note(drawdown, by=by, vehicle=pot, amount=amount)
    return drawdown


@transaction.atomic
def correct_drawdown(*, drawdown: Drawdown, amount: Decimal, on: date, by: User, why: str) -> Drawdown:
    """Say that what was paid in was `amount` in truth: a further row holds the difference, the first one stands.

    Raises OverLimit beyond what was promised, for no difference, and for a day before the row itself.
    """
    first = drawdown.corrects or drawdown
    pot = locked(first.commitment.vehicle)
    refuse_closed_days(pot.portfolio, on)
    difference = _difference(first, amount, on)
    commitment = CapitalCommitment.objects.get(pk=first.commitment_id)
    row = _draw(pot, commitment, Drawdown(amount=difference, on=on, note=why[:200], corrects=first, by=by))
    _note(row, by=by, vehicle=pot, why=why, amount=row.amount, corrects=first.pk)
    return row


def _difference(first: Drawdown | Disbursement, amount: Decimal, on: date) -> Decimal:
    """What a further row of that day says so that `amount` stands; raises OverLimit where it stands already."""
    refuse_before(first.on, on)
    known = first.amount + sum(first.corrections.values_list("amount", flat=True), Decimal(0))
    if amount == known:
        raise OverLimit(_("That is what stands there."))
    return amount - known


def _draw(pot: FundingVehicle, commitment: CapitalCommitment, row: Drawdown) -> Drawdown:
    """Write what was paid in, or corrects it; raises OverLimit beyond what the funder committed."""
    is_committed = commitment.status == CapitalCommitment.Status.COMMITTED
    left = commitment.amount - commitment.drawn_total if is_committed else Decimal(0)
    if row.amount > left:
        sentence = _("%(funder)s can pay in %(left)s more under this commitment.")
        raise OverLimit(sentence % {"funder": commitment.funder.name, "left": written(left, pot)})
    row.commitment = commitment
    row.save()
    commitment.drawn_total += row.amount
    commitment.save(update_fields=["drawn_total"])
    pot.drawn_total += row.amount
    pot.save(update_fields=["drawn_total"])
    return row


@transaction.atomic
def allocate(*, vehicle: FundingVehicle, amount: Decimal, purpose: Purpose, on: date, by: User) -> Allocation:
    """Set money aside, or plan to; raises OverLimit beyond what is committed and free, Refused where `by` may not
    propose, or not agree to it alone.
    """
    pot = locked(vehicle)
    refuse_proposal(pot, by)
    return set_aside(pot=pot, amount=amount, purpose=purpose, on=on, by=by)


def set_aside(*, pot: FundingVehicle, amount: Decimal, purpose: Purpose, on: date, by: User) -> Allocation:
    """Write the allocation of somebody who may propose it, in a vehicle that is locked; raises as `allocate` does
    beyond what is free, on closed days, and where `by` may not agree to it alone.
    """
    refuse_closed_days(pot.portfolio, on)
    allocation = Allocation(
        vehicle=pot,
        target=purpose.aim,
        initiative=purpose.initiative,
        combination=purpose.combination,
        amount=amount,
        purpose=purpose.text,
        status=Allocation.Status.PLANNED,
        on=on,
        by=by,
    )
    if purpose.status == Allocation.Status.AGREED:
        refuse_alone(allocation, by)
        _hold(pot, allocation, by=by, on=on)
    allocation.save()
    AllocationReason.objects.bulk_create(
        AllocationReason(allocation=allocation, **{REASONS[type(source)]: source}) for source in _sources(purpose)
    )
    _note(allocation, by=by, vehicle=pot, amount=amount, status=allocation.status)
    return allocation


def _sources(purpose: Purpose) -> list[models.Model]:
    """Each source once; a finding stands in its report."""
    rows = (source.report if isinstance(source, Finding) else source for source in purpose.informed_by)
    return list(dict.fromkeys(rows))


def _hold(pot: FundingVehicle, allocation: Allocation, *, by: User, on: date) -> None:
    """Turn a plan into an agreement that holds its money back; raises OverLimit when there is not enough."""
    if allocation.amount > pot.free_to_allocate:
        sentence = _("%(vehicle)s has %(left)s left to allocate.")
        raise OverLimit(sentence % {"vehicle": pot.name, "left": written(pot.free_to_allocate, pot)})
    pot.allocated_total += allocation.amount
    pot.save(update_fields=["allocated_total"])
    allocation.status = Allocation.Status.AGREED
    allocation.agreed_by, allocation.agreed_on = by, on


@transaction.atomic
def agree(*, allocation: Allocation, by: User, on: date | None = None) -> None:
    """Turn a planned allocation into an agreed one; raises as `allocate` does."""
    day = on or timezone.localdate()
    pot = locked(allocation.vehicle)
    refuse_closed_days(pot.portfolio, day)
    allocation.refresh_from_db()
    if allocation.status == Allocation.Status.AGREED:
        return
    if allocation.status != Allocation.Status.PLANNED:
        raise OverLimit(_("This allocation is closed or was already returned."))
    refuse_alone(allocation, by)
    _hold(pot, allocation, by=by, on=day)
    allocation.save(update_fields=["status", "agreed_by", "agreed_on"])
    _note(allocation, by=by, vehicle=pot, kind=Change.Kind.EDITED, status=allocation.status)


@transaction.atomic
def give_back(*, allocation: Allocation, on: date, by: User, why: str) -> Decimal:
    """Return to the vehicle what was not paid out, and say how much that was; until that day it counts as set aside.

    Raises OverLimit for a day that is closed, or before the money was agreed or last paid; a plan can be dropped on
    any open day.
    """
    pot = locked(allocation.vehicle)
    refuse_closed_days(pot.portfolio, on)
    allocation.refresh_from_db()
    if allocation.status not in (Allocation.Status.PLANNED, Allocation.Status.AGREED):
        raise OverLimit(_("This allocation is closed or was already returned."))
    rest = Decimal(0)
    if allocation.status == Allocation.Status.AGREED:
        allocation.agreed_on = allocation.agreed_on or allocation.on
        refuse_before(_last_day(allocation), on)
        rest = allocation.amount - allocation.paid_total
    allocation.status, allocation.ended_on = Allocation.Status.RETURNED, on
    allocation.save(update_fields=["status", "agreed_on", "ended_on"])
    pot.allocated_total -= rest
    pot.save(update_fields=["allocated_total"])
    _note(allocation, by=by, vehicle=pot, why=why, kind=Change.Kind.EDITED, returned=rest, ended_on=on)
    return rest


def _last_day(allocation: Allocation) -> date:
    """The latest day on which its money was agreed, paid or corrected."""
    paid = allocation.disbursements.filter(kind=Disbursement.Kind.PAYMENT).aggregate(day=Max("on"))["day"]
    return max(day for day in (allocation.agreed_on, paid) if day)


@transaction.atomic
def disburse(*, allocation: Allocation, amount: Decimal, on: date, by: User, note: str = "") -> Disbursement:
    """Record money paid out; raises OverLimit beyond the allocation."""
    pot = locked(allocation.vehicle)
    refuse_closed_days(pot.portfolio, on)
    allocation.refresh_from_db()
    if allocation.status != Allocation.Status.AGREED:
        raise OverLimit(_("Only an agreed allocation can be paid out."))
    left = allocation.amount - allocation.paid_total
    if amount > left:
        raise OverLimit(_("%(left)s of this allocation can still be paid out.") % {"left": written(left, pot)})
    _paid(pot, allocation, amount)
    payment = Disbursement.objects.create(allocation=allocation, amount=amount, on=on, note=note, by=by)
    _note(payment, by=by, vehicle=pot, amount=amount)
    return payment


def _paid(pot: FundingVehicle, allocation: Allocation, amount: Decimal) -> None:
    """What was given back holds as much as was paid out of it, so a correction moves what is held along."""
    allocation.paid_total += amount
    allocation.save(update_fields=["paid_total"])
    pot.paid_total += amount
    if allocation.status == Allocation.Status.RETURNED:
        pot.allocated_total += amount
    pot.save(update_fields=["paid_total", "allocated_total"])


def _refuse_beyond_free(pot: FundingVehicle, amount: Decimal) -> None:
    if amount > pot.free_to_allocate:
        raise OverLimit(_("%(vehicle)s has already allocated this money.") % {"vehicle": pot.name})


@transaction.atomic
def come_back(*, allocation: Allocation, amount: Decimal, on: date, by: User, note: str = "") -> Disbursement:
    """Record money that came back to the vehicle, repaid or earned; it can be set aside again."""
    pot = locked(allocation.vehicle)
    refuse_closed_days(pot.portfolio, on)
    allocation.refresh_from_db()
    if not allocation.paid_total:
        raise OverLimit(_("Nothing of this allocation was paid out, so nothing can come back."))
    _came_back(pot, allocation, amount)
    kind = Disbursement.Kind.RETURN
    row = Disbursement.objects.create(allocation=allocation, kind=kind, amount=amount, on=on, note=note, by=by)
    _note(row, by=by, vehicle=pot, amount=amount, kind_of_row=kind)
    return row


def _came_back(pot: FundingVehicle, allocation: Allocation, amount: Decimal) -> None:
    if pot.free_to_allocate + amount < 0:
        raise OverLimit(_("%(vehicle)s has already allocated this money.") % {"vehicle": pot.name})
    allocation.returned_total += amount
    allocation.save(update_fields=["returned_total"])
    pot.returned_total += amount
    pot.save(update_fields=["returned_total"])


@transaction.atomic
def correct(*, payment: Disbursement, amount: Decimal, on: date, by: User, why: str) -> Disbursement:
    """Say that a payment (or a return) was `amount` in truth: a further row of today holds the difference.

    The row that was wrong stands. Raises OverLimit beyond the limits that hold for payments, for no difference, and
    for a day before the row itself, or before the rest was given back.
    """
    pot = locked(payment.allocation.vehicle)
    refuse_closed_days(pot.portfolio, on)
    allocation = Allocation.objects.get(pk=payment.allocation_id)
    first = payment.corrects or payment
    difference = _difference(first, amount, on)
    if first.kind == Disbursement.Kind.RETURN:
        _came_back(pot, allocation, difference)
    else:
        left = allocation.amount - allocation.paid_total
        if difference > left:
            raise OverLimit(_("%(left)s of this allocation can still be paid out.") % {"left": written(left, pot)})
        if allocation.ended_on is not None:
            refuse_before(allocation.ended_on, on)
            _refuse_beyond_free(pot, difference)
        _paid(pot, allocation, difference)
    row = Disbursement.objects.create(
        allocation=allocation, kind=first.kind, amount=difference, on=on, note=why[:200], corrects=first, by=by
    )
    _note(row, by=by, vehicle=pot, why=why, amount=difference, corrects=first.pk)
    return row


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
