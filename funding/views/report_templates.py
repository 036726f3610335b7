"""Pages of templates: what each funder wants to read, with a preview of what that gives today."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from funding.models import ReportTemplate
from funding.reporting.preview import preview_of
from funding.reporting.template_form import TemplateForm
from funding.reporting.template_history import history_of
from funding.services import report_templates as services
from initiatives.views.acts import PAGE_AND_FORM
from portfolio_hub.lib.meanwhile import News, Stale
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.forms import posted
from stakeholders.models import Change
from stakeholders.policies import Refused
from stakeholders.services import history
from stakeholders.undoing import undoing_for

PREVIEW = "report-preview"


@PAGE_AND_FORM
@in_portfolio(Permission.FUND)
def template_new(request: PortfolioRequest) -> HttpResponse:
    """Say what a funder wants to read."""
    form = TemplateForm(posted(request), access=request.access)
    if form.is_bound and _wants_preview(request):
        return _preview(request, form)
    if form.is_valid():
        chosen = form.cleaned_data["initiatives"]
        services.write(portfolio=request.portfolio, by=request.user, facts=form.facts(), initiatives=chosen)
        toast(request, _("Saved."))
        return redirect("funding:reports", request.portfolio.slug)
    return _page(request, form, None)


@PAGE_AND_FORM
@in_portfolio(Permission.FUND)
def template_edit(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Change what a funder wants to read, from the next report on; whoever is second reads what the first changed."""
    template = _find(request, pk)
    form = TemplateForm(posted(request), instance=_find(request, pk), access=request.access)
    if form.is_bound and _wants_preview(request):
        return _preview(request, form, template)
    if not form.is_valid():
        return _page(request, form, template)
    try:
        change = services.edit(
            template=template, edit=form.cleaned_data.get("edit") or 0, by=request.user, facts=form.facts(),
            initiatives=form.cleaned_data["initiatives"],
        )  # fmt: skip
    except Stale:
        return _page(request, form, template, news=form.put_together(_find(request, pk)))
    except Refused as refusal:
        form.add_error("funder", str(refusal))
        return _page(request, form, template)
    undo = reverse("funding:report-template-undo", args=[request.portfolio.slug, pk, change.pk]) if change else ""
    toast(request, _("Saved.") if change else _("Nothing was changed."), undo=undo)
    return redirect("funding:reports", request.portfolio.slug)


@require_POST
@in_portfolio(Permission.FUND)
def template_copy(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Begin another template with what this one says."""
    made = services.copy(template=_find(request, pk), by=request.user)
    toast(request, _("This is the copy. Choose its funder and change what is different."))
    return redirect("funding:report-template-edit", request.portfolio.slug, made.pk)


@PAGE_AND_FORM
@in_portfolio(Permission.FUND)
def template_delete(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Ask once more, then take the template away, if no report was made from it."""
    template = _find(request, pk)
    if request.method != "POST":
        return render_page(request, "funding/reports/template_delete.html", {"template": template})
    try:
        services.delete(template=template, by=request.user)
        toast(request, _("The template is gone."))
    except Refused as refusal:
        toast(request, str(refusal), level=messages.ERROR)
    return redirect("funding:reports", request.portfolio.slug)


@require_safe
@in_portfolio(Permission.FUND)
def template_history(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Who changed what, and when."""
    template = _find(request, pk)
    edits = history_of(template, request.access, after=request.GET.get("after", ""))
    context = {"template": template, "history": edits, "may_undo": True}
    return render_page(request, "funding/reports/template_history.html", context)


@require_POST
@in_portfolio(Permission.FUND)
def template_undo(request: PortfolioRequest, pk: int, change: int) -> HttpResponse:
    """Take the last edit back."""
    template = _find(request, pk)
    with undoing_for(request):
        history.undo(change=get_object_or_404(Change.objects.of(template), pk=change), by=request.user)
    return redirect("funding:reports", request.portfolio.slug)


def _find(request: PortfolioRequest, pk: int) -> ReportTemplate:
    rows = ReportTemplate.objects.filter(portfolio=request.portfolio).select_related("funder", "portfolio")
    template: ReportTemplate = get_object_or_404(rows, pk=pk)
    return template


def _wants_preview(request: PortfolioRequest) -> bool:
    """Whether the form only asks what it would give: by its button, or while it is being filled in."""
    return "preview" in request.POST or request.headers.get("HX-Target") == PREVIEW


def _preview(request: PortfolioRequest, form: TemplateForm, template: ReportTemplate | None = None) -> HttpResponse:
    """The form with what it would give today; nothing is saved."""
    shown = preview_of(form, request.portfolio) if form.is_valid() else None
    return _page(request, form, template, preview=shown, status=200)


def _page(
    request: PortfolioRequest, form: TemplateForm, template: ReportTemplate | None, *, news: list[News] | None = None,
    preview: Any = None, status: int | None = None,
) -> HttpResponse:  # fmt: skip
    if preview is None and not form.is_bound and template is not None:
        preview = preview_of(form, request.portfolio)
    context = {"form": form, "template": template, "news": news, "preview": preview}
    code = status or (409 if news else 422 if form.errors else 200)
    return render_page(
        request, "funding/reports/template.html", context, fragment="funding/reports/preview.html", target=PREVIEW,
        status=code,
    )  # fmt: skip
