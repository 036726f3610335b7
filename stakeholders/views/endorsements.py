"""Who stands behind the intent: the list, one endorsement, signing, renewing, withdrawing."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portfolio_hub.lib.exports import download
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.forms import posted
from stakeholders.forms.endorsements import EndorseForm, RecordForm, RenewForm, SignatoriesForm, WithdrawForm
from stakeholders.models import Change, Endorsement, IntentVersion, Organisation, Sector
from stakeholders.policies import Refused, why_not_endorse, why_not_for
from stakeholders.sectors import counted_version
from stakeholders.services import endorsements
from stakeholders.signatories import Wanted, signatories_of, signatories_table, version_of

FORM_METHODS = ("GET", "HEAD", "POST")


def _wanted(request: PortfolioRequest) -> Wanted:
    """What the address asks for; whatever is not valid asks for nothing."""
    form = SignatoriesForm(request.GET)
    form.is_valid()
    data = form.cleaned_data
    return Wanted(data.get("q", ""), data.get("sector", ""), data.get("state", ""), request.GET.get("version", ""))


@require_safe
@in_portfolio(Permission.READ)
def endorsement_list(request: PortfolioRequest) -> HttpResponse:
    """Signatories by name, with their promise, since when and until when; filters in the address."""
    wanted = _wanted(request)
    address = request.GET.copy()
    address.pop("after", None)
    context = {
        "wanted": wanted,
        "found": signatories_of(request.access, wanted, after=request.GET.get("after", "")),
        "address": address.urlencode(),
        "sectors": Sector.choices,
        "states": SignatoriesForm().fields["state"].choices,  # type: ignore[attr-defined]
    }
    return render_page(
        request,
        "stakeholders/intent/endorsements.html",
        context,
        fragment="stakeholders/intent/partials/signatories.html",
        target="signatories",
    )


@require_safe
@in_portfolio(Permission.READ)
def endorsements_export(request: PortfolioRequest, format: str) -> StreamingHttpResponse:
    """The list as a file: every page of exactly what the filters show."""
    name = f"{request.portfolio.slug}-{slugify(_('Signatories'))}"
    return download(signatories_table(request.access, _wanted(request)), format=format, name=name)


def _found(request: PortfolioRequest, pk: int) -> Endorsement:
    rows = Endorsement.objects.seen_with(request.access).select_related("version", "organisation", "signed_by")
    endorsement: Endorsement = get_object_or_404(rows, pk=pk)
    return endorsement


def _why_not(request: PortfolioRequest, organisation: Organisation) -> str:
    """The reason why the reader may not act for the organisation, or an empty text."""
    return "" if request.access.is_steward else why_not_for(request.user, organisation)


@require_safe
@in_portfolio(Permission.READ)
def endorsement(request: PortfolioRequest, pk: int) -> HttpResponse:
    """One endorsement: what was signed, by whom, until when, and what happened to it since."""
    row = _found(request, pk)
    may_speak = bool(request.access.role) and not _why_not(request, row.organisation)
    is_live = not why_not_endorse(row.version)
    context: dict[str, Any] = {
        "endorsement": row,
        "may_renew": may_speak and is_live and row.status not in ("offered", "withdrawn"),
        "may_withdraw": may_speak and row.status != Endorsement.Status.WITHDRAWN,
        "may_return": may_speak and is_live and row.status == Endorsement.Status.WITHDRAWN,
        "may_confirm": request.access.is_steward and is_live and row.status == Endorsement.Status.OFFERED,
    }
    if request.access.role:
        context["changes"] = Change.objects.of(row).select_related("by")[:30]
    return render_page(request, "stakeholders/intent/endorsement.html", context)


def version_found(request: PortfolioRequest) -> IntentVersion:
    """The version that the address names, or else the one that counts; Http404 when there is none to see."""
    version = version_of(request.access, request.GET.get("version", ""))
    if version is None:
        raise Http404
    return version


@require_http_methods(FORM_METHODS)
@in_portfolio(Permission.SEE_PEOPLE)
def endorse(request: PortfolioRequest) -> HttpResponse:
    """Sign a version for an organisation that the user speaks for."""
    version = version_found(request)
    mine = Organisation.objects.listed_in(request.portfolio).spoken_for_by(request.user).order_by("name")
    refusal = why_not_endorse(version)
    form = EndorseForm(posted(request), organisations=mine, initial={"organisation": request.GET.get("organisation")})
    if request.method == "POST" and form.is_valid() and not refusal:
        organisation = form.cleaned_data["organisation"]
        try:
            row = endorsements.sign(
                version=version, organisation=organisation, signature=form.signature_of(request.user), by=request.user
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            toast(request, _("%(name)s stands behind version %(number)d.") % _names(row))
            return redirect(row.get_portfolio_url(request.portfolio.slug))
    standing = counted_version(request.access) if refusal else None
    context = {
        "form": form, "version": version, "mine": mine, "refusal": refusal,
        "standing": standing if standing and not why_not_endorse(standing) else None,
    }  # fmt: skip
    status = 409 if refusal and request.method == "POST" else 422 if form.errors else 200
    return render_page(request, "stakeholders/intent/endorse.html", context, status=status)


def _names(row: Endorsement) -> dict[str, Any]:
    return {"name": row.organisation.name, "number": row.version.number}


@require_http_methods(FORM_METHODS)
@in_portfolio(Permission.MANAGE)
def endorsement_record(request: PortfolioRequest) -> HttpResponse:
    """Record what an organisation signed on paper, or offered."""
    version = version_found(request)
    form = RecordForm(
        posted(request), portfolio=request.portfolio, initial={"organisation": request.GET.get("organisation")}
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            row = endorsements.sign(
                version=version, organisation=data["organisation"], signature=form.signature, by=None,
                recorded_by=request.user, is_offer=data["is_offer"], signed_on=data["signed_on"],
            )  # fmt: skip
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            toast(request, _("The endorsement of %(name)s is recorded.") % _names(row))
            return redirect(row.get_portfolio_url(request.portfolio.slug))
    context = {"form": form, "version": version, "refusal": why_not_endorse(version)}
    return render_page(
        request, "stakeholders/intent/endorsement_record.html", context, status=422 if form.errors else 200
    )


@require_POST
@in_portfolio(Permission.MANAGE)
def endorsement_confirm(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Count what was only offered."""
    row = _found(request, pk)
    try:
        endorsements.confirm(endorsement=row, by=request.user)
        toast(request, _("%(name)s stands behind version %(number)d.") % _names(row))
    except Refused as refused:
        toast(request, str(refused), level=messages.ERROR)
    return redirect(row.get_portfolio_url(request.portfolio.slug))


