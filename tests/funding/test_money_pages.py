"""Pages of money: what it is for, who agrees, what corrects what, and days that are closed."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from funding.models import Allocation, Disbursement, FundingVehicle, LockedPeriod
from funding.services import money, reserve, vehicles
from funding.services.money import Purpose, Terms
from funding.services.reserve import Trigger
from initiatives.models import Initiative
from sensemaking.models import Decision, Finding, SenseMakingReport
from stakeholders.models import Organisation, Portfolio, User
from tests.factories import make_allocation, make_combination, make_initiative, make_log, make_report
from tests.funding.conftest import DAY

SignIn = Callable[[User | None], Client]
ON = {"on": "2026-06-01"}


def address(name: str, *args: object) -> str:
    return reverse(f"funding:{name}", args=["riverton", *args])


def body(answer: object) -> str:
    return str(answer.content.decode())  # type: ignore[attr-defined]


def test_the_target_asks_for_its_name(sign_in: SignIn, alma: User, purse: FundingVehicle) -> None:
    client, url = sign_in(alma), address("allocation-new", purse.pk)
    typed = {"amount": "10", "status": "agreed", **ON}
    for target in ("initiative", "combination"):
        answer = client.post(url, {**typed, "target": target})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [target])
    for target in ("learning", "backbone", "portfolio"):
        assert client.post(url, {**typed, "target": target, "initiative": "999"}).status_code == 302
    page = body(client.get(purse.get_absolute_url()))
    assert [name in page for name in ("Learning", "Backbone work", "The portfolio as such")] == [True] * 3


def test_a_combination_is_funded_as_such_and_stands_apart(
    sign_in: SignIn, alma: User, city: Portfolio, purse: FundingVehicle, warm_streets: Initiative
) -> None:
    together = make_combination(city, warm_streets, make_initiative(city), name="Warm neighbourhoods")
    client = sign_in(alma)
    facts = {"title": "Fund the whole", "what": "start", "decided_on": date(2026, 5, 1)}
    decision = Decision.objects.create(portfolio=city, **facts)
    typed = {"target": "combination", "combination": together.pk, "amount": "300", "status": "agreed", **ON}
    typed |= {"cites": [f"decision:{decision.pk}"]}
    assert client.post(address("allocation-new", purse.pk), typed).status_code == 302
    make_allocation(purse, 50, warm_streets)
    page = body(client.get(purse.get_absolute_url()))
    assert "Warm neighbourhoods" in page and "Fund the whole" in page
    panel = body(client.get(address("initiative-money", warm_streets.pk)))
    assert "€50" in panel and "Warm neighbourhoods" in panel and "€350" not in panel
    own = body(client.get(address("combination-money", together.pk)))
    assert "For the combination as such" in own and "€300" in own
    rows = body(client.get(address("overview"), {"as": "table"}))
    assert "Combinations" in rows and "€300" in rows


def test_the_panel_asks_as_often_for_many_combinations(
    sign_in: SignIn, alma: User, city: Portfolio, purse: FundingVehicle, warm_streets: Initiative
) -> None:
    client, path = sign_in(alma), address("initiative-money", warm_streets.pk)

    def asked(count: int) -> int:
        for number in range(count):
            together = make_combination(city, warm_streets, make_initiative(city), name=f"Block {count}-{number}")
            make_allocation(purse, 7, combination=together)
        with CaptureQueriesContext(connection) as queries:
            page = body(client.get(path))
        assert page.count("€7") == city.combinations.count()
        return len(queries)

    assert asked(1) == asked(6)


def test_money_is_informed_by_decisions_findings_and_logs_that_the_person_sees(
    sign_in: SignIn, alma: User, chi: User, city: Portfolio, purse: FundingVehicle, warm_streets: Initiative
) -> None:
    log = make_log(warm_streets, "The street said yes at once.", circle="portfolio")
    report = make_report(city, circle="portfolio")
    finding = Finding.objects.create(report=report, kind="theme", key="t", title="Heat came early")
    twin = Finding.objects.create(report=report, kind="theme", key="u", title="Shade came late")
    SenseMakingReport.objects.filter(pk=report.pk).update(status="published", published_at=timezone.now())
    client, url = sign_in(alma), address("allocation-new", purse.pk)
    form = body(client.get(f"{url}?cite=log:{log.pk}&cite=log:999999"))
    assert "Heat came early" in form and f'value="log:{log.pk}" ' in form and "checked" in form
    typed = {"target": "learning", "amount": "30", "status": "agreed", **ON}
    for wrong in ("log:999999", "secret:1", "log:²", f"decision:{log.pk}"):
        answer = client.post(url, {**typed, "cites": [wrong]})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["cites"]), wrong
    cites = [f"log:{log.pk}", f"finding:{finding.pk}", f"finding:{twin.pk}"]
    assert client.post(url, {**typed, "cites": cites}).status_code == 302
    row = Allocation.objects.get()
    assert {(one.log, one.report) for one in row.informed_by.all()} == {(log, None), (None, report)}
    page = body(client.get(purse.get_absolute_url()))
    assert reverse("sensemaking:log", args=["riverton", log.pk]) in page
    assert reverse("sensemaking:log", args=["riverton", log.pk]) not in body(sign_in(chi).get(purse.get_absolute_url()))


def test_a_combination_not_released_has_no_name(
    sign_in: SignIn, chi: User, city: Portfolio, purse: FundingVehicle
) -> None:
    hidden = make_combination(city, make_initiative(city), name="Quiet work", circle="portfolio")
    make_allocation(purse, 5, combination=hidden, purpose="For quiet work")
    page = body(sign_in(chi).get(purse.get_absolute_url()))
    assert "A combination that is not released to you" in page
    assert "quiet work" not in page.lower()


def test_notes_of_payments_for_what_is_not_released_are_not_told(
    sign_in: SignIn, alma: User, chi: User, city: Portfolio, purse: FundingVehicle
) -> None:
    hidden = make_initiative(city, "Velvet shed", circle="portfolio")
    row = money.allocate(vehicle=purse, amount=Decimal(50), purpose=Purpose(hidden), on=DAY, by=alma)
    paid = money.disburse(allocation=row, amount=Decimal(20), on=DAY, by=alma, note="Rafters of the velvet shed")
    money.correct(payment=paid, amount=Decimal(10), on=DAY, by=alma, why="The velvet shed needed less")
    pages = [purse.get_absolute_url(), address("vehicle-payments", purse.pk)]
    file = address("vehicle-export", purse.pk, "payments", "csv")
    answers = [*pages, file, f"/api/v1/portfolios/riverton/vehicles/{purse.pk}/payments/"]
    for user, is_told in ((alma, True), (chi, False)):
        for path in answers:
            answer = sign_in(user).get(path)
            assert ("velvet shed" in answer.getvalue().decode()) is is_told, (path, user)


def test_above_the_threshold_the_form_says_to_propose_and_a_second_person_agrees(
    sign_in: SignIn, alma: User, nia: User, purse: FundingVehicle
) -> None:
    vehicles.describe(vehicle=purse, by=alma, second_above=Decimal(100))
    typed = {"target": "learning", "amount": "200", "status": "agreed", **ON}
    answer = sign_in(alma).post(address("allocation-new", purse.pk), typed)
    assert "propose it" in str(answer.context["form"].errors["status"])
    sign_in(alma).post(address("allocation-new", purse.pk), {**typed, "status": "planned"})
    row = Allocation.objects.get()
    agree = address("allocation-agree", row.pk)
    page = body(sign_in(alma).get(purse.get_absolute_url()))
    assert agree not in page and "asks for a second person" in page
    assert agree in body(sign_in(nia).get(purse.get_absolute_url()))
    sign_in(alma).post(agree)
    row.refresh_from_db()
    assert row.status == "planned"
    sign_in(nia).post(agree)
    page = body(sign_in(alma).get(purse.get_absolute_url()))
    assert "proposed by Alma Steward" in page and "agreed by Nia Steward" in page


def test_the_rules_of_a_vehicle_are_set_and_named(
    sign_in: SignIn, alma: User, odile: User, purse: FundingVehicle
) -> None:
    client, url = sign_in(alma), address("vehicle-edit", purse.pk)
    facts = {"name": purse.name, "instrument": "grant", "order": "0", "second_above": "500"}
    answer = client.post(url, {**facts, "proposes": [odile.pk], "agrees": [odile.pk]})
    assert list(answer.context["form"].errors) == ["agrees"]
    assert client.post(url, {**facts, "proposes": [odile.pk]}).status_code == 302
    assert client.get(address("allocation-new", purse.pk)).status_code == 403
    theirs = sign_in(odile)
    assert "Above €500" in body(theirs.get(purse.get_absolute_url()))
    typed = {"target": "learning", "amount": "5", "status": "planned", **ON}
    assert theirs.post(address("allocation-new", purse.pk), typed).status_code == 302
    assert theirs.get(url).status_code == 403
    history = body(client.get(address("vehicle-history", purse.pk)))
    assert "Proposes" in history and "Odile Observer" in history and "500.000" in history


def test_a_payment_is_corrected_under_its_row_in_page_file_and_api(
    sign_in: SignIn, alma: User, purse: FundingVehicle
) -> None:
    client = sign_in(alma)
    client.post(address("allocation-new", purse.pk), {"target": "learning", "amount": "400", "status": "agreed", **ON})
    row = Allocation.objects.get()
    client.post(address("disbursement-new", row.pk), {"amount": "150", **ON})
    payment = Disbursement.objects.get()
    correct = address("payment-correct", payment.pk)
    assert "amount" in client.post(correct, {"amount": "-1", "why": "x", **ON}).context["form"].errors
    assert client.post(correct, {"amount": "105", "why": "Digits swapped", **ON}).status_code == 302
    assert client.post(address("return-new", row.pk), {"amount": "20", "note": "Left over", **ON}).status_code == 302
    page = body(client.get(purse.get_absolute_url()))
    assert "Corrected by −€45" in page and "In truth €105" in page and "€20 came back" in page
    later = Disbursement.objects.get(corrects=payment)
    assert client.get(address("payment-correct", later.pk)).status_code == 404
    file = client.get(address("vehicle-export", purse.pk, "payments", "csv"))
    text = b"".join(file.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert f"-45.00,Digits swapped,EUR,{later.pk},{payment.pk}" in text
    assert "came back,Learning,2026-06-01,20.00,Left over" in text
    rows = client.get(f"/api/v1/portfolios/riverton/vehicles/{purse.pk}/payments/").json()["results"]
    assert {(one["kind"], one["amount"], one["corrects"]) for one in rows} == {
        ("payment", "150.00", None),
        ("payment", "-45.00", payment.pk),
        ("return", "20.00", None),
    }


def test_a_period_is_closed_after_asking_and_opened_with_a_reason(
    sign_in: SignIn, alma: User, purse: FundingVehicle
) -> None:
    client = sign_in(alma)
    days = {"from_on": "2026-01-01", "to_on": "2026-06-30", "why": "Half-year report"}
    asked = client.post(address("period-new"), days)
    assert "1 row of money lies in these days" in body(asked)
    assert not LockedPeriod.objects.exists()
    assert client.post(address("period-new"), {**days, "sure": "1"}).status_code == 302
    period = LockedPeriod.objects.get()
    typed = {"target": "learning", "amount": "5", "status": "planned", **ON}
    answer = client.post(address("allocation-new", purse.pk), typed)
    assert "Half-year report" in str(answer.context["form"].errors["on"])
    client.post(address("period-open", period.pk), {"why": "A mistake in it"})
    assert "A mistake in it" in body(client.get(address("periods")))
    assert client.post(address("allocation-new", purse.pk), typed).status_code == 302


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"from_on": "2026-02-01", "to_on": "2026-01-01"}, "to_on"),
        ({"from_on": "2026-01-01", "to_on": "2999-01-01"}, "to_on"),
        ({"from_on": "soon", "to_on": "2026-01-01"}, "from_on"),
    ],
)
def test_days_that_can_not_be_closed(
    sign_in: SignIn, alma: User, city: Portfolio, days: dict[str, str], field: str
) -> None:
    answer = sign_in(alma).post(address("period-new"), {**days, "why": "Report", "sure": "1"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


@pytest.mark.parametrize(("currency", "good", "bad"), [("JPY", "5", "5.5"), ("TND", "0.001", "0.0001")])
def test_a_sum_has_as_many_decimals_as_its_currency(
    sign_in: SignIn, alma: User, purse: FundingVehicle, currency: str, good: str, bad: str
) -> None:
    FundingVehicle.objects.filter(pk=purse.pk).update(currency=currency)
    client, url = sign_in(alma), address("allocation-new", purse.pk)
    typed = {"target": "learning", "status": "agreed", **ON}
    assert list(client.post(url, {**typed, "amount": bad}).context["form"].errors) == ["amount"]
    assert client.post(url, {**typed, "amount": good}).status_code == 302


def test_a_vehicles_page_asks_as_often_for_fifty_rows_as_for_two(
    sign_in: SignIn,
    alma: User,
    city: Portfolio,
    purse: FundingVehicle,
    django_assert_max_num_queries: Callable[[int], object],
) -> None:
    for _number in range(30):
        row = make_allocation(purse, 2, make_initiative(city), by=alma, agreed_by=alma, status="agreed")
        Disbursement.objects.create(allocation=row, amount=1)
    client = sign_in(alma)
    with django_assert_max_num_queries(26):  # type: ignore[attr-defined]
        assert client.get(purse.get_absolute_url()).status_code == 200


def test_the_history_of_a_vehicle_tells_every_step_with_who_and_why(
    sign_in: SignIn, alma: User, chi: User, city: Portfolio, purse: FundingVehicle, mission: Organisation
) -> None:
    by, log = {"by": alma}, make_log(make_initiative(city, "Cool rooms"), "The street said yes.", circle="portfolio")
    promise = purse.commitments.get()
    money.draw_down(commitment=promise, amount=Decimal("600.5"), on=DAY, **by)
    row = money.allocate(vehicle=purse, amount=Decimal(50), purpose=Purpose(log.initiative), on=DAY, **by)
    paid = money.disburse(allocation=row, amount=Decimal(20), on=DAY, **by)
    money.correct(payment=paid, amount=Decimal(15), on=DAY, why="Digits swapped", **by)
    money.come_back(allocation=row, amount=Decimal(5), on=DAY, **by)
    money.give_back(allocation=row, on=date(2026, 7, 1), why="The street is done", **by)
    plan = Purpose(target="learning", status="planned")
    money.agree(allocation=money.allocate(vehicle=purse, amount=Decimal(9), purpose=plan, on=DAY, **by), **by)
    kept = reserve.make(vehicle=purse, purpose="For surprises", floor=40, **by)
    trigger = Trigger(cites=log, why="It cannot wait")
    reserve.release(reserve=kept, amount=Decimal(7), purpose=Purpose(target="backbone"), trigger=trigger, on=DAY, **by)
    other = money.commit(vehicle=purse, funder=mission, amount=Decimal(3), terms=Terms("project"), on=DAY, **by)
    money.withdraw(commitment=other, on=DAY, why="The council said no", **by)
    client, url = sign_in(alma), address("vehicle-history", purse.pk)
    page = body(client.get(url))
    for words in (
        "Commitment: National Climate Mission", "Paid in: National Climate Mission", "€600.50", "Agreed: Cool rooms",
        "Paid out: Cool rooms", "Correction: Cool rooms", "Digits swapped", "−€5", "Came back: Cool rooms",
        "Returned: Cool rooms", "€35", "The street is done", "1 July 2026", "Planned: Learning", "Agreed: Learning",
        "Release: Backbone work", "It cannot wait", "Created: Reserve", "Withdrawn: National Climate Mission",
        "The council said no", "Alma Steward",
    ):  # fmt: skip
        assert words in page, words
    assert sign_in(chi).get(url).status_code == 403
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for _number in range(12):
        money.allocate(vehicle=purse, amount=Decimal(1), purpose=Purpose(make_initiative(city)), on=DAY, **by)
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) <= len(few)


def test_what_was_paid_in_is_corrected_under_its_row(sign_in: SignIn, alma: User, purse: FundingVehicle) -> None:
    client, promise = sign_in(alma), purse.commitments.get()
    client.post(address("drawdown-new", promise.pk), {"amount": "900", **ON})
    first = promise.drawdowns.get()
    correct = address("drawdown-correct", first.pk)
    wrong = {"1000.01": "€100 more", "-1": "less than zero", "900": "what stands there", "abc": "Enter a number"}
    for amount, why in wrong.items():
        answer = client.post(correct, {"amount": amount, "why": "x", **ON})
        assert (answer.status_code, why in str(answer.context["form"].errors["amount"])) == (422, True), amount
    early = client.post(correct, {"amount": "90", "why": "x", "on": "2026-05-31"})
    assert list(early.context["form"].errors) == ["on"]
    assert client.post(correct, {"amount": "90", "why": "A nought too many", **ON}).status_code == 302
    page = body(client.get(purse.get_absolute_url()))
    assert "Corrected by −€810" in page and "A nought too many" in page and "In truth €90" in page
    assert "Withdraw</a>" not in page
    assert "In truth €90" in body(client.get(address("vehicle-payments", purse.pk)))
    file = client.get(address("vehicle-export", purse.pk, "payments", "csv"))
    text = b"".join(file.streaming_content).decode()  # type: ignore[attr-defined]
    later = promise.drawdowns.get(corrects=first)
    assert f"paid in,National Climate Mission,2026-06-01,-810.00,A nought too many,EUR,{later.pk},{first.pk}" in text
    assert client.get(address("drawdown-correct", later.pk)).status_code == 404
    assert client.post(correct, {"amount": "0", "why": "Never came", **ON}).status_code == 302
    purse.refresh_from_db()
    promise.refresh_from_db()
    assert (purse.drawn_total, promise.drawn_total) == (0, 0)
    withdrawn = client.post(address("commitment-withdraw", promise.pk), {"why": "It never came", **ON})
    assert withdrawn.status_code == 302
    answer = client.post(correct, {"amount": "5", "why": "It did", **ON})
    assert "€0 more" in str(answer.context["form"].errors["amount"])


@pytest.mark.parametrize("path", ["vehicles/{}/payments.csv", "trials/{}.csv"])
def test_a_number_longer_than_any_row_has_is_not_found(sign_in: SignIn, alma: User, city: Portfolio, path: str) -> None:
    for digits in (18, 19, 60, 5000):
        assert sign_in(alma).get(f"/riverton/funding/{path.format('9' * digits)}").status_code == 404


def test_a_mistyped_year_reaches_no_row(sign_in: SignIn, alma: User, purse: FundingVehicle) -> None:
    client, url = sign_in(alma), address("allocation-new", purse.pk)
    typed = {"target": "learning", "amount": "5", "status": "agreed"}
    for day in ("0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31", "0000-00-00", "2026-02-30"):
        answer = client.post(url, {**typed, "on": day})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["on"]), day
    assert not Allocation.objects.exists()
