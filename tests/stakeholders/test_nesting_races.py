"""Two people nest portfolios or places at the same moment, on an engine that lets them: no circle comes of it."""

import pytest

from initiatives.models import Placement
from initiatives.services import placements
from stakeholders.models import Membership, Place, Portfolio, Role, User
from stakeholders.services import levels, places
from tests.factories import make_initiative, make_place, make_portfolio
from tests.stakeholders.test_races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def four(city: Portfolio, alma: User) -> list[Portfolio]:
    """Four portfolios that Alma tends."""
    made = [make_portfolio(f"Portfolio {number}") for number in range(4)]
    Membership.objects.bulk_create(Membership(portfolio=row, user=alma, role=Role.STEWARD) for row in made)
    return made


def test_a_under_b_and_b_under_a_leaves_one_of_both(four: list[Portfolio], alma: User) -> None:
    first, second = four[:2]
    outcome = at_once(
        lambda: levels.ask(portfolio=first, parent=second, by=alma),
        lambda: levels.ask(portfolio=second, parent=first, by=alma),
    )
    assert outcome == ["done", "refused"]
    assert Portfolio.objects.filter(parent__isnull=False).count() == 1


def test_two_edits_in_far_parts_close_no_circle_together(four: list[Portfolio], alma: User) -> None:
    a, b, c, d = four
    Portfolio.objects.filter(pk=b.pk).update(parent=c)
    Portfolio.objects.filter(pk=d.pk).update(parent=a)
    outcome = at_once(
        lambda: levels.ask(portfolio=a, parent=b, by=alma), lambda: levels.ask(portfolio=c, parent=d, by=alma)
    )
    assert outcome == ["done", "refused"]


def test_places_close_no_circle_either(city: Portfolio, alma: User) -> None:
    first, second = make_place("Here", portfolio=city), make_place("There", portfolio=city)
    outcome = at_once(
        lambda: places.edit(place=first, portfolio=city, values={"within": second}, by=alma),
        lambda: places.edit(place=second, portfolio=city, values={"within": first}, by=alma),
    )
    assert outcome == ["done", "refused"]
    assert Place.objects.filter(within__isnull=False).count() == 1


def test_one_initiative_is_placed_once_at_a_time(city: Portfolio, four: list[Portfolio], alma: User) -> None:
    initiative = make_initiative(city)
    outcome = at_once(*[lambda: placements.place(initiative=initiative, portfolio=four[0], by=alma)] * 3)
    assert outcome == ["done", "refused", "refused"]
    assert Placement.objects.filter(portfolio=four[0]).count() == 1
