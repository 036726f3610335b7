"""Plants Millford, a small city on the next river: a dozen initiatives, two promises and five signatures."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from initiatives.models import (
    Initiative,
    Participation,
    Placement,
    PlacementSystem,
    PolicyCommitment,
    Service,
    StageChange,
    System,
    SystemNeed,
    Update,
)
from portfolio_hub.demo import story
from portfolio_hub.demo.days import day_of, moment_of, working_day
from portfolio_hub.demo.endorsers import YEAR
from portfolio_hub.demo.ground import Ground
from sensemaking.models import LearningLog, ServiceEvidence
from sensemaking.services import features, tallies
from stakeholders.models import (
    Circle,
    Endorsement,
    IntentVersion,
    Portfolio,
    SectorThreshold,
    ThresholdSector,
    User,
)

KEY = "millford"
STEWARD = "ada.winther"
PROMISED_ON = date(2026, 3, 2)
Told = dict[str, Any]


def plant(
    world: Ground, portfolio: Portfolio, systems: list[System], version: IntentVersion, row: Told, told: Told
) -> None:
    """Write all that Millford holds."""
    steward = world.people[STEWARD]
    initiatives = plant_initiatives(world, portfolio, systems, steward)
    plant_promises(world, portfolio, systems, initiatives, row["promises"], steward)
    plant_logs(world, portfolio, initiatives, told["logs"])
    plant_signatures(world, version, told["organisations"])
    for one in row["thresholds"]:
        threshold = SectorThreshold.objects.create(
            portfolio=portfolio, name=one["name"], needed=one["needed"], note=one["note"], reviewed_on=PROMISED_ON
        )
        ThresholdSector.objects.bulk_create(
            ThresholdSector(threshold=threshold, portfolio=portfolio, sector=sector) for sector in one["sectors"]
        )


def plant_initiatives(
    world: Ground, portfolio: Portfolio, systems: list[System], steward: User
) -> dict[str, Initiative]:
    """Write the initiatives with their lead, their way through the stages, their systems and the last news."""
    planted = {}
    for row in story.rows("millford.csv"):
        steps = _steps(row)
        planted[row["title"]] = one = _initiative(world, portfolio, row, steps, steward)
        placement = Placement.objects.create(
            portfolio=portfolio, initiative=one, since_on=steps[0].on, added_by=steward
        )  # fmt: skip
        keys = [row["system"], *row["touches"].split()]
        PlacementSystem.objects.bulk_create(
            PlacementSystem(placement=placement, system=systems[int(key)], is_main=key == row["system"]) for key in keys
        )
        Participation.objects.create(
            initiative=one, organisation=world.organisations[row["lead"]], role="lead", since_on=steps[0].on
        )
        StageChange.objects.bulk_create(_track(one, steps, steward))
        Update.objects.create(
            portfolio=portfolio, initiative=one, kind=Update.Kind.PROGRESS, body=row["said"],
            happened_on=date.fromisoformat(row["said_on"]), circle=Circle.PUBLIC, status=Update.Status.ACCEPTED,
            by=steward, author_name=steward.name, seconds=25, created_at=_said_at(row),
        )  # fmt: skip
    return planted


def _steps(row: dict[str, str]) -> list[story.Step]:
    """The way through the stages; a month becomes a working day in it."""
    told = (step.split(" ") for step in row["history"].split(story.STEP))
    return [story.Step(stage, day_of(day, row["title"])) for day, stage in told]


def _said_at(row: dict[str, str]) -> datetime:
    return moment_of(date.fromisoformat(row["said_on"]), row["said"])


def _initiative(
    world: Ground, portfolio: Portfolio, row: dict[str, str], steps: list[story.Step], steward: User
) -> Initiative:
    one = Initiative(
        home=portfolio,
        title=row["title"],
        summary=row["summary"],
        stage=steps[-1].stage,
        stage_since_on=steps[-1].on,
        started_on=steps[0].on,
        created_at=moment_of(steps[0].on, row["title"]),
        created_by=steward,
        last_heard_at=_said_at(row),
    )
    one.search = one.searchable_text()
    one.save()
    one.places.add(world.places[KEY])
    return one


def _track(one: Initiative, steps: list[story.Step], steward: User) -> Iterator[StageChange]:
    before = story.Step("", steps[0].on)
    for was, step in pairwise((before, *steps)):
        yield StageChange(
            initiative=one,
            from_stage=was.stage,
            to_stage=step.stage,
            on=step.on,
            by=steward,
            at=moment_of(step.on, one.title + step.stage),
        )


def plant_promises(
    world: Ground,
    portfolio: Portfolio,
    systems: list[System],
    initiatives: dict[str, Initiative],
    told: list[Told],
    steward: User,
) -> None:
    """Write the promises of the town plan, what they need, and who serves them."""
    for order, row in enumerate(told, start=1):
        promise = PolicyCommitment.objects.create(
            portfolio=portfolio,
            owner=world.organisations[row["owner"]],
            order=order,
            created_by=steward,
            created_at=moment_of(PROMISED_ON, row["title"]),
            **{name: row[name] for name in ("title", "promise", "amount", "unit", "year", "source") if name in row},
        )
        SystemNeed.objects.bulk_create(
            SystemNeed(commitment=promise, system=systems[int(number)], need=need)
            for number, need in row["needs"].items()
        )
        for title, (how, in_hand, evidenced) in row["served"].items():
            service = Service.objects.create(
                commitment=promise,
                initiative=initiatives[title],
                how=how,
                in_hand=Decimal(in_hand),
                evidenced=Decimal(evidenced),
                by=steward,
                created_at=moment_of(PROMISED_ON, title),
            )
            if evidenced:
                _show(service, steward)


def _show(service: Service, steward: User) -> None:
    """What was last said of the initiative shows what it has delivered."""
    news = service.initiative.updates.latest("happened_on")
    ServiceEvidence.objects.create(service=service, note=news.body, observed_on=news.happened_on, by=steward)


def plant_logs(world: Ground, portfolio: Portfolio, initiatives: dict[str, Initiative], told: list[Told]) -> None:
    """Write what people of the town learned, and count it."""
    for row in told:
        by = world.people[row["by"]]
        log = LearningLog(
            portfolio=portfolio,
            initiative=initiatives[row["initiative"]],
            circle=Circle.PUBLIC,
            happened_on=row["on"],
            by=by,
            author_name=by.name,
            created_at=moment_of(row["on"], row["title"]),
            **{name: row[name] for name in ("kind", "mark", "title", "tried", "saw", "next")},
        )
        log.search = log.searchable_text()
        log.save()
    tallies.rebuild(portfolio)
    features.read_all(portfolio)


def plant_signatures(world: Ground, version: IntentVersion, actors: list[Told]) -> None:
    """Write who stands behind the town's intent."""
    assert version.shared_on is not None
    signed = [actor for actor in actors if "promise" in actor]
    days = [working_day(version.shared_on + timedelta(days=6 * number)) for number in range(len(signed))]
    Endorsement.objects.bulk_create(
        Endorsement(
            version=version,
            organisation=world.organisations[actor["key"]],
            promise=actor["promise"],
            signer_name=actor["signer"],
            signer_role=actor["role"],
            signed_on=day,
            valid_until=day + YEAR,
            created_at=moment_of(day, actor["key"]),
        )
        for actor, day in zip(signed, days, strict=True)
    )
