"""Stories as they are read: the list, one story, its photo, as Markdown, as PDF and as a feed."""

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from portfolio_hub.lib.pages import render_page
from sensemaking.models import Story
from sensemaking.overviews.stories import stories_page, story_page
from sensemaking.views.printing import pdf_answer
from stakeholders.access import Permission, PortfolioRequest, in_portfolio

IN_FEED = 30
GONE = 410


@require_GET
@in_portfolio(Permission.READ)
def stories(request: PortfolioRequest) -> HttpResponse:
    """The stories that this reader may open, the newest first."""
    page = stories_page(request.access, request.GET.get("after", ""))
    return render_page(request, "sensemaking/stories/list.html", {"page": page})


@require_GET
@in_portfolio(Permission.READ)
def story(request: PortfolioRequest, slug: str) -> HttpResponse:
    """Read a story; the old address of a withdrawn one says so."""
    found = get_object_or_404(Story.objects.filter(portfolio=request.portfolio).select_related("portfolio"), slug=slug)
    if found.status == Story.Status.WITHDRAWN and not request.access.is_steward:
        return render_page(request, "sensemaking/stories/withdrawn.html", {"title": found.title}, status=GONE)
    if found.status == Story.Status.DRAFT and not request.access.is_steward:
        raise Http404
    context = {"page": story_page(found), "story": found, "site": settings.SITE_URL}
    return render_page(request, "sensemaking/stories/story.html", context)


@require_safe
@in_portfolio(Permission.READ)
def story_photo(request: PortfolioRequest, slug: str) -> FileResponse:
    """The photo above a story; Http404 when there is none that the reader may see."""
    found = find(request, slug)
    if not found.photo or not found.photo.storage.exists(str(found.photo.name)):
        raise Http404
    response = FileResponse(found.photo.open(), content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=600"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_GET
@in_portfolio(Permission.READ)
def story_markdown(request: PortfolioRequest, slug: str) -> HttpResponse:
    """The story as Markdown, as everybody reads it."""
    found = find(request, slug)
    context = {"page": story_page(found), "story": found, "site": settings.SITE_URL}
    words = render_to_string("sensemaking/stories/story.md", context)
    headers = {"Content-Disposition": f'attachment; filename="{_file_name(found)}.md"'}
    return HttpResponse(words, content_type="text/markdown; charset=utf-8", headers=headers)


@require_GET
@in_portfolio(Permission.READ)
def story_pdf(request: PortfolioRequest, slug: str) -> HttpResponse:
    """The story on pages, as everybody reads it."""
    found = find(request, slug)
    context = {"page": story_page(found), "story": found, "site": settings.SITE_URL}
    return pdf_answer(request, "sensemaking/stories/print.html", context, _file_name(found), found.get_absolute_url())


@require_GET
@in_portfolio(Permission.READ)
def story_feed(request: PortfolioRequest) -> HttpResponse:
    """The newest published stories as an Atom feed, for readers who follow along."""
    portfolio = request.portfolio
    home = settings.SITE_URL + reverse("sensemaking:stories", args=[portfolio.slug])
    feed = Atom1Feed(
        title=_("Stories of %(portfolio)s") % {"portfolio": portfolio.name},
        link=home,
        description="",
        language=get_language(),
        feed_url=settings.SITE_URL + request.path,
    )
    rows = Story.objects.filter(portfolio=portfolio).published().select_related("portfolio")
    for row in rows.order_by("-published_at", "-pk")[:IN_FEED]:
        url = settings.SITE_URL + row.get_absolute_url()
        feed.add_item(
            title=row.title, link=url, description=row.standfirst, unique_id=url, pubdate=row.published_at,
            updateddate=row.edited_at or row.published_at,
        )  # fmt: skip
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def find(request: PortfolioRequest, slug: str) -> Story:
    """A story that this reader may open."""
    rows = Story.objects.seen_with(request.access).select_related("portfolio")
    found: Story = get_object_or_404(rows, slug=slug)
    return found


def _file_name(story: Story) -> str:
    return f"{story.portfolio.slug}-{story.slug}"
