"""Linking initiatives and commitments from either page, their shares, and the page of a gap."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from initiatives import proofs
from initiatives.forms.commitments import ServesForm, ServiceForm
from initiatives.models import Initiative, PolicyCommitment, Service, System
from initiatives.overviews import page as initiative_pages
from initiatives.overviews.commitments import SHOWN, candidates, find, gap_page
from initiatives.overviews.coverage import gap_closed, gaps_of
from initiatives.policies import may_serve
from initiatives.services import serving
from initiatives.views.acts import refuse
from initiatives.views.commitments.editing import told
from portfolio_hub.lib.pages import render_page
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.forms import posted
from stakeholders.models import IntentVersion

PAGE_AND_FORM = require_http_methods(["GET", "HEAD", "POST"])


def asked(request: PortfolioRequest) -> str:
    """The words in the search box."""
    return " ".join(request.GET.get("q", "").replace("\x00", "").split())[:200]


@PAGE_AND_FORM
@in_portfolio(Permission.EDIT)
def commitment_serve(request: PortfolioRequest, pk: int) -> HttpResponse:
    """From the commitment: choose an initiative that serves it, and say how; `system` narrows the choice."""
    commitment, system = find(request.access, pk), _system_asked(request)
    form = ServiceForm(posted(request))
    offered = candidates(request.access, commitment)
    chosen = _chosen(request, offered) if request.method == "POST" else None
    if chosen is not None and form.is_valid() and _served(request, commitment, chosen, form):
        return redirect(commitment.get_absolute_url())
    rows = list(candidates(request.access, commitment, query=asked(request), system=system)[: SHOWN + 1])
    if chosen is not None and chosen not in rows:
        rows.insert(0, chosen)
    context = {
        "commitment": commitment, "form": form, "offered": rows[:SHOWN], "has_more": len(rows) > SHOWN,
        "query": asked(request), "chosen": chosen, "misses": form.is_bound and chosen is None, "system": system,
    }  # fmt: skip
    return render_page(request, "initiatives/commitments/serve.html", context, status=422 if form.is_bound else 200)


def _chosen(request: PortfolioRequest, offered: Any) -> Initiative | None:
    """The initiative that was picked, when it is one of those on offer."""
    text = request.POST.get("initiative", "")
    found: Initiative | None = offered.filter(pk=int(text)).first() if text.isdecimal() and len(text) < 18 else None
    return found


def _system_asked(request: PortfolioRequest) -> System | None:
    text = request.GET.get("system", "")
    known = text.isdecimal() and len(text) < 18
    return System.objects.filter(portfolio=request.portfolio, pk=int(text)).first() if known else None


def _served(request: PortfolioRequest, commitment: PolicyCommitment, initiative: Initiative, form: ServiceForm) -> bool:
    """Write the service; False with errors on the form when that can't be."""
    gaps = gaps_of(request.access, commitment)
    try:
        change = serving.serve(commitment=commitment, initiative=initiative, by=request.user, **form.values)
    except ValidationError as error:
        refuse(form, error)
        return False
    text = gap_closed(request.access, commitment, gaps) if change is not None else ""
    told(request, commitment, change, text or _("Saved."))
    return True


@PAGE_AND_FORM
@in_portfolio(Permission.EDIT)
def serves(request: PortfolioRequest, pk: int) -> HttpResponse:
    """From the initiative: choose a commitment that it serves, and say how."""
    placement = initiative_pages.find(request.access, pk)
    initiative = placement.initiative
    may_serve(request.access, initiative, is_ours=placement.is_ours).enforce()  # type: ignore[attr-defined]
    form = ServesForm(posted(request), initiative=initiative, portfolio=request.portfolio)
    if form.is_bound and form.is_valid() and _served(request, form.cleaned_data["commitment"], initiative, form):
        return redirect(initiative.get_portfolio_url(request.portfolio.slug))
    context = {"form": form, "initiative": initiative, "has_any": form.has_any}
    return render_page(request, "initiatives/commitments/serves.html", context, status=422 if form.is_bound else 200)


def editable(request: PortfolioRequest, pk: int, service: int) -> Service:
    """A service of this commitment, for those who may say what its initiative serves."""
    rows = Service.objects.seen_with(request.access).filter(commitment=pk)
    found = get_object_or_404(rows.select_related("commitment__portfolio", "initiative__home"), pk=service)
    may_serve(request.access, found.initiative).enforce()
    return found


@PAGE_AND_FORM
@in_portfolio(Permission.EDIT)
def service_edit(request: PortfolioRequest, pk: int, service: int) -> HttpResponse:
    """How an initiative serves the commitment, its shares, and what shows them."""
    row = editable(request, pk, service)
    form = ServiceForm(posted(request), service=row)
    if form.is_bound and form.is_valid() and _served(request, row.commitment, row.initiative, form):
        return redirect(row.commitment.get_absolute_url())
    context = {
        "service": row, "form": form, "proofs": proofs.shown([row.pk], request.access).get(row.pk, []),
        "left": serving.left(row.commitment, row.initiative),
    }  # fmt: skip
    return render_page(request, "initiatives/commitments/service.html", context, status=422 if form.is_bound else 200)


@require_POST
@in_portfolio(Permission.EDIT)
def service_end(request: PortfolioRequest, pk: int, service: int) -> HttpResponse:
    """Let an initiative no longer serve the commitment."""
    row = editable(request, pk, service)
    commitment = row.commitment
    change = serving.unlink(service=row, by=request.user)
    told(request, commitment, change, _("The link is gone."))
    return redirect(commitment.get_absolute_url())


@require_safe
@in_portfolio(Permission.READ)
def gap(request: PortfolioRequest, pk: int, system: int) -> HttpResponse:
    """Where a commitment meets a system that nobody serves it in: start something, link something, or invite."""
    commitment = find(request.access, pk)
    column = get_object_or_404(System.objects.filter(portfolio=request.portfolio), pk=system)
    page = gap_page(request.access, commitment, column, asked(request))
    shared = IntentVersion.objects.filter(portfolio=request.portfolio, status=IntentVersion.Status.SHARED)
    context = {
        "page": page, "commitment": commitment, "system": column, "form": ServiceForm(), "shared": shared.exists(),
    }  # fmt: skip
    return render_page(request, "initiatives/commitments/gap.html", context)
