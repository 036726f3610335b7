"""Work of the stakeholders app that nobody waits for."""

from celery import shared_task

from portfolio_hub.lib.queues import Queue
from stakeholders.models import Portfolio
from stakeholders.services import attention, endorsement_requests, endorsements, invitations


@shared_task(queue=Queue.MAIL, autoretry_for=(OSError,), retry_backoff=30, max_retries=5)
def send_invitation(invitation_id: int) -> None:
    """Mail the letter of an invitation, once."""
    invitations.send(invitation_id=invitation_id)


@shared_task(queue=Queue.BACKGROUND)
def requeue_invitations() -> None:
    """Ask again for letters whose message was lost."""
    invitations.requeue()


@shared_task(queue=Queue.MAIL, autoretry_for=(OSError,), retry_backoff=30, max_retries=5)
def send_endorsement_request(request_id: int) -> None:
    """Mail the letter that asks for an endorsement, once."""
    endorsement_requests.send(request_id=request_id)


@shared_task(queue=Queue.BACKGROUND)
def requeue_endorsement_requests() -> None:
    """Ask again for letters whose message was lost."""
    endorsement_requests.requeue()


@shared_task(queue=Queue.BACKGROUND)
def tend_endorsements() -> None:
    """Once a day: endorsements whose day has passed lapse, and those that will are asked about."""
    endorsements.lapse_due()
    endorsement_requests.remind_due()


@shared_task(queue=Queue.BACKGROUND)
def look_around() -> None:
    """Keep since when things need a hand, in every portfolio."""
    for portfolio in Portfolio.objects.order_by("pk").iterator():
        attention.look_around(portfolio)
