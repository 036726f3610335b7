"""Making one challenge of several, and two of one."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from initiatives.forms.challenges import MergeForm, SplitForm
from initiatives.overviews.challenges.page import find
from initiatives.policies_challenges import may_steer
from initiatives.services.challenges import merging
from initiatives.views.acts import PAGE_AND_FORM, refuse
from initiatives.views.challenges.acts import act_page, done, undo_address
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.models import Change


@PAGE_AND_FORM
@in_portfolio(Permission.CURATE)
def challenge_merge(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Choose which become part of this one; see what will happen; do it."""
    challenge = find(request.access, pk)
    may_steer(request.access, challenge).enforce()
    query = request.GET.get("q", "").replace("\x00", "")
    data = request.POST if request.method == "POST" else None
    form = MergeForm(data, access=request.access, challenge=challenge, query=query)
    if form.is_bound and form.is_valid():
        sources, why = list(form.cleaned_data["sources"]), form.cleaned_data["why"]
        try:
            if "confirm" in request.POST:
                change = merging.merge(sources=sources, target=challenge, by=request.user, why=why)
                return done(request, challenge, change, _("They are one now."))
            plan = merging.plan(sources=sources, target=challenge)
            context = {"challenge": challenge, "sources": sources, "why": why, "plan": plan}
            return render_page(request, "initiatives/challenges/merge_preview.html", context)
        except ValidationError as error:
            refuse(form, error)
    text = _("All that was said and offered there moves here; each of the others says where it went. You see what "
             "will happen before it does, and can undo it.")  # fmt: skip
    return act_page(
        request, challenge, form, title=_("Merge others into this one"), text=text, button=_("See what will happen"),
        query=query, has_search=True,
    )  # fmt: skip


@PAGE_AND_FORM
@in_portfolio(Permission.CURATE)
def challenge_split(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Say what the new one is called and what goes along."""
    challenge = find(request.access, pk)
    may_steer(request.access, challenge).enforce()
    form = SplitForm(request.POST if request.method == "POST" else None, challenge=challenge)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            new = merging.split(
                challenge=challenge, by=request.user, title=data["title"], description=data["description"],
                why=data["why"], going=form.going,
            )  # fmt: skip
            edit = Change.objects.of(challenge).first()
            words = _("“%(title)s” stands on its own now.") % {"title": new.title}
            toast(request, words, undo=undo_address(challenge, edit) if edit else "")
            return HttpResponseRedirect(new.get_absolute_url())
        except ValidationError as error:
            refuse(form, error)
    text = _("A new challenge comes out of this one. Both remember where they came from.")
    return act_page(request, challenge, form, title=_("Split"), text=text)
