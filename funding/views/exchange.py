"""The portfolio's money as files for others: 360Giving and IATI."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from funding.exchange import activities, grants, organisations
from funding.exchange.reach import Reach
from portfolio_hub.lib.tabular.writers import stream_csv
from stakeholders.access import Permission, PortfolioRequest, in_portfolio

EVERYONE = "everyone"


@dataclass(frozen=True)
class _FileKind:
    """One kind of file: what it holds, and its forms with their addresses."""

    title: str
    words: str
    links: tuple[tuple[str, str], ...]


def _reach(request: PortfolioRequest) -> Reach:
    """What the reader may see, or with `?for=everyone` only what everyone may, fit to be published."""
    return Reach(request.access, public_only=request.GET.get("for") == EVERYONE)


def _file(request: PortfolioRequest, pieces: Iterator[bytes], kind: str, name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(pieces, content_type=kind)
    day = timezone.localdate()
    stem, __, ending = name.rpartition(".")
    response["Content-Disposition"] = f'attachment; filename="{request.portfolio.slug}-{stem}-{day:%Y-%m-%d}.{ending}"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def exchange(request: PortfolioRequest) -> HttpResponse:
    """Which files there are, what they hold for this reader, and how to bring such files in."""
    context = {
        "is_detailed": _reach(request).vehicles().exists(),
        "for_everyone": f"?for={EVERYONE}",
        "files": _files(request.portfolio.slug),
    }
    return render(request, "funding/exchange/exchange.html", context)


def _files(slug: str) -> tuple[_FileKind, ...]:
    def at(view: str) -> str:
        return reverse(f"funding:exchange-{view}", args=[slug])

    return (
        _FileKind(
            _("Grants, in the words of 360Giving"),
            _("Each agreed allocation as a grant: what for, how much was awarded and paid out, by whom and to whom."),
            (("JSON", at("grants-json")), ("CSV", at("grants-csv"))),
        ),
        _FileKind(
            _("Activities, in the words of IATI 2.03"),
            _(
                "The portfolio and each initiative as an activity, with organisations, budgets, money promised and "
                "paid, and what was observed."
            ),
            (("XML", at("activities")),),
        ),
        _FileKind(
            _("Organisations, in the words of IATI 2.03"),
            _(
                "The portfolio with its budgets, for whom they are, what was spent and pages that everybody may read; "
                "and each funder with what it promised."
            ),
            (("XML", at("organisations")),),
        ),
    )


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def grants_json(request: PortfolioRequest) -> StreamingHttpResponse:
    """Agreed allocations as grants of 360Giving."""
    return _file(request, grants.as_json(_reach(request)), "application/json", "360giving.json")


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def grants_csv(request: PortfolioRequest) -> StreamingHttpResponse:
    """The same grants as a table under the standard's titles; cells that look like formulas are made safe."""
    rows = stream_csv(grants.COLUMNS, grants.as_rows(_reach(request)))
    return _file(request, rows, "text/csv; charset=utf-8", "360giving.csv")


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def activities_xml(request: PortfolioRequest) -> StreamingHttpResponse:
    """The portfolio and its initiatives as IATI activities."""
    return _file(request, activities.as_xml(_reach(request)), "application/xml; charset=utf-8", "iati-activities.xml")


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def organisations_xml(request: PortfolioRequest) -> StreamingHttpResponse:
    """The portfolio and its funders as IATI organisations."""
    pieces = organisations.as_xml(_reach(request))
    return _file(request, pieces, "application/xml; charset=utf-8", "iati-organisations.xml")
