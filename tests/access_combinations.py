"""One combination, one step in an initiative's life, one offer and one need, for the walk through all addresses."""

from typing import Any

from initiatives.models import Initiative
from initiatives.services import combinations
from stakeholders.models import Change, User
from tests.factories import make_combination, make_initiative


def make_together(initiative: Initiative, steward: User) -> dict[str, Any]:
    """Return name → value for the arguments of routes."""
    other = make_initiative(initiative.home, "What it stands beside")
    combination = make_combination(initiative.home, initiative, other)
    change = combinations.edit(combination=combination, values={"name": "Together"}, edit=1, by=steward)
    assert isinstance(change, Change)
    return {
        "combination": combination.pk,
        "combination_member": combination.members.get(initiative=other).pk,
        "combination_change": change.pk,
    }
