"""Pages of sense-making reports: ask, follow, read, edit, publish."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.tabular.writers import stream_csv
from portfolio_hub.lib.toasts import toast
from sensemaking.models import Finding, LearningFollower, ReportRhythm, SenseMakingReport
from sensemaking.overviews.home import home_page
from sensemaking.overviews.initiatives import initiatives_page
from sensemaking.overviews.releases import released_in
from sensemaking.overviews.reports import quotes_of, report_page
from sensemaking.overviews.reviewing import review_of, without_place
from sensemaking.overviews.sections import whole_report
from sensemaking.overviews.themes import theme_page
from sensemaking.report_forms import AskForm, EditForm
from sensemaking.sections import arranged
from sensemaking.services import reports
from sensemaking.services.rhythm import next_on
from sensemaking.veiling import veil
from stakeholders.access import Permission, PortfolioRequest, in_portfolio

Status = SenseMakingReport.Status


@require_GET
@in_portfolio(Permission.READ)
def home(request: PortfolioRequest) -> HttpResponse:
    """Periods to make sense of, and the reports there are."""
    return _home(request, None)


@require_POST
@in_portfolio(Permission.MAKE_SENSE)
def report_ask(request: PortfolioRequest) -> HttpResponse:
    """Ask for the report of a period."""
    page = home_page(request.access, timezone.localdate())
    form = AskForm(request.POST, access=request.access, presets=page.presets)
    if not form.is_valid():
        return _home(request, form, status=422)
    report = reports.ask(
        portfolio=request.portfolio,
        period=form.chosen_period,
        circle=form.cleaned_data["circle"],
        part=form.chosen_part,
        by=request.user,
    )
    return redirect(report)


@require_GET
@in_portfolio(Permission.READ)
def report(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Read a report, or follow how it is being made."""
    found = _find(request, pk)
    if found.status in (*reports.IN_HAND, Status.FAILED):
        return render_page(request, "sensemaking/report_working.html", {"report": found, **_progress(found)})
    whole = whole_report(found, request.access)
    context = {
        "whole": whole,
        "page": whole.page,
        "across": whole.across,
        "as_table": request.GET.get("as") == "table",
    }
    return render_page(
        request,
        "sensemaking/report.html",
        context,
        fragment="sensemaking/partials/changes.html",
        target="changes",
    )


@require_GET
@in_portfolio(Permission.MAKE_SENSE)
def report_progress(request: PortfolioRequest, pk: int) -> HttpResponse:
    """How far the work is; once it is over, the page loads itself again."""
    found = _find(request, pk)
    if found.status not in reports.IN_HAND:
        return HttpResponse(headers={"HX-Refresh": "true"}) if request.htmx else redirect(found)
    return render_page(
        request,
        "sensemaking/report_working.html",
        {"report": found, **_progress(found)},
        fragment="sensemaking/partials/progress.html",
        target="report-progress",
    )


