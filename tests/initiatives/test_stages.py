"""Moving along the stages: a step asks why, an ending asks what was learned, undo takes the step back."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from initiatives.models import Initiative
from initiatives.services import stages, state, undoing
from stakeholders.models import User

pytestmark = pytest.mark.django_db


def test_a_step_is_dated_explained_and_can_be_taken_back(warm_streets: Initiative, alma: User) -> None:
    change = stages.change_stage(
        initiative=warm_streets, to="embedded", by=alma, why="The council pays for it now", on=date(2026, 6, 12)
    )

    step = warm_streets.stage_changes.get()
    assert (step.from_stage, step.to_stage, step.on, step.by) == ("growing", "embedded", date(2026, 6, 12), alma)
    assert step.reason == "The council pays for it now"
    assert (warm_streets.stage, warm_streets.stage_since_on) == ("embedded", date(2026, 6, 12))
    assert change is not None
    undoing.undo(change=change, by=alma)
    warm_streets.refresh_from_db()
    assert (warm_streets.stage, warm_streets.stage_since_on) == ("growing", None)
    assert not warm_streets.stage_changes.exists()


@pytest.mark.parametrize(
    ("to", "why", "on", "field"),
    [
        ("embedded", "  ", None, "why"),
        ("closed", "Done", None, "to"),
        ("nearly", "Done", None, "stage"),
        ("embedded", "Done", timezone.localdate() + timedelta(days=3), "on"),
    ],
)
def test_steps_that_cannot_be_are_refused(
    warm_streets: Initiative, to: str, why: str, on: date | None, field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        stages.change_stage(initiative=warm_streets, to=to, by=None, why=why, on=on)
    assert field in refused.value.message_dict


def test_an_ending_says_how_and_keeps_what_was_learned(warm_streets: Initiative, alma: User) -> None:
    stages.pause(initiative=warm_streets, by=alma, why="Winter")
    before = state.of(warm_streets)
    change = stages.close(
        initiative=warm_streets, how="ended_early", by=alma, learning="Scaffolding was the bottleneck."
    )

    assert (warm_streets.stage, warm_streets.closed_how, warm_streets.is_paused) == ("closed", "ended_early", False)
    assert warm_streets.ended_on == timezone.localdate()
    assert change is not None
    assert change.kind == "closed"
    undoing.undo(change=change, by=alma)
    assert state.of(warm_streets) == before


@pytest.mark.parametrize(("how", "learning"), [("completed", " "), ("merged", "x"), ("vanished", "x")])
def test_an_ending_without_learning_or_with_an_unknown_how_is_refused(
    warm_streets: Initiative, how: str, learning: str
) -> None:
    with pytest.raises(ValidationError):
        stages.close(initiative=warm_streets, how=how, by=None, learning=learning)


def test_it_cannot_end_before_it_starts(warm_streets: Initiative) -> None:
    Initiative.objects.update(started_on=date(2026, 3, 1))
    with pytest.raises(ValidationError):
        stages.close(initiative=warm_streets, how="completed", by=None, learning="x", on=date(2026, 2, 1))


def test_what_ended_can_begin_again_and_only_then(warm_streets: Initiative, alma: User) -> None:
    with pytest.raises(ValidationError):
        stages.reopen(initiative=warm_streets, to="testing", by=alma, why="Once more")
    stages.close(initiative=warm_streets, how="completed", by=alma, learning="x")
    with pytest.raises(ValidationError):
        stages.change_stage(initiative=warm_streets, to="testing", by=alma, why="Once more")
    with pytest.raises(ValidationError):
        stages.close(initiative=warm_streets, how="completed", by=alma, learning="x")

    stages.reopen(initiative=warm_streets, to="testing", by=alma, why="New money")

    assert (warm_streets.stage, warm_streets.closed_how, warm_streets.ended_on) == ("testing", "", None)
    assert warm_streets.stage_changes.count() == 2


def test_a_pause_keeps_the_stage(warm_streets: Initiative, alma: User) -> None:
    stages.pause(initiative=warm_streets, by=alma, why="Waiting for asbestos checks")
    assert (warm_streets.stage, warm_streets.is_paused) == ("growing", True)
    stages.resume(initiative=warm_streets, by=alma)
    assert not warm_streets.is_paused
    assert not warm_streets.stage_changes.exists()
