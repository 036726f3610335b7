"""Many at once: what the preview says is what happens, and undo takes all of it back."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from initiatives.models import Initiative, System
from initiatives.services import bulk, merging, records, state, undoing
from initiatives.services.bulk import BulkChange
from stakeholders.models import Change, Place, Portfolio, User
from stakeholders.services import history
from stakeholders.services.history import CannotUndo
from tests.factories import make_initiative, make_place, make_portfolio, make_system

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(city: Portfolio) -> tuple[list[System], list[Place], list[Initiative]]:
    """Three systems, two places, and initiatives that touch them in many ways."""
    systems = [make_system(city) for _ in range(3)]
    places = [make_place(portfolio=city) for _ in range(2)]
    many = [
        make_initiative(city, system=systems[at % 3] if at % 4 else None,
                        touches=(systems[(at + 1) % 3],) if at % 2 else (),
                        stage=["testing", "growing", "closed"][at % 3], closed_how="completed" if at % 3 == 2 else "")
        for at in range(7)
    ]  # fmt: skip
    for at, initiative in enumerate(many):
        initiative.places.add(*places[: at % 3])
    return systems, places, many


def some(things: int) -> st.SearchStrategy[set[int]]:
    return st.sets(st.integers(0, things - 1))


CHANGES = st.fixed_dictionaries({
    "stage": st.sampled_from(["", "testing", "embedded"]), "add_systems": some(3), "remove_systems": some(3),
    "main_system": st.none() | st.integers(0, 2), "add_places": some(2), "remove_places": some(2),
})  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wish=CHANGES)
def test_the_result_is_what_was_previewed_and_undo_is_exact(
    city: Portfolio, ground: tuple[list[System], list[Place], list[Initiative]], wish: dict[str, Any]
) -> None:
    systems, places, many = ground
    ids = [initiative.pk for initiative in many]
    main = None if wish["main_system"] is None else systems[wish["main_system"]].pk
    change = BulkChange(
        stage=wish["stage"], main_system=main,
        **{name: frozenset(systems[at].pk for at in wish[name]) for name in ("add_systems", "remove_systems")},
        **{name: frozenset(places[at].pk for at in wish[name]) for name in ("add_places", "remove_places")},
    )  # fmt: skip
    before = state.states(ids)
    planned = bulk.plan(ids, change)

    batch, count = bulk.bulk_edit(portfolio=city, ids=ids, change=change, by=None, why="Frame of May")

    after = state.states(ids)
    assert count == len(planned)
    assert {pk: difference for pk in ids if (difference := history.difference(before[pk], after[pk]))} == planned
    assert bulk.plan(ids, change) == {} or main in change.remove_systems
    if count:
        assert undoing.undo_batch(batch=batch, by=None) == count  # type: ignore[arg-type]
    assert state.states(ids) == before


def test_every_row_is_in_the_history_under_one_batch(city: Portfolio, alma: User) -> None:
    many = [make_initiative(city, stage="testing") for _ in range(3)]
    batch, _count = bulk.bulk_edit(
        portfolio=city, ids=[row.pk for row in many], change=BulkChange(stage="growing"), by=alma, why="Spring review"
    )
    changes = Change.objects.in_batch(batch)
    assert {change.target for change in changes} == set(many)
    assert {(change.kind, change.why, change.by) for change in changes} == {("bulk", "Spring review", alma)}
    assert {step.reason for row in many for step in row.stage_changes.all()} == {"Spring review"}


def test_those_edited_since_keep_the_newer_edit(city: Portfolio, alma: User) -> None:
    first, second = make_initiative(city, stage="testing"), make_initiative(city, stage="testing")
    batch, _count = bulk.bulk_edit(
        portfolio=city, ids=[first.pk, second.pk], change=BulkChange(stage="growing"), by=alma
    )
    records.edit(initiative=second, by=alma, title="Newer")

    assert undoing.undo_batch(batch=batch, by=alma) == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.stage, second.stage) == ("testing", "growing")
    with pytest.raises(CannotUndo):
        undoing.undo_batch(batch=batch, by=alma)


def test_closed_and_merged_ones_and_those_kept_elsewhere_stay(city: Portfolio) -> None:
    closed = make_initiative(city, stage="closed", closed_how="completed")
    merged, target = make_initiative(city), make_initiative(city, stage="growing")
    merging.merge(source=merged, target=target, by=None)
    foreign = make_initiative(make_portfolio("Nation"), stage="testing")
    _batch, count = bulk.bulk_edit(
        portfolio=city, ids=[closed.pk, merged.pk, target.pk, foreign.pk], change=BulkChange(stage="growing"), by=None
    )
    assert count == 0


@pytest.mark.parametrize("many", [5, 60])
def test_the_number_of_statements_does_not_grow_with_the_rows(
    city: Portfolio, energy: System, many: int, django_assert_max_num_queries: Any
) -> None:
    place = make_place(portfolio=city)
    ids = [make_initiative(city, stage="testing").pk for _ in range(many)]
    change = BulkChange(stage="growing", add_systems=frozenset([energy.pk]), add_places=frozenset([place.pk]))
    with django_assert_max_num_queries(35):
        batch, _count = bulk.bulk_edit(portfolio=city, ids=ids, change=change, by=None)
    with django_assert_max_num_queries(35):
        undoing.undo_batch(batch=batch, by=None)
