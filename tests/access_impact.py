"""One concern with what an initiative contributes to it, for the walk through all addresses."""

from typing import Any

from funding.models import Concern
from funding.services import concerns, contributions
from funding.services.contributions import Piece
from initiatives.models import Initiative
from stakeholders.models import Change, User


def make_impact(initiative: Initiative, steward: User) -> dict[str, Any]:
    """Return name → value for the arguments of routes."""
    concern = Concern(portfolio=initiative.home)
    concerns.add(concern=concern, values={"name": "Health", "meaning": "Longer lives."}, by=steward)
    change = concerns.edit(concern=concern, values={"name": "Good health"}, edit=concern.edit, by=steward)
    assert isinstance(change, Change)
    for evidence in ("assumed", "evidenced"):
        said = {"mechanism": "Warm homes keep people well.", "size": "large", "evidence": evidence}
        judged = contributions.judge(
            concern=concern, of=initiative, values=said, by=steward, is_guarded=False,
            pieces=[Piece(note="Fewer sick days", url="https://riverton.example/sick-days")],
        )  # fmt: skip
    return {
        "concern": concern.pk,
        "concern_change": change.pk,
        "contribution": judged.pk,
        "judgement_change": Change.objects.of(judged).latest("pk").pk,
        "impact_axis": "initiative",
    }
