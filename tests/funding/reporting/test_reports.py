"""A report to a funder: filled from what its circle may see, looked at, sent, frozen."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from funding.models import ExchangeRate, FunderReport, FundingVehicle, LockedPeriod, ReportTemplate, SupportSought
from funding.reporting import making
from funding.reporting.making import make
from funding.services import funder_reports, money
from funding.services.limits import ClosedDays
from funding.services.money import Purpose, Terms
from initiatives.models import Initiative
from portfolio_hub.lib.jobs import STALE_AFTER
from stakeholders.models import Organisation, Portfolio, User
from stakeholders.policies import Refused
from tests.factories import (
    make_combination,
    make_initiative,
    make_log,
    make_organisation,
    make_update,
    make_user,
    make_vehicle,
)
from tests.funding.reporting.helpers import DAY, FROM, TO, blocks, made, table

SignIn = Callable[[User | None], Client]


def test_it_is_filled_from_money_updates_and_logs(
    template: ReportTemplate, warm_streets: Initiative, alma: User
) -> None:
    make_update(warm_streets, body="Forty homes are warm.", happened_on=DAY, circle="funders")
    make_update(warm_streets, body="Next year.", happened_on=TO + timedelta(days=1), circle="funders")
    make_log(warm_streets, "Neighbours ask neighbours.", happened_on=DAY, circle="public")
    report = made(template, alma)
    glance = blocks(report, "money")[0]
    assert [cell["number"] for cell in glance["rows"][0][1:]] == ["1000.00", "400.00", "400.00", "100.50", "0.00"]
    assert [block["text"] for block in blocks(report, "initiatives")] == ["Forty homes are warm."]
    assert "Neighbours ask neighbours." in blocks(report, "learning")[0]["text"]
    assert [gap["kind"] for gap in report.gaps] == ["payment", "judgement"]


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


def test_what_would_help_a_hidden_combination_stays_out(template: ReportTemplate, city: Portfolio, alma: User) -> None:
    hidden = make_combination(city, name="Quiet bundle", circle="portfolio")
    for title, combination in (("Money for the quiet bundle", hidden), ("A reserve", None)):
        SupportSought.objects.create(
            portfolio=city, target="combination" if combination else "reserve", combination=combination, title=title,
            would_help="Much.", by=alma,
        )  # fmt: skip
    assert [block["title"] for block in blocks(made(template, alma), "ask")] == ["A reserve"]


def test_another_funders_vehicle_stays_out(template: ReportTemplate, city: Portfolio, alma: User) -> None:
    other = make_vehicle(city, "Bank loan")
    bank = make_organisation("Harbour Bank", portfolio=city)
    money.commit(
        vehicle=other, funder=bank, amount=Decimal(7), terms=Terms(flexibility="project"), on=DAY, by=alma
    )  # fmt: skip
    report = made(template, alma)
    assert "Bank loan" not in str([blocks(report, name) for name in ("money", "rows", "reserve", "returns")])
    outline = table(report, "whole", "Vehicles of the portfolio")
    sums = {row[0]: [cell["text"] for cell in row[2:4]] for row in outline["rows"]}
    assert sums["Bank loan"] == ["€7", "€0"]
    assert sums["All in EUR"] == ["€1,007", "€1,000"]


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
    converted = table(report, "money", "Converted to EUR")
    assert converted["rows"][0][-1] == "0.00625 (1 January 2025)"
    assert [cell["number"] for cell in converted["rows"][0][1:-1]] == ["56.25", "0.00", "0.00", "50.00", "0.00"]
    assert converted["rows"][1][4]["number"] == "150.50"
    assert converted["rows"][1][-1] == "in part converted"
    paid = {"label": "Paid out, in these days", "value": "€150.50", "note": "converted in part"}
    assert report.document["figures"][2] == paid
    assert "rate" not in [gap["kind"] for gap in report.gaps]


def test_what_no_rate_is_kept_for_is_not_said_to_be_nothing(template: ReportTemplate, alma: User) -> None:
    template.currency = "USD"
    template.save()
    committed = made(template, alma).document["figures"][0]
    assert committed["value"] == "–"
    assert "for which no rate is kept" in committed["note"]


def test_sections_have_the_funders_order_and_words(template: ReportTemplate, alma: User) -> None:
    template.sections = [
        {"name": "learning", "heading": "Insights", "is_shown": True},
        {"name": "money", "heading": "", "is_shown": True},
        {"name": "options", "heading": "", "is_shown": False},
    ]
    template.save()
    said = made(template, alma).document["sections"]
    assert [part["heading"] for part in said] == ["Insights", "Your money"]


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


def test_the_database_refuses_to_change_what_was_sent(template: ReportTemplate, alma: User) -> None:
    report = made(template, alma)
    funder_reports.send(report=report, by=alma)
    for change in ({"words": "x"}, {"document": {}}, {"status": "ready", "sent_at": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            FunderReport.objects.filter(pk=report.pk).update(**change)
