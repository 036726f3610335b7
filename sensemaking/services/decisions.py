"""Recording decisions, and looking at them again."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from initiatives.models import Initiative
from sensemaking.models import Decision, Finding, LearningLog, Option
from sensemaking.services import using
from stakeholders.models import User
from stakeholders.policies import Refused
from stakeholders.services import edits


@transaction.atomic
def rest_on(
    *, decision: Decision, initiatives: Sequence[Initiative], logs: Sequence[LearningLog],
    options: Sequence[Option] = (), findings: Sequence[Finding] = (),
) -> None:  # fmt: skip
    """Say which initiatives the decision is about, which options it weighed, on which findings and logs it rests."""
    decision.initiatives.set(initiatives)
    before = list(decision.logs.values_list("pk", flat=True))
    decision.logs.set(logs)
    using.settle([*before, *(log.pk for log in logs)])
    decision.options.set(options)
    decision.findings.set(findings)


@transaction.atomic
def revisit(*, decision: Decision, effect: str, on: date, again_on: date | None, by: User) -> None:
    """Keep what came of a decision; with a further day it stays in effect and comes up again.

    Raises Refused without a word on what came of it, for a proposal, and for a further day that has passed.
    """
    decision = Decision.objects.select_for_update(of=("self",)).select_related("portfolio").get(pk=decision.pk)
    if decision.status == Decision.Status.PROPOSED:
        raise Refused(_("It has not been decided yet."))
    if not effect.strip():
        raise Refused(_("Say in a sentence what came of it; “nothing yet” is an answer."))
    if again_on is not None and again_on <= on:
        raise Refused(_("The next day to look again lies in the past."))
    status = Decision.Status.REVISITED if again_on is None else Decision.Status.IN_EFFECT
    values = {
        "effect": effect.strip(),
        "revisited_on": on,
        "revisit_on": again_on or decision.revisit_on,
        "status": status,
    }
    edits.save(decision, values=values, by=by, portfolio=decision.portfolio)
