"""A report to a funder as a spreadsheet and as a text file, from the same document as the page and the PDF."""

import io
import re
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from funding.models import FunderReport
from funding.reporting.blocks import Block, Cell
from portfolio_hub.lib.docx import Document
from portfolio_hub.lib.tabular.cells import safe

MOST_IN_A_CELL = 32_000
NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\']")


def as_docx(report: FunderReport, language: str) -> bytes:
    """The report to be edited or passed on as text."""
    said = report.document
    document = Document(language=language)
    document.heading(said["name"], 0)
    document.text(f"{said['portfolio']} · {said['funder']} · {said['from_on']} – {said['to_on']}", is_quiet=True)
    document.text(report.words)
    for section in said["sections"]:
        document.heading(section["heading"])
        for block in section["blocks"]:
            _write(document, block)
    return document.save()


def _write(document: Document, block: Block) -> None:
    if block["kind"] == "table":
        document.heading(block["title"], 2)
        rows = block["rows"]
        right = frozenset(index for row in rows for index, cell in enumerate(row) if isinstance(cell, dict))
        document.table(block["columns"], [[_text(cell) for cell in row] for row in rows], right=right)
        return
    if block.get("title"):
        document.heading(block["title"], 2)
    if block.get("meta"):
        document.text(block["meta"], is_quiet=True)
    document.text(block["text"])


def as_xlsx(report: FunderReport) -> bytes:
    """The words on one sheet, each table on one of its own; numbers stay numbers, with their unit beside them."""
    book = Workbook(write_only=True)
    said = report.document
    words = book.create_sheet(_sheet(_("Report"), set()))
    words.append([_safe(title) for title in (_("Section"), _("What"), _("About it"), _("Words"))])
    words.append([_safe(text) for text in (said["name"], said["funder"], said["from_on"], said["to_on"])])
    if report.words:
        words.append([_safe(_("Foreword")), "", "", _safe(report.words)])
    taken = {words.title.lower()}
    for section in said["sections"]:
        for block in section["blocks"]:
            if block["kind"] == "table":
                name = _sheet(block["title"], taken)
                taken.add(name.lower())
                _fill(book.create_sheet(name), block)
            else:
                cells = (section["heading"], block.get("title", ""), block.get("meta", ""), block["text"])
                words.append([_safe(text) for text in cells])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet: Any, block: Block) -> None:
    measured = [any(isinstance(row[index], dict) for row in block["rows"]) for index in range(len(block["columns"]))]
    head = [
        [title, _("Unit")] if is_measured else [title]
        for title, is_measured in zip(block["columns"], measured, strict=True)
    ]
    sheet.freeze_panes = "A2"
    sheet.append([_safe(title) for pair in head for title in pair])
    for row in block["rows"]:
        pairs = (_pair(cell, is_measured) for cell, is_measured in zip(row, measured, strict=True))
        sheet.append([value for pair in pairs for value in pair])


def _pair(cell: Cell, is_measured: bool) -> list[Any]:
    if isinstance(cell, dict):
        return [Decimal(cell["number"]), _safe(cell["unit"])]
    return [_safe(cell), ""] if is_measured else [_safe(cell)]


def _sheet(title: str, taken: set[str]) -> str:
    """A name that a sheet may have and that none has yet."""
    plain = NOT_IN_A_NAME.sub(" ", title)[:28] or "Sheet"
    names = (plain, *(f"{plain} {number}" for number in range(2, 100)))
    return next(name for name in names if name.lower() not in taken)


def _safe(text: str) -> str:
    return safe(ILLEGAL_CHARACTERS_RE.sub("", text)[:MOST_IN_A_CELL])


def _text(cell: Cell) -> str:
    return cell["text"] if isinstance(cell, dict) else cell
