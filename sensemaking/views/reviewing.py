"""Reading a draft together: remarks in the margin, and who agrees."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from sensemaking.models import Finding, ReportSection, SenseMakingReport
from sensemaking.services import reviewing
from sensemaking.views.writing import PAGE_AND_FORM, find_draft, to_anchor
from sensemaking.writing_forms import RemarkForm
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.forms import posted
from stakeholders.models import Comment
from stakeholders.policies import Refused

Name = ReportSection.Name


@PAGE_AND_FORM
@in_portfolio(Permission.MAKE_SENSE)
def report_comment(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Say something beside a section (`section`) or a finding (`finding`) of a draft."""
    report = find_draft(request, pk)
    finding, section = _beside(request, report)
    form = RemarkForm(posted(request))
    if form.is_bound and form.is_valid():
        said = reviewing.remark(
            report=report, by=request.user, body=form.cleaned_data["body"], section=section, finding=finding
        )
        toast(request, _("Your comment stands in the margin."))
        return to_anchor(report, f"comment-{said.comment_id}")
    beside = finding.title if finding else Name(section).label
    context = {"report": report, "form": form, "title": _("Comment"), "quoted": beside}
    return render_page(request, "sensemaking/writing/form.html", context, status=422 if form.is_bound else 200)


@PAGE_AND_FORM
@in_portfolio(Permission.MAKE_SENSE)
def report_comment_answer(request: PortfolioRequest, pk: int, comment: int) -> HttpResponse:
    """Answer a remark."""
    report = find_draft(request, pk)
    said = _remark(report, comment)
    form = RemarkForm(posted(request))
    if form.is_bound and form.is_valid():
        reviewing.answer(report=report, comment=said, by=request.user, body=form.cleaned_data["body"])
        toast(request, _("Your answer stands below the comment."))
        return to_anchor(report, f"comment-{said.pk}")
    context = {"report": report, "form": form, "title": _("Answer"), "quoted": said.body}
    return render_page(request, "sensemaking/writing/form.html", context, status=422 if form.is_bound else 200)


@PAGE_AND_FORM
@in_portfolio(Permission.MAKE_SENSE)
def report_comment_edit(request: PortfolioRequest, pk: int, comment: int) -> HttpResponse:
    """Change one's own remark or answer."""
    report = find_draft(request, pk)
    said = _own_words(request, report, comment)
    form = RemarkForm(posted(request), initial={"body": said.body})
    if form.is_bound and form.is_valid():
        reviewing.reword(report=report, comment=said, by=request.user, body=form.cleaned_data["body"])
        toast(request, _("Saved."))
        return to_anchor(report, f"comment-{said.parent_id or said.pk}")
    context = {"report": report, "form": form, "title": _("Change your comment"), "quoted": ""}
    return render_page(request, "sensemaking/writing/form.html", context, status=422 if form.is_bound else 200)


@require_POST
@in_portfolio(Permission.MAKE_SENSE)
def report_comment_delete(request: PortfolioRequest, pk: int, comment: int) -> HttpResponse:
    """Take one's own remark or answer away; the page asks before."""
    report = find_draft(request, pk)
    try:
        reviewing.take_away(report=report, comment=_own_words(request, report, comment), by=request.user)
    except Refused as refusal:
        toast(request, str(refusal), level=messages.ERROR)
    else:
        toast(request, _("Your comment is gone."))
    return to_anchor(report, "remarks")


@require_POST
@in_portfolio(Permission.MAKE_SENSE)
def report_comment_settle(request: PortfolioRequest, pk: int, comment: int) -> HttpResponse:
    """Say that a remark is settled, or open it again."""
    report = find_draft(request, pk)
    is_open = "open" in request.POST
    reviewing.settle(report=report, comment=_remark(report, comment), by=request.user, is_open=is_open)
    toast(request, _("Open again.") if is_open else _("Settled."))
    return to_anchor(report, "remarks")


@require_POST
@in_portfolio(Permission.MAKE_SENSE)
def report_agree(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Say that one has read the report as it stands and agrees, or take that back."""
    report = find_draft(request, pk)
    toast(request, reviewing.agree(report=report, by=request.user))
    return redirect(report)


def _beside(request: PortfolioRequest, report: SenseMakingReport) -> tuple[Finding | None, str]:
    """The finding or the section that the address names; the themes when it names none."""
    given = request.GET.get("finding", "")
    finding = get_object_or_404(report.findings, pk=given) if given.isdecimal() else None
    section = request.GET.get("section", "")
    return finding, section if section in Name.values else Name.THEMES


def _own_words(request: PortfolioRequest, report: SenseMakingReport, pk: int) -> Comment:
    """A remark or an answer in the margin of the report; raises PermissionDenied for somebody else's."""
    here = Q(in_report__report=report) | Q(parent__in_report__report=report)
    said: Comment = get_object_or_404(Comment.objects.about(report).filter(here), pk=pk)
    try:
        reviewing.refuse_others(said, request.user)
    except Refused as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    return said


def _remark(report: SenseMakingReport, pk: int) -> Comment:
    rows = Comment.objects.about(report).filter(parent=None, in_report__report=report)
    comment: Comment = get_object_or_404(rows, pk=pk)
    return comment
