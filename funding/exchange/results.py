"""Shared indicators as results of IATI: baseline, periods, and what was observed."""

from collections.abc import Iterable
from decimal import Decimal

from funding.exchange.activity_parts import narrative
from funding.exchange.xml import element, text
from funding.models import Observation

UNIT, PERCENTAGE = "1", "2"
OUTCOME = "2"


def results(observations: Iterable[Observation]) -> str:
    """Each shared measure with what was observed, the older first."""
    by_indicator: dict[int, list[Observation]] = {}
    for row in observations:
        by_indicator.setdefault(row.indicator_id, []).append(row)
    return "".join(_result(rows) for rows in by_indicator.values())


def _result(rows: list[Observation]) -> str:
    indicator = rows[0].indicator
    baseline = ""
    if indicator.baseline is not None and indicator.baseline_on:
        day = indicator.baseline_on
        words = indicator.baseline_source
        said = element("comment", element("narrative", text(words))) if words else ""
        baseline = element("baseline", said, year=day.year, iso_date=day, value=_plain(indicator.baseline))
    measure = element(
        "indicator",
        narrative(f"{indicator.name} ({indicator.unit})", "title"),
        narrative(indicator.method, "description") if indicator.method else "",
        baseline,
        *(_period(row) for row in rows),
        measure=PERCENTAGE if indicator.unit.strip() == "%" else UNIT,
        ascending="0" if indicator.direction == indicator.Direction.DOWN else "1",
        aggregation_status="1" if indicator.is_additive else "0",
    )
    return element("result", narrative(indicator.name, "title"), measure, type=OUTCOME, aggregation_status="0")


def _period(row: Observation) -> str:
    """What was observed; of what part or place, and the band in which the source places it, in words."""
    part = element("dimension", name=row.split_by, value=row.group) if row.split_by and row.group else ""
    where = row.combination or row.place if not row.initiative_id else None
    band = f"{_plain(row.low)} – {_plain(row.high)}" if row.low is not None and row.high is not None else ""
    words = "; ".join(said for said in (row.source, band, str(where or "")) if said)
    said = element("comment", element("narrative", text(words)))
    return element(
        "period",
        element("period-start", iso_date=row.from_on),
        element("period-end", iso_date=row.to_on),
        element("actual", part, said, value=_plain(row.value or Decimal(0))),
    )


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
