"""The overview of a portfolio."""

from typing import Any

from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from portfolio_hub.lib.pages import render_page, wants_fragment
from portfolio_hub.overviews.frame import AXES, Choice
from portfolio_hub.overviews.frame.choice import TABLE
from portfolio_hub.overviews.intent import intent_head
from portfolio_hub.overviews.overview import overview as read_overview
from portfolio_hub.views.home import LAST_PORTFOLIO
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.sectors import signatories

FRAME = "ph-frame"


@in_portfolio(Permission.READ)
def overview(request: PortfolioRequest) -> HttpResponseBase:
    """Where we are heading, the numbers, the frame, what needs a hand, what rises."""
    if request.session.get(LAST_PORTFOLIO) != request.portfolio.slug:
        request.session[LAST_PORTFOLIO] = request.portfolio.slug
    page = read_overview(request.access, given=request.GET)
    context = {"page": page, "frame": page.frame, "ways": ways(page.frame.choice)}
    if not wants_fragment(request, FRAME):
        signed = signatories(request.access)
        context |= {"signatories": signed, "intent": intent_head(signed.version)}
    return render_page(request, "overview.html", context, fragment="partials/frame.html", target=FRAME)


def ways(choice: Choice) -> list[dict[str, Any]]:
    """Rows of the frame by commitments, by stages, and the same as a table."""
    rows = [
        {"label": AXES[name].label, "url": f"?{choice.but(rows=name)}", "is_current": choice.rows == name}
        for name in ("commitments", "stages")
    ]
    is_table = choice.as_ == TABLE
    table = {"label": _("Table"), "icon": "table", "url": f"?{choice.but(as_='' if is_table else TABLE)}"}
    return [*rows, {**table, "is_current": is_table}]
