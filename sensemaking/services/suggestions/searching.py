"""Asking for a search: by a steward, by night, after an import; one waits at most for each portfolio."""

from celery import current_app
from django.db import IntegrityError, transaction
from django.utils import timezone

from initiatives.models import Placement
from portfolio_hub.lib.queues import Queue
from sensemaking.models import SuggestionRun
from stakeholders.models import Portfolio, User

TASK = "sensemaking.tasks.search_suggestions"
Status = SuggestionRun.Status
RUNS_KEPT = 30


@transaction.atomic
def search(*, portfolio: Portfolio, by: User | None = None, is_whole: bool = True) -> SuggestionRun:
    """Ask a worker to look again; asked for while a search waits, it is the same search.

    A search that is not whole compares only what changed since the last one.
    """
    try:
        with transaction.atomic():
            run = SuggestionRun.objects.create(
                portfolio=portfolio, by=by, is_whole=is_whole, asked_at=timezone.now(), status=Status.ASKED
            )
    except IntegrityError:
        waiting = SuggestionRun.objects.filter(portfolio=portfolio, status=Status.ASKED)
        if is_whole:
            waiting.update(is_whole=True)
        found = waiting.first()
        run = found or SuggestionRun.objects.filter(portfolio=portfolio).latest("created_at")
    send(run.pk)
    return run


def search_nightly() -> None:
    """Ask for what changed in every portfolio that has something to compare, and drop old records of searches."""
    busy = Placement.objects.live().order_by().values("portfolio")
    for portfolio in Portfolio.objects.filter(pk__in=busy).order_by("pk"):
        search(portfolio=portfolio, is_whole=False)
        runs = SuggestionRun.objects.filter(portfolio=portfolio, status__in=(Status.READY, Status.FAILED))
        old = list(runs.order_by("-created_at", "-pk").values_list("pk", flat=True)[RUNS_KEPT:])
        runs.filter(pk__in=old).delete()


def send(pk: int) -> None:
    """Tell a worker once the row is safe; when the broker is away, the beat task sends it again."""
    transaction.on_commit(
        lambda: current_app.send_task(TASK, (pk,), queue=str(Queue.BACKGROUND), retry=False), robust=True
    )


def send_again() -> None:
    """Send searches whose message was lost or whose worker fell silent."""
    for pk in SuggestionRun.objects.all().waiting_too_long().values_list("pk", flat=True):
        send(pk)


def latest(portfolio: Portfolio) -> SuggestionRun | None:
    """The last search that somebody asked for."""
    return SuggestionRun.objects.filter(portfolio=portfolio).order_by("-created_at", "-pk").first()
