"""Whether two sides meet, and why: the same kind of thing, systems, concerns, sums and words."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from funding.matching.engine import meet
from funding.matching.material import facts_of, has_changed
from funding.matching.sides import Kind, Reason, Sought, Wanted, from_json
from funding.matching.words import shared
from funding.models import ExchangeRate
from funding.rates import Rates

DAY = date(2026, 6, 1)
CALL = Wanted(
    "Shade for heatwaves", frozenset({"reserve"}), frozenset({1, 2}), frozenset({7}), Decimal(50), Decimal(200), "EUR"
)
WISH = Sought("Streets shaded when a heatwave comes", "reserve", frozenset({2}), frozenset(), Decimal(120), "EUR")


def reasons(call: Wanted, wish: Sought, *rates: ExchangeRate) -> tuple[Reason, ...]:
    return meet(call, wish, convert=Rates("EUR", rates).convert, on=DAY)


def fit(call: Wanted, wish: Sought, *rates: ExchangeRate) -> str:
    return next((one.fit for one in reasons(call, wish, *rates) if one.kind == Kind.SUM), "")


def test_reasons_stand_in_their_order_and_survive_the_database() -> None:
    found = reasons(CALL, WISH)
    assert [one.kind for one in found] == [Kind.TARGET, Kind.SYSTEMS, Kind.SUM, Kind.WORDS]
    assert found[1].ids == (2,)
    assert found[3].words == ("heatwaves",)
    assert tuple(from_json(one.as_json()) for one in found) == found


def test_another_kind_of_thing_never_meets() -> None:
    assert reasons(CALL, replace(WISH, target="learning")) == ()
    assert reasons(replace(CALL, targets=frozenset()), replace(WISH, target="learning"))[0].kind == Kind.SYSTEMS


def test_the_kind_alone_is_not_enough() -> None:
    bare = Wanted("Cargo bikes", frozenset({"reserve"}), currency="EUR")
    assert reasons(bare, WISH) == ()
    assert reasons(replace(bare, text="Shaded streets"), WISH)
    assert reasons(replace(bare, text="Shaded roofs"), WISH) == ()


@pytest.mark.parametrize(
    ("amount", "said"), [("50", "within"), ("200", "within"), ("200.001", "over"), ("49.999", "under")]
)
def test_a_sum_is_told_to_the_last_decimal(amount: str, said: str) -> None:
    assert fit(CALL, replace(WISH, amount=Decimal(amount))) == said


def test_a_sum_outside_is_a_warning_and_no_reason_by_itself() -> None:
    bare = replace(CALL, systems=frozenset(), concerns=frozenset(), text="Cargo bikes")
    assert reasons(bare, replace(WISH, amount=Decimal(900))) == ()
    told = reasons(CALL, replace(WISH, amount=Decimal(900)))
    assert [one.speaks_for for one in told if one.kind == Kind.SUM] == [False]


def test_another_currency_is_converted_by_the_rate_of_the_day_and_says_so() -> None:
    old = ExchangeRate(currency="GBP", rate=Decimal("1.5"), on=date(2026, 1, 1))
    new = ExchangeRate(currency="GBP", rate=Decimal("1.2"), on=date(2026, 5, 1))
    late = ExchangeRate(currency="GBP", rate=Decimal("9"), on=date(2026, 6, 2))
    wish = replace(WISH, amount=Decimal(100), currency="GBP")
    money = next(one for one in reasons(CALL, wish, old, new, late) if one.kind == Kind.SUM)
    assert (money.fit, money.worth, money.into) == ("within", "120.00", "EUR")
    assert money.rates == (("GBP", "1.2", "2026-05-01"),)
    assert fit(CALL, replace(wish, amount=Decimal("166.68")), new) == "over"


def test_without_a_rate_nothing_is_compared() -> None:
    wish = replace(WISH, currency="JPY")
    assert fit(CALL, wish) == "unknown"
    assert fit(replace(CALL, currency="CHF"), WISH) == "unknown"
    assert fit(CALL, replace(WISH, amount=None)) == ""
    assert fit(replace(CALL, least=None, most=None), WISH) == ""


def test_words_that_every_call_uses_tell_nothing() -> None:
    assert shared("We look for funding of the portfolio", "The portfolio looks for funding") == ()
    assert shared("Heatwaves and shaded streets", "A heatwave in the street") == ("heatwaves", "streets")
    assert shared("", "x" * 10_000) == ()


def test_spelling_is_no_material_change_and_another_sum_is() -> None:
    before = facts_of(CALL, WISH)
    assert not has_changed(before, facts_of(replace(CALL, text="Shade for a heatwave!"), WISH))
    assert not has_changed(before, facts_of(replace(CALL, most=Decimal("200.000")), WISH))
    assert has_changed(before, facts_of(replace(CALL, most=Decimal(300)), WISH))
    assert has_changed(before, facts_of(CALL, replace(WISH, systems=frozenset({1}))))
    assert has_changed(before, facts_of(replace(CALL, text="Cargo bikes and ferries"), WISH))
    assert has_changed({}, before)
