"""Pages of the network: measures with words, who works with whom, before and after, what falls apart without one."""

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from initiatives.models import Initiative, NetworkReading, System
from initiatives.overviews.network.between import between
from initiatives.overviews.network.days import Days, days_page
from initiatives.overviews.network.drawing import Wanted, drawing_of
from initiatives.overviews.network.page import network_page
from initiatives.overviews.network.tables import measures_table
from initiatives.overviews.network.without import without_page
from initiatives.services import network as services
from portfolio_hub.lib.exports import download
from portfolio_hub.lib.pages import render_page, wants_fragment
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.models import Sector

Subject = NetworkReading.Subject
STATE = "network-state"


@require_safe
@in_portfolio(Permission.READ)
def network(request: PortfolioRequest) -> HttpResponse:
    """How initiatives hang together, in words."""
    return _measures(request, Subject.INITIATIVES)


@require_safe
@in_portfolio(Permission.READ)
def network_organisations(request: PortfolioRequest) -> HttpResponse:
    """Who works with whom, as a drawing and a table, and in words."""
    return _measures(request, Subject.ORGANISATIONS)


def _measures(request: PortfolioRequest, subject: str) -> HttpResponse:
    """Both networks have the same measures; that of organisations is drawn here, that of initiatives on the map."""
    page = network_page(request.access, subject, since=request.GET.get("since", ""))
    if wants_fragment(request, STATE) and not page.state.is_in_hand:
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = {"page": page, "as_table": request.GET.get("as") == "table", "sectors": Sector.choices}
    if subject == Subject.ORGANISATIONS and page.state.reading:
        wanted = Wanted.read(request.GET)
        context["drawing"] = drawing_of(request.access, page.state.reading, wanted, begin=_number(request, "begin"))
    if wants_fragment(request, "pairs"):
        return render_page(
            request, "initiatives/network/page.html", context,
            fragment="initiatives/network/drawing.html", target="pairs",
        )  # fmt: skip
    return render_page(
        request, "initiatives/network/page.html", context, fragment="initiatives/network/state.html", target=STATE
    )


@require_safe
@in_portfolio(Permission.READ)
def network_days(request: PortfolioRequest) -> HttpResponse:
    """Two days side by side: before and after a gathering."""
    asked = request.GET.get("of", "")
    subject = asked if asked in Subject.values else Subject.INITIATIVES.value
    page = days_page(request.access, subject, Days.read(request.GET))
    return render_page(request, "initiatives/network/days.html", {"page": page})


@require_safe
@in_portfolio(Permission.READ)
def network_without(request: PortfolioRequest, pk: int) -> HttpResponse:
    """What falls apart without one initiative."""
    initiative = get_object_or_404(Initiative.objects.seen_with(request.access), pk=pk)
    context = {"page": without_page(request.access, initiative), "initiative": initiative}
    return render_page(request, "initiatives/network/without.html", context)


@require_safe
@in_portfolio(Permission.READ)
def network_between(request: PortfolioRequest, pk: int, other: int) -> HttpResponse:
    """The connections between two systems, or within one."""
    systems = System.objects.filter(portfolio=request.portfolio)
    one, two = get_object_or_404(systems, pk=pk), get_object_or_404(systems, pk=other)
    context = {"one": one, "other": two, "page": between(request.access, one, two, after=request.GET.get("after", ""))}
    return render_page(request, "initiatives/network/between.html", context)


@require_safe
@in_portfolio(Permission.READ)
def network_export(request: PortfolioRequest, subject: str) -> StreamingHttpResponse:
    """Every measure of the newest reading as a file."""
    table = measures_table(request.access, subject)
    name = f"{request.portfolio.slug}-network-of-{subject}"
    return download(table, format=request.GET.get("format", "csv"), name=name)


@require_POST
@in_portfolio(Permission.CURATE)
def network_read(request: PortfolioRequest) -> HttpResponse:
    """Ask a worker to read both networks anew, for every circle."""
    services.ask_all(portfolio=request.portfolio)
    toast(request, _("The network is being read. It is here as soon as a worker is done."))
    is_organisations = request.POST.get("subject") == Subject.ORGANISATIONS
    return redirect(f"initiatives:network{'-organisations' if is_organisations else ''}", request.portfolio.slug)


def _number(request: PortfolioRequest, name: str) -> int:
    """A row number from the address; 0 for anything else."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
