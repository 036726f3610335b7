"""Numbers and charts of a story, drawn from what was counted on a day; nothing is counted here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.dateformat import format as format_date
from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sensemaking.charts import Dumbbell, Tick, dumbbells
from sensemaking.models import StoryBlock
from sensemaking.netting import Quarter
from sensemaking.periods import Period
from sensemaking.veiling import told_otherwise

FACT_LABELS: Mapping[str, str | Promise] = {
    "logs": gettext_lazy("learning logs"),
    "initiatives": gettext_lazy("initiatives heard from"),
    "themes": gettext_lazy("themes heard"),
    "decisions": gettext_lazy("decisions informed by them"),
    "options": gettext_lazy("options opened"),
}
CHART_LABELS: Mapping[str, str | Promise] = {
    "months": gettext_lazy("Learning logs by month"),
    "themes": gettext_lazy("Themes, now and in the period before"),
    "options": gettext_lazy("Options opened, and taken up or closed"),
}
FACT_PAGES = {"logs": "logs", "themes": "home", "decisions": "decisions", "options": "options"}


@dataclass(frozen=True, slots=True)
class Tile:
    """A number with what it counts, of when, and where it comes from."""

    label: str
    value: int | None
    period: str
    on: date | None
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a chart and of its table."""

    label: str
    values: tuple[int, ...]
    url: str = ""
    line: Dumbbell | None = None


@dataclass(frozen=True)
class Drawn:
    """A chart with all that its table says."""

    choice: str
    label: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    on: date | None
    most: int = 1
    ticks: tuple[Tick, ...] = ()
    quarters: tuple[Quarter, ...] = ()


def _day(text: Any) -> date | None:
    return parse_date(text) if isinstance(text, str) else None


def counted_on(block: StoryBlock) -> date | None:
    """The day on which its numbers were counted."""
    return _day(block.data.get("on"))


def period_of(data: Mapping[str, Any]) -> Period | None:
    """The stretch of time that was counted, or None for all of it."""
    first, end = _day(data.get("from_on")), _day(data.get("to_on"))
    return Period(first, end) if first and end else None


def tiles_of(block: StoryBlock, slug: str) -> tuple[Tile, ...]:
    """The numbers of a block."""
    period, values = period_of(block.data), block.data.get("values", {})
    words = period.name() if period else _("so far")
    return tuple(
        Tile(str(FACT_LABELS[name]), values.get(name), words, counted_on(block), _fact_url(name, period, slug))
        for name in block.data.get("facts", ())
        if name in FACT_LABELS
    )


def _fact_url(name: str, period: Period | None, slug: str) -> str:
    """Where the things that were counted are listed."""
    if name == "initiatives":
        return reverse("initiatives:list", args=[slug])
    url = reverse(f"sensemaking:{FACT_PAGES[name]}", args=[slug])
    if name == "logs" and period:
        return f"{url}?{urlencode({'from': period.from_on.isoformat(), 'to': period.last_day.isoformat()})}"
    return url


def drawn_chart(block: StoryBlock, slug: str) -> Drawn | None:
    """The chart of a block, or None where nothing was there to be drawn."""
    draw = {"months": _months, "themes": _themes, "options": _options}.get(block.choice)
    return draw(block, slug) if draw and block.data.get("rows") else None


def _months(block: StoryBlock, slug: str) -> Drawn:
    rows = []
    for text, count in block.data["rows"]:
        month = _day(text) or date.min
        rows.append(Row(format_date(month, "M Y"), (count,), _fact_url("logs", Period.around(month, "month"), slug)))
    most = max((row.values[0] for row in rows), default=0) or 1
    label = str(CHART_LABELS["months"])
    return Drawn("months", label, (_("Month"), _("Learning logs")), tuple(rows), counted_on(block), most)


def _themes(block: StoryBlock, slug: str) -> Drawn:
    pairs = [(before, now) for _title, before, now, _pk in block.data["rows"]]
    other = told_otherwise(pk for _title, _before, _now, pk in block.data["rows"])
    ticks, lines = dumbbells(pairs)
    report, period = block.data.get("report"), period_of(block.data)
    rows = tuple(
        Row(other.get((pk, title), title), (before, now), reverse("sensemaking:theme", args=[slug, report, pk]), line)
        for (title, before, now, pk), line in zip(block.data["rows"], lines, strict=True)
    )
    columns = (_("Theme"), period.before().name() if period else _("Before"), period.name() if period else _("Now"))
    return Drawn("themes", str(CHART_LABELS["themes"]), columns, rows, counted_on(block), ticks=ticks)


def _options(block: StoryBlock, slug: str) -> Drawn:
    quarters = tuple(
        Quarter(Period(_day(first) or date.min, _day(end) or date.max), opened, done)
        for first, end, opened, done in block.data["rows"]
    )
    url = reverse("sensemaking:options", args=[slug])
    rows = tuple(Row(quarter.period.name(), (quarter.opened, quarter.done), url) for quarter in quarters)
    columns = (_("Quarter"), _("Opened"), _("Taken up or closed"))
    return Drawn("options", str(CHART_LABELS["options"]), columns, rows, counted_on(block), quarters=quarters)
