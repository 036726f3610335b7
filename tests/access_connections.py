"""A connection that a steward said, with what shows it, for the walk through all addresses."""

from typing import Any

from initiatives.models import Initiative
from initiatives.services import connections
from sensemaking.services import ties
from stakeholders.models import Change, User
from tests.factories import make_initiative


def make_connections(initiative: Initiative, steward: User) -> dict[str, Any]:
    """Return name → value for the arguments of routes."""
    other = make_initiative(initiative.home, "Bus drivers' school")
    said = connections.say(portfolio=initiative.home, source=other, target=initiative, kind="enables", by=steward)
    piece = ties.add_evidence(connection=said, by=steward, note="Twelve drivers came from there.")
    change = connections.edit(connection=said, by=steward, strength=3)
    assert isinstance(change, Change)
    return {"connection": said.pk, "connection_piece": piece.pk, "connection_change": change.pk}
