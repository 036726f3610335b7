"""What learning and options returned, and tied beside flexible money: numbers that agree with their rows."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from funding.models import Allocation, AllocationReason, Disbursement, FlexibilityReserve, FundingVehicle
from funding.overviews.freedom import compare, middle, table_rows, trust
from funding.overviews.learning_parts import _rests_on
from funding.overviews.learning_return import learning_return
from funding.overviews.option_value import option_value
from funding.overviews.within import Within, day_of
from initiatives.models import Initiative
from sensemaking.models import Decision, Option
from sensemaking.services import tallies
from stakeholders.access import Access, access_for
from stakeholders.models import Organisation, Portfolio, User
from tests.factories import make_allocation, make_commitment, make_initiative, make_log, make_vehicle
from tests.funding.outcomes.conftest import SignIn, at, text

SINCE = Within(date(2026, 1, 1))


def access(user: User, city: Portfolio) -> Access:
    found = access_for(user, city)
    assert found
    return found


def pay(allocation: Allocation, amount: str, on: date = date(2026, 5, 1), **fields: Any) -> Disbursement:
    return Disbursement.objects.create(allocation=allocation, amount=Decimal(amount), on=on, **fields)


def decide(city: Portfolio, title: str, what: str = "amplify", **fields: Any) -> Decision:
    fields.setdefault("circle", "funders")
    return Decision.objects.create(portfolio=city, title=title, what=what, decided_on=date(2026, 6, 1), **fields)


@pytest.fixture
def reserve(city: Portfolio, coop: Organisation) -> FundingVehicle:
    """A reserve of the cooperative's: 100 paid for learning, a cent corrected, 10 came back; 2025 does not count."""
    vehicle = make_vehicle(city, "Learning & Options Reserve")
    make_commitment(vehicle, coop, 10_000, flexibility="portfolio")
    FlexibilityReserve.objects.create(vehicle=vehicle, purpose="What nobody can know")
    learning = make_allocation(vehicle, 500, target="learning", purpose="Log circles")
    first = pay(learning, "100.00")
    pay(learning, "-0.01", corrects=first)
    pay(learning, "10", kind="return")
    pay(learning, "50", on=date(2025, 12, 31))
    pay(make_allocation(vehicle, 300), "40")
    return vehicle


@pytest.fixture
def fund(city: Portfolio, mission: Organisation, warm_streets: Initiative) -> FundingVehicle:
    """Chi's vehicle, tied to projects: 70 moved by a decision citing a log, 20 by one to move money, 5 by neither."""
    vehicle = make_vehicle(city, "Retrofit Bond")
    make_commitment(vehicle, mission, 10_000, flexibility="project")
    informed = decide(city, "Four more streets")
    informed.logs.add(make_log(warm_streets, happened_on=date(2026, 3, 3)))
    moving = decide(city, "Move it", "reallocate")
    for amount, because in ((70, informed), (20, moving), (5, decide(city, "On a hunch")), (9, None)):
        row = make_allocation(
            vehicle, amount, warm_streets, on=date(2026, 6, 2), agreed_on=date(2026, 6, 2) + timedelta(days=amount)
        )
        if because:
            AllocationReason.objects.create(allocation=row, decision=because)
    return vehicle


def test_each_number_agrees_with_its_rows(
    sign_in: SignIn, alma: User, city: Portfolio, reserve: FundingVehicle, fund: FundingVehicle
) -> None:
    tallies.rebuild(city)
    facts = learning_return(access(alma, city), SINCE)
    assert facts.own_spent == facts.from_reserves == Decimal("89.99")
    assert (facts.logs, facts.initiatives, facts.decisions) == (1, 1, 1)
    assert facts.own_redirected == 90
    assert facts.per_unit == Decimal("1.0")
    body = b"".join(
        sign_in(alma).get(at("learning-return-export", "spent", "csv") + "?since=2026-01-01").streaming_content
    )  # type: ignore[attr-defined]
    sums = [Decimal(line.split(",")[2]) for line in body.decode().splitlines()[1:]]
    assert sum(sums) == Decimal("89.99")
    rows = text(sign_in(alma).get(at("learning-part", "redirected") + "?since=2026-01-01"))
    assert "Four more streets" in rows
    assert "Move it" in rows
    assert "On a hunch" not in rows
    for part in ("spent", "logs", "decisions"):
        assert sign_in(alma).get(at("learning-part", part)).status_code == 200


