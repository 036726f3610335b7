"""What is taken along says what the page says, in forms that other programs read."""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from funding.models import ReportTemplate
from funding.services import funder_reports
from initiatives.models import Initiative
from stakeholders.models import User
from tests.factories import make_update
from tests.funding.reporting.helpers import DAY, made

SignIn = Callable[[User | None], Client]


def test_files_say_what_the_page_says(
    template: ReportTemplate, warm_streets: Initiative, alma: User, sign_in: SignIn
) -> None:
    make_update(warm_streets, body="=HYPERLINK(1) <b>&\x0b bold", happened_on=DAY, circle="funders")
    report = made(template, alma)
    funder_reports.say(report=report, words="Dear mission,\n\nthank you.")
    url = [template.portfolio.slug, report.pk]
    body = sign_in(alma).get(reverse("funding:report-file", args=[*url, "docx"])).content
    archive = zipfile.ZipFile(io.BytesIO(body))
    trees = {name: ElementTree.fromstring(archive.read(name)) for name in archive.namelist()}
    words = "".join(trees["word/document.xml"].itertext())
    assert "Dear mission," in words
    assert "word/footer1.xml" in trees
    kinds = {node.attrib["PartName"] for node in trees["[Content_Types].xml"] if "PartName" in node.attrib}
    assert kinds == {f"/{name}" for name in trees if name != "[Content_Types].xml" and not name.endswith(".rels")}
    style = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}pStyle"
    used = {next(iter(node.attrib.values())) for node in trees["word/document.xml"].iter(style)}
    known = {value for node in trees["word/styles.xml"] for value in node.attrib.values()}
    assert {"Title", "Heading1", "Heading2"} <= used <= known
    assert "=HYPERLINK(1) <b>& bold" in words
    book = load_workbook(io.BytesIO(sign_in(alma).get(reverse("funding:report-file", args=[*url, "xlsx"])).content))
    sheet = book["Paid out and come back"]
    assert [cell.value for cell in sheet[2]][-2:] == [100.5, "EUR"]
    assert sheet["A1"].value == "On"
    assert sheet["A2"].value == datetime(2025, 6, 1)
    assert (sheet.freeze_panes, sheet[2][-2].number_format) == ("A2", "#,##0.00")
    assert all(len(name) <= 31 for name in book.sheetnames)
    assert "'=HYPERLINK(1) <b>& bold" in [row[3].value for row in book.worksheets[0].rows]


def test_the_pdf_is_tagged_and_numbered_and_has_its_marks(
    template: ReportTemplate, alma: User, sign_in: SignIn
) -> None:
    pytest.importorskip("weasyprint")
    report = made(template, alma)
    body = sign_in(alma).get(reverse("funding:report-file", args=[template.portfolio.slug, report.pk, "pdf"])).content
    pdf = PdfReader(io.BytesIO(body))
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("en")
    marks = [mark["/Title"] for mark in pdf.outline if isinstance(mark, dict)]
    assert marks[0] == "Yearly report"
    cover, second = pdf.pages[0].extract_text(), pdf.pages[1].extract_text()
    assert "National Climate Mission" in cover
    assert "A draft that was not sent yet." in cover
    assert f"2 / {len(pdf.pages)}" in second
    assert "Riverton 2035 · Yearly report" in second
    assert "Your vehicles in these days" in second
