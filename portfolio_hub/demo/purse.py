"""Plants the money of Riverton: vehicles, promises, what was paid in, set aside and paid out."""

from collections.abc import Iterable
from decimal import Decimal

from funding.models import Allocation, CapitalCommitment, Disbursement, Drawdown, FundingVehicle
from initiatives.models import Initiative
from portfolio_hub.demo import story
from portfolio_hub.demo.days import instalments
from portfolio_hub.demo.ground import Ground

NOTHING = Decimal(0)


def plant(ground: Ground, initiatives: dict[str, Initiative]) -> None:
    """Write all money, with the totals that each vehicle keeps."""
    vehicles = plant_vehicles(ground)
    plant_commitments(ground, vehicles)
    plant_allocations(ground, vehicles, initiatives)


def plant_vehicles(ground: Ground) -> dict[str, FundingVehicle]:
    """Write the vehicles with totals that match what will hang on them."""
    promises, shares = story.commitments(), story.allocations()
    vehicles = {}
    for order, row in enumerate(story.rows("vehicles.csv"), start=1):
        key = row["key"]
        vehicles[key] = FundingVehicle.objects.create(
            portfolio=ground.portfolio,
            name=row["name"],
            instrument=row["instrument"],
            currency=ground.portfolio.currency,
            rules=row["rules"],
            willing_to_learn=row["willing_to_learn"],
            order=order,
            committed_total=_total(one.amount for one in promises if one.vehicle == key),
            drawn_total=_total(one.drawn for one in promises if one.vehicle == key),
            allocated_total=_total(one.amount for one in shares if one.vehicle == key),
            paid_total=_total(one.paid for one in shares if one.vehicle == key),
        )
    return vehicles


def plant_commitments(ground: Ground, vehicles: dict[str, FundingVehicle]) -> None:
    """Write what funders promised, and what they paid in half-yearly parts."""
    told = story.commitments()
    rows = CapitalCommitment.objects.bulk_create(
        [
            CapitalCommitment(
                vehicle=vehicles[one.vehicle],
                funder=ground.organisations[one.funder],
                amount=one.amount,
                flexibility=one.flexibility,
                on=one.on,
                note=one.note,
                drawn_total=one.drawn,
                by=ground.steward,
            )
            for one in told
        ]
    )
    Drawdown.objects.bulk_create(
        [
            Drawdown(commitment=row, amount=part, on=on, by=ground.steward)
            for one, row in zip(told, rows, strict=True)
            for on, part in instalments(one.drawn, one.on)
        ]
    )


def plant_allocations(ground: Ground, vehicles: dict[str, FundingVehicle], initiatives: dict[str, Initiative]) -> None:
    """Write what vehicles set aside for initiatives, and what was paid out in half-yearly parts."""
    told = story.allocations()
    rows = Allocation.objects.bulk_create(
        [
            Allocation(
                vehicle=vehicles[one.vehicle],
                target=Allocation.Target.INITIATIVE,
                initiative=initiatives[one.initiative],
                amount=one.amount,
                purpose=one.purpose,
                on=one.on,
                paid_total=one.paid,
                by=ground.steward,
                agreed_by=ground.steward,
                agreed_on=one.on,
            )
            for one in told
        ]
    )
    Disbursement.objects.bulk_create(
        [
            Disbursement(allocation=row, amount=part, on=on, by=ground.steward)
            for one, row in zip(told, rows, strict=True)
            for on, part in instalments(one.paid, one.on)
        ],
        batch_size=200,
    )


def _total(sums: Iterable[Decimal]) -> Decimal:
    return sum(sums, NOTHING)
