"""XLSX: sheets, values, formulas that are never evaluated, archives that are refused."""

import io
import zipfile
from datetime import date, datetime

import pytest

from portfolio_hub.lib import tabular
from portfolio_hub.lib.tabular import Limits
from tests.lib.tabular.books import workbook

HEAD = ["id", "title", "value"]


def rows_of(*rows: list[object]) -> list[tuple[str, ...]]:
    return [row.cells for row in tabular.rows(tabular.sniff(workbook({"Data": [HEAD, *rows]})))]


def test_values_become_the_text_a_person_would_type() -> None:
    rows = rows_of([1, "A", 5.0], [2.5, "B", True], [3, None, date(2026, 5, 6)], [4, "D", datetime(2026, 5, 6, 7, 8)])

    assert rows == [("1", "A", "5"), ("2.5", "B", "true"), ("3", "", "2026-05-06"), ("4", "D", "2026-05-06 07:08:00")]


def test_a_formula_is_read_as_its_text_when_no_result_is_stored() -> None:
    assert rows_of([1, "=1+1", '=HYPERLINK("http://evil","x")'])[0] == ("1", "=1+1", '=HYPERLINK("http://evil","x")')


def test_a_stored_result_is_read_and_not_computed_again() -> None:
    data = workbook({"Data": [HEAD, [1, "=1+1", "x"]]})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    assert b"<f>1+1</f><v" in sheet
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>77</v>").replace(
        b"<f>1+1</f><v></v>", b"<f>1+1</f><v>77</v>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)

    assert next(tabular.rows(tabular.sniff(out.getvalue()))).cells == ("1", "77", "x")


def test_another_sheet_can_be_chosen_and_a_missing_one_is_told() -> None:
    source = tabular.sniff(workbook({"A": [HEAD, [1, 2, 3], [4, 5, 6]], "B": [["x", "y"], ["7", "8"]]}))

    assert source.sheet == "A"
    assert tabular.read(source.reading(sheet="B")).names == ("x", "y")
    with pytest.raises(tabular.UnknownSheet, match="Gone"):
        tabular.read(source.reading(sheet="Gone"))


def test_a_workbook_of_empty_sheets_is_told() -> None:
    with pytest.raises(tabular.EmptyFile, match="empty"):
        tabular.sniff(workbook({"A": [], "B": []}))


def test_rows_keep_the_numbers_of_the_sheet() -> None:
    source = tabular.sniff(workbook({"Data": [HEAD, [1, "A", 2], [None, None, None], [3, "C", 4]]}))

    assert [row.number for row in tabular.rows(source)] == [2, 4]


def test_an_archive_that_unpacks_to_too_much_is_refused() -> None:
    out = io.BytesIO(workbook({"Data": [HEAD, [1, 2, 3]]}))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/bomb.bin", b"\0" * (30 * 1024 * 1024))

    with pytest.raises(tabular.TooLarge, match="Unpacked"):
        tabular.sniff(out.getvalue())
    with pytest.raises(tabular.TooLarge, match="Unpacked"):
        tabular.sniff(workbook({"Data": [HEAD, [1, 2, 3]]}), Limits(max_unpacked_bytes=1_000))


def test_xml_that_declares_entities_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook({"Data": [HEAD, [1, 2, 3]]}))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">]>' + content
            new.writestr(name, content)

    with pytest.raises(tabular.NotATable, match="declarations"):
        tabular.sniff(out.getvalue())


def test_a_damaged_workbook_is_told() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", "<nonsense")

    with pytest.raises(tabular.NotATable, match="damaged"):
        tabular.sniff(out.getvalue())
