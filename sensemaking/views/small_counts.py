"""The stewards' rule on how few people a report may tell of: on a slider, and in closer circles."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from sensemaking.forms_questions import SmallCountForm
from sensemaking.services import questions as service
from sensemaking.services.findings_heard import fewest_for
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.forms import posted


@require_http_methods(["GET", "HEAD", "POST"])
@in_portfolio(Permission.MAKE_SENSE)
def small_counts(request: PortfolioRequest) -> HttpResponse:
    """How many people must stand behind a slider or closer circles before a report tells of them."""
    form = SmallCountForm(posted(request), initial={"fewest": fewest_for(request.portfolio.pk)})
    if form.is_bound and form.is_valid():
        service.keep_small_counts(portfolio=request.portfolio, by=request.user, **form.cleaned_data)
        toast(request, _("Saved. It counts for every report made from now on."))
        return redirect("sensemaking:small-counts", request.portfolio.slug)
    return render_page(request, "sensemaking/small_counts.html", {"form": form}, status=422 if form.errors else 200)
