"""Raising a challenge, and editing what was raised."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from initiatives.forms.challenges import ChallengeForm
from initiatives.models import Challenge
from initiatives.overviews.challenges.page import find
from initiatives.policies_challenges import may_edit_challenge
from initiatives.views.acts import PAGE_AND_FORM, refuse
from initiatives.views.challenges.acts import done
from portfolio_hub.lib.meanwhile import News
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio


@PAGE_AND_FORM
@in_portfolio(Permission.RAISE)
def challenge_new(request: PortfolioRequest) -> HttpResponse:
    """Raise a challenge."""
    form = ChallengeForm(request.POST if request.method == "POST" else None, access=request.access)
    if form.is_bound and form.is_valid():
        form.save_for(by=request.user, portfolio=request.portfolio)
        toast(request, _("“%(title)s” is raised. Say how you see it, and ask others how they do.") % {
            "title": form.instance.title
        })  # fmt: skip
        return HttpResponseRedirect(form.instance.get_absolute_url())
    return shown(request, form, None)


@PAGE_AND_FORM
@in_portfolio(Permission.RAISE)
def challenge_edit(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Edit the words, the systems and places, and who may see it."""
    challenge = find(request.access, pk)
    may_edit_challenge(request.access, challenge).enforce()
    data = request.POST if request.method == "POST" else None
    form = ChallengeForm(data, access=request.access, instance=challenge)
    if not form.is_bound or not form.is_valid():
        return shown(request, form, find(request.access, pk))
    try:
        change, news = form.save_for(by=request.user, portfolio=request.portfolio)
    except ValidationError as error:
        refuse(form, error)
        return shown(request, form, find(request.access, pk))
    if news or (change is None and form.instance.edit != (form.cleaned_data.get("edit") or 0)):
        return shown(request, form, find(request.access, pk), news=news, status=409)
    return done(request, challenge, change, _("Saved."))


def shown(
    request: PortfolioRequest, form: ChallengeForm, challenge: Challenge | None, *, news: list[News] | None = None,
    status: int = 0,
) -> HttpResponse:  # fmt: skip
    """The form on its page."""
    context = {"form": form, "challenge": challenge, "news": news}
    return render_page(
        request, "initiatives/challenges/form.html", context, status=status or (422 if form.is_bound else 200)
    )
