"""Single acts on an initiative: another stage, an ending, a pause, who takes part, undo."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from initiatives.forms.acts import CloseForm, EndForm, ParticipateForm, PauseForm, StageForm
from initiatives.models import Initiative, Participation, Stage
from initiatives.overviews.page import facts_of, find
from initiatives.policies import may_edit, may_undo
from initiatives.services import stages, taking_part, undoing
from initiatives.views.editing import saved
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio, refusal
from stakeholders.models import Change
from stakeholders.undoing import undoing_for

PAGE_AND_FORM = require_http_methods(["GET", "HEAD", "POST"])


def editable(request: PortfolioRequest, pk: int) -> Initiative:
    """The initiative, for those who may edit it."""
    placement = find(request.access, pk)
    may_edit(request.access, placement.initiative, is_ours=placement.is_ours).enforce()  # type: ignore[attr-defined]
    return placement.initiative


def home(request: PortfolioRequest, initiative: Initiative) -> HttpResponseRedirect:
    """Back to the initiative's page."""
    return HttpResponseRedirect(initiative.get_portfolio_url(request.portfolio.slug))


def act(
    request: PortfolioRequest, initiative: Initiative, form: forms.Form, do: Callable[[dict[str, Any]], Change | None],
    *, words: dict[str, Any], done: str,
) -> HttpResponse:  # fmt: skip
    """Show the form, or do what it says and go back to the initiative with a way to undo."""
    if form.is_bound and form.is_valid():
        try:
            saved(request, initiative, do(form.cleaned_data), done)
            return home(request, initiative)
        except ValidationError as error:
            refuse(form, error)
    context = {"initiative": initiative, "form": form, **words}
    return render_page(request, "initiatives/act.html", context, status=422 if form.is_bound else 200)


def refuse(form: forms.BaseForm, error: ValidationError) -> None:
    """Put what a service refused beside the field that is at fault."""
    for name, words in getattr(error, "message_dict", {"": error.messages}).items():
        form.add_error(name if name in form.fields else None, words)


@PAGE_AND_FORM
@in_portfolio(Permission.EDIT)
def stage(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Move to another stage, or begin again after the end."""
    initiative = editable(request, pk)
    form = StageForm(request.POST if request.method == "POST" else None, initiative=initiative)
    is_closed = initiative.stage == Stage.CLOSED

    def do(data: dict[str, Any]) -> Change | None:
        facts = {"initiative": initiative, "to": data["to"], "by": request.user, "why": data["why"]}
        return stages.reopen(**facts) if is_closed else stages.change_stage(**facts, on=data["on"])

    title = _("Reopen") if is_closed else _("Move to another stage")
    words = {"title": title, "button": title, "text": _("The reason stays in the timeline for everyone to read.")}
    return act(request, initiative, form, do, words=words, done=_("The stage has changed."))


@PAGE_AND_FORM
@in_portfolio(Permission.EDIT)
def close(request: PortfolioRequest, pk: int) -> HttpResponse:
    """End an initiative with how it ended and what was learned."""
    initiative = editable(request, pk)
    form = CloseForm(request.POST if request.method == "POST" else None, access=request.access)

    def do(_data: dict[str, Any]) -> Change | None:
        return stages.close(initiative=initiative, by=request.user, **form.values)

    title = _("Close the initiative")
    text = _("A closed initiative stays in the portfolio, because its learning stays.")
    return act(
        request, initiative, form, do, words={"title": title, "button": title, "text": text},
        done=_("It is closed. Its learning stays."),
    )  # fmt: skip


@PAGE_AND_FORM
@in_portfolio(Permission.EDIT)
def pause(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Let it rest, or go on."""
    initiative = editable(request, pk)
    form = PauseForm(request.POST if request.method == "POST" else None)
    is_paused = initiative.is_paused

    def do(data: dict[str, Any]) -> Change | None:
        service = stages.resume if is_paused else stages.pause
        return service(initiative=initiative, by=request.user, why=data["why"])

    title = _("Go on") if is_paused else _("Pause")
    words = {"title": title, "button": title, "text": _("It keeps its stage while it rests.")}
    return act(request, initiative, form, do, words=words, done=_("It goes on.") if is_paused else _("It is paused."))


@PAGE_AND_FORM
@in_portfolio(Permission.EDIT)
def participants(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Who takes part: add somebody, and see the others."""
    placement = find(request.access, pk)
    initiative = placement.initiative
    may_edit(request.access, initiative, is_ours=placement.is_ours).enforce()  # type: ignore[attr-defined]
    form = ParticipateForm(request.POST if request.method == "POST" else None, access=request.access)
    if form.is_bound and form.is_valid():
        taking_part.participate(initiative=initiative, by=request.user, **form.cleaned_data)
        toast(request, _("%(name)s takes part.") % {"name": form.cleaned_data["organisation"]})
        return HttpResponseRedirect(request.path)
    context = {"initiative": initiative, "form": form, "facts": facts_of(placement), "end_form": EndForm()}
    return render_page(request, "initiatives/participants.html", context, status=422 if form.is_bound else 200)


@require_POST
@in_portfolio(Permission.EDIT)
def participant_end(request: PortfolioRequest, pk: int, part: int) -> HttpResponse:
    """End a part on a day, or take away one that never was (`remove`)."""
    initiative = editable(request, pk)
    participation = get_object_or_404(Participation, pk=part, initiative=initiative)
    try:
        if "remove" in request.POST:
            change = taking_part.remove_participation(participation=participation, by=request.user)
        else:
            form = EndForm(request.POST)
            until = form.cleaned_data["until_on"] if form.is_valid() else None
            change = taking_part.end_participation(participation=participation, until_on=until, by=request.user)
        saved(request, initiative, change, _("Done."))
    except ValidationError as error:
        toast(request, " ".join(error.messages), level=messages.ERROR)
    return HttpResponseRedirect(reverse("initiatives:participants", args=[request.portfolio.slug, pk]))


@require_POST
@in_portfolio(Permission.EDIT)
def undo(request: PortfolioRequest, pk: int, change: int) -> HttpResponse:
    """Take back the last edit of an initiative, with all that was done in the same act."""
    placement = find(request.access, pk)
    initiative = placement.initiative
    may_undo(request.access, initiative, is_ours=placement.is_ours).enforce()  # type: ignore[attr-defined]
    edit = get_object_or_404(Change.objects.of(initiative), pk=change)
    if edit.batch and not request.access.may(Permission.CURATE):
        raise refusal(request.portfolio)
    with undoing_for(request):
        undoing.undo(change=edit, by=request.user)
    return home(request, initiative)
