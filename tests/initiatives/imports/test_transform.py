"""From the text of a cell to a value, or to a sentence that says what was expected."""

from datetime import date
from decimal import Decimal

import pytest

from initiatives.imports.fields import Field, FieldKind
from initiatives.imports.plan import ColumnPlan
from initiatives.imports.transform import Unreadable, clean, parse

AS_IT_IS = ColumnPlan()


def read(text: str, kind: FieldKind, plan: ColumnPlan = AS_IT_IS, **field: object) -> object:
    return parse(text, Field("x", "x", kind, **field), plan)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("5000", "5000.00"), ("5,000", "5000.00"), ("5.000,50", "5000.50"), ("1,234,567.891", "1234567.89"),
        ("€ 12.5", "12.50"), ("20 USD", "20.00"), ("-40", "-40.00"), ("1 250 000", "1250000.00"), ("0,5", "0.50"),
    ],
)  # fmt: skip
def test_money_is_read_as_people_write_it(text: str, amount: str) -> None:
    assert read(text, FieldKind.MONEY) == Decimal(amount)


def test_money_in_thousands_is_exact() -> None:
    assert read("1657.005", FieldKind.MONEY, ColumnPlan(multiply="1000")) == Decimal("1657005.00")


@pytest.mark.parametrize("text", ["Undefined", "1200 BDT per unit", "NaN", "1e400", "9" * 20])
def test_what_is_no_amount_is_told(text: str) -> None:
    with pytest.raises(Unreadable):
        read(text, FieldKind.MONEY)


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("2026-05-06", "", date(2026, 5, 6)), ("05/06/2014", "dmy", date(2014, 6, 5)),
        ("05/06/2014", "mdy", date(2014, 5, 6)), ("31.12.2025", "", date(2025, 12, 31)),
        ("2026-05-06 07:08:00", "", date(2026, 5, 6)), ("18 November 2026", "", date(2026, 11, 18)),
        ("Sun May 30 2021 13:48:32 GMT+0000 (Coordinated Universal Time)", "", date(2021, 5, 30)),
        ("May 2021", "", date(2021, 5, 1)), ("2021", "", date(2021, 1, 1)), ("1/2/21", "dmy", date(2021, 2, 1)),
    ],
)  # fmt: skip
def test_days_are_read_in_the_order_that_was_chosen(text: str, order: str, day: date) -> None:
    assert read(text, FieldKind.DATE, ColumnPlan(dates=order)) == day


def test_a_day_that_does_not_exist_names_the_form_expected() -> None:
    with pytest.raises(Unreadable, match="31/12/2025"):
        read("31/02/2014", FieldKind.DATE, ColumnPlan(dates="dmy"))
    with pytest.raises(Unreadable, match="2025-12-31"):
        read("soon", FieldKind.DATE)


def test_one_point_before_three_digits_is_a_decimal_point() -> None:
    assert read("14.305", FieldKind.LATITUDE) == 14.305
    assert read("-90.785", FieldKind.LONGITUDE) == -90.785


@pytest.mark.parametrize("text", ["xxxx", "91", "-90.1"])
def test_what_is_no_latitude_is_told(text: str) -> None:
    with pytest.raises(Unreadable, match="between -90 and 90"):
        read(text, FieldKind.LATITUDE)


def test_choices_are_known_by_code_and_label_in_any_case() -> None:
    choices = (("testing", "Testing"), ("ended_early", "Ended early"))

    assert read("TESTING", FieldKind.CHOICE, choices=choices) == "testing"
    assert read("ended early", FieldKind.CHOICE, choices=choices) == "ended_early"
    with pytest.raises(Unreadable, match="Testing, Ended early"):
        read("done", FieldKind.CHOICE, choices=choices)


def test_links_get_a_scheme_and_must_fit() -> None:
    assert read("www.example.org", FieldKind.LINK) == "https://www.example.org"
    with pytest.raises(Unreadable, match="web address"):
        read("see attached", FieldKind.LINK)
    with pytest.raises(Unreadable, match="at most 30"):
        read("https://example.org/" + "x" * 30, FieldKind.LINK, max_length=30)
    with pytest.raises(Unreadable):
        read("javascript:alert(1)", FieldKind.LINK)


def test_lists_are_cut_by_the_separator_without_doubles() -> None:
    assert read("301 305  301", FieldKind.LIST, ColumnPlan(separator=" ")) == ("301", "305")
    assert read("a; b ;;a", FieldKind.NAMED, ColumnPlan(separator=";")) == ("a", "b")
    assert read("a; b", FieldKind.LIST) == ("a; b",)


def test_shapes_are_geojson_or_a_known_point() -> None:
    assert read("POINT (13.4 52.5)", FieldKind.SHAPE) == {"type": "Point", "coordinates": [13.4, 52.5]}
    with pytest.raises(Unreadable):
        read('{"type": "Point"}', FieldKind.SHAPE)


@pytest.mark.parametrize(
    ("text", "case", "cleaned"),
    [
        ("ADAMS STREET LIBRARY FIT OUT", "title", "Adams Street Library Fit Out"),
        ("DEPT OF DESIGN & CONSTRUCTION", "title", "Dept of Design & Construction"),
        ("ADMIN FOR CHILDREN'S SERVICES", "title", "Admin for Children's Services"),
        ("P-213CNTR PUMP", "title", "P-213CNTR Pump"),
        ("NEW BRANCH FIT OUT", "sentence", "New branch fit out"),
        ("Already written well, NYC", "title", "Already written well, NYC"),
    ],
)
def test_only_texts_in_capitals_change_their_case(text: str, case: str, cleaned: str) -> None:
    assert clean(text, ColumnPlan(case=case)) == cleaned


def test_what_a_database_cannot_keep_is_taken_out() -> None:
    assert clean(" a\x00b\ud800 ", AS_IT_IS) == "ab"
    assert clean("INSTANTAN√âE", ColumnPlan(repair=True)) == "INSTANTANÉE"
