"""Creating and editing an initiative."""

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from initiatives.forms.record import NewRecordForm, RecordForm, comparable
from initiatives.models import Initiative
from initiatives.overviews.coverage import gap_closed, gaps_of
from initiatives.overviews.meanwhile import overlay
from initiatives.overviews.page import find
from initiatives.policies import may_edit
from initiatives.services import records, state
from initiatives.services.serving import serve
from initiatives.services.taking_part import participate
from portfolio_hub.lib.meanwhile import Stale
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.models import Change


@require_http_methods(["GET", "HEAD", "POST"])
@in_portfolio(Permission.EDIT)
def new(request: PortfolioRequest) -> HttpResponse:
    """Add an initiative."""
    bound = request.POST if request.method == "POST" else None
    form = NewRecordForm(bound, access=request.access, given=request.GET)
    if form.is_bound and form.is_valid() and (initiative := created(request, form)):
        toast(request, _("“%(title)s” is in the portfolio.") % {"title": initiative.title})
        return HttpResponseRedirect(initiative.get_portfolio_url(request.portfolio.slug))
    status = 422 if form.is_bound else 200
    return render_page(request, "initiatives/form.html", {"form": form}, status=status)


def created(request: PortfolioRequest, form: NewRecordForm) -> Initiative | None:
    """Write the new initiative and its lead; None with errors on the form when that can't be."""
    data, promise = form.cleaned_data, form.cleaned_data["commitment"]
    gaps = gaps_of(request.access, promise) if promise else frozenset()
    try:
        with transaction.atomic():
            initiative = records.create(
                portfolio=request.portfolio, by=request.user, why=data["why"], stage=data["stage"], **form.values
            )
            if data["lead"]:
                participate(initiative=initiative, organisation=data["lead"], role="lead", by=request.user)
            if promise:
                serve(commitment=promise, initiative=initiative, by=request.user)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return None
    if text := gap_closed(request.access, promise, gaps) if promise else "":
        toast(request, text)
    return initiative


@require_http_methods(["GET", "HEAD", "POST"])
@in_portfolio(Permission.EDIT)
def edit(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Edit an initiative; when somebody else has edited it meanwhile, show what changed and keep what was typed."""
    placement = find(request.access, pk)
    initiative = placement.initiative
    may_edit(request.access, initiative, is_ours=placement.is_ours).enforce()  # type: ignore[attr-defined]
    if request.method != "POST":
        form = RecordForm(access=request.access, values=comparable(state.of(initiative)), version=initiative.version)
        return shown(request, initiative, form)
    form = RecordForm(request.POST, access=request.access)
    if not form.is_valid():
        return shown(request, initiative, form, status=422)
    try:
        change = records.edit(
            initiative=initiative, by=request.user, why=form.cleaned_data["why"],
            version=form.cleaned_data["version"] or 0, **form.values,
        )  # fmt: skip
    except Stale as stale:
        return meanwhile(request, initiative, form, comparable(dict(stale.now)))
    except ValidationError as error:
        form.add_error(None, error.messages)
        return shown(request, initiative, form, status=422)
    saved(request, initiative, change, _("Saved."))
    return HttpResponseRedirect(initiative.get_portfolio_url(request.portfolio.slug))


def shown(
    request: PortfolioRequest, initiative: Initiative, form: RecordForm, status: int = 200, **more: Any
) -> HttpResponse:
    """The form on its page."""
    context = {"form": form, "initiative": initiative, **more}
    return render_page(request, "initiatives/form.html", context, status=status)


def meanwhile(request: PortfolioRequest, initiative: Initiative, form: RecordForm, now: state.Values) -> HttpResponse:
    """The form once more, with what both have written, and what changed meanwhile beside it."""
    both, news = overlay(seen=form.seen_values(), mine=form.plain_values, now=now)
    initiative.refresh_from_db()
    fresh = RecordForm(access=request.access, values=now, version=initiative.version)
    fresh.initial = {**fresh.initial, **both, "why": form.cleaned_data["why"], "seen": json.dumps(now)}
    return shown(request, initiative, fresh, status=409, news=news)


def saved(request: PortfolioRequest, initiative: Initiative, change: Change | None, text: str) -> None:
    """Say that an edit is written, with a way back."""
    if change is None:
        toast(request, _("Nothing was changed."))
        return
    toast(request, text, undo=reverse("initiatives:undo", args=[request.portfolio.slug, initiative.pk, change.pk]))
