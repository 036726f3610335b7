"""Pages of options: those of a challenge, the list, one option, and what is done with it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from initiatives.models import Challenge
from initiatives.policies_challenges import may_contribute
from initiatives.views.acts import PAGE_AND_FORM, refuse
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from sensemaking.forms_options import MoveForm, OptionForm, TakeUpForm, WithdrawForm
from sensemaking.models import Option
from sensemaking.overviews import options as overview
from sensemaking.overviews.shifts import thought_again
from sensemaking.policies_options import may_edit_option, may_take_up
from sensemaking.services import options as service
from sensemaking.views.reports import csv_answer
from stakeholders.access import Permission, PortfolioRequest, in_portfolio, refusal
from stakeholders.models import Change
from stakeholders.undoing import undoing_for

TARGET = "challenge-options"


@require_safe
@in_portfolio(Permission.READ)
def options(request: PortfolioRequest) -> HttpResponse:
    """All possibilities that are kept open, and what became of the others."""
    found = overview.options_list(request.access, request.GET, timezone.localdate())
    return render_page(request, "sensemaking/options/list.html", {"list": found})


@require_safe
@in_portfolio(Permission.READ)
def option_quarters_csv(request: PortfolioRequest) -> HttpResponseBase:
    """How many options were opened, taken up or closed in each quarter, as a file."""
    quarters = overview.quarters(request.access, timezone.localdate())
    rows = ((quarter.period.name(), quarter.opened, quarter.done, quarter.net) for quarter in quarters)
    columns = (_("Quarter"), _("Opened"), _("Taken up or closed"), _("Net"))
    return csv_answer(f"{request.portfolio.slug}-options-by-quarter.csv", columns, rows)


@require_safe
@in_portfolio(Permission.READ)
def challenge_options(request: PortfolioRequest, pk: int) -> HttpResponse:
    """The solutions offered for a challenge, as a part of its page and as a page."""
    challenge = get_object_or_404(Challenge.objects.seen_with(request.access).select_related("portfolio"), pk=pk)
    context = {"challenge": challenge, "offered": overview.of_challenge(request.access, challenge)}
    return render_page(
        request, "sensemaking/options/of_challenge.html", context,
        fragment="sensemaking/options/partials/of_challenge.html", target=TARGET,
    )  # fmt: skip


@require_safe
@in_portfolio(Permission.READ)
def option(request: PortfolioRequest, pk: int) -> HttpResponse:
    """One option, and what became of it."""
    page = overview.option_page(request.access, pk)
    rethinks = thought_again(request.access, option=page.line.option)
    context = {"page": page, "line": page.line, "option": page.line.option, "rethinks": rethinks}
    return render_page(request, "sensemaking/options/option.html", context)


@PAGE_AND_FORM
@in_portfolio(Permission.RAISE)
def option_new(request: PortfolioRequest) -> HttpResponse:
    """Keep a possibility open; with `?challenge=` it is offered for that one."""
    challenge = _challenge(request)
    if challenge is not None:
        may_contribute(request.access, challenge).enforce()
    new = Option(portfolio=request.portfolio, challenge=challenge)
    data = request.POST if request.method == "POST" else None
    form = OptionForm(data, instance=new, challenge=challenge, access=request.access)
    form.initial["log"] = request.GET.get("log", "")[:18]
    if form.is_bound and form.is_valid():
        values = {name: form.cleaned_data[name] for name in form.names}
        try:
            made = service.offer(portfolio=request.portfolio, by=request.user, challenge=challenge, **values)
        except ValidationError as error:
            refuse(form, error)
        else:
            is_parked = made.status == Option.Status.PARKED
            toast(request, _("It is parked while the problem is framed.") if is_parked else _("It is kept open."))
            return HttpResponseRedirect(home_of(made))
    return act(request, form, challenge=challenge, title=_offer(challenge), text=_offering(challenge))


def _offer(challenge: Challenge | None) -> str:
    return _("Offer a solution") if challenge else _("Keep an option open")


def _offering(challenge: Challenge | None) -> str:
    if challenge is not None and service.waits(challenge):
        return _("It is kept, and parked until it is clear what the problem is.")
    return _("What could be done, kept open until somebody takes it up.")


def _challenge(request: PortfolioRequest) -> Challenge | None:
    """The challenge that the address names; raises Http404 for one that may not be seen."""
    given = request.GET.get("challenge", "")
    if not given:
        return None
    rows = Challenge.objects.seen_with(request.access).select_related("portfolio")
    return get_object_or_404(rows, pk=int(given) if given.isdecimal() and len(given) < 16 else 0)


def home_of(option: Option) -> str:
    """Where somebody goes back to: its challenge, or its own page."""
    return option.challenge.get_absolute_url() if option.challenge else option.get_absolute_url()


def act(
    request: PortfolioRequest, form: forms.BaseForm, *, title: str, text: str = "", button: str = "",
    option: Option | None = None, challenge: Challenge | None = None, status: int = 0, **more: Any,
) -> HttpResponse:  # fmt: skip
    """A form about an option on its page."""
    words = {"title": title, "text": text, "button": button or title}
    context = {"form": form, "option": option, "challenge": challenge or (option and option.challenge), **words, **more}
    code = status or (422 if form.is_bound else 200)
    return render_page(request, "sensemaking/options/act.html", context, status=code)


@PAGE_AND_FORM
@in_portfolio(Permission.RAISE)
def option_edit(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Edit what one offered."""
    found = overview.find(request.access, pk)
    may_edit_option(request.access, found).enforce()
    data = request.POST if request.method == "POST" else None
    form = OptionForm(data, instance=found, challenge=found.challenge, access=request.access)
    untouched = overview.find(request.access, pk)
    words: dict[str, Any] = {"title": _("Edit the option"), "button": _("Save"), "option": untouched}
    if not form.is_bound or not form.is_valid():
        return act(request, form, **words)
    change, news = form.save_for(by=request.user, portfolio=request.portfolio)
    if news:
        return act(request, form, **words, status=409, news=news)
    undo = undo_address(found, change) if change else ""
    toast(request, _("Saved.") if change else _("Nothing was changed."), undo=undo)
    return HttpResponseRedirect(home_of(found))


