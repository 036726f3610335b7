"""The funding page: its window, its parts, the rows behind its numbers, and files that say what it says."""

import csv
import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from funding.models import FundingVehicle
from funding.overviews import FunderOverview, funder_overview
from funding.overviews.series import money_series
from funding.overviews.window import Window, window_of
from funding.services import money
from funding.services.money import Purpose, Terms
from initiatives.models import Initiative
from stakeholders.access import access_for
from stakeholders.models import Organisation, Portfolio, User
from tests.factories import make_initiative, make_vehicle

SignIn = Callable[[User | None], Client]
PAGE = "funding:overview"


@pytest.fixture
def pots(
    city: Portfolio, mission: Organisation, coop: Organisation, warm_streets: Initiative, alma: User
) -> tuple[FundingVehicle, FundingVehicle]:
    """Money of two years in two vehicles; the mission pays into the first one only."""
    first, second = make_vehicle(city, "Transition Fund"), make_vehicle(city, "Commons Fund")
    for vehicle, funder, sum_, flexibility, on in (
        (first, mission, "1000.50", "portfolio", date(2025, 3, 1)),
        (first, coop, "300.01", "project", date(2026, 2, 1)),
        (second, coop, "500.49", "unrestricted", date(2025, 5, 1)),
    ):
        terms = Terms(flexibility=flexibility)
        made = money.commit(vehicle=vehicle, funder=funder, amount=Decimal(sum_), terms=terms, on=on, by=alma)
        money.draw_down(commitment=made, amount=Decimal("100.10"), on=on, by=alma)
    for vehicle, sum_, purpose, on in (
        (first, "400.25", Purpose(initiative=warm_streets), date(2025, 4, 1)),
        (first, "200.75", Purpose(text="Backbone", target="backbone"), date(2026, 3, 1)),
        (second, "500.49", Purpose(initiative=make_initiative(city)), date(2026, 4, 1)),
    ):
        vehicle.refresh_from_db()
        given = money.allocate(vehicle=vehicle, amount=Decimal(sum_), purpose=purpose, on=on, by=alma)
        money.disburse(allocation=given, amount=Decimal("50.05"), on=on, by=alma)
        money.come_back(allocation=given, amount=Decimal("5.03"), on=on, by=alma)
    return first, second


def balanced(facts: FunderOverview) -> Decimal:
    """What goes into each vehicle comes out of it, and both sides add up to the same; returns the sum."""
    into: dict[str, Decimal] = {}
    out: dict[str, Decimal] = {}
    for flow in facts.flows:
        assert flow.amount > 0
        side, key = (into, flow.target) if flow.target.startswith("vehicle:") else (out, flow.source)
        side[key] = side.get(key, Decimal(0)) + flow.amount
    assert into == out == facts.through
    total = sum(into.values(), Decimal(0))
    assert total == sum((node.amount for node in facts.sources), Decimal(0))
    assert total == sum((node.amount for node in facts.systems), Decimal(0))
    return total


@pytest.mark.parametrize("who", ["alma", "chi", "odile"])
def test_the_flows_balance_to_the_cent(
    request: pytest.FixtureRequest, who: str, city: Portfolio, pots: tuple[FundingVehicle, FundingVehicle]
) -> None:
    access = access_for(request.getfixturevalue(who), city)
    assert access is not None
    committed, returned = Decimal("1801.00"), Decimal("15.09")
    assert balanced(funder_overview(access)) == committed + returned
    only = funder_overview(access, Window(vehicles=frozenset({pots[1].pk})))
    assert balanced(only) == Decimal("500.49") + Decimal("5.03")
    this_year = funder_overview(access, Window("own", date(2026, 1, 1), date(2026, 12, 31)))
    free_before = (Decimal("1000.50") + Decimal("5.03") - Decimal("400.25")) + Decimal("500.49")
    assert balanced(this_year) == Decimal("300.01") + Decimal("10.06") + free_before
    assert (this_year.committed, this_year.allocated) == (Decimal("300.01"), Decimal("701.24"))
    assert (this_year.drawn, this_year.paid) == (Decimal("100.10"), Decimal("100.10"))


