"""Two workers with one letter, on PostgreSQL: it leaves once."""

from datetime import date
from functools import partial
from threading import Thread

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from sensemaking.models import LogInquiry
from sensemaking.services import asking, asking_letters
from stakeholders.models import Role
from tests.factories import make_initiative, make_log, make_portfolio, make_user
from tests.racing import RACES, and_leave, until_somebody_waits

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


def test_who_comes_second_finds_the_letter_gone(answered: LogInquiry) -> None:
    left: list[bool] = []
    second = partial(and_leave, lambda: left.append(asking_letters.tell(kind="inquiry", pk=answered.pk)))
    worker = Thread(target=second)
    with transaction.atomic():
        LogInquiry.objects.select_for_update().get(pk=answered.pk)
        worker.start()
        until_somebody_waits()
        LogInquiry.objects.filter(pk=answered.pk).update(told_at=timezone.now())
    worker.join()
    assert left == [False]
    assert mail.outbox == []
    assert not asking_letters.tell(kind="inquiry", pk=answered.pk)
