"""Days close while somebody writes a row into them."""

import time
from datetime import date
from decimal import Decimal
from threading import Event
from types import SimpleNamespace
from typing import Any

from django.db import transaction

from funding.exchange.incoming_rates import RatesTarget
from funding.models import Allocation, CapitalCommitment, Disbursement, ExchangeRate, LockedPeriod
from funding.services import money, periods
from funding.services.money import Terms
from initiatives.imports.fields import Record
from stakeholders.models import Change, Portfolio
from tests import racing
from tests.funding.money_races.scene import DAY, Scene, at_once, totals

pytestmark = racing.RACES


def close(scene: Scene) -> None:
    days = {"from_on": date(2026, 1, 1), "to_on": date(2026, 6, 30)}
    periods.close(portfolio=scene.portfolio, **days, why="Report", by=scene.steward)


def written_late(**of: str) -> bool:
    """Whether such a change came after the days were closed."""
    closed = Change.objects.filter(why="Report").get()
    return Change.objects.filter(**of, pk__gt=closed.pk).exists()


def test_no_row_slips_into_days_that_close(scene: Scene) -> None:
    at_once(lambda: close(scene), *[lambda: scene.allocate(10)] * 4)
    assert not written_late(content_type__model="allocation")


def test_no_payment_slips_into_days_that_close(scene: Scene) -> None:
    row = scene.allocate(1000)
    at_once(lambda: close(scene), *[lambda: scene.pay(row, 10)] * 4)
    assert not written_late(content_type__model="disbursement")
    assert totals(scene)[1] == sum(Disbursement.objects.values_list("amount", flat=True))


def test_nothing_is_given_back_or_withdrawn_into_days_that_close(scene: Scene) -> None:
    row, promise = scene.allocate(600), scene.vehicle.commitments.get()
    spare = money.commit(
        vehicle=scene.vehicle, funder=promise.funder, amount=Decimal(5), terms=Terms(flexibility="portfolio"), on=DAY,
        by=scene.steward,
    )  # fmt: skip
    facts = {"on": DAY, "by": scene.steward, "why": "No"}
    at_once(
        lambda: close(scene),
        *[lambda: money.give_back(allocation=Allocation.objects.get(pk=row.pk), **facts)] * 2,
        *[lambda: money.withdraw(commitment=CapitalCommitment.objects.get(pk=spare.pk), **facts)] * 2,
    )
    assert not written_late(why="No")
    for one in (row, spare):
        one.refresh_from_db()
        assert (one.ended_on == DAY) == Change.objects.of(one).filter(why="No").exists()


def test_days_close_only_after_the_rates_that_an_import_is_bringing(scene: Scene) -> None:
    began, target = Event(), RatesTarget()
    scope: Any = SimpleNamespace(portfolio=scene.portfolio, by=scene.steward)
    record = Record(1, "USD:2026-02-01", {"currency": "USD", "rate": "0.9", "on": "2026-02-01"}, {})

    def bring() -> None:
        with transaction.atomic():
            Portfolio.objects.select_for_update(no_key=True).get(pk=scene.portfolio.pk)
            records, _problems = target.settle(scope, [record])
            began.set()
            time.sleep(0.3)
            assert not LockedPeriod.objects.exists()
            target.create(scope, records)

    def close_meanwhile() -> None:
        began.wait()
        close(scene)

    assert at_once(bring, close_meanwhile) == []
    assert (ExchangeRate.objects.count(), LockedPeriod.objects.count()) == (1, 1)


def test_one_period_is_closed_once(scene: Scene) -> None:
    assert len(at_once(*[lambda: close(scene)] * 3)) == 2
    assert LockedPeriod.objects.count() == 1
