"""Writing a story: begun, put together block by block, shown to everybody, taken back. For stewards."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from initiatives.views.acts import refuse
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from sensemaking.forms_stories import PhotoForm, StoryForm, WithdrawForm
from sensemaking.models import Story, StoryBlock
from sensemaking.overviews.story_editor import editor_page, lacking
from sensemaking.services import stories, story_blocks
from sensemaking.views.stories import find
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.forms import posted

PAGE_AND_FORM = require_http_methods(["GET", "POST"])
CONFLICT = 409


def edit_url(story: Story, anchor: str = "") -> str:
    """The editor, at one of its places."""
    return reverse("sensemaking:story-edit", args=[story.portfolio.slug, story.slug]) + (f"#{anchor}" if anchor else "")


@PAGE_AND_FORM
@in_portfolio(Permission.MAKE_SENSE)
def story_new(request: PortfolioRequest) -> HttpResponse:
    """Begin a story."""
    form = StoryForm(posted(request), instance=Story(portfolio=request.portfolio))
    if form.is_bound and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("title", "standfirst", "slug")}
        try:
            made = stories.write(portfolio=request.portfolio, by=request.user, **given)
        except ValidationError as error:
            refuse(form, error)
        else:
            toast(request, _("The story has begun. Only stewards see it."))
            return redirect(edit_url(made))
    context = {"form": form, "title": _("Begin a story"), "button": _("Begin")}
    return render_page(request, "sensemaking/stories/form.html", context, status=422 if form.is_bound else 200)


@require_GET
@in_portfolio(Permission.MAKE_SENSE)
def story_edit(request: PortfolioRequest, slug: str) -> HttpResponse:
    """All blocks in order, with what can be done with each, and what is missing before everybody may read it."""
    page = editor_page(find(request, slug))
    return render_page(request, "sensemaking/stories/edit.html", {"page": page, "story": page.story})


@PAGE_AND_FORM
@in_portfolio(Permission.MAKE_SENSE)
def story_head(request: PortfolioRequest, slug: str) -> HttpResponse:
    """Title, standfirst and address."""
    found = find(request, slug)
    form = StoryForm(posted(request), instance=find(request, slug))
    context = {"form": form, "story": found, "title": _("Title and standfirst"), "button": _("Save")}
    if not form.is_bound or not form.is_valid():
        return render_page(request, "sensemaking/stories/form.html", context, status=422 if form.is_bound else 200)
    change, news = form.save_for(by=request.user, portfolio=request.portfolio)
    if news:
        return render_page(request, "sensemaking/stories/form.html", {**context, "news": news}, status=CONFLICT)
    toast(request, _("Saved.") if change else _("Nothing was changed."))
    return redirect(edit_url(form.instance))


@PAGE_AND_FORM
@in_portfolio(Permission.MAKE_SENSE)
def story_photo_edit(request: PortfolioRequest, slug: str) -> HttpResponse:
    """Put a photo above the story, describe the one that is there, or take it away."""
    found = find(request, slug)
    if "drop" in request.POST:
        stories.drop_photo(story=found, by=request.user)
        toast(request, _("The photo is gone."))
        return redirect(edit_url(found))
    files = request.FILES if request.method == "POST" else None
    form = PhotoForm(posted(request), files, initial={"photo_alt": found.photo_alt})
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            stories.set_photo(story=found, by=request.user, photo=given["photo"], alt=given["photo_alt"])
        except ValidationError as error:
            refuse(form, error)
        else:
            toast(request, _("Saved."))
            return redirect(edit_url(found))
    context = {"form": form, "story": found, "title": _("Photo"), "button": _("Save"), "may_drop": bool(found.photo)}
    context |= {"is_multipart": True, "shows_photo": bool(found.photo)}
    return render_page(request, "sensemaking/stories/form.html", context, status=422 if form.is_bound else 200)


@PAGE_AND_FORM
@in_portfolio(Permission.MAKE_SENSE)
def story_publish(request: PortfolioRequest, slug: str) -> HttpResponse:
    """What everybody will read, what each quote stands on, and what is missing; then publish."""
    found = find(request, slug)
    if request.method == "POST":
        try:
            stories.publish(story=found, by=request.user)
        except stories.CannotPublish:
            pass  # the page lists what is missing
        else:
            toast(request, _("The story is published."))
            return redirect(found)
    page = lacking(found)
    context = {"page": page, "story": found}
    status = 422 if request.method == "POST" else 200
    return render_page(request, "sensemaking/stories/publish.html", context, status=status)


@PAGE_AND_FORM
@in_portfolio(Permission.MAKE_SENSE)
def story_withdraw(request: PortfolioRequest, slug: str) -> HttpResponse:
    """Take a published story back."""
    found = find(request, slug)
    form = WithdrawForm(posted(request))
    if form.is_bound and form.is_valid():
        stories.withdraw(story=found, by=request.user, why=form.cleaned_data["why"])
        toast(request, _("The story is withdrawn. Its old address says so."))
        return redirect(edit_url(found))
    text = _("Readers with the old address learn that it was withdrawn. You can publish it again.")
    context = {"form": form, "story": found, "title": _("Withdraw the story"), "button": _("Withdraw"), "text": text}
    return render_page(request, "sensemaking/stories/form.html", context, status=422 if form.is_bound else 200)


@require_POST
@in_portfolio(Permission.MAKE_SENSE)
def story_discard(request: PortfolioRequest, slug: str) -> HttpResponse:
    """Delete a story that was never published."""
    found = find(request, slug)
    try:
        stories.discard(story=found, by=request.user)
    except ValidationError as refusal:
        toast(request, " ".join(refusal.messages), level=messages.ERROR)
        return redirect(edit_url(found))
    toast(request, _("The draft is deleted."))
    return redirect("sensemaking:stories", request.portfolio.slug)


def find_block(request: PortfolioRequest, slug: str, pk: int, *, is_kept: bool = True) -> StoryBlock:
    """A block of a story that this steward may edit."""
    rows = StoryBlock.objects.select_related("story__portfolio", "log__initiative", "release", "finding__report")
    rows = rows.filter(story=find(request, slug), removed_at__isnull=is_kept)
    found: StoryBlock = get_object_or_404(rows, pk=pk)
    return found


@require_POST
@in_portfolio(Permission.MAKE_SENSE)
def story_block_move(request: PortfolioRequest, slug: str, pk: int) -> HttpResponse:
    """Move a block up or down."""
    block = find_block(request, slug, pk)
    story_blocks.move(block=block, by=request.user, steps=1 if "down" in request.POST else -1)
    return HttpResponseRedirect(edit_url(block.story, f"block-{block.pk}"))


@require_POST
@in_portfolio(Permission.MAKE_SENSE)
def story_block_remove(request: PortfolioRequest, slug: str, pk: int) -> HttpResponse:
    """Take a block out of the story."""
    block = find_block(request, slug, pk)
    story_blocks.remove(block=block, by=request.user)
    undo = reverse("sensemaking:story-block-restore", args=[request.portfolio.slug, slug, pk])
    toast(request, _("Taken out of the story."), undo=undo)
    return HttpResponseRedirect(edit_url(block.story))


@require_POST
@in_portfolio(Permission.MAKE_SENSE)
def story_block_restore(request: PortfolioRequest, slug: str, pk: int) -> HttpResponse:
    """Put a block back where it stood."""
    block = find_block(request, slug, pk, is_kept=False)
    story_blocks.restore(block=block, by=request.user)
    toast(request, _("It is back."))
    return HttpResponseRedirect(edit_url(block.story, f"block-{block.pk}"))


@require_POST
@in_portfolio(Permission.MAKE_SENSE)
def story_block_count(request: PortfolioRequest, slug: str, pk: int) -> HttpResponse:
    """Count numbers, a chart or a map as of today."""
    block = find_block(request, slug, pk)
    if block.kind in story_blocks.COUNTED:
        facts = block.data.get("facts")
        story_blocks.settle(block=block, by=request.user, heading=block.heading, choice=block.choice, facts=facts)
        toast(request, _("Counted as of today."))
    return HttpResponseRedirect(edit_url(block.story, f"block-{block.pk}"))
