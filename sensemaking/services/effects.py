"""What came of a decision, told by learning logs, so that the chain goes on from there."""

from django.db import transaction
from django.utils.translation import gettext as _

from initiatives.models import Initiative
from sensemaking.models import Decision, DecisionEffect, Kind, LearningLog
from sensemaking.services import learning
from stakeholders.models import Change, User
from stakeholders.policies import Refused
from stakeholders.services import history


@transaction.atomic
def write(
    *, decision: Decision, by: User, saw: str, circle: str, initiative: Initiative | None = None
) -> LearningLog | None:
    """Write a log of what came of the decision, and link it; None where one with these words is linked already.

    Raises ValidationError by field, as where the circle is wider than that of the initiative.
    """
    told = saw.strip()
    if LearningLog.objects.filter(tells_of_decisions__decision=decision, saw=told).exists():
        return None
    log = learning.record(
        portfolio=decision.portfolio,
        initiative=initiative,
        by=by,
        tried=decision.title,
        saw=told,
        kind=Kind.OUTCOME,
        circle=circle,
    )
    link(decision=decision, log=log, by=by)
    return log


@transaction.atomic
def link(*, decision: Decision, log: LearningLog, by: User) -> bool:
    """Say that a log tells what came of the decision; whether that is new. Raises Refused for what can't be."""
    if log.portfolio_id != decision.portfolio_id:
        raise Refused(_("This log belongs to another portfolio."))
    if decision.status == Decision.Status.PROPOSED or decision.decided_on is None:
        raise Refused(_("It has not been decided yet."))
    if log.happened_on < decision.decided_on:
        raise Refused(_("This log tells of a day before the decision."))
    before = _linked(decision)
    DecisionEffect.objects.get_or_create(decision=decision, log=log)
    return _keep(decision, before, by)


@transaction.atomic
def unlink(*, decision: Decision, log: LearningLog, by: User) -> bool:
    """Say so no longer; the log itself stays."""
    before = _linked(decision)
    DecisionEffect.objects.filter(decision=decision, log=log).delete()
    return _keep(decision, before, by)


def _linked(decision: Decision) -> list[int]:
    return list(DecisionEffect.objects.filter(decision=decision).order_by("pk").values_list("log", flat=True))


def _keep(decision: Decision, before: list[int], by: User) -> bool:
    fields = history.difference({"effect_logs": before}, {"effect_logs": _linked(decision)})
    kind = Change.Kind.EDITED
    return history.record(decision, kind=kind, fields=fields, by=by, portfolio=decision.portfolio) is not None
