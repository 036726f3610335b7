"""Money that is given back and promises that are withdrawn count until their day, and not a day less."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from funding.charts_print import CHART, series_drawing
from funding.charts_series import series_figure
from funding.models import (
    Allocation,
    CapitalCommitment,
    Disbursement,
    FunderReport,
    FundingVehicle,
    ReportTemplate,
)
from funding.overviews import FunderOverview, funder_overview
from funding.overviews.rows import Behind, rows_page
from funding.overviews.series import money_series
from funding.overviews.window import Window
from funding.reporting.frame import Frame
from funding.services import money, periods
from funding.services.limits import ClosedDays, OverLimit, WrongDay
from funding.services.money import Purpose, Terms
from initiatives.models import Initiative
from stakeholders.access import Access, access_for
from stakeholders.models import Change, Organisation, Portfolio, Role, User
from tests.factories import make_initiative, make_organisation, make_portfolio, make_user, make_vehicle
from tests.funding.conftest import DAY
from tests.funding.test_dashboard import balanced

SignIn = Callable[[User | None], Client]
TERMS = Terms(flexibility="portfolio")
MARCH = date(2026, 3, 1)
SUMS = ("committed", "pledged", "flexible", "drawn", "planned", "allocated", "paid", "returned")


def seen_by(person: User, city: Portfolio) -> Access:
    access = access_for(person, city)
    assert access is not None
    return access


def between(access: Access, first: date | None, last: date | None) -> FunderOverview:
    """The page of a period, after both sides were added up."""
    facts = funder_overview(access, Window("own", first, last))
    balanced(facts)
    return facts


def sums(facts: FunderOverview) -> dict[str, Decimal]:
    return {name: getattr(facts, name) for name in SUMS}


def set_aside(pot: FundingVehicle, by: User, amount: str, on: date, purpose: Purpose | None = None) -> Allocation:
    row = money.allocate(vehicle=pot, amount=Decimal(amount), purpose=purpose or Purpose(), on=on, by=by)
    pot.refresh_from_db()
    return row


def promise(pot: FundingVehicle, funder: Organisation, by: User, on: date, terms: Terms = TERMS) -> CapitalCommitment:
    return money.commit(vehicle=pot, funder=funder, amount=Decimal(300), terms=terms, on=on, by=by)


def test_what_is_given_back_counts_until_its_day(
    purse: FundingVehicle, alma: User, city: Portfolio, warm_streets: Initiative
) -> None:
    row = set_aside(purse, alma, "400.01", DAY, Purpose(initiative=warm_streets))
    money.disburse(allocation=row, amount=Decimal("150"), on=date(2026, 6, 20), by=alma)
    money.give_back(allocation=row, on=date(2026, 9, 9), by=alma, why="The street said no.")
    access = seen_by(alma, city)
    before = between(access, DAY, date(2026, 9, 8))
    assert before.allocated == Decimal("400.01")
    across = between(access, DAY, date(2026, 9, 9))
    assert (across.allocated, across.vehicles[0].free) == (150, 850)
    after = between(access, date(2026, 7, 1), None)
    assert (after.allocated, after.vehicles[0].carried) == (Decimal("-250.01"), Decimal("599.99"))
    assert {node.name: node.amount for node in after.sources} == {
        "Free from before": Decimal("599.99"), "Given back": Decimal("250.01"),
    }  # fmt: skip
    assert between(access, date(2026, 9, 10), None).allocated == 0
    assert funder_overview(access).allocated == 150


def test_what_is_withdrawn_counts_until_its_day(
    purse: FundingVehicle, alma: User, city: Portfolio, coop: Organisation
) -> None:
    row = promise(purse, coop, alma, DAY)
    money.withdraw(commitment=row, on=date(2026, 9, 9), by=alma, why="Budget cut")
    access = seen_by(alma, city)
    assert between(access, None, date(2026, 9, 8)).committed == 1300
    across = between(access, DAY, date(2026, 9, 9))
    assert (across.committed, across.pledged) == (1000, 1000)
    assert [node.amount for node in across.funders] == [1000]
    after = between(access, date(2026, 7, 1), date(2026, 12, 31))
    assert (after.committed, after.pledged, after.flexible) == (-300, 1000, 1000)
    assert {node.name: node.amount for node in after.systems} == {"Promises withdrawn": 300, "Not allocated yet": 1000}
    assert funder_overview(access).committed == 1000


def test_an_intended_promise_never_counted_and_a_dropped_plan_never_held(
    purse: FundingVehicle, alma: User, city: Portfolio, coop: Organisation
) -> None:
    row = promise(purse, coop, alma, DAY, Terms(flexibility="portfolio", status="intended"))
    plan = set_aside(purse, alma, "90", DAY, Purpose(status="planned"))
    access = seen_by(alma, city)
    assert between(access, DAY, date(2026, 6, 30)).planned == 90
    money.withdraw(commitment=row, on=MARCH, by=alma, why="Never mind")
    money.give_back(allocation=plan, on=date(2026, 7, 1), by=alma, why="Another time")
    june = between(access, DAY, date(2026, 6, 30))
    assert (june.committed, june.allocated, june.planned) == (1000, 0, 90)
    assert between(access, DAY, date(2026, 7, 1)).planned == 0
    assert between(access, date(2026, 2, 1), date(2026, 5, 31)).committed == 0


def test_a_plan_counts_as_planned_until_somebody_agrees(purse: FundingVehicle, alma: User, city: Portfolio) -> None:
    plan = set_aside(purse, alma, "90", DAY, Purpose(status="planned"))
    money.agree(allocation=plan, by=alma, on=date(2026, 7, 2))
    access = seen_by(alma, city)
    june, july = between(access, DAY, date(2026, 6, 30)), between(access, date(2026, 7, 1), date(2026, 7, 31))
    assert [(one.planned, one.allocated) for one in (june, july)] == [(90, 0), (0, 90)]


def test_a_correction_after_giving_back_counts_on_its_own_day(
    purse: FundingVehicle, alma: User, city: Portfolio
) -> None:
    row = set_aside(purse, alma, "400", DAY)
    payment = money.disburse(allocation=row, amount=Decimal(150), on=DAY, by=alma)
    money.give_back(allocation=row, on=date(2026, 7, 10), by=alma, why="No")
    with pytest.raises(WrongDay, match="10 July 2026"):
        money.correct(payment=payment, amount=Decimal(100), on=date(2026, 7, 9), by=alma, why="Less")
    money.correct(payment=payment, amount=Decimal(100), on=date(2026, 8, 5), by=alma, why="Less")
    access = seen_by(alma, city)
    months = [between(access, date(2026, month, 1), date(2026, month, 28)).allocated for month in (6, 7, 8, 9)]
    assert months == [400, -250, -50, 0]
    august = Window("own", date(2026, 8, 1), date(2026, 8, 31))
    (line,) = rows_page(access, funder_overview(access, august), Behind("allocated"), "").lines
    assert (line.on, line.amount) == (date(2026, 8, 5), -50)


def test_the_sums_of_a_closed_period_stay(
    purse: FundingVehicle, alma: User, city: Portfolio, coop: Organisation
) -> None:
    withdrawn, row = promise(purse, coop, alma, DAY), set_aside(purse, alma, "400", DAY)
    paid = money.disburse(allocation=row, amount=Decimal(150), on=DAY, by=alma)
    plan = set_aside(purse, alma, "10", DAY, Purpose(status="planned"))
    periods.close(portfolio=city, from_on=date(2026, 1, 1), to_on=date(2026, 6, 30), why="Report", by=alma)
    access = seen_by(alma, city)
    told = sums(between(access, date(2026, 1, 1), date(2026, 6, 30)))
    for act in (
        lambda: money.give_back(allocation=row, on=date(2026, 6, 30), by=alma, why="Late"),
        lambda: money.withdraw(commitment=withdrawn, on=date(2026, 6, 30), by=alma, why="Late"),
        lambda: money.agree(allocation=plan, on=date(2026, 6, 30), by=alma),
    ):
        with pytest.raises(ClosedDays, match="Report"):
            act()
    later = date(2026, 7, 1)
    money.give_back(allocation=row, on=later, by=alma, why="Late")
    money.withdraw(commitment=withdrawn, on=later, by=alma, why="Late")
    money.agree(allocation=plan, on=later, by=alma)
    money.correct(payment=paid, amount=Decimal(140), on=later, by=alma, why="Less")
    assert sums(between(access, date(2026, 1, 1), date(2026, 6, 30))) == told
    assert (told["committed"], told["allocated"], told["planned"]) == (1300, 400, 10)
    now = funder_overview(access)
    assert (now.committed, now.allocated) == (1000, 150)


def test_the_day_is_not_before_what_it_is_about(purse: FundingVehicle, alma: User, coop: Organisation) -> None:
    row, kept = set_aside(purse, alma, "400", DAY), promise(purse, coop, alma, DAY)
    with pytest.raises(WrongDay, match="1 June 2026 or a later day"):
        money.give_back(allocation=row, on=MARCH, by=alma, why="No")
    with pytest.raises(WrongDay, match="1 June 2026 or a later day"):
        money.withdraw(commitment=kept, on=MARCH, by=alma, why="No")
    payment = money.disburse(allocation=row, amount=Decimal(1), on=date(2026, 6, 9), by=alma)
    with pytest.raises(WrongDay, match="9 June 2026"):
        money.give_back(allocation=row, on=date(2026, 6, 8), by=alma, why="No")
    with pytest.raises(WrongDay, match="9 June 2026"):
        money.correct(payment=payment, amount=Decimal(2), on=DAY, by=alma, why="Before it was paid")
    row.refresh_from_db()
    kept.refresh_from_db()
    assert (row.status, row.ended_on, kept.status, kept.ended_on) == ("agreed", None, "committed", None)


def test_the_day_stands_in_the_history(purse: FundingVehicle, alma: User, coop: Organisation) -> None:
    row, kept = set_aside(purse, alma, "400", DAY), promise(purse, coop, alma, DAY)
    money.give_back(allocation=row, on=date(2026, 7, 1), by=alma, why="No")
    money.withdraw(commitment=kept, on=date(2026, 7, 2), by=alma, why="No")
    for one, day in ((row, "2026-07-01"), (kept, "2026-07-02")):
        change = Change.objects.of(one).first()
        assert change is not None
        assert change.fields["ended_on"] == [None, day]


def test_the_form_asks_for_the_day_and_says_what_is_wrong_with_it_beside_it(
    sign_in: SignIn, alma: User, purse: FundingVehicle, coop: Organisation, city: Portfolio
) -> None:
    row, kept, client = set_aside(purse, alma, "400", DAY), promise(purse, coop, alma, DAY), sign_in(alma)
    may = {"from_on": date(2026, 5, 1), "to_on": date(2026, 6, 30)}
    periods.close(portfolio=city, **may, why="Half-year report", by=alma)
    for name, one in (("allocation-return", row), ("commitment-withdraw", kept)):
        address = reverse(f"funding:{name}", args=[city.slug, one.pk])
        asked = client.get(address)
        assert asked.context["form"]["on"].value() == timezone.localdate()
        for day, why in (("2026-06-30", "Half-year report"), ("2026-04-30", "1 June 2026"), ("soon", "date"), ("", "")):
            answer = client.post(address, {"why": "No", "on": day})
            assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["on"])
            assert why in answer.context["form"].errors["on"].as_text()
        assert client.post(address, {"why": "No", "on": "2026-07-01"}).status_code == 302
        one.refresh_from_db()
        assert one.ended_on == date(2026, 7, 1)
    page = client.get(purse.get_absolute_url()).content.decode()
    assert page.count("1 July 2026") == 2


def test_the_rows_say_why_a_sum_is_not_the_whole_one(
    sign_in: SignIn, alma: User, purse: FundingVehicle, coop: Organisation, city: Portfolio
) -> None:
    row, kept = set_aside(purse, alma, "400", DAY), promise(purse, coop, alma, DAY)
    money.give_back(allocation=row, on=date(2026, 7, 1), by=alma, why="No")
    money.withdraw(commitment=kept, on=date(2026, 7, 2), by=alma, why="No")
    client = sign_in(alma)
    for which, words, amount in (
        ("allocated", "Returned, 1 July 2026", -400),
        ("committed", "Withdrawn, 2 July", -300),
    ):
        address = reverse("funding:rows", args=[city.slug, which])
        (line,) = client.get(address, {"period": "own", "first": "2026-07-01"}).context["found"].lines
        assert (line.amount, words in line.note) == (amount, True)
        before = client.get(address, {"period": "own", "last": "2026-06-30"}).context["found"].lines
        assert [words in one.note for one in before] == [False] * len(before)
    overview = client.get(reverse("funding:overview", args=[city.slug]), {"period": "own", "first": "2026-07-01"})
    assert overview.context["facts"].withdrawn == 300
    assert "Promises withdrawn" in overview.content.decode()


def test_lines_below_nothing_are_drawn_within_their_frame(
    purse: FundingVehicle, alma: User, city: Portfolio, coop: Organisation
) -> None:
    money.withdraw(commitment=promise(purse, coop, alma, DAY), on=date(2026, 7, 2), by=alma, why="No")
    series = money_series(between(seen_by(alma, city), date(2026, 7, 1), None))
    assert [point.committed for point in series.points] == [-300]
    heights = [float(y) for y in re.findall(r"M[\d.]+ (-?[\d.]+)", series_drawing(series))]
    assert min(heights) == 10 < max(heights) == 10 + CHART[1]
    assert min(note["y"] for note in series_figure(series)["layout"]["annotations"]) == pytest.approx(-0.0003)


def test_a_report_of_days_that_are_over_says_what_it_said(
    city: Portfolio, purse: FundingVehicle, alma: User, coop: Organisation
) -> None:
    template = ReportTemplate.objects.create(portfolio=city, funder=coop, name="Half-year", currency="EUR")
    row, kept = set_aside(purse, alma, "400", DAY), promise(purse, coop, alma, DAY)
    report = FunderReport(template=template, from_on=date(2026, 1, 1), to_on=date(2026, 6, 30))

    def told(report: FunderReport) -> tuple[list[int], list[Decimal], list[Decimal]]:
        frame = Frame(report)
        held = [one.kept for one in frame.set_aside]  # type: ignore[attr-defined]  # annotated
        return [one.pk for one in frame.vehicles], [one.amount for one in frame.commitments], held

    before = told(report)
    money.give_back(allocation=row, on=date(2026, 7, 1), by=alma, why="No")
    money.withdraw(commitment=kept, on=date(2026, 7, 1), by=alma, why="No")
    assert told(report) == before == ([purse.pk], [300], [400])
    later = FunderReport(template=template, from_on=date(2026, 7, 1), to_on=date(2026, 9, 30))
    assert told(later) == ([purse.pk], [], [])
    assert told(FunderReport(template=template, from_on=date(2026, 7, 2), to_on=date(2026, 9, 30))) == ([], [], [])


class Act(NamedTuple):
    """Something that somebody tries, on a day counted from the first of June, on which of the rows there are."""

    what: str
    cents: int
    at: int
    day: int

    @property
    def on(self) -> date:
        return DAY + timedelta(days=self.day)


ACTS = ("commit", "withdraw", "plan", "agree", "allocate", "give_back", "pay", "come_back", "correct")
LISTS = st.lists(
    st.builds(Act, st.sampled_from(ACTS), st.integers(1, 60_000), st.integers(0, 9), st.integers(0, 12)), max_size=16
)


class DaysThatAreOver(TestCase):
    """Whatever is tried in whatever order: every period balances, and what is written for later days moves none."""

    @settings(max_examples=25, deadline=None)
    @given(acts=LISTS, cut=st.integers(0, 12))
    def test_periods(self, acts: list[Act], cut: int) -> None:
        portfolio = make_portfolio()
        steward, funder = make_user(portfolio=portfolio, role=Role.STEWARD), make_organisation(portfolio=portfolio)
        pot, work = make_vehicle(portfolio), make_initiative(portfolio)
        access, last = seen_by(steward, portfolio), DAY + timedelta(days=cut)
        early = [act for act in acts if act.day <= cut]
        for act in early:
            attempt(act, pot, funder, work, steward)
        told = sums(between(access, None, last))
        for act in acts:
            if act.day > cut:
                attempt(act, pot, funder, work, steward)
        assert sums(between(access, None, last)) == told
        whole, rest = funder_overview(access), between(access, last + timedelta(days=1), None)
        for name in ("committed", "drawn", "allocated", "paid", "returned"):
            assert getattr(whole, name) == told[name] + getattr(rest, name), name
        for facts in (whole, rest, between(access, DAY + timedelta(days=3), last + timedelta(days=2))):
            for which in ("committed", "allocated", "paid", "flexible"):
                found = rows_page(access, facts, Behind(which), "")
                assert found.seen == sum((line.amount for line in found.lines), Decimal(0)) == getattr(facts, which)
            for point in money_series(facts).points[-1:]:
                assert (point.committed, point.allocated) == (facts.committed, facts.allocated)


def attempt(act: Act, pot: FundingVehicle, funder: Organisation, work: Initiative, by: User) -> None:
    """Do it to one of the rows that are there, or to nothing when there is none."""
    amount, facts = Decimal(act.cents) / 100, {"on": act.on, "by": by}
    models: dict[str, Any] = {"withdraw": CapitalCommitment, "correct": Disbursement}
    with suppress(OverLimit), transaction.atomic():
        if act.what == "commit":
            money.commit(vehicle=pot, funder=funder, amount=amount, terms=TERMS, **facts)
        elif act.what in ("plan", "allocate"):
            purpose = Purpose(initiative=work, status="planned" if act.what == "plan" else "agreed")
            money.allocate(vehicle=pot, amount=amount, purpose=purpose, **facts)
        elif rows := list(models.get(act.what, Allocation).objects.order_by("pk")):
            change(act, rows[act.at % len(rows)], amount, facts)


def change(act: Act, row: Any, amount: Decimal, facts: dict[str, Any]) -> None:
    if act.what == "withdraw":
        money.withdraw(commitment=row, why="law", **facts)
    elif act.what == "correct":
        money.correct(payment=row, amount=amount, why="law", **facts)
    elif act.what == "agree":
        money.agree(allocation=row, **facts)
    elif act.what == "give_back":
        money.give_back(allocation=row, why="law", **facts)
    else:
        do = money.disburse if act.what == "pay" else money.come_back
        do(allocation=row, amount=amount, **facts)
