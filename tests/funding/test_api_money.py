"""Programs write vehicles and money by the rules of the pages, and are told by field what is wrong."""

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from funding.models import Allocation, CapitalCommitment, Disbursement, FundingVehicle, VehicleVoice
from funding.services import periods, vehicles
from initiatives.models import Initiative
from stakeholders.models import Change, Organisation, Portfolio, User
from tests.calling import Caller, faults
from tests.factories import make_allocation, make_commitment, make_log, make_organisation, make_vehicle

SignIn = Callable[[User | None], Client]
DAY = "2026-06-01"


def test_a_vehicle_is_opened_and_described(steward: Caller, funder: Caller, bo: User, city: Portfolio) -> None:
    said = {"name": "Shade Fund", "instrument": "grant", "willing_to_learn": "Whether shade spreads"}
    status, made = steward.post("vehicles", **said, second_above="1234567.89", agrees=[bo.pk])
    assert (status, made["currency"], made["second_above"]) == (201, city.currency, "1234567.89")
    assert made["voices"] == [{"may": "agree", "user": bo.pk, "person": "Bo Contributor"}]
    one = f"vehicles/{made['id']}"
    status, now = steward.patch(one, rules="One page", currency="USD")
    assert (status, now["rules"], now["currency"], now["second_above"]) == (200, "One page", "EUR", "1234567.89")
    assert (now["willing_to_learn"], len(now["voices"])) == (said["willing_to_learn"], 1)
    assert steward.patch(one, second_above=None, agrees=[])[1]["second_above"] is None
    assert not VehicleVoice.objects.exists()
    assert Change.objects.of(FundingVehicle.objects.get()).count() == 3
    assert faults(steward.post("vehicles", **said)) == ["name"]
    assert faults(steward.post("vehicles", name="B", instrument="magic", currency="XXQ")) == ["instrument", "currency"]
    assert faults(steward.patch(one, second_above="1,5")) == ["second_above"]
    assert faults(steward.patch(one, agrees=[999999])) == ["agrees"]
    assert faults(steward.patch(one, agrees=[10**22])) == ["agrees"]
    assert faults(steward.patch(one, name="")) == ["name"]
    assert funder.post("vehicles", **said)[0] == 403
    assert funder.patch(one, rules="Mine")[0] == 403


def test_a_promise_is_recorded_paid_in_and_withdrawn(
    steward: Caller, funder: Caller, purse: FundingVehicle, mission: Organisation
) -> None:
    path = f"vehicles/{purse.pk}/commitments"
    said = {"funder": mission.pk, "amount": "500.5", "flexibility": "portfolio", "status": "committed", "on": DAY}
    status, made = steward.post(path, **said, note="For shade")
    assert (status, made["amount"], made["vehicle"], made["funder_id"]) == (201, "500.50", purse.pk, mission.pk)
    for wrong in (
        {"amount": "0"}, {"amount": "1.005"}, {"amount": "1,000"}, {"amount": "NaN"}, {"amount": "1e3"},
        {"amount": "9" * 16}, {"on": "yesterday"}, {"funder": 999999}, {"status": "withdrawn"}, {"flexibility": None},
    ):  # fmt: skip
        assert faults(steward.post(path, **{**said, **wrong})) == list(wrong), wrong
    one = f"capital-commitments/{made['id']}"
    status, paid = steward.post(f"{one}/drawdowns", amount="500.50", on=DAY, note="First half")
    assert (status, paid["amount"], paid["commitment"]) == (201, "500.50", made["id"])
    assert faults(steward.post(f"{one}/drawdowns", amount="0.01", on=DAY)) == ["amount"]
    assert [row["note"] for row in funder.get(f"{one}/drawdowns")[1]["results"]] == ["First half"]
    assert funder.get(one)[1]["drawn_total"] == "500.50"
    assert faults(steward.post(f"{one}/withdraw", on=DAY, why="Too late")) == ["non_field_errors"]
    other = steward.post(path, **said)[1]["id"]
    assert faults(steward.post(f"capital-commitments/{other}/withdraw", on=DAY)) == ["why"]
    assert faults(steward.post(f"capital-commitments/{other}/withdraw", on="2026-05-31", why="No")) == ["on"]
    status, gone = steward.post(f"capital-commitments/{other}/withdraw", on="2026-06-02", why="The donor moved on")
    assert (status, gone["status"], gone["ended_on"]) == (200, "withdrawn", "2026-06-02")
    purse.refresh_from_db()
    assert str(purse.committed_total) == "1500.500"
    for act in (f"{one}/drawdowns", f"{one}/withdraw", path):
        assert funder.post(act, **said, why="Me")[0] == 403


