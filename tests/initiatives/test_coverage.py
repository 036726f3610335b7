"""What a portfolio covers of its promises, and whose job they are: the thinking, and what the database says."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from initiatives.coverage import (
    ENOUGH,
    ESSENTIAL,
    HELPFUL,
    NONE,
    UNSAID,
    Cell,
    CellState,
    Shares,
    Status,
    left_for,
    mean_gap,
    status_of,
)
from initiatives.models import Initiative, System
from initiatives.overviews.coverage import (
    coverage_facts,
    coverage_of,
    gap_closed,
    gaps_of,
    implementation_gap,
    shares_of,
    tally,
)
from stakeholders.access import Access, access_for
from stakeholders.models import Portfolio, User
from tests.factories import make_initiative, make_portfolio, make_promise, make_service, make_system, make_user

NEEDS = st.sampled_from((ESSENTIAL, HELPFUL, NONE, UNSAID))
CELLS = st.lists(st.builds(Cell, st.integers(0, 40), NEEDS), max_size=12)
PERCENT = st.decimals(-50, 250, places=2)


def seen(user: User, portfolio: Portfolio) -> Access:
    access = access_for(user, portfolio)
    assert access
    return access


@pytest.mark.parametrize(
    ("counts", "status"),
    [
        ((), Status.UNSAID),
        ((3,), Status.COVERED),
        ((3, 40), Status.COVERED),
        ((2, 40), Status.THIN),
        ((1,), Status.THIN),
        ((0, 40), Status.GAP),
    ],
)
def test_the_weakest_essential_system_decides(counts: tuple[int, ...], status: Status) -> None:
    assert status_of(Cell(count, ESSENTIAL) for count in counts) == status


def test_an_empty_cell_means_what_is_expected_of_it() -> None:
    assert [Cell(0, need).state for need in (ESSENTIAL, HELPFUL, NONE, UNSAID)] == [
        CellState.GAP, CellState.COULD_HELP, CellState.NOT_EXPECTED, CellState.UNSAID,
    ]  # fmt: skip
    assert Cell(1, NONE).state == CellState.COUNTED


@given(CELLS)
def test_what_is_not_essential_never_changes_the_status(cells: list[Cell]) -> None:
    assert status_of(cells) == status_of(cell for cell in cells if cell.need == ESSENTIAL)


@given(CELLS)
def test_one_more_initiative_never_makes_it_worse(cells: list[Cell]) -> None:
    order = [Status.GAP, Status.THIN, Status.COVERED]
    before, after = status_of(cells), status_of(Cell(cell.count + 1, cell.need) for cell in cells)
    assert (before == Status.UNSAID and after == before) or order.index(after) >= order.index(before)


@given(CELLS)
def test_a_gap_shows_in_a_cell(cells: list[Cell]) -> None:
    assert (status_of(cells) == Status.GAP) == any(cell.state == CellState.GAP for cell in cells)
    assert (status_of(cells) == Status.COVERED) <= all(
        cell.count >= ENOUGH for cell in cells if cell.need == ESSENTIAL
    )  # fmt: skip


@given(PERCENT, PERCENT)
def test_shares_are_parts_of_one_whole(evidenced: Decimal, in_hand: Decimal) -> None:
    shares = Shares.within(evidenced, in_hand)
    assert shares.evidenced + shares.in_hand + shares.nobodys == 100
    assert min(shares.evidenced, shares.in_hand, shares.nobodys) >= 0
    if evidenced >= 0 and in_hand >= 0 and evidenced + in_hand <= 100:
        assert (shares.evidenced, shares.in_hand) == (evidenced, in_hand)


@given(st.lists(st.tuples(st.decimals(0, 100, places=2), st.decimals(0, 100, places=2))))
def test_what_is_left_is_never_below_nothing(others: list[tuple[Decimal, Decimal]]) -> None:
    taken = sum((evidenced + held for evidenced, held in others), Decimal(0))
    assert left_for(others) == max(100 - taken, Decimal(0))


def test_the_portfolio_is_the_plain_average() -> None:
    assert mean_gap([]) is None
    assert mean_gap([Shares(Decimal(50), Decimal(50)), Shares()]) == 50


def test_only_active_initiatives_that_touch_the_system_cover(
    city: Portfolio, alma: User, energy: System, health: System
) -> None:
    promise = make_promise(city, "Retrofit 18,000 homes", essential=(energy,), helpful=(health,))
    for number in range(3):
        make_service(make_initiative(city, f"Street {number}", system=energy), promise)
    make_service(make_initiative(city, "Clinic", system=health), promise)
    make_initiative(city, "Serves nothing", system=energy)
    coverage = coverage_of(seen(alma, city))[promise.pk]
    assert coverage.status == Status.COVERED
    assert coverage.cells == {energy.pk: (3, ESSENTIAL), health.pk: (1, HELPFUL)}
    Initiative.objects.filter(title="Street 0").update(stage="closed", closed_how="completed")
    assert coverage_of(seen(alma, city))[promise.pk].status == Status.THIN


def test_a_system_counts_only_where_the_initiative_is_placed(city: Portfolio, alma: User, energy: System) -> None:
    elsewhere = make_portfolio("Lower Arden")
    theirs = make_system(elsewhere, "Energy")
    promise = make_promise(city, essential=(energy,))
    make_service(make_initiative(elsewhere, "Their own", system=theirs), promise)
    assert coverage_of(seen(alma, city))[promise.pk].status == Status.GAP
    assert implementation_gap(seen(alma, city)).lines[0].initiatives == 0


def test_a_reader_counts_what_their_circle_reaches(open_city: Portfolio, alma: User, chi: User, energy: System) -> None:
    promise = make_promise(open_city, essential=(energy,))
    make_service(make_initiative(open_city, "Quiet work", system=energy, circle="team"), promise, in_hand=40)
    assert coverage_of(seen(alma, open_city))[promise.pk].status == Status.THIN
    assert coverage_of(seen(chi, open_city))[promise.pk].status == Status.GAP
    assert implementation_gap(seen(alma, open_city)).percent == 60
    assert implementation_gap(seen(chi, open_city)).percent == 100


def test_the_gap_is_sorted_and_a_closed_initiative_keeps_its_evidence(
    city: Portfolio, alma: User, energy: System
) -> None:
    first, second = make_promise(city, "First"), make_promise(city, "Second")
    done = make_initiative(city, "Done", system=energy, stage="closed", closed_how="completed")
    make_service(done, first, evidenced=30, in_hand=20)
    make_service(make_initiative(city, "Going", system=energy), second, in_hand=10)
    gap = implementation_gap(seen(alma, city))
    assert [(line.coverage.title, line.shares.nobodys) for line in gap.lines] == [("Second", 90), ("First", 70)]
    assert gap.percent == 80
    assert [part.kind for part in gap.lines[1].segments] == ["evidenced", "nobodys"]


def test_a_retired_promise_is_not_counted(city: Portfolio, alma: User) -> None:
    make_promise(city, "Old", retired_on="2026-01-01", retired_why="Fulfilled.")
    assert coverage_of(seen(alma, city)) == {}
    assert implementation_gap(seen(alma, city)).percent is None


def test_facts_for_a_snapshot_are_those_of_a_steward(city: Portfolio, energy: System) -> None:
    promise = make_promise(city, "Retrofit", essential=(energy,))
    make_service(make_initiative(city, system=energy, circle="team"), promise, in_hand=25, evidenced=5)
    (fact,) = coverage_facts(city)
    assert (fact.title, fact.status, fact.evidenced, fact.in_hand) == ("Retrofit", "thin", 5, 25)


def test_the_tally_counts_every_promise_once(city: Portfolio, alma: User, energy: System) -> None:
    make_promise(city, essential=(energy,))
    make_promise(city)
    counted = tally(coverage_of(seen(alma, city)))
    assert (counted.total, counted.gap, counted.unsaid) == (2, 1, 1)
    assert counted.squares == ["gap", "unsaid"]


def test_a_gap_that_closes_is_told_by_name(city: Portfolio, alma: User, energy: System) -> None:
    promise = make_promise(city, "Retrofit", essential=(energy,))
    access = seen(alma, city)
    gaps = gaps_of(access, promise)
    assert gaps == {energy.pk}
    assert gap_closed(access, promise, gaps) == ""
    make_service(make_initiative(city, system=energy), promise)
    assert gap_closed(access, promise, gaps) == "The gap closes: “Retrofit” is now served in Energy & buildings."


def test_queries_do_not_grow(city: Portfolio, alma: User, energy: System) -> None:
    access = seen(alma, city)

    def asked() -> list[int]:
        found = []
        for read in (coverage_of, shares_of, implementation_gap):
            with CaptureQueriesContext(connection) as queries:
                read(access)
            found.append(len(queries))
        return found

    for number in range(6):
        promise = make_promise(city, f"Promise {number}", essential=(energy,))
        make_service(make_initiative(city, system=energy), promise, in_hand=5)
    bo = make_user("Bo Two", portfolio=city, role="contributor")
    assert asked() == [1, 1, 2]
    access = seen(bo, city)
    assert asked() == [1, 1, 2]
