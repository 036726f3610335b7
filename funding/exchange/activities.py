"""The portfolio and its initiatives as IATI 2.03 activities, a few hundred in memory at a time.

The order of the elements is the standard's own. The portfolio is the activity of hierarchy 1 and holds the money that
belongs to no single initiative; the initiatives are hierarchy 2.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from funding.exchange import activity_parts as parts
from funding.exchange import as_it_came
from funding.exchange.identifiers import activity_id
from funding.exchange.incoming_activities import fitting
from funding.exchange.reach import Reach, recipient, streamed
from funding.exchange.results import results
from funding.exchange.xml import element, now, opened, text
from funding.models import Disbursement, FundingVehicle
from initiatives.models import Initiative, Participation, Placement, PlacementSystem
from portfolio_hub.lib.exports import in_batches
from stakeholders.models import Circle, Organisation, Portfolio

OTHER_IDENTIFIER = "A9"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<iati-activities version="2.03" generated-datetime="{now}">\n'


def as_xml(reach: Reach) -> Iterator[bytes]:
    """The whole document, activity by activity."""
    yield _HEAD.format(now=now()).encode()
    for piece in _portfolio_activity(reach):
        yield piece.encode()
    for batch in in_batches(_rows(reach)):
        kept = as_it_came.kept_of(reach.portfolio, [row.pk for row in batch])
        for initiative in batch:
            yield f"{_activity(_Told(initiative, reach, kept.get(initiative.pk, '')))}\n".encode()
    yield b"</iati-activities>\n"


def _opening(portfolio: Portfolio, hierarchy: int) -> str:
    return opened(
        "iati-activity",
        xml_lang=parts.language(portfolio),
        default_currency=portfolio.currency,
        last_updated_datetime=now(),
        hierarchy=hierarchy,
    )


def _names(of: Portfolio | Initiative, portfolio: Portfolio, title: str, description: str) -> str:
    facts = of.extra or {} if isinstance(of, Initiative) else {}
    said = facts.get("description in other languages", "")
    return "".join(
        (
            element("iati-identifier", text(activity_id(of))),
            parts.publisher(portfolio),
            parts.narrative(title, "title", facts.get("title in other languages", "")),
            parts.narrative(description or title, "description", said, type="1"),
        )
    )


def _portfolio_activity(reach: Reach) -> Iterator[str]:
    """The activity of hierarchy 1, in pieces: it may have many payments and many children."""
    portfolio = reach.portfolio
    yield _opening(portfolio, 1)
    yield _names(portfolio, portfolio, portfolio.name, portfolio.purpose)
    for backer in reach.funders():
        yield parts.organisation("participating-org", backer, role=parts.FUNDING)
    yield parts.organisation("participating-org", portfolio, role=parts.ACCOUNTABLE)
    yield element("activity-status", code="2")
    yield element("activity-date", iso_date=portfolio.created_at.date(), type="2")
    yield from (parts.budget(row) for row in streamed(reach.wide_allocations()))
    yield from (parts.promised(row) for row in streamed(reach.commitments()))
    yield from (parts.drawn(row) for row in streamed(reach.drawdowns()))
    yield from (parts.committed(row, portfolio) for row in streamed(reach.wide_allocations()))
    yield from (parts.paid(row, row.allocation.vehicle, portfolio) for row in streamed(reach.wide_payments()))
    if portfolio.is_open:
        yield parts.web_page(portfolio, portfolio.name, portfolio.get_absolute_url())
    for child in streamed(reach.initiatives().only("pk").order_by("pk")):
        yield parts.related(child, is_parent=False)
    yield results(list(reach.wide_observations()))
    yield "</iati-activity>\n"


def _rows(reach: Reach) -> QuerySet[Initiative]:
    """The initiatives with everything that their activities say, in as many queries per batch whatever their number."""
    placed = Placement.objects.live().filter(portfolio=reach.portfolio)
    main = PlacementSystem.objects.filter(placement__in=placed.values("pk"), is_main=True).select_related("system")
    return (
        reach.initiatives()
        .order_by("pk")
        .prefetch_related(
            Prefetch("participations", Participation.objects.live().select_related("organisation"), to_attr="parts"),
            Prefetch("placements", placed, to_attr="placed"),
            Prefetch("placed__touches", main, to_attr="main"),
            Prefetch("allocations", reach.allocations().select_related("vehicle", "combination"), to_attr="money"),
            Prefetch("money__disbursements", Disbursement.objects.order_by("pk"), to_attr="payments"),
            Prefetch("observations", reach.observations(), to_attr="observed"),
        )
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """One initiative, prefetched, with the transactions that came in with it."""

    initiative: Initiative
    reach: Reach
    kept: str

    @property
    def money(self) -> list[Any]:
        """Its allocations that the file may hold, with their payments."""
        found: list[Any] = self.initiative.money  # type: ignore[attr-defined]  # prefetched
        return found

    @property
    def receiver(self) -> Organisation | Portfolio:
        part = recipient(self.initiative.parts)  # type: ignore[attr-defined]  # prefetched
        return part.organisation if part else self.reach.portfolio

    def transactions(self) -> Iterator[str]:
        """Our rows; what came in from another publisher goes out as it came, and its rows here only once.

        Who does not see the vehicle that it came into does not see it; where it came into none, stewards do.
        """
        was_written = bool(self.kept) and fitting(self.kept).promised > 0
        came = next((row for row in self.money if row.is_first), None) if was_written else None
        if self.kept and (came is not None or (not was_written and self.reach.access.is_steward)):
            yield from as_it_came.transactions(self.kept)
        yield from (parts.committed(row, self.receiver) for row in self.money if row is not came)
        for row in self.money:
            for payment in row.payments:
                if row is not came or payment.note != self.initiative.source:
                    yield parts.paid(payment, row.vehicle, self.receiver)


def _activity(told: _Told) -> str:
    """One initiative; what it came in as from another publisher stands as its other identifier."""
    initiative, portfolio = told.initiative, told.reach.portfolio
    vehicles: list[FundingVehicle] = [row.vehicle for row in told.money]
    theirs, is_public = initiative.external_id, initiative.circle == Circle.PUBLIC and portfolio.is_open
    address = initiative.get_portfolio_url(portfolio.slug)
    return "".join(
        (
            _opening(portfolio, 2),
            _names(initiative, portfolio, initiative.title, initiative.summary or initiative.description),
            parts.roles(initiative.parts, portfolio, vehicles),  # type: ignore[attr-defined]  # prefetched
            element("other-identifier", ref=theirs, type=OTHER_IDENTIFIER) if theirs else "",
            element("activity-status", code=parts.status(initiative)),
            parts.dates(initiative),
            parts.sector(initiative.placed),  # type: ignore[attr-defined]  # prefetched
            *(parts.budget(row) for row in told.money),
            *told.transactions(),
            parts.web_page(portfolio, initiative.title, address) if is_public else "",
            parts.related(portfolio, is_parent=True),
            results(initiative.observed),  # type: ignore[attr-defined]  # prefetched
            "</iati-activity>",
        )
    )
