"""What is done with an import, and what came of it: confirm, undo, problems, changes."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from initiatives.imports import overviews, services
from initiatives.imports.changes import changes_of
from initiatives.imports.steps import steps
from initiatives.imports.views import find_run, to_run
from initiatives.models import ImportRun
from portfolio_hub.lib.exports import PlainTable, download
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio


def _act(request: PortfolioRequest, pk: int, act: Callable[[ImportRun], None]) -> HttpResponse:
    """Do one act on an import and show where it stands; a refusal is told on that page."""
    run = find_run(request, pk)
    try:
        act(run)
    except services.Refused as refused:
        toast(request, str(refused), level=messages.ERROR)
    return to_run(run)


@require_POST
@in_portfolio(Permission.IMPORT)
def import_confirm(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Let a worker write what the preview shows."""
    return _act(request, pk, lambda run: services.confirm(run=run, by=request.user))


@require_POST
@in_portfolio(Permission.IMPORT)
def import_go_on(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Continue after a failure."""
    return _act(request, pk, lambda run: services.go_on(run=run))


@require_POST
@in_portfolio(Permission.IMPORT)
def import_undo(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Take the whole import back."""
    return _act(request, pk, lambda run: services.ask_undo(run=run, by=request.user))


@require_POST
@in_portfolio(Permission.IMPORT)
def import_discard(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Throw away an import that was never written."""
    run = find_run(request, pk)
    try:
        services.discard(run=run)
    except services.Refused as refused:
        toast(request, str(refused), level=messages.ERROR)
        return to_run(run)
    toast(request, _("The import of %(file)s was thrown away. Nothing was written.") % {"file": run.file_name})
    return redirect("initiatives:imports", request.portfolio.slug)


@in_portfolio(Permission.IMPORT)
def import_problems(request: PortfolioRequest, pk: int) -> HttpResponseBase:
    """Every problem of an import: row, column, what was found, what was expected."""
    run = find_run(request, pk)
    skipped_only = request.GET.get("show") == "left-out"
    if request.GET.get("format"):
        columns = (_("Row"), _("Column"), _("Found"), _("Expected"), _("Left out"))
        rows = run.problems.filter(is_skipped=True) if skipped_only else run.problems.all()
        values = rows.values_list("row", "column", "found", "expected", "is_skipped")
        return download(
            PlainTable(columns, values), format=request.GET["format"], name=f"{request.portfolio.slug}-import-problems"
        )
    page = overviews.problems_page(run, request.GET.get("page", "1"), skipped_only=skipped_only)
    count = ngettext("%(count)s problem", "%(count)s problems", page.paginator.count) % {
        "count": f"{page.paginator.count:,}"
    }
    context = {
        "run": run,
        "page": page,
        "groups": overviews.grouped_problems(run),
        "count": count,
        "skipped_only": skipped_only,
        "steps": steps(run),
    }
    return render(request, "initiatives/imports/problems.html", context)


@in_portfolio(Permission.IMPORT)
def import_changes(request: PortfolioRequest, pk: int) -> HttpResponse:
    """What an import made and changed, row by row."""
    run = find_run(request, pk)
    kind = {"new": "created", "changed": "imported"}.get(request.GET.get("show", ""), "")
    page, rows = changes_of(run, request.GET.get("page", "1"), kind=kind)
    context = {"run": run, "page": page, "rows": rows, "show": request.GET.get("show", "")}
    return render(request, "initiatives/imports/changes.html", context)
