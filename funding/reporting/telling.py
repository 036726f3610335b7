"""What the initiatives of a report told and learned within its days, as far as funders may read it."""

from collections import defaultdict
from typing import Any

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from funding.reporting.blocks import Block, day, entry, paragraph
from funding.reporting.frame import Frame
from initiatives.models import Update
from sensemaking.models import LearningLog

NEWEST = 3
"""How many updates, and how many logs, of one initiative a report tells."""
SHORT = 4
NAMED = 12


def updates(frame: Frame) -> QuerySet[Update]:
    """The updates of these initiatives within the days."""
    rows: QuerySet[Update] = Update.objects.seen_with(frame.access).exclude(status="returned")
    return rows.filter(initiative__in=list(frame.initiatives), happened_on__range=frame.days)


def logs(frame: Frame) -> QuerySet[LearningLog]:
    """The logs within the days, about these initiatives or the portfolio."""
    rows: QuerySet[LearningLog] = LearningLog.objects.seen_with(frame.access).exclude(status="archived")
    about = Q(initiative__in=list(frame.initiatives)) | Q(initiative__isnull=True)
    return rows.filter(about, happened_on__range=frame.days)


def initiatives(frame: Frame) -> list[Block]:
    """Each initiative with its stage and its newest updates; those that told nothing are named at the end."""
    said: dict[int, list[Update]] = defaultdict(list)
    for row in _newest(updates(frame)):
        said[row.initiative_id].append(row)
    told = [pk for pk in frame.initiatives if pk in said]
    blocks = [block for pk in told[: SHORT if frame.is_short else None] for block in _told(frame, pk, said[pk])]
    silent = [row.title for pk, row in frame.initiatives.items() if pk not in said]
    if silent:
        blocks.append(paragraph(_silent(silent)))
    left = updates(frame).count() - sum(map(len, said.values()))
    if left > 0:
        blocks.append(paragraph(_left_out(left)))
    return blocks or [paragraph(_("No initiative is in this report."))]


def _told(frame: Frame, pk: int, rows: list[Update]) -> list[Block]:
    initiative = frame.initiatives[pk]
    blocks = []
    for number, row in enumerate(rows):
        words = _in_one(row.title, row.body) or str(row.get_kind_display())
        stage = f"{initiative.get_stage_display()} · " if number == 0 else ""
        blocks.append(entry(initiative.title if number == 0 else "", words, f"{stage}{day(row.happened_on)}"))
    return blocks


def _in_one(title: str, body: str) -> str:
    """Headline and words as one text."""
    ends = "" if not title or title[-1] in ".!?…:" else "."
    return f"{title}{ends} {body}".strip() if body else title


def _silent(names: list[str]) -> str:
    listed = ", ".join(names[:NAMED])
    if len(names) > NAMED:
        more = ngettext("%(many)d more", "%(many)d more", len(names) - NAMED) % {"many": len(names) - NAMED}
        listed = f"{listed}, {more}"
    return _("Nothing was told to funders in these days of: %(names)s.") % {"names": listed}


def _left_out(many: int) -> str:
    words = ngettext(
        "%(many)d earlier update of these initiatives is on their pages.",
        "%(many)d earlier updates of these initiatives are on their pages.",
        many,
    )
    return words % {"many": many}


def learning(frame: Frame) -> list[Block]:
    """The newest logs of each initiative and of the portfolio, newest first."""
    found = sorted(_newest(logs(frame).defer("search")), key=lambda row: (row.happened_on, row.pk), reverse=True)
    blocks = [_log(frame, row) for row in found[: SHORT if frame.is_short else None]]
    left = logs(frame).count() - len(found)
    if left > 0:
        words = ngettext(
            "%(many)d more learning log of these days is released to you in the hub.",
            "%(many)d more learning logs of these days are released to you in the hub.",
            left,
        )
        blocks.append(paragraph(words % {"many": left}))
    return blocks or [paragraph(_("No learning was released to funders in these days."))]


def _log(frame: Frame, row: LearningLog) -> Block:
    about = frame.initiatives[row.initiative_id].title if row.initiative_id else frame.portfolio.name
    told = ((_("We tried"), row.tried), (_("We saw"), row.saw), (_("We do next"), row.next))
    words = "\n\n".join(f"{label}: {text}" for label, text in told if text)
    return entry(row.title or about, words, f"{about} · {row.get_kind_display()} · {day(row.happened_on)}")


def _newest(rows: QuerySet[Any]) -> list[Any]:
    """The newest few of each initiative, in one query however many there are."""
    place = Window(RowNumber(), partition_by=[F("initiative")], order_by=[F("happened_on").desc(), F("pk").desc()])
    return list(rows.annotate(place=place).filter(place__lte=NEWEST).order_by("-happened_on", "-pk"))
