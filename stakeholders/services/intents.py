"""The life of the shared intent: drafted, talked about, shared, revised by the next, or retired."""

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from stakeholders.intent_policies import (
    why_not_back,
    why_not_discard,
    why_not_edit,
    why_not_open,
    why_not_retire,
    why_not_share,
    why_not_start,
)
from stakeholders.models import Change, Comment, IntentVersion, Portfolio, User
from stakeholders.policies import Refused
from stakeholders.services import edits, history
from stakeholders.signals import intent_shared

Status = IntentVersion.Status
TEXTS = ("statement", "horizon", "left_open", "revise_if")
"""What readers read of a version, and what is compared."""


@transaction.atomic
def start_draft(*, portfolio: Portfolio, values: dict[str, Any], by: User) -> IntentVersion:
    """Begin the first version, or the one after the newest; raises Refused while another is in the making."""
    versions = _locked(portfolio)
    _refuse(why_not_start(next((row for row in versions if row.is_in_the_making), None)))
    number = max((row.number for row in versions), default=0) + 1
    version = IntentVersion(portfolio=portfolio, number=number, drafted_by=by)
    edits.save(version, values=values, by=by, portfolio=portfolio)
    return version


@transaction.atomic
def open_dialogue(*, version: IntentVersion, by: User) -> IntentVersion:
    """Show a draft to everybody with a role, who may now comment and suggest."""
    current = _current(version)
    _refuse(why_not_open(current))
    return _move(current, {"status": Status.IN_DIALOGUE, "opened_on": timezone.localdate()}, by=by)


@transaction.atomic
def back_to_draft(*, version: IntentVersion, by: User, why: str = "") -> IntentVersion:
    """Take a version out of dialogue; what was said stays with it."""
    current = _current(version)
    _refuse(why_not_back(current))
    return _move(current, {"status": Status.DRAFT, "opened_on": None}, by=by, why=why)


@transaction.atomic
def share(*, version: IntentVersion, by: User) -> IntentVersion:
    """Make a version the shared one; the one before becomes revised in the same moment.

    The portfolio's own sentence follows, so that letters and lists say the same as the intent.
    """
    versions = _locked(version.portfolio)
    current = _found(version, versions)
    earlier = next((row for row in versions if row.status == Status.SHARED), None)
    _refuse(why_not_share(current, earlier=earlier))
    today = timezone.localdate()
    if earlier:
        _move(earlier, {"status": Status.REVISED, "ended_on": today}, by=by, why=current.why_changed)
    _move(current, {"status": Status.SHARED, "shared_on": today}, by=by, why=current.why_changed)
    _say(current.portfolio, current.statement, by=by)
    transaction.on_commit(
        partial(intent_shared.send_robust, sender=IntentVersion, version=current, earlier=earlier, by=by)
    )
    return current


@transaction.atomic
def retire(*, version: IntentVersion, by: User, why: str) -> IntentVersion:
    """Say that the shared version holds no longer although no other follows it, and why."""
    current = _current(version)
    _refuse(why_not_retire(current))
    values = {"status": Status.RETIRED, "ended_on": timezone.localdate(), "ended_why": why}
    retired = _move(current, values, by=by, why=why)
    _say(retired.portfolio, "", by=by)
    return retired


@transaction.atomic
def discard(*, version: IntentVersion, by: User, why: str = "") -> None:
    """Throw a draft away, with what was said about it; its texts stay in the history."""
    current = _current(version)
    _refuse(why_not_discard(current))
    texts = edits.facts_of(current, [*TEXTS, "why_changed", "number"])
    history.record(
        current,
        kind=Change.Kind.DELETED,
        fields={name: [value, None] for name, value in texts.items() if value},
        by=by,
        portfolio=current.portfolio,
        why=why,
    )
    Comment.objects.about(current).delete()
    current.delete()


def hold_text(version: IntentVersion) -> None:
    """Within a transaction: see that the text may still be changed, and let nobody end that before it is saved."""
    _refuse(why_not_edit(_current(version)))


def _locked(portfolio: Portfolio) -> list[IntentVersion]:
    """All versions of the portfolio, newest first, held until the end of the transaction.

    The portfolio itself is held as well: before the first version there is no other row to wait for.
    """
    Portfolio.objects.select_for_update(of=("self",)).get(pk=portfolio.pk)
    rows = IntentVersion.objects.select_for_update(of=("self",)).filter(portfolio=portfolio)
    return list(rows.select_related("portfolio"))


def _current(version: IntentVersion) -> IntentVersion:
    return _found(version, _locked(version.portfolio))


def _found(version: IntentVersion, versions: list[IntentVersion]) -> IntentVersion:
    """The version as it stands now; raises DoesNotExist when somebody has thrown it away."""
    for row in versions:
        if row.pk == version.pk:
            return row
    raise IntentVersion.DoesNotExist


def _refuse(reason: str) -> None:
    if reason:
        raise Refused(reason)


def _move(version: IntentVersion, values: dict[str, Any], *, by: User, why: str = "") -> IntentVersion:
    """Write a step; whoever has the text open for editing learns of it, because the count of edits goes on."""
    edits.save(version, values=values, by=by, portfolio=version.portfolio, why=why)
    IntentVersion.objects.filter(pk=version.pk).update(edit=F("edit") + 1)
    version.edit += 1
    return version


def _say(portfolio: Portfolio, statement: str, *, by: User) -> None:
    edits.save(portfolio, values={"purpose": statement}, by=by, portfolio=portfolio)
