"""Plants the money of Riverton: vehicles, promises, what was paid in, set aside and paid out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from funding.models import Allocation, CapitalCommitment, Disbursement, Drawdown, FundingVehicle, VehicleVoice
from initiatives.models import Initiative
from portfolio_hub.demo import story
from portfolio_hub.demo.days import TODAY, instalments, working_day
from portfolio_hub.demo.ground import Ground

NOTHING = Decimal(0)


def plant(ground: Ground, initiatives: dict[str, Initiative]) -> dict[str, FundingVehicle]:
    """Write all money, with the totals that each vehicle keeps; return the vehicles by key."""
    vehicles = plant_vehicles(ground)
    plant_voices(ground, vehicles)
    plant_commitments(ground, vehicles)
    plant_allocations(ground, vehicles, initiatives)
    return vehicles


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
            second_above=Decimal(row["second_above"]),
            order=order,
            committed_total=_total(one.amount for one in promises if one.vehicle == key),
            drawn_total=_total(one.drawn for one in promises if one.vehicle == key),
            allocated_total=_total(one.amount for one in shares if one.vehicle == key),
            paid_total=_total(one.paid for one in shares if one.vehicle == key),
        )
    return vehicles


def plant_voices(ground: Ground, vehicles: dict[str, FundingVehicle]) -> None:
    """Name who proposes, who agrees and who releases in each vehicle."""
    VehicleVoice.objects.bulk_create(
        VehicleVoice(vehicle=vehicles[row["key"]], user=ground.people[key], may=may)
        for row in story.rows("vehicles.csv")
        for may in VehicleVoice.May.values
        for key in row[f"{may}s"].split()
    )


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
    """Write what vehicles set aside for initiatives, who answers for it, and what was paid out half-yearly."""
    told, rules = story.allocations(), governance()
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
                **rules[one.vehicle].signed(ground, one.on),
            )
            for one in told
        ]
    )
    Disbursement.objects.bulk_create(
        [
            Disbursement(allocation=row, amount=part, on=on, by=ground.steward)
            for one, row in zip(told, rows, strict=True)
            for on, part in instalments(one.paid, rules[one.vehicle].agreed_on(one.on))
        ],
        batch_size=200,
    )


@dataclass(frozen=True)
class Governance:
    """Who proposes in a vehicle, who else agrees, and how many days that takes."""

    proposes: str
    agrees: str
    days: int

    def agreed_on(self, on: date) -> date:
        """The working day on which what was proposed that day was agreed."""
        return min(working_day(on + timedelta(days=self.days)), TODAY)

    def signed(self, ground: Ground, on: date) -> dict[str, Any]:
        """What an allocation proposed that day says of who answers for it."""
        by, agreed_by = ground.people[self.proposes], ground.people[self.agrees]
        return {"by": by, "agreed_by": agreed_by, "agreed_on": self.agreed_on(on)}


@cache
def governance() -> dict[str, Governance]:
    """By vehicle: the first who proposes, and the first of those who agree that is somebody else."""
    found = {}
    for row in story.rows("vehicles.csv"):
        proposes = row["proposes"].split()[0]
        agrees = next(key for key in row["agrees"].split() if key != proposes)
        found[row["key"]] = Governance(proposes, agrees, int(row["days"]))
    return found


def _total(sums: Iterable[Decimal]) -> Decimal:
    return sum(sums, NOTHING)
