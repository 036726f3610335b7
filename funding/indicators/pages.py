"""What the pages of indicators show, as far as the reader sees it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max
from django.urls import reverse
from django.utils.translation import gettext as _

from funding.indicators.chart import Dot, Drawing, draw
from funding.indicators.totals import Fact, Total, WhyNot, by_period
from funding.indicators.wording import LEFT_OUT, WHY_NOT, period, written
from funding.models import Indicator, Observation
from initiatives.models import CombinationMember, Initiative
from stakeholders.access import Access

SHOWN = 200
TOTAL = "total"


@dataclass(frozen=True)
class IndicatorLine:
    """An indicator in the list."""

    indicator: Indicator
    count: int
    last_on: date | None


@dataclass(frozen=True)
class Row:
    """One observation as a row of the table."""

    observation: Observation
    subject: str
    url: str
    period: str
    value: str
    band: str
    is_corrected: bool

    @property
    def part(self) -> str:
        return f"{self.observation.split_by}: {self.observation.group}" if self.observation.group else ""


@dataclass(frozen=True)
class TotalLine:
    """A period with its total, or with the reason why there is none; `rows` say which observations counted."""

    period: str
    value: str = ""
    band: str = ""
    why_not: str = ""
    counted: tuple[Row, ...] = ()
    left_out: tuple[tuple[Row, str], ...] = ()
    missing: int = 0


@dataclass(frozen=True)
class Split:
    """Observations of parts: a row for each subject and period, a column for each part."""

    name: str
    groups: tuple[str, ...]
    lines: tuple[tuple[str, str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Choice:
    """One series that can be drawn."""

    key: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class IndicatorPage:
    """All of one indicator."""

    indicator: Indicator
    rows: tuple[Row, ...]
    all_rows: int
    totals: tuple[TotalLine, ...]
    splits: tuple[Split, ...]
    choices: tuple[Choice, ...]
    drawing: Drawing | None
    drawn: str


def indicator_lines(access: Access) -> list[IndicatorLine]:
    """The portfolio's indicators, those that are measured first."""
    seen = Observation.objects.seen_with(access).standing().order_by().values("indicator")
    counted = seen.annotate(many=Count("pk"), last=Max("to_on"))
    counts = {row["indicator"]: (row["many"], row["last"]) for row in counted}
    found = Indicator.objects.filter(portfolio=access.portfolio).select_related("concern", "portfolio")
    lines = [IndicatorLine(row, *counts.get(row.pk, (0, None))) for row in found]
    return sorted(lines, key=lambda line: (line.indicator.retired_on is not None, line.indicator.name.casefold()))


def rows_of(access: Access, **where: Any) -> list[Row]:
    """Observations that the reader sees, newest first, with those that were corrected."""
    found = Observation.objects.seen_with(access).filter(**where)
    related = found.select_related("initiative", "combination", "place", "indicator__portfolio", "by", "corrected_by")
    return [row_of(one, access) for one in related]


def row_of(one: Observation, access: Access) -> Row:
    """A row of the table; the subject leads to its page."""
    slug, limits = access.portfolio.slug, (one.low, one.high)
    url = ""
    if one.initiative_id:
        url = reverse("initiatives:detail", args=[slug, one.initiative_id])
    elif one.combination_id:
        url = reverse("initiatives:combination", args=[slug, one.combination_id])
    elif one.place_id:
        url = reverse("stakeholders:place", args=[slug, one.place_id])
    band = " – ".join(written(limit) for limit in limits) if any(limit is not None for limit in limits) else ""
    return Row(
        one, subject_of(one), url, period(one.from_on, one.to_on), written(one.value), band,
        getattr(one, "corrected_by", None) is not None,
    )  # fmt: skip


def subject_of(one: Observation) -> str:
    """Of what it was observed: “Warm Streets in Millbrook”."""
    who = one.initiative or one.combination
    if who and one.place:
        return _("%(who)s in %(place)s") % {"who": who, "place": one.place}
    return str(who or one.place or _("The portfolio as a whole"))


def indicator_page(access: Access, indicator: Indicator, chosen: str = "") -> IndicatorPage:
    """Chart, totals, parts and rows of one indicator."""
    rows = rows_of(access, indicator=indicator)
    standing = [row for row in rows if not row.is_corrected]
    sums = totals_of(access, indicator, standing)
    series = _series(standing, sums)
    key = chosen if chosen in series else next(iter(series), "")
    label, dots = series.get(key, ("", []))
    return IndicatorPage(
        indicator, tuple(rows[:SHOWN]), len(rows), _lines(sums, standing), _splits(standing),
        tuple(Choice(name, words, name == key) for name, (words, _dots) in series.items()),
        draw(dots, baseline=indicator.baseline), label,
    )  # fmt: skip


