"""Groups that may make a combination: found with the search, refreshed with it, and decided once."""

import itertools

import pytest

from initiatives.models import Initiative, PolicyCommitment, System
from initiatives.services import combinations, connections
from sensemaking.affinity.communities import Group
from sensemaking.affinity.profile import Reason
from sensemaking.models import CombinationSuggestion
from sensemaking.services import profiles
from sensemaking.services.suggestions import combining
from stakeholders.models import Portfolio, User
from tests.factories import make_initiative, make_promise, make_service, make_system

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(city: Portfolio, alma: User) -> list[Initiative]:
    """Each in a system of its own, one connected with the next."""
    rows = [make_initiative(city, f"Part {number}", system=make_system(city)) for number in range(3)]
    for one, other in itertools.pairwise(rows):
        connections.say(portfolio=city, source=one, target=other, kind="enables", by=alma)
    return rows


@pytest.fixture
def promise(city: Portfolio, three: list[Initiative]) -> PolicyCommitment:
    """A commitment to which all three systems are essential, served by the first."""
    row = make_promise(city, "Cool the city")
    for system in System.objects.filter(portfolio=city):
        row.needs.update_or_create(system=system, defaults={"need": "essential"})
    make_service(three[0], row)
    return row


def group(rows: list[Initiative], promise: PolicyCommitment, score: float = 0.5) -> Group:
    ids = tuple(sorted(row.pk for row in rows))
    return Group(ids, promise.pk, score, (Reason("ties", 1, {"connected": [list(ids[:2])]}),))


def test_what_covers_a_commitment_together_is_found(
    city: Portfolio, three: list[Initiative], promise: PolicyCommitment, alma: User
) -> None:
    (found,) = combining.found(city, profiles.profiles_of(city), ())
    assert (found.initiatives, found.commitment) == (tuple(sorted(row.pk for row in three)), promise.pk)
    combinations.make(portfolio=city, name="Known", effect="Shade", members=dict.fromkeys(three, ""), by=alma)
    assert combining.found(city, profiles.profiles_of(city), ()) == []


def test_what_waits_is_refreshed_and_goes_and_what_was_decided_stays(
    city: Portfolio, three: list[Initiative], promise: PolicyCommitment, alma: User
) -> None:
    combining.keep(city, [group(three, promise)])
    row = CombinationSuggestion.objects.get()
    assert set(row.initiatives.all()) == set(three)
    combining.keep(city, [group(three, promise, 0.9)])
    row.refresh_from_db()
    assert row.score == 0.9
    combining.dismiss(suggestion=row, by=alma)
    combining.keep(city, [group(three, promise, 0.1)])
    row.refresh_from_db()
    assert (row.status, row.score) == ("dismissed", 0.9)
    assert combining.found(city, profiles.profiles_of(city), ()) == []
    combining.reopen(suggestion=row)
    combining.keep(city, [])
    assert not CombinationSuggestion.objects.exists()


def test_a_group_of_which_one_has_left_is_not_written(
    city: Portfolio, three: list[Initiative], promise: PolicyCommitment
) -> None:
    three[2].placements.all().delete()
    combining.keep(city, [group(three, promise)])
    assert not CombinationSuggestion.objects.exists()
