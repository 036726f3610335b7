"""The page of the shared intent: what it says, who stands behind it, and what of it is nobody's job yet."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portfolio_hub.lib.pages import render_page, wants_fragment
from portfolio_hub.overviews.intent import intent_page
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.intent_overviews import show_choices
from stakeholders.intent_policies import may_speak
from stakeholders.views import intent as versions

GAP, GAP_TARGET = "initiatives/partials/implementation_gap.html", "implementation-gap"


@require_safe
@in_portfolio(Permission.READ)
def intent(request: PortfolioRequest) -> HttpResponse:
    """The version that holds, clean or with its changes; the versions before it; enough actors; the gap."""
    page = intent_page(request.access, show=request.GET.get("show", ""), since=request.GET.get("since", ""))
    address = reverse("intent", args=[request.portfolio.slug])
    context = {
        "intent": page,
        "version": page.standing,
        "page": page.reading,
        "choices": show_choices(page.reading, address) if page.reading else [],
        "credits": page.credits,
        "policies": page.policies,
        "sectors": page.sectors,
        "gap": page.gap,
        "as_table": request.GET.get("as") == "table",
        "title": _("%(name)s’s shared intent") % {"name": request.portfolio.name},
        "may_speak": page.standing is not None and may_speak(request.access, page.standing),
    }
    if wants_fragment(request, GAP_TARGET):
        return render_page(request, "intent.html", context, fragment=GAP, target=GAP_TARGET)
    return render_page(request, "intent.html", context, fragment=versions.FRAGMENT, target=versions.TARGET)
