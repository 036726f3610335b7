"""Two workers with one letter, on PostgreSQL: it leaves once."""

import time
from datetime import date
from threading import Thread

import pytest
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone

from sensemaking.models import LogInquiry
from sensemaking.services import asking, asking_letters
from stakeholders.models import Role
from tests.factories import make_initiative, make_log, make_portfolio, make_user
from tests.racing import RACES

pytestmark = RACES


@pytest.fixture
def answered() -> LogInquiry:
    """A question that its author answered, and of which the asker has not heard."""
    portfolio = make_portfolio()
    alma, bo = (make_user(portfolio=portfolio, role=role) for role in (Role.STEWARD, Role.CONTRIBUTOR))
    log = make_log(make_initiative(portfolio, "Warm Streets"), by=bo, happened_on=date(2026, 7, 14))
    inquiry = asking.ask(log=log, question="Which street was it?", by=alma)
    LogInquiry.objects.update(answer="By the mill.", answered_at=timezone.now())
    return inquiry


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


def test_who_comes_second_finds_the_letter_gone(answered: LogInquiry) -> None:
    left: list[bool] = []

    def second() -> None:
        try:
            left.append(asking_letters.tell(kind="inquiry", pk=answered.pk))
        finally:
            connection.close()

    worker = Thread(target=second)
    with transaction.atomic():
        LogInquiry.objects.select_for_update().get(pk=answered.pk)
        worker.start()
        until = time.monotonic() + 10
        while not somebody_waits() and time.monotonic() < until:
            time.sleep(0.05)
        LogInquiry.objects.filter(pk=answered.pk).update(told_at=timezone.now())
    worker.join()
    assert left == [False]
    assert mail.outbox == []
    assert not asking_letters.tell(kind="inquiry", pk=answered.pk)
