"""Choosing what shows that an initiative delivers its share of a promise."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from initiatives.models import Service
from initiatives.policies import may_serve
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from sensemaking.evidence_forms import EvidenceForm
from sensemaking.models import LearningLog, ServiceEvidence
from sensemaking.services import evidence as services
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.forms import posted
from stakeholders.models import Change
from stakeholders.policies import Refused


def editable(request: PortfolioRequest, service: int) -> Service:
    """The service, for those who may say what its initiative serves."""
    rows = Service.objects.seen_with(request.access).select_related("commitment__portfolio", "initiative__home")
    found = get_object_or_404(rows, pk=service)
    may_serve(request.access, found.initiative).enforce()
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@in_portfolio(Permission.EDIT)
def evidence(request: PortfolioRequest, service: int) -> HttpResponse:
    """What stands there, and a form for more."""
    row = editable(request, service)
    form = EvidenceForm(posted(request), service=row, logs=LearningLog.objects.seen_with(request.access))
    if form.is_bound and form.is_valid():
        try:
            change = services.add(service=row, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            for name, words in getattr(error, "message_dict", {"": error.messages}).items():
                form.add_error(name if name in form.fields else "evidenced", words)
        else:
            told(request, row, change, _("The evidence stands beside the promise."))
            return redirect(row.commitment.get_absolute_url())
    shown = ServiceEvidence.objects.seen_with(request.access).filter(service=row).select_related("log")
    context = {"service": row, "form": form, "shown": shown.defer("log__search")}
    return render_page(request, "sensemaking/evidence.html", context, status=422 if form.is_bound else 200)


def told(request: PortfolioRequest, service: Service, change: Change | None, text: str) -> None:
    """Say what happened, with a way back."""
    args = [request.portfolio.slug, service.commitment_id, change.pk if change else 0]
    toast(request, text, undo=reverse("initiatives:commitment-undo", args=args) if change else "")


@require_POST
@in_portfolio(Permission.EDIT)
def evidence_remove(request: PortfolioRequest, service: int, pk: int) -> HttpResponse:
    """Take one piece away."""
    row = editable(request, service)
    rows = ServiceEvidence.objects.seen_with(request.access).filter(service=row)
    piece = get_object_or_404(rows.select_related("service__commitment__portfolio"), pk=pk)
    try:
        told(request, row, services.remove(evidence=piece, by=request.user), _("The evidence is gone."))
    except Refused as reason:
        toast(request, str(reason), level=messages.ERROR)
    return redirect("sensemaking:evidence", request.portfolio.slug, row.pk)
