"""The page of one initiative, its timeline and its history."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from initiatives.overviews.ledger import ledger
from initiatives.overviews.page import find, initiative_page, step_entries
from initiatives.overviews.placements import also_in
from initiatives.overviews.policies import policies_of
from initiatives.overviews.timeline import timeline
from initiatives.policies import may_undo
from portfolio_hub.lib.pages import render_page
from stakeholders.access import Permission, PortfolioRequest, in_portfolio

TARGET = "timeline"


@require_safe
@in_portfolio(Permission.READ)
def detail(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Everything about one initiative."""
    page = initiative_page(request.access, pk)
    happened = timeline(
        initiative=page.initiative, access=request.access, kind=request.GET.get("kind", ""),
        before=request.GET.get("before", ""), ready={"stage": step_entries(page.facts, request.access)},
    )  # fmt: skip
    context = {"page": page, "initiative": page.initiative, "timeline": happened, "base": request.path}
    context |= {"policies": policies_of(page.initiative, request.portfolio)}
    context |= {"also_in": also_in(request.access, page.initiative)}
    return render_page(
        request, "initiatives/detail.html", context, fragment="initiatives/partials/timeline.html", target=TARGET
    )


@require_safe
@in_portfolio(Permission.READ)
def earlier(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Earlier entries of the timeline, as list items for htmx and as a page without it."""
    initiative = find(request.access, pk).initiative
    happened = timeline(
        initiative=initiative, access=request.access, kind=request.GET.get("kind", ""),
        before=request.GET.get("before", ""),
    )  # fmt: skip
    context = {"initiative": initiative, "timeline": happened}
    return render_page(
        request, "initiatives/timeline.html", context, fragment="initiatives/partials/entries.html", target="earlier"
    )


@require_safe
@in_portfolio(Permission.SEE_PEOPLE)
def history(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Who changed what, when and why."""
    placement = find(request.access, pk)
    initiative = placement.initiative
    context = {
        "initiative": initiative,
        "ledger": ledger(initiative, after=request.GET.get("after", "")),
        "may_undo": may_undo(request.access, initiative, is_ours=placement.is_ours),  # type: ignore[attr-defined]
    }
    return render_page(request, "initiatives/history.html", context)
