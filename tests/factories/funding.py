"""Vehicles and money, written with totals that agree with the rows."""

from decimal import Decimal
from itertools import count
from typing import Any

from django.db.models import F
from django.utils import timezone

from funding.models import Allocation, CapitalCommitment, FundingVehicle
from initiatives.models import Initiative
from stakeholders.models import Organisation, Portfolio

numbers = count(1)


def make_vehicle(portfolio: Portfolio, name: str = "", **fields: Any) -> FundingVehicle:
    """Make an empty vehicle in the portfolio's currency."""
    fields.setdefault("currency", portfolio.currency)
    fields.setdefault("instrument", FundingVehicle.Instrument.GRANT)
    return FundingVehicle.objects.create(portfolio=portfolio, name=name or f"Vehicle {next(numbers)}", **fields)


def make_commitment(
    vehicle: FundingVehicle, funder: Organisation, amount: Decimal | int, **fields: Any
) -> CapitalCommitment:
    """Promise money to the vehicle."""
    commitment = CapitalCommitment.objects.create(vehicle=vehicle, funder=funder, amount=Decimal(amount), **fields)
    FundingVehicle.objects.filter(pk=vehicle.pk).update(committed_total=F("committed_total") + commitment.amount)
    return commitment


def make_allocation(
    vehicle: FundingVehicle, amount: Decimal | int, initiative: Initiative | None = None, **fields: Any
) -> Allocation:
    """Set money aside for an initiative, or for the portfolio when none is named."""
    fields.setdefault(
        "target", "initiative" if initiative else "combination" if "combination" in fields else "portfolio"
    )
    if fields.get("status") == Allocation.Status.RETURNED:
        fields.setdefault("ended_on", timezone.localdate())
    allocation = Allocation.objects.create(vehicle=vehicle, initiative=initiative, amount=Decimal(amount), **fields)
    FundingVehicle.objects.filter(pk=vehicle.pk).update(allocated_total=F("allocated_total") + allocation.amount)
    return allocation
