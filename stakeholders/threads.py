"""What every conversation does with its threads: settling them, and keeping words to those who said them."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from portfolio_hub.lib.toasts import toast
from stakeholders.access import Access, PortfolioRequest
from stakeholders.intent_policies import may_change_comment, may_resolve
from stakeholders.models import Comment
from stakeholders.services import comments


def only_mine(access: Access, said: Comment) -> Comment:
    """The comment, where this user may change it; raises PermissionDenied otherwise."""
    if not may_change_comment(access, said):
        raise PermissionDenied(_("People change only their own words."))
    return said


def settle_or_reopen(request: PortfolioRequest, said: Comment, settled: str) -> None:
    """Settle a thread and say so, or open it again with `open=yes`; raises PermissionDenied."""
    if not may_resolve(request.access, said):
        raise PermissionDenied(_("Whoever began a thread settles it, or a steward."))
    if request.POST.get("open") == "yes":
        comments.reopen(comment=said, by=request.user)
    else:
        comments.resolve(comment=said, by=request.user)
        toast(request, settled)
