"""The worker that the suite starts is a real one, on every queue, and comes back after `kill -9`."""

import pytest

from portfolio_hub.celery import app as celery_app
from portfolio_hub.lib.queues import Queue
from tests.plugins.services import RealWorker, wait_for

pytestmark = pytest.mark.worker


def queues_served() -> set[str]:
    """Ask the workers through the broker which queues they take tasks from."""
    answers = celery_app.control.inspect(timeout=2).active_queues() or {}
    return {queue["name"] for queues in answers.values() for queue in queues}


def test_the_worker_serves_every_queue(worker: RealWorker) -> None:
    assert queues_served() == set(Queue)


def test_a_killed_worker_can_be_started_again(worker: RealWorker) -> None:
    worker.kill()
    assert queues_served() == set()
    worker.start()
    wait_for(lambda: queues_served() == set(Queue), seconds=20, what=worker.log)
