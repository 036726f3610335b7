"""Vehicles are made and described here."""

from django.db import transaction

from funding.models import FundingVehicle
from stakeholders.models import Change, Portfolio, User
from stakeholders.services import history

DESCRIBED = ("name", "instrument", "rules", "willing_to_learn", "order")


@transaction.atomic
def create(*, portfolio: Portfolio, by: User, **facts: object) -> FundingVehicle:
    """Open a vehicle; its currency never changes afterwards."""
    vehicle = FundingVehicle.objects.create(portfolio=portfolio, **facts)
    history.record(
        vehicle,
        kind=Change.Kind.CREATED,
        by=by,
        portfolio=portfolio,
        fields={"name": [None, vehicle.name], "currency": [None, vehicle.currency]},
    )
    return vehicle


@transaction.atomic
def describe(*, vehicle: FundingVehicle, by: User, **facts: object) -> FundingVehicle:
    """Change what is said about a vehicle; money and currency stay as they are."""
    before = {name: getattr(vehicle, name) for name in DESCRIBED}
    for name in DESCRIBED:
        setattr(vehicle, name, facts.get(name, before[name]))
    vehicle.save(update_fields=DESCRIBED)
    after = {name: getattr(vehicle, name) for name in DESCRIBED}
    history.record(
        vehicle,
        kind=Change.Kind.EDITED,
        by=by,
        portfolio=vehicle.portfolio,
        fields=history.difference(before, after),
    )
    return vehicle
