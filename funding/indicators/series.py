"""What of an indicator can be drawn over time: its totals, and each subject as each source saw it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from funding.indicators.chart import Dot, Drawing, draw
from funding.indicators.rows import subject_of
from funding.indicators.totals import Total, WhyNot
from funding.indicators.wording import period, written
from funding.models import Indicator, Observation

TOTAL = "total"
MOST = 60
"""So many subjects are offered to choose from: those that were observed most often."""
SUBJECT = ("initiative", "combination", "place")
KEY = (*SUBJECT, "source")
Sums = dict[tuple[date, date], Total | WhyNot]


@dataclass(frozen=True)
class Choice:
    """One series that can be drawn."""

    key: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Line:
    """A dot of the drawing as a row of its table."""

    period: str
    dot: Dot

    @property
    def band(self) -> str:
        limits = (self.dot.low, self.dot.high)
        return " – ".join(written(limit) for limit in limits) if limits != (None, None) else ""


@dataclass(frozen=True)
class Drawn:
    """The series that is drawn, and the others; without a drawing no value is known."""

    choices: tuple[Choice, ...] = ()
    drawing: Drawing | None = None
    label: str = ""
    dots: tuple[Dot, ...] = ()

    @property
    def lines(self) -> list[Line]:
        """The newest first."""
        newest = sorted(self.dots, key=lambda dot: (dot.to_on, dot.from_on), reverse=True)
        return [Line(period(dot.from_on, dot.to_on), dot) for dot in newest]


def drawn_of(indicator: Indicator, whole: "QuerySet[Observation]", sums: Sums, chosen: str) -> Drawn:
    """Draw the chosen series, or the first; `whole` are the standing observations that are of no part."""
    labels = {TOTAL: _("Totals")} if sum(isinstance(found, Total) for found in sums.values()) > 1 else {}
    labels |= _subjects(whole)
    key = chosen if chosen in labels else next(iter(labels), "")
    if not key:
        return Drawn()
    dots = _of_totals(sums.values()) if key == TOTAL else [_dot(one) for one in _series(whole, key)]
    choices = tuple(Choice(name, words, name == key) for name, words in labels.items())
    return Drawn(choices, draw(dots, baseline=indicator.baseline), labels[key], tuple(dots))


def _subjects(whole: "QuerySet[Observation]") -> dict[str, str]:
    """By key: what was observed and by which source, in the order of their names; two queries."""
    groups = whole.order_by().values(*KEY).annotate(many=Count("pk"), first=Min("pk")).order_by("-many", "first")
    firsts = [group["first"] for group in groups[:MOST]]
    rows = Observation.objects.filter(pk__in=firsts).select_related("initiative", "combination", "place")
    found = [(f"{subject_of(one)} · {one.source}", str(one.pk)) for one in rows]
    return {key: label for label, key in sorted(found, key=lambda pair: (pair[0].casefold(), pair[1]))}


def _series(whole: "QuerySet[Observation]", first: str) -> "QuerySet[Observation]":
    """All of the same subject and source as the row of this id."""
    one = Observation.objects.get(pk=int(first))
    same: dict[str, Any] = {"source": one.source}
    for name in SUBJECT:
        value = getattr(one, f"{name}_id")
        same |= {f"{name}__isnull": True} if value is None else {name: value}
    return whole.filter(**same)


def _dot(one: Observation) -> Dot:
    words = written(one.value) if one.value is not None else _("missing: %(why)s") % {"why": one.missing_why}
    label = f"{period(one.from_on, one.to_on)}: {words}"
    return Dot(one.from_on, one.to_on, one.value, one.low, one.high, label, one.missing_why)


def _of_totals(sums: Iterable[Total | WhyNot]) -> list[Dot]:
    return [_total_dot(found) for found in sums if isinstance(found, Total)]


def _total_dot(found: Total) -> Dot:
    why = ngettext("one value is missing", "%(many)d values are missing", found.missing) % {"many": found.missing}
    label = f"{period(found.from_on, found.to_on)}: {written(found.value)}"
    is_partial = found.missing > 0
    return Dot(
        found.from_on, found.to_on, found.value, found.low, found.high, f"{label}, {why}" if is_partial else label,
        why if is_partial else "", is_partial,
    )  # fmt: skip
