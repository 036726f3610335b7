"""The blocks of a story: a text, words of a log, numbers, a chart, a map, a finding. For stewards."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from initiatives.views.acts import refuse
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from sensemaking.forms_stories import (
    ChartForm,
    FindingForm,
    MapForm,
    NumbersForm,
    QuoteForm,
    ReleasedForm,
    TextForm,
)
from sensemaking.models import LearningLog, Release, Story, StoryBlock
from sensemaking.overviews.story_sources import consent_url, first_words, sources
from sensemaking.plainness import measure
from sensemaking.services import story_blocks
from sensemaking.views.stories import find
from sensemaking.views.story_writing import CONFLICT, edit_url, find_block
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.forms import posted
from stakeholders.models import Circle

PAGE_AND_FORM = require_http_methods(["GET", "POST"])
Kind = StoryBlock.Kind
COUNTED_FORMS: dict[str, type[forms.Form]] = {Kind.NUMBERS: NumbersForm, Kind.CHART: ChartForm, Kind.MAP: MapForm}
FIRST_CHOICE = {Kind.NUMBERS: "last-quarter", Kind.CHART: "months", Kind.MAP: "initiatives"}


@PAGE_AND_FORM
@in_portfolio(Permission.MAKE_SENSE)
def story_block_new(request: PortfolioRequest, slug: str, kind: str) -> HttpResponse:
    """Put a text, numbers, a chart, a map or a finding at the end of the story."""
    story = find(request, slug)
    if kind not in (Kind.TEXT, *COUNTED_FORMS, Kind.FINDING):
        raise Http404
    form = _new_form(request, story, kind)
    if form.is_bound and form.is_valid():
        values = {name: form.cleaned_data[name] for name in form.fields if name not in ("facts", "edit", "seen")}
        if "facts" in form.cleaned_data:
            values["data"] = {"facts": form.cleaned_data["facts"]}
        try:
            block = story_blocks.add(story=story, by=request.user, kind=kind, **values)
        except ValidationError as error:
            refuse(form, error)
        else:
            toast(request, _("It stands at the end of the story."))
            return HttpResponseRedirect(edit_url(story, f"block-{block.pk}"))
    return _act(request, story, form, kind)


def _new_form(request: PortfolioRequest, story: Story, kind: str) -> Any:
    """The empty form of a kind."""
    if kind == Kind.TEXT:
        return TextForm(posted(request), instance=StoryBlock(story=story, kind=Kind.TEXT))
    if kind == Kind.FINDING:
        return FindingForm(posted(request), story=story)
    facts = ["logs", "initiatives", "decisions"]
    return COUNTED_FORMS[kind](posted(request), initial={"choice": FIRST_CHOICE[Kind(kind)], "facts": facts})


@PAGE_AND_FORM
@in_portfolio(Permission.MAKE_SENSE)
def story_block(request: PortfolioRequest, slug: str, pk: int) -> HttpResponse:
    """Edit one block."""
    block = find_block(request, slug, pk)
    if block.kind == Kind.TEXT:
        return _edit_text(request, block)
    if block.kind == Kind.QUOTE:
        return _edit_quote(request, block)
    form = _settled_form(request, block)
    if form.is_bound and form.is_valid():
        try:
            _settle(request, block, form.cleaned_data)
        except ValidationError as error:
            refuse(form, error)
        else:
            toast(request, _("Saved."))
            return HttpResponseRedirect(edit_url(block.story, f"block-{block.pk}"))
    return _act(request, block.story, form, block.kind, block=block)


def _settled_form(request: PortfolioRequest, block: StoryBlock) -> Any:
    """The form of a block that is no text and no quote."""
    if block.kind == Kind.FINDING:
        now = {"heading": block.heading, "finding": block.finding_id}
        return FindingForm(posted(request), story=block.story, initial=now)
    now = {"heading": block.heading, "choice": block.choice, "facts": block.data.get("facts", [])}
    return COUNTED_FORMS[block.kind](posted(request), initial=now)


def _settle(request: PortfolioRequest, block: StoryBlock, given: dict[str, Any]) -> None:
    if block.kind == Kind.FINDING:
        story_blocks.head(block=block, by=request.user, **given)
    else:
        story_blocks.settle(block=block, by=request.user, **given)


def _edit_text(request: PortfolioRequest, block: StoryBlock) -> HttpResponse:
    """Edit a text that somebody else may be editing, too."""
    form = TextForm(posted(request), instance=block)
    if not form.is_bound or not form.is_valid():
        return _act(request, block.story, form, Kind.TEXT, block=block, plainness=measure(block.body))
    change, news = form.save_for(by=request.user, portfolio=request.portfolio)
    if news:
        return _act(request, block.story, form, Kind.TEXT, block=block, news=news, status=CONFLICT)
    if change:
        story_blocks.touch(block.story)
    toast(request, _("Saved.") if change else _("Nothing was changed."))
    return HttpResponseRedirect(edit_url(block.story, f"block-{block.pk}"))


def _edit_quote(request: PortfolioRequest, block: StoryBlock) -> HttpResponse:
    """Choose other words of the same log, or another heading."""
    if block.log is None:
        raise Http404
    return _quote_form(request, block.story, block.log, block.release, block=block)


@require_GET
@in_portfolio(Permission.MAKE_SENSE)
def story_sources(request: PortfolioRequest, slug: str) -> HttpResponse:
    """Look for words to quote."""
    story = find(request, slug)
    query = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    only_ready = request.GET.get("which") != "all"
    found = sources(request.access, query, request.GET.get("after", ""), only_ready=only_ready)
    return render_page(request, "sensemaking/stories/sources.html", {"story": story, "found": found})


@PAGE_AND_FORM
@in_portfolio(Permission.MAKE_SENSE)
def story_quote(request: PortfolioRequest, slug: str, pk: int) -> HttpResponse:
    """Quote a log for everyone, or words that its author let go to everyone (`?release=`)."""
    story = find(request, slug)
    log = get_object_or_404(LearningLog.objects.seen_with(request.access).select_related("initiative"), pk=pk)
    release = _release(request, log)
    if release is None and log.circle != Circle.PUBLIC:
        return HttpResponseRedirect(consent_url(request.portfolio.slug, log.pk))
    return _quote_form(request, story, log, release)


def _release(request: PortfolioRequest, log: LearningLog) -> Release | None:
    """The release that the address names; raises Http404 for one that was not given to everyone."""
    given = request.GET.get("release", "")
    if not given:
        return None
    rows = Release.objects.filter(log=log).reaching(Circle.PUBLIC)
    found: Release = get_object_or_404(rows, pk=int(given) if given.isdecimal() and len(given) < 16 else 0)
    return found


def _quote_form(
    request: PortfolioRequest, story: Story, log: LearningLog, release: Release | None, block: StoryBlock | None = None
) -> HttpResponse:
    """Choose the words of a log and let them stand in the story."""
    now = {"heading": block.heading if block else "", "words": (block and block.body) or first_words(log)}
    form: forms.Form = (
        ReleasedForm(posted(request), initial=now) if release else QuoteForm(posted(request), initial=now)
    )
    if form.is_bound and form.is_valid():
        try:
            made = story_blocks.quote(
                story=story, by=request.user, log=log, release=release, block=block, **form.cleaned_data
            )
        except ValidationError as error:
            refuse(form, error)
        else:
            toast(request, _("The words stand in the story."))
            return HttpResponseRedirect(edit_url(story, f"block-{made.pk}"))
    return _act(request, story, form, Kind.QUOTE, block=block, log=log, release=release)


def _act(
    request: PortfolioRequest, story: Story, form: forms.BaseForm, kind: str, status: int = 0, **more: Any
) -> HttpResponse:
    """A form about a block on its page."""
    block = more.get("block")
    context = {
        "story": story,
        "form": form,
        "title": Kind(kind).label,
        "button": _("Save") if block else _("Add to the story"),
        "back_url": edit_url(story, f"block-{block.pk}" if block else "add"),
        **more,
    }
    code = status or (422 if form.is_bound else 200)
    return render_page(request, "sensemaking/stories/form.html", context, status=code)
