"""The dialogue beside the intent: comments, answers, suggested wordings, and the next text made from them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portfolio_hub.lib.meanwhile import Stale
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.differences import differences
from stakeholders.forms import posted
from stakeholders.forms.intent import AnswerForm, CommentForm, SuggestionForm, WordsForm
from stakeholders.intent_policies import (
    DIALOGUE_IS_CLOSED,
    may_speak,
    may_withdraw,
    why_not_delete,
)
from stakeholders.models import Comment, IntentSuggestion, IntentVersion
from stakeholders.policies import Refused
from stakeholders.services import comments, suggestions
from stakeholders.threads import only_mine, settle_or_reopen
from stakeholders.views.intent import PAGE_AND_FORM, version_of
from stakeholders.wordings import MISFITS


def _speaking(request: PortfolioRequest, number: int) -> IntentVersion:
    """A version about which this reader may speak now."""
    row = version_of(request, number)
    if not may_speak(request.access, row):
        raise PermissionDenied(DIALOGUE_IS_CLOSED)
    return row


def _comment(request: PortfolioRequest, pk: int) -> Comment:
    """A comment on a version that this reader may open."""
    versions = IntentVersion.objects.seen_with(request.access)
    said = Comment.objects.filter(portfolio=request.portfolio).about_any(versions)
    return get_object_or_404(said.select_related("by", "parent"), pk=pk)


def _suggestion(request: PortfolioRequest, pk: int) -> IntentSuggestion:
    versions = IntentVersion.objects.seen_with(request.access)
    rows = IntentSuggestion.objects.filter(version__in=versions).select_related("version__portfolio", "by")
    return get_object_or_404(rows, pk=pk)


def _version(said: Comment) -> IntentVersion:
    """What a comment is about."""
    assert isinstance(said.about, IntentVersion)
    return said.about


def _to(version: IntentVersion, anchor: str = "dialogue") -> HttpResponseRedirect:
    """Back to the text, where the talk goes on."""
    return HttpResponseRedirect(f"{version.get_absolute_url()}#{anchor}")


def _selected(request: PortfolioRequest) -> dict[str, str]:
    """The words that somebody chose in the text before coming here."""
    return {name: request.GET.get(name, "")[:2_000] for name in ("passage", "start") if request.GET.get(name)}


@PAGE_AND_FORM
@in_portfolio(Permission.TAKE_PART)
def comment(request: PortfolioRequest, number: int) -> HttpResponse:
    """Say something about a version or some of its words."""
    row = _speaking(request, number)
    form = CommentForm(posted(request), initial=_selected(request), version=row)
    if form.is_bound and form.is_valid():
        said = comments.add(about=row, portfolio=request.portfolio, by=request.user, **form.cleaned_data)
        toast(request, _("Your comment stands beside the text."))
        return _to(row, f"comment-{said.pk}")
    context = {"version": row, "form": form}
    return render_page(request, "stakeholders/intent/comment.html", context, status=422 if form.is_bound else 200)


@PAGE_AND_FORM
@in_portfolio(Permission.TAKE_PART)
def answer(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Answer a comment."""
    said = _comment(request, pk)
    row = _version(said)
    if not may_speak(request.access, row):
        raise PermissionDenied(DIALOGUE_IS_CLOSED)
    form = WordsForm(posted(request))
    if form.is_bound and form.is_valid():
        comments.answer(comment=said, by=request.user, **form.cleaned_data)
        toast(request, _("Your answer stands below the comment."))
        return _to(row, f"comment-{said.parent_id or said.pk}")
    context = {"version": row, "comment": said, "form": form, "title": _("Answer"), "button": _("Answer")}
    return render_page(request, "stakeholders/intent/words.html", context, status=422 if form.is_bound else 200)


