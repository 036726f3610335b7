"""Single acts on a challenge: another state, who answers it, undo."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from initiatives.forms.challenges import AnswerForm, StateForm
from initiatives.models import Challenge, Initiative
from initiatives.overviews.challenges.page import find
from initiatives.policies_challenges import may_contribute, may_steer
from initiatives.services.challenges import answers, states, undoing
from initiatives.views.acts import PAGE_AND_FORM, refuse
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio, refusal
from stakeholders.models import Change
from stakeholders.undoing import undoing_for


def undo_address(challenge: Challenge, change: Change) -> str:
    """The address that takes an edit back."""
    return reverse("initiatives:challenge-undo", args=[challenge.portfolio.slug, challenge.pk, change.pk])


def done(request: PortfolioRequest, challenge: Challenge, change: Change | None, text: str) -> HttpResponseRedirect:
    """Back to the challenge with what happened, and a way to undo it."""
    undo = undo_address(challenge, change) if change else ""
    toast(request, text if change else _("Nothing was changed."), undo=undo)
    return HttpResponseRedirect(challenge.get_absolute_url())


def act_page(
    request: PortfolioRequest, challenge: Challenge, form: forms.BaseForm, *, title: str, text: str, button: str = "",
    status: int = 0, **more: Any,
) -> HttpResponse:  # fmt: skip
    """A form about a challenge on its page."""
    words = {"title": title, "text": text, "button": button or title}
    context = {"challenge": challenge, "form": form, **words, **more}
    code = status or (422 if form.is_bound else 200)
    return render_page(request, "initiatives/challenges/act.html", context, status=code)


@PAGE_AND_FORM
@in_portfolio(Permission.CURATE)
def challenge_state(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Bring it into another state, with the reason."""
    challenge = find(request.access, pk)
    may_steer(request.access, challenge).enforce()
    data = request.POST if request.method == "POST" else None
    form = StateForm(data, challenge=challenge, to=request.GET.get("to", ""))
    status = 0
    if form.is_bound and form.is_valid():
        try:
            change = states.move(challenge=challenge, by=request.user, **form.cleaned_data)
            return done(request, challenge, change, _("The state has changed."))
        except ValidationError as error:
            refuse(form, error)
            status = 409 if getattr(error, "code", "") == "stale" else 422
            challenge = find(request.access, pk)
    text = _("The reason stays in the history. While a challenge is raised or in framing, solutions for it are parked.")
    return act_page(request, challenge, form, title=_("Move to another state"), text=text, status=status)


@PAGE_AND_FORM
@in_portfolio(Permission.EDIT)
def answer_new(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Say that an initiative answers the challenge."""
    challenge = find(request.access, pk)
    may_contribute(request.access, challenge).enforce()
    query = request.GET.get("q", "").replace("\x00", "")
    data = request.POST if request.method == "POST" else None
    form = AnswerForm(data, access=request.access, challenge=challenge, query=query)
    if form.is_bound and form.is_valid():
        try:
            answer = answers.link(challenge=challenge, by=request.user, **form.cleaned_data)
            toast(request, _("“%(title)s” answers this challenge.") % {"title": answer.initiative.title})
            return HttpResponseRedirect(challenge.get_absolute_url())
        except ValidationError as error:
            refuse(form, error)
    return act_page(
        request, challenge, form, title=_("Link an initiative"), button=_("Link it"), query=query, has_search=True,
        text=_("An initiative of the portfolio that works on this challenge already."),
    )  # fmt: skip


@require_POST
@in_portfolio(Permission.EDIT)
def answer_remove(request: PortfolioRequest, pk: int, answer: int) -> HttpResponse:
    """Say that an initiative no longer answers the challenge."""
    challenge = find(request.access, pk)
    may_contribute(request.access, challenge).enforce()
    seen = Initiative.objects.seen_with(request.access).values("pk")
    found = get_object_or_404(challenge.answers.filter(initiative__in=seen), pk=answer)
    if not request.access.is_steward and found.by_id != request.user.pk:
        raise refusal(request.portfolio)
    answers.unlink(answer=found, by=request.user)
    toast(request, _("“%(title)s” no longer stands here.") % {"title": found.initiative.title})
    return HttpResponseRedirect(challenge.get_absolute_url())


@require_POST
@in_portfolio(Permission.RAISE)
def challenge_undo(request: PortfolioRequest, pk: int, change: int) -> HttpResponse:
    """Take back the last edit of a challenge; stewards any, others their own."""
    challenge = find(request.access, pk)
    edit = get_object_or_404(Change.objects.of(challenge), pk=change)
    if not request.access.is_steward and (edit.by_id != request.user.pk or edit.batch):
        raise refusal(request.portfolio)
    with undoing_for(request):
        undoing.undo(change=edit, by=request.user)
    return HttpResponseRedirect(challenge.get_absolute_url())
