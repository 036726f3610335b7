"""Who may do what with a challenge beyond the role; each refusal is a sentence."""

from django.utils.translation import gettext as _

from initiatives.models import Challenge, Framing
from initiatives.policies import YES, Ruling
from stakeholders.access import Access, Permission
from stakeholders.models import Organisation


def may_contribute(access: Access, challenge: Challenge) -> Ruling:
    """Anyone with a role frames, marks and offers solutions, as long as the challenge stands on its own."""
    if challenge.is_merged:
        return Ruling(False, _("This was merged into another challenge. Go on there."))
    if not access.may(Permission.RAISE):
        return Ruling(False, _("You need a role in this portfolio. A steward can invite you."))
    return YES


def may_edit_challenge(access: Access, challenge: Challenge) -> Ruling:
    """Who raised a challenge edits it, and so do the stewards."""
    ruling = may_contribute(access, challenge)
    if not ruling or access.is_steward or challenge.raised_by_id == access.user.pk:
        return ruling
    return Ruling(False, _("Who raised it and the stewards edit it. Add how you see it as a framing instead."))


def may_steer(access: Access, challenge: Challenge) -> Ruling:
    """Stewards move, merge and split challenges and take a framing forward."""
    if not access.may(Permission.CURATE):
        return Ruling(False, _("Stewards move a challenge on."))
    return may_contribute(access, challenge)


def may_edit_framing(access: Access, framing: Framing) -> Ruling:
    """A framing is edited by who wrote it, and by those who speak for the same organisation."""
    ruling = may_contribute(access, framing.challenge)
    if not ruling or framing.by_id == access.user.pk:
        return ruling
    organisation = framing.organisation_id
    if organisation and Organisation.objects.spoken_for_by(access.user).filter(pk=organisation).exists():
        return YES
    return Ruling(False, _("These are somebody else's words. Add how you see it as a framing of your own."))
