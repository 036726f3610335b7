"""A call of the funder, what would help, and where they meet, for the walk through all addresses."""

from decimal import Decimal
from typing import Any

from funding.models import FundingMatch, FundingVehicle
from funding.services import match_letters, matches, matching
from stakeholders.models import Change, Membership, Role, User


def make_matching(vehicle: FundingVehicle, steward: User) -> dict[str, Any]:
    """Return name → value for the arguments of routes; the vehicle is one that the funder backs."""
    portfolio = vehicle.portfolio
    backer = Membership.objects.get(portfolio=portfolio, role=Role.FUNDER).user
    funder = vehicle.commitments.get().funder
    said = {"currency": "EUR", "circle": "public"}
    call = matching.call(
        portfolio=portfolio, funder=funder, by=backer,
        values={**said, "title": "Room to adapt", "looks_for": "Shade.", "targets": ["reserve"], "most": Decimal(900)},
    )  # fmt: skip
    wish = matching.seek(
        portfolio=portfolio, by=steward,
        values={**said, "title": "A heat reserve", "would_help": "Shade.", "target": "reserve", "amount": Decimal(500)},
    )  # fmt: skip
    # Effects after commit do not come in a test, so the hub is told to look.
    matches.find(portfolio_id=portfolio.pk)
    match = FundingMatch.objects.get(call=call)
    word = matches.say(match=match, by=steward, body="Shall we talk?")
    changes = [
        matching.edit(
            row=row, values={"title": f"{row.title}!"}, opened_with=1, by=by, systems=[], concerns=[]
        )
        for row, by in ((call, backer), (wish, steward))
    ]  # fmt: skip
    assert changes[0] and changes[1]
    return {
        "call": call.pk, "wish": wish.pk, "match": match.pk, "match_said": word.pk,
        "call_change": changes[0].pk, "wish_change": changes[1].pk,
        "match_change": Change.objects.of(match).latest("pk").pk, "match_key": match_letters.key_of(portfolio, backer),
    }  # fmt: skip