@PAGE_AND_FORM
@in_portfolio(Permission.TAKE_PART)
def comment_edit(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Change one's own words."""
    said = _mine(request, pk)
    form = WordsForm(posted(request), initial={"body": said.body})
    if form.is_bound and form.is_valid():
        comments.edit(comment=said, by=request.user, **form.cleaned_data)
        toast(request, _("Your words are changed."))
        return _to(_version(said), f"comment-{said.parent_id or said.pk}")
    context = {"version": _version(said), "form": form, "title": _("Change your words"), "button": _("Save")}
    return render_page(request, "stakeholders/intent/words.html", context, status=422 if form.is_bound else 200)


@PAGE_AND_FORM
@in_portfolio(Permission.TAKE_PART)
def comment_delete(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Take one's own words away, after asking once more."""
    said = _mine(request, pk)
    row = _version(said)
    if request.method == "POST":
        try:
            comments.delete(comment=said, by=request.user)
            toast(request, _("Your comment is gone."))
        except Refused as refusal:
            toast(request, str(refusal), level=messages.ERROR)
        return _to(row)
    context = {"version": row, "comment": said, "why_not": why_not_delete(said, by=request.user)}
    return render_page(request, "stakeholders/intent/comment_delete.html", context)


@require_POST
@in_portfolio(Permission.TAKE_PART)
def comment_resolve(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Settle a thread, or open it again with `open=yes`."""
    said = _comment(request, pk)
    settle_or_reopen(request, said, _("Settled. It stays readable below."))
    return _to(_version(said))


def _mine(request: PortfolioRequest, pk: int) -> Comment:
    return only_mine(request.access, _comment(request, pk))


@PAGE_AND_FORM
@in_portfolio(Permission.TAKE_PART)
def suggest(request: PortfolioRequest, number: int) -> HttpResponse:
    """Offer other words for a passage of the statement."""
    row = _speaking(request, number)
    chosen = _selected(request)
    initial = {**chosen, "wording": chosen.get("passage", "")}
    form = SuggestionForm(posted(request), initial=initial, version=row, by=request.user)
    if form.is_bound and form.is_valid():
        offered = suggestions.suggest(version=row, by=request.user, **form.cleaned_data)
        toast(request, _("Your wording stands beside the text. A steward answers it."))
        return _to(row, f"suggestion-{offered.pk}")
    context = {"version": row, "form": form}
    return render_page(request, "stakeholders/intent/suggest.html", context, status=422 if form.is_bound else 200)


@PAGE_AND_FORM
@in_portfolio(Permission.CURATE)
def suggestion_answer(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Accept or decline a suggested wording, with an answer."""
    offered = _suggestion(request, pk)
    initial = {"answer": offered.answer}
    if offered.status in (IntentSuggestion.Status.ACCEPTED, IntentSuggestion.Status.DECLINED):
        initial["status"] = offered.status
    form = AnswerForm(posted(request), initial=initial)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            suggestions.answer(suggestion=offered, status=data["status"], text=data["answer"], by=request.user)
            toast(request, _("Answered."))
        except Refused as refusal:
            toast(request, str(refusal), level=messages.ERROR)
        return _to(offered.version, f"suggestion-{offered.pk}")
    context = {
        "version": offered.version,
        "suggestion": offered,
        "spans": differences(offered.passage, offered.wording),
        "form": form,
        "why_not": suggestions.why_not_answer(offered),
    }
    status = 422 if form.is_bound else 200
    return render_page(request, "stakeholders/intent/suggestion_answer.html", context, status=status)


@require_POST
@in_portfolio(Permission.TAKE_PART)
def suggestion_withdraw(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Take one's own suggestion back."""
    offered = _suggestion(request, pk)
    if not may_withdraw(request.access, offered):
        raise PermissionDenied(_("Only your own suggestion, and only while nobody has answered it."))
    try:
        suggestions.withdraw(suggestion=offered, by=request.user)
        toast(request, _("Your suggestion is withdrawn."))
    except Refused as refusal:
        toast(request, str(refusal), level=messages.ERROR)
    return _to(offered.version)


@PAGE_AND_FORM
@in_portfolio(Permission.CURATE)
def next_text(request: PortfolioRequest, number: int) -> HttpResponse:
    """The text with the accepted wordings in it: shown first, then written, with credit to who gave them."""
    row = version_of(request, number)
    if request.method != "POST":
        return _next_page(request, row)
    by_hand = [int(pk) for pk in request.POST.getlist("by_hand") if pk.isdecimal()]
    shown = request.POST.get("edit", "")
    edit = int(shown) if shown.isdecimal() else 0
    try:
        taken_into = suggestions.take(version=row, by=request.user, edit=edit, by_hand=by_hand)
    except Stale:
        return _next_page(request, row, is_stale=True)
    except Refused as refusal:
        toast(request, str(refusal), level=messages.ERROR)
        return _to(row)
    toast(request, _("The accepted words stand in %(version)s.") % {"version": taken_into})
    return redirect(taken_into)


def _next_page(request: PortfolioRequest, row: IntentVersion, *, is_stale: bool = False) -> HttpResponse:
    """What the text would say, which words go in, and which don't fit by themselves."""
    ground = suggestions.ground_of(row)
    accepted = suggestions.waiting(row)
    reworded = suggestions.preview(ground.text, accepted)
    context = {
        "version": row,
        "ground": ground,
        "spans": differences(ground.text, reworded.text),
        "fitting": [one for one in accepted if one.pk in reworded.taken],
        "left": [(one, MISFITS[reworded.left[one.pk]]) for one in accepted if one.pk in reworded.left],
        "is_stale": is_stale,
    }
    return render_page(request, "stakeholders/intent/next_text.html", context, status=409 if is_stale else 200)
