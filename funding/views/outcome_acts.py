"""What is done with outcomes: written, edited, asked about, decided, taken out and put back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from funding.forms_outcomes import DecideForm, OutcomeAskForm, OutcomeForm
from funding.models import Outcome, OutcomeAsk
from funding.overviews.outcomes import find
from funding.policies_outcomes import may_edit_outcome
from funding.services import outcome_asks
from funding.services import outcomes as service
from initiatives.views.acts import PAGE_AND_FORM, refuse
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from sensemaking.models import LearningLog
from stakeholders.access import Permission, PortfolioRequest, in_portfolio, refusal
from stakeholders.forms import posted
from stakeholders.models import Change
from stakeholders.policies import Refused
from stakeholders.services import history
from stakeholders.undoing import undoing_for


@PAGE_AND_FORM
@in_portfolio(Permission.POST)
def outcome_new(request: PortfolioRequest) -> HttpResponse:
    """Harvest an outcome; with `?log=` from that learning log."""
    form = OutcomeForm(posted(request), instance=Outcome(portfolio=request.portfolio), access=request.access)
    form.initial.update(_from_log(request))
    if form.is_bound and form.is_valid():
        concerns = list(form.cleaned_data["concerns"])
        made = service.harvest(portfolio=request.portfolio, values=form.values, by=request.user, concerns=concerns)
        toast(request, _("The outcome is written down. Nobody has verified it yet."))
        return HttpResponseRedirect(made.get_absolute_url())
    return _act(request, form, title=_("Harvest an outcome"), button=_("Write it down"))


def _from_log(request: PortfolioRequest) -> dict[str, Any]:
    """What a learning log fills in before anybody writes."""
    number = request.GET.get("log", "")
    pk = int(number) if number.isdecimal() and len(number) < 18 else 0
    log = LearningLog.objects.seen_with(request.access).filter(pk=pk).first()
    if log is None:
        return {}
    return {"log": str(log.pk), "initiative": log.initiative_id, "on": log.happened_on, "circle": log.circle}


def _act(
    request: PortfolioRequest, form: Any, *, title: str, button: str, outcome: Outcome | None = None, status: int = 0,
    **more: Any,
) -> HttpResponse:  # fmt: skip
    context = {"form": form, "title": title, "button": button, "outcome": outcome, **more}
    code = status or (422 if form.is_bound else 200)
    return render_page(request, "funding/outcomes/act.html", context, status=code)


def _editable(request: PortfolioRequest, pk: int) -> Outcome:
    found = find(request.access, pk)
    may_edit_outcome(request.access, found).enforce()
    return found


@PAGE_AND_FORM
@in_portfolio(Permission.POST)
def outcome_edit(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Edit an outcome; the second of two editors is told what the first wrote."""
    found = _editable(request, pk)
    form = OutcomeForm(posted(request), instance=found, access=request.access)
    words: dict[str, Any] = {"title": _("Edit the outcome"), "button": _("Save"), "outcome": find(request.access, pk)}
    if not form.is_bound or not form.is_valid():
        return _act(request, form, **words)
    change, news = form.save_for(by=request.user, portfolio=request.portfolio)
    if news:
        return _act(request, form, **words, status=409, news=news)
    _say(request, found, change, _("Saved."))
    return HttpResponseRedirect(found.get_absolute_url())


def _say(request: PortfolioRequest, outcome: Outcome, change: Change | None, words: str) -> None:
    """Say what was done, with a way back."""
    undo = reverse("funding:outcome-undo", args=[request.portfolio.slug, outcome.pk, change.pk]) if change else ""
    toast(request, words if change else _("Nothing was changed."), undo=undo)


@require_POST
@in_portfolio(Permission.POST)
def outcome_remove(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Take an outcome out; the message brings it back."""
    found = _editable(request, pk)
    _say(request, found, service.remove(outcome=found, by=request.user), _("The outcome is taken out."))
    return HttpResponseRedirect(reverse("funding:outcomes", args=[request.portfolio.slug]))


@require_POST
@in_portfolio(Permission.POST)
def outcome_undo(request: PortfolioRequest, pk: int, change: int) -> HttpResponse:
    """Take back the last edit, a removal too; stewards any, others their own."""
    found = get_object_or_404(Outcome.objects.select_related("portfolio"), pk=pk, portfolio=request.portfolio)
    edit = get_object_or_404(Change.objects.of(found), pk=change)
    if not request.access.is_steward and edit.by_id != request.user.pk:
        if found.removed_at is not None or not Outcome.objects.seen_with(request.access).filter(pk=pk).exists():
            raise Http404
        raise refusal(request.portfolio)
    with undoing_for(request):
        history.undo(change=edit, by=request.user)
    return HttpResponseRedirect(found.get_absolute_url())


@PAGE_AND_FORM
@in_portfolio(Permission.CURATE)
def outcome_ask(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Ask somebody who can tell whether it is true."""
    found = find(request.access, pk)
    form = OutcomeAskForm(posted(request), initial=_asked_before(request, found))
    if form.is_bound and form.is_valid():
        try:
            asked = outcome_asks.ask(outcome=found, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            toast(request, _("A letter to %(name)s is on its way.") % {"name": asked.name})
            return HttpResponseRedirect(found.get_absolute_url())
    text = _("They get a letter with a link that shows who changed what and our part in it, and takes one answer.")
    return _act(request, form, title=_("Ask somebody who can tell"), button=_("Send it"), outcome=found, text=text)


def _asked_before(request: PortfolioRequest, outcome: Outcome) -> dict[str, str]:
    """Whom `?again=` names; an answer stays as it is, but may be asked for again."""
    number = request.GET.get("again", "")
    pk = int(number) if number.isdecimal() and len(number) < 18 else 0
    earlier = outcome.asks.filter(pk=pk).first()
    return {"name": earlier.name, "email": earlier.email} if earlier else {}


@require_POST
@in_portfolio(Permission.CURATE)
def outcome_ask_withdraw(request: PortfolioRequest, pk: int, ask: int) -> HttpResponse:
    """Take a letter back; its link opens nothing any more."""
    found = find(request.access, pk)
    row = get_object_or_404(OutcomeAsk.objects.select_related("outcome__portfolio"), pk=ask, outcome=found)
    try:
        outcome_asks.withdraw(ask=row, by=request.user)
        toast(request, _("The letter to %(name)s opens nothing any more.") % {"name": row.name})
    except Refused as refused:
        toast(request, str(refused), level=messages.ERROR)
    return HttpResponseRedirect(found.get_absolute_url())


@PAGE_AND_FORM
@in_portfolio(Permission.CURATE)
def outcome_decide(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Say how sure it is, and on what that rests."""
    found = find(request.access, pk)
    form = DecideForm(posted(request), initial={"substantiation": found.substantiation})
    if form.is_bound and form.is_valid():
        try:
            change = service.decide(outcome=found, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            refuse(form, error)
        else:
            _say(request, found, change, _("Said."))
            return HttpResponseRedirect(found.get_absolute_url())
    return _act(request, form, title=_("How sure is it?"), button=_("Say so"), outcome=found)
