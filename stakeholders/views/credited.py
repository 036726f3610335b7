"""Pages that say who made what possible: of a person, and of an organisation."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from portfolio_hub.lib.pages import render_page
from stakeholders import credits
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.models import Affiliation, Organisation


@require_safe
@in_portfolio(Permission.SEE_PEOPLE)
def person(request: PortfolioRequest, pk: int) -> HttpResponse:
    """A member: whom they speak for, and what they made possible."""
    membership = get_object_or_404(request.portfolio.memberships.select_related("user"), user=pk)
    spoken = Affiliation.objects.live().filter(user=pk, organisation__portfolios=request.portfolio)
    context = {
        "membership": membership,
        "person": membership.user,
        "affiliations": spoken.select_related("organisation").order_by("organisation__name"),
        "credits": credits.of_person(request.access, membership.user, after=request.GET.get("after", "")),
    }
    return render_page(request, "stakeholders/credits/person.html", context)


@require_safe
@in_portfolio(Permission.READ)
def organisation_credits(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Everything that an organisation made possible, a page at a time."""
    row: Organisation = get_object_or_404(Organisation.objects.listed_in(request.portfolio), pk=pk)
    page = credits.of_organisation(request.access, row, after=request.GET.get("after", ""))
    context = {"organisation": row, "credits": page}
    return render_page(request, "stakeholders/credits/organisation.html", context)
