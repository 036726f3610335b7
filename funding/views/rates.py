"""Rates between currencies, kept by stewards, each with its day and source."""

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from funding.forms_beside import RateForm
from funding.models import CapitalCommitment, ExchangeRate, OutsideMoney
from funding.rates import Rates
from funding.services import rates
from funding.services.limits import OverLimit
from funding.views.acting import say_why
from portfolio_hub.lib.exports import PlainTable, download
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.forms import posted


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def rate_list(request: PortfolioRequest) -> HttpResponse:
    """All rates, newest first in each currency, and the currencies that have none today."""
    rows = list(ExchangeRate.objects.filter(portfolio=request.portfolio).select_related("by"))
    known, today = Rates(request.portfolio.currency, rows), timezone.localdate()
    used = set(CapitalCommitment.objects.real().filter(vehicle__portfolio=request.portfolio).order_by()
               .values_list("vehicle__currency", flat=True).distinct())  # fmt: skip
    used |= set(OutsideMoney.objects.seen_with(request.access).order_by().values_list("currency", flat=True).distinct())
    used.discard(request.portfolio.currency)
    context = {
        "lines": [(row, known.in_force(row.currency, today) == row) for row in rows],
        "without": sorted(code for code in used if known.in_force(code, today) is None),
    }
    return render_page(request, "funding/rates/list.html", context)


@in_portfolio(Permission.FUND)
def rate_new(request: PortfolioRequest) -> HttpResponse:
    """Keep a rate from a day on."""
    initial = {"currency": request.GET.get("currency", "")[:3], "on": timezone.localdate()}
    form = RateForm(posted(request), initial=initial)
    if form.is_bound and form.is_valid():
        try:
            row = rates.keep(portfolio=request.portfolio, by=request.user, **form.cleaned_data)
        except OverLimit as refusal:
            say_why(form, refusal)
        else:
            toast(request, _("The rate of %(currency)s is kept.") % {"currency": row.currency})
            return redirect("funding:rates", request.portfolio.slug)
    return render_page(request, "funding/rates/form.html", {"form": form}, status=422 if form.is_bound else 200)


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def rates_export(request: PortfolioRequest, format: str) -> StreamingHttpResponse:
    """All rates as a file."""
    columns = (_("Currency"), _("Worth in %(currency)s") % {"currency": request.portfolio.currency}, _("Since"),
               _("Source"))  # fmt: skip
    rows = ExchangeRate.objects.filter(portfolio=request.portfolio).values_list("currency", "rate", "on", "source")
    return download(PlainTable(columns, rows), format=format, name=f"{request.portfolio.slug}-exchange-rates")
