"""Reserves are made here, and money is let out of them when something was learnt."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from funding.models import Allocation, FlexibilityReserve, FundingVehicle, ReserveRelease, VehicleVoice
from funding.policies import may, why_not_agree
from funding.services import money
from funding.services.limits import OverLimit, locked, written
from sensemaking.models import Decision, Finding, LearningLog
from stakeholders.models import Change, User
from stakeholders.policies import Refused
from stakeholders.services import history

CITED: dict[type[models.Model], str] = {Decision: "decision", Finding: "finding", LearningLog: "log"}
"""Which field of a release holds a row of which model."""


@dataclass(frozen=True)
class Trigger:
    """What was learnt, and why money moves now."""

    cites: Decision | Finding | LearningLog
    why: str


@transaction.atomic
def make(*, vehicle: FundingVehicle, purpose: str, floor: int | None, by: User) -> FlexibilityReserve:
    """Make a vehicle a reserve; one that is a reserve already stays as it is, and a shadow can't be one."""
    pot = locked(vehicle)
    if pot.is_shadow:
        raise OverLimit(_("A trial of other rules holds no money, so it can't be a reserve."))
    reserve, is_new = FlexibilityReserve.objects.get_or_create(
        vehicle=pot, defaults={"purpose": purpose, "floor": floor}
    )
    if is_new:
        fields = {"purpose": [None, purpose], "floor": [None, floor]}
        history.record(reserve, kind=Change.Kind.CREATED, by=by, portfolio=pot.portfolio, fields=fields)
    return reserve


def restore(reserve: FlexibilityReserve, values: dict[str, Any], by: User) -> None:
    """Write earlier words or an earlier floor back; who has the form open reads that they changed."""
    row = FlexibilityReserve.objects.select_for_update(of=("self",)).get(pk=reserve.pk)
    for name in ("purpose", "floor"):
        if name in values:
            setattr(row, name, values[name])
    row.edit += 1
    row.save(update_fields=["purpose", "floor", "edit"])


@transaction.atomic
def release(
    *, reserve: FlexibilityReserve, amount: Decimal, purpose: money.Purpose, trigger: Trigger, on: date, by: User
) -> ReserveRelease:
    """Let money out of a reserve as an allocation that cites what triggered it; who releases need not be named to
    propose.

    Who may not agree to it alone proposes it: it holds nothing back until somebody else agrees. Raises OverLimit
    beyond what is free, and Refused for those who may not release.
    """
    pot = locked(reserve.vehicle)
    if not may(by, pot, VehicleVoice.May.RELEASE):
        raise Refused(_("In this reserve others release money."))
    if not trigger.why.strip():
        raise OverLimit(_("Say why now."))
    if amount > pot.free_to_allocate:
        sentence = _("%(vehicle)s has %(left)s left to release.")
        raise OverLimit(sentence % {"vehicle": pot.name, "left": written(pot.free_to_allocate, pot)})
    status = Allocation.Status.AGREED if _alone(pot, amount, by) else Allocation.Status.PLANNED
    wanted = replace(purpose, status=status, informed_by=(trigger.cites,))
    allocation = money.set_aside(pot=pot, amount=amount, purpose=wanted, on=on, by=by)
    cited = {CITED[type(trigger.cites)]: trigger.cites}
    row = ReserveRelease.objects.create(reserve=reserve, allocation=allocation, why=trigger.why, by=by, **cited)
    fields = {"amount": [None, str(amount)], "cites": [None, f"{CITED[type(trigger.cites)]}:{trigger.cites.pk}"]}
    history.record(
        row, kind=Change.Kind.CREATED, by=by, portfolio=pot.portfolio, why=trigger.why, fields=fields
    )  # fmt: skip
    return row


def _alone(pot: FundingVehicle, amount: Decimal, by: User) -> bool:
    """Whether this person's word is enough for the sum."""
    draft = Allocation(vehicle=pot, amount=amount, by=by)
    agrees = may(by, pot, VehicleVoice.May.AGREE)
    return not why_not_agree(draft, by, agrees=agrees)
