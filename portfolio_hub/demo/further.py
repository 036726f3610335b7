"""Plants money beyond initiatives: what came back, learning, releases, what moved it, a trial."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum

from funding.models import (
    Allocation,
    AllocationReason,
    Disbursement,
    FlexibilityReserve,
    FundingVehicle,
    ReserveRelease,
)
from initiatives.models import Combination, Initiative
from portfolio_hub.demo import story
from portfolio_hub.demo.days import instalments, moment_of
from portfolio_hub.demo.ground import Ground
from portfolio_hub.demo.purse import governance
from sensemaking.models import Decision, Finding, LearningLog
from stakeholders.models import Portfolio

Told = dict[str, Any]
Vehicles = dict[str, FundingVehicle]
Combinations = dict[str, Combination]


def plant(ground: Ground, initiatives: dict[str, Initiative], vehicles: Vehicles, together: Combinations) -> None:
    """Write all of it, and bring the totals of the vehicles up to date."""
    told = story.chapter("money.toml")
    reserve = FlexibilityReserve.objects.create(
        vehicle=vehicles[told["reserve"]["vehicle"]], floor=told["reserve"]["floor"], purpose=told["reserve"]["purpose"]
    )
    plant_returns(ground, initiatives, vehicles)
    for row in told["further"]:
        plant_further(ground, row, vehicles, together, reserve)
    for row in told["planned"]:
        plant_planned(ground, row, vehicles, initiatives)
    _add_up(vehicles.values())
    plant_moved(told["moved"], vehicles, initiatives)
    for row in told["releases"]:
        allocation = Allocation.objects.get(vehicle=reserve.vehicle, initiative=initiatives[row["initiative"]])
        plant_release(ground, row, reserve, allocation)
    plant_trial(ground, told["trial"], vehicles, initiatives)


def plant_returns(ground: Ground, initiatives: dict[str, Initiative], vehicles: Vehicles) -> None:
    """Write what came back to the vehicles, repaid or earned."""
    given = {(row.vehicle_id, row.initiative_id): row for row in Allocation.objects.filter(initiative__isnull=False)}
    returns = []
    for row in story.rows("returns.csv"):
        allocation = given[vehicles[row["vehicle"]].pk, initiatives[row["initiative"]].pk]
        allocation.returned_total += Decimal(row["amount"])
        returns.append(
            Disbursement(
                allocation=allocation, kind=Disbursement.Kind.RETURN, amount=Decimal(row["amount"]), on=row["on"],
                note=row["note"], by=ground.steward,
            )
        )  # fmt: skip
    Disbursement.objects.bulk_create(returns)
    Allocation.objects.bulk_update({row.allocation.pk: row.allocation for row in returns}.values(), ["returned_total"])


def plant_further(
    ground: Ground, row: Told, vehicles: Vehicles, together: Combinations, reserve: FlexibilityReserve
) -> Allocation:
    """Write one sum for learning, a combination, backbone work or the portfolio, and why it was let out."""
    rule, amount = governance()[row["vehicle"]], Decimal(row["amount"])
    allocation = Allocation.objects.create(
        vehicle=vehicles[row["vehicle"]], target=row["target"], combination=together.get(row.get("combination", "")),
        amount=amount, paid_total=amount, on=row["on"], purpose=row["purpose"], **rule.signed(ground, row["on"]),
    )  # fmt: skip
    Disbursement.objects.bulk_create(
        Disbursement(allocation=allocation, amount=part, on=on, by=ground.steward)
        for on, part in instalments(amount, rule.agreed_on(row["on"]))
    )
    if allocation.vehicle == reserve.vehicle and "log" in row:
        plant_release(ground, row, reserve, allocation)
    elif "log" in row:
        AllocationReason.objects.create(allocation=allocation, log=_log(ground.portfolio, row["log"]))
    return allocation


def plant_planned(ground: Ground, row: Told, vehicles: Vehicles, initiatives: dict[str, Initiative]) -> None:
    """Write a proposal that waits for somebody else to agree."""
    allocation = Allocation.objects.create(
        vehicle=vehicles[row["vehicle"]], target=row.get("target", Allocation.Target.INITIATIVE),
        initiative=initiatives.get(row.get("initiative", "")), amount=row["amount"], on=row["on"],
        purpose=row["purpose"], status=Allocation.Status.PLANNED, by=ground.people[row["by"]],
    )  # fmt: skip
    AllocationReason.objects.create(allocation=allocation, log=_log(ground.portfolio, row["log"]))


def plant_moved(told: Iterable[Told], vehicles: Vehicles, initiatives: dict[str, Initiative]) -> None:
    """Say which decisions what was set aside is informed by."""
    AllocationReason.objects.bulk_create(
        AllocationReason(
            decision=Decision.objects.get(title=row["decision"]),
            allocation=Allocation.objects.get(vehicle=vehicles[vehicle], initiative=initiatives[initiative]),
        )
        for row in told
        for vehicle, initiative in row["allocations"]
    )


def plant_release(ground: Ground, row: Told, reserve: FlexibilityReserve, allocation: Allocation) -> None:
    """Say what let money out of the reserve."""
    decision = Decision.objects.get(title=row["decision"]) if "decision" in row else None
    log = None if decision else _log(ground.portfolio, row["log"])
    ReserveRelease.objects.create(
        reserve=reserve, allocation=allocation, why=row["why"], by=allocation.by, log=log, decision=decision,
        at=moment_of(allocation.on, row["why"]),
    )  # fmt: skip
    if log is not None:
        AllocationReason.objects.create(allocation=allocation, log=log)


def release_on_finding(portfolio: Portfolio) -> None:
    """Let the summer report's theme about neighbours release what it asked for, once there is one."""
    reserve = FlexibilityReserve.objects.filter(vehicle__portfolio=portfolio).first()
    row = next(one for one in story.chapter("money.toml")["further"] if one.get("finding"))
    waiting = Allocation.objects.filter(
        vehicle__reserve=reserve, vehicle__portfolio=portfolio, purpose=row["purpose"], release__isnull=True
    ).first()
    themes = Finding.objects.filter(report__portfolio=portfolio, report__status="published", kind=Finding.Kind.THEME)
    found = themes.filter(report__circle="portfolio").select_related("report").order_by("order", "pk")
    theme = next((one for one in found if row["finding"] in " ".join(one.data["words"]).lower()), None)
    if reserve is None or waiting is None or theme is None:
        return
    ReserveRelease.objects.create(
        reserve=reserve, allocation=waiting, why=row["why"], by=waiting.by, finding=theme,
        at=moment_of(waiting.on, row["why"]),
    )  # fmt: skip
    AllocationReason.objects.create(allocation=waiting, report=theme.report)


