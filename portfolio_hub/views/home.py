"""The door: from the bare address to a portfolio."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from portfolio_hub.lib.pages import render_page
from stakeholders.access import open_to_all
from stakeholders.models import Portfolio
from stakeholders.overviews import portfolio_rows
from stakeholders.policies import may_make_portfolio

LAST_PORTFOLIO = "last_portfolio"


@require_safe
@open_to_all("shows only portfolios that the visitor may read")
def home(request: HttpRequest) -> HttpResponse:
    """Lead to the only portfolio or the one visited last; otherwise list what may be read."""
    portfolios = list(Portfolio.objects.visible_to(request.user).order_by("name")[:100])
    if request.GET.get("all") is None:
        last = request.session.get(LAST_PORTFOLIO)
        target = next((p for p in portfolios if p.slug == last), portfolios[0] if len(portfolios) == 1 else None)
        if target is not None:
            return redirect(target)
        if not portfolios and not request.user.is_authenticated:
            return redirect("account_login")
    context = {"rows": portfolio_rows(request.user, portfolios), "may_make_portfolio": may_make_portfolio(request.user)}
    return render_page(request, "home.html", context)