def test_what_was_paid_in_is_corrected_by_a_further_row(
    steward: Caller, funder: Caller, sign_in: SignIn, purse: FundingVehicle, bo: User
) -> None:
    promise = CapitalCommitment.objects.get()
    paid = steward.post(f"capital-commitments/{promise.pk}/drawdowns", amount="300", on=DAY)[1]
    path, said = f"drawdowns/{paid['id']}/correct", {"amount": "250.25", "on": "2026-06-02", "why": "Typed wrong"}
    for wrong in ({"amount": "1000.01"}, {"amount": "300"}, {"amount": "-1"}, {"on": "2026-05-31"}, {"why": ""}):
        assert faults(steward.post(path, **{**said, **wrong})) == list(wrong), wrong
    assert (funder.post(path, **said)[0], Caller(sign_in(bo)).get(f"drawdowns/{paid['id']}")[0]) == (403, 404)
    key = str(uuid.uuid4())
    status, row = steward.post(path, **said, client_key=key)
    assert (status, row["amount"], row["corrects"], row["note"]) == (201, "-49.75", paid["id"], "Typed wrong")
    assert steward.post(path, **said, client_key=key)[1] == row
    assert funder.get(f"drawdowns/{paid['id']}")[1]["amount"] == "300.00"
    assert funder.get(f"capital-commitments/{promise.pk}")[1]["drawn_total"] == "250.25"


def test_money_is_set_aside_paid_back_corrected_and_given_back(
    steward: Caller, funder: Caller, purse: FundingVehicle, warm_streets: Initiative
) -> None:
    path = f"vehicles/{purse.pk}/allocations"
    said = {"target": "initiative", "initiative": warm_streets.pk, "amount": "600", "status": "agreed", "on": DAY}
    log = make_log(warm_streets, "Shade works.", circle="portfolio")
    status, made = steward.post(path, **said, purpose="Trees", cites=[f"log:{log.pk}"])
    assert (status, made["amount"], made["status"], made["purpose"]) == (201, "600.00", "agreed", "Trees")
    assert Allocation.objects.get().informed_by.get().log == log
    assert faults(steward.post(path, **{**said, "amount": "400.01"})) == ["amount"]
    assert faults(steward.post(path, **{**said, "initiative": None})) == ["initiative"]
    assert faults(steward.post(path, **said, cites=["log:999999"])) == ["cites"]
    one = f"allocations/{made['id']}"
    status, paid = steward.post(f"{one}/payments", amount="250.25", on="2026-06-02", note="Saplings")
    assert (status, paid["kind"], paid["amount"]) == (201, "payment", "250.25")
    assert faults(steward.post(f"{one}/payments", amount="349.76", on=DAY)) == ["amount"]
    back = steward.post(f"{one}/returns", amount="50", on="2026-06-03")[1]
    assert (back["kind"], back["amount"]) == ("return", "50.00")
    status, row = steward.post(f"payments/{paid['id']}/correct", amount="200.25", on="2026-06-04", why="Typed wrong")
    assert (status, row["amount"], row["corrects"], row["note"]) == (201, "-50.00", paid["id"], "Typed wrong")
    assert faults(steward.post(f"payments/{paid['id']}/correct", amount="-1", on=DAY, why="No")) == ["amount"]
    assert funder.get(f"payments/{paid['id']}")[1]["amount"] == "250.25"
    assert [one["amount"] for one in funder.get(f"{one}/payments")[1]["results"]] == ["-50.00", "50.00", "250.25"]
    status, rest = steward.post(f"{one}/give-back", on="2026-06-05", why="Enough trees")
    assert (status, rest["status"], rest["ended_on"], rest["paid_total"]) == (200, "returned", "2026-06-05", "200.25")
    assert faults(steward.post(f"{one}/give-back", on="2026-06-05", why="Again")) == ["non_field_errors"]
    for act in ("payments", "returns", "give-back"):
        assert funder.post(f"{one}/{act}", amount="1", on=DAY, why="Me")[0] == 403
    assert funder.post(f"payments/{paid['id']}/correct", amount="1", on=DAY, why="Me")[0] == 403
    assert Disbursement.objects.count() == 3


