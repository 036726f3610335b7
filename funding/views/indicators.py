"""Shared indicators: the list, a page for each, what was observed, and corrections."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from funding.impact.axes import COMBINATION, INITIATIVE, thing
from funding.impact.matrix import address_of
from funding.indicators.forms import IndicatorForm, ObservationForm
from funding.indicators.pages import Wanted, indicator_lines, indicator_page
from funding.indicators.rows import all_rows, newest_of
from funding.indicators.tables import observations_table
from funding.models import Indicator, Observation
from funding.policies_indicators import correctable, may_correct, may_observe
from funding.services import indicators as services
from initiatives.views.acts import PAGE_AND_FORM, refuse
from portfolio_hub.lib.exports import download
from portfolio_hub.lib.meanwhile import News
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.forms import posted
from stakeholders.policies import Refused


def find(request: PortfolioRequest, pk: int) -> Indicator:
    """The indicator of this portfolio; raises Http404 otherwise."""
    rows = Indicator.objects.filter(portfolio=request.portfolio).select_related("portfolio", "concern")
    return get_object_or_404(rows, pk=pk)


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def indicators(request: PortfolioRequest) -> HttpResponse:
    """What the portfolio measures together."""
    return render_page(request, "funding/indicators/list.html", {"lines": indicator_lines(request.access)})


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def indicator(request: PortfolioRequest, pk: int) -> HttpResponse:
    """One indicator: chart, totals, parts and rows. `?of=` chooses what is drawn, `?period=` whose rows stand below."""
    row = find(request, pk)
    page = indicator_page(request.access, row, Wanted.read(request.GET))
    context = {
        "page": page,
        "indicator": row,
        "correctable": correctable(request.access, [one.observation for one in page.rows.rows]),
        "may_observe": bool(may_observe(request.access)) and not row.retired_on,
        "as_table": request.GET.get("as") == "table",
    }
    return render_page(
        request, "funding/indicators/page.html", context, fragment="funding/indicators/partials/chart.html",
        target="ph-observed",
    )  # fmt: skip


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def export(request: PortfolioRequest, pk: int, format: str) -> HttpResponseBase:
    """The observations of an indicator that the reader sees, of the period that the address names, as a file."""
    row, days = find(request, pk), Wanted.read(request.GET).period
    of_days = {"from_on": days[0], "to_on": days[1]} if days else {}
    table = observations_table(all_rows(request.access, indicator=row, **of_days))
    return download(table, format=format, name=f"{request.portfolio.slug}-{slugify(row.name)[:60] or 'indicator'}")


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def initiative_panel(request: PortfolioRequest, initiative_pk: int) -> HttpResponse:
    """What was observed of one initiative: the newest value of each indicator."""
    return _observed_of(request, INITIATIVE, initiative_pk)


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def combination_panel(request: PortfolioRequest, pk: int) -> HttpResponse:
    """What was observed of a combination as such: the newest value of each indicator."""
    return _observed_of(request, COMBINATION, pk)


def _observed_of(request: PortfolioRequest, axis: str, pk: int) -> HttpResponse:
    what = thing(request.access, axis, pk)
    context = {
        "what": what, "is_combination": axis == COMBINATION, "address": address_of(request.access, axis, what),
        "observed": newest_of(request.access, **{axis: what}),
    }  # fmt: skip
    return render_page(
        request, "funding/indicators/of_thing.html", context, fragment="funding/indicators/partials/of_thing.html",
        target="ph-observations",
    )  # fmt: skip


@PAGE_AND_FORM
@in_portfolio(Permission.CURATE)
def indicator_new(request: PortfolioRequest) -> HttpResponse:
    """Agree on a measure."""
    form = IndicatorForm(posted(request), access=request.access)
    return _edited(request, form, _("New indicator"), _("Add the indicator"))


@PAGE_AND_FORM
@in_portfolio(Permission.CURATE)
def indicator_edit(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Say differently what is measured."""
    form = IndicatorForm(posted(request), access=request.access, instance=find(request, pk))
    return _edited(request, form, _("Edit the indicator"), _("Save"))