def test_a_funder_sees_the_whole_in_outline_and_rows_of_its_own_vehicles(
    sign_in: SignIn, chi: User, reserve: FundingVehicle, fund: FundingVehicle
) -> None:
    page = text(sign_in(chi).get(at("learning-part", "spent") + "?since=2026-01-01"))
    assert "Log circles" not in page
    assert "in outline only" in page
    assert "Four more streets" in text(sign_in(chi).get(at("learning-part", "redirected")))


def test_a_decision_that_one_may_not_see_moves_nothing_for_them(
    chi: User, alma: User, city: Portfolio, fund: FundingVehicle
) -> None:
    Decision.objects.filter(title="Four more streets").update(circle="portfolio")
    assert learning_return(access(chi, city), SINCE).own_redirected == 20
    assert learning_return(access(alma, city), SINCE).own_redirected == 90


def test_currencies_stand_apart_and_trials_are_left_out(
    sign_in: SignIn, alma: User, city: Portfolio, mission: Organisation, reserve: FundingVehicle
) -> None:
    yen = make_vehicle(city, "Yen", currency="JPY")
    make_commitment(yen, mission, 9_000)
    pay(make_allocation(yen, 500, target="learning"), "300")
    facts = learning_return(access(alma, city), SINCE)
    assert [(sum_.currency, sum_.amount) for sum_ in facts.spent] == [("EUR", Decimal("89.99")), ("JPY", 300)]
    assert "¥300" in text(sign_in(alma).get(at("learning-return")))


def test_days_become_whole_months_and_nonsense_is_the_usual_beginning() -> None:
    assert Within.of(date(2026, 3, 17), date(2026, 4, 2)) == Within(date(2026, 3, 1), date(2026, 4, 30))
    assert Within.of(date(2026, 5, 1), date(2026, 3, 1)).until == date(2026, 5, 31)
    assert (day_of("2026-03"), day_of("2026-03-17")) == (date(2026, 3, 1), date(2026, 3, 17))
    assert (day_of("yesterday"), day_of(""), day_of("2026-13-01")) == (None, None, None)
    assert Within.of() == Within(date(timezone.localdate().year - 2, 1, 1))
    assert Within.of(until=date(2020, 5, 20)) == Within(date(2018, 1, 1), date(2020, 5, 31))
    assert Within.of(until=date(1, 1, 1)) == Within(date(1, 1, 1), date(1, 1, 31))
    assert Within.of(date(2031, 1, 9)).since == date(2031, 1, 1)
    assert Within.open(until=date(2020, 5, 20)) == Within(None, date(2020, 5, 31))
    assert Within.open(vehicles=(7, 4)).query == "vehicle=4&vehicle=7"
    assert Within(date(2026, 3, 1), None, (4, 7)).query == "since=2026-03-01&vehicle=4&vehicle=7"


def test_options_held_opened_and_taken_up(
    sign_in: SignIn, chi: User, city: Portfolio, warm_streets: Initiative
) -> None:
    keep = {"portfolio": city, "circle": "funders", "opened_on": date(2026, 2, 1)}
    roof = Option.objects.create(
        title="Buy the roof", holding_cost=Decimal("18000.50"), expires_on=date(2027, 6, 1), **keep
    )
    Option.objects.create(title="Rent scaffolding", **keep)
    done = {"closed_on": date(2026, 8, 1)}
    Option.objects.create(title="A pilot", status="exercised", taken_up_as=warm_streets, **done, **keep)
    Option.objects.create(title="For us", **{**keep, "circle": "portfolio"})
    facts = option_value(access(chi, city), SINCE)
    assert (facts.opened, facts.held, facts.taken_up, facts.let_go, facts.costed) == (3, 2, 1, 0, 1)
    assert facts.cost == Decimal("18000.50")
    assert facts.soon[0] == roof
    page = text(sign_in(chi).get(at("option-value") + "?show=taken-up&since=2026-01-01"))
    assert warm_streets.title in page
    assert "For us" not in page
    assert sign_in(chi).get(at("option-value") + "?show=all").status_code == 404
    fragment = sign_in(chi).get(at("option-value"), headers={"HX-Request": "true", "HX-Target": "options-opened"})
    assert "<html" not in text(fragment)
    body = b"".join(sign_in(chi).get(at("option-value-export", "csv")).streaming_content).decode()  # type: ignore[attr-defined]
    assert "18000.50,EUR" in body


def test_medians_of_days_with_how_many() -> None:
    assert middle({}).median is None
    found = middle({2: 3, 10: 1, 400: 1})
    assert (found.count, found.median, found.low, found.high) == (5, 2, 2, 10)
    assert trust(0) != trust(4) != trust(5) != trust(20)


