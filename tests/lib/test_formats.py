"""Numbers read as a newspaper would print them, in both languages."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio_hub.lib import formats


@pytest.mark.parametrize(
    ("value", "language", "text"),
    [
        (2946, "en", "2,946"),
        (2946, "de", "2.946"),
        (1.6, "en", "1.6"),
        (1.6, "de", "1,6"),
        (-3, "en", "−3"),
        (0, "en", "0"),
        (-0.04, "en", "0.0"),
        (Decimal("7.00"), "en", "7"),
    ],
)
def test_number(value: float, language: str, text: str) -> None:
    assert formats.number(value, language) == text


@pytest.mark.parametrize(("value", "text"), [(9, "+9"), (-3, "−3"), (0, "0")])
def test_signed(value: int, text: str) -> None:
    assert formats.signed(value) == text


@pytest.mark.parametrize(
    ("amount", "currency", "language", "text"),
    [
        (186_400_000, "EUR", "en", "€186.4m"),
        (6_000_000, "EUR", "en", "€6m"),
        (3_200_000_000, "EUR", "en", "€3.2bn"),
        (18_000, "EUR", "en", "€18,000"),
        (120, "GBP", "en", "£120"),
        (-2_400_000, "EUR", "en", "−€2.4m"),
        (186_400_000, "EUR", "de", "186,4\u00a0Mio.\u00a0€"),
        (18_000, "EUR", "de", "18.000\u00a0€"),
        (5_000, "NOK", "en", "NOK\u00a05,000"),
    ],
)
def test_money(amount: int, currency: str, language: str, text: str) -> None:
    assert formats.money(amount, currency, language) == text


def test_exact_money_shows_cents_only_when_there_are_any() -> None:
    assert formats.money(186_400_000, "EUR", exact=True) == "€186,400,000"
    assert formats.money(Decimal("12.50"), "EUR", exact=True) == "€12.50"


def test_money_of_a_column_keeps_its_decimal() -> None:
    assert formats.money(64_000_000, "EUR", even=True) == "€64.0m"
    assert formats.money(64_000_000, "EUR", "de", even=True) == "64,0\u00a0Mio.\u00a0€"
    assert formats.money(250_000, "EUR", even=True) == "€250,000"


def test_the_sign_of_a_currency_is_its_code_where_none_is_known() -> None:
    assert [formats.sign(code) for code in ("EUR", "CHF", "NOK")] == ["€", "CHF", "NOK"]


def test_percent_of_nothing_is_not_a_share() -> None:
    assert formats.percent(1, 0) == "–"
    assert formats.percent(Decimal("71.9"), Decimal("186.4")) == "39%"
    assert formats.percent(1, 3, "de") == "33\u202f%"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Noor Adeyemi", "NA"),
        ("Dr Ines van Calder", "DC"),
        ("bo@riverton.example", "BO"),
        ("tomas.brandt@x.example", "TB"),
        ("Ö", "Ö"),
        ("", "?"),
        ("— —", "?"),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert formats.initials(name) == letters


@given(st.text())
def test_initials_of_anything_are_one_or_two_letters(name: str) -> None:
    assert formats.initials(name)


@pytest.mark.parametrize(
    ("count", "step"), [(0, 0), (1, 1), (2, 1), (3, 2), (6, 3), (10, 3), (11, 4), (19, 5), (400, 5)]
)
def test_heat_steps(count: int, step: int) -> None:
    assert formats.heat_step(count) == step


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("“Clean air” has a gap", "‘Clean air’ has a gap"),
        ("„Saubere Luft“ fehlt", "‚Saubere Luft‘ fehlt"),
        ("Plain", "Plain"),
    ],
)
def test_quotes_between_quotes_become_single(text: str, inside: str) -> None:
    assert formats.inside_quotes(text) == inside
