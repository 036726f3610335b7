"""Laws of totals: order does not matter, nothing counts twice, units and periods are never mixed."""

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from funding.indicators.totals import Fact, LeftOut, Total, WhyNot, by_period, total

PERIODS = tuple((date(year, 1, 1), date(year, 12, 31)) for year in (2023, 2024))
MEMBERS = {1: frozenset({1, 2}), 2: frozenset({2, 3}), 3: frozenset({4})}
values = st.one_of(st.none(), st.decimals(-1_000_000, 1_000_000, places=3))


@st.composite
def facts(draw: Any) -> list[Fact]:
    """Observations of initiatives, combinations, places and the portfolio, with parts and gaps among them."""
    found = []
    for pk in range(draw(st.integers(0, 12))):
        kind = draw(st.sampled_from(("initiative", "initiative", "combination", "place", "portfolio")))
        start, end = draw(st.sampled_from(PERIODS))
        found.append(
            Fact(
                pk, draw(values), draw(st.sampled_from(("homes", "homes", "homes", "flats"))), start, end,
                initiative=draw(st.integers(1, 6)) if kind == "initiative" else None,
                combination=draw(st.integers(1, 3)) if kind == "combination" else None,
                is_of_place=kind == "place", is_part=draw(st.integers(0, 5)) == 0,
            )
        )  # fmt: skip
    return found


def fact(pk: int, value: int | None, **fields: Any) -> Fact:
    number = None if value is None else Decimal(value)
    return Fact(pk, number, "homes", *PERIODS[0], **fields)


def of(*rows: Fact) -> Total | WhyNot:
    return total(rows, members=MEMBERS, is_additive=True)


@given(facts(), st.randoms())
def test_order_does_not_matter(rows: list[Fact], chance: Any) -> None:
    shuffled = rows.copy()
    chance.shuffle(shuffled)
    assert of(*rows) == of(*shuffled)


@given(facts())
def test_nothing_counts_twice(rows: list[Fact]) -> None:
    found = of(*rows)
    if isinstance(found, Total):
        by_id = {row.id: row for row in rows}
        counted = [by_id[pk] for pk in found.counted]
        covered = [i for row in counted for i in (MEMBERS[row.combination] if row.combination else (row.initiative,))]
        assert len(covered) == len(set(covered))
        assert found.value == sum(row.value for row in counted if row.value is not None)
        assert {*found.counted} | {pk for pk, _why in found.left_out} == by_id.keys()
        assert not {*found.counted} & {pk for pk, _why in found.left_out}
        assert not any(row.is_part or row.is_of_place for row in counted)


@given(facts())
def test_units_and_periods_are_never_mixed(rows: list[Fact]) -> None:
    found = of(*rows)
    if isinstance(found, Total):
        counted = [row for row in rows if row.id in found.counted]
        assert {row.unit for row in counted} == {found.unit}
        assert {row.period for row in counted} == {(found.from_on, found.to_on)}


@given(facts())
def test_each_period_has_a_total_of_its_own_or_a_reason(rows: list[Fact]) -> None:
    sums = by_period(rows, members=MEMBERS, is_additive=True)
    assert {row.period for row in rows if not row.is_part and not row.is_of_place} == sums.keys()
    assert WhyNot.PERIODS not in sums.values()
    assert list(sums) == sorted(sums, reverse=True)


@given(facts())
def test_what_does_not_add_up_has_no_total(rows: list[Fact]) -> None:
    assert total(rows, members=MEMBERS, is_additive=False) is WhyNot.NOT_ADDITIVE


def test_an_initiative_in_two_combinations_counts_once() -> None:
    found = of(fact(1, 5, initiative=2), fact(2, 7, initiative=1), fact(3, 11, initiative=3))
    assert isinstance(found, Total)
    assert found.value == 23


def test_the_value_of_a_combination_takes_the_place_of_its_members() -> None:
    found = of(
        fact(1, 5, initiative=1), fact(2, 100, combination=1), fact(3, 1, initiative=5), fact(4, None, initiative=2)
    )
    assert isinstance(found, Total)
    assert (found.value, found.counted, found.missing) == (101, (2, 3), 0)
    assert dict(found.left_out) == {1: LeftOut.IN_COMBINATION, 4: LeftOut.IN_COMBINATION}


def test_a_missing_value_of_a_combination_leaves_its_members_in() -> None:
    found = of(fact(1, 5, initiative=1), fact(2, None, combination=1))
    assert isinstance(found, Total)
    assert (found.value, found.missing) == (5, 1)


def test_combinations_that_share_a_member_have_no_total_unless_the_whole_was_observed() -> None:
    rows = (fact(1, 5, combination=1), fact(2, 6, combination=2))
    assert of(*rows) is WhyNot.SHARED_MEMBERS
    found = of(*rows, fact(3, 9))
    assert isinstance(found, Total)
    assert (found.value, found.counted) == (9, (3,))


def test_two_sources_of_one_thing_give_no_total() -> None:
    assert of(fact(1, 5, initiative=1), fact(2, 5, initiative=1)) is WhyNot.TWO_SOURCES


def test_zero_and_less_than_zero_are_values_and_missing_is_neither() -> None:
    found = of(fact(1, 0, initiative=1), fact(2, -3, initiative=2), fact(3, None, initiative=3))
    assert isinstance(found, Total)
    assert (found.value, found.counted, found.missing) == (-3, (1, 2), 1)
    assert of(fact(1, None, initiative=1)) is WhyNot.NOTHING
    assert of() is WhyNot.NOTHING


def test_a_band_is_known_only_if_all_have_one() -> None:
    banded = fact(1, 5, initiative=1, low=Decimal(4), high=Decimal(7))
    both = of(banded, fact(2, 1, initiative=2, low=Decimal(0), high=Decimal(2)))
    assert isinstance(both, Total)
    assert (both.low, both.high) == (4, 9)
    one = of(banded, fact(2, 1, initiative=2))
    assert isinstance(one, Total)
    assert (one.low, one.high) == (None, None)


def test_large_sums_stay_exact() -> None:
    large = Decimal("999999999999999999.999999")
    found = of(*(Fact(pk, large, "homes", *PERIODS[0], initiative=100 + pk) for pk in range(2000)))
    assert isinstance(found, Total)
    assert found.value == Decimal("1999999999999999999999.998000")
