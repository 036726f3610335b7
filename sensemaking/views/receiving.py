"""Takes a post from a form or from a device that kept it, and answers each in its own way."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from portfolio_hub.lib.toasts import toast
from sensemaking.forms import PostForm
from sensemaking.overviews.posting import Desk
from sensemaking.services import posting


def wants_json(request: HttpRequest) -> bool:
    """Say whether a device sends the post in the background."""
    return request.headers.get("Accept", "").startswith("application/json")


def receive(
    request: HttpRequest,
    *,
    desk: Desk,
    address: Callable[[uuid.UUID], str],
    again: Callable[[PostForm, int], HttpResponse],
) -> HttpResponse:
    """Write what the form says and lead to `address`; `again` shows a form that needs mending.

    A device gets JSON: 201 with the address, 422 with errors by field, 410 for a post that was undone before,
    429 for a link used too often.
    """
    form = PostForm(request.POST, request.FILES, desk=desk)
    if not form.is_valid():
        return _mend(request, form, again)
    try:
        key = form.key if wants_json(request) else _key_of(form, desk)
        posted = posting.post(portfolio=desk.portfolio, author=desk.author, key=key, content=form.content())
    except ValidationError as error:
        form.add_error(None, error)
        return _mend(request, form, again)
    except posting.TakenBack:
        return _refuse(request, form, again, _("This post was undone before, so it was not sent again."), 410)
    except posting.TooMany:
        words = _("This link has sent many posts within the hour. It takes the next one a little later.")
        return _refuse(request, form, again, words, 429)
    target = address(posted.key)
    return JsonResponse({"url": target}, status=201) if wants_json(request) else redirect(target)


def _mend(request: HttpRequest, form: PostForm, again: Callable[[PostForm, int], HttpResponse]) -> HttpResponse:
    """Say beside each field what is wrong; nothing that was typed is lost."""
    if not wants_json(request):
        return again(form, 422)
    errors = {name: [str(line) for line in lines] for name, lines in form.errors.items()}
    return JsonResponse({"errors": errors}, status=422)


def _key_of(form: PostForm, desk: Desk) -> uuid.UUID:
    """The key of the form, or a new one when a person came back to a sent form and wrote something else."""
    content = form.content()
    sent = posting.find(portfolio=desk.portfolio, author=desk.author, key=form.key)
    return uuid.uuid4() if sent is not None and not sent.says_the_same(content) else form.key


def _refuse(
    request: HttpRequest, form: PostForm, again: Callable[[PostForm, int], HttpResponse], words: str, status: int
) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"message": words}, status=status)
    form.add_error(None, words)
    return again(form, status)


def undo(request: HttpRequest, *, posted: posting.Posted, author: posting.Author, back: str) -> HttpResponse:
    """Take a post back and say so."""
    try:
        posting.undo(posted=posted, author=author)
    except ValidationError as error:
        toast(request, error.messages[0], level=messages.WARNING)
        return redirect(request.path.removesuffix("undo/"))
    toast(request, _("Your post is taken back."))
    return redirect(back)
