"""IATI activities of others in and out again; what XML can hide is refused."""

import tracemalloc
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.db.models import Sum
from django.test import Client

from funding.exchange.activities import as_xml
from funding.exchange.grants import grants
from funding.exchange.incoming_activities import ActivitiesTarget, fitting
from funding.exchange.reach import Reach
from funding.models import Disbursement, FundingVehicle, LockedPeriod
from initiatives.imports import services
from initiatives.imports.fields import Record
from initiatives.imports.work import work
from initiatives.models import ImportRun, Initiative
from portfolio_hub.lib import tabular
from stakeholders.access import access_for
from stakeholders.models import Organisation, Portfolio, User
from tests.factories.funding import make_allocation, make_commitment, make_vehicle
from tests.funding.exchange.conftest import Through
from tests.funding.exchange.standard import faults, sums

BOMB = b"""<?xml version="1.0"?><!DOCTYPE iati-activities [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>
<iati-activities><iati-activity><title>&b;</title></iati-activity></iati-activities>"""
THIEF = b"""<?xml version="1.0"?><!DOCTYPE iati-activities [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<iati-activities><iati-activity><title>&x;</title></iati-activity></iati-activities>"""
OUTSIDE = b"""<!DOCTYPE iati-activities SYSTEM "http://evil.example/x.dtd"><iati-activities/>"""
DAMAGED = b"""<iati-activities version="2.03"><iati-activity><title></iati-activity></iati-activities>"""
WRONG = (
    b"""<?xml version="1.0" encoding="utf-8"?><iati-activities><iati-activity><title>\xff\xfe</title></iati-activity>"""
)
ONE = b"""<iati-activities version="2.03"><iati-activity default-currency="EUR"><iati-identifier>A-1</iati-identifier>
<reporting-org ref="B-1"><narrative>Sun Trust</narrative></reporting-org><title><narrative>Roofs</narrative></title>
<transaction><transaction-type code="2"/><transaction-date iso-date="2024-01-01"/><value>500</value></transaction>
<transaction><transaction-type code="3"/><transaction-date iso-date="2024-02-01"/><value>300.10</value></transaction>
</iati-activity></iati-activities>"""
DEEP = b"<iati-activities><iati-activity>" + b"<a>" * 5_000


@pytest.fixture
def bring(through: Through) -> Callable[[bytes], ImportRun]:
    """Bring activities in as the page proposes it."""

    def run_through(data: bytes) -> ImportRun:
        return through("activities", "aid.xml", data, key=("identifier",))

    return run_through


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (BOMB, "declares a document type"),
        (THIEF, "declares a document type"),
        (OUTSIDE, "declares a document type"),
        (DAMAGED, "damaged in line 1"),
        (DAMAGED.replace(b">", b">\n"), "damaged in line 4"),
        (WRONG, "damaged in line 1"),
        (DEEP, "bigger or deeper"),
        (b'<iati-organisations version="2.03"/>', "of organisations"),
        (b'{"grants": [{"id": 1},\n{"id": 2},\n{"id" 3}]}', "damaged in line 3, column 7"),
        (b'{"grants": [{"id": ' + b"[" * 200_000, "nested deeper"),
        (b'{"grants": [{"id": ' + b"9" * 6_000 + b"}]}", "damaged"),
    ],
)
def test_dangerous_and_damaged_files_are_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(tabular.TabularError, match=words):
        list(tabular.rows(tabular.sniff(data)))


def test_a_long_file_is_read_in_little_memory(tmp_path: Path) -> None:
    one = (
        "<iati-activity><iati-identifier>A-%d</iati-identifier><title><narrative>"
        + "x" * 1_000
        + "</narrative></title></iati-activity>"
    )
    path = tmp_path / "long.xml"
    with path.open("w") as file:
        file.write('<iati-activities version="2.03">')
        file.writelines(one % number for number in range(8_000))
        file.write("</iati-activities>")
    tracemalloc.start()
    count = sum(1 for _row in tabular.rows(tabular.sniff(path)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 8_000
    assert peak < path.stat().st_size / 2


def test_payments_fit_as_far_as_the_promise_reaches() -> None:
    found = fitting(
        '[{"type":"2","on":"2020-01-01","value":"100","currency":"USD"},'
        '{"type":"3","on":"2020-02-01","value":"80","currency":"USD"},'
        '{"type":"3","on":"2020-03-01","value":"-30.5","currency":"USD"},'
        '{"type":"3","on":"2020-04-01","value":"60","currency":"USD"}]'
    )
    assert [payment.amount for payment in found.payments] == [80, Decimal("-30.5")]
    assert (found.promised, found.aside) == (100, 1)


def test_a_payment_taken_back_in_part_is_a_row_of_its_own(bring: Callable[[bytes], ImportRun]) -> None:
    rows = (("2", "500"), ("3", "300.10"), ("3", "-100.05"))
    money = "".join(
        f'<transaction><transaction-type code="{kind}"/><transaction-date iso-date="2024-0{month}-01"/>'
        f"<value>{value}</value></transaction>"
        for month, (kind, value) in enumerate(rows, start=1)
    )
    run = bring(
        f"""<iati-activities version="2.03"><iati-activity default-currency="EUR"><iati-identifier>A-1</iati-identifier>
        <reporting-org ref="B-1"><narrative>Sun Trust</narrative></reporting-org>
        <title><narrative>Roofs</narrative></title><activity-status code="5"/>{money}</iati-activity></iati-activities>
        """.encode()
    )
    assert run.problems.count() == 0
    correction = Disbursement.objects.get(amount=Decimal("-100.05"))
    assert correction.corrects is not None
    assert correction.corrects.amount == Decimal("300.10")
    pot = FundingVehicle.objects.get()
    assert (pot.committed_total, pot.allocated_total, pot.paid_total) == (500, 500, Decimal("200.05"))
    assert Initiative.objects.get().closed_how == "ended_early"


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e999999", "-sNaN", "5 EUR", ""])
def test_a_sum_that_is_none_is_kept_aside(bring: Callable[[bytes], ImportRun], city: Portfolio, value: str) -> None:
    run = bring(ONE.replace(b"<value>500<", f"<value>{value}<".encode()))
    assert run.problems.filter(found="2").exists()
    assert not FundingVehicle.objects.exists()


def test_a_payment_of_days_that_were_reported_is_left_out_in_words(
    bring: Callable[[bytes], ImportRun], city: Portfolio
) -> None:
    LockedPeriod.objects.create(portfolio=city, from_on=date(2024, 2, 1), to_on=date(2024, 2, 28), why="Report")
    run = bring(ONE)
    assert run.counts["skipped"] == 1
    assert not Disbursement.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "soon",
        "5",
        '["x"]',
        '{"type": 2}',
        '[{"more": [["description"]]}]',
        '[{"more": [["sector", {"<": 1}, "", []]]}]',
    ],
)
def test_what_is_no_list_of_transactions_is_told_and_not_kept(text: str) -> None:
    record = Record(row=1, key="A-1", values={"title": "Roofs", "transactions": text}, extra={})
    record, problems = ActivitiesTarget().tidy(record)
    assert not record.extra
    assert [problem.found for problem in problems] == [text]