def test_money_set_aside_before_it_was_committed_still_balances(
    city: Portfolio, mission: Organisation, warm_streets: Initiative, alma: User
) -> None:
    pot = make_vehicle(city, "Hasty Fund")
    terms = Terms(flexibility="portfolio")
    money.commit(vehicle=pot, funder=mission, amount=Decimal(100), terms=terms, on=date(2026, 6, 1), by=alma)
    pot.refresh_from_db()
    purpose = Purpose(initiative=warm_streets)
    money.allocate(vehicle=pot, amount=Decimal(80), purpose=purpose, on=date(2026, 1, 10), by=alma)
    access = access_for(alma, city)
    assert access is not None
    early = funder_overview(access, Window("own", None, date(2026, 3, 31)))
    assert balanced(early) == 80
    assert [node.name for node in early.sources] == ["Set aside ahead"]
    late = funder_overview(access, Window("own", date(2026, 4, 1), None))
    assert balanced(late) == 100
    assert {node.name: node.amount for node in late.systems} == {"Set aside before": 80, "Not allocated yet": 20}


def test_the_series_ends_with_the_figures_of_the_page(
    alma: User, city: Portfolio, pots: tuple[FundingVehicle, FundingVehicle]
) -> None:
    access = access_for(alma, city)
    assert access is not None
    for window in (Window(), Window("own", date(2026, 1, 1), None), Window(vehicles=frozenset({pots[0].pk}))):
        facts = funder_overview(access, window)
        last = money_series(facts).points[-1]
        assert (last.committed, last.drawn) == (facts.committed, facts.drawn)
        assert (last.allocated, last.paid) == (facts.allocated, facts.paid)
    quarters = [(one.year, one.quarter) for one in money_series(funder_overview(access)).points]
    assert quarters == [(2025, 1), (2025, 2), (2025, 3), (2025, 4), (2026, 1), (2026, 2)]


def test_the_address_says_what_is_shown(
    sign_in: SignIn, alma: User, pots: tuple[FundingVehicle, FundingVehicle]
) -> None:
    client, address = sign_in(alma), reverse(PAGE, args=["riverton"])
    page = client.get(address, {"period": "own", "first": "2026-01-01", "last": "2026-02-28"})
    assert "From 1 January 2026 to 28 February 2026." in page.content.decode()
    assert page.context["facts"].committed == Decimal("300.01")
    one = client.get(address, {"vehicle": pots[1].pk})
    assert "Only Commons Fund." in one.content.decode()
    assert [line.name for line in one.context["facts"].vehicles] == ["Commons Fund"]
    assert f"?vehicle={pots[1].pk}" in one.content.decode()
    for period in ("year", "12m"):
        assert client.get(address, {"period": period}).context["window"].is_dated


@pytest.mark.parametrize(
    "query", ["period=own&first=2026-05-01&last=2026-01-01", "period=own&first=soon", "period=ever"]
)
def test_a_period_that_the_address_says_wrongly_is_said_and_all_days_are_shown(
    sign_in: SignIn, alma: User, pots: tuple[FundingVehicle, FundingVehicle], query: str
) -> None:
    client, address = sign_in(alma), f"{reverse(PAGE, args=['riverton'])}?{query}"
    page = client.get(address)
    assert "so all days are shown" in page.content.decode()
    assert page.context["facts"].committed == Decimal("1801.00")
    one = client.get(f"{address}&vehicle={pots[1].pk}")
    assert "so all days are shown. From the beginning until today. Only Commons Fund." in one.content.decode()
    assert [line.name for line in one.context["facts"].vehicles] == ["Commons Fund"]
    assert one.context["window"] == Window(vehicles=frozenset({pots[1].pk}))


def test_what_comes_later_keeps_the_window_and_has_a_plain_link(
    sign_in: SignIn, alma: User, pots: tuple[FundingVehicle, FundingVehicle]
) -> None:
    client = sign_in(alma)
    page = client.get(reverse(PAGE, args=["riverton"]), {"vehicle": pots[1].pk}).content.decode()
    for name in ("funding:over-time", "funding:contributes"):
        address = f"{reverse(name, args=['riverton'])}?vehicle={pots[1].pk}"
        assert f'hx-get="{address}"' in page
        assert f'<a href="{address}">' in page
    part = client.get(address, headers={"HX-Request": "true", "HX-Target": "money-contributes"}).content.decode()
    assert part.lstrip().startswith("<section")
    for name in ("outcomes-told", "learning-return", "option-value", "reserve-now", "talk"):
        assert f'hx-get="{reverse(f"funding:{name}", args=["riverton"])}' in page