def test_a_second_person_agrees_above_the_threshold(
    steward: Caller, funder: Caller, sign_in: SignIn, purse: FundingVehicle, alma: User, bo: User, nia: User
) -> None:
    vehicles.describe(vehicle=purse, by=alma, second_above=100)
    path, said = f"vehicles/{purse.pk}/allocations", {"target": "learning", "amount": "100.01", "on": DAY}
    alone = steward.post(path, **said, status="agreed")
    assert alone[0] == 403
    assert "second person" in alone[1]["detail"]
    plan = steward.post(path, **said, status="planned")[1]
    assert (plan["status"], plan["agreed_on"]) == ("planned", None)
    one = f"allocations/{plan['id']}"
    assert (steward.post(f"{one}/agree")[0], funder.post(f"{one}/agree")[0]) == (403, 403)
    assert Caller(sign_in(bo)).post(f"{one}/agree")[0] == 404
    second = Caller(sign_in(nia))
    assert second.post(f"{one}/agree")[1]["status"] == "agreed"
    assert second.post(f"{one}/agree")[0] == 200
    purse.refresh_from_db()
    assert str(purse.allocated_total) == "100.010"
    vehicles.describe(vehicle=purse, by=alma, voices={VehicleVoice.May.PROPOSE: [bo]})
    refused = steward.post(path, **said, status="planned")
    assert (refused[0], "propose" in refused[1]["detail"]) == (403, True)
    assert Caller(sign_in(bo)).post(path, **said, status="planned")[0] == 201
    plan = Allocation.objects.get(status="planned")
    assert steward.post(f"allocations/{plan.pk}/give-back", on=DAY, why="Not now")[1]["paid_total"] == "0.00"


def test_a_plan_beyond_what_is_free_is_not_agreed(steward: Caller, purse: FundingVehicle) -> None:
    plan = steward.post(
        f"vehicles/{purse.pk}/allocations", target="backbone", amount="1000.01", on=DAY, status="planned"
    )[1]
    assert faults(steward.post(f"allocations/{plan['id']}/agree")) == ["amount"]
    assert faults(steward.post(f"allocations/{plan['id']}/payments", amount="1", on=DAY)) == ["amount"]


def test_no_row_is_written_on_closed_days(steward: Caller, funder: Caller, purse: FundingVehicle) -> None:
    promise = CapitalCommitment.objects.get()
    status, period = steward.post("closed-periods", from_on="2026-01-01", to_on="2026-06-30", why="Half-year report")
    assert (status, period["by"], period["opened_at"]) == (201, "Alma Steward", None)
    for wrong, field in (
        ({"from_on": "2026-02-01", "to_on": "2026-03-01"}, "to_on"),
        ({"from_on": "2026-03-01", "to_on": "2026-02-01"}, "to_on"),
        ({"from_on": "2026-03-01", "to_on": "2999-01-01"}, "to_on"),
        ({"from_on": "soon", "to_on": "2026-02-01"}, "from_on"),
    ):
        assert faults(steward.post("closed-periods", **wrong, why="Report")) == [field], wrong
    funded = {"funder": promise.funder_id, "flexibility": "project", "status": "committed"}
    for path in (
        f"capital-commitments/{promise.pk}/drawdowns", f"capital-commitments/{promise.pk}/withdraw",
        f"vehicles/{purse.pk}/commitments",
    ):  # fmt: skip
        assert faults(steward.post(path, **funded, amount="1", on=DAY, why="Late")) == ["on"], path
    planned = {"target": "learning", "amount": "1", "status": "planned", "on": DAY}
    assert faults(steward.post(f"vehicles/{purse.pk}/allocations", **planned)) == ["on"]
    assert faults(steward.post("exchange-rates", currency="GBP", rate="1.2", on=DAY, source="ECB")) == ["on"]
    assert (funder.get("closed-periods")[0], funder.post("closed-periods", why="Mine")[0]) == (403, 403)
    one = f"closed-periods/{period['id']}"
    assert faults(steward.post(f"{one}/open")) == ["why"]
    opened = steward.post(f"{one}/open", why="The report was wrong")[1]["opened_at"]
    assert opened
    assert steward.post(f"{one}/open", why="Twice")[1]["opened_at"] == opened
    assert steward.post(f"vehicles/{purse.pk}/allocations", **planned)[0] == 201


