"""What workers do for sense-making; each task is one call, and may run twice."""

from celery import shared_task

from portfolio_hub.lib.queues import Queue
from sensemaking.models import SenseMakingReport
from sensemaking.services import reports


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