def test_tied_and_flexible_money_side_by_side(
    sign_in: SignIn,
    alma: User,
    city: Portfolio,
    reserve: FundingVehicle,
    fund: FundingVehicle,
    warm_streets: Initiative,
) -> None:
    young = make_initiative(city, "Young", started_on=date(2026, 4, 9))
    quick = make_allocation(reserve, 10, young, on=date(2026, 4, 1), agreed_on=date(2026, 4, 4))
    pay(quick, "5", on=date(2026, 4, 20))
    pay(quick, "5", on=date(2026, 4, 14))
    make_allocation(reserve, 10, warm_streets, on=date(2026, 4, 1), agreed_on=date(2026, 4, 1))
    tallies.rebuild(city)
    compared = compare(access(alma, city))
    tied, free = compared.sides
    assert (tied.to_agree.median, tied.to_agree.count, tied.to_pay.count) == (9, 4, 0)
    assert (free.to_agree.count, free.to_pay.median, free.to_pay.count, free.begun) == (2, 10, 1, 1)
    assert (tied.logs, tied.initiatives, compared.shared) == (1, 1, 1)
    assert len(list(table_rows(compared))) == 7
    page = text(sign_in(alma).get(at("freedom")))
    assert "too few to tell anything" in page
    assert "counts on both sides" in page


def test_pages_ask_as_often_for_many_rows_as_for_few(
    sign_in: SignIn,
    alma: User,
    city: Portfolio,
    reserve: FundingVehicle,
    fund: FundingVehicle,
    warm_streets: Initiative,
) -> None:
    client = sign_in(alma)
    addresses = [at("learning-return"), at("option-value"), at("freedom")]
    addresses += [at("learning-part", part) for part in ("spent", "logs", "decisions", "redirected")]

    def asked() -> list[int]:
        counts = []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            counts.append(len(queries))
        return counts

    asked()
    few = asked()
    decision = Decision.objects.get(title="Four more streets")
    for number in range(6):
        log = make_log(make_initiative(city, f"Pilot {number}"), happened_on=date(2026, 3, 3))
        decision.logs.add(log)
        row = make_allocation(fund, 3, log.initiative, on=date(2026, 6, 2), agreed_on=date(2026, 6, 5))
        AllocationReason.objects.create(allocation=row, decision=decision)
        pay(make_allocation(reserve, 5, target="learning"), "3")
        Option.objects.create(portfolio=city, title=f"Option {number}", log=log)
        other = decide(city, f"Decision {number}")
        other.logs.add(log)
    assert asked() == few


def test_a_period_and_vehicles_narrow_all_four_numbers_and_their_rows(
    sign_in: SignIn, alma: User, city: Portfolio, reserve: FundingVehicle, fund: FundingVehicle
) -> None:
    tallies.rebuild(city)
    early = Within.of(date(2026, 1, 1), date(2026, 4, 2))
    facts = learning_return(access(alma, city), early)
    assert (facts.own_spent, facts.logs, facts.decisions, facts.own_redirected) == (0, 1, 0, 0)
    bond = Within.of(date(2026, 1, 1), vehicles=[fund.pk])
    facts = learning_return(access(alma, city), bond)
    assert (facts.own_spent, facts.logs, facts.initiatives) == (0, 1, 1)
    assert (facts.decisions, facts.quick, facts.own_redirected) == (1, 1, 90)
    facts = learning_return(access(alma, city), Within.of(date(2026, 1, 1), vehicles=[reserve.pk]))
    assert (facts.own_spent, facts.logs, facts.decisions, facts.own_redirected) == (Decimal("89.99"), 0, 0, 0)
    page = text(sign_in(alma).get(f"{at('learning-part', 'redirected')}?{bond.query}"))
    assert "Four more streets" in page
    assert "Four more streets" not in text(sign_in(alma).get(f"{at('learning-part', 'decisions')}?{early.query}"))
    assert "No rows that you may open" in text(sign_in(alma).get(f"{at('learning-part', 'spent')}?{bond.query}"))
    part = text(sign_in(alma).get(f"{at('learning-return')}?{bond.query}"))
    assert f"{at('learning-part', 'logs')}?since=2026-01-01&amp;vehicle={fund.pk}" in part


def test_another_s_vehicle_is_not_there(
    sign_in: SignIn, chi: User, reserve: FundingVehicle, fund: FundingVehicle
) -> None:
    pages = [at("learning-return"), at("learning-part", "logs"), at("learning-return-export", "spent", "csv")]
    pages += [at("option-value"), at("option-value-export", "csv")]
    for page in pages:
        assert sign_in(chi).get(f"{page}?vehicle={fund.pk}").status_code == 200
        assert sign_in(chi).get(f"{page}?vehicle={reserve.pk}").status_code == 404
        assert sign_in(chi).get(f"{page}?vehicle={fund.pk}&vehicle=-1").status_code == 404


