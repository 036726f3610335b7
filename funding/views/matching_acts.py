"""What the pages of calls and of what would help share: writing, withdrawing, taking back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from funding.forms.matching import CallForm, SupportForm
from funding.models import FundingCall, SupportSought
from funding.overviews import matches as match_overviews
from funding.overviews.matching import find, targets_of
from funding.overviews.matching_history import history_of
from funding.policies_matching import may_tend, sees_matches
from funding.services import matching
from portfolio_hub.lib.meanwhile import News
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders.access import PortfolioRequest
from stakeholders.forms import posted
from stakeholders.models import Change
from stakeholders.policies import Refused
from stakeholders.services import history
from stakeholders.undoing import undoing_for

FORMS: dict[str, type[CallForm] | type[SupportForm]] = {"call": CallForm, "support": SupportForm}
MODELS: dict[str, Any] = {"call": FundingCall, "support": SupportSought}


def shown(request: PortfolioRequest, side: str, pk: int) -> HttpResponse:
    """One row with its matches, for those who are a side of them."""
    row = find(request.access, side, pk)
    context = {
        "row": row, "side": side, "targets": targets_of(row), "tend": may_tend(request.access, row),
        "lines": match_overviews.of_side(request.access, row), "sees_matches": sees_matches(request.access, row),
    }  # fmt: skip
    return render_page(request, "funding/matching/side.html", context)


def history_page(request: PortfolioRequest, row: Any, side: str, name: str) -> HttpResponse:
    """Who changed what, field by field; the newest edit can be taken back."""
    found = history_of(row, request.access, after=request.GET.get("after", ""))
    context = {"row": row, "name": name, "history": found, "undo_view": f"funding:{side}-undo"}
    return render_page(request, "funding/matching/history.html", context)


def edits_of(request: PortfolioRequest, side: str, pk: int) -> HttpResponse:
    """The history of a side, for those whose it is."""
    row = find(request.access, side, pk)
    may_tend(request.access, row).enforce()
    return history_page(request, row, side, row.title)


def form_page(
    request: PortfolioRequest,
    form: CallForm | SupportForm,
    side: str,
    *,
    row: Any = None,
    news: list[News] | None = None,
) -> HttpResponse:
    """The page of a form: 422 for what can't be, 409 when somebody else was quicker."""
    status = 409 if news else 422 if form.is_bound else 200
    return render_page(
        request, "funding/matching/form.html", {"form": form, "side": side, "row": row, "news": news}, status=status
    )


def edited(request: PortfolioRequest, side: str, pk: int) -> HttpResponse:
    """Say it differently; the second of two editors is told what the first wrote."""
    row = find(request.access, side, pk)
    may_tend(request.access, row).enforce()
    # The form writes on a row of its own, so that what the page says of the row stays as it is.
    form = FORMS[side](posted(request), instance=find(request.access, side, pk), access=request.access)
    if not form.is_bound or not form.is_valid():
        return form_page(request, form, side, row=row)
    change, news = form.save_for(by=request.user, portfolio=request.portfolio)
    if news:
        return form_page(request, form, side, row=row, news=news)
    say(request, row, side, change, _("Saved. Matches are looked for anew."))
    return HttpResponseRedirect(row.get_absolute_url())


def marked(request: PortfolioRequest, side: str, pk: int) -> HttpResponse:
    """Withdraw it, or (`to=again`) open it again."""
    row = find(request.access, side, pk)
    may_tend(request.access, row).enforce()
    try:
        if request.POST.get("to") == "again":
            say(request, row, side, matching.reopen(row=row, by=request.user), _("It is open again."))
        else:
            say(request, row, side, matching.withdraw(row=row, by=request.user), _("It is withdrawn."))
    except Refused as why:
        toast(request, str(why), level=messages.ERROR)
    return HttpResponseRedirect(row.get_absolute_url())


def undone(request: PortfolioRequest, side: str, pk: int, change: int) -> HttpResponse:
    """Take the last edit back, a withdrawal too."""
    row = find(request.access, side, pk)
    may_tend(request.access, row).enforce()
    with undoing_for(request):
        history.undo(change=get_object_or_404(Change.objects.of(row), pk=change), by=request.user)
    return HttpResponseRedirect(row.get_absolute_url())


def say(request: PortfolioRequest, row: Any, side: str, change: Change | None, words: str) -> None:
    """Say what was done, with a way back."""
    undo = reverse(f"funding:{side}-undo", args=[request.portfolio.slug, row.pk, change.pk]) if change else ""
    toast(request, words if change else _("Nothing was changed."), undo=undo)
