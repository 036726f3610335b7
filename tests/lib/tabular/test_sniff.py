"""A file is known by what is in it, never by its name; what holds no table is refused in a sentence."""

from pathlib import Path

import pytest

from portfolio_hub.lib import tabular
from portfolio_hub.lib.tabular import Kind, Limits, NotATable, TooLarge
from tests.lib.tabular.books import workbook

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.mark.parametrize(
    ("name", "kind", "columns", "rows"),
    [
        ("nyc-projects.geojson", Kind.GEOJSON, 40, 26),
        ("undp-solutions.csv", Kind.CSV, 46, 12),
        ("nasa-lessons.json", Kind.JSON_LINES, 2, 8),
        ("undp-solutions.xlsx", Kind.XLSX, 44, 12),
    ],
)
def test_real_files_are_recognised(name: str, kind: Kind, columns: int, rows: int) -> None:
    source = tabular.sniff(DATA / name)

    table = tabular.read(source)

    assert source.kind is kind
    assert len(table.names) == columns
    assert len(list(table.rows)) == rows


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    lines = ["name;place;sum", "Ä;B, C;1", "D;E;2,5"]
    text = "\n".join(
        line.replace(";", delimiter) if delimiter != "," else line.replace(",", " ").replace(";", ",") for line in lines
    )

    source = tabular.sniff(text.encode())

    assert source.delimiter == delimiter
    assert tabular.read(source).names == ("name", "place", "sum")


def test_titles_above_the_table_are_passed_over() -> None:
    source = tabular.sniff(b"Projects of the city,,\n,,\nid,title,budget\n1,Warm Streets,5000\n2,Kerb Garden,70\n")

    assert source.header_row == 3
    assert [row.number for row in tabular.rows(source)] == [4, 5]


def test_the_sheet_with_the_table_is_proposed() -> None:
    data = workbook({"Read me": [["How to use this file"]], "Data": [["id", "title"], [1, "A"], [2, "B"]], "Empty": []})

    source = tabular.sniff(data)

    assert source.sheet == "Data"
    assert [sheet.name for sheet in source.sheets if sheet.is_empty] == ["Read me", "Empty"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \n\r\n \t", "empty"),
        (b"\xef\xbb\xbf\n", "empty"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n....", "picture"),
        (b"\xd0\xcf\x11\xe0 old excel", "Save it as .xlsx"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "web page"),
        (b"<codelist name='x'></codelist>", "XML"),
        (b"id,title\n1,\x00\x01\x02A\n", "not a text file"),
        (b"PK\x03\x04not really a zip", "damaged"),
        (b'{"grants": [{"id": 1}, {"id": 2', "breaks off"),
        (b"[1, 2, 3]", "plain values"),
        (
            b"Dear all\nthis letter tells what we did in the summer and why it took us so long to write it down.\n"
            b"We met on Tuesday and spoke for a long while about the new street and the trees and what they need.\n"
            b"Next week on Monday or whenever it suits we meet again to look at it with everybody who likes to.\n",
            "reads like a text",
        ),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(data: bytes, words: str) -> None:
    with pytest.raises(tabular.TabularError, match=words):
        list(tabular.rows(tabular.sniff(data)))


def test_too_many_bytes_are_refused_before_reading() -> None:
    with pytest.raises(TooLarge, match="at most 1 MB"):
        tabular.sniff(b"a,b\n" * 300_000, Limits(max_bytes=1024 * 1024))


def test_the_row_after_the_last_allowed_one_is_refused() -> None:
    text = b"id,title\n" + b"1,x\n" * 11

    assert len(list(tabular.rows(tabular.sniff(text, Limits(max_rows=11))))) == 11
    with pytest.raises(TooLarge, match="more than 10 rows"):
        list(tabular.rows(tabular.sniff(text, Limits(max_rows=10))))


def test_a_hundred_thousand_rows_pass_and_one_more_does_not() -> None:
    head, line = b"id,title\n", b"1,x\n"

    assert sum(1 for _row in tabular.rows(tabular.sniff(head + line * 100_000))) == 100_000
    with pytest.raises(TooLarge, match="100,000 rows"):
        for _row in tabular.rows(tabular.sniff(head + line * 100_001)):
            pass


def test_a_table_of_thousands_of_columns_is_refused() -> None:
    with pytest.raises(TooLarge, match="columns"):
        tabular.read(tabular.sniff((",".join(f"c{n}" for n in range(1_200)) + "\n" + "1," * 1_199 + "1\n").encode()))


def test_an_archive_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    import zipfile

    path = tmp_path / "data.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")

    with pytest.raises(NotATable, match="not an Excel workbook"):
        tabular.sniff(path)