def test_the_real_activities_come_in_and_go_out_to_the_cent(
    bring: Callable[[bytes], ImportRun], city: Portfolio, alma: User, shared_data: Path
) -> None:
    data = (shared_data / "3-funding-flows/iati/usaid-bo.xml").read_bytes()
    run = bring(data)
    assert (Initiative.objects.count(), run.counts["created"]) == (63, 63)
    one = Initiative.objects.get(external_id="US-GOV-1-00019MO001255")
    assert one.title == "Protection, Assistance and Solutions"
    assert "Protección" in one.extra["title in other languages"]
    assert not any("transaction" in name for name in one.extra)
    assert bring(data).counts["created"] == 0
    for pot in FundingVehicle.objects.all():
        assert pot.allocated_total == pot.allocations.aggregate(sum=Sum("amount"))["sum"] == pot.committed_total
    source, found = list(ElementTree.fromstring(data)), parsed(reach_of(alma, city))[1:]
    out = {a.find("other-identifier").get("ref"): values(a) for a in found}  # type: ignore[union-attr]
    assert out == {a.findtext("iati-identifier"): values(a) for a in source}
    assert sums(found) == sums(source)
    assert sums(source)["3", "USD"] and min(Decimal(row.text or 0) for a in source for row in a.iter("value")) < 0
    assert faults(found, shared_data / "3-funding-flows") == []
    (back,) = (a for a in found if a.find("other-identifier").get("ref") == one.external_id)  # type: ignore[union-attr]
    assert len(back.findall("title/narrative")) == 2
    assert [row.get("code") for row in back.findall("transaction/recipient-country")][:1] == ["BO"]
    assert b"usg:" not in b"".join(as_xml(reach_of(alma, city)))
    services.ask_undo(run=run, by=alma)
    work(run.pk)
    assert not FundingVehicle.objects.exists()


def test_money_of_an_import_stays_with_those_who_see_its_vehicle(
    bring: Callable[[bytes], ImportRun], city: Portfolio, alma: User, chi: User, mission: Organisation, client: Client
) -> None:
    bring(ONE)
    initiative = Initiative.objects.get()
    vehicle = make_vehicle(city, "Retrofit fund")
    make_commitment(vehicle, mission, 70)
    make_allocation(vehicle, 70, initiative)
    Initiative.objects.update(circle="public")
    assert sums(parsed(reach_of(chi, city))[1:]) == {("2", "EUR"): 70}
    assert sums(parsed(reach_of(alma, city))[1:]) == {("2", "EUR"): 570, ("3", "EUR"): Decimal("300.10")}
    client.force_login(chi)
    assert "300.10" not in client.get(initiative.get_portfolio_url(city.slug)).content.decode()
    assert [row["amountAwarded"] for row in grants(reach_of(chi, city))] == [70]


def test_what_no_vehicle_could_hold_is_seen_by_stewards_only(
    bring: Callable[[bytes], ImportRun], city: Portfolio, alma: User, chi: User
) -> None:
    bring(ONE.replace(b'code="2"', b'code="4"'))
    Initiative.objects.update(circle="public")
    assert not FundingVehicle.objects.exists()
    assert sums(parsed(reach_of(alma, city))[1:]) == {("4", "EUR"): 500, ("3", "EUR"): Decimal("300.10")}
    assert sums(parsed(reach_of(chi, city))[1:]) == {}


def reach_of(user: User, portfolio: Portfolio) -> Reach:
    access = access_for(user, portfolio)
    assert access is not None
    return Reach(access)


def parsed(reach: Reach) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(b"".join(as_xml(reach))))


def values(activity: ElementTree.Element) -> list[tuple[str | None, Decimal]]:
    rows = activity.findall("transaction")
    return [(row.find("transaction-type").get("code"), Decimal(row.findtext("value") or 0)) for row in rows]  # type: ignore
