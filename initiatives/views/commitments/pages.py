"""Reading commitments: all of them with whose job they are, one with who serves it, and the table as a file."""

from django.http import HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from initiatives.overviews.commitment_history import history_of
from initiatives.overviews.commitment_tables import gap_table
from initiatives.overviews.commitments import commitment_page, commitments_page, find
from portfolio_hub.lib.exports import download
from portfolio_hub.lib.pages import render_page
from stakeholders.access import Permission, PortfolioRequest, in_portfolio

FRAGMENT, TARGET = "initiatives/partials/implementation_gap.html", "implementation-gap"


@require_safe
@in_portfolio(Permission.READ)
def commitments(request: PortfolioRequest) -> HttpResponse:
    """What was promised, how far it is covered, and how much of it is nobody's job yet."""
    page = commitments_page(request.access)
    context = {"page": page, "gap": page.gap, "as_table": request.GET.get("as") == "table"}
    return render_page(
        request, "initiatives/commitments/commitments.html", context, fragment=FRAGMENT, target=TARGET
    )  # fmt: skip


@require_safe
@in_portfolio(Permission.READ)
def commitments_export(request: PortfolioRequest, format: str) -> HttpResponseBase:
    """The same as a file."""
    return download(gap_table(request.access), format=format, name=f"{request.portfolio.slug}-commitments")


@require_safe
@in_portfolio(Permission.READ)
def commitment(request: PortfolioRequest, pk: int) -> HttpResponse:
    """One promise."""
    found = find(request.access, pk)
    context = {
        "page": commitment_page(request.access, found),
        "commitment": found,
        "history": history_of(found) if request.access.may(Permission.SEE_PEOPLE) else [],
    }
    return render_page(request, "initiatives/commitments/commitment.html", context)
