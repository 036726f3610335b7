"""Settings of a portfolio, its launch, and new portfolios."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio, signed_in
from stakeholders.forms import posted
from stakeholders.forms.portfolios import NewPortfolioForm, PortfolioForm
from stakeholders.models import Portfolio, User
from stakeholders.policies import may_make_portfolio
from stakeholders.services import portfolios


@require_http_methods(["GET", "HEAD", "POST"])
@in_portfolio(Permission.MANAGE)
def settings(request: PortfolioRequest) -> HttpResponse:
    """What the portfolio is called, where it is heading, who may read it."""
    edited = Portfolio.objects.get(pk=request.portfolio.pk)
    form = PortfolioForm(posted(request), instance=edited)
    if request.method == "POST" and form.is_valid():
        portfolios.edit(portfolio=edited, values=form.cleaned_data, by=request.user)
        toast(request, _("Saved."))
        return redirect("stakeholders:settings", edited.slug)
    return render_page(
        request, "stakeholders/settings.html", {"form": form, "tab": "settings"}, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
@in_portfolio(Permission.MANAGE)
def launch(request: PortfolioRequest) -> HttpResponse:
    """Say what becomes visible to whom, then launch the portfolio or take it back to its members."""
    portfolio = request.portfolio
    if request.method == "POST":
        is_launched = request.POST.get("launch") == "yes"
        portfolios.set_launched(portfolio=portfolio, is_launched=is_launched, by=request.user)
        text = _("%(name)s is launched.") if is_launched else _("Only members see %(name)s now.")
        toast(request, text % {"name": portfolio.name})
        return redirect("stakeholders:settings", portfolio.slug)
    return render_page(request, "stakeholders/launch.html", {"tab": "settings"})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: HttpRequest) -> HttpResponse:
    """Open a portfolio; whoever opens it becomes its steward."""
    assert isinstance(request.user, User)
    if not may_make_portfolio(request.user):
        raise PermissionDenied(_("Stewards open portfolios. Ask a steward whom you know, or whoever runs this hub."))
    form = NewPortfolioForm(posted(request), initial={"packs": ["seven-systems", "levers"]})
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        packs = tuple(values.pop("packs"))
        portfolio = portfolios.create(values=values, by=request.user, packs=packs)
        toast(request, _("%(name)s is open. Invite the people who tend it with you.") % {"name": portfolio.name})
        return redirect("stakeholders:members", portfolio.slug)
    return render_page(request, "stakeholders/portfolio_new.html", {"form": form}, status=422 if form.errors else 200)
