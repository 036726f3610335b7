"""Pages of learning logs: the wall with search and filters, one log, and the wall as a file."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_GET

from initiatives.models import Initiative
from portfolio_hub.lib.pages import render_page, wants_fragment
from sensemaking.models import Finding, FindingLog, LearningLog, Option, SenseMakingReport
from sensemaking.overviews import questions
from sensemaking.overviews.decisions import of_log, told_by
from sensemaking.overviews.logs import COLUMNS, log_rows, wall
from sensemaking.overviews.shifts import shift_of
from sensemaking.overviews.stories import stories_by_log
from sensemaking.overviews.using import uses_of
from sensemaking.overviews.wall.filters import log_filter
from sensemaking.overviews.wall.similar import similar_to
from sensemaking.policies import may_edit_post
from sensemaking.veiling import veil
from sensemaking.views.asking import asked_and_read
from sensemaking.views.reports import csv_answer
from stakeholders.access import Permission, PortfolioRequest, in_portfolio

CITED_IN = 10
TARGET = "logs"


@require_GET
@in_portfolio(Permission.READ)
def logs(request: PortfolioRequest) -> HttpResponse:
    """The learning logs that the address asks for."""
    chosen = log_filter(request.GET, request.access)
    context = {"filter": chosen, "wall": wall(chosen, request.access, request.GET.get("after", ""))}
    answer = render_page(
        request, "sensemaking/logs.html", context, fragment="sensemaking/partials/logs.html", target=TARGET
    )
    if wants_fragment(request, TARGET):
        address = f"{request.path}?{chosen.address}" if chosen.address else request.path
        same = (request.htmx.current_url_abs_path or "") == address
        answer["HX-Replace-Url" if same else "HX-Push-Url"] = address
    return answer


@require_GET
@in_portfolio(Permission.READ)
def logs_csv(request: PortfolioRequest) -> HttpResponseBase:
    """The same list as a file."""
    chosen = log_filter(request.GET, request.access)
    rows = log_rows(chosen, request.access)
    return csv_answer(f"{request.portfolio.slug}-learning-logs.csv", COLUMNS, rows)


@require_GET
@in_portfolio(Permission.READ)
def log(request: PortfolioRequest, pk: int) -> HttpResponse:
    """One log, word for word, and where it was used."""
    rows = LearningLog.objects.seen_with(request.access).select_related("initiative").defer("search")
    found = get_object_or_404(rows, pk=pk)
    readable = SenseMakingReport.objects.seen_with(request.access)
    cited = list(
        FindingLog.objects.filter(log=found, was_before=False, finding__report__in=readable)
        .exclude(finding__kind=Finding.Kind.BLIND_SPOT)
        .select_related("finding__report")
        .defer("finding__report__facts")
        .order_by("-finding__report__from_on", "finding__order")[:CITED_IN]
    )
    veil(row.finding for row in cited)
    context = {
        "log": found,
        "cited": cited,
        "decisions": of_log(request.access, found),
        "opened": Option.objects.seen_with(request.access).filter(log=found).select_related("portfolio"),
        "photo_url": reverse("media", args=[request.portfolio.slug, "log", found.pk]) if found.photo else "",
        "may_edit": may_edit_post(request.access, found),
        "stories": stories_by_log(request.access, [found.pk]).get(found.pk, ()),
        "tells_of": told_by(request.access, found),
        "shift": shift_of(request.access, found),
        "spoken": questions.spoken(request.access, found),
        "asked": asked_and_read(request, found),
        "uses": uses_of(request.access, found),
        "tags": found.tags.all(),
        "similar": similar_to(request.access, found),
        "shows_initiative": found.initiative_id is not None
        and Initiative.objects.seen_with(request.access).filter(pk=found.initiative_id).exists(),
    }
    return render_page(request, "sensemaking/log.html", context)
