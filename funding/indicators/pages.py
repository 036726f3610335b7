"""What the pages of indicators show, as far as the reader sees it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max
from django.utils.translation import gettext as _

from funding.indicators.rows import Row, Split, page_of_rows, row_of, seen_rows, splits_of
from funding.indicators.series import Drawn, Sums, drawn_of
from funding.indicators.totals import Fact, LeftOut, Members, Total, WhyNot, by_period
from funding.indicators.wording import LEFT_OUT, WHY_NOT, period, written
from funding.models import Indicator, Observation
from initiatives.models import CombinationMember
from portfolio_hub.lib.keyset import Page
from stakeholders.access import Access

PARTS = 200
DAYS = re.compile(r"(\d{4}-\d\d-\d\d)_(\d{4}-\d\d-\d\d)")
FACTS = (
    "pk", "value", "from_on", "to_on", "initiative_id", "combination_id", "place_id", "group", "low", "high",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for: the series that is drawn, the period whose rows stand below, the page of rows."""

    of: str = ""
    period: tuple[date, date] | None = None
    after: str = ""

    @classmethod
    def read(cls, given: Any) -> "Wanted":
        """Read it from an address; what means nothing is left out."""
        days = None
        if match := DAYS.fullmatch(given.get("period", "")):
            try:
                days = (date.fromisoformat(match[1]), date.fromisoformat(match[2]))
            except ValueError:
                days = None
        return cls(given.get("of", ""), days, given.get("after", ""))


@dataclass(frozen=True)
class IndicatorLine:
    """An indicator in the list."""

    indicator: Indicator
    count: int
    last_on: date | None


@dataclass(frozen=True)
class TotalLine:
    """A period with its total, or with the reason why there is none; `key` is its name in the address."""

    key: str
    period: str
    rows: int
    value: str = ""
    band: str = ""
    why_not: str = ""
    missing: int = 0


@dataclass(frozen=True)
class IndicatorPage:
    """All of one indicator; `counts` says of the rows of a chosen period whether they are in its total."""

    indicator: Indicator
    rows: Page[Row]
    all_rows: int
    totals: tuple[TotalLine, ...]
    splits: tuple[Split, ...]
    drawn: Drawn
    period: str = ""
    counts: tuple[str, ...] = ()

    @property
    def lines(self) -> list[tuple[Row, str]]:
        """Rows with whether they count; the words are empty where no period is chosen."""
        return list(zip(self.rows.rows, self.counts or [""] * len(self.rows.rows), strict=True))


def indicator_lines(access: Access) -> list[IndicatorLine]:
    """The portfolio's indicators, those that are measured first."""
    seen = Observation.objects.seen_with(access).standing().order_by().values("indicator")
    counted = seen.annotate(many=Count("pk"), last=Max("to_on"))
    counts = {row["indicator"]: (row["many"], row["last"]) for row in counted}
    found = Indicator.objects.filter(portfolio=access.portfolio).select_related("concern", "portfolio")
    lines = [IndicatorLine(row, *counts.get(row.pk, (0, None))) for row in found]
    return sorted(lines, key=lambda line: (line.indicator.retired_on is not None, line.indicator.name.casefold()))


def indicator_page(access: Access, indicator: Indicator, wanted: Wanted) -> IndicatorPage:
    """Chart, totals, parts and a page of rows of one indicator."""
    rows = seen_rows(access, indicator=indicator)
    standing = rows.standing()
    whole = standing.filter(group="")
    summed = whole.order_by() if indicator.is_additive else whole.none()
    facts = [_fact(values, indicator.unit) for values in summed.values_list(*FACTS)]
    sums = sums_of(facts, is_additive=indicator.is_additive)
    shown = rows.filter(from_on=wanted.period[0], to_on=wanted.period[1]) if wanted.period else rows
    page = page_of_rows(access, shown, after=wanted.after)
    parts = standing.exclude(group="").order_by("-to_on", "-pk")[:PARTS]
    return IndicatorPage(
        indicator, page, rows.count(), _lines(facts, sums), splits_of(row_of(one, access) for one in parts),
        drawn_of(indicator, whole, sums, wanted.of), period(*wanted.period) if wanted.period else "",
        _counts(page.rows, sums[wanted.period]) if wanted.period and wanted.period in sums else (),
    )  # fmt: skip


def totals_of(indicator: Indicator, rows: Sequence[Row], members: Members) -> Sums:
    """Totals of these rows of what the reader sees, by period."""
    facts = [fact_of(row.observation, indicator.unit) for row in rows]
    return by_period(facts, members=members, is_additive=indicator.is_additive)


def sums_of(facts: Sequence[Fact], *, is_additive: bool) -> Sums:
    """Totals by period. All members of a combination count as being in it, also those that the reader doesn't see."""
    members = members_of(fact.combination for fact in facts)
    return by_period(facts, members=members, is_additive=is_additive)


def members_of(combinations: Iterable[int | None]) -> Members:
    """The initiatives of each of these combinations; one query, or none where there is no combination."""
    combined = set(combinations) - {None}
    members: dict[int, set[int]] = {}
    pairs = CombinationMember.objects.filter(combination__in=combined).values_list("combination", "initiative")
    for combination, initiative in pairs if combined else ():
        members.setdefault(combination, set()).add(initiative)
    return {pk: frozenset(found) for pk, found in members.items()}


def fact_of(one: Observation, unit: str) -> Fact:
    """What the rules of totals look at."""
    return _fact(tuple(getattr(one, name) for name in FACTS), unit)


def _fact(values: tuple[Any, ...], unit: str) -> Fact:
    pk, value, from_on, to_on, initiative, combination, place, group, low, high = values
    return Fact(pk, value, unit, from_on, to_on, initiative, combination, bool(place), bool(group), low, high)


def _lines(facts: Iterable[Fact], sums: Sums) -> tuple[TotalLine, ...]:
    many: dict[tuple[date, date], int] = {}
    for fact in facts:
        many[fact.period] = many.get(fact.period, 0) + 1
    return tuple(_line(days, many[days], found) for days, found in sums.items())


def _line(days: tuple[date, date], rows: int, found: Total | WhyNot) -> TotalLine:
    key = f"{days[0].isoformat()}_{days[1].isoformat()}"
    if isinstance(found, WhyNot):
        return TotalLine(key, period(*days), rows, why_not=str(WHY_NOT[found]))
    band = f"{written(found.low)} – {written(found.high)}" if found.low is not None and found.high is not None else ""
    return TotalLine(key, period(*days), len(found.counted), written(found.value), band, missing=found.missing)


def _counts(rows: Sequence[Row], found: Total | WhyNot) -> tuple[str, ...]:
    """Of each row: whether it is in the total of its period, and why not."""
    return tuple(_count(row, found) for row in rows)


def _count(row: Row, found: Total | WhyNot) -> str:
    one = row.observation
    if row.is_corrected:
        return _("not counted, corrected")
    left_out = {} if isinstance(found, WhyNot) else dict(found.left_out)
    why = LeftOut.PART if one.group else LeftOut.PLACE if one.place_id and one.pk not in left_out else None
    why = left_out.get(one.pk, why)
    if why is not None:
        return _("not counted, %(why)s") % {"why": LEFT_OUT[why]}
    return "" if isinstance(found, WhyNot) else _("counted")
