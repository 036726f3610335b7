"""Both networks read for every circle, for the walk through all addresses."""

from typing import Any

from stakeholders.models import Portfolio
from tests.initiatives.network.ground import read_all


def make_network(city: Portfolio) -> dict[str, Any]:
    """Return name → value for the arguments of routes."""
    read_all(city)
    return {"network_subject": "organisations"}
