"""Creating and editing: what is written, what the history says, and what happens when two people edit at once."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from initiatives.models import Initiative, Placement, System
from initiatives.services import records, state
from portfolio_hub.lib.meanwhile import Stale
from stakeholders.models import Change, Portfolio, User
from tests.factories import make_place

pytestmark = pytest.mark.django_db


def test_a_new_initiative_is_placed_found_and_remembered(
    city: Portfolio, alma: User, energy: System, health: System
) -> None:
    place = make_place("Millbrook", portfolio=city)
    made = records.create(
        portfolio=city, by=alma, why="Asked for in the forum", title="Heat pumps on Alma Road",
        summary="Share one pump.",
        systems=[energy, health], main_system=health, places=[place], started_on=date(2026, 1, 5),
        budget_amount=Decimal("1200.50"), budget_currency="EUR", stage="testing", stage_since_on=date(2026, 2, 1),
    )  # fmt: skip

    assert list(Initiative.objects.placed_in(city).matching("pump share")) == [made]
    assert state.of(made) | {"participations": []} == state.of(made)
    assert state.of(made)["systems"] == sorted([energy.pk, health.pk])
    assert state.of(made)["main_system"] == health.pk
    change = Change.objects.of(made).get()
    assert (change.kind, change.by, change.why) == ("created", alma, "Asked for in the forum")
    assert change.fields["title"] == [None, "Heat pumps on Alma Road"]
    assert change.fields["budget_amount"] == [None, "1200.50"]
    assert made.stage_changes.get().on == date(2026, 2, 1)
    assert made.version == 1


def test_one_of_several_systems_is_always_the_main_one(city: Portfolio, energy: System, health: System) -> None:
    made = records.create(portfolio=city, by=None, title="Without a main one", systems=[health, energy])

    assert state.of(made)["main_system"] in (energy.pk, health.pk)
    records.edit(initiative=made, by=None, systems=[health])
    assert (state.of(made)["systems"], state.of(made)["main_system"]) == ([health.pk], health.pk)
    records.edit(initiative=made, by=None, main_system=energy)
    assert state.of(made)["systems"] == sorted([energy.pk, health.pk])
    records.edit(initiative=made, by=None, systems=[])
    assert state.of(made)["main_system"] is None


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"started_on": date(2026, 5, 1), "ended_on": date(2026, 4, 1)}, "ended_on"),
        ({"budget_amount": Decimal(5)}, "budget_currency"),
        ({"stage": "nearly"}, "stage"),
        ({"stage": "closed"}, "closed_how"),
        ({"latitude": 91.0}, "latitude"),
        ({"circle": "nobody"}, "circle"),
        ({"website": "not an address"}, "website"),
    ],
)
def test_values_that_cannot_be_are_refused_and_nothing_is_written(
    city: Portfolio, warm_streets: Initiative, values: dict[str, object], field: str
) -> None:
    before = state.of(warm_streets)

    with pytest.raises(ValidationError) as new:
        records.create(portfolio=city, by=None, **{"title": "Fine", **values})
    with pytest.raises(ValidationError) as edited:
        records.edit(initiative=warm_streets, by=None, **values)

    assert field in new.value.message_dict
    assert field in edited.value.message_dict
    assert state.of(warm_streets) == before
    assert not Change.objects.of(warm_streets).exists()


def test_an_unknown_field_is_a_mistake_of_the_caller(warm_streets: Initiative) -> None:
    with pytest.raises(ValueError, match="colour"):
        records.edit(initiative=warm_streets, by=None, colour="red")


def test_the_same_identifier_twice_from_one_source_is_refused(city: Portfolio) -> None:
    records.create(portfolio=city, by=None, title="First", source="NYC", external_id="7")

    with pytest.raises(ValidationError):
        records.create(portfolio=city, by=None, title="Second", source="NYC", external_id="7")
    assert records.create(portfolio=city, by=None, title="Third", source="Elsewhere", external_id="7").pk


def test_an_edit_writes_what_was_given_keeps_search_in_step_and_says_so(warm_streets: Initiative, alma: User) -> None:
    change = records.edit(initiative=warm_streets, by=alma, why="Renamed by its neighbours", title="Cosy Streets")

    assert change is not None
    assert change.fields == {"title": ["Warm Streets Millbrook", "Cosy Streets"]}
    assert Initiative.objects.matching("cosy").get() == warm_streets
    assert not Initiative.objects.matching("warm").exists()
    assert (warm_streets.title, warm_streets.version) == ("Cosy Streets", 2)


def test_an_edit_that_changes_nothing_leaves_no_trace(warm_streets: Initiative, alma: User) -> None:
    assert records.edit(initiative=warm_streets, by=alma, title=warm_streets.title) is None
    warm_streets.refresh_from_db()
    assert warm_streets.version == 1
    assert not Change.objects.exists()


def test_the_second_editor_is_told_and_nothing_of_the_first_is_lost(warm_streets: Initiative, alma: User) -> None:
    records.edit(initiative=warm_streets, by=alma, version=1, summary="Street by street, with hosts.")

    with pytest.raises(Stale) as stale:
        records.edit(initiative=Initiative.objects.get(), by=None, version=1, summary="Home by home.")

    assert stale.value.now["summary"] == "Street by street, with hosts."
    warm_streets.refresh_from_db()
    assert warm_streets.summary == "Street by street, with hosts."


def test_systems_of_another_portfolio_are_not_taken(city: Portfolio, warm_streets: Initiative, dag: User) -> None:
    other = Portfolio.objects.exclude(pk=city.pk).get()
    foreign = System.objects.create(portfolio=other, name="Theirs")
    records.edit(initiative=warm_streets, by=None, systems=[foreign])

    assert not Placement.objects.get(initiative=warm_streets).systems.filter(pk=foreign.pk).exists()
