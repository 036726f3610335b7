"""What is taken along says what the page says, in forms that other programs read."""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from celery import current_app
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from funding import tasks
from funding.models import FunderReport, FunderReportFiles, ReportTemplate
from funding.reporting import drawing
from funding.reporting.files import as_xlsx
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


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was laid out as PDF, in place of laying it out."""
    found: list[str] = []

    def pdf_of(_template: str, context: dict[str, Any]) -> bytes:
        report = context["report"]
        found.append(f"{report.status} {report.words}".strip())
        return f"%PDF {found[-1]}".encode()

    monkeypatch.setattr(drawing, "pdf_of", pdf_of)
    return found


def test_a_worker_draws_and_requests_only_hand_out(
    template: ReportTemplate, alma: User, sign_in: SignIn, drawn: list[str]
) -> None:
    report = made(template, alma)
    client, url = sign_in(alma), [template.portfolio.slug, report.pk]

    def file(format: str) -> Any:
        return client.get(reverse("funding:report-file", args=[*url, format]))

    def act_then_draw(act: Callable[[], object]) -> bytes:
        act()
        waiting = file("pdf")
        assert (waiting.status_code, "The PDF is being drawn" in waiting.content.decode()) == (202, True)
        assert drawing.draw(report.pk)
        assert not drawing.draw(report.pk)
        return bytes(file("pdf").content)

    assert act_then_draw(lambda: None) == b"%PDF ready"
    assert act_then_draw(lambda: funder_reports.say(report=report, words="Dear mission")) == b"%PDF ready Dear mission"
    body = act_then_draw(lambda: funder_reports.send(report=report, by=alma))
    assert body == b"%PDF sent Dear mission"
    files = FunderReportFiles.objects.get(report=report)
    assert [file(name).content for name in ("xlsx", "docx")] == [bytes(files.xlsx or b""), bytes(files.docx or b"")]
    assert len(drawn) == 3


def test_what_was_drawn_of_earlier_words_is_not_handed_out(
    template: ReportTemplate, alma: User, drawn: list[str]
) -> None:
    report = made(template, alma)
    late = FunderReportFiles.claim(report.files.pk)
    assert late is not None
    funder_reports.say(report=report, words="Better words")
    assert not drawing._settle(late, status="ready", pdf=b"earlier words")
    assert drawing.draw(report.pk)
    report.refresh_from_db()
    assert drawing.kept(report, "pdf") == b"%PDF ready Better words"
    FunderReport.objects.filter(pk=report.pk).update(words="Other words")
    report.refresh_from_db()
    assert drawing.kept(report, "pdf") is None


def test_drawing_that_was_lost_is_handed_over_again(
    template: ReportTemplate, alma: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[Any] = []
    monkeypatch.setattr(current_app, "send_task", lambda name, args, **_more: sent.append((name, args)))
    report = made(template, alma)
    tasks.requeue_funder_reports()
    assert sent == []
    FunderReportFiles.objects.update(asked_at=timezone.now() - timedelta(minutes=1))
    tasks.requeue_funder_reports()
    assert sent == [("funding.tasks.draw_funder_report", (report.pk,))]
    monkeypatch.setattr(drawing, "as_xlsx", lambda _report: 1 / 0)
    assert not drawing.draw(report.pk)
    assert FunderReportFiles.objects.get().status == "failed"
    assert not drawing.is_being_drawn(report)


def test_many_tables_of_one_name_stand_on_sheets_of_their_own(template: ReportTemplate, alma: User) -> None:
    report = made(template, alma)
    block = {"kind": "table", "title": "A very long name of an indicator\x0b", "columns": ["Of"], "rows": [["x"]]}
    report.document["sections"] = [{"name": "indicators", "heading": "Measured", "blocks": [block] * 120}]
    report.document["name"] = "Yearly\x0b report"
    names = load_workbook(io.BytesIO(as_xlsx(report))).sheetnames
    assert len({name.lower() for name in names}) == 121
    assert all(len(name) <= 31 for name in names)
    block["title"] = "What contributes to which concern"
    report.document["sections"][0]["blocks"] = [block, {**block, "title": "x" * 40}]
    assert load_workbook(io.BytesIO(as_xlsx(report))).sheetnames[1:] == ["What contributes to which", "x" * 31]


def test_the_pdf_is_tagged_and_numbered_and_has_its_marks(
    template: ReportTemplate, alma: User, sign_in: SignIn
) -> None:
    pytest.importorskip("weasyprint")
    report = made(template, alma)
    assert drawing.draw(report.pk)
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
