"""The city and its parts."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.forms import posted
from stakeholders.forms.directory import PlaceForm
from stakeholders.models import Place
from stakeholders.overviews import place_page, place_rows
from stakeholders.policies import Refused
from stakeholders.services import places


@require_safe
@in_portfolio(Permission.READ)
def place_list(request: PortfolioRequest) -> HttpResponse:
    """All places, each under the one it lies within."""
    return render_page(request, "stakeholders/places.html", {"rows": place_rows(request.access), "tab": "places"})


@require_safe
@in_portfolio(Permission.READ)
def place(request: PortfolioRequest, pk: int) -> HttpResponse:
    """One place: its outline, its parts, and what happens there."""
    row = get_object_or_404(Place.objects.listed_in(request.portfolio).select_related("within"), pk=pk)
    return render_page(request, "stakeholders/place.html", {"page": place_page(request.access, row), "place": row})


@require_http_methods(["GET", "HEAD", "POST"])
@in_portfolio(Permission.CURATE)
def place_new(request: PortfolioRequest) -> HttpResponse:
    """Add a place."""
    form = PlaceForm(posted(request), portfolio=request.portfolio, initial={"within": request.GET.get("within")})
    if request.method == "POST" and form.is_valid():
        try:
            row = places.create(portfolio=request.portfolio, values=form.cleaned_data, by=request.user)
        except Refused as refusal:
            form.add_error("within", str(refusal))
        else:
            toast(request, _("%(name)s is on the list of places.") % {"name": row.name})
            return redirect(row.get_portfolio_url(request.portfolio.slug))
    return render_page(request, "stakeholders/place_form.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@in_portfolio(Permission.CURATE)
def place_edit(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Correct a place."""
    row = get_object_or_404(Place.objects.listed_in(request.portfolio), pk=pk)
    form = PlaceForm(posted(request), instance=row, portfolio=request.portfolio)
    if request.method == "POST" and form.is_valid():
        try:
            places.edit(place=row, portfolio=request.portfolio, values=form.cleaned_data, by=request.user)
        except Refused as refusal:
            form.add_error("within", str(refusal))
        else:
            toast(request, _("Saved."))
            return redirect(row.get_portfolio_url(request.portfolio.slug))
    context = {"form": form, "place": Place.objects.get(pk=pk)}
    return render_page(request, "stakeholders/place_form.html", context, status=422 if form.errors else 200)