def test_what_is_not_ones_own_is_not_there(
    steward: Caller, funder: Caller, sign_in: SignIn, city: Portfolio, bo: User, warm_streets: Initiative, alma: User
) -> None:
    other = make_vehicle(city, "Others' fund")
    promise = make_commitment(other, make_organisation("Other House", portfolio=city), 100)
    row = make_allocation(other, 40, warm_streets)
    planned = {"target": "learning", "amount": "1", "status": "planned", "on": DAY}
    for caller in (funder, Caller(sign_in(bo))):
        assert caller.post(f"vehicles/{other.pk}/allocations", **planned)[0] == 404
        assert caller.post(f"allocations/{row.pk}/agree")[0] == 404
        for path in (f"vehicles/{other.pk}/commitments", f"capital-commitments/{promise.pk}", f"allocations/{row.pk}"):
            assert caller.get(path)[0] == 404, path
        refused = caller.post(f"allocations/{row.pk}/payments", amount="1", on=DAY)
        assert (refused[0], "Alma Steward" in refused[1]["detail"]) == (403, True)
    for path in ("vehicles/999999/commitments", "allocations/999999/payments", "payments/999999/correct"):
        assert steward.post(path, amount="1", on=DAY, why="Nowhere")[0] == 404, path
    assert not Disbursement.objects.exists()


def test_a_funder_reads_money_without_names_that_are_not_released(
    funder: Caller, purse: FundingVehicle, warm_streets: Initiative
) -> None:
    Initiative.objects.update(circle="portfolio")
    make_allocation(purse, 40, warm_streets, purpose="A secret garden")
    row = funder.get(f"vehicles/{purse.pk}/allocations")[1]["results"][0]
    assert (row["amount"], row["initiative"], row["purpose"]) == ("40.00", None, "")


@pytest.mark.parametrize("below", ["commitments", "allocations", "payments"])
def test_lists_ask_equally_often_for_few_rows_and_for_many(
    django_assert_num_queries: Any, steward: Caller, purse: FundingVehicle, mission: Organisation,
    warm_streets: Initiative, below: str,
) -> None:  # fmt: skip
    def grow(number: int) -> None:
        for _at in range(number):
            make_commitment(purse, mission, 10)
            Disbursement.objects.create(allocation=make_allocation(purse, 2, warm_streets), amount=1)

    grow(1)
    steward.get(f"vehicles/{purse.pk}/{below}")
    known = 6 if below == "commitments" else 7
    with django_assert_num_queries(known):
        steward.get(f"vehicles/{purse.pk}/{below}")
    grow(20)
    with django_assert_num_queries(known):
        assert len(steward.get(f"vehicles/{purse.pk}/{below}")[1]["results"]) >= 21


def test_a_closed_day_in_the_middle_of_the_year_is_said_in_a_sentence(
    steward: Caller, purse: FundingVehicle, alma: User
) -> None:
    days = {"from_on": date(2026, 1, 1), "to_on": date(2026, 6, 30)}
    periods.close(portfolio=purse.portfolio, **days, why="Half-year report", by=alma)
    planned = {"target": "learning", "amount": "1", "status": "planned", "on": DAY}
    problem = steward.post(f"vehicles/{purse.pk}/allocations", **planned)[1]
    assert "Half-year report" in problem["errors"]["on"][0]
