"""Editing many initiatives at once: choose, see what would change, confirm, undo."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from initiatives.forms.acts import BulkForm
from initiatives.models import Initiative
from initiatives.overviews import filters
from initiatives.overviews.listing import chosen
from initiatives.overviews.wording import Wording
from initiatives.services import bulk, undoing
from initiatives.views.acts import PAGE_AND_FORM
from initiatives.views.listing import back_to_list
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.models import Change
from stakeholders.services.history import CannotUndo

SHOWN = 100


@dataclass(frozen=True)
class Selection:
    """What was chosen on the list: rows by id, or all that match a query."""

    ids: tuple[int, ...]
    is_all: bool
    query: str


def selection(request: PortfolioRequest, data: QueryDict) -> Selection:
    """Read what was chosen; rows that this portfolio does not keep are left out."""
    is_all, query = bool(data.get("all")), data.get("query", "")[:2000]
    wanted = filters.read(QueryDict(query)) if is_all else filters.Filters()
    rows = chosen(request.access, wanted, now=timezone.now()).filter(home=request.portfolio, merged_into=None)
    if not is_all:
        rows = rows.filter(pk__in=filters.ids_of(data, "id"))
    return Selection(tuple(rows.order_by("pk").values_list("pk", flat=True)), is_all, query)


@PAGE_AND_FORM
@in_portfolio(Permission.CURATE)
def bulk_edit(request: PortfolioRequest) -> HttpResponse:
    """The form, the preview, and the act."""
    is_post = request.method == "POST"
    picked = selection(request, request.POST if is_post else request.GET)
    if not picked.ids:
        toast(request, _("Choose at least one initiative first."), level=messages.WARNING)
        return back_to_list(request, picked.query)
    form = BulkForm(request.POST if is_post else None, access=request.access)
    context: dict[str, Any] = {"form": form, "picked": picked, "count": len(picked.ids)}
    if not (form.is_bound and form.is_valid()):
        return render_page(request, "initiatives/bulk.html", context, status=422 if form.is_bound else 200)
    change = change_of(form)
    plan = bulk.plan(picked.ids, change)
    if request.POST.get("confirm") == bulk.digest(plan):
        batch, count = bulk.bulk_edit(
            portfolio=request.portfolio, ids=plan, change=change, by=request.user, why=form.cleaned_data["why"]
        )
        words = ngettext("%(count)d initiative has changed.", "%(count)d initiatives have changed.", count)
        undo = reverse("initiatives:bulk-undo", args=[request.portfolio.slug, batch])
        toast(request, words % {"count": count}, undo=undo)
        return back_to_list(request, picked.query)
    context |= {"is_outdated": "confirm" in request.POST, **preview(plan)}
    return render_page(request, "initiatives/bulk_preview.html", context)


def change_of(form: BulkForm) -> bulk.BulkChange:
    """What the form asks for."""
    data = form.cleaned_data
    sets = ("add_systems", "remove_systems", "add_places", "remove_places")
    ids = {name: frozenset(row.pk for row in data[name]) for name in sets}
    return bulk.BulkChange(stage=data["stage"], main_system=data["main_system"] and data["main_system"].pk, **ids)


def preview(plan: bulk.Plan) -> dict[str, Any]:
    """The first rows of a plan in words, and how many there are."""
    first = sorted(plan)[:SHOWN]
    titles = dict(Initiative.objects.filter(pk__in=first).values_list("pk", "title"))
    wording = Wording(plan[pk] for pk in first)
    rows = [{"pk": pk, "title": titles[pk], "differences": wording.differences(plan[pk])} for pk in first]
    rows.sort(key=lambda row: (row["title"], row["pk"]))
    return {"rows": rows, "changing": len(plan), "digest": bulk.digest(plan), "unshown": len(plan) - len(rows)}


@require_POST
@in_portfolio(Permission.CURATE)
def bulk_undo(request: PortfolioRequest, batch: UUID) -> HttpResponse:
    """Take a whole bulk edit back."""
    changes = Change.objects.in_batch(batch).filter(portfolio=request.portfolio, kind=Change.Kind.BULK)
    get_object_or_404(changes.order_by("pk")[:1])
    try:
        count = undoing.undo_batch(batch=batch, by=request.user)
        words = ngettext("%(count)d initiative is as before.", "%(count)d initiatives are as before.", count)
        toast(request, words % {"count": count})
    except CannotUndo as reason:
        toast(request, str(reason), level=messages.ERROR)
    return back_to_list(request)
