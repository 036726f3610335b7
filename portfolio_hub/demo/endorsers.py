"""Plants who stands behind the intent of Riverton, who was asked to, and how many of each sector are enough."""

import secrets
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from portfolio_hub.demo import story
from portfolio_hub.demo.days import TODAY, moment_of, number_of, working_day
from portfolio_hub.demo.ground import Ground
from stakeholders.models import (
    Endorsement,
    EndorsementRequest,
    IntentVersion,
    SectorThreshold,
    ThresholdSector,
    User,
)

Signed = dict[str, Endorsement]
YEAR = timedelta(days=365)
NEWCOMERS, MOVERS = 200, 90
"""Within so many days of a version newcomers sign it, and earlier endorsers move along."""


def plant(ground: Ground, version: IntentVersion, earlier: Signed) -> Signed:
    """Write the endorsements of a version; return them by organisation."""
    speakers = _speakers(ground)
    rows = [row for row in story.rows("endorsements.csv") if int(row["first"]) <= version.number <= int(row["last"])]
    planted = Endorsement.objects.bulk_create(_endorsement(ground, version, row, earlier, speakers) for row in rows)
    return {row["organisation"]: one for row, one in zip(rows, planted, strict=True)}


def _speakers(ground: Ground) -> dict[tuple[str, str], User]:
    """People who sign in, by organisation and name."""
    return {(person.organisation, person.name): ground.people[person.key] for person in story.people()}


def _endorsement(
    ground: Ground,
    version: IntentVersion,
    row: dict[str, str],
    earlier: Signed,
    speakers: dict[tuple[str, str], User],
) -> Endorsement:
    """The endorsement of one organisation; at first it promised what its first sentence says."""
    key = row["organisation"]
    is_last = version.number == int(row["last"])
    signed_on = _signed_on(version, key, moves=key in earlier, renewed=row["renewed_on"])
    endorsement = Endorsement(
        version=version,
        organisation=ground.organisations[key],
        promise=row["promise"] if is_last else row["promise"].partition(". ")[0].rstrip(".") + ".",
        brings=row["brings"] if is_last else "",
        signed_by=speakers.get((key, row["signer"])),
        signer_name=row["signer"],
        signer_role=row["role"],
        signed_on=signed_on,
        valid_until=signed_on + YEAR,
        earlier=earlier.get(key),
        created_at=moment_of(signed_on, key),
    )
    return _as_it_stands(endorsement, row) if is_last else endorsement


def _as_it_stands(endorsement: Endorsement, row: dict[str, str]) -> Endorsement:
    """The last endorsement of an organisation, as renewed, lapsed, withdrawn or only offered."""
    if row["valid_until"]:
        endorsement.valid_until = date.fromisoformat(row["valid_until"])
    if row["renewed_on"]:
        endorsement.status = Endorsement.Status.RENEWED
        endorsement.renewed_on = date.fromisoformat(row["renewed_on"])
    if row["state"]:
        endorsement.status = row["state"]
        endorsement.ended_on = date.fromisoformat(row["ended_on"]) if row["ended_on"] else None
        endorsement.ended_why = row["ended_why"]
    return endorsement


def _signed_on(version: IntentVersion, key: str, *, moves: bool, renewed: str) -> date:
    """A working day after the version was shared; those who move along are sooner, and nobody signs after today."""
    assert version.shared_on is not None
    days = number_of(f"{key} {version.number}") % (60 if renewed else MOVERS if moves else NEWCOMERS)
    return min(working_day(version.shared_on + timedelta(days=days)), TODAY)


def plant_thresholds(ground: Ground, told: list[dict[str, Any]]) -> None:
    """Write how many actors of each sector are enough, as reviewed in spring."""
    reviewed_on = date(2026, 4, 14)
    for order, row in enumerate(told, start=1):
        threshold = SectorThreshold.objects.create(
            portfolio=ground.portfolio,
            name=row["name"],
            needed=row["needed"],
            note=row["note"],
            order=order,
            reviewed_on=reviewed_on,
        )
        ThresholdSector.objects.bulk_create(
            ThresholdSector(threshold=threshold, portfolio=ground.portfolio, sector=sector) for sector in row["sectors"]
        )


def plant_requests(ground: Ground, version: IntentVersion, told: list[dict[str, Any]]) -> None:
    """Write the letters that ask for an endorsement; nobody knows the keys of their links."""
    EndorsementRequest.objects.bulk_create(_requests(ground, version, told))


def _requests(ground: Ground, version: IntentVersion, told: list[dict[str, Any]]) -> Iterator[EndorsementRequest]:
    status = EndorsementRequest.Status
    for row in told:
        asked_at = moment_of(row["on"], row["email"])
        answered_on = row.get("answered_on")
        yield EndorsementRequest(
            version=version,
            organisation=ground.organisations[row["organisation"]],
            email=row["email"],
            name=row["name"],
            note=row["note"],
            digest=secrets.token_hex(32),
            status=status.DECLINED if answered_on else status.ASKED,
            answer=row.get("answer", ""),
            asked_by=ground.steward,
            asked_at=asked_at,
            mailed_at=asked_at + timedelta(seconds=20),
            expires_at=asked_at + timedelta(days=60),
            answered_at=moment_of(answered_on, row["name"]) if answered_on else None,
        )
