"""Vehicles are made and described here, and who proposes and agrees in them is named."""

from collections.abc import Iterable, Mapping

from django.db import transaction

from funding.models import FundingVehicle, VehicleVoice
from funding.services.limits import locked
from stakeholders.models import Change, Portfolio, User
from stakeholders.services import history

DESCRIBED = ("name", "instrument", "rules", "willing_to_learn", "second_above", "order")
Voices = Mapping[str, Iterable[User]]
"""Who may do what: `VehicleVoice.May` → people; nobody for one of them means the stewards."""


@transaction.atomic
def create(*, portfolio: Portfolio, by: User, voices: Voices | None = None, **facts: object) -> FundingVehicle:
    """Open a vehicle; its currency never changes afterwards."""
    vehicle = FundingVehicle.objects.create(portfolio=portfolio, **facts)
    history.record(
        vehicle,
        kind=Change.Kind.CREATED,
        by=by,
        portfolio=portfolio,
        fields={
            "name": [None, vehicle.name],
            "currency": [None, vehicle.currency],
            **_name_voices(vehicle, voices or {}),
        },
    )
    return vehicle


@transaction.atomic
def describe(*, vehicle: FundingVehicle, by: User, voices: Voices | None = None, **facts: object) -> FundingVehicle:
    """Change what is said about a vehicle, and its rules; money and currency stay as they are."""
    pot = locked(vehicle)
    before = {name: getattr(pot, name) for name in DESCRIBED}
    for name in DESCRIBED:
        setattr(pot, name, facts.get(name, before[name]))
    pot.save(update_fields=DESCRIBED)
    after = {name: getattr(pot, name) for name in DESCRIBED}
    fields = {**history.difference(_plain(before), _plain(after)), **_name_voices(pot, voices or {})}
    if fields:
        history.record(pot, kind=Change.Kind.EDITED, by=by, portfolio=pot.portfolio, fields=fields)
    return pot


def _plain(facts: Mapping[str, object]) -> dict[str, object]:
    """The threshold as text, so that the ledger keeps every decimal; 5 and 5.000 are the same sum."""
    above = facts["second_above"]
    return {**facts, "second_above": None if above is None else f"{above:.3f}"}


def _name_voices(vehicle: FundingVehicle, voices: Voices) -> dict[str, list[object]]:
    """Name people for what they may do, and say for each what changed, as the ledger keeps it."""
    changes: dict[str, list[object]] = {}
    for may, people in voices.items():
        wanted = {person.pk: str(person) for person in people}
        standing = {row.user_id: row for row in vehicle.voices.filter(may=may).select_related("user")}
        if wanted.keys() == standing.keys():
            continue
        VehicleVoice.objects.filter(vehicle=vehicle, may=may).exclude(user__in=wanted).delete()
        VehicleVoice.objects.bulk_create(
            VehicleVoice(vehicle=vehicle, user_id=pk, may=may) for pk in wanted if pk not in standing
        )
        changes[f"voice_{may}"] = [
            ", ".join(sorted(str(row.user) for row in standing.values())),
            ", ".join(sorted(wanted.values())),
        ]
    return changes