def test_last_twelve_months_are_whole_months() -> None:
    window = window_of("12m", date(2026, 3, 17), own=(None, None), vehicles=())
    assert (window.first, window.last) == (date(2025, 4, 1), date(2026, 3, 17))
    assert window_of("12m", date(2026, 12, 31), own=(None, None), vehicles=()).first == date(2026, 1, 1)
    assert not window_of("own", date(2026, 3, 17), own=(None, None), vehicles=()).is_narrowed


PARTS = ("funding:over-time", "funding:contributes", PAGE)


@pytest.mark.parametrize("name", PARTS)
def test_anothers_vehicle_is_not_there(
    sign_in: SignIn, chi: User, bo: User, pots: tuple[FundingVehicle, FundingVehicle], name: str
) -> None:
    address = reverse(name, args=["riverton"])
    assert sign_in(chi).get(address, {"vehicle": pots[0].pk}).status_code == 200
    for person, vehicle in ((chi, pots[1].pk), (bo, pots[0].pk), (chi, 999_999), (chi, "x")):
        assert sign_in(person).get(address, {"vehicle": vehicle}).status_code == 404


@pytest.mark.parametrize("file", ["flows.csv", "vehicles.xlsx", "funding-and-impact.xlsx", "rows/paid.csv"])
def test_nor_is_it_in_a_file(
    sign_in: SignIn, chi: User, pots: tuple[FundingVehicle, FundingVehicle], file: str
) -> None:
    address = f"{reverse(PAGE, args=['riverton'])}{file}"
    assert sign_in(chi).get(address, {"vehicle": pots[0].pk}).status_code == 200
    assert sign_in(chi).get(address, {"vehicle": pots[1].pk}).status_code == 404


def test_two_funders_see_different_pages(
    sign_in: SignIn, chi: User, city: Portfolio, coop: Organisation, pots: tuple[FundingVehicle, FundingVehicle]
) -> None:
    from tests.factories import make_user

    cora = make_user("Cora Funder", portfolio=city, role="funder", organisation=coop)
    address = reverse(PAGE, args=["riverton"])
    first, second = (sign_in(person).get(address).content.decode() for person in (chi, cora))
    for page in (first, second):
        assert "Transition Fund" in page
        assert "Commons Fund" in page
    assert pots[1].get_absolute_url() not in first
    assert pots[1].get_absolute_url() in second
    rows = reverse("funding:rows", args=["riverton", "committed"])
    mine, hers = (sign_in(person).get(rows).context["found"] for person in (chi, cora))
    assert mine.total == hers.total == Decimal("1801.00")
    assert mine.seen == Decimal("1300.51")
    assert mine.unseen == Decimal("500.49")
    assert hers.unseen == 0


@pytest.mark.parametrize("which", ["committed", "flexible", "drawn", "allocated", "paid"])
@pytest.mark.parametrize("query", [{}, {"period": "own", "first": "2026-01-01"}])
def test_every_sum_has_its_rows(
    sign_in: SignIn, alma: User, pots: tuple[FundingVehicle, FundingVehicle], which: str, query: dict[str, str]
) -> None:
    client = sign_in(alma)
    found = client.get(reverse("funding:rows", args=["riverton", which]), query).context["found"]
    facts = client.get(reverse(PAGE, args=["riverton"]), query).context["facts"]
    assert found.total == found.seen == getattr(facts, which)
    assert sum((line.amount for line in found.lines), Decimal(0)) == found.total
    answer = client.get(reverse("funding:rows-export", args=["riverton", which, "csv"]), query)
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert sum((Decimal(row["Amount"]) for row in rows), Decimal(0)) == found.total


def test_every_flow_has_its_rows(
    sign_in: SignIn, alma: User, chi: User, pots: tuple[FundingVehicle, FundingVehicle]
) -> None:
    client = sign_in(alma)
    query = {"as": "table", "period": "own", "first": "2025-01-01"}
    flows = client.get(reverse(PAGE, args=["riverton"]), query).context["rows"]
    linked = [row for row in flows if row.which]
    assert len(linked) == 6
    for row in linked:
        found = client.get(f"{reverse('funding:rows', args=['riverton', row.which])}?{row.query}").context["found"]
        assert found.seen == row.amount
    hers = sign_in(chi).get(reverse(PAGE, args=["riverton"]), query).context["rows"]
    assert {row.which for row in hers if "Commons Fund" in (row.source, row.target)} == {""}


