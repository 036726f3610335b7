"""Posting by a scoped link: the form of one initiative, its undo, and nothing else.

The address is the authority, no cookie counts, so these views need no CSRF token; and they tell browsers to
send no referrer, so that the address stays between its holder and the hub.
"""

import uuid
from collections.abc import Callable
from functools import partial, wraps

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from initiatives.models import PostingLink
from sensemaking.forms import PostForm
from sensemaking.overviews import posting as overview
from sensemaking.services import posting as service
from sensemaking.views import receiving
from stakeholders.access import open_to_all

LinkView = Callable[..., HttpResponse]
REASON = "the link itself is the key: it opens the form of one initiative and the holder's own posts for ten minutes"


def discreet(view: LinkView) -> LinkView:
    """Let neither other sites nor search engines nor caches learn the address, which is a key."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Cache-Control"] = "private, no-store"
        return response

    return guarded


def by_link(view: LinkView) -> LinkView:
    """Find the live link of the token; a closed or unknown one gets a friendly page and shows nothing."""

    @wraps(view)
    @discreet
    def guarded(request: HttpRequest, token: str, **kwargs: object) -> HttpResponse:
        links = PostingLink.objects.live().select_related("portfolio", "initiative")
        link = links.filter(token=token).first()
        if link is not None and link.initiative.placements.live().filter(portfolio=link.portfolio).exists():
            return view(request, link, **kwargs)
        return render(request, "sensemaking/post_link_closed.html", status=410)

    return guarded


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all(REASON)
@by_link
def post(request: HttpRequest, link: PostingLink) -> HttpResponse:
    """Show the form of the link's initiative, or take what it sends."""
    desk = overview.desk_of_link(link)
    again = partial(_form_page, request, desk)
    if request.method != "POST":
        return again(PostForm(desk=desk, mode=request.GET.get("mode", "")))
    return receiving.receive(request, desk=desk, address=partial(_posted_address, link.token), again=again)


@require_safe
@open_to_all(REASON)
@by_link
def token(request: HttpRequest, link: PostingLink) -> JsonResponse:
    """Tell a device that kept a post that the link still takes it."""
    return JsonResponse({"token": "", "who": f"l{link.pk}"})


@require_safe
@open_to_all(REASON)
@by_link
def posted(request: HttpRequest, link: PostingLink, key: uuid.UUID) -> HttpResponse:
    """Thank the holder, as long as the post can be undone."""
    context = {
        "posted": _recent(link, key),
        "initiative": link.initiative,
        "again_url": reverse("sensemaking-link:post", args=[link.token]),
        "undo_url": reverse("sensemaking-link:undo", args=[link.token, key]),
        "link": link,
    }
    return render(request, "sensemaking/posted.html", context)


@csrf_exempt
@require_POST
@open_to_all(REASON)
@by_link
def undo(request: HttpRequest, link: PostingLink, key: uuid.UUID) -> HttpResponse:
    """Take a post of this link back within ten minutes."""
    back = reverse("sensemaking-link:post", args=[link.token])
    return receiving.undo(request, posted=_recent(link, key), author=service.Author(link=link), back=back)


def _form_page(request: HttpRequest, desk: overview.Desk, form: PostForm, status: int = 200) -> HttpResponse:
    assert desk.link is not None
    context = {
        "form": form,
        "desk": desk,
        "post_url": reverse("sensemaking-link:post", args=[desk.link.token]),
        "token_url": reverse("sensemaking-link:token", args=[desk.link.token]),
        "link": desk.link,
    }
    return render(request, "sensemaking/post.html", context, status=status)


def _posted_address(token: str, key: uuid.UUID) -> str:
    return reverse("sensemaking-link:posted", args=[token, key])


def _recent(link: PostingLink, key: uuid.UUID) -> service.Posted:
    """A post of this link that can still be undone; Http404 for every other."""
    found = service.find(portfolio=link.portfolio, author=service.Author(link=link), key=key)
    if found is None or not found.can_be_undone:
        raise Http404
    return found
