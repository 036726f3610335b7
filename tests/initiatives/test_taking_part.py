"""Who takes part: dated, in roles, in the history, and back again."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from initiatives.models import Initiative, Participation
from initiatives.services import state, taking_part, undoing
from stakeholders.models import Change, Organisation, User

pytestmark = pytest.mark.django_db


def test_taking_part_is_remembered_and_the_same_twice_is_one(
    warm_streets: Initiative, mission: Organisation, alma: User
) -> None:
    for _time in range(2):
        taking_part.participate(initiative=warm_streets, organisation=mission, role="advocate", by=alma)

    assert warm_streets.participations.filter(organisation=mission).count() == 1
    assert Change.objects.of(warm_streets).count() == 1
    warm_streets.refresh_from_db()
    assert warm_streets.version == 2


def test_an_ended_part_stays_with_its_days_and_undo_revives_it(
    warm_streets: Initiative, coop: Organisation, alma: User
) -> None:
    part = warm_streets.participations.get()
    before = state.of(warm_streets)
    change = taking_part.end_participation(participation=part, by=alma)

    assert not Participation.objects.live().exists()
    assert part.until_on == timezone.localdate()
    assert change is not None
    undoing.undo(change=change, by=alma)
    assert state.of(warm_streets) == before


def test_a_slip_is_taken_away_and_comes_back_on_undo(warm_streets: Initiative, alma: User) -> None:
    before = state.of(warm_streets)
    change = taking_part.remove_participation(participation=warm_streets.participations.get(), by=alma)

    assert not warm_streets.participations.exists()
    assert change is not None
    undoing.undo(change=change, by=alma)
    assert state.of(warm_streets) == before


def test_it_cannot_end_before_it_began_nor_be_in_an_unknown_role(
    warm_streets: Initiative, mission: Organisation
) -> None:
    part = taking_part.participate(
        initiative=warm_streets, organisation=mission, role="partner", by=None, since_on=date(2026, 5, 1)
    )
    with pytest.raises(ValidationError):
        taking_part.end_participation(participation=part, by=None, until_on=date(2026, 5, 1))
    with pytest.raises(ValidationError):
        taking_part.participate(initiative=warm_streets, organisation=mission, role="boss", by=None)
