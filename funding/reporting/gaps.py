"""What a report to a funder lacks, said before it is sent."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from funding.models import Indicator
from funding.reporting.filling import logs, observations, updates
from funding.reporting.frame import Frame
from funding.reporting.money import spent_elsewhere, unconverted, without_note
from funding.reporting.sections import read

Gap = dict[str, Any]


def gaps(frame: Frame) -> list[Gap]:
    """Only what the shown sections would hold; each gap has a sentence, and its initiative where it is one's."""
    shown = {section.name for section in read(frame.report.template.sections) if section.is_shown}
    found = _silent(frame, shown)
    if "money" in shown:
        found += [*_unnoted(frame), *_rates(frame)]
    if "outcomes" in shown:
        found += _unmeasured(frame)
    return found


def _silent(frame: Frame, shown: set[str]) -> list[Gap]:
    """Initiatives without an update, or without a log, that funders may read."""
    told = updates(frame) if "initiatives" in shown else {}
    learned = {row.initiative_id for row in logs(frame)} if "learning" in shown else set()
    found = []
    for pk, initiative in frame.initiatives.items():
        lacks = ["update"] if "initiatives" in shown and pk not in told else []
        lacks += ["log"] if "learning" in shown and pk not in learned else []
        if lacks:
            words = {"initiative": initiative.title, "lacks": lacks_in_words(lacks)}
            text = _("%(initiative)s: %(lacks)s that funders may read.") % words
            found.append({"kind": "silent", "initiative": pk, "title": initiative.title, "lacks": lacks, "text": text})
    return found


def lacks_in_words(lacks: list[str]) -> str:
    """What is missing, in words."""
    if "update" in lacks and "log" in lacks:
        return _("no update and no learning log")
    return _("no update") if "update" in lacks else _("no learning log")


def _unnoted(frame: Frame) -> list[Gap]:
    found = []
    for vehicle, many in without_note(frame).items():
        text = ngettext(
            "%(vehicle)s: %(many)d payment without a note.", "%(vehicle)s: %(many)d payments without a note.", many
        )
        words = text % {"vehicle": vehicle.name, "many": many}
        found.append({"kind": "payment", "vehicle": vehicle.pk, "text": words})
    return found


def _rates(frame: Frame) -> list[Gap]:
    totals = spent_elsewhere(frame)
    return [{"kind": "rate", "text": unconverted(vehicle, total)} for vehicle, total in totals if total.apart]


def _unmeasured(frame: Frame) -> list[Gap]:
    """Indicators of which nothing was observed within the days."""
    measured = {row.indicator_id for row in observations(frame) if row.value is not None}
    rows = Indicator.objects.filter(portfolio=frame.portfolio, retired_on__isnull=True).exclude(pk__in=measured)
    text = _("%(indicator)s: no observation in these days.")
    return [{"kind": "observation", "text": text % {"indicator": row.name}} for row in rows]
