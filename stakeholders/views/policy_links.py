"""The intent turned into policy: list, page, add, edit, delete."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portfolio_hub.lib.meanwhile import News
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.forms import posted
from stakeholders.forms.policy_links import PolicyLinkForm
from stakeholders.models import Change, PolicyLink
from stakeholders.services import policy_links

FORM = "stakeholders/intent/policy_link_form.html"


def _found(request: PortfolioRequest, pk: int) -> PolicyLink:
    rows = request.portfolio.policy_links.select_related("version", "made_by")
    found: PolicyLink = get_object_or_404(rows, pk=pk)
    return found


@require_safe
@in_portfolio(Permission.READ)
def policy_link_list(request: PortfolioRequest) -> HttpResponse:
    """Every resolution, strategy and law that the intent became."""
    rows = request.portfolio.policy_links.select_related("version", "made_by")
    return render_page(request, "stakeholders/intent/policy_links_page.html", {"policies": list(rows)})


@require_safe
@in_portfolio(Permission.READ)
def policy_link(request: PortfolioRequest, pk: int) -> HttpResponse:
    """One policy: what it turns into duty, since when, and what it touches."""
    row = _found(request, pk)
    context: dict[str, Any] = {"policy": row}
    if request.access.role:
        context["changes"] = Change.objects.of(row).select_related("by")[:30]
    return render_page(request, "stakeholders/intent/policy_link.html", context)


@require_http_methods(("GET", "HEAD", "POST"))
@in_portfolio(Permission.CURATE)
def policy_link_new(request: PortfolioRequest) -> HttpResponse:
    """Say what the intent, or a passage of it, became."""
    row = PolicyLink(portfolio=request.portfolio, by=request.user)
    form = PolicyLinkForm(posted(request), instance=row, portfolio=request.portfolio, initial=_asked(request))
    if request.method == "POST" and form.is_valid():
        form.save_for(by=request.user, portfolio=request.portfolio)
        toast(request, _("“%(title)s” stands beside the intent.") % {"title": row.title})
        return redirect(row)
    return render_page(request, FORM, {"form": form}, status=422 if form.errors else 200)


def _asked(request: PortfolioRequest) -> dict[str, str]:
    """What the address fills in: a version and a passage chosen on the page of the intent."""
    return {name: request.GET[name] for name in ("version", "passage") if name in request.GET}


@require_http_methods(("GET", "HEAD", "POST"))
@in_portfolio(Permission.CURATE)
def policy_link_edit(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Correct a policy link, or take it to its next state."""
    row = _found(request, pk)
    form = PolicyLinkForm(posted(request), instance=row, portfolio=request.portfolio)
    news: list[News] = []
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            _change, news = form.save_for(by=request.user, portfolio=request.portfolio)
            if not news:
                toast(request, _("Saved."))
                return redirect(row)
            status = 409
    context = {"form": form, "policy": PolicyLink.objects.get(pk=pk), "news": news}
    return render_page(request, FORM, context, status=status)


@require_POST
@in_portfolio(Permission.CURATE)
def policy_link_delete(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Take a policy link away."""
    row = _found(request, pk)
    policy_links.delete(policy=row, by=request.user)
    toast(request, _("“%(title)s” is no longer among the policies.") % {"title": row.title})
    return redirect("stakeholders:policy-links", request.portfolio.slug)
