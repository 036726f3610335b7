"""What a log speaks to, said later by its author or a steward."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from initiatives.models import System
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from sensemaking.forms_speaking import SpeakingForm
from sensemaking.models import Bearing, LearningLog, LogSystem, Placing, Slider
from sensemaking.overviews.logs import find_log
from sensemaking.overviews.questions import offered
from sensemaking.policies import refuse_unless_editable
from sensemaking.services import speaking as service
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.forms import posted


@require_http_methods(["GET", "HEAD", "POST"])
@in_portfolio(Permission.POST)
def log_speaks(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Questions it supports or challenges, and its systems; its author alone places it between poles."""
    log = find_log(request.access, pk)
    refuse_unless_editable(request.access, log)
    form = _form(request, log)
    if form.is_bound and form.is_valid():
        service.bear(log=log, sides=form.speaking.sides, by=request.user)
        service.place(log=log, values=form.speaking.values)
        service.assign(log=log, systems=list(form.cleaned_data["systems"]))
        toast(request, _("Saved."))
        return redirect(log.get_portfolio_url(request.portfolio.slug))
    context = {"title": _("What it speaks to"), "form": form, "log": log, "speaking": form.speaking}
    return render_page(request, "sensemaking/log_speaks.html", context, status=422 if form.errors else 200)


def _form(request: PortfolioRequest, log: LearningLog) -> SpeakingForm:
    is_author = log.by_id == request.user.pk
    placed = dict(Placing.objects.filter(log=log).values_list("slider", "value"))
    sliders = Slider.objects.filter(portfolio=request.portfolio, is_active=True) if is_author else ()
    return SpeakingForm(
        posted(request),
        portfolio_systems=System.objects.filter(portfolio=request.portfolio),
        systems=list(LogSystem.objects.filter(log=log).values_list("system", flat=True)),
        questions=offered(request.access, log.initiative_id),
        sides=dict(Bearing.objects.filter(log=log).values_list("question", "side")),
        sliders=list(sliders),
        values=placed,
    )
