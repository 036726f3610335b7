"""Where a log was used, and the tags that people put on it; the history keeps both, and takes them back."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from sensemaking.models import Decision, FindingLog, LearningLog, LogTag, LogUse
from sensemaking.services import theming
from sensemaking.tagging import tidied
from stakeholders.models import Change, User
from stakeholders.services import history

Status = LearningLog.Status
MADE = tuple(status for status in Decision.Status.values if status != Decision.Status.PROPOSED)


@transaction.atomic
def use(*, log: LearningLog, by: User, what: str, used_on: date | None = None, url: str = "") -> LogUse:
    """Say where a log was used; its author reads it under “Where your words went”. Raises ValidationError by field."""
    day = used_on or timezone.localdate()
    if not what.strip():
        raise ValidationError({"what": _("Say in a few words where it was used.")})
    if day > timezone.localdate():
        raise ValidationError({"used_on": _("This day has not come yet.")})
    before = _uses_of(log)
    made = LogUse.objects.create(log=log, by=by, what=what.strip(), used_on=day, url=url)
    _keep(log, by, uses=(before, _uses_of(log)))
    settle([log.pk])
    return made


@transaction.atomic
def forget(*, use: LogUse, by: User) -> Change | None:
    """Take one use away; the change that is returned brings it back."""
    log, before = use.log, _uses_of(use.log)
    use.delete()
    change = _keep(log, by, uses=(before, _uses_of(log)))
    settle([log.pk])
    return change


@transaction.atomic
def tag(*, log: LearningLog, names: Iterable[str], by: User | None) -> Change | None:
    """Let the log have these tags and no others."""
    before, wanted = _tags_of(log), tidied(names)
    LogTag.objects.filter(log=log).exclude(name__in=wanted).delete()
    LogTag.objects.bulk_create(
        [LogTag(log=log, name=name, by=by) for name in wanted if name not in before], ignore_conflicts=True
    )
    return _keep(log, by, tags=(before, _tags_of(log)))


@transaction.atomic
def settle(logs: Collection[int]) -> None:
    """Write where logs stand: acted on once a decision rests on them or somebody used them, else sensed, else shared.

    Drafts and archived logs stay what they are.
    """
    rows = LearningLog.objects.filter(pk__in=logs).exclude(status__in=(Status.DRAFT, Status.ARCHIVED))
    decided = Decision.logs.through.objects.filter(learninglog=OuterRef("pk"), decision__status__in=MADE)
    cited = FindingLog.objects.filter(log=OuterRef("pk"), was_before=False, finding__report__status="published")
    acted = Q(Exists(decided)) | Q(Exists(LogUse.objects.filter(log=OuterRef("pk"))))
    sensed = Q(Exists(cited))
    for status, condition in (
        (Status.ACTED_ON, acted), (Status.SENSED, sensed & ~acted), (Status.SHARED, ~sensed & ~acted),
    ):  # fmt: skip
        rows.filter(condition).exclude(status=status).update(status=status)


def restore(row: LearningLog, values: dict[str, Any], by: User) -> None:
    """Write earlier uses, tags or the theme in which people put it back."""
    if set(values) - {"uses", "tags", "theme"}:
        raise history.CannotUndo(_("This kind of edit can't be undone."))
    if "theme" in values:
        theming.put_back(row, values["theme"], by)
    if "tags" in values:
        LogTag.objects.filter(log=row).exclude(name__in=values["tags"]).delete()
        missing = [LogTag(log=row, name=name, by=by) for name in values["tags"]]
        LogTag.objects.bulk_create(missing, ignore_conflicts=True)
    if "uses" in values:
        _restore_uses(row, values["uses"])


def _restore_uses(log: LearningLog, wanted: list[dict[str, Any]]) -> None:
    left = list(wanted)
    for known in LogUse.objects.filter(log=log):
        facts = _facts(known)
        if facts in left:
            left.remove(facts)
        else:
            known.delete()
    people = set(User.objects.filter(pk__in=[facts["by"] for facts in left]).values_list("pk", flat=True))
    for facts in left:
        by_id = facts["by"] if facts["by"] in people else None
        day = date.fromisoformat(facts["used_on"])
        LogUse.objects.create(log=log, what=facts["what"], url=facts["url"], used_on=day, by_id=by_id)
    settle([log.pk])


def undo(*, change: Change, by: User) -> Change:
    """Take the last change of uses or tags back; raises CannotUndo."""
    return history.undo(change=change, by=by)


def register() -> None:
    """Let uses and tags be taken back."""
    history.restorers.add(LearningLog._meta.label, restore)


def _uses_of(log: LearningLog) -> list[dict[str, Any]]:
    return [_facts(known) for known in LogUse.objects.filter(log=log).order_by("pk")]


def _facts(known: LogUse) -> dict[str, Any]:
    return {"what": known.what, "url": known.url, "used_on": known.used_on.isoformat(), "by": known.by_id}


def _tags_of(log: LearningLog) -> list[str]:
    return list(LogTag.objects.filter(log=log).order_by("name").values_list("name", flat=True))


def _keep(log: LearningLog, by: User | None, **pairs: tuple[Any, Any]) -> Change | None:
    fields = {name: list(pair) for name, pair in pairs.items() if pair[0] != pair[1]}
    return history.record(log, kind=Change.Kind.EDITED, fields=fields, by=by, portfolio=log.portfolio)
