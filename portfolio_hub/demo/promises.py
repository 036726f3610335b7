"""Plants what policy promised Riverton, the systems each promise needs, who serves it, and what shows delivery."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from initiatives.models import Initiative, PolicyCommitment, PolicyTouch, Service, SystemNeed
from portfolio_hub.demo import story
from portfolio_hub.demo.days import moment_of
from portfolio_hub.demo.ground import Ground
from sensemaking.models import LearningLog, ServiceEvidence
from stakeholders.models import PolicyLink

PROMISED_ON = date(2025, 11, 3)
"""The day on which the stewards had written down all promises."""


def plant(
    ground: Ground, initiatives: dict[str, Initiative], policies: dict[str, PolicyLink]
) -> dict[str, PolicyCommitment]:
    """Write the promises with all that hangs on them; return them by key."""
    promises = plant_promises(ground, policies)
    plant_needs(ground, promises)
    plant_services(ground, promises, initiatives)
    plant_touches(promises, initiatives, policies)
    return promises


def plant_promises(ground: Ground, policies: dict[str, PolicyLink]) -> dict[str, PolicyCommitment]:
    """Write the promises in their order."""
    rows = list(story.rows("promises.csv"))
    planted = PolicyCommitment.objects.bulk_create(
        PolicyCommitment(
            portfolio=ground.portfolio,
            title=row["title"],
            promise=row["promise"],
            amount=Decimal(row["amount"]) if row["amount"] else None,
            unit=row["unit"],
            year=int(row["year"]) if row["year"] else None,
            source=row["source"],
            owner=ground.organisations[row["owner"]],
            policy=policies.get(row["policy"]),
            order=order,
            created_by=ground.steward,
            created_at=moment_of(PROMISED_ON, row["key"]),
        )
        for order, row in enumerate(rows, start=1)
    )
    return {row["key"]: promise for row, promise in zip(rows, planted, strict=True)}


def plant_needs(ground: Ground, promises: dict[str, PolicyCommitment]) -> None:
    """Write what each promise expects of each system, where somebody said so."""
    SystemNeed.objects.bulk_create(
        SystemNeed(commitment=promises[row["key"]], system=ground.systems[system], need=need)
        for row in story.rows("promises.csv")
        for system, _mark, need in (said.partition(story.ROLE_MARK) for said in row["needs"].split())
    )


def plant_services(ground: Ground, promises: dict[str, PolicyCommitment], initiatives: dict[str, Initiative]) -> None:
    """Write who serves which promise, and the logs and observations that show what was delivered."""
    rows = list(story.rows("services.csv"))
    services = Service.objects.bulk_create(
        [
            Service(
                commitment=promises[row["promise"]],
                initiative=initiatives[row["initiative"]],
                how=row["how"],
                in_hand=Decimal(row["in_hand"]),
                evidenced=Decimal(row["evidenced"]),
                by=ground.steward,
                created_at=moment_of(PROMISED_ON, row["how"]),
            )
            for row in rows
        ],
        batch_size=200,
    )
    ServiceEvidence.objects.bulk_create(_evidence(ground, rows, services))


def _evidence(ground: Ground, rows: list[dict[str, str]], services: list[Service]) -> Iterator[ServiceEvidence]:
    logs = {
        (log.initiative_id, log.title): log
        for log in LearningLog.objects.filter(portfolio=ground.portfolio).only("initiative", "title", "happened_on")
    }
    for row, service in zip(rows, services, strict=True):
        if row["log"]:
            log = logs[service.initiative_id, row["log"]]
            yield ServiceEvidence(service=service, log=log, observed_on=log.happened_on, by=ground.steward)
        elif row["note"]:
            yield ServiceEvidence(
                service=service, note=row["note"], observed_on=date.fromisoformat(row["observed_on"]), by=ground.steward
            )


def plant_touches(
    promises: dict[str, PolicyCommitment], initiatives: dict[str, Initiative], policies: dict[str, PolicyLink]
) -> None:
    """Write which promises and initiatives each policy touches."""
    told = story.chapter("intent.toml")["policies"]
    PolicyTouch.objects.bulk_create(
        [PolicyTouch(policy=policies[row["key"]], commitment=promises[key]) for row in told for key in row["promises"]]
        + [
            PolicyTouch(policy=policies[row["key"]], initiative=initiatives[key])
            for row in told
            for key in row["initiatives"]
        ]
    )
