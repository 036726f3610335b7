"""Ways to see a challenge: add one, edit one's own, say whether one agrees, take one forward."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from initiatives.forms.challenges import ForwardForm, FramingForm, MarkForm
from initiatives.models import Framing
from initiatives.overviews.challenges.page import challenge_page, find, find_framing
from initiatives.policies_challenges import may_contribute, may_edit_framing, may_steer
from initiatives.services.challenges import framing as framings
from initiatives.views.acts import PAGE_AND_FORM, refuse
from initiatives.views.challenges.acts import act_page, done
from portfolio_hub.lib.meanwhile import News
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio


@PAGE_AND_FORM
@in_portfolio(Permission.RAISE)
def framing_new(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Put another way to see it beside the others."""
    challenge = find(request.access, pk)
    may_contribute(request.access, challenge).enforce()
    data = request.POST if request.method == "POST" else None
    form = FramingForm(data, access=request.access, instance=Framing(challenge=challenge))
    if form.is_bound and form.is_valid():
        try:
            values = {name: form.cleaned_data[name] for name in form.names}
            framing = framings.add(challenge=challenge, by=request.user, **values)
            toast(request, _("Your framing stands beside the others."))
            return HttpResponseRedirect(f"{challenge.get_absolute_url()}#framing-{framing.pk}")
        except ValidationError as error:
            refuse(form, error)
    return shown(request, form)


@PAGE_AND_FORM
@in_portfolio(Permission.RAISE)
def framing_edit(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Edit how oneself, or one's organisation, sees it."""
    framing = find_framing(request.access, pk)
    may_edit_framing(request.access, framing).enforce()
    data = request.POST if request.method == "POST" else None
    form = FramingForm(data, access=request.access, instance=framing)
    if not form.is_bound or not form.is_valid():
        return shown(request, form)
    change, news = form.save_for(by=request.user, portfolio=request.portfolio)
    if news:
        return shown(request, form, news=news, status=409)
    toast(request, _("Saved.") if change else _("Nothing was changed."))
    return HttpResponseRedirect(f"{framing.challenge.get_absolute_url()}#framing-{framing.pk}")


def shown(
    request: PortfolioRequest, form: FramingForm, *, news: list[News] | None = None, status: int = 0
) -> HttpResponse:
    """The form on its page."""
    context = {"form": form, "framing": form.instance, "challenge": form.instance.challenge, "news": news}
    code = status or (422 if form.is_bound else 200)
    return render_page(request, "initiatives/challenges/framing_form.html", context, status=code)


@require_POST
@in_portfolio(Permission.RAISE)
def framing_mark(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Agree, see it differently, or take that back."""
    framing = find_framing(request.access, pk)
    may_contribute(request.access, framing.challenge).enforce()
    form = MarkForm(request.POST)
    if "take_back" in request.POST:
        framings.unmark(framing=framing, by=request.user)
    elif form.is_valid():
        try:
            framings.mark(framing=framing, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            refuse(form, error)
    if form.errors and "take_back" not in request.POST:
        words = str(next(iter(form.errors.values()))[0])
        if not request.htmx:
            toast(request, words, level=messages.ERROR)
        return marked(request, framing, words=words, typed=request.POST.get("sentence", ""), status=422)
    if request.htmx:
        return marked(request, framing)
    return HttpResponseRedirect(f"{framing.challenge.get_absolute_url()}#framing-{framing.pk}")


def marked(
    request: PortfolioRequest, framing: Framing, *, words: str = "", typed: str = "", status: int = 200
) -> HttpResponse:
    """The framing as it stands now, alone for htmx, else on the page of its challenge."""
    challenge = find(request.access, framing.challenge_id)
    page = challenge_page(request.access, challenge)
    view = next(view for view in page.views if view.framing.pk == framing.pk)
    context = {"page": page, "challenge": challenge, "view": view, "refused": words, "typed": typed,
               "refused_framing": framing.pk}  # fmt: skip
    return render_page(
        request, "initiatives/challenges/challenge.html", context,
        fragment="initiatives/challenges/partials/framing.html", target=f"framing-{framing.pk}", status=status,
    )  # fmt: skip


@PAGE_AND_FORM
@in_portfolio(Permission.CURATE)
def framing_forward(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Go on with this framing, or no longer with it when it is the one taken forward."""
    framing = find_framing(request.access, pk)
    challenge = find(request.access, framing.challenge_id)
    may_steer(request.access, challenge).enforce()
    is_forward = challenge.framing_id == framing.pk
    form = ForwardForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        chosen = None if is_forward else framing
        try:
            change = framings.take_forward(challenge=challenge, framing=chosen, by=request.user, **form.cleaned_data)
            return done(request, challenge, change, _("The others stay visible beside it."))
        except ValidationError as error:
            refuse(form, error)
    title = _("No longer go on with this framing") if is_forward else _("Take this framing forward")
    text = _("“%(title)s”. The other framings stay visible, and so does who sees it differently.")
    return act_page(request, challenge, form, title=title, text=text % {"title": framing.title})
