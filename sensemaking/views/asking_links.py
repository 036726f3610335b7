"""What the mailed links to authors open: the question about their log, and the words others would read.

The address is the authority, no cookie counts, so these views need no CSRF token; and they tell browsers to
send no referrer, so that the address stays between its holder and the hub.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from portfolio_hub.lib.meanwhile import Stale
from portfolio_hub.lib.toasts import toast
from sensemaking.forms_asking import AnswerForm, ConsentForm, RefuseForm
from sensemaking.models import LogInquiry, Release
from sensemaking.services import asking, releases
from sensemaking.views.links import LinkView, discreet
from stakeholders.access import open_to_all
from stakeholders.differences import differences
from stakeholders.link_keys import digest_of
from stakeholders.policies import Refused

REASON = "whoever holds the mailed link wrote the log that it asks about"
PAGE_AND_FORM = require_http_methods(["GET", "HEAD", "POST"])
CONFLICT = 409


def by_key(model: Any) -> Callable[[LinkView], LinkView]:
    """Find the row of the key; a wrong key gets a friendly page and learns nothing."""

    def decorate(view: LinkView) -> LinkView:
        @wraps(view)
        @discreet
        def guarded(request: HttpRequest, token: str) -> HttpResponse:
            rows = model.objects.select_related("log__portfolio", "log__initiative", "log__by", "asked_by")
            row = rows.filter(digest=digest_of(token)).first()
            return view(request, row, token) if row is not None else _closed(request, None, 404)

        return guarded

    return decorate


def _closed(request: HttpRequest, row: LogInquiry | Release | None, status: int = 410) -> HttpResponse:
    """Say why the link opens nothing, and who can help."""
    is_taken_back = isinstance(row, LogInquiry) and row.withdrawn_at is not None
    context = {"asked": row, "is_taken_back": is_taken_back}
    return render(request, "sensemaking/asking/closed.html", context, status=status)


@csrf_exempt
@PAGE_AND_FORM
@open_to_all(REASON)
@by_key(LogInquiry)
def inquiry(request: HttpRequest, row: LogInquiry, token: str) -> HttpResponse:
    """The log, the question and a box for the answer; the answer can be mended until the day is over."""
    if row.answered_at is None and not row.is_open:
        return _closed(request, row)
    return answering(request, row, lambda: redirect("sensemaking-link:inquiry", token), is_link=True)


@csrf_exempt
@PAGE_AND_FORM
@open_to_all(REASON)
@by_key(Release)
def release(request: HttpRequest, row: Release, token: str) -> HttpResponse:
    """What a wider circle would read, and the author's yes, no, or way back."""
    if row.status == Release.Status.ASKED and not row.is_open:
        return _closed(request, row)
    return consenting(request, row, lambda: redirect("sensemaking-link:release", token), is_link=True)


def answering(request: HttpRequest, row: LogInquiry, done: Callable[[], HttpResponse], **context: Any) -> HttpResponse:
    """Show the question to the author and keep the answer."""
    opened = {"answer": row.answer, "seen": row.answer}
    form = AnswerForm(request.POST if request.method == "POST" else None, initial=opened)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            asking.answer(inquiry=row, **form.given)
        except Refused as refused:
            form.add_error(None, str(refused))
        except Stale as stale:
            form, context["news"] = form.beside(stale.now["answer"])
            status = CONFLICT
        else:
            toast(request, _("Thank you. Your answer stands under your log."))
            return done()
    whole = {"asked": row, "log": row.log, "form": form, **context}
    return render(request, "sensemaking/asking/answer.html", whole, status=status)


def consenting(request: HttpRequest, row: Release, done: Callable[[], HttpResponse], **context: Any) -> HttpResponse:
    """Show the author what others would read, and keep what they say."""
    sent = request.POST if request.method == "POST" else None
    by = request.user if request.user.is_authenticated and request.user == row.log.by else None
    refusing = RefuseForm(sent if sent and "refuse" in sent else None, prefix="no")
    form = ConsentForm(sent if sent is not None and not {"refuse", "withdraw"} & sent.keys() else None, release=row)
    try:
        if sent and "withdraw" in sent:
            releases.withdraw(release=row, by=by)
            toast(request, _("You took your words back. Nobody else reads them any more."))
            return done()
        if refusing.is_bound and refusing.is_valid():
            releases.refuse(release=row, answer=refusing.cleaned_data["answer"], by=by)
            return done()
        if form.is_bound and form.is_valid():
            releases.give(release=row, by=by, **form.given)
            toast(request, _("Thank you. These words may be read now."))
            return done()
    except Refused as refused:
        toast(request, str(refused), level=messages.ERROR)
        return done()
    whole = {"asked": row, "log": row.log, "form": form, "refusing": refusing, **context}
    whole["spans"] = differences(row.quote, row.wording)
    status = 422 if form.errors or refusing.errors else 200
    return render(request, "sensemaking/asking/consent.html", whole, status=status)
