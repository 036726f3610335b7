"""Pages of the facet mix: the portfolio's, one initiative's, and what is meant."""

from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from initiatives.forms.facets import JudgementForm, MixForm
from initiatives.models import Placement, Stage
from initiatives.overviews import facet_mix
from initiatives.overviews.facet_judgements import judged
from initiatives.overviews.page import find
from initiatives.services import facets as services
from portfolio_hub.lib.exports import PlainTable, download
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.forms import posted


@require_safe
@in_portfolio(Permission.READ)
def facets(request: PortfolioRequest) -> HttpResponse:
    """The mix there is against the mix that is meant, and where people see things differently."""
    wanted = facet_mix.Wanted.read(request.GET)
    page = facet_mix.facets_page(request.access, wanted, after=request.GET.get("after", ""))
    shown = [
        {"label": label, "url": f"?show={key}&system={wanted.system or ''}&stage={wanted.stage}#judged",
         "is_current": key == wanted.show}
        for key, label in facet_mix.SHOWN.items()
    ]  # fmt: skip
    context = {"page": page, "as_table": request.GET.get("as") == "table", "shown": shown, "stages": Stage.choices}
    return render_page(
        request, "initiatives/facets/facets.html", context, fragment="initiatives/facets/mix.html", target="mix"
    )


@require_safe
@in_portfolio(Permission.READ)
def facets_export(request: PortfolioRequest) -> StreamingHttpResponse:
    """Every initiative with its judgements by facet, as a file."""
    rows = facet_mix.table_rows(request.access, facet_mix.Wanted.read(request.GET))
    table = PlainTable(facet_mix.COLUMNS, rows)
    return download(table, format=request.GET.get("format", "csv"), name=f"{request.portfolio.slug}-facets")


@require_http_methods(["GET", "HEAD", "POST"])
@in_portfolio(Permission.CURATE)
def facets_intent(request: PortfolioRequest) -> HttpResponse:
    """Say which mix the portfolio means to have."""
    form = MixForm(posted(request), intended=facet_mix.intended_shares(request.access))
    if request.method == "POST" and form.is_valid():
        services.intend(portfolio=request.portfolio, shares=form.shares, by=request.user, why=form.cleaned_data["why"])
        toast(request, _("Saved."))
        return redirect("initiatives:facets", request.portfolio.slug)
    context = {"form": form, "meanings": facet_mix.MEANINGS}
    return render_page(request, "initiatives/facets/intent.html", context, status=422 if form.errors else 200)


@require_safe
@in_portfolio(Permission.READ)
def facet(request: PortfolioRequest, pk: int) -> HttpResponse:
    """What people judge one initiative to be."""
    return _page(request, find(request.access, pk), None)


@require_http_methods(["GET", "HEAD", "POST"])
@in_portfolio(Permission.POST)
def facet_judge(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Judge it, or change one's judgement."""
    placement = find(request.access, pk)
    if request.method != "POST":
        return redirect("initiatives:facet", request.portfolio.slug, pk)
    form = JudgementForm(request.POST)
    if not form.is_valid():
        return _page(request, placement, form)
    services.judge(placement=placement, by=request.user, **form.cleaned_data)
    toast(request, _("Your judgement is there. You can change it whenever you see it differently."))
    return redirect("initiatives:facet", request.portfolio.slug, pk)


@require_POST
@in_portfolio(Permission.POST)
def facet_withdraw(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Take one's own judgement back."""
    if services.withdraw(placement=find(request.access, pk), by=request.user):
        toast(request, _("Your judgement is gone."))
    return redirect("initiatives:facet", request.portfolio.slug, pk)


@require_safe
@in_portfolio(Permission.READ)
def facet_panel(request: PortfolioRequest, pk: int) -> HttpResponse:
    """The judgements in short, for the initiative's page."""
    context = {"page": judged(find(request.access, pk), request.access)}
    return render_page(
        request, "initiatives/facets/panel_page.html", context,
        fragment="initiatives/facets/panel.html", target="ph-facet",
    )  # fmt: skip


def _page(request: PortfolioRequest, placement: Placement, form: JudgementForm | None) -> HttpResponse:
    page = judged(placement, request.access)
    context: dict[str, Any] = {"page": page, "initiative": placement.initiative, "meanings": facet_mix.MEANINGS}
    context["as_table"] = request.GET.get("as") == "table"
    if request.access.may(Permission.POST):
        context["form"] = form or JudgementForm(instance=page.mine)
    status = 422 if form is not None and form.errors else 200
    return render_page(request, "initiatives/facets/initiative.html", context, status=status)