@require_http_methods(FORM_METHODS)
@in_portfolio(Permission.SEE_PEOPLE)
def endorsement_renew(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Let an endorsement hold longer, with the promise as it reads now."""
    row = _found(request, pk)
    if refusal := _why_not(request, row.organisation):
        raise PermissionDenied(refusal)
    form = RenewForm(posted(request), initial=RenewForm.opening(row))
    if request.method == "POST" and form.is_valid():
        try:
            endorsements.renew(endorsement=row, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            toast(request, _("Renewed. %(name)s stands behind version %(number)d.") % _names(row))
            return redirect(row.get_portfolio_url(request.portfolio.slug))
    context = {"form": form, "endorsement": row}
    return render_page(
        request, "stakeholders/intent/endorsement_renew.html", context, status=422 if form.errors else 200
    )


@require_http_methods(FORM_METHODS)
@in_portfolio(Permission.SEE_PEOPLE)
def endorsement_withdraw(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Take an organisation's name from under a version, without having to say why."""
    row = _found(request, pk)
    if refusal := _why_not(request, row.organisation):
        raise PermissionDenied(refusal)
    form = WithdrawForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            endorsements.withdraw(endorsement=row, by=request.user, why=form.cleaned_data["why"])
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            toast(
                request, _("%(name)s is no longer among the signatories. It can come back at any time.") % _names(row)
            )
            return redirect(row.get_portfolio_url(request.portfolio.slug))
    context = {"form": form, "endorsement": row}
    return render_page(
        request, "stakeholders/intent/endorsement_withdraw.html", context, status=422 if form.errors else 200
    )
