"""Plants what is measured in Riverton: indicators, and a value for each year, with its band, or why it is missing."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from funding.models import Concern, Indicator, Observation
from initiatives.models import Combination, Initiative
from portfolio_hub.demo import story
from portfolio_hub.demo.days import moment_of
from portfolio_hub.demo.ground import Ground

PERIODS = {
    "2023": (date(2023, 1, 1), date(2023, 12, 31)),
    "2024": (date(2024, 1, 1), date(2024, 12, 31)),
    "2025": (date(2025, 1, 1), date(2025, 12, 31)),
    "2026": (date(2026, 1, 1), date(2026, 9, 30)),
}
BAND = re.compile(r"(?P<value>[\d.]+)(?: \((?P<low>[\d.]+)–(?P<high>[\d.]+)\))?")
MISSING = "? "


def plant(
    ground: Ground, initiatives: dict[str, Initiative], together: dict[str, Combination], concerns: dict[str, Concern]
) -> None:
    """Write the indicators and what was observed."""
    indicators = plant_indicators(ground, concerns)
    Observation.objects.bulk_create(
        Observation(
            indicator=indicators[row["indicator"]], initiative=initiatives.get(row["of"]),
            combination=together.get(row["of"]), from_on=PERIODS[year][0], to_on=PERIODS[year][1],
            split_by=row["split_by"], group=row["group"], source=row["source"], by=ground.people[row["by"]],
            at=moment_of(PERIODS[year][1], f"{row['indicator']} {row['of']} {row['group']}"), **_said(row[year]),
        )
        for row in story.rows("observations.csv")
        for year in PERIODS
        if row[year]
    )  # fmt: skip


def plant_indicators(ground: Ground, concerns: dict[str, Concern]) -> dict[str, Indicator]:
    """Write the indicators; return them by key."""
    told = list(story.rows("indicators.csv"))
    rows = Indicator.objects.bulk_create(
        Indicator(
            portfolio=ground.portfolio, concern=concerns[row["concern"]], name=row["name"], unit=row["unit"],
            method=row["method"], direction=row["direction"], is_additive=row["additive"] == "yes",
            baseline=Decimal(row["baseline"]) if row["baseline"] else None, baseline_on=row["baseline_on"] or None,
            baseline_source=row["baseline_source"],
        )
        for row in told
    )  # fmt: skip
    return {one["key"]: row for one, row in zip(told, rows, strict=True)}


def _said(text: str) -> dict[str, Any]:
    """A value, with its band where there is one; or why there is none."""
    if text.startswith(MISSING):
        return {"missing_why": text.removeprefix(MISSING)}
    found = BAND.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return {name: Decimal(part) for name, part in found.groupdict().items() if part}
