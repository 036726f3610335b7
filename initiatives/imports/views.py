"""The pages of an import, step by step."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from initiatives.imports import overviews, services
from initiatives.imports.forms import PlanForm, ReadingForm, ShapesForm, UploadForm, read_names
from initiatives.imports.plan import Plan
from initiatives.imports.steps import steps
from initiatives.imports.targets import in_order, targets
from initiatives.models import ImportFile, ImportRun
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.tabular import TabularError
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio


def find_run(request: PortfolioRequest, pk: int) -> ImportRun:
    runs = ImportRun.objects.filter(portfolio=request.portfolio).select_related("portfolio", "by")
    return get_object_or_404(runs.prefetch_related("files"), pk=pk)


def to_run(run: ImportRun, view: str = "import") -> HttpResponse:
    return redirect(f"initiatives:{view}", run.portfolio.slug, run.pk)


@in_portfolio(Permission.IMPORT)
def imports(request: PortfolioRequest) -> HttpResponse:
    """Start an import, and look at earlier ones."""
    initial = {"target": wanted} if (wanted := request.GET.get("for")) in targets else None
    form = UploadForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            run = services.start(
                portfolio=request.portfolio,
                by=request.user,
                target=form.cleaned_data["target"],
                uploads=form.cleaned_data["files"],
            )
            return _after_upload(request, run)
        except TabularError as error:
            form.add_error("files", str(error))
    context = {
        "form": form,
        "runs": overviews.named_runs(request.portfolio),
        "targets": in_order(),
        "steps": steps(None),
    }
    return render(request, "initiatives/imports/imports.html", context, status=422 if form.errors else 200)


def _after_upload(request: PortfolioRequest, run: ImportRun) -> HttpResponse:
    """On to the columns; a script that sent the file with a progress bar goes there itself."""
    if request.htmx:
        address = reverse("initiatives:import-columns", args=[run.portfolio.slug, run.pk])
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return to_run(run, "import-columns")


@in_portfolio(Permission.IMPORT)
def import_(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Where an import stands: to be matched, at work, ready to confirm, done, failed, taken back."""
    run = find_run(request, pk)
    plan = Plan.from_json(run.mapping)
    waits_for_names = run.status == ImportRun.Status.CHECKED and not plan.names_confirmed and _has_values(run)
    if run.status == ImportRun.Status.UPLOADED or waits_for_names:
        view = "import-names" if waits_for_names else "import-columns"
        if request.htmx:
            return HttpResponse(headers={"HX-Redirect": reverse(f"initiatives:{view}", args=[run.portfolio.slug, pk])})
        return to_run(run, view)
    context: dict[str, Any] = {"run": run, "plan": plan, "target": targets.get(run.target), "steps": steps(run)}
    if run.status == ImportRun.Status.CHECKED:
        context["preview"] = overviews.preview_page(run)
        context["rows_in"] = sum(run.counts.get(name, 0) for name in ("created", "updated", "unchanged"))
    elif not run.is_at_work:
        context |= {"problems": overviews.grouped_problems(run)[:12], "problem_count": run.problems.count()}
        context["kept"] = overviews.kept_rows(run)
    return render_page(
        request,
        "initiatives/imports/import.html",
        context,
        fragment="initiatives/imports/partials/run.html",
        target="import-run",
    )


def _has_values(run: ImportRun) -> bool:
    return any(run.preview.get("values", {}).values())


