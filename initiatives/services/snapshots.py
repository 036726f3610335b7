"""Asking for a snapshot, giving it another name, taking it away."""

from datetime import date

from celery import current_app
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.models import Snapshot
from portfolio_hub.lib.queues import Queue
from stakeholders.models import Change, Portfolio, User
from stakeholders.policies import Refused
from stakeholders.services import edits, history

Kind, Status = Snapshot.Kind, Snapshot.Status
IN_HAND = (Status.ASKED, Status.WORKING)
TASK = "initiatives.tasks.take_snapshot"


@transaction.atomic
def ask(
    *, portfolio: Portfolio, name: str, by: User | None, kind: str = Kind.BY_HAND, note: str = "",
    taken_on: date | None = None,
) -> Snapshot:  # fmt: skip
    """Hand the work to a worker; asked for twice under one name while it is in hand, it is the same snapshot."""
    Portfolio.objects.select_for_update().get(pk=portfolio.pk)
    same = Snapshot.objects.filter(portfolio=portfolio, name=name, kind=kind, status__in=IN_HAND)
    if found := same.first():
        return found
    snapshot = Snapshot.objects.create(
        portfolio=portfolio, name=name, kind=kind, note=note, by=by, taken_on=taken_on or timezone.localdate(),
        asked_at=timezone.now(),
    )  # fmt: skip
    send(snapshot.pk)
    return snapshot


@transaction.atomic
def ask_again(*, snapshot: Snapshot, by: User) -> Snapshot:
    """Try a snapshot that failed once more, as of today."""
    now = timezone.now()
    again = Snapshot.objects.filter(pk=snapshot.pk, status=Status.FAILED).update(
        status=Status.ASKED, asked_at=now, taken_on=timezone.localdate(now), attempts=0, claimed_by=None,
        heartbeat_at=None, progress_done=0, progress_total=0, progress_note="", problem="", by=by,
    )  # fmt: skip
    snapshot.refresh_from_db()
    if again:
        send(snapshot.pk)
    return snapshot


def rename(*, snapshot: Snapshot, by: User, name: str, note: str) -> Change | None:
    """Give it another name or note; what it holds stays as it is."""
    return edits.save(snapshot, values={"name": name, "note": note}, by=by, portfolio=snapshot.portfolio)


@transaction.atomic
def delete(*, snapshot: Snapshot, by: User) -> None:
    """Take a snapshot away with all that it holds; raises Refused while a worker has it."""
    row = Snapshot.objects.select_for_update(of=("self",)).select_related("portfolio").get(pk=snapshot.pk)
    if row.status == Status.WORKING:
        raise Refused(_("This snapshot is being taken. Wait until it is ready, then delete it."))
    fields = {name: [value, None] for name, value in edits.facts_of(row, ("name", "note", "taken_on")).items()}
    history.record(row, kind=Change.Kind.DELETED, fields=fields, by=by, portfolio=row.portfolio)
    row.delete()


def send(pk: int) -> None:
    """Tell a worker once the row is safe; when the broker is away, the beat task sends it again."""
    transaction.on_commit(
        lambda: current_app.send_task(TASK, (pk,), queue=str(Queue.WAITING), retry=False), robust=True
    )


def send_again() -> None:
    """Send snapshots that were asked for a while ago, or whose worker fell silent."""
    for pk in Snapshot.objects.all().waiting_too_long().values_list("pk", flat=True):
        send(pk)