def _edited(request: PortfolioRequest, form: IndicatorForm, title: str, button: str) -> HttpResponse:
    """Save a valid form, or show it with what others wrote meanwhile."""
    news: list[News] = []
    if form.is_bound and form.is_valid():
        try:
            _change, news = form.save_for(by=request.user, portfolio=request.portfolio)
        except ValidationError as error:
            refuse(form, error)
        else:
            if not news:
                toast(request, _("Saved."))
                return HttpResponseRedirect(form.instance.get_absolute_url())
    status = 409 if news else 422 if form.is_bound else 200
    known = Indicator.objects.select_related("portfolio").filter(pk=form.instance.pk).first()
    return _form(request, form, title, button, known, status=status, news=news)


@require_POST
@in_portfolio(Permission.CURATE)
def indicator_retire(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Measure it no longer."""
    row = find(request, pk)
    return _acted(request, row, lambda: services.retire(indicator=row, by=request.user), _("It is retired."))


@require_POST
@in_portfolio(Permission.CURATE)
def indicator_resume(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Measure it again."""
    row = find(request, pk)
    return _acted(request, row, lambda: services.resume(indicator=row, by=request.user), _("It is measured again."))


def _acted(request: PortfolioRequest, row: Indicator, act: Any, done: str) -> HttpResponse:
    try:
        act()
        toast(request, done)
    except Refused as why:
        toast(request, str(why), level=messages.ERROR)
    return HttpResponseRedirect(row.get_absolute_url())


@PAGE_AND_FORM
@in_portfolio(Permission.EDIT)
def observation_new(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Write down what was observed, or that it is missing."""
    row = find(request, pk)
    initial = {name: request.GET.get(name) for name in ("initiative", "combination")}
    form = ObservationForm(posted(request), access=request.access, indicator=row, initial=initial)

    def act() -> Observation:
        return services.observe(indicator=row, by=request.user, **form.cleaned_data)

    return _observed(request, form, row, act, _("New observation: %(indicator)s"), _("Write it down"))


@PAGE_AND_FORM
@in_portfolio(Permission.EDIT)
def observation_correct(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Put a new row in the place of a wrong one."""
    seen = Observation.objects.seen_with(request.access).select_related("indicator__portfolio")
    old = get_object_or_404(seen, pk=pk)
    may_correct(request.access, old).enforce()
    form = ObservationForm(posted(request), access=request.access, indicator=old.indicator, corrects=old)

    def act() -> Observation:
        return services.correct(observation=old, by=request.user, **form.cleaned_data)

    return _observed(request, form, old.indicator, act, _("Correct an observation: %(indicator)s"), _("Correct it"))


def _observed(
    request: PortfolioRequest, form: ObservationForm, row: Indicator, act: Any, title: str, button: str
) -> HttpResponse:
    """Write a valid form; what is refused stands in it, and nothing typed is lost."""
    if form.is_bound and form.is_valid():
        try:
            made = act()
        except ValidationError as error:
            refuse(form, error)
        except Refused as why:
            form.add_error(None, str(why))
        else:
            toast(request, _("It is written down."))
            return HttpResponseRedirect(made.get_portfolio_url(request.portfolio.slug))
    status = 422 if form.is_bound else 200
    return _form(request, form, title % {"indicator": row.name}, button, row, status=status)


def _form(
    request: PortfolioRequest, form: Any, title: str, button: str, row: Indicator | None, **more: Any
) -> HttpResponse:
    status = more.pop("status")
    back = row.get_absolute_url() if row else reverse("funding:indicators", args=[request.portfolio.slug])
    context = {"form": form, "title": title, "button": button, "indicator": row, "back": back, **more}
    return render_page(request, "funding/indicators/form.html", context, status=status)
