"""Which initiatives answer a challenge, and how."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from initiatives.models import Answer, Challenge, Initiative
from initiatives.services.challenges import state
from stakeholders.models import Change, User
from stakeholders.services import history


@transaction.atomic
def link(*, challenge: Challenge, initiative: Initiative, by: User, how: str = "") -> Answer:
    """Say that an initiative answers the challenge, once; saying it again replaces the sentence when there is one."""
    row = state.locked(challenge)
    if not Initiative.objects.placed_in(row.portfolio).filter(pk=initiative.pk, merged_into=None).exists():
        raise ValidationError({"initiative": _("This initiative is not in the portfolio.")})
    answer, is_new = Answer.objects.get_or_create(
        challenge=row, initiative=initiative, defaults={"how": how.strip(), "by": by}
    )
    if is_new:
        _note(row, [None, initiative.pk], by, how)
    elif how.strip():
        Answer.objects.filter(pk=answer.pk).update(how=how.strip())
    return answer


@transaction.atomic
def unlink(*, answer: Answer, by: User, why: str = "") -> None:
    """Say that an initiative no longer answers the challenge."""
    row = state.locked(answer.challenge)
    _note(row, [answer.initiative_id, None], by, why)
    answer.delete()


def _note(challenge: Challenge, pair: list[int | None], by: User, why: str) -> None:
    history.record(
        challenge, kind=Change.Kind.EDITED, fields={"answer": pair}, by=by, portfolio=challenge.portfolio, why=why
    )
