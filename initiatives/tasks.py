"""Work on initiatives that a worker does."""

from celery import shared_task

from initiatives.imports import housekeeping, services
from initiatives.imports.work import work
from initiatives.network import reading
from initiatives.services import links, network, snapshots
from initiatives.snapshots.taking import take
from portfolio_hub.lib.queues import Queue


@shared_task(queue=Queue.WAITING)
def run_import(pk: int) -> None:
    """Check, write or take back one import; does nothing when another worker has it."""
    work(pk)


@shared_task(queue=Queue.WAITING)
def requeue_imports() -> None:
    """Send imports again whose message or worker was lost."""
    services.send_again()


@shared_task(queue=Queue.BACKGROUND)
def delete_old_import_files() -> None:
    """Take away uploads that nobody needs any more."""
    housekeeping.delete_old_files()


@shared_task(queue=Queue.MAIL, autoretry_for=(OSError,), retry_backoff=30, max_retries=5)
def send_posting_link(link_id: int) -> None:
    """Mail the letter of a posting link, once."""
    links.send(link_id=link_id)


@shared_task(queue=Queue.WAITING)
def take_snapshot(pk: int) -> None:
    """Take one snapshot, unless another worker has it or it is over."""
    take(pk)


@shared_task(queue=Queue.BACKGROUND)
def requeue_snapshots() -> None:
    """Send snapshots again whose message or worker was lost."""
    snapshots.send_again()


@shared_task(queue=Queue.BACKGROUND)
def read_network(pk: int) -> None:
    """Draw and measure one network, unless another worker has it or it is over."""
    reading.read(pk)


@shared_task(queue=Queue.BACKGROUND)
def requeue_network_readings() -> None:
    """Send readings again whose message or worker was lost."""
    network.send_again()


@shared_task(queue=Queue.BACKGROUND)
def ask_for_network_readings() -> None:
    """Ask for readings of networks that have changed."""
    network.look_around()
