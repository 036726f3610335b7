"""The money panel of a combination: what was set aside for it as such, and for its members together."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from funding.overviews import money_of
from funding.overviews.panels import combination_money as of_combination
from initiatives.overviews.combinations.filters import members_seen
from initiatives.overviews.combinations.page import find
from portfolio_hub.lib.pages import render_page
from stakeholders.access import Permission, PortfolioRequest, in_portfolio


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def combination_money(request: PortfolioRequest, pk: int) -> HttpResponse:
    """What the portfolio's vehicles set aside for the members that the reader may see, currencies apart."""
    found = find(request.access, pk)
    members = list(members_seen(request.access).filter(combination=found).values_list("initiative", flat=True))
    context = {
        "combination": found, "own": of_combination(request.access, found), "sums": money_of(request.access, members),
        "member_count": len(members),
    }  # fmt: skip
    return render_page(
        request, "funding/combination_money.html", context, fragment="funding/partials/combination_money.html",
        target="combination-money",
    )  # fmt: skip
