"""A reserve, money from outside and a trial, for the walk through all addresses."""

from datetime import date
from decimal import Decimal
from typing import Any

from funding.models import FundingVehicle
from funding.services import leverage, reserve, shadows
from funding.services.money import Purpose
from stakeholders.models import Change, User
from stakeholders.services import shared_texts


def make_beside(vehicle: FundingVehicle, steward: User) -> dict[str, Any]:
    """Return name → value for the arguments of routes; the vehicle is one that the funder backs."""
    told = leverage.tell(
        portfolio=vehicle.portfolio,
        by=steward,
        values={
            "layer": "partners", "who": "Riverton Water", "amount": Decimal(500), "currency": "EUR",
            "source": "Annual report", "circle": "public",
        },
    )  # fmt: skip
    change = leverage.mend(row=told, values={"who": "Riverton Waterworks"}, by=steward)
    assert isinstance(change, Change)
    trial = shadows.begin(beside=vehicle, by=steward, name="Trial by streets", instrument="grant", rules="By streets.")
    given = shadows.plan(shadow=trial, amount=Decimal(50), purpose=Purpose(), on=date(2026, 6, 1), by=steward)
    kept = reserve.make(vehicle=vehicle, purpose="For what nobody can know yet", floor=40, by=steward)
    words = shared_texts.save(
        kept, values={"purpose": "For surprises", "floor": 40}, edit=1, by=steward, portfolio=vehicle.portfolio
    )
    assert isinstance(words, Change)
    return {
        "outside": told.pk, "outside_change": change.pk, "trial": trial.pk, "trial_gift": given.pk, "reserve": kept.pk,
        "reserve_change": words.pk,
    }  # fmt: skip
