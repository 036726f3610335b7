"""Following what a portfolio learns, and the link in each letter that ends it."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from portfolio_hub.lib.toasts import toast
from sensemaking.services import report_letters
from sensemaking.views.links import discreet
from stakeholders.access import Permission, PortfolioRequest, in_portfolio, open_to_all

REASON = "the signed link says whose letters end, and does nothing else"


@require_POST
@in_portfolio(Permission.READ)
def report_follow(request: PortfolioRequest) -> HttpResponse:
    """Want each new report in the mail, or (`stop`) no more of them."""
    home = reverse("sensemaking:home", args=[request.portfolio.slug])
    if not request.user.is_authenticated:
        return redirect_to_login(home)
    if "stop" in request.POST:
        report_letters.unfollow(portfolio=request.portfolio, by=request.user)
        toast(request, _("You get no more letters about reports of this portfolio."))
    else:
        report_letters.follow(portfolio=request.portfolio, by=request.user)
        toast(request, _("Each new report that you may read comes to you by mail."))
    return redirect(home)


@csrf_exempt  # mail programs post here by themselves, without a page of ours; the key is the authority
@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all(REASON)
@discreet
def unfollow(request: HttpRequest, key: str) -> HttpResponse:
    """Ask once, then end the letters; works without signing in."""
    found = report_letters.by_key(key)
    if found is not None and request.method == "POST":
        portfolio, user = found
        report_letters.unfollow(portfolio=portfolio, by=user)
    context = {"portfolio_name": found[0].name if found else "", "is_done": request.method == "POST"}
    return render(request, "sensemaking/unfollow.html", context, status=200 if found else 404)
