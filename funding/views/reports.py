"""Pages of reports to funders: the list, making one, looking at it, sending it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from funding.models import FunderReport, ReportTemplate
from funding.overviews.asking_authors import Lacking, lacking_of
from funding.reporting import drawing
from funding.reporting.files import as_docx, as_xlsx
from funding.reporting.forms import ReportForm, SendForm, WordsForm
from funding.services import funder_letters, missing_asks
from funding.services import funder_reports as services
from funding.services.limits import ClosedDays
from initiatives.views.acts import PAGE_AND_FORM
from portfolio_hub.lib.docx import MEDIA_TYPE
from portfolio_hub.lib.exports import FORMATS
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from sensemaking.views.printing import pdf_answer
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.forms import posted
from stakeholders.policies import Refused

FILES = {
    "pdf": ("application/pdf", "inline"),
    "xlsx": (FORMATS["xlsx"][0], "attachment"),
    "docx": (MEDIA_TYPE, "attachment"),
}
"""By format: the media type, and how a browser takes it."""


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def report_list(request: PortfolioRequest) -> HttpResponse:
    """Reports that this reader may see, the latest days first, and for stewards the templates."""
    may_make = request.access.may(Permission.FUND)
    templates = ReportTemplate.objects.filter(portfolio=request.portfolio).select_related("funder")
    context = {
        "reports": _seen(request).defer("document", "gaps", "words")[:200],
        "templates": templates if may_make else (),
    }
    return render_page(request, "funding/reports/list.html", context)


@PAGE_AND_FORM
@in_portfolio(Permission.FUND)
def report_new(request: PortfolioRequest) -> HttpResponse:
    """Choose a template and the days; a worker does the rest."""
    form = ReportForm(posted(request), access=request.access, chosen=request.GET.get("template", ""))
    if form.is_valid():
        return redirect(services.ask(by=request.user, **form.cleaned_data))
    return render_page(request, "funding/reports/new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def report(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Read a report; a steward also sees its gaps and what can be done with it."""
    found = _find(request, pk)
    return _working(request, found) if _has_nothing(found) else _report_page(request, found)


@require_safe
@in_portfolio(Permission.FUND)
def report_progress(request: PortfolioRequest, pk: int) -> HttpResponse:
    """How far the work is; once it is over, the page loads itself again."""
    found = _find(request, pk)
    if not found.is_in_hand:
        return HttpResponse(headers={"HX-Refresh": "true"}) if request.htmx else redirect(found)
    return _working(request, found)


