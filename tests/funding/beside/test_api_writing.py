"""Programs write money beside our own, rates, releases and trials by the rules of the pages."""

import uuid
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from funding.models import Allocation, ExchangeRate, FlexibilityReserve, FundingVehicle, OutsideMoney, VehicleVoice
from funding.services import periods, reserve, shadows, vehicles
from initiatives.models import Initiative
from sensemaking.models import LearningLog
from stakeholders.models import Change, Portfolio, User
from tests.factories import make_log, make_vehicle

SignIn = Callable[[User | None], Client]
BASE = "/api/v1/portfolios/riverton"
JSON = "application/json"
TOLD = {
    "layer": "partners", "who": "Riverton Water", "amount": "1000000000.01", "currency": "EUR", "on": "2026-06-01",
    "source": "Annual report", "sureness": "stated", "circle": "funders",
}  # fmt: skip


@pytest.fixture
def kept(purse: FundingVehicle, alma: User) -> FlexibilityReserve:
    return reserve.make(vehicle=purse, purpose="For surprises", floor=40, by=alma)


@pytest.fixture
def log(warm_streets: Initiative) -> LearningLog:
    return make_log(warm_streets, "The street said yes at once.", circle="portfolio")


def test_money_beside_our_own_is_told_mended_and_taken_away(sign_in: SignIn, alma: User, chi: User) -> None:
    client, base = sign_in(alma), f"{BASE}/outside-money/"
    made = client.post(base, TOLD, JSON, headers={"accept-language": "de"})
    assert (made.status_code, made.json()["amount"]) == (201, "1000000000.010")
    one = f"{base}{made.json()['id']}/"
    assert client.patch(one, {"amount": "1.234", "currency": "KWD"}, JSON).json()["amount"] == "1.234"
    assert client.patch(one, {"who": "Riverton Waterworks"}, JSON).json()["amount"] == "1.234"
    for wrong in ({"amount": "1,234"}, {"amount": "1.005"}, {"amount": "-1"}, {"layer": "x"}, {"initiative": "9999"}):
        answer = client.post(base, {**TOLD, **wrong}, JSON)
        assert (answer.status_code, list(answer.json()["errors"])) == (400, list(wrong)), answer.json()
    assert sign_in(chi).patch(one, {"who": "Me"}, JSON).status_code == 403
    assert sign_in(alma).delete(one).status_code == 204
    assert not OutsideMoney.objects.exists()
    assert Change.objects.filter(kind=Change.Kind.DELETED).exists()
    assert client.get(one).status_code == 404


def test_a_rate_is_kept_once_a_day(sign_in: SignIn, alma: User, city: Portfolio) -> None:
    client, typed = sign_in(alma), {"currency": "GBP", "rate": "1.1723456789", "on": "2026-06-01", "source": "ECB"}
    assert client.post(f"{BASE}/exchange-rates/", typed, JSON).json()["rate"] == "1.1723456789"
    assert client.post(f"{BASE}/exchange-rates/", typed, JSON).status_code == 400
    assert client.post(f"{BASE}/exchange-rates/", {**typed, "currency": "EUR"}, JSON).status_code == 400
    assert ExchangeRate.objects.get().rate == Decimal("1.1723456789")


def test_a_release_over_the_api_follows_the_voices_and_the_limits(
    sign_in: SignIn, alma: User, bo: User, chi: User, kept: FlexibilityReserve, log: LearningLog
) -> None:
    path = f"{BASE}/reserves/{kept.pk}/releases/"
    typed = {"cite": f"log:{log.pk}", "why": "It will not wait", "amount": "400", "target": "learning",
             "on": "2026-06-01"}  # fmt: skip
    made = sign_in(alma).post(path, typed, JSON)
    assert made.status_code == 201
    assert (made.json()["amount"], made.json()["status"], made.json()["cites"]) == ("400.00", "agreed", f"log:{log.pk}")
    over = sign_in(alma).post(path, {**typed, "amount": "600.01"}, JSON)
    assert (over.status_code, list(over.json()["errors"])) == (400, ["amount"])
    assert list(sign_in(alma).post(path, {**typed, "cite": "log:999999"}, JSON).json()["errors"]) == ["cite"]
    assert sign_in(chi).get(path).json()[0]["cites"] == ""
    assert sign_in(chi).post(path, typed, JSON).status_code == 403
    vehicles.describe(vehicle=kept.vehicle, by=alma, voices={VehicleVoice.May.RELEASE: [bo]})
    assert sign_in(alma).post(path, typed, JSON).status_code == 403
    assert sign_in(bo).post(path, {**typed, "amount": "1"}, JSON).json()["status"] == "planned"
    voices = sign_in(alma).get(f"{BASE}/vehicles/{kept.vehicle_id}/").json()["voices"]
    assert voices == [{"may": "release", "user": bo.pk, "person": "Bo Contributor"}]
    days = {"from_on": date(2026, 1, 1), "to_on": date(2026, 6, 30)}
    periods.close(portfolio=kept.vehicle.portfolio, **days, why="Report", by=alma)
    closed = sign_in(bo).post(path, {**typed, "amount": "1"}, JSON)
    assert (closed.status_code, list(closed.json()["errors"])) == (400, ["on"])


def test_a_release_that_is_sent_again_at_another_reserve_is_the_one_that_was_written(
    sign_in: SignIn, alma: User, city: Portfolio, kept: FlexibilityReserve, log: LearningLog
) -> None:
    other = reserve.make(vehicle=make_vehicle(city, "Second purse"), purpose="For floods", floor=None, by=alma)
    typed = {"cite": f"log:{log.pk}", "why": "It will not wait", "amount": "400", "target": "learning",
             "on": "2026-06-01", "client_key": str(uuid.uuid4())}  # fmt: skip
    first, again = (sign_in(alma).post(f"{BASE}/reserves/{one.pk}/releases/", typed, JSON) for one in (kept, other))
    assert (again.status_code, again.json()) == (201, first.json())
    assert Allocation.objects.get().vehicle == kept.vehicle


def test_what_a_trial_would_give_is_written_and_compared(
    sign_in: SignIn, alma: User, chi: User, purse: FundingVehicle, warm_streets: Initiative
) -> None:
    trial = shadows.begin(beside=purse, by=alma, name="By streets", instrument="grant", rules="Street by street")
    client, path = sign_in(alma), f"{BASE}/trials/{trial.pk}/"
    typed = {"amount": "450.5", "target": "initiative", "initiative": warm_streets.pk, "on": "2026-06-01"}
    made = client.post(f"{path}gifts/", typed, JSON)
    assert (made.status_code, made.json()["initiative"]) == (201, warm_streets.pk)
    assert Allocation.objects.get().status == "planned"
    over = client.post(f"{path}gifts/", {**typed, "amount": "549.51"}, JSON)
    assert (over.status_code, list(over.json()["errors"])) == (400, ["amount"])
    line = sign_in(chi).get(f"{path}comparison/").json()[0]
    assert (line["real"], line["trial"], line["difference"]) == ("0.00", "450.50", "450.50")
    assert sign_in(chi).get(path).json()["shadows"] == purse.pk
    assert sign_in(chi).post(f"{path}gifts/", typed, JSON).status_code == 403
