"""Two become one: everything moves, nothing is lost, and undo puts it all back."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from funding.models import Allocation
from initiatives.followers import followers
from initiatives.models import Initiative, Lineage, Placement, System
from initiatives.services import merging, records, state, undoing
from sensemaking.models import LearningLog
from sensemaking.services import tallies
from stakeholders.models import Change, Organisation, Portfolio, User
from stakeholders.services.history import CannotUndo
from tests.factories import (
    make_allocation,
    make_commitment,
    make_initiative,
    make_log,
    make_place,
    make_portfolio,
    make_update,
    make_vehicle,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def twin(city: Portfolio, health: System, coop: Organisation, mission: Organisation) -> Initiative:
    """The same work, entered a second time, with a life of its own."""
    twin = make_initiative(
        city, "Warm streets of Millbrook", summary="Twin", system=health, lead=coop, website="https://a.example"
    )
    twin.participations.create(organisation=mission, role="advocate", since_on=date(2026, 1, 1))
    twin.places.add(make_place("Millbrook", portfolio=city))
    make_update(twin)
    Initiative.objects.filter(pk=twin.pk).update(last_heard_at=timezone.now())
    log = make_log(twin)
    tallies.added([log])
    vehicle = make_vehicle(city)
    make_commitment(vehicle, mission, 100)
    make_allocation(vehicle, 60, twin)
    twin.refresh_from_db()
    return twin


def test_everything_moves_and_the_source_says_where_it_went(
    warm_streets: Initiative, twin: Initiative, alma: User, energy: System, health: System
) -> None:
    heard = make_log(warm_streets)
    heard.listeners.add(twin, warm_streets)
    merging.merge(source=twin, target=warm_streets, by=alma, why="Entered twice")
    twin.refresh_from_db()
    warm_streets.refresh_from_db()

    assert (twin.stage, twin.closed_how, twin.merged_into) == ("closed", "merged", warm_streets)
    assert Lineage.objects.get().other == warm_streets
    assert warm_streets.updates.count() == 1
    assert LearningLog.objects.filter(initiative=warm_streets).count() == 2
    assert Allocation.objects.get().initiative == warm_streets
    assert set(heard.listeners.all()) == {twin, warm_streets}
    assert warm_streets.places.get().name == "Millbrook"
    assert state.of(warm_streets)["systems"] == sorted([energy.pk, health.pk])
    assert state.of(warm_streets)["main_system"] == energy.pk
    assert warm_streets.website == "https://a.example"
    assert warm_streets.summary == "Retrofit terraced homes street by street."
    assert {part.role for part in warm_streets.participations.all()} == {"lead", "advocate"}
    assert warm_streets.last_heard_at == twin.last_heard_at
    assert not [row for row in tallies.verify() if row.key.initiative_id == twin.pk]


def test_undo_puts_both_back_exactly(warm_streets: Initiative, twin: Initiative, alma: User) -> None:
    before = state.states([warm_streets.pk, twin.pk])
    batch = merging.merge(source=twin, target=warm_streets, by=alma)

    undoing.undo_batch(batch=batch, by=alma)

    twin.refresh_from_db()
    warm_streets.refresh_from_db()
    assert state.states([warm_streets.pk, twin.pk]) == before
    assert (twin.updates.count(), twin.logs.count(), twin.allocations.count()) == (1, 1, 1)
    assert warm_streets.last_heard_at is None
    assert not Lineage.objects.exists()
    assert not twin.stage_changes.exists()
    assert tallies.verify() == []
    with pytest.raises(CannotUndo):
        undoing.undo_batch(batch=batch, by=alma)


def test_undo_is_refused_once_the_target_was_edited(warm_streets: Initiative, twin: Initiative, alma: User) -> None:
    batch = merging.merge(source=twin, target=warm_streets, by=alma)
    records.edit(initiative=warm_streets, by=alma, summary="Newer")

    with pytest.raises(CannotUndo):
        undoing.undo_batch(batch=batch, by=alma)
    twin.refresh_from_db()
    assert twin.merged_into == warm_streets


def test_placements_elsewhere_move_unless_the_target_is_there(
    city: Portfolio, warm_streets: Initiative, twin: Initiative
) -> None:
    nation, region = make_portfolio("Nation"), make_portfolio("Region")
    Placement.objects.create(portfolio=nation, initiative=twin)
    for initiative in (twin, warm_streets):
        Placement.objects.create(portfolio=region, initiative=initiative)
    batch = merging.merge(source=twin, target=warm_streets, by=None)

    assert Placement.objects.get(portfolio=nation).initiative == warm_streets
    assert Placement.objects.filter(initiative=twin).count() == 2
    undoing.undo_batch(batch=batch, by=None)  # type: ignore[arg-type]
    assert Placement.objects.get(portfolio=nation).initiative == twin


def test_the_preview_says_what_happens(warm_streets: Initiative, twin: Initiative) -> None:
    plan = merging.plan(source=twin, target=warm_streets)

    moving = {str(label): count for label, count in plan.moving}
    assert moving["updates"] == moving["learning logs"] == moving["allocations of money"] == 1
    assert plan.fields["website"] == ["", "https://a.example"]
    assert "summary" not in plan.fields


def test_some_cannot_be_merged(city: Portfolio, warm_streets: Initiative, twin: Initiative) -> None:
    elsewhere = make_initiative(make_portfolio("Nation"))
    for source, target in ((twin, twin), (twin, elsewhere)):
        with pytest.raises(ValidationError):
            merging.merge(source=source, target=target, by=None)
    merging.merge(source=twin, target=warm_streets, by=None)
    third = make_initiative(city)
    for source, target in ((twin, third), (third, twin)):
        with pytest.raises(ValidationError):
            merging.merge(source=source, target=target, by=None)


def test_one_that_was_to_start_later_can_still_be_merged(city: Portfolio, warm_streets: Initiative) -> None:
    later = make_initiative(city, started_on=timezone.localdate() + timedelta(days=30))
    merging.merge(source=later, target=warm_streets, by=None)
    later.refresh_from_db()
    assert later.ended_on is None


def test_every_row_that_points_at_an_initiative_follows_or_has_a_reason_to_stay() -> None:
    stay = {
        "sensemaking.ConnectionSuggestion": "a decision counts for what the two were merged into",
        "sensemaking.ProfileDigest": "read anew by the next search",
        "sensemaking.CombinationSuggestion_initiatives": "a group is found anew by the next search",
        "sensemaking.LogTally": "counted anew from the logs that move",
        "initiatives.Initiative": "merged_into is written by the merge itself",
        "initiatives.StageChange": "the track of the source stays its own",
        "initiatives.Lineage": "says where the source came from",
        "initiatives.Participation": "moved by the merge, with care for roles held twice",
    }
    following = {follower.model for follower in followers}
    pointing = {
        field.related_model._meta.label if not field.many_to_many else field.field.remote_field.through._meta.label
        for field in Initiative._meta.related_objects
    }
    assert pointing - following == set(stay)
    assert not set(stay) & following


def test_both_sides_remember_the_merge(warm_streets: Initiative, twin: Initiative, alma: User) -> None:
    batch = merging.merge(source=twin, target=warm_streets, by=alma, why="Entered twice")
    rows = Change.objects.in_batch(batch)
    assert {row.target for row in rows} == {warm_streets, twin}
    assert {(row.kind, row.by, row.why) for row in rows} == {("merged", alma, "Entered twice")}
