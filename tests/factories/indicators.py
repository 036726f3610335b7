"""Indicators and observations."""

from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from funding.models import Indicator, Observation
from initiatives.models import Initiative
from stakeholders.models import Portfolio

numbers = count(1)


def make_indicator(portfolio: Portfolio, name: str = "", **fields: Any) -> Indicator:
    """A measure whose values add up."""
    facts = {"unit": "homes", "method": "Counted at handover.", "is_additive": True, **fields}
    return Indicator.objects.create(portfolio=portfolio, name=name or f"Indicator {next(numbers)}", **facts)


def make_observation(
    indicator: Indicator, value: Decimal | int | str | None, initiative: Initiative | None = None, year: int = 2025,
    **fields: Any,
) -> Observation:  # fmt: skip
    """A value of a year by the city's register; None for a missing one."""
    facts: dict[str, Any] = {"from_on": date(year, 1, 1), "to_on": date(year, 12, 31), "source": "City register"}
    facts |= {"missing_why": "Nobody counted."} if value is None else {"value": Decimal(value)}
    return Observation.objects.create(indicator=indicator, initiative=initiative, **{**facts, **fields})
