"""What a report to a funder lacks, said before it is sent."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from funding.reporting.effects import judgements, observations, unobserved
from funding.reporting.frame import Frame
from funding.reporting.money import unconverted
from funding.reporting.rows import without_note
from funding.reporting.sections import shown_in
from funding.reporting.telling import logs, updates
from funding.services.missing_asks import lacks_in_words

Gap = dict[str, Any]


def gaps(frame: Frame) -> list[Gap]:
    """Only what the shown sections would hold; each gap has a sentence, and its initiative where it is one's."""
    shown = {section.name for section in shown_in(frame.report.template)}
    found = _silent(frame, shown)
    if "money" in shown:
        found += [{"kind": "rate", "text": text} for text in unconverted(frame)]
    if shown & {"money", "rows"}:
        found += _unnoted(frame)
    if "indicators" in shown:
        found += _unmeasured(frame)
    if "contributions" in shown and not judgements(frame):
        found.append({"kind": "judgement", "text": _("No contribution to any concern is judged yet.")})
    return found


def _silent(frame: Frame, shown: set[str]) -> list[Gap]:
    """Initiatives without an update, or without a log, that funders may read."""
    told = set(updates(frame).order_by().values_list("initiative", flat=True).distinct())
    learned = set(logs(frame).order_by().values_list("initiative", flat=True).distinct())
    found = []
    for pk, initiative in frame.initiatives.items():
        lacks = ["update"] if "initiatives" in shown and pk not in told else []
        lacks += ["log"] if "learning" in shown and pk not in learned else []
        if lacks:
            words = {"initiative": initiative.title, "lacks": lacks_in_words(lacks)}
            text = _("%(initiative)s: %(lacks)s that funders may read.") % words
            found.append({"kind": "silent", "initiative": pk, "title": initiative.title, "lacks": lacks, "text": text})
    return found


def _unnoted(frame: Frame) -> list[Gap]:
    found = []
    for vehicle, many in without_note(frame).items():
        text = ngettext(
            "%(vehicle)s: %(many)d payment without a note.", "%(vehicle)s: %(many)d payments without a note.", many
        )
        words = text % {"vehicle": vehicle.name, "many": many}
        found.append({"kind": "payment", "vehicle": vehicle.pk, "text": words})
    return found


def _unmeasured(frame: Frame) -> list[Gap]:
    """Indicators of which nothing was observed within the days, and values that were said to be missing."""
    text = _("%(indicator)s: no observation in these days.")
    found = [{"kind": "observation", "text": text % {"indicator": row.name}} for row in unobserved(frame)]
    for row in observations(frame):
        if row.value is None:
            words = {"indicator": row.indicator.name, "why": row.missing_why.rstrip(".")}
            found.append({"kind": "observation", "text": _("%(indicator)s: a value is missing (%(why)s).") % words})
    return found
