"""Panels that other pages load: the initiatives of an organisation, and those of a place."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from initiatives.overviews.panels import of_organisation, of_place
from portfolio_hub.lib.pages import render_page
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.models import Organisation, Place

PANEL = "initiatives/partials/panel.html"


@require_safe
@in_portfolio(Permission.READ)
def organisation_initiatives(request: PortfolioRequest, pk: int) -> HttpResponse:
    """What an organisation takes part in here."""
    organisation = get_object_or_404(Organisation.objects.listed_in(request.portfolio), pk=pk)
    context = {"panel": of_organisation(request.access, organisation), "subject": organisation}
    return render_page(request, "initiatives/panel.html", context, fragment=PANEL, target="organisation-initiatives")


@require_safe
@in_portfolio(Permission.READ)
def place_initiatives(request: PortfolioRequest, pk: int) -> HttpResponse:
    """What happens in a place."""
    place = get_object_or_404(Place.objects.listed_in(request.portfolio), pk=pk)
    context = {"panel": of_place(request.access, place), "subject": place}
    return render_page(request, "initiatives/panel.html", context, fragment=PANEL, target="place-initiatives")
