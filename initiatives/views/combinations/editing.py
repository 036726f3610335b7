"""Making a combination, editing its words and its members."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from initiatives.forms.combinations import CombinationForm, MembersForm
from initiatives.models import Combination
from initiatives.overviews.challenges.filters import ids_of
from initiatives.overviews.combinations.filters import members_seen
from initiatives.overviews.combinations.page import find, find_member, may_edit
from initiatives.overviews.combinations.picking import picking
from initiatives.services import combinations as services
from initiatives.views.acts import PAGE_AND_FORM, refuse
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.forms import posted
from stakeholders.models import Change
from stakeholders.policies import Refused


def told(request: PortfolioRequest, combination: Combination, change: Change | None, text: str) -> None:
    """Say that an edit is written, with a way back."""
    if change is None:
        toast(request, _("Nothing was changed."))
        return
    toast(request, text, undo=reverse(
        "initiatives:combination-undo", args=[request.portfolio.slug, combination.pk, change.pk]
    ))  # fmt: skip


def words_of(request: PortfolioRequest) -> str:
    """What the search for initiatives asks for."""
    return request.GET.get("q", "").replace("\x00", "").strip()[:200]


@PAGE_AND_FORM
@in_portfolio(Permission.CURATE)
def combination_new(request: PortfolioRequest) -> HttpResponse:
    """Choose initiatives, then say what they give together and what each brings."""
    given = request.POST if request.method == "POST" else request.GET
    picked = picking(request.access, ids_of(given.getlist("initiative")), words_of(request))
    form = CombinationForm(posted(request), portfolio=request.portfolio, members=picked.chosen)
    if form.is_bound and form.is_valid():
        try:
            form.save_for(by=request.user, portfolio=request.portfolio)
            toast(request, _("“%(name)s” stands. Say next what shows that it works.") % {"name": form.instance.name})
            return HttpResponseRedirect(form.instance.get_absolute_url())
        except ValidationError as error:
            refuse(form, error)
    context = {"form": form, "picking": picked}
    return render_page(
        request, "initiatives/combinations/new.html", context, status=422 if form.is_bound else 200
    )  # fmt: skip


@PAGE_AND_FORM
@in_portfolio(Permission.CURATE)
def combination_edit(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Edit the words; when somebody else has meanwhile, show what changed and keep what was typed."""
    found = find(request.access, pk)
    may_edit(request.access, found).enforce()
    form = CombinationForm(posted(request), portfolio=request.portfolio, instance=found)
    context: dict[str, Any] = {"form": form, "combination": find(request.access, pk)}
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            change, news = form.save_for(by=request.user, portfolio=request.portfolio)
            if not news:
                told(request, found, change, _("Saved."))
                return HttpResponseRedirect(found.get_absolute_url())
            context["news"], status = news, 409
        except ValidationError as error:
            refuse(form, error)
    return render_page(request, "initiatives/combinations/edit.html", context, status=status)


@PAGE_AND_FORM
@in_portfolio(Permission.CURATE)
def combination_members(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Who is in it and what each brings."""
    found = find(request.access, pk)
    may_edit(request.access, found).enforce()
    members = list(members_seen(request.access).filter(combination=found).select_related("initiative"))
    form = MembersForm(posted(request), members=members)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        if not form.clashes():
            change = services.add_members(combination=found, members=form.touched, by=request.user)
            told(request, found, change, _("Saved."))
            return HttpResponseRedirect(found.get_absolute_url())
        status = 409
    there = found.members.values("initiative")
    context = {"form": form, "combination": found, "picking": picking(request.access, (), words_of(request),
               besides=there)}  # fmt: skip
    return render_page(request, "initiatives/combinations/members.html", context, status=status)


@require_POST
@in_portfolio(Permission.CURATE)
def combination_add(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Add the initiatives that were ticked."""
    found = find(request.access, pk)
    may_edit(request.access, found).enforce()
    there = found.members.values("initiative")
    picked = picking(request.access, ids_of(request.POST.getlist("initiative")), "", besides=there).chosen
    if picked:
        change = services.add_members(combination=found, members=dict.fromkeys(picked, ""), by=request.user)
        told(request, found, change, _("Added. Say now what it brings."))
    else:
        toast(request, _("Tick at least one initiative to add."), level=messages.ERROR)
    return HttpResponseRedirect(reverse("initiatives:combination-members", args=[request.portfolio.slug, pk]))


@require_POST
@in_portfolio(Permission.CURATE)
def combination_member_remove(request: PortfolioRequest, pk: int, member: int) -> HttpResponse:
    """Take an initiative out, which can be undone."""
    found = find(request.access, pk)
    may_edit(request.access, found).enforce()
    row = find_member(request.access, found, member)
    try:
        change = services.remove_member(member=row, by=request.user)
        told(request, found, change, _("“%(title)s” is out of it.") % {"title": row.initiative.title})
    except Refused as why:
        toast(request, str(why), level=messages.ERROR)
    return HttpResponseRedirect(reverse("initiatives:combination-members", args=[request.portfolio.slug, pk]))
