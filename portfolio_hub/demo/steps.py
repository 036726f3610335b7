"""Plants who did each step with the money of Riverton, on the day of its row."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import Model

from funding.models import Allocation, CapitalCommitment, Disbursement, Drawdown, FundingVehicle, ReserveRelease
from portfolio_hub.demo.days import moment_of
from portfolio_hub.demo.ground import Ground
from stakeholders.models import Change, User
from stakeholders.services import history


def plant(ground: Ground) -> None:
    """Write the history of all money that was planted."""
    pots = FundingVehicle.objects.real().filter(portfolio=ground.portfolio)
    promises = list(CapitalCommitment.objects.filter(vehicle__in=pots).select_related("funder").order_by("on", "pk"))
    begun = {row.vehicle_id: row.on for row in reversed(promises)}
    steps = [_step(ground, pot, begun[pot.pk], ground.steward, name=pot.name, currency=pot.currency) for pot in pots]
    for row in promises:
        steps.append(_step(ground, row, row.on, row.by, amount=str(row.amount), funder=row.funder.name))
    for allocation in Allocation.objects.filter(vehicle__in=pots).select_related("by", "agreed_by"):
        steps += _agreement(ground, allocation)
    paid_in: Iterable[Any] = Drawdown.objects.filter(commitment__vehicle__in=pots).select_related("by")
    paid_out: Iterable[Any] = Disbursement.objects.filter(allocation__vehicle__in=pots).select_related("by")
    steps += [_step(ground, paid, paid.on, paid.by, amount=str(paid.amount)) for paid in (*paid_in, *paid_out)]
    for release in ReserveRelease.objects.filter(reserve__vehicle__in=pots).select_related("allocation", "by"):
        amount = str(release.allocation.amount)
        steps.append(_step(ground, release, release.allocation.on, release.by, why=release.why, amount=amount))
    history.record_many(steps)


def _agreement(ground: Ground, row: Allocation) -> Iterator[Change]:
    """That it was proposed, and that somebody else agreed."""
    yield _step(ground, row, row.on, row.by, amount=str(row.amount), status=Allocation.Status.PLANNED)
    if row.agreed_on:
        agreed = _step(ground, row, row.agreed_on, row.agreed_by, status=Allocation.Status.AGREED)
        agreed.kind = Change.Kind.EDITED
        yield agreed


def _step(ground: Ground, row: Model, on: date, by: User | None, *, why: str = "", **facts: Any) -> Change:
    fields = {name: [None, value] for name, value in facts.items()}
    step = history.build(row, kind=Change.Kind.CREATED, fields=fields, by=by, portfolio=ground.portfolio, why=why)
    step.at = moment_of(on, f"{row._meta.label} {on} {facts}")
    return step
