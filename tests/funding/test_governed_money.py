"""Who agrees, what a correction leaves standing, what comes back, and days that are closed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from funding.models import Allocation, Disbursement, FundingVehicle, LockedPeriod, VehicleVoice
from funding.overviews import funder_overview
from funding.services import money, periods, vehicles
from funding.services.limits import ClosedDays, OverLimit
from funding.services.money import Purpose, Terms
from stakeholders.access import access_for
from stakeholders.models import Change, Organisation, Portfolio, User
from stakeholders.policies import Refused
from tests.factories import make_vehicle
from tests.funding.conftest import DAY

PLAN = Purpose(status=Allocation.Status.PLANNED)


def plan(vehicle: FundingVehicle, amount: str, by: User) -> Allocation:
    return money.allocate(vehicle=vehicle, amount=Decimal(amount), purpose=PLAN, on=DAY, by=by)


def agreed(vehicle: FundingVehicle, amount: str, by: User) -> Allocation:
    return money.allocate(vehicle=vehicle, amount=Decimal(amount), purpose=Purpose(), on=DAY, by=by)


def pay(allocation: Allocation, amount: str, by: User) -> Disbursement:
    return money.disburse(allocation=allocation, amount=Decimal(amount), on=DAY, by=by)


def test_plans_hold_nothing_back_and_the_second_to_be_agreed_finds_too_little(
    purse: FundingVehicle, alma: User
) -> None:
    first, second = plan(purse, "700", alma), plan(purse, "700", alma)
    money.agree(allocation=first, by=alma, on=DAY)
    with pytest.raises(OverLimit, match="€300 left to allocate"):
        money.agree(allocation=second, by=alma, on=DAY)
    second.refresh_from_db()
    assert (first.agreed_by, first.agreed_on, second.status, second.agreed_by) == (alma, DAY, "planned", None)


def test_above_the_threshold_somebody_else_agrees(purse: FundingVehicle, alma: User, nia: User) -> None:
    vehicles.describe(vehicle=purse, by=alma, second_above=Decimal(100))
    agreed(purse, "100", alma)
    with pytest.raises(Refused, match="second person"):
        agreed(purse, "100.01", alma)
    row = plan(purse, "100.01", alma)
    with pytest.raises(Refused, match="second person"):
        money.agree(allocation=row, by=alma)
    money.agree(allocation=row, by=nia)
    row.refresh_from_db()
    assert (row.by, row.agreed_by) == (alma, nia)


def test_those_who_are_named_decide_and_stewards_no_longer(purse: FundingVehicle, alma: User, chi: User) -> None:
    vehicles.describe(vehicle=purse, by=alma, voices={VehicleVoice.May.AGREE: [chi]})
    row = plan(purse, "10", alma)
    with pytest.raises(Refused, match="It can be proposed"):
        money.agree(allocation=row, by=alma)
    money.agree(allocation=row, by=chi)
    with pytest.raises(Refused, match="propose"):
        plan(purse, "10", chi)


def test_an_allocation_that_was_given_back_is_not_agreed_again(purse: FundingVehicle, alma: User) -> None:
    row = plan(purse, "10", alma)
    assert money.give_back(allocation=row, on=DAY, by=alma, why="Another time") == 0
    with pytest.raises(OverLimit, match="already returned"):
        money.agree(allocation=row, by=alma)


def test_a_correction_is_a_further_row(purse: FundingVehicle, alma: User) -> None:
    row = agreed(purse, "400", alma)
    payment = pay(row, "150", alma)
    later = money.correct(payment=payment, amount=Decimal(105), on=DAY, by=alma, why="Digits swapped")
    again = money.correct(payment=later, amount=Decimal(115), on=DAY, by=alma, why="Still wrong")
    purse.refresh_from_db()
    assert [(one.amount, one.corrects) for one in (later, again)] == [(-45, payment), (10, payment)]
    assert (purse.paid_total, Disbursement.objects.get(pk=payment.pk).amount) == (115, 150)
    with pytest.raises(OverLimit, match="That is what stands there"):
        money.correct(payment=payment, amount=Decimal(115), on=DAY, by=alma, why="Nothing new")
    with pytest.raises(OverLimit, match="€285 of this allocation"):
        money.correct(payment=payment, amount=Decimal(401), on=DAY, by=alma, why="Too much")


def test_correcting_what_was_given_back_keeps_the_sums_whole(
    purse: FundingVehicle, alma: User, city: Portfolio
) -> None:
    row = agreed(purse, "400", alma)
    payment = pay(row, "150", alma)
    money.give_back(allocation=row, on=DAY, by=alma, why="The street said no.")
    money.correct(payment=payment, amount=Decimal(100), on=DAY, by=alma, why="Less")
    purse.refresh_from_db()
    assert (purse.allocated_total, purse.paid_total, purse.free_to_allocate) == (100, 100, 900)
    agreed(purse, "900", alma)
    with pytest.raises(OverLimit, match="already allocated"):
        money.correct(payment=payment, amount=Decimal(101), on=DAY, by=alma, why="More")
    flows = funder_overview(access_for(alma, city)).flows
    assert sum(flow.amount for flow in flows if flow.source.startswith("vehicle:")) == 1000


def test_what_comes_back_can_be_set_aside_again_until_it_was(
    purse: FundingVehicle, alma: User, city: Portfolio
) -> None:
    row = agreed(purse, "1000", alma)
    with pytest.raises(OverLimit, match="nothing can come back"):
        money.come_back(allocation=row, amount=Decimal(1), on=DAY, by=alma)
    pay(row, "500", alma)
    back = money.come_back(allocation=row, amount=Decimal(200), on=DAY, by=alma)
    agreed(purse, "150", alma)
    with pytest.raises(OverLimit, match="already allocated"):
        money.correct(payment=back, amount=Decimal(149), on=DAY, by=alma, why="Less came")
    money.correct(payment=back, amount=Decimal(150), on=DAY, by=alma, why="Less came")
    facts = funder_overview(access_for(alma, city))
    into = sum(flow.amount for flow in facts.flows if flow.target.startswith("vehicle:"))
    out = sum(flow.amount for flow in facts.flows if flow.source.startswith("vehicle:"))
    assert into == out == 1150
    assert len(facts.funders) == 1


def test_closed_days_stand_until_they_are_opened(purse: FundingVehicle, alma: User, city: Portfolio) -> None:
    row = agreed(purse, "400", alma)
    payment = pay(row, "150", alma)
    half = {"from_on": date(2026, 1, 1), "to_on": date(2026, 6, 30)}
    period = periods.close(portfolio=city, **half, why="Half-year report", by=alma)
    for act in (
        lambda: pay(row, "1", alma),
        lambda: plan(purse, "1", alma),
        lambda: money.correct(payment=payment, amount=Decimal(1), on=DAY, by=alma, why="x"),
        lambda: money.come_back(allocation=row, amount=Decimal(1), on=DAY, by=alma),
    ):
        with pytest.raises(ClosedDays, match="Half-year report"):
            act()
    money.correct(payment=payment, amount=Decimal(149), on=date(2026, 7, 1), by=alma, why="A later day")
    with pytest.raises(ClosedDays, match="closed already"):
        periods.close(portfolio=city, from_on=DAY, to_on=DAY, why="again", by=alma)
    periods.reopen(period=period, by=alma, why="The report was withdrawn")
    periods.reopen(period=period, by=alma, why="twice")
    pay(row, "1", alma)
    assert Change.objects.of(period).first().why == "The report was withdrawn"  # type: ignore[union-attr]


def test_today_stays_open(city: Portfolio, alma: User) -> None:
    today = timezone.localdate()
    with pytest.raises(ClosedDays, match="days that are over"):
        periods.close(portfolio=city, from_on=today - timedelta(days=9), to_on=today, why="Too soon", by=alma)
    assert not LockedPeriod.objects.exists()


def test_the_history_says_what_changed_in_the_rules(purse: FundingVehicle, alma: User, nia: User) -> None:
    vehicles.describe(
        vehicle=purse, by=alma, second_above=Decimal("5000"), voices={VehicleVoice.May.AGREE: [nia, alma]}
    )
    vehicles.describe(vehicle=purse, by=alma, second_above=Decimal("5000.000"), voices={VehicleVoice.May.AGREE: [alma]})
    first, second = Change.objects.of(purse).order_by("pk")[:2]
    assert first.fields["second_above"] == [None, "5000.000"]
    assert first.fields["voice_agree"][1] == "Alma Steward, Nia Steward"
    assert second.fields == {"voice_agree": ["Alma Steward, Nia Steward", "Alma Steward"]}


@pytest.mark.parametrize(
    ("currency", "whole", "part", "rest"),
    [
        ("JPY", "1000000000", "999999999", "1"),
        ("TND", "1000000000.001", "1000000000", "0.001"),
        ("EUR", "1000000000.01", "1000000000", "0.01"),
    ],
)
def test_a_billion_and_the_smallest_coin(
    city: Portfolio, mission: Organisation, alma: User, currency: str, whole: str, part: str, rest: str
) -> None:
    city.currency = currency
    city.save()
    vehicle = make_vehicle(city, "Pot")
    terms = Terms(flexibility="portfolio")
    money.commit(vehicle=vehicle, funder=mission, amount=Decimal(whole), terms=terms, on=DAY, by=alma)
    row = agreed(vehicle, part, alma)
    pay(row, part, alma)
    facts = funder_overview(access_for(alma, city))
    flows = {flow.target: flow.amount for flow in facts.flows if flow.source.startswith("vehicle:")}
    assert str(flows["system:-2"]) == rest
    assert sum(flows.values()) == facts.committed == Decimal(whole)
    agreed(vehicle, rest, alma)
    with pytest.raises(OverLimit):
        agreed(vehicle, rest, alma)
