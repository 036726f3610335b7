"""A report to a funder: filled from what its circle may see, looked at, sent, frozen."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from funding.models import ExchangeRate, FunderReport, FundingVehicle, LockedPeriod, MissingAsk, ReportTemplate
from funding.reporting import making
from funding.reporting.making import make
from funding.reporting.sections import NAMES
from funding.services import funder_reports, missing_asks, money
from funding.services.limits import ClosedDays
from funding.services.money import Purpose, Terms
from initiatives.models import Initiative
from portfolio_hub.lib.jobs import STALE_AFTER
from stakeholders.models import Organisation, Portfolio, User
from stakeholders.policies import Refused
from tests.factories import make_initiative, make_log, make_organisation, make_update, make_user, make_vehicle

SignIn = Callable[[User | None], Client]
FROM, TO, DAY = date(2025, 1, 1), date(2025, 12, 31), date(2025, 6, 1)


@pytest.fixture
def fund(city: Portfolio, mission: Organisation, alma: User, warm_streets: Initiative) -> FundingVehicle:
    """A vehicle of the mission's money: one thousand promised, 400 paid in, 100.50 paid out to Warm Streets."""
    vehicle = make_vehicle(city, "Riverton Transition Fund")
    terms = Terms(flexibility="portfolio")
    commitment = money.commit(vehicle=vehicle, funder=mission, amount=Decimal(1000), terms=terms, on=DAY, by=alma)
    money.draw_down(commitment=commitment, amount=Decimal(400), on=DAY, note="First half", by=alma)
    set_aside = money.allocate(vehicle=vehicle, amount=Decimal(300), purpose=Purpose(warm_streets), on=DAY, by=alma)
    money.disburse(allocation=set_aside, amount=Decimal("100.50"), on=DAY, note="", by=alma)
    Initiative.objects.filter(pk=warm_streets.pk).update(circle="funders")
    return vehicle


@pytest.fixture
def template(city: Portfolio, mission: Organisation, fund: FundingVehicle) -> ReportTemplate:
    return ReportTemplate.objects.create(portfolio=city, funder=mission, name="Yearly report", currency="EUR")


def asked(template: ReportTemplate, by: User) -> FunderReport:
    return funder_reports.ask(template=template, from_on=FROM, to_on=TO, by=by)


def made(template: ReportTemplate, by: User) -> FunderReport:
    report = asked(template, by)
    assert make(report.pk)
    report.refresh_from_db()
    return report


