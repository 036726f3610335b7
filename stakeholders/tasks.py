"""Work of the stakeholders app that nobody waits for."""

from celery import shared_task

from portfolio_hub.lib.queues import Queue
from stakeholders.services import invitations


@shared_task(queue=Queue.MAIL, autoretry_for=(OSError,), retry_backoff=30, max_retries=5)
def send_invitation(invitation_id: int) -> None:
    """Mail the letter of an invitation, once."""
    invitations.send(invitation_id=invitation_id)


@shared_task(queue=Queue.BACKGROUND)
def requeue_invitations() -> None:
    """Ask again for letters whose message was lost."""
    invitations.requeue()
