"""The real worker on the real broker: a reading is done once and whole, also when its worker is killed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from initiatives import tasks
from initiatives.models import Connection, Initiative, NetworkReading, Placement
from initiatives.services import network
from stakeholders.models import Portfolio
from tests.plugins.services import RealWorker, wait_for

pytestmark = pytest.mark.worker
MANY = 1500


def status(reading: NetworkReading) -> str:
    return NetworkReading.objects.values_list("status", flat=True).get(pk=reading.pk)


def test_a_killed_worker_loses_nothing(worker: RealWorker, city: Portfolio) -> None:
    made = Initiative.objects.bulk_create(Initiative(home=city, title=f"Initiative {number}") for number in range(MANY))
    Placement.objects.bulk_create(Placement(portfolio=city, initiative=row) for row in made)
    Connection.objects.bulk_create(
        Connection(portfolio=city, source=one, target=other, kind="enables")
        for step in (1, 7, 40)
        for one, other in zip(made, made[step:], strict=False)
    )
    reading = network.ask(portfolio=city, subject="initiatives", circle="public")
    wait_for(lambda: status(reading) != "asked", seconds=60, what=lambda: "the work to begin")
    worker.kill()
    assert status(reading) == "working"
    worker.start()
    NetworkReading.objects.filter(pk=reading.pk).update(heartbeat_at=timezone.now() - timedelta(minutes=5))
    tasks.requeue_network_readings()
    tasks.requeue_network_readings()
    wait_for(lambda: status(reading) == "ready", seconds=120, what=lambda: f"the reading: {worker.log()[-2000:]}")
    reading.refresh_from_db()
    assert reading.attempts == 2
    assert len(reading.positions) == reading.measures["nodes"] == MANY
