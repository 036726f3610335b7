"""Rates of a table in through the hub's import: every line in or told, nothing doubled, nothing written over."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from funding.models import ExchangeRate, LockedPeriod
from funding.services import periods, rates
from initiatives.imports import services
from initiatives.imports.plan import Plan
from initiatives.imports.work import work
from initiatives.models import ImportRun
from stakeholders.models import Change, Portfolio, User
from tests.funding.exchange.conftest import Through

Bring = Callable[[str], ImportRun]
HEAD = "Currency,Rate,Day,Source\n"


@pytest.fixture
def bring(through: Through) -> Bring:
    """Bring a table of rates in as the page proposes it."""

    def run_through(lines: str) -> ImportRun:
        return through("rates", "rates.csv", (HEAD + lines).encode())

    return run_through


def kept() -> set[tuple[str, Decimal, str, str]]:
    rows = ExchangeRate.objects.values_list("currency", "rate", "on", "source")
    return {(currency, rate, on.isoformat(), source) for currency, rate, on, source in rows}


def test_a_table_of_rates_comes_in_to_the_last_digit(bring: Bring, alma: User) -> None:
    run = bring("usd,0.9123456789,2026-01-01,ECB\nJPY,0.0061,2026-01-01,ECB\nUSD,0.92,2026-02-01,IMF\n")
    assert kept() == {
        ("USD", Decimal("0.9123456789"), "2026-01-01", "ECB"),
        ("JPY", Decimal("0.0061"), "2026-01-01", "ECB"),
        ("USD", Decimal("0.92"), "2026-02-01", "IMF"),
    }
    assert run.counts["created"] == 3
    assert Change.objects.of(ExchangeRate.objects.first()).get().by == alma


def test_again_doubles_nothing_and_another_value_is_told(bring: Bring) -> None:
    bring("USD,0.9,2026-01-01,ECB\n")
    again = bring("USD,0.9,2026-01-01,Bank\nUSD,0.8,2026-02-01,ECB\n")
    assert (again.counts["created"], again.counts["updated"], again.counts["unchanged"]) == (1, 0, 1)
    other = bring("USD,0.95,2026-01-01,ECB\n")
    assert other.problems.get().expected.startswith("0.9, as it is kept")
    assert kept() == {("USD", Decimal("0.9"), "2026-01-01", "ECB"), ("USD", Decimal("0.8"), "2026-02-01", "ECB")}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("USD,0,2026-01-01,", "more than zero"),
        ("USD,-1,2026-01-01,", "more than zero"),
        ("USD,many,2026-01-01,", "a number"),
        ("USD,0.12345678901,2026-01-01,", "ten after it"),
        ("US,0.9,2026-01-01,", "three letters"),
        ("EUR,1,2026-01-01,", "another currency"),
        ("USD,0.9,soon,", "a day"),
        (",0.9,2026-01-01,", "without which"),
        ("USD,0.9,2025-06-01,", "after the periods"),
        ("USD,0.9,2024-06-01,", "after the periods"),
        ("CHF,2,2026-01-01,", "row 2 has it too"),
    ],
)
def test_each_wrong_line_is_told_and_the_others_come_in(
    bring: Bring, city: Portfolio, line: str, expected: str
) -> None:
    LockedPeriod.objects.create(portfolio=city, from_on=date(2025, 1, 1), to_on=date(2025, 12, 31), why="Report")
    others = "".join(f"SEK,0.09,2026-02-0{day},ECB\n" for day in range(1, 10))
    run = bring(f"CHF,1.05,2026-01-01,ECB\n{line}ECB\n{others}")
    assert {row for row in kept() if row[0] != "SEK"} == {("CHF", Decimal("1.05"), "2026-01-01", "ECB")}
    assert run.counts["created"] == 10
    assert run.counts["skipped"] == 1
    problems = run.problems.all()
    assert {problem.row for problem in problems} == {3}
    assert any(expected in problem.expected for problem in problems)


def test_taking_it_back_leaves_what_reports_say(bring: Bring, city: Portfolio, alma: User) -> None:
    rates.keep(portfolio=city, currency="SEK", rate=Decimal("0.09"), on=date(2026, 1, 1), source="", by=alma)
    run = bring("USD,0.9,2026-01-01,ECB\nUSD,0.8,2026-05-01,ECB\nSEK,0.09,2026-01-01,ECB\n")
    periods.close(portfolio=city, from_on=date(2026, 1, 1), to_on=date(2026, 3, 31), why="Report", by=alma)
    services.ask_undo(run=run, by=alma)
    work(run.pk)
    assert {(code, on) for code, _rate, on, _source in kept()} == {("SEK", "2026-01-01"), ("USD", "2026-01-01")}


def test_the_table_that_goes_out_comes_in(bring: Bring, client: Client, city: Portfolio, alma: User) -> None:
    bring("USD,0.9123456789,2026-01-01,=1+1\n")
    client.force_login(alma)
    text = b"".join(client.get(f"/{city.slug}/funding/rates.csv")).decode("utf-8-sig")  # type: ignore[arg-type]
    assert "'=1+1" in text
    before = kept()
    ExchangeRate.objects.all().delete()
    upload = SimpleUploadedFile("rates.csv", text.encode())
    run = services.start(portfolio=city, by=alma, target="rates", uploads=[(upload, services.sniffed(upload))])
    fields = {column.field for column in Plan.from_json(run.mapping).columns.values()}
    assert {"currency", "rate", "on", "source"} <= fields
    assert before


def test_the_page_of_rates_leads_to_the_import(client: Client, city: Portfolio, alma: User, chi: User) -> None:
    client.force_login(alma)
    address = f"/{city.slug}/initiatives/import/?for=rates"
    assert address in client.get(f"/{city.slug}/funding/rates/").content.decode()
    assert 'value="rates" checked' in client.get(address).content.decode()
    assert 'value="initiatives" checked' in client.get(address.replace("rates", "nothing")).content.decode()
    client.force_login(chi)
    assert address not in client.get(f"/{city.slug}/funding/rates/").content.decode()