def test_an_initiative_that_is_not_released_has_no_name_in_the_rows(
    sign_in: SignIn, chi: User, pots: tuple[FundingVehicle, FundingVehicle]
) -> None:
    Initiative.objects.update(circle="team")
    page = sign_in(chi).get(reverse("funding:rows", args=["riverton", "allocated"])).content.decode()
    assert "Warm Streets" not in page
    assert "not released to you" in page


@pytest.mark.parametrize("query", [{}, {"period": "own", "first": "2026-01-01"}])
def test_the_workbook_says_what_the_page_says(
    sign_in: SignIn, alma: User, pots: tuple[FundingVehicle, FundingVehicle], query: dict[str, str]
) -> None:
    client = sign_in(alma)
    answer = client.get(reverse("funding:overview-file", args=["riverton", "xlsx"]), query)
    assert answer["Content-Disposition"].startswith('attachment; filename="riverton-funding-and-impact-')
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert book.sheetnames[:3] == ["Key figures", "Flows of money", "Vehicles"]
    assert len(book.sheetnames) == 9
    page = client.get(reverse(PAGE, args=["riverton"]), {**query, "as": "table"})
    facts, rows = page.context["facts"], page.context["rows"]
    sheet = [tuple(cell.value for cell in row) for row in book["Flows of money"].iter_rows(min_row=2)]
    assert [(one[0], one[1], Decimal(str(one[2]))) for one in sheet] == [
        (row.source, row.target, row.amount) for row in rows
    ]
    figures = {row[0].value: row[1].value for row in book["Key figures"].iter_rows(min_row=2)}
    assert Decimal(str(figures["Committed"])) == facts.committed
    assert book["Key figures"]["D2"].value == page.context["asked"].words
    said = {row[0].value: row[3].value for row in book["Key figures"].iter_rows(min_row=2)}
    assert said["Redirected by learning"] == page.context["asked"].months
    quarters = list(book["Money over time"].iter_rows(min_row=2, values_only=True))
    assert Decimal(str(quarters[-1][2])) == facts.committed


def test_the_page_is_printed_as_it_is_shown(
    sign_in: SignIn, alma: User, pots: tuple[FundingVehicle, FundingVehicle], monkeypatch: pytest.MonkeyPatch
) -> None:
    said: dict[str, str] = {}

    def keep(template: str, context: dict[str, object], **_also: object) -> bytes:
        from django.template.loader import render_to_string

        said["html"] = render_to_string(template, context)
        return b"%PDF-"

    monkeypatch.setattr("sensemaking.views.printing.pdf_of", keep)
    address = reverse("funding:overview-file", args=["riverton", "pdf"])
    answer = sign_in(alma).get(address, {"vehicle": pots[1].pk})
    assert answer["Content-Type"] == "application/pdf"
    assert "Only Commons Fund." in said["html"]
    assert "Redirected by learning · Since January" in said["html"]
    assert "Transition Fund" not in said["html"]
    assert "€500.49" in said["html"]
    facts = sign_in(alma).get(reverse(PAGE, args=["riverton"]), {"vehicle": pots[1].pk}).context["facts"]
    assert said["html"].count('class="ph-ribbon') == len(facts.flows) == 4


def test_the_page_and_its_parts_ask_a_fixed_number_of_questions(
    django_assert_max_num_queries: Callable[..., object],
    sign_in: SignIn,
    alma: User,
    city: Portfolio,
    pots: tuple[FundingVehicle, FundingVehicle],
    mission: Organisation,
) -> None:
    for number in range(8):
        vehicle = make_vehicle(city, f"Vehicle {number}")
        terms = Terms(flexibility="portfolio")
        money.commit(vehicle=vehicle, funder=mission, amount=Decimal(10), terms=terms, on=date(2026, 1, 1), by=alma)
        vehicle.refresh_from_db()
        purpose = Purpose(initiative=make_initiative(city))
        money.allocate(vehicle=vehicle, amount=Decimal(5), purpose=purpose, on=date(2026, 1, 2), by=alma)
    client = sign_in(alma)
    client.get(reverse(PAGE, args=["riverton"]))
    for name, query, most in (
        (PAGE, "", 12),
        (PAGE, "?period=year", 16),
        ("funding:over-time", "", 14),
        ("funding:contributes", "", 18),
        ("funding:talk", "", 10),
    ):
        with django_assert_max_num_queries(most):  # type: ignore[attr-defined]
            assert client.get(reverse(name, args=["riverton"]) + query).status_code == 200
