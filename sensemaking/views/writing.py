"""Writing into a draft block by block: sections, findings in other words, questions to carry."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portfolio_hub.lib.pages import render_page, wants_fragment
from portfolio_hub.lib.toasts import toast
from sensemaking.models import CarriedQuestion, Finding, FindingEdit, ReportSection, SenseMakingReport
from sensemaking.overviews.reviewing import questions_of
from sensemaking.sections import anchor_of, arranged
from sensemaking.services import writing
from sensemaking.services.reports import EDITABLE, CannotChange
from sensemaking.writing_forms import FindingForm, QuestionForm, SectionForm
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.forms import posted

PAGE_AND_FORM = require_http_methods(["GET", "POST"])
CONFLICT = 409


def find_draft(request: PortfolioRequest, pk: int) -> SenseMakingReport:
    """A report that can still be written into."""
    rows = SenseMakingReport.objects.seen_with(request.access).select_related("portfolio")
    return get_object_or_404(rows.filter(status__in=EDITABLE), pk=pk)


def _section(report: SenseMakingReport, name: str) -> ReportSection:
    """One section of the report, as it is arranged or as it usually is."""
    found = {row.name: row for row in arranged(list(report.sections.all()))}
    if name not in found:
        raise Http404
    return found[name]


def to_anchor(report: SenseMakingReport, anchor: str) -> HttpResponseRedirect:
    """Back to the place in the report that was changed."""
    return HttpResponseRedirect(f"{report.get_absolute_url()}#{anchor}")


@PAGE_AND_FORM
@in_portfolio(Permission.MAKE_SENSE)
def report_section(request: PortfolioRequest, pk: int, name: str) -> HttpResponse:
    """Give a section its own heading and introduction, or leave it out."""
    report = find_draft(request, pk)
    section = _section(report, name)
    form = SectionForm(posted(request), instance=section)
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                writing.arrange(report=report, name=name, by=request.user, **given)
            except CannotChange as refusal:
                form.add_error(None, str(refusal))
                status = CONFLICT
            else:
                toast(request, _("Saved."))
                return redirect("sensemaking:report-edit", request.portfolio.slug, report.pk)
    context = {"report": report, "form": form, "title": _("Section: %(name)s") % {"name": section.get_name_display()}}
    return render_page(request, "sensemaking/writing/form.html", context, status=status)


@require_POST
@in_portfolio(Permission.MAKE_SENSE)
def report_section_move(request: PortfolioRequest, pk: int, name: str) -> HttpResponse:
    """Move a section up or down."""
    report = find_draft(request, pk)
    _section(report, name)
    writing.move(report=report, name=name, by=request.user, steps=1 if "down" in request.POST else -1)
    edit_url = reverse("sensemaking:report-edit", args=[request.portfolio.slug, report.pk])
    return HttpResponseRedirect(f"{edit_url}#sections")


@PAGE_AND_FORM
@in_portfolio(Permission.MAKE_SENSE)
def report_finding(request: PortfolioRequest, pk: int, finding: int) -> HttpResponse:
    """Put a finding into other words, or give it back those that were made from the logs."""
    report = find_draft(request, pk)
    row = get_object_or_404(report.findings.select_related("report__portfolio"), pk=finding)
    edit = FindingEdit.objects.filter(report=report, key=row.key).first()
    if "take_back" in request.POST:
        writing.take_back(finding=row, by=request.user)
        toast(request, _("The words from the logs are back."))
        return _words(request, report, row)
    now = {"title": row.title, "body": row.body, "seen": edit.edit if edit else 0}
    form = FindingForm(posted(request), initial=now, prefix=f"f{row.pk}")
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            writing.rewrite(finding=row, by=request.user, **form.cleaned_data)
        except CannotChange as refusal:
            form.add_error(None, str(refusal))
            row.refresh_from_db()
            status = CONFLICT
        else:
            toast(request, _("Saved. These words stay when the report is made again."))
            return _words(request, report, row)
    context = {"report": report, "finding": row, "edit": edit, "form": form, "anchor": anchor_of(row)}
    return render_page(
        request,
        "sensemaking/writing/finding.html",
        context,
        fragment="sensemaking/writing/partials/finding_form.html",
        target=f"words-{row.pk}",
        status=status,
    )


@PAGE_AND_FORM
@in_portfolio(Permission.MAKE_SENSE)
def report_question_new(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Write down a question that the report leaves open."""
    report = find_draft(request, pk)
    form = QuestionForm(posted(request))
    if form.is_bound and form.is_valid():
        writing.ask_question(report=report, by=request.user, **form.cleaned_data)
        toast(request, _("The question stands in the report."))
        return to_anchor(report, "questions")
    context = {"report": report, "form": form, "title": _("A question to carry")}
    return render_page(request, "sensemaking/writing/form.html", context, status=422 if form.is_bound else 200)


@PAGE_AND_FORM
@in_portfolio(Permission.MAKE_SENSE)
def report_question(request: PortfolioRequest, pk: int, question: int) -> HttpResponse:
    """Ask a question otherwise, or have somebody else carry it."""
    report = find_draft(request, pk)
    row = _question(report, question)
    form = QuestionForm(posted(request), instance=row)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        writing.change_question(
            question=_question(report, question),
            by=request.user,
            text=given["question"],
            carrier=given["carrier"],
            by_on=given["by_on"],
        )
        toast(request, _("Saved."))
        return to_anchor(report, "questions")
    context = {"report": report, "form": form, "title": _("A question to carry")}
    return render_page(request, "sensemaking/writing/form.html", context, status=422 if form.is_bound else 200)


@require_POST
@in_portfolio(Permission.MAKE_SENSE)
def report_question_remove(request: PortfolioRequest, pk: int, question: int) -> HttpResponse:
    """Take a question out of a draft."""
    report = find_draft(request, pk)
    writing.drop_question(question=_question(report, question), by=request.user)
    toast(request, _("The question is gone."))
    return to_anchor(report, "questions")


@require_POST
@in_portfolio(Permission.MAKE_SENSE)
def report_question_carry(request: PortfolioRequest, pk: int, question: int) -> HttpResponse:
    """Take a question over from the report before."""
    report = find_draft(request, pk)
    row = next((row for row in questions_of(report)[1] if row.pk == question), None)
    if row is None:
        toast(request, _("This question is in the report already."), level=messages.ERROR)
    else:
        writing.ask_question(report=report, by=request.user, question=row.question, carrier=row.carrier)
        toast(request, _("The question goes on. Say by when it should be answered now."))
    return to_anchor(report, "questions")


def _words(request: PortfolioRequest, report: SenseMakingReport, finding: Finding) -> HttpResponse:
    """Back to the report, or only the words of the finding as they now stand in it."""
    if not wants_fragment(request, f"words-{finding.pk}"):
        return to_anchor(report, anchor_of(finding))
    finding.refresh_from_db(fields=["title", "body"])
    url = reverse("sensemaking:theme", args=[request.portfolio.slug, report.pk, finding.pk])
    context = {
        "page": {"report": report},
        "pk": finding.pk,
        "title": finding.title,
        "body": finding.body,
        "url": url if finding.kind == Finding.Kind.THEME else "",
        "is_few": finding.data.get("is_few", False),
        "may_write": True,
    }
    return render(request, "sensemaking/partials/words.html", context)


def _question(report: SenseMakingReport, pk: int) -> CarriedQuestion:
    row: CarriedQuestion = get_object_or_404(report.questions.select_related("report__portfolio"), pk=pk)
    return row
