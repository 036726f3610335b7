"""Fills a report to a funder from the updates, logs, money and observations that funders may see."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from funding.models import Observation, Outcome, SupportSought
from funding.reporting.blocks import Block, amount, day, entry, paragraph, quantity, table
from funding.reporting.frame import Frame
from funding.reporting.money import money
from funding.reporting.sections import Section, read
from initiatives.models import Update
from sensemaking.models import LearningLog, Option


def fill(frame: Frame) -> dict[str, Any]:
    """The whole document, in the language that is active."""
    shown = [section for section in read(frame.report.template.sections) if section.is_shown]
    return {
        "name": frame.report.template.name,
        "portfolio": frame.portfolio.name,
        "funder": frame.funder.name,
        "from_on": frame.report.from_on.isoformat(),
        "to_on": frame.report.to_on.isoformat(),
        "made_on": timezone.localdate().isoformat(),
        "sections": [_section(frame, section) for section in shown],
    }


def _section(frame: Frame, section: Section) -> dict[str, Any]:
    return {"name": section.name, "heading": section.title, "blocks": PARTS[section.name](frame)}


def updates(frame: Frame) -> dict[int, list[Update]]:
    """The updates within the days by initiative, the newest first."""
    rows = Update.objects.seen_with(frame.access).exclude(status="returned")
    found: dict[int, list[Update]] = defaultdict(list)
    for row in rows.filter(initiative__in=frame.initiatives, happened_on__range=frame.days):
        found[row.initiative_id].append(row)
    return found


def logs(frame: Frame) -> list[LearningLog]:
    """The logs within the days, about these initiatives or the portfolio, the newest first."""
    rows = LearningLog.objects.seen_with(frame.access).exclude(status="archived")
    about = Q(initiative__in=frame.initiatives) | Q(initiative__isnull=True)
    return list(rows.filter(about, happened_on__range=frame.days).defer("search"))


def _initiatives(frame: Frame) -> list[Block]:
    said = updates(frame)
    blocks: list[Block] = []
    for pk, initiative in frame.initiatives.items():
        stage = initiative.get_stage_display()
        if not (rows := said.get(pk)):
            blocks.append(entry(initiative.title, _("Nothing was told to funders in these days."), stage))
        for number, row in enumerate(rows or ()):
            words = "\n\n".join(part for part in (row.title, row.body) if part) or row.get_kind_display()
            told = f"{stage} · {day(row.happened_on)}" if number == 0 else day(row.happened_on)
            blocks.append(entry(initiative.title if number == 0 else "", words, told))
    return blocks or [paragraph(_("No initiative is in this report."))]


def _learning(frame: Frame) -> list[Block]:
    blocks = []
    for row in logs(frame):
        about = frame.initiatives[row.initiative_id].title if row.initiative_id else frame.portfolio.name
        told = ((_("We tried"), row.tried), (_("We saw"), row.saw), (_("We do next"), row.next))
        words = "\n\n".join(f"{label}: {text}" for label, text in told if text)
        meta = f"{about} · {row.get_kind_display()} · {day(row.happened_on)}"
        blocks.append(entry(row.title or about, words, meta))
    return blocks or [paragraph(_("No learning was released to funders in these days."))]


def observations(frame: Frame) -> list[Observation]:
    """What was measured within the days, of the portfolio as such or of these initiatives; corrected rows left out."""
    rows = Observation.objects.seen_with(frame.access).standing()
    about = Q(initiative__in=frame.initiatives) | Q(initiative__isnull=True, combination__isnull=True)
    rows = rows.filter(about, from_on__lte=frame.report.to_on, to_on__gte=frame.report.from_on)
    return list(rows.select_related("indicator").order_by("indicator__name", "to_on", "pk"))


def _outcomes(frame: Frame) -> list[Block]:
    about = Q(initiative__in=frame.initiatives) | Q(initiative__isnull=True, combination__isnull=True)
    rows = Outcome.objects.seen_with(frame.access).filter(about, on__range=frame.days)
    blocks = [
        entry(
            row.who,
            "\n\n".join(part for part in (row.what, row.contribution, row.significance) if part),
            " · ".join((day(row.on), row.get_kind_display(), row.get_substantiation_display())),
        )
        for row in rows
    ]
    measured = observations(frame)
    columns = (_("Indicator"), _("Of"), _("Days"), _("Source"), _("Value"))
    lines = (
        (
            f"{row.indicator.name} ({row.group})" if row.group else row.indicator.name,
            frame.initiatives[row.initiative_id].title if row.initiative_id else frame.portfolio.name,
            f"{day(row.from_on)} – {day(row.to_on)}",
            row.source,
            _("missing: %(why)s") % {"why": row.missing_why}
            if row.value is None
            else quantity(row.value, row.indicator.unit),
        )
        for row in measured
    )
    if measured:
        blocks.append(table(_("Observations"), columns, lines))
    return blocks or [paragraph(_("No outcome and no observation is recorded for these days."))]


def _options(frame: Frame) -> list[Block]:
    from_on, to_on = frame.days
    rows = Option.objects.seen_with(frame.access).filter(opened_on__lte=to_on)
    rows = rows.filter(Q(closed_on__isnull=True) | Q(closed_on__gte=from_on))
    blocks = [
        entry(row.title, row.description, f"{row.get_status_display()} · {day(row.closed_on or row.opened_on)}")
        for row in rows
    ]
    return blocks or [paragraph(_("No option was opened, held or taken up in these days."))]


def _ask(frame: Frame) -> list[Block]:
    rows = SupportSought.objects.filter(
        portfolio=frame.portfolio, circle__in=frame.access.circles, withdrawn_at__isnull=True
    )
    blocks = []
    for row in rows:
        sum_ = amount(row.amount, row.currency) if row.amount is not None else None
        meta = _("about %(sum)s") % {"sum": sum_["text"]} if isinstance(sum_, dict) else ""
        blocks.append(entry(row.title, row.would_help, meta))
    return blocks or [paragraph(_("We ask for nothing in particular at the moment."))]


PARTS: dict[str, Callable[[Frame], list[Block]]] = {
    "money": money,
    "initiatives": _initiatives,
    "learning": _learning,
    "outcomes": _outcomes,
    "options": _options,
    "ask": _ask,
}
