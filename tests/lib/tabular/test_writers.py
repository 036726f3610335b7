"""What is written can be read again as it was, and no spreadsheet runs any of it."""

import csv
import io
import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils.translation import gettext_lazy
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from portfolio_hub.lib import tabular
from portfolio_hub.lib.tabular.cells import is_error, safe, unsafe
from portfolio_hub.lib.tabular.writers import BOM, stream_book, stream_csv, stream_json_lines, stream_xlsx

TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=40)
CELLS = st.one_of(
    TEXTS, st.sampled_from(["=1+1", "+x", "-5", "-5+2", "@a", "'=x", "''-y", "\tz", "a,b", 'q"q', "－9", "-1.5", "-"])
)
GRIDS = st.lists(st.tuples(CELLS.filter(bool), CELLS, CELLS), min_size=1, max_size=8)


def written_csv(rows: list[tuple[object, ...]], **options: bool) -> bytes:
    return b"".join(stream_csv(["a", "b", "c"], rows, **options))


def read_csv(data: bytes) -> list[tuple[str, ...]]:
    source = tabular.Source(data=data, kind=tabular.Kind.CSV, encoding="utf-8-sig", delimiter=",")
    return [row.cells for row in tabular.rows(source)]


@settings(deadline=None)
@given(GRIDS)
def test_csv_is_read_as_it_was_written(rows: list[tuple[str, ...]]) -> None:
    assert read_csv(written_csv(rows)) == rows


@settings(deadline=None)
@given(GRIDS)
def test_no_cell_of_a_csv_begins_like_a_formula(rows: list[tuple[str, ...]]) -> None:
    text = written_csv(rows, bom=False).decode()
    for row in csv.reader(io.StringIO(text, newline="")):
        for cell in row:
            assert cell[:1] not in "=+@\t\r\n＝＋－＠" or not cell
            assert not cell.startswith("-") or cell.replace(",", ".").removeprefix("-").replace(".", "", 1).isdigit()


@given(TEXTS)
def test_safe_and_unsafe_undo_each_other(text: str) -> None:
    assert unsafe(safe(text)) == text


@pytest.mark.parametrize("number", ["-5", "-5.25", "-5,25", "-1e6", "-73.98"])
def test_plain_negative_numbers_stay_numbers(number: str) -> None:
    assert safe(number) == number
    assert number.encode() in written_csv([("x", "y", number)])


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "-5 is cold"])
def test_formulas_get_an_apostrophe(text: str) -> None:
    assert safe(text) == "'" + text


@pytest.mark.parametrize("text", ["\r=1+1", "Roofs\r=1+1", "Roofs\r\n=1+1", "\r\r@x", "a\r"])
def test_a_carriage_return_begins_no_row(text: str) -> None:
    written = written_csv([("x", text, "y")], bom=False).decode()
    _titles, row = csv.reader(io.StringIO(written, newline=""))
    assert row == ["x", ("'" if text.startswith("\r") else "") + re.sub("\r(?!\n)", "\n", text), "y"]


def test_what_is_no_text_is_made_safe_as_its_text() -> None:
    """Organisations, words that are translated later: a cell may hold anything that has words."""

    class Named:
        def __str__(self) -> str:
            return "=HYPERLINK(1)"

    assert b"'=HYPERLINK(1),'@all,-5" in written_csv([(Named(), gettext_lazy("@all"), -5)])


def test_a_formula_in_the_middle_of_a_large_batch_is_found() -> None:
    rows: list[tuple[object, ...]] = [(n, "fine", Decimal("1.50")) for n in range(1_200)]
    rows[777] = (777, "=EVIL()", date(2026, 1, 2))

    lines = written_csv(rows).decode("utf-8-sig").splitlines()

    assert lines[778] == "777,'=EVIL(),2026-01-02"
    assert len(lines) == 1_201


def test_the_mark_for_excel_can_be_left_out() -> None:
    assert written_csv([("1", "2", "3")]).startswith(BOM)
    assert not written_csv([("1", "2", "3")], bom=False).startswith(BOM)


def test_rows_are_taken_as_they_come() -> None:
    taken = []

    def rows() -> object:
        for number in range(5_000):
            taken.append(number)
            yield (number, "x", "y")

    stream = stream_csv(["a", "b", "c"], rows())  # type: ignore[arg-type]
    for _part in range(3):
        next(stream)

    assert len(taken) <= 1_000


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(TEXTS.filter(lambda text: bool(text.strip())), TEXTS), min_size=1, max_size=5))
def test_xlsx_is_read_as_it_was_written(rows: list[tuple[str, ...]]) -> None:
    data = b"".join(stream_xlsx(["a", "b"], rows, sheet="Rows [1]"))

    source = tabular.Source(data=data, kind=tabular.Kind.XLSX, sheet="Rows  1 ")

    assert [row.cells for row in tabular.rows(source)] == rows


def test_xlsx_keeps_numbers_days_and_moments() -> None:
    at = datetime(2026, 5, 6, 7, 8, tzinfo=UTC)
    data = b"".join(
        stream_xlsx(["n", "d", "at", "f", "bad"], [(Decimal("5.50"), date(2026, 1, 2), at, "=1", "a\x0bb")])
    )

    row = next(load_workbook(io.BytesIO(data)).worksheets[0].iter_rows(min_row=2, values_only=True))

    assert row == (5.5, datetime(2026, 1, 2), datetime(2026, 5, 6, 7, 8), "'=1", "ab")


def test_a_book_has_a_sheet_for_each_table_under_a_name_that_it_may_have() -> None:
    long = "What the learning returned since the beginning"
    sheets = [("Flows [1]", ["a"], [(1,)]), (long, ["b"], [("=2",)]), (long, ["c"], []), ("", ["d"], [])]

    book = load_workbook(io.BytesIO(b"".join(stream_book(sheets))))

    assert book.sheetnames == ["Flows  1 ", long[:31], f"{long[:27]} 2", "Data"]
    assert [book.worksheets[0]["A2"].value, book.worksheets[1]["A2"].value] == [1, "'=2"]


def test_json_lines_hold_one_object_each() -> None:
    lines = b"".join(stream_json_lines(["a", "b"], [(1, "ü"), (Decimal("2.50"), None)])).decode().splitlines()

    assert [json.loads(line) for line in lines] == [{"a": 1, "b": "ü"}, {"a": "2.50", "b": None}]


@pytest.mark.parametrize("cell", ["#VALUE!", "#N/A", "#ref!", " #DIV/0!".strip()])
def test_errors_of_spreadsheets_are_known(cell: str) -> None:
    assert is_error(cell)
    assert not is_error("#hashtag")