@in_portfolio(Permission.IMPORT)
def import_columns(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Match columns to fields, say how they change on the way and which tell rows apart."""
    run = find_run(request, pk)
    if not run.is_open:
        return to_run(run)
    plan, errors = Plan.from_json(run.mapping), {}
    try:
        page = overviews.columns_page(run, plan)
        if request.method == "POST":
            form = PlanForm(
                request.POST,
                names=[column.name for column in page.columns],
                fields=targets.get(run.target).fields(run.portfolio),
                plan=plan,
            )
            if form.is_valid():
                services.save_plan(run=run, plan=form.cleaned())
                services.ask_check(run=run)
                return to_run(run)
            errors = form.errors
            page = overviews.columns_page(run, form.cleaned() if _can_show(form) else plan, errors)
    except (TabularError, services.Refused) as error:
        return _unreadable(request, run, error)
    return _columns(request, run, page, errors)


def _can_show(form: PlanForm) -> bool:
    """Whether every column was understood, so that the page can show what was chosen."""
    return all(column.is_valid() for column in form.columns)


def _columns(
    request: PortfolioRequest,
    run: ImportRun,
    page: overviews.ColumnsPage,
    errors: Mapping[str, str],
    readings: Mapping[int, ReadingForm] | None = None,
) -> HttpResponse:
    forms = [(row, (readings or {}).get(row.file.pk) or ReadingForm(file=row.file)) for row in page.files]
    context = {
        "run": run,
        "page": page,
        "target": targets.get(run.target),
        "files": forms,
        "steps": steps(run, at=1),
        "sources": services.known_sources(run.portfolio, run.target),
    }
    status = 422 if errors or readings else 200
    return render(request, "initiatives/imports/columns.html", context, status=status)


def _unreadable(request: PortfolioRequest, run: ImportRun, error: Exception) -> HttpResponse:
    """The page of an import whose files cannot be read as they are set, with the way to set them otherwise."""
    forms = [(file, ReadingForm(file=file)) for file in run.files.all() if file.role == ImportFile.Role.TABLE]
    context = {"run": run, "problem": str(error), "files": forms, "steps": steps(run)}
    return render(request, "initiatives/imports/unreadable.html", context, status=422)


@require_POST
@in_portfolio(Permission.IMPORT)
def import_reading(request: PortfolioRequest, pk: int, file_pk: int) -> HttpResponse:
    """Read a file in another encoding, sheet, or from another row."""
    run = find_run(request, pk)
    file = get_object_or_404(run.files.select_related("run"), pk=file_pk)
    form = ReadingForm(request.POST, file=file)
    if not run.is_open:
        return to_run(run)
    if form.is_valid():
        said = {name: form.cleaned_data.get(name) or "" for name in ("encoding", "delimiter", "sheet")}
        try:
            services.read_otherwise(file=file, header_row=form.cleaned_data.get("header_row") or 1, **said)
            toast(request, _("The file was read again, and its columns matched anew."))
            return to_run(run, "import-columns")
        except TabularError as error:
            form.add_error(None, str(error))
    try:
        page = overviews.columns_page(run, Plan.from_json(run.mapping))
    except TabularError as error:
        return _unreadable(request, run, error)
    return _columns(request, run, page, {}, {file.pk: form})


@in_portfolio(Permission.IMPORT)
def import_names(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Say what the values that a file repeats stand for: organisations, places, systems of ours or new ones."""
    run = find_run(request, pk)
    if run.status != ImportRun.Status.CHECKED:
        return to_run(run)
    sections = overviews.names_page(run)
    shapes = ShapesForm()
    if request.method == "POST":
        values = {section.kind.name: [row.value for row in section.values] for section in sections}
        ids = {section.kind.name: {pk for pk, _name in section.choices} for section in sections}
        services.decide_names(run=run, values=read_names(request.POST, values, ids))
        if not request.FILES:
            services.ask_check(run=run)
            return to_run(run)
        shapes = ShapesForm(None, request.FILES)
        if shapes.is_valid():
            upload, source = shapes.cleaned_data["shapes"]
            services.replace_shapes(run=run, upload=upload, source=source)
        services.ask_check(run=run)
        if shapes.is_valid():
            return to_run(run, "import-names")
        run = find_run(request, pk)
        sections = overviews.names_page(run)
    context = {
        "run": run,
        "sections": sections,
        "shapes": shapes,
        "steps": steps(run, at=2),
        "shapes_file": run.files.filter(role=ImportFile.Role.SHAPES).first(),
    }
    status = 422 if shapes.errors else 200
    return render(request, "initiatives/imports/names.html", context, status=status)