def plant_trial(ground: Ground, told: Told, vehicles: Vehicles, initiatives: dict[str, Initiative]) -> None:
    """Write the trial of other rules beside a vehicle, and what it would give."""
    beside = vehicles[told["beside"]]
    trial = FundingVehicle.objects.create(
        portfolio=ground.portfolio, name=told["name"], instrument=told["instrument"], currency=beside.currency,
        rules=told["rules"], willing_to_learn=told["willing_to_learn"], is_shadow=True, shadows=beside,
        order=len(vehicles) + 1,
    )  # fmt: skip
    Allocation.objects.bulk_create(
        Allocation(
            vehicle=trial, target=Allocation.Target.INITIATIVE, initiative=initiatives[key], amount=amount,
            on=told["on"], status=Allocation.Status.PLANNED, by=ground.people[told["by"]],
        )
        for key, amount in told["gives"]
    )  # fmt: skip


def _add_up(vehicles: Iterable[FundingVehicle]) -> None:
    """Let each vehicle keep the totals of its rows."""
    held = ~Q(status=Allocation.Status.PLANNED)
    for vehicle in vehicles:
        sums = vehicle.allocations.aggregate(
            allocated_total=Sum("amount", filter=held), paid_total=Sum("paid_total"),
            returned_total=Sum("returned_total"),
        )  # fmt: skip
        FundingVehicle.objects.filter(pk=vehicle.pk).update(**sums)
        vehicle.refresh_from_db()


def _log(portfolio: Portfolio, title: str) -> LearningLog:
    found: LearningLog = LearningLog.objects.get(portfolio=portfolio, title=title)
    return found
