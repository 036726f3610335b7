"""Plants the initiatives of Riverton with their places, parts, systems, levers and stage tracks."""

from collections.abc import Iterator
from itertools import pairwise

from initiatives.models import (
    Initiative,
    Lineage,
    Participation,
    Placement,
    PlacementSystem,
    StageChange,
)
from portfolio_hub.demo import story
from portfolio_hub.demo.days import moment_of
from portfolio_hub.demo.ground import Ground
from stakeholders.models import Change, User
from stakeholders.services import history

MERGED = {
    "dial-a-ride-pilot": "eastbank-loop",
    "volunteer-portal": "host-payments",
    "winter-beds": "hospital-discharge-warm",
}


def plant(ground: Ground) -> dict[str, Initiative]:
    """Write all initiatives and what hangs on them; return them by key."""
    told = story.initiatives()
    rows = Initiative.objects.bulk_create([_row(one, ground) for one in told], batch_size=200)
    planted = {one.key: row for one, row in zip(told, rows, strict=True)}
    plant_placements(ground, planted)
    Initiative.places.through.objects.bulk_create(
        [
            Initiative.places.through(initiative_id=planted[one.key].pk, place_id=ground.places[place].pk)
            for one in told
            for place in one.places
        ]
    )
    Participation.objects.bulk_create(
        [
            Participation(
                initiative=planted[one.key],
                organisation=ground.organisations[organisation],
                role=role,
                since_on=one.steps[0].on,
            )
            for one in told
            for organisation, role in one.parts
        ]
    )
    StageChange.objects.bulk_create([change for one in told for change in _track(one, planted[one.key], ground)])
    plant_mergers(ground, planted)
    history.record_many(_created(row, ground) for row in rows)
    return planted


def _row(one: story.Initiative, ground: Ground) -> Initiative:
    """The initiative as it stands today."""
    first, last = one.steps[0], one.steps[-1]
    row = Initiative(
        home=ground.portfolio,
        title=one.title,
        summary=one.summary,
        description=one.description,
        stage=last.stage,
        stage_since_on=last.on,
        started_on=first.on,
        ended_on=last.on if last.stage == "closed" else None,
        closed_how=one.closed_how,
        closing_learning=one.closing_learning,
        created_at=moment_of(first.on, one.key),
        created_by=_steward_of(one, ground),
    )
    row.search = row.searchable_text()
    return row


def plant_placements(ground: Ground, planted: dict[str, Initiative]) -> None:
    """Put every initiative into the portfolio, with its systems and levers."""
    told = story.initiatives()
    placements = Placement.objects.bulk_create(
        [
            Placement(
                portfolio=ground.portfolio,
                initiative=planted[one.key],
                facet=one.facet,
                rationale=one.rationale,
                since_on=one.steps[0].on,
                added_by=_steward_of(one, ground),
            )
            for one in told
        ]
    )
    PlacementSystem.objects.bulk_create(
        [
            PlacementSystem(placement=placement, system=ground.systems[key], is_main=key == one.main_system)
            for one, placement in zip(told, placements, strict=True)
            for key in one.systems
        ]
    )
    Placement.levers.through.objects.bulk_create(
        [
            Placement.levers.through(placement_id=placement.pk, lever_id=ground.levers[key].pk)
            for one, placement in zip(told, placements, strict=True)
            for key in one.levers
        ]
    )


def plant_mergers(ground: Ground, planted: dict[str, Initiative]) -> None:
    """Say of merged initiatives where they went."""
    for source, target in MERGED.items():
        row = planted[source]
        row.merged_into = planted[target]
        row.save(update_fields=["merged_into"])
        Lineage.objects.create(
            initiative=row,
            other=planted[target],
            kind=Lineage.Kind.MERGED_INTO,
            why=row.closing_learning,
            on=row.stage_since_on or row.created_at.date(),
            by=ground.steward,
        )


def _track(one: story.Initiative, row: Initiative, ground: Ground) -> Iterator[StageChange]:
    """The stage track from the first step to today's stage."""
    before = story.Step("", one.steps[0].on)
    for was, step in pairwise((before, *one.steps)):
        yield StageChange(
            initiative=row,
            from_stage=was.stage,
            to_stage=step.stage,
            on=step.on,
            reason=step.reason,
            by=_steward_of(one, ground),
            at=moment_of(step.on, one.key + step.stage),
        )


def _created(row: Initiative, ground: Ground) -> Change:
    """The first line of the initiative's history."""
    said = {"title": [None, row.title], "summary": [None, row.summary]}
    change = history.build(row, kind=Change.Kind.CREATED, fields=said, by=row.created_by, portfolio=ground.portfolio)
    change.at = row.created_at
    return change


def _steward_of(one: story.Initiative, ground: Ground) -> User:
    """The two stewards share the portfolio by system."""
    return ground.people["tomas.brandt" if one.main_system in ("economy", "food", "mobility") else "noor"]