@require_POST
@in_portfolio(Permission.FUND)
def report_again(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Fill it once more from what is there now."""
    found = _find(request, pk)
    services.ask_again(report=found)
    return redirect(found)


@require_POST
@in_portfolio(Permission.FUND)
def report_words(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Put one's own words on top."""
    found = _find(request, pk)
    form = WordsForm(request.POST, instance=_find(request, pk))
    if not form.is_valid():
        return _report_page(request, found, words=form)
    return _act(request, found, _("Saved."), services.say, words=form.cleaned_data["words"])


@PAGE_AND_FORM
@in_portfolio(Permission.FUND)
def report_send(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Ask once more, then send and freeze it."""
    found = _find(request, pk)
    form = SendForm(posted(request))
    if form.is_valid():
        said = _("Sent. The people of %(funder)s read it here.") % {"funder": found.template.funder}
        data = {"by": request.user, "closes_days": form.cleaned_data["closes_days"]}
        return _act(request, found, said, services.send, **data)
    readers = [user for user in funder_letters.readers(found) if user.pk != request.user.pk]
    context = {"form": form, "report": found, "readers": readers}
    return render_page(request, "funding/reports/send.html", context)


@PAGE_AND_FORM
@in_portfolio(Permission.FUND)
def report_delete(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Ask once more, then throw a draft away."""
    found = _find(request, pk)
    if request.method != "POST":
        return render_page(request, "funding/reports/delete.html", {"report": found})
    try:
        services.delete(report=found, by=request.user)
    except Refused as refusal:
        toast(request, str(refusal), level=messages.ERROR)
        return redirect(found)
    toast(request, _("The draft is gone."))
    return redirect("funding:reports", request.portfolio.slug)


@PAGE_AND_FORM
@in_portfolio(Permission.FUND)
def report_ask(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Ask the missing authors by mail, each only for what is missing."""
    found = _find(request, pk)
    lines = lacking_of(found)
    problems: dict[str, str] = {}
    refused = request.method == "POST"
    if refused:
        lines = [line.filled_in(request.POST) for line in lines]
        emails, problems = _emails(lines)
        if emails and not problems:
            return _asked(request, found, emails)
    context = {"report": found, "lines": lines, "problems": problems, "is_empty": refused and not problems}
    return render_page(request, "funding/reports/ask.html", context, status=422 if refused else 200)


def _asked(request: PortfolioRequest, found: FunderReport, emails: dict[int, str]) -> HttpResponse:
    try:
        made = missing_asks.ask(report=found, emails=emails, by=request.user)
    except Refused as refusal:
        toast(request, str(refusal), level=messages.ERROR)
        return redirect(found)
    letters = len({ask.email for ask in made})
    many = ngettext("%(many)d letter is on its way.", "%(many)d letters are on their way.", letters)
    words = [many % {"many": letters}] if made else []
    if spared := len(emails) - len(made):
        text = ngettext(
            "For %(many)d no letter was needed: asked within the last week, or letters are turned off.",
            "For %(many)d no letter was needed: asked within the last week, or letters are turned off.",
            spared,
        )
        words.append(text % {"many": spared})
    toast(request, " ".join(words))
    return redirect(found)


def _emails(lines: list[Lacking]) -> tuple[dict[int, str], dict[str, str]]:
    """The addresses of those who were ticked, and what is wrong with any."""
    problems: dict[str, str] = {}
    ticked = [line for line in lines if line.is_ticked]
    for line in ticked:
        try:
            validate_email(line.email)
        except ValidationError:
            problems[line.field] = _("Write an e-mail address, or leave the box empty.")
    return {line.initiative: line.email for line in ticked}, problems


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def report_file(request: PortfolioRequest, pk: int, format: str) -> HttpResponse:
    """The report as PDF, XLSX or DOCX: what the page shows, in the language in which it was written."""
    found = _find(request, pk)
    if _has_nothing(found):
        raise Http404
    name = f"{request.portfolio.slug}-{slugify(found.template.funder.name)}-{found.to_on:%Y-%m-%d}"
    body = drawing.kept(found, format)
    if body is None and format == "pdf":
        if drawing.is_being_drawn(found):
            return render_page(request, "funding/reports/drawing.html", {"report": found}, status=202)
        with translation.override(found.document["language"]):
            return pdf_answer(request, drawing.PAGES, drawing.shown(found), name, found.get_absolute_url())
    if body is None:
        with translation.override(found.document["language"]):
            body = as_xlsx(found) if format == "xlsx" else as_docx(found)
    kind, shown = FILES[format]
    headers = {"Content-Disposition": f'{shown}; filename="{name}.{format}"', "Cache-Control": "private, no-store"}
    return HttpResponse(body, content_type=kind, headers=headers)


def _act(request: PortfolioRequest, found: FunderReport, said: str, service: Any, **data: Any) -> HttpResponse:
    """Do it and say so, or say why not."""
    try:
        service(report=found, **data)
    except (Refused, ClosedDays) as refusal:
        toast(request, str(refusal), level=messages.ERROR)
    else:
        toast(request, said)
    return redirect(found)


def _seen(request: PortfolioRequest) -> QuerySet[FunderReport]:
    rows = FunderReport.objects.visible_to(request.user).filter(template__portfolio=request.portfolio)
    seen: QuerySet[FunderReport] = rows.select_related("template__funder", "template__portfolio", "by")
    return seen


def _find(request: PortfolioRequest, pk: int) -> FunderReport:
    return get_object_or_404(_seen(request), pk=pk)


def _has_nothing(found: FunderReport) -> bool:
    """Whether there is nothing to read yet."""
    return found.is_in_hand or not found.document


def _report_page(request: PortfolioRequest, found: FunderReport, words: WordsForm | None = None) -> HttpResponse:
    context = {**drawing.shown(found), "can_change": request.access.may(Permission.FUND) and not found.is_sent}
    if context["can_change"]:
        context["words"] = words or WordsForm(instance=found)
        context["asks"] = found.asks.select_related("initiative")
        context["can_ask"] = any(gap["kind"] == "silent" for gap in found.gaps)
    return render_page(request, "funding/reports/report.html", context, status=422 if words else 200)


def _working(request: PortfolioRequest, found: FunderReport) -> HttpResponse:
    progress = reverse("funding:report-progress", args=[request.portfolio.slug, found.pk])
    return render_page(
        request, "funding/reports/working.html", {"report": found, "progress_url": progress},
        fragment="funding/reports/progress.html", target="report-progress",
    )  # fmt: skip
