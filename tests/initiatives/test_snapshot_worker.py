"""The real worker on the real broker: a snapshot is taken once and whole, also when its worker is killed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from initiatives import tasks
from initiatives.models import Initiative, Placement, Snapshot
from initiatives.services import snapshots
from stakeholders.models import Portfolio
from tests.plugins.services import RealWorker, wait_for

pytestmark = pytest.mark.worker
MANY = 12_000


def status(snapshot: Snapshot) -> str:
    return Snapshot.objects.values_list("status", flat=True).get(pk=snapshot.pk)


def test_a_killed_worker_loses_nothing(worker: RealWorker, city: Portfolio) -> None:
    made = Initiative.objects.bulk_create(
        (Initiative(home=city, title=f"Initiative {number}") for number in range(MANY)), batch_size=2000
    )
    Placement.objects.bulk_create((Placement(portfolio=city, initiative=row) for row in made), batch_size=2000)
    snapshot = snapshots.ask(portfolio=city, name="Spring", by=None)
    wait_for(lambda: status(snapshot) != "asked", seconds=60, what=lambda: "the work to begin")
    worker.kill()
    assert status(snapshot) == "working"
    worker.start()
    Snapshot.objects.filter(pk=snapshot.pk).update(heartbeat_at=timezone.now() - timedelta(minutes=5))
    tasks.requeue_snapshots()
    tasks.requeue_snapshots()
    wait_for(lambda: status(snapshot) == "ready", seconds=120, what=lambda: f"the snapshot: {worker.log()[-2000:]}")
    snapshot.refresh_from_db()
    assert snapshot.attempts == 2
    assert snapshot.entries.count() == snapshot.entries.values("object_id").distinct().count() == MANY
