"""Rules beyond the role; each refusal is a sentence for the user."""

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from stakeholders.models import IntentVersion, Membership, Organisation, Portfolio, Role, User


class Refused(Exception):
    """The act is not possible now; the message is a sentence for the user."""


def is_last_steward(membership: Membership) -> bool:
    """Say whether nobody else tends the portfolio."""
    others = Membership.objects.filter(portfolio_id=membership.portfolio_id).stewards().exclude(pk=membership.pk)
    return membership.role == Role.STEWARD and not others.exists()


def why_not_without_steward(membership: Membership) -> str:
    """The reason why this membership has to stay as it is, or an empty text."""
    if not is_last_steward(membership):
        return ""
    return _("%(person)s is the only steward. Make somebody else a steward first.") % {"person": membership.user}


def may_make_portfolio(user: User | AnonymousUser) -> bool:
    """Stewards of any portfolio, and staff, may open another."""
    if not user.is_authenticated:
        return False
    return user.is_staff or Membership.objects.filter(user_id=user.pk).stewards().exists()


def why_not_merge(user: User, organisation: Organisation) -> str:
    """The reason why the user may not merge this organisation away, or an empty text."""
    tended = Membership.objects.filter(user=user).stewards().values("portfolio")
    foreign = Portfolio.objects.filter(organisations=organisation).exclude(pk__in=tended).exists()
    if not foreign:
        return ""
    return _("%(name)s is also listed in a portfolio that you do not tend, so it can't be merged away here.") % {
        "name": organisation.name
    }


def why_not_endorse(version: IntentVersion) -> str:
    """The reason why nobody can put their name under this version, or an empty text."""
    if version.status in (IntentVersion.Status.IN_DIALOGUE, IntentVersion.Status.SHARED):
        return ""
    if version.status == IntentVersion.Status.DRAFT:
        return _("Version %(number)d is still a draft. It can be endorsed once it is in dialogue.") % {
            "number": version.number
        }
    return _("Version %(number)d is no longer the shared intent, so it can't be endorsed any more.") % {
        "number": version.number
    }


def why_not_for(user: User | AnonymousUser, organisation: Organisation) -> str:
    """The reason why the user may not act for this organisation (stewards may anyway), or an empty text."""
    if speaks_for(user, organisation):
        return ""
    return _(
        "Only the people who speak for %(name)s and the stewards can do this. A steward can say who speaks for it."
    ) % {"name": organisation.name}


def speaks_for(user: User | AnonymousUser, organisation: Organisation) -> bool:
    """Say whether the user speaks for the organisation today."""
    return bool(user.is_authenticated and Organisation.objects.spoken_for_by(user).filter(pk=organisation.pk).exists())
