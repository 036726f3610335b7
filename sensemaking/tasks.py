"""What workers do for sense-making; each task is one call, and may run twice."""

from celery import shared_task
from django.utils import timezone

from portfolio_hub.lib.queues import Queue
from sensemaking.models import SenseMakingReport
from sensemaking.services import reports, rhythm, telling


@shared_task(queue=Queue.WAITING)
def make_report(report_id: int) -> None:
    """Make one report, unless another worker has it or it is over."""
    # Here and not above: the web server imports this module and has no use for scikit-learn's 100 MB.
    from sensemaking.services import making

    making.make(report_id)


@shared_task(queue=Queue.BACKGROUND)
def requeue_reports() -> None:
    """Send reports again whose message was lost or whose worker fell silent."""
    reports.send_again(SenseMakingReport.objects.waiting_too_long().values_list("pk", flat=True))


@shared_task(queue=Queue.BACKGROUND)
def ask_due_reports() -> None:
    """Ask for the reports whose period is over, in portfolios that have a rhythm."""
    rhythm.ask_due(timezone.localdate())


@shared_task(queue=Queue.MAIL, autoretry_for=(OSError,), retry_backoff=30, max_retries=5)
def tell_authors(report_id: int) -> None:
    """Mail the authors whom a published report cites, each once."""
    telling.tell(report_id=report_id)


@shared_task(queue=Queue.BACKGROUND)
def requeue_telling() -> None:
    """Hand over again the letters whose message was lost."""
    telling.send_again()
