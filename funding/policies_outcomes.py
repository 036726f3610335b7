"""Who may write outcomes; each refusal is a sentence."""

from django.utils.translation import gettext as _

from funding.models import Outcome
from initiatives.policies import YES, Ruling
from initiatives.querysets import team_initiatives
from stakeholders.access import Access, Permission


def may_edit_outcome(access: Access, outcome: Outcome) -> Ruling:
    """Stewards edit every outcome; contributors what they wrote, and those of their organisations' initiatives."""
    if not access.may(Permission.POST):
        return Ruling(False, _("Your role here reads along. A steward can change that."))
    if access.is_steward or outcome.by_id == access.user.pk:
        return YES
    if outcome.initiative_id and team_initiatives(access.user).filter(initiative=outcome.initiative_id).exists():
        return YES
    return Ruling(False, _("You can edit outcomes that you wrote, and those of your own organisations' initiatives."))
