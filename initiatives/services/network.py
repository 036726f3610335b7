"""Asking for readings of the network: by a steward, and by the clock when something has changed."""

from celery import current_app
from django.db import transaction
from django.utils import timezone

from initiatives.models import NetworkReading
from initiatives.network.facts import BY_WIDTH, access_of, facts_of
from portfolio_hub.lib.queues import Queue
from stakeholders.models import Portfolio

Status, Subject = NetworkReading.Status, NetworkReading.Subject
TASK = "initiatives.tasks.read_network"


@transaction.atomic
def ask(*, portfolio: Portfolio, subject: str, circle: str) -> NetworkReading:
    """Hand today's reading to a worker; one that is in hand stays as it is, one that is over is made anew.

    Whoever reads meanwhile sees what it held before.
    """
    Portfolio.objects.select_for_update().get(pk=portfolio.pk)
    reading, is_new = NetworkReading.objects.get_or_create(
        portfolio=portfolio, subject=subject, circle=circle, read_on=timezone.localdate(),
        defaults={"asked_at": timezone.now()},
    )  # fmt: skip
    if not is_new and reading.status in (Status.ASKED, Status.WORKING):
        return reading
    if not is_new:
        reading.status, reading.asked_at, reading.attempts, reading.problem = Status.ASKED, timezone.now(), 0, ""
        reading.save(update_fields=["status", "asked_at", "attempts", "problem"])
    send(reading.pk)
    return reading


def ask_all(*, portfolio: Portfolio) -> list[NetworkReading]:
    """Ask for both networks as each circle sees them."""
    return [
        ask(portfolio=portfolio, subject=subject, circle=circle) for subject in Subject.values for circle in BY_WIDTH
    ]


def ask_where_changed(portfolio: Portfolio) -> list[NetworkReading]:
    """Ask for those readings whose facts are no longer what they were; one that failed today waits for a steward."""
    asked = []
    for subject in Subject.values:
        for circle in BY_WIDTH:
            facts = facts_of(access_of(portfolio, circle), subject)
            if facts.drawn.nodes and not _is_known(portfolio, subject, circle, facts.fingerprint):
                asked.append(ask(portfolio=portfolio, subject=subject, circle=circle))
    return asked


def _is_known(portfolio: Portfolio, subject: str, circle: str, fingerprint: str) -> bool:
    """Say whether the last reading was of these facts, or has failed on them today."""
    rows = NetworkReading.objects.filter(portfolio=portfolio, subject=subject, circle=circle)
    last = rows.defer("positions", "measures").order_by("-read_on", "-pk").first()
    if last is None:
        return False
    has_failed = last.status == Status.FAILED and last.read_on == timezone.localdate()
    return has_failed or (last.finished_at is not None and last.fingerprint == fingerprint)


def look_around() -> None:
    """Ask for what has changed, in every portfolio."""
    for portfolio in Portfolio.objects.order_by("pk").iterator():
        ask_where_changed(portfolio)


def send(pk: int) -> None:
    """Tell a worker once the row is safe; when the broker is away, the beat task sends it again."""
    transaction.on_commit(
        lambda: current_app.send_task(TASK, (pk,), queue=str(Queue.BACKGROUND), retry=False), robust=True
    )


def send_again() -> None:
    """Send readings that were asked for a while ago, or whose worker fell silent."""
    for pk in NetworkReading.objects.all().waiting_too_long().values_list("pk", flat=True):
        send(pk)