def test_options_are_narrowed_and_the_most_pressing_come_first(
    city: Portfolio, alma: User, fund: FundingVehicle, warm_streets: Initiative
) -> None:
    today = timezone.localdate()
    log = make_log(warm_streets)
    for title, days in (("gone", -3), ("later", 90), ("soon", 5), ("endless", None), ("endless too", None)):
        ends = None if days is None else today + timedelta(days=days)
        source = log if title == "soon" else None
        Option.objects.create(portfolio=city, title=title, expires_on=ends, circle="public", log=source)
    Option.objects.create(portfolio=city, title="became", status="exercised", closed_on=today, taken_up_as=warm_streets)
    facts = option_value(access(alma, city), Within.of())
    assert [option.title for option in facts.soon] == ["soon", "later", "endless too", "endless"]
    facts = option_value(access(alma, city), Within.of(vehicles=[fund.pk]))
    assert (facts.held, facts.taken_up, [option.title for option in facts.soon]) == (1, 1, ["soon"])


def test_a_city_with_money_of_one_kind_or_none_is_shown_as_such(
    sign_in: SignIn, alma: User, city: Portfolio, mission: Organisation
) -> None:
    assert "No agreed money to compare yet" in text(sign_in(alma).get(at("freedom")))
    bond = make_vehicle(city, "Retrofit Bond")
    make_commitment(bond, mission, 100, flexibility="project")
    pay(make_allocation(bond, 10, agreed_on=date(2026, 4, 1)), "5", on=date(2026, 4, 3))
    tied, free = compare(access(alma, city)).sides
    assert (tied.to_pay.median, tied.to_pay.count, free.to_pay.median) == (2, 1, None)
    for look in ("", "?as=table"):
        assert "–" in text(sign_in(alma).get(at("freedom") + look))


def test_each_number_of_the_comparison_leads_to_its_rows(
    sign_in: SignIn, alma: User, chi: User, city: Portfolio, reserve: FundingVehicle, fund: FundingVehicle,
    warm_streets: Initiative,
) -> None:  # fmt: skip
    young = make_initiative(city, "Young Shade", started_on=date(2026, 4, 9))
    quick = make_allocation(reserve, 10, young, on=date(2026, 4, 1), agreed_on=date(2026, 4, 4))
    pay(quick, "5", on=date(2026, 4, 14))
    Option.objects.create(portfolio=city, title="Buy the roof", circle="public", log=make_log(young))
    tallies.rebuild(city)
    page = text(sign_in(alma).get(at("freedom") + "?as=table"))
    for part in ("agreed", "paid", "options", "connections", "begun", "initiatives"):
        assert at("freedom-part", "free", part) in page
        assert sign_in(alma).get(at("freedom-part", "tied", part)).status_code == 200
    for part, words in (
        ("agreed", "3 days"),
        ("paid", "10 days"),
        ("options", "Buy the roof"),
        ("begun", "Young Shade"),
    ):
        assert words in text(sign_in(alma).get(at("freedom-part", "free", part)))
    assert "1 learning log" in text(sign_in(alma).get(at("freedom-part", "free", "initiatives")))
    outline = text(sign_in(chi).get(at("freedom-part", "free", "agreed")))
    assert "Young Shade" not in outline and "1 more counts, in a vehicle that you see in outline only" in outline
    assert "outline only" not in text(sign_in(alma).get(at("freedom-part", "free", "agreed")))
    body = b"".join(sign_in(alma).get(at("freedom-part-export", "free", "agreed", "csv")).streaming_content)  # type: ignore[attr-defined]
    assert b"3 days" in body
    assert sign_in(alma).get(at("freedom") + "both/agreed/").status_code == 404


def test_what_a_decision_rests_on_is_said_without_nothing_in_front() -> None:
    assert _rests_on(0, 1) == "1 finding"
    assert _rests_on(2, 1) == "2 learning logs that you may read, 1 finding"
    assert _rests_on(0, 0) == "0 learning logs that you may read"


def test_the_parts_of_the_dashboard_ask_a_fixed_number_of_times(
    alma: User, city: Portfolio, reserve: FundingVehicle, fund: FundingVehicle,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    steward = access(alma, city)
    with django_assert_num_queries(5):
        learning_return(steward, SINCE)
    with django_assert_num_queries(2):
        option_value(steward, SINCE)
