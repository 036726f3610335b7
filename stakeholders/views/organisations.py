"""The directory and the pages of organisations."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portfolio_hub.lib.exports import download
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders import credits
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.exports import directory_table
from stakeholders.forms import posted
from stakeholders.forms.directory import DirectoryForm, MergeForm, OrganisationForm
from stakeholders.forms.people import SpeaksForForm
from stakeholders.models import Affiliation, Organisation, Sector
from stakeholders.overviews import directory, with_counts
from stakeholders.policies import Refused, why_not_merge
from stakeholders.services import members, organisations
from stakeholders.signatories import endorsed_by

CREDITS_SHOWN = 5


@require_safe
@in_portfolio(Permission.READ)
def directory_list(request: PortfolioRequest) -> HttpResponse:
    """Organisations by name, with search and filters in the address."""
    form = DirectoryForm(request.GET, portfolio=request.portfolio)
    wanted = form.wanted()
    found = directory(request.access, wanted, after=request.GET.get("after", ""))
    address = request.GET.copy()
    address.pop("after", None)
    context = {
        "form": form,
        "wanted": wanted,
        "directory": found,
        "address": address.urlencode(),
        "sectors": [(key, label, found.sectors.get(key, 0), key in wanted.sectors) for key, label in Sector.choices],
        "tab": "organisations",
    }
    return render_page(
        request,
        "stakeholders/directory.html",
        context,
        fragment="stakeholders/partials/directory_results.html",
        target="directory-results",
    )


@require_safe
@in_portfolio(Permission.READ)
def directory_export(request: PortfolioRequest, format: str) -> StreamingHttpResponse:
    """The directory as a file: every page of exactly what the filters show."""
    wanted = DirectoryForm(request.GET, portfolio=request.portfolio).wanted()
    name = f"{request.portfolio.slug}-{slugify(_('Organisations'))}"
    return download(directory_table(request.access, wanted), format=format, name=name)


def _listed(request: PortfolioRequest, pk: int) -> Organisation:
    rows = Organisation.objects.listed_in(request.portfolio).select_related("place")
    organisation: Organisation = get_object_or_404(rows, pk=pk)
    return organisation


@require_safe
@in_portfolio(Permission.READ)
def organisation(request: PortfolioRequest, pk: int) -> HttpResponse:
    """One organisation: what it is, who speaks for it, what it takes part in."""
    row = _listed(request, pk)
    context: dict[str, Any] = {
        "organisation": row,
        "initiatives": with_counts(request.access, [row])[0].initiatives,
        "endorsed": endorsed_by(request.access, row),
        "credits": credits.of_organisation(request.access, row, size=CREDITS_SHOWN),
    }
    if request.access.may(Permission.SEE_PEOPLE):
        here = row.affiliations.live().filter(user__memberships__portfolio=request.portfolio)
        context["speakers"] = here.select_related("user").order_by("user__name")
    if request.access.is_steward:
        context["speaks_form"] = SpeaksForForm(portfolio=request.portfolio)
    return render_page(request, "stakeholders/organisation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@in_portfolio(Permission.CURATE)
def organisation_new(request: PortfolioRequest) -> HttpResponse:
    """Add an organisation to the directory."""
    form = OrganisationForm(posted(request), portfolio=request.portfolio)
    if request.method == "POST" and form.is_valid():
        row = organisations.create(portfolio=request.portfolio, values=form.cleaned_data, by=request.user)
        toast(request, _("%(name)s is in the directory.") % {"name": row.name})
        return redirect(row.get_portfolio_url(request.portfolio.slug))
    context = {"form": form}
    return render_page(request, "stakeholders/organisation_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@in_portfolio(Permission.CURATE)
def organisation_edit(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Correct an organisation."""
    row = _listed(request, pk)
    form = OrganisationForm(posted(request), instance=row, portfolio=request.portfolio)
    if request.method == "POST" and form.is_valid():
        organisations.edit(organisation=row, portfolio=request.portfolio, values=form.cleaned_data, by=request.user)
        toast(request, _("Saved."))
        return redirect(row.get_portfolio_url(request.portfolio.slug))
    context = {"form": form, "organisation": Organisation.objects.get(pk=pk)}
    return render_page(request, "stakeholders/organisation_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@in_portfolio(Permission.CURATE)
def organisation_merge(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Make an organisation that was entered twice part of the other one."""
    duplicate = _listed(request, pk)
    form = MergeForm(posted(request), portfolio=request.portfolio, duplicate=duplicate)
    if request.method == "POST" and form.is_valid():
        into = form.cleaned_data["into"]
        try:
            organisations.merge(duplicate=duplicate, into=into, portfolio=request.portfolio, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            toast(request, _("Everything of it now belongs to %(name)s.") % {"name": into.name})
            return redirect(into.get_portfolio_url(request.portfolio.slug))
    context = {
        "organisation": duplicate,
        "form": form,
        "why_not": why_not_merge(request.user, duplicate),
        "initiatives": with_counts(request.access, [duplicate])[0].initiatives,
    }
    return render_page(request, "stakeholders/organisation_merge.html", context, status=422 if form.errors else 200)


@require_POST
@in_portfolio(Permission.MANAGE)
def speaker_add(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Let a member speak for the organisation."""
    row = _listed(request, pk)
    form = SpeaksForForm(request.POST, portfolio=request.portfolio)
    if form.is_valid():
        person = form.cleaned_data["member"].user
        members.speak_for(user=person, organisation=row, title=form.cleaned_data["title"], by=request.user)
        toast(request, _("%(person)s speaks for %(name)s.") % {"person": person, "name": row.name})
    else:
        toast(request, _("Choose a member of this portfolio."), level=messages.ERROR)
    return redirect(row.get_portfolio_url(request.portfolio.slug))


@require_POST
@in_portfolio(Permission.MANAGE)
def speaker_end(request: PortfolioRequest, pk: int, affiliation_pk: int) -> HttpResponse:
    """From today on, the member no longer speaks for the organisation."""
    row = _listed(request, pk)
    here = Affiliation.objects.live().filter(organisation=row, user__memberships__portfolio=request.portfolio)
    affiliation = get_object_or_404(here, pk=affiliation_pk)
    members.stop_speaking_for(affiliation=affiliation, by=request.user)
    toast(request, _("%(person)s no longer speaks for %(name)s.") % {"person": affiliation.user, "name": row.name})
    return redirect(row.get_portfolio_url(request.portfolio.slug))
