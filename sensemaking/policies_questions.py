"""Who may do what with a learning question; each refusal is a sentence."""

from django.utils.translation import gettext as _

from initiatives.models import Initiative
from initiatives.policies import YES, Ruling, may_edit
from sensemaking.models import LearningQuestion
from stakeholders.access import Access, Permission


def may_ask(access: Access, initiative: Initiative | None) -> Ruling:
    """Stewards ask for the portfolio and all of its initiatives, contributors for those of their organisations."""
    if access.may(Permission.MAKE_SENSE):
        return YES
    if initiative is None:
        return Ruling(False, _("The stewards ask what the whole portfolio wants to find out."))
    return may_edit(access, initiative)


def may_edit_question(access: Access, question: LearningQuestion) -> Ruling:
    """Whoever may ask it may edit it and put it to rest."""
    return may_ask(access, question.initiative)
