"""Work of the initiatives app that a page does not wait for."""

from celery import shared_task

from initiatives.services import links
from portfolio_hub.lib.queues import Queue


@shared_task(queue=Queue.MAIL, autoretry_for=(OSError,), retry_backoff=30, max_retries=5)
def send_posting_link(link_id: int) -> None:
    """Mail the letter of a posting link, once."""
    links.send(link_id=link_id)
