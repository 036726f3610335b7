"""CSV as people and spreadsheets write it."""

import pytest

from portfolio_hub.lib import tabular
from portfolio_hub.lib.tabular import Row


def rows_of(text: str | bytes) -> list[Row]:
    return list(tabular.rows(tabular.sniff(text.encode() if isinstance(text, str) else text)))


def test_cells_may_hold_line_breaks_quotes_and_delimiters() -> None:
    rows = rows_of('id,note\r\n1,"two\r\nlines, ""quoted"""\r\n2,plain\r\n')

    assert rows[0].cells == ("1", 'two\r\nlines, "quoted"')
    assert rows[1].number == 3


def test_a_byte_order_mark_is_not_part_of_the_first_title() -> None:
    assert tabular.read(tabular.sniff("\ufeffid,title\n1,A\n".encode())).names == ("id", "title")


def test_ragged_rows_are_padded_and_what_sticks_out_is_told() -> None:
    short, long = rows_of("a,b,c\n1\n1,2,3,4,,5\n")

    assert short == Row(number=2, cells=("1", "", ""), is_short=True)
    assert long.cells == ("1", "2", "3")
    assert long.surplus == ("4", "5")


def test_empty_lines_are_passed_over_but_counted() -> None:
    assert [row.number for row in rows_of("a,b\n\n1,2\n,\n3,4\n")] == [3, 5]


def test_empty_columns_at_the_right_fall_away() -> None:
    table = tabular.read(tabular.sniff(b"a,b,,\n1,2,,\n3,4,,\n"))

    assert table.names == ("a", "b")
    assert not any(row.surplus for row in table.rows)


def test_titles_are_kept_exactly_and_known_trimmed_and_unique() -> None:
    headers = tabular.read(tabular.sniff(b"Latitude ,name,Name,,name\n1,2,3,4,5\n6,7,8,9,1\n")).headers

    assert headers[0].exact == "Latitude "
    assert [header.name for header in headers] == ["Latitude", "name", "Name (2)", "column 4", "name (3)"]


def test_an_apostrophe_before_a_formula_sign_belongs_to_the_spreadsheet() -> None:
    assert rows_of("a,b\n'=1+1,'tis\n")[0].cells == ("=1+1", "'tis")


def test_a_header_without_rows_is_a_table_without_rows() -> None:
    assert rows_of("id,title\n") == []


def test_a_title_row_that_is_empty_is_told() -> None:
    source = tabular.sniff(b"a,b\n1,2\n3,4\n").reading(header_row=9)

    with pytest.raises(tabular.EmptyFile, match="Row 9"):
        tabular.read(source)


def test_very_long_cells_are_read() -> None:
    assert len(rows_of("a,b\n1," + "x" * 200_000 + "\n")[0].cells[1]) == 200_000
