"""A snapshot holds how things hung together that day, and shows it to whoever may see both ends."""

from itertools import pairwise

import pytest
from pytest_django import DjangoAssertNumQueries

from initiatives.models import Initiative, Snapshot, SnapshotEntry
from initiatives.services import snapshots
from initiatives.snapshots import freezing_ties
from initiatives.snapshots.taking import take
from stakeholders.access import access_for
from stakeholders.models import Circle, Portfolio, User
from tests.factories import make_initiative
from tests.factories.initiatives import make_combination, make_connection

pytestmark = pytest.mark.django_db
Kind = SnapshotEntry.Kind


@pytest.fixture
def trees(city: Portfolio) -> Initiative:
    return make_initiative(city, "Street Tree Stewards")


def frozen(city: Portfolio) -> Snapshot:
    snapshot = snapshots.ask(portfolio=city, name="Today", by=None)
    assert take(snapshot.pk)
    return snapshot


def test_connections_and_combinations_are_frozen_as_they_stood(
    city: Portfolio, warm_streets: Initiative, trees: Initiative
) -> None:
    tie = make_connection(warm_streets, trees, "enables", status="observed", strength=3)
    over = make_connection(trees, warm_streets, "enables", status="refuted", outcome="It was the other way round.")
    make_combination(city, warm_streets, trees, name="A street opened once")
    snapshot = frozen(city)
    tie.delete()

    entry, refuted = snapshot.entries.filter(kind=Kind.CONNECTION).order_by("object_id")
    assert entry.name == "Warm Streets Millbrook enables Street Tree Stewards"
    assert entry.state == "observed"
    held = {"source": warm_streets.pk, "target": trees.pk, "kind": "enables", "strength": 3}
    assert entry.facts.items() >= held.items()
    assert (refuted.object_id, refuted.state) == (over.pk, "refuted")
    together = snapshot.entries.get(kind=Kind.COMBINATION)
    assert (together.state, together.facts["members"]) == ("current", [warm_streets.pk, trees.pk])


def test_a_connection_is_as_narrow_as_the_narrower_of_its_ends(
    city: Portfolio, chi: User, warm_streets: Initiative
) -> None:
    inner = make_initiative(city, "Between us", circle=Circle.PORTFOLIO)
    make_connection(warm_streets, inner, circle=Circle.PUBLIC)
    snapshot = frozen(city)
    assert snapshot.entries.get(kind=Kind.CONNECTION).circle == Circle.PORTFOLIO
    access = access_for(chi, city)
    assert access
    assert not SnapshotEntry.objects.seen_with(access).filter(kind=Kind.CONNECTION).exists()


def test_what_another_portfolio_says_among_itself_and_hidden_members_stay_out(
    city: Portfolio, warm_streets: Initiative, trees: Initiative
) -> None:
    make_connection(warm_streets, trees, portfolio=Portfolio.objects.create(name="Nation", slug="nation"))
    inner = make_initiative(city, "Between us", circle=Circle.TEAM)
    make_combination(city, warm_streets, trees, inner, name="A street opened once")
    snapshot = frozen(city)
    assert not snapshot.entries.filter(kind=Kind.CONNECTION).exists()
    assert snapshot.entries.get(kind=Kind.COMBINATION).facts["members"] == [warm_streets.pk, trees.pk]


def test_a_connection_that_leads_out_of_the_portfolio_stays_out(city: Portfolio, warm_streets: Initiative) -> None:
    elsewhere = make_initiative(Portfolio.objects.create(name="Millford", slug="millford"), "Turbine at the Weir")
    make_connection(warm_streets, elsewhere)
    assert not frozen(city).entries.filter(kind=Kind.CONNECTION).exists()


def test_thousands_are_read_in_batches(
    city: Portfolio, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    monkeypatch.setattr(freezing_ties, "AT_ONCE", 2)
    ends = [make_initiative(city, f"Street {number}") for number in range(6)]
    for first, second in pairwise(ends):
        make_connection(first, second)
    snapshot = snapshots.ask(portfolio=city, name="Today", by=None)
    with django_assert_num_queries(4):
        assert [len(batch) for batch in freezing_ties.connections(snapshot)] == [2, 2, 1]
