"""Outcomes and a source that was asked, for the walk through all addresses."""

from typing import Any

from funding.models import OutcomeAsk
from funding.services import outcome_asks, outcomes
from initiatives.models import Initiative
from stakeholders.link_keys import digest_of
from stakeholders.models import Change, User

OUTCOME_KEY = "the-key-of-an-outcome"


def make_outcomes(initiative: Initiative, steward: User) -> dict[str, Any]:
    """Return name → value for the arguments of routes."""
    values = {"who": "The housing office", "what": "It lets tenants insulate.", "kind": "practice", "circle": "public"}
    made = outcomes.harvest(portfolio=initiative.home, values={**values, "initiative": initiative}, by=steward)
    asked = outcome_asks.ask(outcome=made, name="Ida Holm", email="ida@example.org", by=steward)
    OutcomeAsk.objects.filter(pk=asked.pk).update(digest=digest_of(OUTCOME_KEY))
    change = Change.objects.of(made).earliest("pk")
    return {"outcome": made.pk, "outcome_ask": asked.pk, "outcome_change": change.pk, "outcome_key": OUTCOME_KEY}
