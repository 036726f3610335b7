"""A report to a funder as a spreadsheet and as a text file, from the same document as the page and the PDF."""

import io
import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from itertools import chain, count
from textwrap import shorten
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from funding.models import FunderReport
from funding.reporting.blocks import Block, Cell, said
from portfolio_hub.lib import dates
from portfolio_hub.lib.docx import Document
from portfolio_hub.lib.tabular.cells import safe

MOST_IN_A_CELL, LONGEST_NAME = 32_000, 31
NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\']")
TABLES = ("table", "bars")
BOLD, WRAPPED = Font(bold=True), Alignment(wrap_text=True, vertical="top")
WIDEST, NARROWEST, WORDS_WIDE = 48, 10, 90
DAYS = "yyyy-mm-dd"


def as_docx(report: FunderReport) -> bytes:
    """The report to be edited or passed on as text."""
    told = report.document
    document = Document(language=told["language"], title=told["name"], author=told["portfolio"])
    document.text(told["portfolio"], is_quiet=True)
    document.heading(told["name"], 0)
    words = {"funder": told["funder"], "from": dates.day_full(report.from_on), "to": dates.day_full(report.to_on)}
    document.text(_("To %(funder)s, %(from)s – %(to)s") % words)
    if not report.is_sent:
        document.text(_("A draft that was not sent yet."), is_quiet=True)
    if figures := told.get("figures"):
        rows = [[one["label"], one["value"], one["note"]] for one in figures]
        document.table([_("In short"), _("How much"), _("About it")], rows, right=frozenset({1}))
    document.text(report.words)
    for section in told["sections"]:
        document.heading(section["heading"])
        for block in section["blocks"]:
            _write(document, block)
    return document.save()


def _write(document: Document, block: Block) -> None:
    if block["kind"] in TABLES:
        document.heading(block["title"], 2)
        rows = block["rows"]
        right = frozenset(index for row in rows for index, cell in enumerate(row) if _is_number(cell))
        document.table(block["columns"], [[said(cell) for cell in row] for row in rows], right=right)
        return
    if block.get("title"):
        document.heading(block["title"], 2)
    if block.get("meta"):
        document.text(block["meta"], is_quiet=True)
    document.text(block["text"])


def as_xlsx(report: FunderReport) -> bytes:
    """The words on one sheet, each table on one of its own; numbers stay numbers, with their unit beside them."""
    book = Workbook(write_only=True)
    told = report.document
    book.properties.title, book.properties.creator = _printable(told["name"]), _printable(told["portfolio"])
    words = book.create_sheet(_sheet(_("Report"), set()))
    _lay_out(words, (28, 36, 30, WORDS_WIDE))
    words.append(_heads(words, (_("Section"), _("What"), _("About it"), _("Words"))))
    words.append([_safe(text) for text in (told["name"], told["funder"], told["portfolio"])])
    words.append([_("Days"), report.from_on, report.to_on])
    for one in told.get("figures", ()):
        words.append([_safe(text) for text in (_("In short"), one["label"], one["note"], one["value"])])
    if report.words:
        words.append([_safe(_("Foreword")), "", "", _wrapped(words, report.words)])
    taken = {words.title.lower()}
    for section in told["sections"]:
        for block in section["blocks"]:
            if block["kind"] in TABLES:
                name = _sheet(block["title"], taken)
                taken.add(name.lower())
                _fill(book.create_sheet(name), block)
            else:
                cells = (section["heading"], block.get("title", ""), block.get("meta", ""))
                words.append([*map(_safe, cells), _wrapped(words, block["text"])])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet: Any, block: Block) -> None:
    measured = [any(_is_number(row[index]) for row in block["rows"]) for index in range(len(block["columns"]))]
    head = [
        [title, _("Unit")] if is_measured else [title]
        for title, is_measured in zip(block["columns"], measured, strict=True)
    ]
    longest = [
        max([len(title), *(len(said(row[index])) for row in block["rows"])])
        for index, title in enumerate(block["columns"])
    ]
    widths = [[size, 8] if is_measured else [size] for size, is_measured in zip(longest, measured, strict=True)]
    titles = [title for pair in head for title in pair]
    _lay_out(sheet, (size for pair in widths for size in pair))
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(titles))}{len(block['rows']) + 1}"
    sheet.append(_heads(sheet, titles))
    for row in block["rows"]:
        pairs = (_pair(sheet, cell, is_measured) for cell, is_measured in zip(row, measured, strict=True))
        sheet.append([value for pair in pairs for value in pair])


def _lay_out(sheet: Any, widths: Iterable[int]) -> None:
    """Columns as wide as their words, and a head that stays; both have to be said before the first row."""
    sheet.freeze_panes = "A2"
    for number, width in enumerate(widths, start=1):
        most = WORDS_WIDE if width == WORDS_WIDE else WIDEST
        sheet.column_dimensions[get_column_letter(number)].width = min(max(width + 2, NARROWEST), most)


def _heads(sheet: Any, titles: Iterable[str]) -> list[Any]:
    cells = [WriteOnlyCell(sheet, _safe(title)) for title in titles]
    for cell in cells:
        cell.font = BOLD
    return cells


def _wrapped(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, _safe(text))
    cell.alignment = WRAPPED
    return cell


def _pair(sheet: Any, cell: Cell, is_measured: bool) -> list[Any]:
    """The value, and its unit where the column has numbers; a day is a day."""
    if isinstance(cell, dict) and "number" in cell:
        value = WriteOnlyCell(sheet, Decimal(cell["number"]))
        value.number_format = _format(cell["number"])
        return [value, _safe(cell["unit"])]
    if isinstance(cell, dict):
        on = WriteOnlyCell(sheet, date.fromisoformat(cell["day"]))
        on.number_format = DAYS
        return [on]
    return [_safe(cell), ""] if is_measured else [_safe(cell)]


def _format(number: str) -> str:
    """As many decimals as were written: 1,000.00 for euros, 1,000 for yen."""
    places = len(number.partition(".")[2])
    return f"#,##0.{'0' * places}" if places else "#,##0"


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, dict) and "number" in cell


def _sheet(title: str, taken: set[str]) -> str:
    """A name that a sheet may have and that none has yet."""
    words = NOT_IN_A_NAME.sub(" ", _printable(title)).strip()
    plain = shorten(words, LONGEST_NAME, placeholder="") or words[:LONGEST_NAME] or "Sheet"
    names = chain([plain], (f"{plain[: LONGEST_NAME - 5].rstrip()} {number}" for number in count(2)))
    return next(name for name in names if name.lower() not in taken)


def _safe(text: str) -> str:
    return safe(_printable(text)[:MOST_IN_A_CELL])


def _printable(text: str) -> str:
    return ILLEGAL_CHARACTERS_RE.sub("", text)