def undo_address(option: Option, change: Change) -> str:
    """The address that takes an edit back."""
    return reverse("sensemaking:option-undo", args=[option.portfolio.slug, option.pk, change.pk])


@PAGE_AND_FORM
@in_portfolio(Permission.CURATE)
def option_take_up(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Let it become an initiative, a new one or one that is there."""
    found = overview.find(request.access, pk)
    may_take_up(request.access, found).enforce()
    query = request.GET.get("q", "").replace("\x00", "")
    data = request.POST if request.method == "POST" else None
    form = TakeUpForm(data, access=request.access, option=found, query=query)
    if form.is_bound and form.is_valid():
        try:
            became = service.take_up(option=found, by=request.user, **form.cleaned_data)
            toast(request, _("“%(title)s” was taken up.") % {"title": found.title})
            return HttpResponseRedirect(became.get_portfolio_url(request.portfolio.slug))
        except ValidationError as error:
            refuse(form, error)
    early = _("The challenge is still being framed. Taking a solution up now needs a sentence that everybody can read.")
    text = early if service.waits(found.challenge) else _("It becomes an initiative, and the challenge says so.")
    return act(request, form, title=_("Take it up"), text=text, option=found, has_search=True, query=query)


@PAGE_AND_FORM
@in_portfolio(Permission.RAISE)
def option_withdraw(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Close it with what was learned."""
    found = overview.find(request.access, pk)
    may_edit_option(request.access, found).enforce()
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            change = service.withdraw(option=found, by=request.user, **form.cleaned_data)
            undo = undo_address(found, change) if change else ""
            toast(request, _("It is closed. What was learned stays."), undo=undo)
            return HttpResponseRedirect(home_of(found))
        except ValidationError as error:
            refuse(form, error)
    text = _("It stays in the list with what was learned, so that others need not begin again.")
    return act(request, form, title=_("Close it"), text=text, option=found)


@PAGE_AND_FORM
@in_portfolio(Permission.RAISE)
def option_move(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Open it, probe it a little, or let it rest."""
    found = overview.find(request.access, pk)
    may_edit_option(request.access, found).enforce()
    data = request.POST if request.method == "POST" else None
    form = MoveForm(data, initial={"to": found.status, "why": found.parked_why})
    if form.is_bound and form.is_valid():
        try:
            change = service.move(option=found, by=request.user, **form.cleaned_data)
            undo = undo_address(found, change) if change else ""
            toast(request, _("Moved.") if change else _("Nothing was changed."), undo=undo)
            return HttpResponseRedirect(found.get_absolute_url())
        except ValidationError as error:
            refuse(form, error)
    text = _("Probing is a small try that costs little. What rests says why, and can be woken at any time.")
    return act(request, form, title=_("Change its state"), text=text, option=found)


@require_POST
@in_portfolio(Permission.RAISE)
def option_undo(request: PortfolioRequest, pk: int, change: int) -> HttpResponse:
    """Take back the last edit; stewards any, others their own."""
    found = overview.find(request.access, pk)
    edit = get_object_or_404(Change.objects.of(found), pk=change)
    if not request.access.is_steward and edit.by_id != request.user.pk:
        raise refusal(request.portfolio)
    with undoing_for(request):
        service.undo(change=edit, by=request.user)
    return HttpResponseRedirect(home_of(found))
