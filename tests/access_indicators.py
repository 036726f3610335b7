"""One indicator and one observation, for the walk through all addresses."""

from typing import Any

from initiatives.models import Initiative
from tests.factories.indicators import make_indicator, make_observation


def make_indicators(initiative: Initiative) -> dict[str, Any]:
    """Return name → value for the arguments of routes."""
    indicator = make_indicator(initiative.home, "Warm homes")
    make_observation(indicator, 3, initiative, 2023)
    make_observation(indicator, None, initiative, 2024)
    return {"indicator": indicator.pk, "observation": make_observation(indicator, 5, initiative, 2025).pk}
