"""What would help the portfolio: one of them, writing it, withdrawing it."""

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from funding.forms.matching import SupportForm
from funding.models import SupportSought
from funding.policies_matching import may_seek
from funding.services import matching
from funding.views.matching_acts import edited, edits_of, form_page, marked, shown, undone
from initiatives.views.acts import PAGE_AND_FORM
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.forms import posted


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def support(request: PortfolioRequest, pk: int) -> HttpResponse:
    """One thing that would help, and which calls it meets."""
    return shown(request, "support", pk)


@PAGE_AND_FORM
@in_portfolio(Permission.SEE_FUNDING)
def support_new(request: PortfolioRequest) -> HttpResponse:
    """Say what would help."""
    may_seek(request.access).enforce()
    form = SupportForm(posted(request), instance=SupportSought(portfolio=request.portfolio), access=request.access)
    if form.is_bound and form.is_valid():
        made = matching.seek(portfolio=request.portfolio, values=form.values, by=request.user, **form.lists)
        toast(request, _("It is said. Below it stands which calls it meets."))
        return HttpResponseRedirect(made.get_absolute_url())
    return form_page(request, form, "support")


@PAGE_AND_FORM
@in_portfolio(Permission.SEE_FUNDING)
def support_edit(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Say it differently."""
    return edited(request, "support", pk)


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def support_history(request: PortfolioRequest, pk: int) -> HttpResponse:
    """What was changed of it, field by field."""
    return edits_of(request, "support", pk)


@require_POST
@in_portfolio(Permission.SEE_FUNDING)
def support_withdraw(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Withdraw it, or open it again."""
    return marked(request, "support", pk)


@require_POST
@in_portfolio(Permission.SEE_FUNDING)
def support_undo(request: PortfolioRequest, pk: int, change: int) -> HttpResponse:
    """Take the last edit back."""
    return undone(request, "support", pk, change)
