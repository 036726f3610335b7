"""Who may call, who may say what would help, and who speaks in a match; each refusal is a sentence."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from funding.models import FundingCall, FundingMatch, SupportSought
from initiatives.policies import YES, Ruling
from stakeholders.access import Access, Permission
from stakeholders.models import Comment, Organisation, Role

Side = FundingCall | SupportSought


def funders_for(access: Access) -> QuerySet[Organisation]:
    """The organisations of the portfolio in whose name this funder may call."""
    rows = Organisation.objects.listed_in(access.portfolio).order_by("name", "pk")
    if access.role != Role.FUNDER:
        return rows.none()
    return rows.filter(pk__in=Organisation.objects.spoken_for_by(access.user).values("pk"))


def may_call(access: Access) -> Ruling:
    """Funders, in the name of an organisation for which they speak."""
    if access.role != Role.FUNDER:
        return Ruling(False, _("A call is a funder's own word: people who fund the portfolio write it."))
    if not funders_for(access).exists():
        return Ruling(False, _("You speak for no organisation here yet. A steward can say for which."))
    return YES


def may_tend_call(access: Access, call: FundingCall) -> Ruling:
    """Those who speak for the funder whose call it is."""
    if FundingCall.objects.of(access).filter(pk=call.pk).exists():
        return YES
    return Ruling(False, _("Only the people who speak for %(funder)s change their call.") % {"funder": call.funder})


def may_seek(access: Access) -> Ruling:
    """Stewards say what would help the portfolio."""
    if access.may(Permission.FUND):
        return YES
    return Ruling(False, _("Stewards say what would help the portfolio."))


def may_tend(access: Access, row: Side) -> Ruling:
    """Whose it is."""
    return may_tend_call(access, row) if isinstance(row, FundingCall) else may_seek(access)


def is_a_side(access: Access) -> bool:
    """Whether this reader may have matches at all."""
    return access.is_steward or access.role == Role.FUNDER


def sees_matches(access: Access, row: Side) -> bool:
    """Whether what this reader sees of its matches is all of them, or all with calls of their own."""
    if access.is_steward:
        return True
    mine = FundingCall.objects.of(access)
    return mine.filter(pk=row.pk).exists() if isinstance(row, FundingCall) else mine.exists()


def why_not_speak(match: FundingMatch) -> str:
    """The reason why nothing can be said in it now, or an empty text."""
    if match.status == FundingMatch.Status.ENDED:
        return _("This match is set aside. Take it up again to talk.")
    if match.status == FundingMatch.Status.FOUND and not match.is_open:
        return _("One of the two is withdrawn or over, so no conversation begins here.")
    return ""


def why_not_unsay(match: FundingMatch, said: Comment) -> str:
    """The reason why words can't be taken back, or an empty text: others may have relied on them."""
    later = Comment.objects.about(match).filter(Q(at__gt=said.at) | Q(at=said.at, pk__gt=said.pk))
    if later.exclude(by=said.by_id).exists():
        return _("Others have spoken since, so these words stay. You can still change them.")
    return ""
