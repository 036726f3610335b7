"""Both networks read for every circle, for the walk through all addresses."""

from typing import Any

from stakeholders.models import Portfolio, User
from tests.initiatives.network.ground import read_all


def make_network(city: Portfolio, member: User) -> dict[str, Any]:
    """Return name → value for the arguments of routes; the member is somebody with a page of their own."""
    read_all(city)
    return {"network_subject": "organisations", "person": member.pk}
