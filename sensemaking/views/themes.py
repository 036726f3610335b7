"""Themes across reports: their history, and what stewards decide about them."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from sensemaking.forms_themes import MergeForm, NameForm, PlaceForm, SplitForm
from sensemaking.models import LearningLog, Theme
from sensemaking.overviews.logs import find_log
from sensemaking.overviews.theme_lines import LOGS_SHOWN, find_theme, logs_of, theme_history, themes_page
from sensemaking.services import theming
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.forms import posted
from stakeholders.models import Change
from stakeholders.policies import Refused
from stakeholders.undoing import undoing_for

PAGE_AND_FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@in_portfolio(Permission.READ)
def themes(request: PortfolioRequest) -> HttpResponse:
    """What people speak of, from report to report."""
    return render_page(request, "sensemaking/themes/list.html", {"page": themes_page(request.access)})


@require_safe
@in_portfolio(Permission.READ)
def themes_one(request: PortfolioRequest, pk: int) -> HttpResponse:
    """One theme with its history and its newest logs."""
    theme = find_theme(request.access, pk)
    context = {"page": theme_history(request.access, theme), "theme": theme}
    return render_page(request, "sensemaking/themes/theme.html", context)


@PAGE_AND_FORM
@in_portfolio(Permission.MAKE_SENSE)
def themes_rename(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Give it a name that stands."""
    theme = find_theme(request.access, pk)
    form = NameForm(posted(request), initial={"name": theme.name})
    if form.is_bound and form.is_valid():
        return _kept(request, theme, theming.rename(theme=theme, by=request.user, **form.cleaned_data))
    text = _("Every report that is made from now on keeps this name. What is published stays as it is.")
    return _act(request, form, theme=theme, title=_("Name the theme"), text=text)


@PAGE_AND_FORM
@in_portfolio(Permission.MAKE_SENSE)
def themes_merge(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Let it live on in another one."""
    theme = find_theme(request.access, pk)
    form = MergeForm(posted(request), theme=theme)
    if form.is_bound and form.is_valid():
        try:
            return _kept(request, theme, theming.merge(theme=theme, by=request.user, **form.cleaned_data))
        except Refused as refused:
            form.add_error(None, str(refused))
    text = _("From now on both are one theme, under the name of the other. It can be undone.")
    return _act(request, form, theme=theme, title=_("Merge it with another theme"), text=text)


@PAGE_AND_FORM
@in_portfolio(Permission.MAKE_SENSE)
def themes_split(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Make some of its logs a theme of their own."""
    theme = find_theme(request.access, pk)
    newest = logs_of(request.access, theme).values_list("pk", flat=True)[:LOGS_SHOWN]
    choice = LearningLog.objects.filter(pk__in=list(newest)).defer("search")
    form = SplitForm(posted(request), logs=choice)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            part = theming.split(theme=theme, name=data["name"], logs=list(data["logs"]), by=request.user)
        except Refused as refused:
            form.add_error("logs", str(refused))
        else:
            toast(request, _("A theme of its own. Later logs that speak like these join it."))
            return redirect(part)
    text = _("Choose the logs that speak of something else. They leave this theme and stay together in every report.")
    return _act(request, form, theme=theme, title=_("Split the theme"), text=text)


@require_POST
@in_portfolio(Permission.MAKE_SENSE)
def themes_pin(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Keep it however few speak of it, or let it go."""
    theme = find_theme(request.access, pk)
    return _kept(request, theme, theming.pin(theme=theme, is_pinned=not theme.is_pinned, by=request.user))


@require_POST
@in_portfolio(Permission.MAKE_SENSE)
def themes_aside(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Never show it, or show it again."""
    theme = find_theme(request.access, pk)
    return _kept(request, theme, theming.set_aside(theme=theme, is_excluded=not theme.is_excluded, by=request.user))


@require_POST
@in_portfolio(Permission.MAKE_SENSE)
def themes_undo(request: PortfolioRequest, pk: int, change: int) -> HttpResponse:
    """Take the last decision back."""
    theme = find_theme(request.access, pk)
    with undoing_for(request):
        theming.undo(change=get_object_or_404(Change.objects.of(theme), pk=change), by=request.user)
    return redirect(theme)


@PAGE_AND_FORM
@in_portfolio(Permission.MAKE_SENSE)
def themes_place(request: PortfolioRequest, log: int) -> HttpResponse:
    """Put a log into the theme to which it belongs."""
    found = find_log(request.access, log)
    form = PlaceForm(posted(request), log=found, initial={"theme": request.GET.get("theme", "")})
    if form.is_bound and form.is_valid():
        theme = form.cleaned_data["theme"]
        change = theming.place(log=found, theme=theme, by=request.user)
        toast(request, _("It stands there from the next report on."), undo=_back(request, found, change))
        return redirect(theme or found.get_portfolio_url(request.portfolio.slug))
    return _act(request, form, log=found, title=_("Say where the log belongs"), text=str(found))


@require_POST
@in_portfolio(Permission.MAKE_SENSE)
def themes_release(request: PortfolioRequest, log: int) -> HttpResponse:
    """Let the words of a log say again where it belongs."""
    found = find_log(request.access, log)
    change = theming.release(log=found, by=request.user)
    toast(request, _("Its own words say again where it belongs."), undo=_back(request, found, change))
    return redirect("sensemaking:themes", request.portfolio.slug)


def _back(request: PortfolioRequest, log: LearningLog, change: Change | None) -> str:
    """The address that puts the log back where it was."""
    return reverse("sensemaking:log-undo", args=[request.portfolio.slug, log.pk, change.pk]) if change else ""


def _kept(request: PortfolioRequest, theme: Theme, change: Change | None) -> HttpResponse:
    """Back to the theme, with the way to take the decision back."""
    if change is None:
        toast(request, _("Nothing was changed."))
    else:
        undo = reverse("sensemaking:themes-undo", args=[request.portfolio.slug, theme.pk, change.pk])
        toast(request, _("It stands from the next report on. Make a draft again to see it there."), undo=undo)
    return redirect(theme)


def _act(request: PortfolioRequest, form: forms.Form, *, title: str, text: str, **more: Any) -> HttpResponse:
    """A form about a theme on its page."""
    context = {"form": form, "title": title, "text": text, **more}
    return render_page(request, "sensemaking/themes/act.html", context, status=422 if form.is_bound else 200)
