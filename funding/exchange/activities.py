"""The portfolio and its initiatives as IATI 2.03 activities, a few hundred in memory at a time.

The order of the elements is the standard's own. The portfolio is the activity of hierarchy 1 and holds the money that
belongs to no single initiative; the initiatives are hierarchy 2.
"""

import json
from collections.abc import Iterator

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from funding.exchange import activity_parts as parts
from funding.exchange.identifiers import activity_id
from funding.exchange.incoming_activities import KEPT
from funding.exchange.reach import Reach, recipient, streamed
from funding.exchange.xml import element, text
from funding.models import Disbursement, FundingVehicle, Observation
from initiatives.models import Initiative, Participation
from stakeholders.models import Organisation, Portfolio

OTHER_IDENTIFIER = "A9"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<iati-activities version="2.03" generated-datetime="{now}">\n'


def as_xml(reach: Reach) -> Iterator[bytes]:
    """The whole document, activity by activity."""
    yield _HEAD.format(now=_now()).encode()
    for piece in _portfolio_activity(reach):
        yield piece.encode()
    for initiative in streamed(_rows(reach)):
        yield f"{_activity(initiative, reach.portfolio, shows_kept=reach.access.is_steward)}\n".encode()
    yield b"</iati-activities>\n"


def _now() -> str:
    return timezone.now().strftime("%Y-%m-%dT%H:%M:%SZ")


def _opening(portfolio: Portfolio, hierarchy: int) -> str:
    opened = element(
        "iati-activity",
        xml_lang=portfolio.language.split("-")[0],
        default_currency=portfolio.currency,
        last_updated_datetime=_now(),
        hierarchy=hierarchy,
    )
    return f"{opened[:-2]}>"


def _names(of: Portfolio | Initiative, portfolio: Portfolio, title: str, description: str) -> str:
    return "".join(
        (
            element("iati-identifier", text(activity_id(of))),
            parts.organisation("reporting-org", portfolio),
            parts.narrative(title, "title"),
            element("description", element("narrative", text(description or title)), type="1"),
        )
    )


def _portfolio_activity(reach: Reach) -> Iterator[str]:
    """The activity of hierarchy 1, in pieces: it may have many payments and many children."""
    portfolio = reach.portfolio
    yield _opening(portfolio, 1)
    yield _names(portfolio, portfolio, portfolio.name, portfolio.purpose)
    backers = Organisation.objects.filter(pk__in=reach.commitments().values("funder")).order_by("pk")
    for backer in backers:
        yield parts.organisation("participating-org", backer, role=parts.FUNDING)
    yield parts.organisation("participating-org", portfolio, role=parts.ACCOUNTABLE)
    yield element("activity-status", code="2")
    yield element("activity-date", iso_date=portfolio.created_at.date(), type="2")
    yield from (parts.budget(row) for row in streamed(reach.wide_allocations()))
    yield from (parts.promised(row) for row in streamed(reach.commitments()))
    yield from (parts.drawn(row) for row in streamed(reach.drawdowns()))
    yield from (parts.committed(row, portfolio) for row in streamed(reach.wide_allocations()))
    yield from (parts.paid(row, row.allocation.vehicle, portfolio) for row in streamed(reach.wide_payments()))
    for child in streamed(reach.initiatives().only("pk").order_by("pk")):
        yield parts.related(child, is_parent=False)
    yield "</iati-activity>\n"


def _rows(reach: Reach) -> QuerySet[Initiative]:
    """The initiatives with everything that their activities say, in as many queries per batch whatever their number."""
    allocations = reach.allocations().select_related("vehicle")
    observed = Observation.objects.filter(value__isnull=False, corrected_by__isnull=True)
    return (
        reach.initiatives()
        .order_by("pk")
        .prefetch_related(
            Prefetch("participations", Participation.objects.live().select_related("organisation"), to_attr="parts"),
            Prefetch("allocations", allocations, to_attr="money"),
            Prefetch("money__disbursements", Disbursement.objects.order_by("pk"), to_attr="payments"),
            Prefetch(
                "observations",
                observed.filter(Q(indicator__portfolio=reach.portfolio))
                .select_related("indicator")
                .order_by("from_on", "pk"),
                to_attr="observed",
            ),
        )
    )


def _activity(initiative: Initiative, portfolio: Portfolio, *, shows_kept: bool) -> str:
    """One initiative; what it came in as from another publisher stands as its other identifier."""
    money = initiative.money  # type: ignore[attr-defined]  # prefetched
    part = recipient(initiative.parts)  # type: ignore[attr-defined]  # prefetched
    receiver: Organisation | Portfolio = part.organisation if part else portfolio
    vehicles: list[FundingVehicle] = [row.vehicle for row in money]
    theirs = initiative.external_id
    return "".join(
        (
            _opening(portfolio, 2),
            _names(initiative, portfolio, initiative.title, initiative.summary or initiative.description),
            parts.roles(initiative.parts, portfolio, vehicles),  # type: ignore[attr-defined]  # prefetched
            element("other-identifier", ref=theirs, type=OTHER_IDENTIFIER) if theirs else "",
            element("activity-status", code=parts.status(initiative)),
            parts.dates(initiative),
            *(parts.budget(row) for row in money),
            *_transactions(initiative, receiver, shows_kept=shows_kept),
            parts.related(portfolio, is_parent=True),
            parts.results(initiative.observed),  # type: ignore[attr-defined]  # prefetched
            "</iati-activity>",
        )
    )


def _transactions(initiative: Initiative, receiver: Organisation | Portfolio, *, shows_kept: bool) -> Iterator[str]:
    """Our rows; what came in from another publisher goes out as it came, and its rows here only once."""
    money = initiative.money  # type: ignore[attr-defined]  # prefetched
    kept = (initiative.extra or {}).get(KEPT, "") if money or shows_kept else ""
    if kept:
        yield from (parts.as_it_came(facts) for facts in json.loads(kept))
    yield from (parts.committed(row, receiver) for row in money[1 if kept else 0 :])
    for row in money:
        for payment in row.payments:
            if not kept or payment.note != initiative.source:
                yield parts.paid(payment, row.vehicle, receiver)
