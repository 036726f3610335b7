"""What came of a decision: saying it when looking again, and naming the logs that tell it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from sensemaking.forms_effects import EffectForm, EffectLogForm
from sensemaking.models import Decision, LearningLog
from sensemaking.overviews.decisions import effects_of, find_decision
from sensemaking.overviews.logs import find_log
from sensemaking.services import decisions, effects
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.forms import posted
from stakeholders.policies import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@in_portfolio(Permission.MAKE_SENSE)
def decision_revisit(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Say what came of a decision, whether to look again, and keep it as a log."""
    row = find_decision(request.access, pk)
    form = EffectForm(posted(request), decision=row, access=request.access)
    if request.method == "POST" and form.is_valid() and _keep(request, row, form):
        toast(request, _("What came of it is kept."))
        return redirect(row)
    context = {"form": form, "decision": row}
    return render_page(request, "sensemaking/decisions/revisit.html", context, status=422 if form.errors else 200)


def _keep(request: PortfolioRequest, row: Decision, form: EffectForm) -> bool:
    """Write both or neither; a refusal stands beside its field."""
    try:
        with transaction.atomic():
            decisions.revisit(decision=row, on=timezone.localdate(), by=request.user, **form.told)
            if form.log is not None:
                effects.write(decision=row, by=request.user, **form.log)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    except ValidationError as error:
        form.add_error("circle" if "circle" in error.error_dict else None, error.messages[0])
    return not form.errors


@require_http_methods(["GET", "HEAD", "POST"])
@in_portfolio(Permission.MAKE_SENSE)
def decision_effects(request: PortfolioRequest, pk: int) -> HttpResponse:
    """The logs that tell what came of a decision; a POST names one more."""
    row = find_decision(request.access, pk)
    form = EffectLogForm(posted(request), access=request.access)
    if request.method == "POST" and form.is_valid():
        try:
            return _linked(request, row, form.cleaned_data["log"])
        except Refused as refusal:
            form.add_error("log", str(refusal))
    context = {"form": form, "decision": row, "effects": effects_of(request.access, row)}
    return render_page(request, "sensemaking/decisions/effects.html", context, status=422 if form.errors else 200)


@require_POST
@in_portfolio(Permission.MAKE_SENSE)
def decision_effect_link(request: PortfolioRequest, pk: int, log: int) -> HttpResponse:
    """Name a log again that was taken out."""
    row = find_decision(request.access, pk)
    try:
        return _linked(request, row, find_log(request.access, log))
    except Refused as refusal:
        toast(request, str(refusal), level=messages.ERROR)
        return redirect(row)


@require_POST
@in_portfolio(Permission.MAKE_SENSE)
def decision_effect_unlink(request: PortfolioRequest, pk: int, log: int) -> HttpResponse:
    """Take a log out; it stays where it is."""
    row, found = find_decision(request.access, pk), find_log(request.access, log)
    back = reverse("sensemaking:decision-effect-link", args=[request.portfolio.slug, row.pk, found.pk])
    is_gone = effects.unlink(decision=row, log=found, by=request.user)
    toast(request, _("Taken out. The log itself stays.") if is_gone else _("Nothing was changed."), undo=back * is_gone)
    return redirect(row)


def _linked(request: PortfolioRequest, row: Decision, log: LearningLog) -> HttpResponse:
    undo = reverse("sensemaking:decision-effect-unlink", args=[request.portfolio.slug, row.pk, log.pk])
    is_new = effects.link(decision=row, log=log, by=request.user)
    toast(
        request, _("It tells what came of the decision.") if is_new else _("Nothing was changed."), undo=undo * is_new
    )
    return redirect(row)