@require_http_methods(["GET", "POST"])
@in_portfolio(Permission.MAKE_SENSE)
def report_edit(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Write title, standfirst and notes."""
    found = _find(request, pk)
    if found.status not in reports.EDITABLE:
        return redirect(found)
    form = EditForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        written = {name: form.cleaned_data[name] for name in reports.WRITTEN}
        try:
            reports.edit(report=_find(request, pk), by=request.user, version=form.cleaned_data["version"], **written)
        except reports.CannotChange as refusal:
            form.add_error(None, str(refusal))
        else:
            toast(request, _("Saved."))
            return redirect(found)
    whole = whole_report(_find(request, pk), request.access)
    context = {
        "report": found,
        "form": form,
        "page": whole.page,
        "whole": whole,
        "outline": arranged(list(found.sections.all())),
        "without_place": without_place(found),
    }
    return render_page(request, "sensemaking/report_edit.html", context, status=422 if form.errors else 200)


@require_POST
@in_portfolio(Permission.MAKE_SENSE)
def report_review(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Send a draft for review, or take it back."""
    found = _find(request, pk)
    act = reports.back_to_draft if found.status == Status.IN_REVIEW else reports.send_for_review
    return _do(request, found, act, _("Moved."))


@require_http_methods(["GET", "POST"])
@in_portfolio(Permission.MAKE_SENSE)
def report_publish(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Ask once more, then freeze the report and show it to its circle."""
    found = _find(request, pk)
    if request.method == "POST" and request.POST.get("confirm") == "yes":
        act = partial(reports.publish, as_drafted=request.POST.get("as_drafted") == "yes")
        return _do(request, found, act, _("Published. It stays as it is from here on."))
    if found.status not in reports.EDITABLE:
        return redirect(found)
    context = {"page": report_page(found, request.access), "review": review_of(found, request.access)}
    return render_page(request, "sensemaking/report_publish.html", context)


@require_POST
@in_portfolio(Permission.MAKE_SENSE)
def report_rerun(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Make an unpublished report again from the logs that are there now."""
    return _do(request, _find(request, pk), reports.rerun, _("The report is being made again."))


@require_POST
@in_portfolio(Permission.MAKE_SENSE)
def report_cancel(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Stop a report that is being made: it goes, or stays as it was before."""
    found = _find(request, pk)
    try:
        has_gone = reports.cancel(report=found, by=request.user)
    except reports.CannotChange as refusal:
        toast(request, str(refusal), level=messages.ERROR)
        return redirect(found)
    if has_gone:
        toast(request, _("Stopped. No report was made; the logs are all there."))
        return redirect("sensemaking:home", request.portfolio.slug)
    toast(request, _("Stopped. The report is as it was before."))
    return redirect(found)


@require_POST
@in_portfolio(Permission.MAKE_SENSE)
def report_discard(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Throw a report away that was never published."""
    found = _find(request, pk)
    try:
        reports.discard(report=found, by=request.user)
    except reports.CannotChange as refusal:
        toast(request, str(refusal), level=messages.ERROR)
        return redirect(found)
    toast(request, _("The draft is gone. The logs are all there."))
    return redirect("sensemaking:home", request.portfolio.slug)


@require_GET
@in_portfolio(Permission.READ)
def report_changes_csv(request: PortfolioRequest, pk: int) -> HttpResponseBase:
    """The table of what changed, as a file."""
    page = report_page(readable(request, pk), request.access)
    rows = ((row.title, row.before, row.now, row.difference) for row in page.changes)
    columns = (_("Theme"), page.before.name(), page.period.name(), _("Difference"))
    return csv_answer(f"{request.portfolio.slug}-changes-{page.period.from_on}.csv", columns, rows)


@require_GET
@in_portfolio(Permission.READ)
def report_initiatives(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Who was heard from in the period, and who was not."""
    found = readable(request, pk)
    context = {"report": found, "page": initiatives_page(found, request.access, request.GET)}
    return render_page(request, "sensemaking/report_initiatives.html", context)


@require_GET
@in_portfolio(Permission.READ)
def theme(request: PortfolioRequest, pk: int, finding: int) -> HttpResponse:
    """One theme with its quotes, its spread, and how it was found."""
    found = readable(request, pk)
    row = get_object_or_404(found.findings.filter(kind__in=(Finding.Kind.THEME, Finding.Kind.CHANGE)), pk=finding)
    veil([row])
    quotes = quotes_of(found, [row.pk], request.portfolio.slug, most=3).get(row.pk, [])
    released = released_in(found, [row], request.access).get(row.pk, [])
    context = {"report": found, "page": theme_page(row, request.access, quotes, released)}
    return render_page(request, "sensemaking/theme.html", context)


def csv_answer(name: str, columns: Any, rows: Any) -> StreamingHttpResponse:
    """Stream a table as a file to keep."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(stream_csv(columns, rows), content_type="text/csv; charset=utf-8", headers=headers)


def _home(request: PortfolioRequest, form: AskForm | None, status: int = 200) -> HttpResponse:
    page = home_page(request.access, timezone.localdate())
    form = form or AskForm(access=request.access, presets=page.presets)
    kept = ReportRhythm.objects.filter(portfolio=request.portfolio).first() if request.access.is_steward else None
    rhythm_on = next_on(kept, timezone.localdate()) if kept else None
    follows = request.user.is_authenticated and LearningFollower.objects.filter(
        portfolio=request.portfolio, user=request.user
    )
    context = {"page": page, "form": form, "rhythm_on": rhythm_on, "is_following": bool(follows and follows.exists())}
    return render_page(request, "sensemaking/home.html", context, status=status)


def _find(request: PortfolioRequest, pk: int) -> SenseMakingReport:
    """The report, if this reader may see it."""
    rows = SenseMakingReport.objects.seen_with(request.access).select_related(
        "portfolio", "published_by", "last_rerun", "narrative"
    )
    return get_object_or_404(rows, pk=pk)


def readable(request: PortfolioRequest, pk: int) -> SenseMakingReport:
    """The report, if this reader may see it and it is there to be read."""
    rows = SenseMakingReport.objects.seen_with(request.access).select_related("portfolio")
    return get_object_or_404(rows.filter(status__in=(*reports.EDITABLE, Status.PUBLISHED)), pk=pk)


def _progress(report: SenseMakingReport) -> dict[str, Any]:
    """What the progress bar shows."""
    url = reverse("sensemaking:report-progress", args=[report.portfolio.slug, report.pk])
    done, total = report.progress_done, report.progress_total
    words = _("%(done)d of %(total)d") % {"done": done, "total": total} if total else ""
    return {"progress_url": url, "progress_words": words, "is_failed": report.status == Status.FAILED}


def _do(request: HttpRequest, report: SenseMakingReport, act: Any, said: str) -> HttpResponse:
    """Do something to a report and go back to it; a refusal is said, not hidden."""
    try:
        act(report=report, by=request.user)
    except reports.CannotChange as refusal:
        toast(request, str(refusal), level=messages.ERROR)
    else:
        toast(request, said)
    return redirect(report)
