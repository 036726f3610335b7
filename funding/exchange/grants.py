"""Agreed allocations as grants of the 360Giving Data Standard, in JSON and CSV, one in memory at a time."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Prefetch

from funding.exchange.identifiers import grant_id, organisation_id, portfolio_id, vehicle_id
from funding.exchange.reach import Reach, agreed_on, funders_of, held, recipient, streamed
from funding.models import Allocation, CapitalCommitment
from funding.sums import exact
from initiatives.models import Participation

COLUMNS = (
    "Identifier",
    "Title",
    "Description",
    "Currency",
    "Amount Awarded",
    "Amount Disbursed",
    "Award Date",
    "Planned Dates:Start Date",
    "Planned Dates:End Date",
    "Recipient Org:Identifier",
    "Recipient Org:Name",
    "Funding Org:Identifier",
    "Funding Org:Name",
    "Grant Programme:Code",
    "Grant Programme:Title",
)
"""The standard's own titles of columns, whatever the reader's language."""
AMOUNTS = ("amountAwarded", "amountDisbursed")
Grant = dict[str, Any]


def grants(reach: Reach) -> Iterator[Grant]:
    """Every allocation that the file may hold as a grant; amounts are exact decimals."""
    live = Participation.objects.live().select_related("organisation")
    rows = (
        reach.allocations()
        .select_related("vehicle", "initiative", "combination")
        .prefetch_related(Prefetch("initiative__participations", queryset=live, to_attr="parts"))
    )
    funders = funders_of(reach.vehicles())
    for row in streamed(rows):
        yield _grant(row, reach, funders.get(row.vehicle_id, ()))


def _grant(row: Allocation, reach: Reach, funders: Sequence[CapitalCommitment]) -> Grant:
    title = str(row.initiative or row.combination or f"{reach.portfolio.name}: {row.get_target_display()}")
    said = row.purpose or (row.initiative.summary or row.initiative.description if row.initiative else "")
    grant: Grant = {
        "id": _id(row),
        "title": title,
        "description": said or title,
        "currency": row.vehicle.currency,
        "amountAwarded": exact(held(row), row.vehicle.currency),
        "amountDisbursed": exact(row.paid_total, row.vehicle.currency),
        "awardDate": agreed_on(row).isoformat(),
        "recipientOrganization": [_recipient(row, reach)],
        "fundingOrganization": [_funder(row, funders)],
        "grantProgramme": [{"code": reach.portfolio.slug, "title": reach.portfolio.name}],
    }
    if dates := _planned(row):
        grant["plannedDates"] = [dates]
    return grant


def _id(row: Allocation) -> str:
    """A grant that came in under an identifier of the standard keeps it: the first money of its initiative."""
    theirs = row.initiative.external_id if row.initiative else ""
    is_theirs = theirs.startswith("360G-") and row.is_first  # type: ignore[attr-defined]  # annotated
    return theirs if is_theirs else grant_id(row)


def _planned(row: Allocation) -> dict[str, str]:
    days = {"startDate": row.initiative.started_on, "endDate": row.initiative.ended_on} if row.initiative else {}
    return {name: day.isoformat() for name, day in days.items() if day}


def _recipient(row: Allocation, reach: Reach) -> dict[str, str]:
    """The lead of the initiative; where nobody is named, the portfolio holds the money for it."""
    part = recipient(row.initiative.parts) if row.initiative else None  # type: ignore[attr-defined]  # prefetched
    if part is None:
        return {"id": portfolio_id(reach.portfolio), "name": reach.portfolio.name}
    return {"id": organisation_id(part.organisation), "name": part.organisation.name}


def _funder(row: Allocation, funders: Sequence[CapitalCommitment]) -> dict[str, str]:
    """The one organisation behind the vehicle; a vehicle of several gives in its own name."""
    backers = {promise.funder_id: promise.funder for promise in funders}
    if len(backers) == 1:
        (funder,) = backers.values()
        return {"id": organisation_id(funder), "name": funder.name}
    return {"id": vehicle_id(row.vehicle), "name": row.vehicle.name}


def as_json(reach: Reach) -> Iterator[bytes]:
    """The whole document, grant by grant; amounts are written digit by digit, never as floats."""
    yield b'{"grants": ['
    for place, grant in enumerate(grants(reach)):
        rest = {name: value for name, value in grant.items() if name not in AMOUNTS}
        sums = ", ".join(f'"{name}": {grant[name]:f}' for name in AMOUNTS)
        text = f"{json.dumps(rest, ensure_ascii=False)[:-1]}, {sums}}}"
        yield f"{',' if place else ''}\n{text}".encode()
    yield b"\n]}\n"


def as_rows(reach: Reach) -> Iterator[tuple[Any, ...]]:
    """The same grants as rows under `COLUMNS`."""
    for grant in grants(reach):
        dates = grant.get("plannedDates", [{}])[0]
        to, giver, programme = (
            grant[name][0] for name in ("recipientOrganization", "fundingOrganization", "grantProgramme")
        )
        yield (
            grant["id"],
            grant["title"],
            grant["description"],
            grant["currency"],
            grant["amountAwarded"],
            grant["amountDisbursed"],
            grant["awardDate"],
            dates.get("startDate", ""),
            dates.get("endDate", ""),
            to["id"],
            to["name"],
            giver["id"],
            giver["name"],
            programme["code"],
            programme["title"],
        )
