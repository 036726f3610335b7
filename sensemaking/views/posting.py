"""Posting by people who sign in: the form, what became of it, its undo, and mending what was posted."""

import uuid
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from initiatives.models import Update
from initiatives.services import posts, updates
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from sensemaking import policies
from sensemaking.forms import LogForm, PostForm, UpdateForm
from sensemaking.models import LearningLog
from sensemaking.overviews import posting as overview
from sensemaking.overviews.suggestions.posted import one_possible
from sensemaking.services import learning
from sensemaking.services import posting as service
from sensemaking.views import receiving
from stakeholders.access import Permission, PortfolioRequest, in_portfolio


@require_http_methods(["GET", "HEAD", "POST"])
@in_portfolio(Permission.POST)
def post(request: PortfolioRequest) -> HttpResponse:
    """Show the form, take what it sends, or find another initiative without losing a word."""
    sent = request.POST if request.method == "POST" else request.GET
    chosen = sent.get("choose") or sent.get("initiative", "")
    desk = overview.desk_for(request.access, int(chosen) if chosen.isdecimal() else None)
    again = partial(_form_page, request, desk)
    if request.method != "POST":
        return again(PostForm(desk=desk, mode=request.GET.get("mode", "")))
    if "look" in request.POST or "choose" in request.POST:
        return again(_with_other_initiative(request, desk))
    address = partial(_posted_address, request.portfolio.slug)
    return receiving.receive(request, desk=desk, address=address, again=again)


@require_safe
@in_portfolio(Permission.POST)
def choices(request: PortfolioRequest) -> HttpResponse:
    """Initiatives to choose from, as a fragment for the search in the form."""
    found = overview.choices(request.access, request.GET.get("q", ""))
    return render_page(request, "sensemaking/partials/post_choices.html", {"choices": found})


@require_safe
@in_portfolio(Permission.POST)
def about(request: PortfolioRequest) -> HttpResponse:
    """What the form says about another initiative, as a fragment: its head, circles and who else should hear."""
    wanted = request.GET.get("initiative", "")
    desk = overview.desk_for(request.access, int(wanted) if wanted.isdecimal() else None)
    return render_page(request, "sensemaking/partials/post_about.html", {"form": PostForm(desk=desk), "desk": desk})


@require_safe
@in_portfolio(Permission.POST)
def token(request: PortfolioRequest) -> JsonResponse:
    """A fresh token for a device that kept a post, and for whom it may send."""
    return JsonResponse({"token": get_token(request), "who": f"u{request.user.pk}"})


@require_safe
@in_portfolio(Permission.POST)
def posted(request: PortfolioRequest, key: uuid.UUID) -> HttpResponse:
    """Thank the author: its number, how long it took, who will see it, and the undo."""
    slug = request.portfolio.slug
    found = _own(request, key)
    about = found.first.initiative
    assert about is not None
    context = {
        "posted": found,
        "initiative": about,
        "about_url": about.get_portfolio_url(slug),
        "again_url": f"{reverse('sensemaking:post', args=[slug])}?initiative={about.pk}",
        "undo_url": reverse("sensemaking:posted-undo", args=[slug, key]),
        "possible": one_possible(request.access, about.pk) if found.log else None,
    }
    return render_page(request, "sensemaking/posted.html", context)


@require_POST
@in_portfolio(Permission.POST)
def posted_undo(request: PortfolioRequest, key: uuid.UUID) -> HttpResponse:
    """Take one's own post back within ten minutes."""
    found = _own(request, key)
    back = f"{reverse('sensemaking:post', args=[request.portfolio.slug])}?initiative={found.first.initiative_id}"
    return receiving.undo(request, posted=found, author=service.Author(user=request.user), back=back)


