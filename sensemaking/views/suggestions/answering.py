"""Leads are asked whether two initiatives belong together, and answer: on the page, or by the link of a letter."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from initiatives.models import Initiative
from initiatives.querysets import team_initiatives
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from sensemaking.forms_suggestions import AnswerForm, AskForm
from sensemaking.models import SuggestionAsk
from sensemaking.overviews.suggestions.cards import because
from sensemaking.overviews.suggestions.evidence import find, words_of
from sensemaking.services.suggestions import asking
from sensemaking.views.links import discreet
from stakeholders.access import Permission, PortfolioRequest, in_portfolio, open_to_all
from stakeholders.forms import posted
from stakeholders.link_keys import digest_of
from stakeholders.policies import Refused

PAGE_AND_FORM = require_http_methods(["GET", "HEAD", "POST"])
REASON = "whoever holds the mailed link was asked about the initiative that they lead"


@PAGE_AND_FORM
@in_portfolio(Permission.CURATE)
def suggestion_ask(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Write to both leads: is it true?"""
    card = find(request.access, pk)
    form = AskForm(posted(request), suggestion=card.suggestion, known=asking.contacts(card.suggestion))
    if form.is_bound and form.is_valid():
        try:
            asked = asking.ask_leads(
                suggestion=card.suggestion, letters_to=form.letters, by=request.user, words=form.cleaned_data["words"]
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            _tell(request, asked)
            return redirect(card.url)
    context = {"card": card, "form": form}
    return render_page(request, "sensemaking/suggestions/ask.html", context, status=422 if form.errors else 200)


def _tell(request: PortfolioRequest, asked: asking.Asked) -> None:
    if asked.on_their_way:
        toast(request, _("On the way: %(emails)s.") % {"emails": ", ".join(asked.on_their_way)})
    if asked.answered:
        toast(request, _("Answered already: %(emails)s.") % {"emails": ", ".join(asked.answered)})
    if asked.want_no_mail:
        words = _("Want no letters; they can answer on this page: %(emails)s.")
        toast(request, words % {"emails": ", ".join(asked.want_no_mail)}, level=messages.WARNING)


@require_POST
@in_portfolio(Permission.POST)
def suggestion_answer(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Somebody of the team of one of the two says whether it is true."""
    found = find(request.access, pk).suggestion
    own = Initiative.objects.filter(pk__in=team_initiatives(request.user))
    mine = own.filter(pk__in=(found.first_id, found.second_id)).order_by("pk").first()
    if mine is None:
        raise PermissionDenied(_("Only those who take part in one of the two answer here."))
    form = AnswerForm(request.POST)
    if not form.is_valid():
        toast(request, _("Choose one of the three answers."), level=messages.ERROR)
        return redirect(found.get_absolute_url())
    try:
        asking.answer_here(suggestion=found, initiative=mine, by=request.user, **form.cleaned_data)
        toast(request, _("Thank you. The stewards read it here."))
    except Refused as refused:
        toast(request, str(refused), level=messages.ERROR)
    return redirect(found.get_absolute_url())


@csrf_exempt
@PAGE_AND_FORM
@open_to_all(REASON)
@discreet
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The two, why the hub suggests them, and three answers; a wrong or used key learns nothing."""
    related = ("suggestion__portfolio", "suggestion__first", "suggestion__second", "initiative", "asked_by")
    ask = SuggestionAsk.objects.select_related(*related).filter(digest=digest_of(token)).first()
    if ask is None:
        return _closed(request, None, 404)
    if not ask.answer and not (ask.is_open and asking.may_be_shown(ask.suggestion)):
        return _closed(request, ask)
    form = AnswerForm(posted(request))
    if form.is_bound and form.is_valid():
        try:
            asking.answer(ask=ask, **form.cleaned_data)
        except Refused:
            return _closed(request, ask)
        return redirect("sensemaking-link:suggestion", token)
    context = {"asked": ask, "form": form, "portfolio_name": ask.suggestion.portfolio.name}
    if not ask.answer:
        access = asking.lead_access(ask.suggestion.portfolio)
        context |= {
            "other": asking.other_of(ask), "because": because(ask.suggestion, access),
            "words": words_of(access, ask.suggestion),
        }  # fmt: skip
    return render(request, "sensemaking/suggestions/by_link.html", context, status=422 if form.errors else 200)


def _closed(request: HttpRequest, ask: SuggestionAsk | None, status: int = 410) -> HttpResponse:
    """Say why the link opens nothing."""
    return render(request, "sensemaking/suggestions/link_closed.html", {"asked": ask}, status=status)
