"""The narrative of a draft: rewriting it, going back, and having a language model draft it."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portfolio_hub.lib.language_model import LanguageModel
from portfolio_hub.lib.meanwhile import News
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from sensemaking.forms_narrative import NarrativeForm
from sensemaking.models import ReportNarrative, SenseMakingReport
from sensemaking.overviews.narrative import drafting_page
from sensemaking.services import narratives
from sensemaking.services.narrative_material import material_of
from sensemaking.services.narrative_standing import IN_HAND, narrative_row, standing
from sensemaking.services.reports import CannotChange
from sensemaking.views.writing import find_draft, to_anchor
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.forms import posted

CONFLICT, INVALID = 409, 422
HERE = "narrative"


@require_http_methods(["GET", "POST"])
@in_portfolio(Permission.MAKE_SENSE)
def report_narrative(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Put the narrative into a person's words."""
    report = find_draft(request, pk)
    row = narratives.row_of(report=report) if request.method == "POST" else narrative_row(report)
    stands = standing(report, row, material_of(report))
    form = NarrativeForm(posted(request), instance=row or ReportNarrative(report=report), standing=stands.text)
    news: list[News] = []
    status = INVALID if form.is_bound else 200
    if form.is_bound and form.is_valid():
        if form.cleaned_data["body"] == stands.text:
            return to_anchor(report, HERE)
        news = _save(request, form)
        if not news:
            toast(request, _("Saved. These words stay when the report is made again."))
            return to_anchor(report, HERE)
        status = CONFLICT
    context = {"report": report, "form": form, "news": news, "writer": stands.writer}
    return render_page(request, "sensemaking/narrative/form.html", context, status=status)


@require_POST
@in_portfolio(Permission.MAKE_SENSE)
def report_narrative_compose(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Go back to the sentences that the hub makes from the findings."""
    report = find_draft(request, pk)
    narratives.compose_again(report=report, by=request.user)
    toast(request, _("The sentences from the findings are back. What stood here is kept in the history."))
    return to_anchor(report, HERE)


@require_http_methods(["GET", "POST"])
@in_portfolio(Permission.MAKE_SENSE)
def report_narrative_draft(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Say what would leave the hub and where to, then have the language model draft."""
    report = find_draft(request, pk)
    if request.method == "POST":
        try:
            narratives.ask(report=report, by=request.user)
        except CannotChange as refusal:
            toast(request, str(refusal), level=messages.ERROR)
            return to_anchor(report, HERE)
        return redirect("sensemaking:report-narrative-progress", request.portfolio.slug, report.pk)
    context = {"report": report, "page": drafting_page(report), "model": LanguageModel.of_settings()}
    return render_page(request, "sensemaking/narrative/draft.html", context)


@require_GET
@in_portfolio(Permission.MAKE_SENSE)
def report_narrative_progress(request: PortfolioRequest, pk: int) -> HttpResponse:
    """How far the draft is; once it is over, back to the report."""
    report = find_draft(request, pk)
    row = narrative_row(report)
    if row is None or row.status not in IN_HAND:
        back = to_anchor(report, HERE)
        return HttpResponse(headers={"HX-Redirect": back.url}) if request.htmx else back
    context: dict[str, Any] = {"report": report, "row": row, "model": LanguageModel.of_settings()}
    return render_page(
        request, "sensemaking/narrative/working.html", context,
        fragment="sensemaking/narrative/partials/progress.html", target="narrative-progress",
    )  # fmt: skip


@require_POST
@in_portfolio(Permission.MAKE_SENSE)
def report_narrative_cancel(request: PortfolioRequest, pk: int) -> HttpResponseRedirect:
    """Stop a draft, or put a failed one away."""
    report: SenseMakingReport = find_draft(request, pk)
    if narratives.cancel(report=report):
        toast(request, _("Done. The text stands as it was."))
    return to_anchor(report, HERE)


def _save(request: PortfolioRequest, form: NarrativeForm) -> list[News]:
    """Write the text as a person's, or return what somebody else wrote meanwhile."""
    with transaction.atomic():
        change, news = form.save_for(by=request.user, portfolio=request.portfolio)
        if change is not None:
            narratives.by_person(narrative=form.instance, by=request.user)
    return news
