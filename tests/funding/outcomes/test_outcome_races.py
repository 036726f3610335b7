"""Two answers, two letters, an answer and its withdrawal at the same moment, on PostgreSQL: one of them counts."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core import mail

from funding.models import Disbursement, Outcome, OutcomeAsk
from funding.overviews.freedom import compare
from funding.services import outcome_asks, outcomes
from stakeholders.access import access_for
from stakeholders.models import Role
from stakeholders.policies import Refused
from tests import racing
from tests.factories import (
    make_allocation,
    make_commitment,
    make_initiative,
    make_organisation,
    make_portfolio,
    make_user,
    make_vehicle,
)

pytestmark = racing.RACES


@pytest.fixture
def asked() -> OutcomeAsk:
    portfolio = make_portfolio()
    steward = make_user(portfolio=portfolio, role=Role.STEWARD)
    values = {"who": "The housing office", "what": "It lets tenants hang awnings.", "kind": "practice"}
    outcome = outcomes.harvest(portfolio=portfolio, values=values, by=steward)
    return outcome_asks.ask(outcome=outcome, name="Ida Holm", email="ida@example.org", by=steward)


def at_once(*acts: Callable[[], object]) -> int:
    """Do all at the same moment; return how many were refused."""
    refused = racing.at_once(*acts)
    assert all(isinstance(one, Refused) for one in refused), refused
    return len(refused)


def again(asked: OutcomeAsk) -> OutcomeAsk:
    return OutcomeAsk.objects.select_related("outcome__portfolio").get(pk=asked.pk)


def test_of_many_answers_at_once_one_is_kept(asked: OutcomeAsk) -> None:
    words = ("confirmed", "partly", "disputed", "confirmed", "partly", "disputed")
    acts = [lambda word=word: outcome_asks.answer(ask=again(asked), answer=word, note=word) for word in words]
    assert at_once(*acts) == len(words) - 1
    asked.refresh_from_db()
    assert asked.answer == asked.note


def test_an_answer_or_its_withdrawal_counts_and_never_both(asked: OutcomeAsk) -> None:
    steward = asked.asked_by
    assert steward
    refused = at_once(
        lambda: outcome_asks.answer(ask=again(asked), answer="confirmed"),
        lambda: outcome_asks.withdraw(ask=again(asked), by=steward),
    )
    assert refused == 1


def test_a_letter_leaves_once_however_many_workers_hold_it(asked: OutcomeAsk) -> None:
    at_once(*[lambda: outcome_asks.send(pk=asked.pk)] * 4)
    assert len(mail.outbox) == 1
    outcome_asks.answer(ask=again(asked), answer="confirmed")
    at_once(*[lambda: outcome_asks.tell(pk=asked.pk)] * 4)
    assert len(mail.outbox) == 2


def test_one_source_gets_one_open_letter(asked: OutcomeAsk) -> None:
    outcome, steward = Outcome.objects.select_related("portfolio").get(pk=asked.outcome_id), asked.asked_by
    assert steward
    ask = {"outcome": outcome, "name": "Per Lund", "email": "per@example.org", "by": steward}
    assert at_once(*[lambda: outcome_asks.ask(**ask)] * 4) == 3


def test_days_are_counted_by_postgresql_too() -> None:
    portfolio = make_portfolio()
    steward, funder = make_user(portfolio=portfolio, role=Role.STEWARD), make_organisation(portfolio=portfolio)
    vehicle, initiative = make_vehicle(portfolio), make_initiative(portfolio)
    make_commitment(vehicle, funder, 1000, flexibility="portfolio")
    for day in (1, 3, 11):
        row = make_allocation(vehicle, 10, initiative, on=date(2026, 4, 1), agreed_on=date(2026, 4, day))
        for later in (20, 15):
            Disbursement.objects.create(allocation=row, amount=1, on=date(2026, 4, later))
    make_allocation(vehicle, 10, initiative, on=date(2026, 4, 9), agreed_on=date(2026, 4, 1))
    access = access_for(steward, portfolio)
    assert access
    side = compare(access).sides[1]
    agreed, paid = side.to_agree, side.to_pay
    assert (agreed.count, agreed.low, agreed.median, agreed.high) == (4, 0, 0, 2)
    assert (paid.count, paid.low, paid.median, paid.high) == (3, 4, 12, 14)
