"""Panels that other pages load: the initiatives of an organisation, and those of a place."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from initiatives.overviews.panels import Panel, of_organisation, of_place
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.models import Organisation, Place


@require_safe
@in_portfolio(Permission.READ)
def organisation_initiatives(request: PortfolioRequest, pk: int) -> HttpResponse:
    """What an organisation takes part in here."""
    organisation = get_object_or_404(Organisation.objects.listed_in(request.portfolio), pk=pk)
    return shown(request, of_organisation(request.access, organisation), organisation)


@require_safe
@in_portfolio(Permission.READ)
def place_initiatives(request: PortfolioRequest, pk: int) -> HttpResponse:
    """What happens in a place."""
    place = get_object_or_404(Place.objects.listed_in(request.portfolio), pk=pk)
    return shown(request, of_place(request.access, place), place)


def shown(request: PortfolioRequest, panel: Panel, subject: Organisation | Place) -> HttpResponse:
    """The panel alone for a page that loads it into itself, else on a page of its own."""
    is_panel = bool(request.htmx) and not request.htmx.history_restore_request
    template = "initiatives/partials/panel.html" if is_panel else "initiatives/panel.html"
    response = render(request, template, {"panel": panel, "subject": subject})
    patch_vary_headers(response, ["HX-Request"])
    return response
