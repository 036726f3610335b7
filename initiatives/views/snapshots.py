"""Pages of snapshots: the list, taking one, reading one, comparing two."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from initiatives.forms.snapshots import SnapshotForm, TakeForm
from initiatives.models import Snapshot
from initiatives.overviews import comparison, snapshots
from initiatives.services import snapshots as services
from portfolio_hub.lib.exports import PlainTable, download
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.forms import posted
from stakeholders.policies import Refused


@require_safe
@in_portfolio(Permission.SEE_PEOPLE)
def snapshot_list(request: PortfolioRequest) -> HttpResponse:
    """All snapshots of the portfolio, the newest first."""
    lines, page = snapshots.listed(request.access, after=request.GET.get("after", ""))
    ready = sum(line.snapshot.is_ready for line in lines)
    context = {"lines": lines, "next_cursor": page.next_cursor, "can_compare": ready > 1 or not page.is_first}
    return render_page(request, "initiatives/snapshots/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@in_portfolio(Permission.CURATE)
def snapshot_new(request: PortfolioRequest) -> HttpResponse:
    """Say what is frozen, and freeze it."""
    form = TakeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        return redirect(services.ask(portfolio=request.portfolio, by=request.user, **form.cleaned_data))
    return render_page(request, "initiatives/snapshots/new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@in_portfolio(Permission.SEE_PEOPLE)
def snapshot(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Read a snapshot, or follow how it is taken."""
    found = _find(request, pk)
    if not found.is_ready:
        return render_page(request, "initiatives/snapshots/working.html", _progress(found))
    wanted = snapshots.Wanted.read(request.GET)
    page = snapshots.snapshot_page(found, request.access, wanted, after=request.GET.get("after", ""))
    return render_page(
        request, "initiatives/snapshots/snapshot.html", {"page": page, "snapshot": found},
        fragment="initiatives/snapshots/entries.html", target="entries",
    )  # fmt: skip


@require_safe
@in_portfolio(Permission.SEE_PEOPLE)
def snapshot_progress(request: PortfolioRequest, pk: int) -> HttpResponse:
    """How far the work is; once it is over, the page loads itself again."""
    found = _find(request, pk)
    if not found.is_in_hand:
        return HttpResponse(headers={"HX-Refresh": "true"}) if request.htmx else redirect(found)
    return render_page(
        request, "initiatives/snapshots/working.html", _progress(found),
        fragment="initiatives/snapshots/progress.html", target="snapshot-progress",
    )  # fmt: skip


@require_POST
@in_portfolio(Permission.CURATE)
def snapshot_again(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Try a snapshot that failed once more."""
    return redirect(services.ask_again(snapshot=_find(request, pk), by=request.user))


@require_http_methods(["GET", "HEAD", "POST"])
@in_portfolio(Permission.CURATE)
def snapshot_edit(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Give it another name or note."""
    found = _find(request, pk)
    form = SnapshotForm(posted(request), instance=_find(request, pk))
    if request.method == "POST" and form.is_valid():
        services.rename(snapshot=found, by=request.user, **form.cleaned_data)
        toast(request, _("Saved."))
        return redirect(found)
    context = {"form": form, "snapshot": found}
    return render_page(request, "initiatives/snapshots/edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@in_portfolio(Permission.CURATE)
def snapshot_delete(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Ask once more, then delete it with all that it holds."""
    found = _find(request, pk)
    if request.method != "POST":
        return render_page(request, "initiatives/snapshots/delete.html", {"snapshot": found})
    try:
        services.delete(snapshot=found, by=request.user)
    except Refused as refusal:
        toast(request, str(refusal), level=messages.ERROR)
        return redirect(found)
    toast(request, _("“%(name)s” is gone. The portfolio is as it was.") % {"name": found.name})
    return redirect("initiatives:snapshots", request.portfolio.slug)


@require_safe
@in_portfolio(Permission.SEE_PEOPLE)
def snapshot_export(request: PortfolioRequest, pk: int) -> StreamingHttpResponse:
    """Everything in it that the reader may see, as a file."""
    found = get_object_or_404(Snapshot.objects.ready().filter(portfolio=request.portfolio), pk=pk)
    table = PlainTable(snapshots.COLUMNS, snapshots.table_rows(found, request.access))
    name = f"{request.portfolio.slug}-snapshot-{found.taken_on:%Y-%m-%d}"
    return download(table, format=request.GET.get("format", "csv"), name=name)


@require_safe
@in_portfolio(Permission.SEE_PEOPLE)
def snapshot_compare(request: PortfolioRequest) -> HttpResponse:
    """What lies between two snapshots, in words or as a table."""
    ready, chosen = comparison.two_of(request.access, request.GET.get("from", ""), request.GET.get("to", ""))
    context: dict[str, Any] = {"ready": ready, "as_table": request.GET.get("as") == "table"}
    context |= {"asked_from": request.GET.get("from", ""), "asked_to": request.GET.get("to", "")}
    if chosen:
        group, after = request.GET.get("group", ""), request.GET.get("after", "")
        context["page"] = comparison.comparison_page(chosen, group=group, after=after)
    return render_page(
        request, "initiatives/snapshots/compare.html", context,
        fragment="initiatives/snapshots/differences.html", target="differences",
    )  # fmt: skip


@require_safe
@in_portfolio(Permission.SEE_PEOPLE)
def snapshot_compare_export(request: PortfolioRequest) -> HttpResponse | StreamingHttpResponse:
    """All differences as a file; without two snapshots to compare, back to the choice."""
    _ready, chosen = comparison.two_of(request.access, request.GET.get("from", ""), request.GET.get("to", ""))
    if chosen is None:
        return redirect("initiatives:snapshot-compare", request.portfolio.slug)
    table = PlainTable(comparison.COLUMNS, comparison.table_rows(chosen))
    return download(table, format=request.GET.get("format", "csv"), name=f"{request.portfolio.slug}-changes")


def _find(request: PortfolioRequest, pk: int) -> Snapshot:
    rows = Snapshot.objects.filter(portfolio=request.portfolio).select_related("portfolio", "by")
    return get_object_or_404(rows, pk=pk)


def _progress(snapshot: Snapshot) -> dict[str, Any]:
    """What the progress bar shows."""
    done, total = snapshot.progress_done, snapshot.progress_total
    return {
        "snapshot": snapshot,
        "progress_url": reverse("initiatives:snapshot-progress", args=[snapshot.portfolio.slug, snapshot.pk]),
        "progress_words": _("%(done)d of %(total)d") % {"done": done, "total": total} if total else "",
    }
