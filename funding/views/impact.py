"""The matrix of impact logic, what stands behind its cells, judging, and the panels of other pages."""

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from funding.impact.axes import JUDGED_AXES, thing
from funding.impact.evidence import behind, earlier, judgements, panel
from funding.impact.exports import matrix_table
from funding.impact.forms import JudgeForm
from funding.impact.matrix import AXIS_LABELS, address_of, cell_url, matrix
from funding.impact.wanted import Wanted, choices
from funding.models import Concern, Contribution
from funding.services import contributions
from funding.views.concerns import found
from initiatives.views.acts import PAGE_AND_FORM
from portfolio_hub.lib.exports import download
from portfolio_hub.lib.meanwhile import Stale
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.forms import posted
from stakeholders.models import Change
from stakeholders.undoing import undoing_for


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def impact(request: PortfolioRequest) -> HttpResponse:
    """What each row of the chosen axis contributes to each concern."""
    wanted = Wanted.read(request.GET)
    as_table = request.GET.get("as") == "table"
    twin = "&as=table" if as_table else ""
    axes = [
        {"label": label, "url": f"?{wanted.on(key).address}{twin}", "is_current": key == wanted.by}
        for key, label in AXIS_LABELS.items()
    ]
    page = matrix(request.access, wanted)
    context = {
        "matrix": page, "axes": axes, "axis_label": AXIS_LABELS[wanted.by], "as_table": as_table,
        "filters": choices(request.access, wanted), "clear_url": f"?by={wanted.by}{twin}",
        "may_judge": request.access.may(Permission.CURATE), "is_judged_axis": wanted.by in JUDGED_AXES,
    }  # fmt: skip
    return render_page(
        request, "funding/impact/impact.html", context, fragment="funding/impact/matrix.html", target="ph-impact"
    )


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def impact_export(request: PortfolioRequest, format: str) -> StreamingHttpResponse:
    """The same matrix, all its pages, as a file."""
    wanted = Wanted.read(request.GET)
    name = f"{request.portfolio.slug}-impact-by-{wanted.by}"
    return download(matrix_table(request.access, wanted), format=format, name=name)


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def concern(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Everything that is judged to contribute to a concern."""
    row = found(request, pk)
    page = judgements(request.access, behind(request.access, row), after=request.GET.get("after", ""))
    return render_page(request, "funding/impact/concern.html", {"concern": row, "page": page})


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def cell(request: PortfolioRequest, pk: int, axis: str, of: int) -> HttpResponse:
    """What stands behind one cell: the judgement with its evidence and the earlier ones, or all that is counted."""
    row, what, after = found(request, pk), thing(request.access, axis, of), request.GET.get("after", "")
    context = {"concern": row, "what": what, "axis": axis, "of": of, "address": address_of(request.access, axis, what)}
    if axis not in JUDGED_AXES:
        context["page"] = judgements(request.access, behind(request.access, row, axis, of), after=after)
        return render_page(request, "funding/impact/concern.html", context)
    context["now"] = next(iter(judgements(request.access, behind(request.access, row, axis, of)).rows), None)
    context["earlier"] = earlier(request.access, row, axis, of, after=after)
    context["may_judge"] = request.access.may(Permission.CURATE) and row.retired_on is None
    return render_page(request, "funding/impact/judgement.html", context)


@PAGE_AND_FORM
@in_portfolio(Permission.CURATE)
def judge(request: PortfolioRequest, pk: int, axis: str, of: int) -> HttpResponse:
    """Judge what an initiative or a combination contributes; whoever is second reads the first judgement."""
    row, what, is_stale = found(request, pk), thing(request.access, axis, of, among=JUDGED_AXES), False
    form = JudgeForm(posted(request), access=request.access, concern=row, of=what)
    if form.is_bound and form.is_valid():
        try:
            made = _judge(request, row, what, form)
            _told(request, made, _("Judged. Earlier judgements stay readable below."), Change.objects.of(made).first())
            return HttpResponseRedirect(cell_url(request.access, pk, axis, of))
        except ValidationError as error:
            form.refuse(error)
        except Stale as stale:
            is_stale = True
            words = request.POST.copy()
            words["judged"] = stale.now["judged"] or ""
            form.data = words
    context = {"form": form, "concern": row, "what": what, "axis": axis, "of": of, "is_stale": is_stale}
    context["back"] = cell_url(request.access, pk, axis, of)
    status = 409 if is_stale else 422 if form.errors else 200
    return render_page(request, "funding/impact/judge.html", context, status=status)


def _judge(request: PortfolioRequest, row: Concern, what: object, form: JudgeForm) -> Contribution:
    return contributions.judge(
        concern=row, of=what, values=form.values, pieces=form.chosen, by=request.user,  # type: ignore[arg-type]
        judged=form.cleaned_data["judged"],
    )  # fmt: skip


@require_POST
@in_portfolio(Permission.CURATE)
def judgement_withdraw(request: PortfolioRequest, pk: int, axis: str, of: int) -> HttpResponse:
    """Say that there is no judgement any more."""
    row, what = found(request, pk), thing(request.access, axis, of, among=JUDGED_AXES)
    current = get_object_or_404(row.contributions.current(), **{axis: what})
    change = contributions.withdraw(contribution=current, by=request.user)
    _told(request, current, _("Nothing is judged here any more. What was judged stays below."), change)
    return HttpResponseRedirect(cell_url(request.access, pk, axis, of))


@require_POST
@in_portfolio(Permission.CURATE)
def judgement_undo(request: PortfolioRequest, pk: int, axis: str, of: int, change: int) -> HttpResponse:
    """Take the last judgement or its withdrawal back; the one before counts again."""
    row, what = found(request, pk), thing(request.access, axis, of, among=JUDGED_AXES)
    known = Change.objects.filter(
        content_type=ContentType.objects.get_for_model(Contribution),
        object_id__in=row.contributions.filter(**{axis: what}).values("pk"),
        kind__in=(Change.Kind.CREATED, Change.Kind.EDITED),
    )
    with undoing_for(request):
        contributions.undo(change=get_object_or_404(known, pk=change), by=request.user)
    return HttpResponseRedirect(cell_url(request.access, pk, axis, of))


def _told(request: PortfolioRequest, row: Contribution, text: str, change: Change | None) -> None:
    """Say that it is written, with a way back."""
    axis = "initiative" if row.initiative_id else "combination"
    place = [request.portfolio.slug, row.concern_id, axis, row.initiative_id or row.combination_id]
    address = reverse("funding:judgement-undo", args=[*place, change.pk]) if change else ""
    toast(request, text, undo=address)


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def thing_impact(request: PortfolioRequest, axis: str, of: int) -> HttpResponse:
    """What one initiative or combination contributes, as a part of its page and as a page."""
    what = thing(request.access, axis, of, among=JUDGED_AXES)
    rows = panel(request.access, axis, of)
    there = {one.row.concern_id for one in rows}
    concerns = Concern.objects.filter(portfolio=request.portfolio).current()
    may_judge = request.access.may(Permission.CURATE)
    context = {
        "what": what, "axis": axis, "of": of, "address": address_of(request.access, axis, what), "judged": rows,
        "open": [one for one in concerns if one.pk not in there] if may_judge else [],
    }  # fmt: skip
    return render_page(
        request, "funding/impact/thing.html", context, fragment="funding/impact/panel.html", target="ph-contributes"
    )
