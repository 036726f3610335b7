"""Who may do what with an option; each refusal is a sentence."""

from django.utils.translation import gettext as _

from initiatives.policies import YES, Ruling
from sensemaking.models import Option
from stakeholders.access import Access, Permission


def may_edit_option(access: Access, option: Option) -> Ruling:
    """Who offered it, who looks after it and the stewards edit, move and close it while it is open."""
    if not access.may(Permission.RAISE):
        return Ruling(False, _("You need a role in this portfolio. A steward can invite you."))
    if option.is_done:
        return Ruling(False, _("It was taken up or closed, and stays as it is."))
    if access.is_steward or access.user.pk in (option.by_id, option.owner_id):
        return YES
    return Ruling(False, _("Who offered it, who looks after it and the stewards edit it."))


def may_take_up(access: Access, option: Option) -> Ruling:
    """Stewards let an option become an initiative."""
    if not access.may(Permission.CURATE):
        return Ruling(False, _("Stewards take up what was offered."))
    if option.is_done:
        return Ruling(False, _("It was taken up or closed, and stays as it is."))
    return YES
