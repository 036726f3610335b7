"""What a report says of effects: contributions to concerns, indicators with their bands and gaps, outcomes."""

from collections import defaultdict
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from funding.impact.matrix import judgement_words
from funding.indicators.pages import members_of, totals_of
from funding.indicators.rows import Row, row_of, seen_rows
from funding.indicators.totals import Members, WhyNot
from funding.indicators.wording import WHY_NOT, period, written
from funding.models import Concern, Contribution, Indicator, Observation, Outcome
from funding.reporting.blocks import Block, Cell, day, entry, on, paragraph, quantity, table
from funding.reporting.frame import Frame

SHORT = 4


def _about(frame: Frame) -> Q:
    """Of these initiatives and their combinations, or of the portfolio as such."""
    return (
        Q(initiative__in=list(frame.initiatives))
        | Q(combination__in=list(frame.combinations))
        | Q(initiative__isnull=True, combination__isnull=True)
    )


def judgements(frame: Frame) -> list[Contribution]:
    """What counts today for these initiatives and their combinations."""
    rows = Contribution.objects.seen_with(frame.access).current().filter(concern__retired_on__isnull=True)
    rows = rows.filter(_about(frame)).select_related("concern")
    return list(rows.order_by("concern__order", "concern_id", "-on", "pk"))


def contributions(frame: Frame) -> list[Block]:
    """The matrix in words, then how each contribution works; nothing is added up."""
    found = judgements(frame)
    if not found:
        return [paragraph(_("Nobody has judged yet what these initiatives contribute to which concern."))]
    cells: dict[str, dict[int, str]] = defaultdict(dict)
    for row in found:
        cells[_name(frame, row)][row.concern_id] = judgement_words(row)
    named = {row.concern_id: row.concern for row in found}
    concerns: list[Concern] = sorted(named.values(), key=lambda one: (one.order, one.pk))
    lines = ((name, *(line.get(one.pk, _("not judged")) for one in concerns)) for name, line in sorted(cells.items()))
    how = [
        (_name(frame, row), row.concern.name, row.mechanism, judgement_words(row), on(row.on))
        for row in found[: SHORT if frame.is_short else None]
    ]
    columns = (_("Of"), _("Concern"), _("How it works"), _("How much, and how we know"), _("Judged on"))
    return [
        paragraph(_("Expected contributions, each judged for itself. They are never added up, nor across concerns.")),
        table(_("What contributes to which concern"), (_("Of"), *(one.name for one in concerns)), lines),
        table(_("How it works"), columns, how),
    ]


def _name(frame: Frame, row: Contribution) -> str:
    if row.initiative_id:
        return frame.initiatives[row.initiative_id].title
    return frame.combinations[row.combination_id or 0].name


def observations(frame: Frame) -> list[Observation]:
    """What was observed within the days, of the portfolio as such or of these initiatives; corrected rows left out."""
    rows = seen_rows(frame.access, from_on__lte=frame.report.to_on, to_on__gte=frame.report.from_on).standing()
    return list(rows.filter(_about(frame)).order_by("indicator__name", "indicator_id", "to_on", "pk"))


def unobserved(frame: Frame) -> list[Indicator]:
    """Indicators of which nothing was observed within the days."""
    measured = {row.indicator_id for row in observations(frame)}
    rows = Indicator.objects.filter(portfolio=frame.portfolio).current().exclude(pk__in=measured)
    return list(rows.order_by("name"))


def indicators(frame: Frame) -> list[Block]:
    """Each indicator with its method, baseline, values, bands and totals; what is missing stands there as missing."""
    found: dict[Indicator, list[Row]] = defaultdict(list)
    observed = observations(frame)
    for one in observed:
        found[one.indicator].append(row_of(one, frame.access))
    members = members_of(one.combination_id for one in observed)
    blocks: list[Block] = []
    for indicator, rows in list(found.items())[: SHORT if frame.is_short else None]:
        blocks += [_values(indicator, rows), paragraph(" ".join(_notes(indicator, rows, members)))]
    if missing := unobserved(frame):
        names = ", ".join(row.name for row in missing)
        blocks.append(paragraph(_("Not observed in these days: %(names)s.") % {"names": names}))
    return blocks or [paragraph(_("No indicator is measured here yet."))]


def _values(indicator: Indicator, rows: list[Row]) -> Block:
    columns = (_("Of"), _("Days"), _("Source"), _("Value"), _("Between"))
    lines = []
    for row in rows:
        one = row.observation
        subject = f"{row.subject} ({row.part})" if row.part else row.subject
        value: Cell = (
            _("missing: %(why)s") % {"why": one.missing_why}
            if one.value is None
            else quantity(one.value, indicator.unit)
        )
        lines.append((subject, row.period, one.source, value, row.band or _("not given")))
    return table(f"{indicator.name} ({indicator.unit})", columns, lines)


def _notes(indicator: Indicator, rows: list[Row], members: Members) -> list[str]:
    """Method and baseline, then a total for each period or why there is none."""
    notes = [_("How it is measured: %(method)s") % {"method": indicator.method.strip().rstrip(".") + "."}]
    if indicator.baseline is not None and indicator.baseline_on is not None:
        words = {"value": written(indicator.baseline), "unit": indicator.unit, "day": day(indicator.baseline_on)}
        notes.append(_("Baseline: %(value)s %(unit)s (%(day)s).") % words)
    for days, total in totals_of(indicator, rows, members).items():
        if isinstance(total, WhyNot):
            notes.append(f"{period(*days)}: {WHY_NOT[total]}")
            continue
        words = {"period": period(*days), "value": written(total.value), "unit": indicator.unit}
        text = _("Total of %(period)s: %(value)s %(unit)s") % words
        if total.low is not None and total.high is not None:
            limits = {"low": written(total.low), "high": written(total.high)}
            text += _(", between %(low)s and %(high)s") % limits
        if total.missing:
            lacks = ngettext("%(many)d value is missing", "%(many)d values are missing", total.missing)
            text += f"; {lacks % {'many': total.missing}}"
        notes.append(f"{text}.")
    return notes


def outcomes(frame: Frame) -> list[Block]:
    """Who changed what, and our part in it; wanted or not, for the better or the worse."""
    rows: Any = Outcome.objects.seen_with(frame.access).filter(_about(frame), on__range=frame.days)
    blocks = [_outcome(row) for row in rows.order_by("-on", "-pk")[: SHORT if frame.is_short else None]]
    return blocks or [paragraph(_("No outcome is recorded for these days."))]


def _outcome(row: Outcome) -> Block:
    parts = (
        (_("What they do differently"), row.what),
        (_("Our part in it"), row.contribution),
        (_("Why it matters"), row.significance),
    )
    words = "\n\n".join(f"{label}: {text}" for label, text in parts if text)
    marks = [day(row.on), row.get_kind_display(), row.get_substantiation_display()]
    marks += [] if row.is_expected else [_("not expected")]
    marks += [] if row.is_positive else [_("for the worse")]
    return entry(row.who, words, " · ".join(map(str, marks)))
