"""How often a portfolio makes sense by itself, and where an author's words went."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from sensemaking.models import ReportRhythm
from sensemaking.overviews.asking import waiting_for
from sensemaking.overviews.words import words_page
from sensemaking.services import rhythm as rhythms
from sensemaking.writing_forms import RhythmForm
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.forms import posted


@require_http_methods(["GET", "POST"])
@in_portfolio(Permission.MAKE_SENSE)
def rhythm(request: PortfolioRequest) -> HttpResponse:
    """Choose how often a report is asked for by itself."""
    kept = ReportRhythm.objects.filter(portfolio=request.portfolio).first() or ReportRhythm(portfolio=request.portfolio)
    form = RhythmForm(posted(request), initial={"every": kept.every})
    today = timezone.localdate()
    if form.is_bound and form.is_valid():
        rhythms.keep(portfolio=request.portfolio, every=form.cleaned_data["every"], by=request.user, today=today)
        toast(request, _("Saved."))
        return redirect("sensemaking:home", request.portfolio.slug)
    context = {"form": form, "next_on": rhythms.next_on(kept, today)}
    return render_page(request, "sensemaking/rhythm.html", context, status=422 if form.is_bound else 200)


@require_GET
@in_portfolio(Permission.POST)
def words(request: PortfolioRequest) -> HttpResponse:
    """Where the reader's own logs went."""
    page = words_page(request.access, request.GET.get("after", ""))
    return render_page(request, "sensemaking/words.html", {"page": page, "waiting": waiting_for(request.access)})
