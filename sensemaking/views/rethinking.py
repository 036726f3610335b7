"""Pages on which a shift of the context is thought through."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from initiatives.models import PolicyCommitment
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from sensemaking.forms_rethinking import RethinkForm
from sensemaking.models import Kind, LearningLog
from sensemaking.overviews.shifts import thought_again, touch_lines
from sensemaking.services import rethinking
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.forms import posted
from stakeholders.undoing import undoing_for


@require_http_methods(["GET", "HEAD", "POST"])
@in_portfolio(Permission.MAKE_SENSE)
def rethink(request: PortfolioRequest, pk: int) -> HttpResponse:
    """What the shift may touch: does it still hold?"""
    log = _shift(request, pk)
    form = RethinkForm(posted(request), lines=touch_lines(request.access, log))
    if request.method == "POST" and form.is_valid():
        thoughts = form.thoughts(rest_holds="rest" in request.POST)
        batch = rethinking.answer(log=log, thoughts=thoughts, by=request.user)
        undo = reverse("sensemaking:rethink-undo", args=[request.portfolio.slug, log.pk, batch]) if batch else ""
        toast(request, _("Kept. It shows on the page of each.") if batch else _("Nothing was changed."), undo=undo)
        return redirect(log.get_portfolio_url(request.portfolio.slug))
    context = {"log": log, "form": form}
    return render_page(request, "sensemaking/shifts/rethink.html", context, status=422 if form.errors else 200)


@require_POST
@in_portfolio(Permission.MAKE_SENSE)
def rethink_undo(request: PortfolioRequest, pk: int, batch: UUID) -> HttpResponse:
    """Take back what was said in one act."""
    log = _shift(request, pk)
    with undoing_for(request):
        rethinking.undo(log=log, batch=batch, by=request.user)
    return redirect(log.get_portfolio_url(request.portfolio.slug))


@require_safe
@in_portfolio(Permission.READ)
def commitment_rethinks(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Why people were asked to think again about a commitment; a panel of its page."""
    found = get_object_or_404(PolicyCommitment, portfolio=request.portfolio, pk=pk)
    context = {"commitment": found, "rethinks": thought_again(request.access, commitment=found)}
    return render_page(
        request, "sensemaking/shifts/of_commitment.html", context,
        fragment="sensemaking/shifts/partials/again.html", target="commitment-rethinks",
    )  # fmt: skip


def _shift(request: PortfolioRequest, pk: int) -> LearningLog:
    rows = LearningLog.objects.seen_with(request.access).filter(kind=Kind.CONTEXT_SHIFT)
    found: LearningLog = get_object_or_404(rows.select_related("initiative", "portfolio"), pk=pk)
    return found
