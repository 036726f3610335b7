"""Days whose money was reported: listed, closed, and opened again."""

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from funding.forms.base import ReasonForm
from funding.forms.periods import PeriodForm
from funding.models import Allocation, CapitalCommitment, Disbursement, Drawdown, LockedPeriod
from funding.services import periods as service
from funding.services.limits import ClosedDays
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.models import Change

DATED: tuple[tuple[Any, str, tuple[str, ...]], ...] = (
    (CapitalCommitment, "vehicle__portfolio", ("on", "ended_on")),
    (Drawdown, "commitment__vehicle__portfolio", ("on",)),
    (Allocation, "vehicle__portfolio", ("on", "agreed_on", "ended_on")),
    (Disbursement, "allocation__vehicle__portfolio", ("on",)),
)
"""Rows of money, the way to their portfolio, and the days that they have."""


@dataclass(frozen=True)
class PeriodLine:
    """A period, and the act that opened it again."""

    row: LockedPeriod
    opened: Change | None


@require_safe
@in_portfolio(Permission.FUND)
def periods(request: PortfolioRequest) -> HttpResponse:
    """All periods, the latest first, with who closed and opened them and why."""
    rows = list(LockedPeriod.objects.filter(portfolio=request.portfolio).select_related("by"))
    kind = ContentType.objects.get_for_model(LockedPeriod)
    opened = Change.objects.filter(content_type=kind, object_id__in=[row.pk for row in rows], kind=Change.Kind.EDITED)
    acts = {change.object_id: change for change in opened.select_related("by")}
    context = {"periods": [PeriodLine(row, acts.get(row.pk)) for row in rows]}
    return render_page(request, "funding/periods/list.html", context)


@in_portfolio(Permission.FUND)
def period_new(request: PortfolioRequest) -> HttpResponse:
    """Ask for the days, say what closing them means, and close them."""
    form = PeriodForm(request.POST or None)
    is_sure, rows = "sure" in request.POST, 0
    if form.is_valid():
        if is_sure:
            try:
                service.close(portfolio=request.portfolio, by=request.user, **form.cleaned_data)
            except ClosedDays as refusal:
                form.add_error("to_on", str(refusal))
            else:
                toast(request, _("The period is closed."))
                return redirect("funding:periods", request.portfolio.slug)
        else:
            rows = _rows_in(request, form)
    asks = form.is_valid() and not is_sure
    context = {
        "form": form, "sure": asks, "rows": rows, "title": _("Close a period"),
        "button": _("Close these days") if asks else _("Go on"),
    }  # fmt: skip
    return render_page(request, "funding/periods/form.html", context, status=422 if form.errors else 200)


def _rows_in(request: PortfolioRequest, form: PeriodForm) -> int:
    """How many rows of money are dated in these days."""
    days = (form.cleaned_data["from_on"], form.cleaned_data["to_on"])
    found = 0
    for model, path, names in DATED:
        dated = reduce(or_, (Q(**{f"{name}__range": days}) for name in names))
        found += model.objects.filter(dated, **{path: request.portfolio}).count()
    return found


@in_portfolio(Permission.FUND)
def period_open(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Open a period again, with a reason that stays."""
    period = get_object_or_404(LockedPeriod, portfolio=request.portfolio, pk=pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        service.reopen(period=period, by=request.user, why=form.cleaned_data["why"])
        toast(request, _("The period is open again."))
        return redirect("funding:periods", request.portfolio.slug)
    context = {"form": form, "period": period, "title": _("Open a period again"), "button": _("Open it again")}
    return render_page(request, "funding/periods/form.html", context, status=422 if form.errors else 200)