def blocks(report: FunderReport, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = next(part["blocks"] for part in report.document["sections"] if part["name"] == name)
    return found


def test_it_is_filled_from_money_updates_and_logs(
    template: ReportTemplate, warm_streets: Initiative, alma: User
) -> None:
    make_update(warm_streets, body="Forty homes are warm.", happened_on=DAY, circle="funders")
    make_update(warm_streets, body="Next year.", happened_on=TO + timedelta(days=1), circle="funders")
    make_log(warm_streets, "Neighbours ask neighbours.", happened_on=DAY, circle="public")
    report = made(template, alma)
    glance = blocks(report, "money")[0]
    assert [cell["number"] for cell in glance["rows"][0][1:]] == ["1000.00", "400.00", "100.50", "0.00"]
    assert [block["text"] for block in blocks(report, "initiatives")] == ["Forty homes are warm."]
    assert "Neighbours ask neighbours." in blocks(report, "learning")[0]["text"]
    assert [gap["kind"] for gap in report.gaps] == ["payment"]


def test_nothing_that_funders_may_not_see_gets_in(
    template: ReportTemplate, city: Portfolio, fund: FundingVehicle, warm_streets: Initiative, alma: User
) -> None:
    hidden = make_initiative(city, "Quiet negotiations", circle="portfolio")
    purpose = Purpose(hidden, text="Secret purpose")
    money.allocate(vehicle=fund, amount=Decimal(50), purpose=purpose, on=DAY, by=alma)
    make_update(hidden, body="Hidden words", happened_on=DAY, circle="public")
    make_update(warm_streets, body="For the portfolio only", happened_on=DAY, circle="portfolio")
    make_log(warm_streets, "Team talk", happened_on=DAY, circle="team")
    template.initiatives.set([hidden, warm_streets])
    text = str(made(template, alma).document)
    for words in ("Quiet negotiations", "Secret purpose", "Hidden words", "For the portfolio only", "Team talk"):
        assert words not in text
    assert "An initiative not released to funders" in text


def test_another_funders_vehicle_stays_out(template: ReportTemplate, city: Portfolio, alma: User) -> None:
    other = make_vehicle(city, "Bank loan")
    bank = make_organisation("Harbour Bank", portfolio=city)
    money.commit(
        vehicle=other, funder=bank, amount=Decimal(7), terms=Terms(flexibility="project"), on=DAY, by=alma
    )  # fmt: skip
    assert "Bank loan" not in str(made(template, alma).document)


def test_other_currencies_are_converted_by_the_rate_of_their_day_or_stand_apart(
    template: ReportTemplate, city: Portfolio, mission: Organisation, alma: User
) -> None:
    abroad = make_vehicle(city, "Yen fund", currency="JPY")
    terms = Terms(flexibility="portfolio")
    money.commit(vehicle=abroad, funder=mission, amount=Decimal(9000), terms=terms, on=DAY, by=alma)
    aside = money.allocate(vehicle=abroad, amount=Decimal(9000), purpose=Purpose(), on=DAY, by=alma)
    money.disburse(allocation=aside, amount=Decimal(8000), on=DAY, note="Paid", by=alma)
    assert "rate" in [gap["kind"] for gap in made(template, alma).gaps]
    ExchangeRate.objects.create(portfolio=city, currency="JPY", rate=Decimal("0.00625"), on=FROM)
    report = made(template, alma)
    table = next(block for block in blocks(report, "money") if block.get("title") == "Converted to EUR")
    assert table["rows"][0][1] == "0.00625 (2025-01-01)"
    assert table["rows"][0][2]["number"] == "50.00"
    assert "rate" not in [gap["kind"] for gap in report.gaps]


def test_sections_have_the_funders_order_and_words(template: ReportTemplate, alma: User) -> None:
    template.sections = [
        {"name": "learning", "heading": "Insights", "is_shown": True},
        {"name": "money", "heading": "", "is_shown": True},
        {"name": "options", "heading": "", "is_shown": False},
    ]
    template.save()
    said = made(template, alma).document["sections"]
    assert [part["heading"] for part in said] == ["Insights", "Money in and out"]


def test_a_killed_worker_loses_nothing(template: ReportTemplate, alma: User) -> None:
    report = made(template, alma)
    funder_reports.say(report=report, words="Dear mission")
    funder_reports.ask_again(report=report)
    dead = FunderReport.claim(report.pk)
    assert dead is not None
    assert not make(report.pk)
    long_ago = timezone.now() - STALE_AFTER - timedelta(seconds=1)
    FunderReport.objects.filter(pk=report.pk).update(heartbeat_at=long_ago)
    assert make(report.pk)
    assert not making._write(dead, {"name": "late"}, [])
    report.refresh_from_db()
    assert (report.status, report.words, report.document["name"]) == ("ready", "Dear mission", "Yearly report")


def test_a_failure_keeps_what_was_there_and_can_be_tried_again(
    template: ReportTemplate, alma: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = made(template, alma)
    before = report.document
    funder_reports.ask_again(report=report)
    with monkeypatch.context() as patch:
        patch.setattr(making, "fill", lambda frame: 1 / 0)
        assert not make(report.pk)
    report.refresh_from_db()
    assert (report.status, report.document) == ("failed", before)
    funder_reports.ask_again(report=report)
    assert make(report.pk)


def test_what_was_sent_stays_and_closes_its_days(template: ReportTemplate, alma: User, fund: FundingVehicle) -> None:
    report = made(template, alma)
    funder_reports.send(report=report, by=alma, closes_days=True)
    funder_reports.send(report=report, by=alma, closes_days=True)
    assert LockedPeriod.objects.get().to_on == TO
    with pytest.raises(ClosedDays):
        money.allocate(vehicle=fund, amount=Decimal(1), purpose=Purpose(), on=DAY, by=alma)
    for act in (
        lambda: funder_reports.say(report=report, words="x"),
        lambda: funder_reports.delete(report=report, by=alma),
    ):
        with pytest.raises(Refused):
            act()
    funder_reports.ask_again(report=report)
    for change in ({"words": "x"}, {"document": {}}, {"status": "ready", "sent_at": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            FunderReport.objects.filter(pk=report.pk).update(**change)


def test_days_that_are_not_over_cannot_be_closed_and_nothing_is_sent(template: ReportTemplate, alma: User) -> None:
    report = funder_reports.ask(template=template, from_on=FROM, to_on=timezone.localdate(), by=alma)
    with pytest.raises(Refused):
        funder_reports.send(report=report, by=alma)
    assert make(report.pk)
    with pytest.raises(ClosedDays):
        funder_reports.send(report=report, by=alma, closes_days=True)
    report.refresh_from_db()
    assert report.status == "ready"


def test_only_the_funder_reads_it_once_sent(
    template: ReportTemplate, city: Portfolio, alma: User, chi: User, bo: User, sign_in: SignIn
) -> None:
    rival = make_user("Rival", portfolio=city, role="funder", organisation=make_organisation("Bank", portfolio=city))
    report = made(template, alma)
    pages = [report.get_absolute_url(), reverse("funding:report-file", args=[city.slug, report.pk, "xlsx"])]
    for page in pages:
        assert [sign_in(who).get(page).status_code for who in (alma, chi, rival, bo)] == [200, 404, 404, 404]
    funder_reports.send(report=report, by=alma)
    for page in pages:
        assert [sign_in(who).get(page).status_code for who in (alma, chi, rival, bo)] == [200, 200, 404, 404]
    listed = reverse("funding:reports", args=[city.slug])
    assert "Yearly report" in sign_in(chi).get(listed).content.decode()
    assert "Yearly report" not in sign_in(rival).get(listed).content.decode()
    assert "payments without a note" not in sign_in(chi).get(pages[0]).content.decode()


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
    assert "=HYPERLINK(1) <b>& bold" in words
    book = load_workbook(io.BytesIO(sign_in(alma).get(reverse("funding:report-file", args=[*url, "xlsx"])).content))
    assert [cell.value for cell in book["Paid out and come back"][2]][-2:] == [100.5, "EUR"]
    assert "'=HYPERLINK(1) <b>& bold" in [row[3].value for row in book.worksheets[0].rows]
    pdf = sign_in(alma).get(reverse("funding:report-file", args=[*url, "pdf"]))
    assert pdf.status_code in (200, 503)


def test_authors_are_asked_once_and_only_for_what_is_missing(
    template: ReportTemplate, warm_streets: Initiative, alma: User, bo: User, sign_in: SignIn
) -> None:
    make_update(warm_streets, body="Told", happened_on=DAY, circle="funders")
    report = made(template, alma)
    url = reverse("funding:report-ask", args=[template.portfolio.slug, report.pk])
    client = sign_in(alma)
    assert bo.email in client.get(url).content.decode()
    assert client.post(url, {}).status_code == 422
    field = f"email-{warm_streets.pk}"
    assert client.post(url, {"ask": [warm_streets.pk], field: "nobody"}).status_code == 422
    for _twice in range(2):
        assert client.post(url, {"ask": [warm_streets.pk], field: "Mira@Riverton.example"}).status_code == 302
    ask = MissingAsk.objects.get()
    assert (ask.email, ask.lacks) == ("mira@riverton.example", ["log"])
    assert missing_asks.send(pk=ask.pk)
    assert not missing_asks.send(pk=ask.pk)
    letter = mail.outbox[-1]
    link = warm_streets.posting_links.get()
    assert letter.to == ["mira@riverton.example"]
    assert link.get_absolute_url() in letter.body
    assert "no learning log" in letter.body
    missing_asks.requeue()


def test_a_steward_writes_a_template_and_makes_a_report(
    city: Portfolio, mission: Organisation, fund: FundingVehicle, alma: User, sign_in: SignIn
) -> None:
    client = sign_in(alma)
    new = reverse("funding:report-template-new", args=[city.slug])
    facts = {"funder": mission.pk, "name": "Half-year", "currency": "EUR", "months": 6}
    assert client.post(new, facts).status_code == 422
    shown = {f"shown_{name}": "on" for name in NAMES if name != "ask"}
    order = {f"order_{name}": number for number, name in enumerate(reversed(NAMES), start=1)}
    assert client.post(new, {**facts, **shown, **order, "heading_money": "Funds"}).status_code == 302
    template = ReportTemplate.objects.get()
    assert [row["name"] for row in template.sections] == [*reversed(NAMES)]
    assert client.post(new, {**facts, **shown, **order}).status_code == 422
    make_url = reverse("funding:report-new", args=[city.slug])
    page = client.get(f"{make_url}?template={template.pk}")
    initial = page.context["form"].initial
    assert (initial["to_on"] + timedelta(days=1)).day == 1
    backwards = {"template": template.pk, "from_on": "2025-12-31", "to_on": "2025-01-01"}
    assert client.post(make_url, backwards).status_code == 422
    answer = client.post(make_url, {"template": template.pk, "from_on": "2025-01-01", "to_on": "2025-12-31"})
    report = FunderReport.objects.get()
    assert answer["Location"] == report.get_absolute_url()
    assert "Waiting for a worker" in client.get(report.get_absolute_url()).content.decode()
    assert make(report.pk)
    words = reverse("funding:report-words", args=[city.slug, report.pk])
    client.post(words, {"words": "Dear all"})
    text = client.get(report.get_absolute_url()).content.decode()
    assert "Dear all" in text
    assert "Funds" in text
    client.post(reverse("funding:report-send", args=[city.slug, report.pk]), {})
    report.refresh_from_db()
    assert report.is_sent
