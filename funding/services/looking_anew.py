"""Has matches looked for anew when what their sums are worth has changed; a worker does it."""

from collections.abc import Collection
from functools import partial

from celery import current_app
from django.db import transaction

from funding.models import ExchangeRate, FundingCall, SupportSought
from portfolio_hub.lib.queues import Queue

TASK = "funding.tasks.look_for_matches"


def ask(*, portfolio_id: int, currencies: Collection[str]) -> None:
    """After the commit, where a side of a match may be in one of these currencies."""
    named = {"portfolio": portfolio_id, "currency__in": currencies}
    sides = (FundingCall.objects.open(), SupportSought.objects.open())
    if any(side.filter(**named).exists() for side in sides):
        transaction.on_commit(partial(hand_over, portfolio_id), robust=True)


def ask_everywhere() -> None:
    """Every day, wherever rates are kept: one may have come into force today, or a message was lost."""
    looking = FundingCall.objects.open().order_by().values("portfolio")
    rates = ExchangeRate.objects.filter(portfolio__in=looking).order_by()
    for portfolio_id in rates.values_list("portfolio", flat=True).distinct():
        hand_over(portfolio_id)


def hand_over(portfolio_id: int) -> None:
    """Tell a worker; when the broker is away, the daily look finds it."""
    current_app.send_task(TASK, (portfolio_id,), queue=str(Queue.BACKGROUND), retry=False)
