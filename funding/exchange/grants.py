"""Agreed allocations as grants of the 360Giving Data Standard, in JSON and CSV, a few hundred in memory at a time."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from funding.exchange import plain
from funding.exchange.identifiers import grant_id, organisation_id, portfolio_id, vehicle_id
from funding.exchange.plain import Money, Part
from funding.exchange.reach import Reach, funders_of, recipient
from funding.exchange.xml import in_pieces
from funding.models import Allocation, CapitalCommitment, FundingVehicle
from funding.sums import exact
from initiatives.models import Initiative
from portfolio_hub.lib.exports import BATCH

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


@dataclass(frozen=True, slots=True)
class _Award:
    """An allocation with what it is for and from whom."""

    reach: Reach
    row: Money
    vehicle: FundingVehicle
    funders: Sequence[CapitalCommitment]
    initiative: Initiative | None
    parts: Sequence[Part]


def grants(reach: Reach) -> Iterator[Grant]:
    """Every allocation that the file may hold as a grant; amounts are exact decimals."""
    funders, vehicles = funders_of(reach.vehicles()), {vehicle.pk: vehicle for vehicle in reach.vehicles()}
    rows = plain.every_money(reach.allocations())
    while batch := list(islice(rows, BATCH)):
        initiatives, parts = _about({row.initiative for row in batch if row.initiative})
        for row in batch:
            backers, number = funders.get(row.vehicle, ()), row.initiative or 0
            award = _Award(
                reach, row, vehicles[row.vehicle], backers, initiatives.get(number), parts.get(number, ())
            )  # fmt: skip
            yield _grant(award)


def _about(initiatives: set[int]) -> tuple[Mapping[int, Initiative], Mapping[int, Sequence[Part]]]:
    """The initiatives that are named, and who takes part in them."""
    said = Initiative.objects.only("title", "summary", "description", "external_id", "started_on", "ended_on")
    return said.in_bulk(initiatives), plain.parts(initiatives)


def _grant(award: _Award) -> Grant:
    row, initiative, portfolio, currency = award.row, award.initiative, award.reach.portfolio, award.vehicle.currency
    title = _title(award)
    said = row.purpose or (initiative.summary or initiative.description if initiative else "")
    grant: Grant = {
        "id": _id(award),
        "title": title,
        "description": said or title,
        "currency": currency,
        "amountAwarded": exact(row.awarded, currency),
        "amountDisbursed": exact(row.paid, currency),
        "awardDate": row.on.isoformat(),
        "recipientOrganization": [_recipient(award)],
        "fundingOrganization": [_funder(award)],
        "grantProgramme": [{"code": portfolio.slug, "title": portfolio.name}],
    }
    if dates := _planned(initiative):
        grant["plannedDates"] = [dates]
    return grant


def _title(award: _Award) -> str:
    if award.initiative:
        return award.initiative.title
    return award.row.combination or f"{award.reach.portfolio.name}: {Allocation.Target(award.row.target).label}"


def _id(award: _Award) -> str:
    """A grant that came in under an identifier of the standard keeps it: the first money of its initiative."""
    theirs = award.initiative.external_id if award.initiative else ""
    return theirs if theirs.startswith("360G-") and award.row.is_first else grant_id(award.row.pk)


def _planned(initiative: Initiative | None) -> dict[str, str]:
    days = {"startDate": initiative.started_on, "endDate": initiative.ended_on} if initiative else {}
    return {name: day.isoformat() for name, day in days.items() if day}


def _recipient(award: _Award) -> dict[str, str]:
    """The lead of the initiative; where nobody is named, the portfolio holds the money for it."""
    part = recipient(award.parts)
    if part is None:
        return {"id": portfolio_id(award.reach.portfolio), "name": award.reach.portfolio.name}
    return {"id": organisation_id(part.organisation), "name": part.organisation.name}


def _funder(award: _Award) -> dict[str, str]:
    """The one organisation behind the vehicle; a vehicle of several gives in its own name."""
    backers = {promise.funder_id: promise.funder for promise in award.funders}
    if len(backers) == 1:
        (funder,) = backers.values()
        return {"id": organisation_id(funder), "name": funder.name}
    return {"id": vehicle_id(award.vehicle), "name": award.vehicle.name}


def as_json(reach: Reach) -> Iterator[bytes]:
    """The whole document; amounts are written digit by digit, never as floats."""
    return in_pieces(_document(reach))


def _document(reach: Reach) -> Iterator[str]:
    encode = json.JSONEncoder(ensure_ascii=False).encode
    yield '{"grants": ['
    for place, grant in enumerate(grants(reach)):
        sums = ", ".join(f'"{name}": {grant.pop(name):f}' for name in AMOUNTS)
        yield f"{',' if place else ''}\n{encode(grant)[:-1]}, {sums}}}"
    yield "\n]}\n"


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
