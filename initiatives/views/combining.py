"""Merging two initiatives into one, and making two out of one."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from initiatives.forms.acts import MergeForm, SplitForm
from initiatives.models import Initiative
from initiatives.overviews.page import facts_of, find
from initiatives.overviews.wording import Wording
from initiatives.policies import may_curate
from initiatives.services import merging, splitting
from initiatives.views.acts import PAGE_AND_FORM, refuse
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.models import Change


def undo_address(request: PortfolioRequest, initiative: Initiative, batch: object) -> str:
    """The address that takes the whole act back."""
    change = Change.objects.of(initiative).filter(batch=batch).first()
    return reverse("initiatives:undo", args=[request.portfolio.slug, initiative.pk, change.pk]) if change else ""


@PAGE_AND_FORM
@in_portfolio(Permission.CURATE)
def merge(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Choose into which initiative; see what will happen; do it."""
    initiative = find(request.access, pk).initiative
    may_curate(request.access, initiative).enforce()
    data = request.POST if request.method == "POST" else None
    query = request.GET.get("q", "").replace("\x00", "")
    form = MergeForm(data, access=request.access, initiative=initiative, query=query)
    context = {"initiative": initiative, "form": form, "query": query}
    if form.is_bound and form.is_valid():
        target, why = form.cleaned_data["target"], form.cleaned_data["why"]
        try:
            if "confirm" in request.POST:
                batch = merging.merge(source=initiative, target=target, by=request.user, why=why)
                words = _("“%(title)s” is part of this now.") % {"title": initiative.title}
                toast(request, words, undo=undo_address(request, target, batch))
                return HttpResponseRedirect(target.get_portfolio_url(request.portfolio.slug))
            plan = merging.plan(source=initiative, target=target)
            differences = Wording([plan.fields]).differences(plan.fields)
            context |= {"target": target, "why": why, "plan": plan, "differences": differences}
            return render_page(request, "initiatives/merge_preview.html", context)
        except ValidationError as error:
            refuse(form, error)
    return render_page(request, "initiatives/merge.html", context, status=422 if form.is_bound else 200)


@PAGE_AND_FORM
@in_portfolio(Permission.CURATE)
def split(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Say what the new one is called and what goes along."""
    placement = find(request.access, pk)
    initiative = placement.initiative
    may_curate(request.access, initiative).enforce()
    facts = facts_of(placement)
    form = SplitForm(request.POST if request.method == "POST" else None, initiative=initiative, facts=facts)
    if form.is_bound and form.is_valid():
        try:
            new = splitting.split(initiative=initiative, by=request.user, **form.values)
            batch = Change.objects.of(new).values_list("batch", flat=True).first()
            done = _("“%(title)s” stands on its own now.") % {"title": new.title}
            toast(request, done, undo=undo_address(request, initiative, batch))
            return HttpResponseRedirect(new.get_portfolio_url(request.portfolio.slug))
        except ValidationError as error:
            refuse(form, error)
    words = {
        "title": _("Split"), "button": _("Split"),
        "text": _("A new initiative comes out of this one. Both remember where they came from."),
    }  # fmt: skip
    context = {"initiative": initiative, "form": form, **words}
    return render_page(request, "initiatives/act.html", context, status=422 if form.is_bound else 200)
