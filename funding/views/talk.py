"""Asking and answering on the funding page; everybody with a role who sees funding may speak, a steward answers."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from funding.overviews.talk import remarks_of, talk_of
from funding.services import talk as service
from initiatives.views.acts import PAGE_AND_FORM
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.forms import posted
from stakeholders.forms.intent import WordsForm
from stakeholders.intent_policies import why_not_delete
from stakeholders.models import Comment
from stakeholders.policies import Refused
from stakeholders.services import comments
from stakeholders.threads import only_mine, settle_or_reopen


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def talk(request: PortfolioRequest) -> HttpResponse:
    """The conversation: a part of the funding page, and a page."""
    context = {"talk": talk_of(request.access, request.GET.get("after", ""))}
    return render_page(
        request, "funding/dashboard/conversation.html", context,
        fragment="funding/dashboard/talk.html", target="money-talk",
    )  # fmt: skip


@PAGE_AND_FORM
@in_portfolio(Permission.SEE_FUNDING)
def ask(request: PortfolioRequest) -> HttpResponse:
    """Ask something about the money, or say something about it."""
    form = WordsForm(posted(request))
    if form.is_bound and form.is_valid():
        said = service.ask(portfolio=request.portfolio, by=request.user, body=form.cleaned_data["body"])
        toast(request, _("It stands on the funding page. A steward answers it."))
        return _back(request, said)
    return _form(request, form, _("Ask about the money"), _("Ask"))


@PAGE_AND_FORM
@in_portfolio(Permission.SEE_FUNDING)
def answer(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Answer somebody."""
    said, form = _remark(request, pk), WordsForm(posted(request))
    if form.is_bound and form.is_valid():
        service.answer(comment=said, by=request.user, body=form.cleaned_data["body"])
        toast(request, _("Your answer stands below."))
        return _back(request, said)
    return _form(request, form, _("Answer"), _("Answer"), said)


@PAGE_AND_FORM
@in_portfolio(Permission.SEE_FUNDING)
def edit(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Change one's own words, or take them away with `remove=yes`."""
    said = only_mine(request.access, _remark(request, pk))
    if request.POST.get("remove") == "yes":
        return _removed(request, said)
    form = WordsForm(posted(request), initial={"body": said.body})
    if form.is_bound and form.is_valid():
        comments.edit(comment=said, by=request.user, body=form.cleaned_data["body"])
        toast(request, _("Your words are changed."))
        return _back(request, said)
    why_not = why_not_delete(said, by=request.user)
    return _form(request, form, _("Change your words"), _("Save"), why_not=why_not, may_remove=not why_not)


def _removed(request: PortfolioRequest, said: Comment) -> HttpResponse:
    try:
        comments.delete(comment=said, by=request.user)
        toast(request, _("Your words are gone."))
    except Refused as refusal:
        toast(request, str(refusal), level=messages.ERROR)
    return _back(request)


@require_POST
@in_portfolio(Permission.SEE_FUNDING)
def settle(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Settle a thread, or open it again with `open=yes`."""
    said = _remark(request, pk)
    settle_or_reopen(request, said, _("Settled. It stays readable."))
    return _back(request, said)


def _remark(request: PortfolioRequest, pk: int) -> Comment:
    said: Comment = get_object_or_404(remarks_of(request.access), pk=pk)
    return said


def _back(request: PortfolioRequest, said: Comment | None = None) -> HttpResponseRedirect:
    """To the page of the conversation, where the words stand whether or not the browser loads parts later."""
    anchor = f"#comment-{said.parent_id or said.pk}" if said else ""
    return HttpResponseRedirect(reverse("funding:talk", args=[request.portfolio.slug]) + anchor)


def _form(
    request: PortfolioRequest, form: WordsForm, title: str, button: str, quoted: Comment | None = None, **also: object
) -> HttpResponse:
    back = reverse("funding:talk", args=[request.portfolio.slug])
    context = {
        "form": form, "title": title, "button": button, "quoted": quoted, "back": back,
        "back_label": _("Questions and answers"), **also,
    }  # fmt: skip
    status = 422 if form.is_bound else 200
    return render_page(request, "funding/dashboard/words.html", context, status=status)
