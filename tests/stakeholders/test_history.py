"""The ledger of changes."""

import pytest

from stakeholders.models import Change, Organisation, Portfolio, User
from stakeholders.services import edits, history
from stakeholders.services.history import CannotUndo


def test_only_what_differs_is_written(coop: Organisation, city: Portfolio, alma: User) -> None:
    edits.save(coop, values={"name": "Millbrook", "sector": coop.sector}, by=alma, portfolio=city, why="Shorter")
    change = Change.objects.of(coop).get()
    assert change.fields == {"name": ["Millbrook Housing Co-op", "Millbrook"]}
    assert (change.by, change.why, change.kind) == (alma, "Shorter", "edited")


def test_an_edit_that_changes_nothing_leaves_no_trace(coop: Organisation, city: Portfolio, alma: User) -> None:
    assert edits.save(coop, values={"name": coop.name}, by=alma, portfolio=city) is None
    assert not Change.objects.exists()


def test_differences_know_added_and_missing_values() -> None:
    assert history.difference({"a": 1, "b": 2}, {"b": 2, "c": 3}) == {"a": [1, None], "c": [None, 3]}


def test_a_kind_of_row_without_a_way_back_says_so(coop: Organisation, city: Portfolio, alma: User) -> None:
    change = edits.save(coop, values={"name": "Millbrook"}, by=alma, portfolio=city)
    assert change
    with pytest.raises(CannotUndo, match="can't be undone"):
        history.undo(change=change, by=alma)


def test_an_older_edit_waits_for_the_newer_one(coop: Organisation, city: Portfolio, alma: User) -> None:
    first = edits.save(coop, values={"name": "A"}, by=alma, portfolio=city)
    edits.save(coop, values={"name": "B"}, by=alma, portfolio=city)
    assert first
    with pytest.raises(CannotUndo, match="Undo the newer edit first"):
        history.undo(change=first, by=alma)


def test_the_history_of_a_deleted_row_can_still_be_read(coop: Organisation, city: Portfolio, alma: User) -> None:
    change = edits.save(coop, values={"name": "A"}, by=alma, portfolio=city)
    assert change
    coop.delete()
    change = Change.objects.get(pk=change.pk)
    assert change.target is None
    with pytest.raises(CannotUndo, match="no longer exists"):
        history.undo(change=change, by=alma)


def test_the_history_is_for_members(coop: Organisation, city: Portfolio, alma: User, odile: User, dag: User) -> None:
    change = edits.save(coop, values={"name": "A"}, by=alma, portfolio=city)
    assert change in Change.objects.visible_to(odile)
    assert change not in Change.objects.visible_to(dag)