@require_http_methods(["GET", "HEAD", "POST"])
@in_portfolio(Permission.POST)
def edit(request: PortfolioRequest, kind: str, pk: int) -> HttpResponse:
    """Mend a log or an update; the history keeps what stood there."""
    row = _editable(request, kind, pk)
    circles = posts.circles_for(initiative=row.initiative, user=request.user, is_steward=request.access.is_steward)
    make: type[LogForm] | type[UpdateForm] = LogForm if kind == "log" else UpdateForm
    form = make(request.POST if request.method == "POST" else None, instance=row, circles=circles)
    if request.method == "POST" and form.is_valid() and _saved(request, row, form):
        toast(request, _("Your changes are saved."))
        return redirect(_home_of(request, row))
    context = {"form": form, "row": row, "kind": kind, "back_url": _home_of(request, row)}
    return render_page(request, "sensemaking/post_edit.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@in_portfolio(Permission.POST)
def delete(request: PortfolioRequest, kind: str, pk: int) -> HttpResponse:
    """Ask, then delete a log or an update."""
    row = _editable(request, kind, pk)
    error = ""
    if request.method == "POST":
        slug = request.portfolio.slug
        back = row.initiative.get_portfolio_url(slug) if row.initiative else reverse("sensemaking:logs", args=[slug])
        try:
            _withdraw(row, request)
        except ValidationError as problem:
            error = problem.messages[0]
        else:
            toast(request, _("It is deleted."))
            return redirect(back)
    context = {"row": row, "kind": kind, "error": error, "back_url": _home_of(request, row)}
    return render_page(request, "sensemaking/post_delete.html", context, status=422 if error else 200)


def _form_page(request: PortfolioRequest, desk: overview.Desk, form: PostForm, status: int = 200) -> HttpResponse:
    slug = request.portfolio.slug
    about = desk.initiative
    context: dict[str, Any] = {
        "form": form,
        "desk": desk,
        "choices": overview.choices(request.access, request.POST.get("q", "")),
        "is_looking": "look" in request.POST or desk.chosen is None,
        "near": overview.near(request.access, about),
        "done": overview.done(request.access),
        "post_url": reverse("sensemaking:post", args=[slug]),
        "token_url": reverse("sensemaking:post-token", args=[slug]),
        "close_url": about.get_portfolio_url(slug) if about else request.portfolio.get_absolute_url(),
    }
    return render_page(request, "sensemaking/post.html", context, status=status)


def _with_other_initiative(request: PortfolioRequest, desk: overview.Desk) -> PostForm:
    """The form with all that was typed, unchecked, about the initiative chosen now."""
    form = PostForm(desk=desk)
    typed: dict[str, Any] = {
        name: request.POST[name] for name in form.fields if name in request.POST and name != "initiative"
    }
    form.initial = {**form.initial, **typed, "listeners": request.POST.getlist("listeners")}
    return form


def _posted_address(slug: str, key: uuid.UUID) -> str:
    return reverse("sensemaking:posted", args=[slug, key])


def _own(request: PortfolioRequest, key: uuid.UUID) -> service.Posted:
    """The reader's own post; Http404 for anybody else's."""
    found = service.find(portfolio=request.portfolio, author=service.Author(user=request.user), key=key)
    if found is None:
        raise Http404
    return found


def _editable(request: PortfolioRequest, kind: str, pk: int) -> LearningLog | Update:
    """The post, which the reader must see (Http404) and may change (PermissionDenied)."""
    row: LearningLog | Update
    if kind == "log":
        row = get_object_or_404(LearningLog.objects.seen_with(request.access).select_related("initiative"), pk=pk)
    else:
        rows = Update.objects.visible_to(request.user).filter(portfolio=request.portfolio)
        row = get_object_or_404(rows.select_related("initiative"), pk=pk)
    policies.refuse_unless_editable(request.access, row)
    return row


def _saved(request: PortfolioRequest, row: LearningLog | Update, form: LogForm | UpdateForm) -> bool:
    """Write the changes; an error of the service goes to its field."""
    try:
        if isinstance(form, LogForm):
            assert isinstance(row, LearningLog)
            learning.edit(log=row, by=request.user, values=form.values, why=form.cleaned_data["why"])
        else:
            assert isinstance(row, Update)
            updates.edit(update=row, by=request.user, values=form.values)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


def _withdraw(row: LearningLog | Update, request: PortfolioRequest) -> None:
    why = request.POST.get("why", "")[:300]
    if isinstance(row, LearningLog):
        learning.withdraw(log=row, by=request.user, why=why)
    else:
        updates.withdraw(update=row, by=request.user, why=why)


def _home_of(request: PortfolioRequest, row: LearningLog | Update) -> str:
    """Where the post is read: a log on its page, an update in its initiative's timeline."""
    if isinstance(row, LearningLog):
        return row.get_portfolio_url(request.portfolio.slug)
    return row.initiative.get_portfolio_url(request.portfolio.slug)
