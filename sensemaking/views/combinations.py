"""Panels of a combination: what shows it, with adding and taking away, and what its members learn."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from initiatives.models import Combination
from initiatives.overviews.combinations.page import find, may_edit
from initiatives.views.acts import refuse
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from sensemaking.forms_ties import AddEvidenceForm, logs_about
from sensemaking.models import TieEvidence
from sensemaking.overviews.combinations import evidence_for, learning_of, members_of
from sensemaking.services import ties
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.forms import posted
from stakeholders.models import Change


@require_safe
@in_portfolio(Permission.READ)
def combination_evidence(request: PortfolioRequest, pk: int) -> HttpResponse:
    """What speaks for it and against it, as a part of its page and as a page."""
    found = find(request.access, pk)
    may = bool(may_edit(request.access, found))
    context = {
        "combination": found, "evidence": evidence_for(request.access, found, may_change=may), "may_change": may
    }  # fmt: skip
    return render_page(
        request, "sensemaking/combinations/evidence.html", context,
        fragment="sensemaking/combinations/partials/evidence.html", target="combination-evidence",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@in_portfolio(Permission.CURATE)
def combination_evidence_new(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Add a learning log with its words, or an observation."""
    found = find(request.access, pk)
    may_edit(request.access, found).enforce()
    query = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    logs = logs_about(request.access, members_of(request.access, found))
    logs = logs.exclude(pk__in=found.evidence.filter(log__isnull=False).values("log"))
    if query and request.method != "POST":
        logs = logs.matching(query)  # type: ignore[attr-defined]
    form = AddEvidenceForm(posted(request), logs=logs)
    if form.is_bound and form.is_valid():
        try:
            ties.add_evidence(combination=found, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            refuse(form, error)
        else:
            return _told(request, found, _("It stands beside the combination."))
    context = {"combination": found, "form": form, "query": query}
    return render_page(request, "sensemaking/combinations/new.html", context, status=422 if form.is_bound else 200)


@require_POST
@in_portfolio(Permission.CURATE)
def combination_evidence_remove(request: PortfolioRequest, pk: int, piece: int) -> HttpResponse:
    """Take one piece away, which can be undone."""
    found = find(request.access, pk)
    may_edit(request.access, found).enforce()
    rows = TieEvidence.objects.visible_to(request.user).select_related("connection", "combination")
    ties.remove_evidence(evidence=get_object_or_404(rows, pk=piece, combination=found), by=request.user)
    return _told(request, found, _("It is taken away."))


def _told(request: PortfolioRequest, combination: Combination, text: str) -> HttpResponse:
    """Back to the combination, with a way to take it back."""
    change = Change.objects.of(combination).standing().first()
    undo = "initiatives:combination-undo"
    address = reverse(undo, args=[request.portfolio.slug, combination.pk, change.pk]) if change else ""
    toast(request, text, undo=address)
    return redirect(combination.get_absolute_url())


@require_safe
@in_portfolio(Permission.READ)
def combination_learning(request: PortfolioRequest, pk: int) -> HttpResponse:
    """What its members learned in a year, as a part of its page and as a page."""
    found = find(request.access, pk)
    context = {"combination": found, "learning": learning_of(request.access, found)}
    return render_page(
        request, "sensemaking/combinations/learning.html", context,
        fragment="sensemaking/combinations/partials/learning.html", target="combination-learning",
    )  # fmt: skip
