"""One becomes two: chosen parts go along, both remember, undo makes one of them again."""

import pytest
from django.core.exceptions import ValidationError

from initiatives.models import Initiative, Lineage
from initiatives.services import records, splitting, state, undoing
from stakeholders.models import Change, Organisation, Portfolio, User
from stakeholders.services.history import CannotUndo
from tests.factories import make_place, make_update

pytestmark = pytest.mark.django_db


def test_chosen_parts_go_along_and_undo_brings_them_back(
    city: Portfolio, warm_streets: Initiative, mission: Organisation, alma: User
) -> None:
    part = warm_streets.participations.create(organisation=mission, role="partner")
    east, west = make_place("East", portfolio=city), make_place("West", portfolio=city)
    warm_streets.places.add(east, west)
    before = state.of(warm_streets)
    systems = before["systems"]

    new = splitting.split(
        initiative=warm_streets, by=alma, title="Warm Streets East", why="Two teams now",
        participations={part.pk}, places={east.pk}, systems=set(systems),
    )  # fmt: skip

    assert [row.organisation for row in new.participations.all()] == [mission]
    assert [row.role for row in warm_streets.participations.all()] == ["lead"]
    assert (list(new.places.all()), list(warm_streets.places.all())) == ([east], [west])
    assert state.of(new)["systems"] == systems == state.of(warm_streets)["systems"]
    assert new.stage == "growing"
    assert Lineage.objects.get().kind == "split_from"
    batch = Change.objects.of(new).get().batch
    assert batch is not None
    undoing.undo_batch(batch=batch, by=alma)
    assert state.of(warm_streets) == before
    assert not Initiative.objects.filter(pk=new.pk).exists()
    assert not Lineage.objects.exists()


@pytest.mark.parametrize("grown", ["edited", "told"])
def test_what_has_grown_since_is_not_taken_away(warm_streets: Initiative, alma: User, grown: str) -> None:
    new = splitting.split(initiative=warm_streets, by=alma, title="On its own")
    records.edit(initiative=new, by=alma, summary="More") if grown == "edited" else make_update(new)
    batch = Change.objects.of(new).last().batch

    with pytest.raises(CannotUndo):
        undoing.undo_batch(batch=batch, by=alma)
    assert Initiative.objects.filter(pk=new.pk).exists()


def test_the_new_one_needs_a_name(warm_streets: Initiative) -> None:
    before = state.of(warm_streets)
    with pytest.raises(ValidationError):
        splitting.split(initiative=warm_streets, by=None, title="")
    assert state.of(warm_streets) == before
    assert Initiative.objects.count() == 1