def totals_of(access: Access, indicator: Indicator, rows: Sequence[Row]) -> dict[tuple[date, date], Total | WhyNot]:
    """Totals of what the reader sees, by period. All members of a combination count as being in it."""
    combined = {row.observation.combination_id for row in rows} - {None}
    members: dict[int, set[int]] = {}
    pairs = CombinationMember.objects.filter(combination__in=combined).values_list("combination", "initiative")
    for combination, initiative in pairs if combined else ():
        members.setdefault(combination, set()).add(initiative)
    facts = [fact_of(row.observation, indicator.unit) for row in rows]
    frozen = {pk: frozenset(found) for pk, found in members.items()}
    return by_period(facts, members=frozen, is_additive=indicator.is_additive)


def fact_of(one: Observation, unit: str) -> Fact:
    """What the rules of totals look at."""
    return Fact(
        one.pk, one.value, unit, one.from_on, one.to_on, one.initiative_id, one.combination_id, bool(one.place_id),
        bool(one.group), one.low, one.high,
    )  # fmt: skip


def _lines(sums: dict[tuple[date, date], Total | WhyNot], rows: Sequence[Row]) -> tuple[TotalLine, ...]:
    by_id = {row.observation.pk: row for row in rows}
    lines = []
    for days, found in sums.items():
        if isinstance(found, WhyNot):
            lines.append(TotalLine(period(*days), why_not=str(WHY_NOT[found])))
            continue
        band = (
            f"{written(found.low)} – {written(found.high)}" if found.low is not None and found.high is not None else ""
        )
        left_out = tuple((by_id[pk], str(LEFT_OUT[why])) for pk, why in found.left_out)
        counted = tuple(by_id[pk] for pk in found.counted)
        lines.append(TotalLine(period(*days), written(found.value), band, "", counted, left_out, found.missing))
    return tuple(lines)


def _series(rows: Sequence[Row], sums: dict[tuple[date, date], Total | WhyNot]) -> dict[str, tuple[str, list[Dot]]]:
    """What can be drawn: the totals, and each subject as each source saw it."""
    series: dict[str, tuple[str, list[Dot]]] = {}
    totals = [found for found in sums.values() if isinstance(found, Total)]
    if len(totals) > 1:
        series[TOTAL] = (_("Totals"), [_total_dot(found) for found in totals])
    for row in sorted(rows, key=lambda row: (row.subject.casefold(), row.observation.source, row.observation.pk)):
        one = row.observation
        if one.group:
            continue
        key = f"{one.initiative_id or 0}-{one.combination_id or 0}-{one.place_id or 0}-{one.source}"
        label = f"{row.subject} · {one.source}"
        series.setdefault(key, (label, []))[1].append(_dot(row))
    return series


def _dot(row: Row) -> Dot:
    one = row.observation
    words = row.value if one.value is not None else _("missing: %(why)s") % {"why": one.missing_why}
    label = f"{row.period}: {words}" + (f" ({row.band})" if row.band else "")
    return Dot(one.from_on, one.to_on, one.value, one.low, one.high, label)


def _total_dot(found: Total) -> Dot:
    label = f"{period(found.from_on, found.to_on)}: {written(found.value)}"
    return Dot(found.from_on, found.to_on, found.value, found.low, found.high, label)


def _splits(rows: Sequence[Row]) -> tuple[Split, ...]:
    """A table for each way in which something was split."""
    names: dict[str, list[Row]] = {}
    for row in rows:
        if row.observation.group:
            names.setdefault(row.observation.split_by, []).append(row)
    return tuple(_split(name, found) for name, found in sorted(names.items()))


def _split(name: str, rows: Sequence[Row]) -> Split:
    groups = tuple(sorted({row.observation.group for row in rows}, key=str.casefold))
    lines: dict[tuple[str, str, str], dict[str, str]] = {}
    for row in rows:
        line = lines.setdefault((row.subject, row.period, row.observation.source), {})
        line[row.observation.group] = row.value if row.observation.value is not None else _("missing")
    cells = ((key, tuple(line.get(group, "–") for group in groups)) for key, line in lines.items())
    return Split(name, groups, tuple((f"{key[0]} · {key[2]}", key[1], found) for key, found in cells))


def initiative_rows(access: Access, initiative: Initiative) -> list[tuple[Indicator, Row]]:
    """The newest observation of each indicator of one initiative, as a whole."""
    newest: dict[int, Row] = {}
    for row in rows_of(access, initiative=initiative, group=""):
        if not row.is_corrected:
            newest.setdefault(row.observation.indicator_id, row)
    found = [(row.observation.indicator, row) for row in newest.values()]
    return sorted(found, key=lambda pair: pair[0].name.casefold())
