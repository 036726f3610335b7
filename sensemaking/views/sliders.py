"""The stewards' page of sliders: two poles each, and the rule by which reports tell of them."""

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from initiatives.views.acts import PAGE_AND_FORM
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from sensemaking.forms_questions import SliderForm
from sensemaking.models import Slider
from sensemaking.pulling import FEWEST_INITIATIVES, FEWEST_LOGS
from sensemaking.services import questions as service
from sensemaking.services.findings_heard import fewest_for
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.forms import posted


@require_safe
@in_portfolio(Permission.MAKE_SENSE)
def sliders(request: PortfolioRequest) -> HttpResponse:
    """The sliders with how many logs stand on each, and when a report tells of one."""
    context = {
        "sliders": Slider.objects.filter(portfolio=request.portfolio).annotate(logs=Count("placings")),
        "fewest_logs": FEWEST_LOGS,
        "fewest_initiatives": FEWEST_INITIATIVES,
        "fewest_people": fewest_for(request.portfolio.pk),
    }
    return render_page(request, "sensemaking/sliders/list.html", context)


@PAGE_AND_FORM
@in_portfolio(Permission.MAKE_SENSE)
def slider_new(request: PortfolioRequest) -> HttpResponse:
    """Name two poles, at the end of the list."""
    order = Slider.objects.filter(portfolio=request.portfolio).count()
    return _form_page(request, Slider(portfolio=request.portfolio, order=order))


@PAGE_AND_FORM
@in_portfolio(Permission.MAKE_SENSE)
def slider_edit(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Name them otherwise, move the slider in the list, or ask it no longer."""
    return _form_page(request, get_object_or_404(Slider, portfolio=request.portfolio, pk=pk))


def _form_page(request: PortfolioRequest, slider: Slider) -> HttpResponse:
    is_new = slider._state.adding
    form = SliderForm(posted(request), instance=slider)
    if form.is_bound and form.is_valid():
        service.keep_slider(slider=slider, values=form.cleaned_data, by=request.user)
        toast(request, _("Saved."))
        return redirect("sensemaking:sliders", request.portfolio.slug)
    context = {"form": form, "is_new": is_new}
    return render_page(request, "sensemaking/sliders/form.html", context, status=422 if form.errors else 200)
