"""One combination, one step in an initiative's life, one offer and one need, for the walk through all addresses."""

from typing import Any

from initiatives.models import Initiative, Need, Offer
from initiatives.services import combinations, lineage, offers
from sensemaking.services import ties
from stakeholders.models import Change, User
from tests.factories import make_combination, make_initiative


def make_together(initiative: Initiative, steward: User) -> dict[str, Any]:
    """Return name → value for the arguments of routes."""
    other = make_initiative(initiative.home, "What it stands beside")
    combination = make_combination(initiative.home, initiative, other)
    change = combinations.edit(combination=combination, values={"name": "Together"}, edit=1, by=steward)
    assert isinstance(change, Change)
    step = lineage.say(initiative=initiative, kind="came_from", to="A summit", by=steward)
    given: dict[str, Any] = {"portfolio": initiative.home, "by": steward, "kind": "sites", "what": "A yard"}
    offer = offers.put(Offer, initiative=initiative, **given)
    need = offers.put(Need, initiative=other, **given)
    offered = offers.edit(given=offer, values={"what": "A big yard"}, by=steward)
    assert offered
    piece = ties.add_evidence(combination=combination, note="Seen by all.", by=steward)
    return {
        "combination_piece": piece.pk,
        "lineage_step": step.pk,
        "offer_side": "offer",
        "offer": offer.pk,
        "offer_change": offered.pk,
        "need_side": "need",
        "need": need.pk,
        "combination": combination.pk,
        "combination_member": combination.members.get(initiative=other).pk,
        "combination_change": change.pk,
    }
