"""What workers do for sense-making; each task is one call, and may run twice."""

from celery import shared_task
from django.utils import timezone

from portfolio_hub.lib.queues import Queue
from sensemaking.models import ReportNarrative, SenseMakingReport
from sensemaking.services import (
    asking_letters,
    drafting,
    features,
    narratives,
    report_letters,
    reports,
    rhythm,
    telling,
    telling_stories,
)
from sensemaking.services.suggestions import asking, searching


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
def read_logs() -> None:
    """Read the texts of logs that are new or changed, so that reports need not."""
    features.read_waiting()


@shared_task(queue=Queue.BACKGROUND)
def requeue_reading() -> None:
    """Have logs read whose message was lost, and all of them when the analyser or a portfolio's language changed."""
    features.renew()


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
    telling_stories.send_again()


@shared_task(queue=Queue.MAIL, autoretry_for=(OSError,), retry_backoff=30, max_retries=5)
def tell_authors_of_story(story_id: int) -> None:
    """Mail the authors whose words stand in a published story, each once."""
    telling_stories.tell(story_id=story_id)


@shared_task(queue=Queue.MAIL, autoretry_for=(OSError,), retry_backoff=30, max_retries=5)
def send_to_author(kind: str, row_id: int) -> None:
    """Mail a question, or a request to release words, to the author of a log, once."""
    asking_letters.send(kind=kind, pk=row_id)


@shared_task(queue=Queue.MAIL, autoretry_for=(OSError,), retry_backoff=30, max_retries=5)
def tell_asker(kind: str, row_id: int) -> None:
    """Mail whoever asked that the author answered, once."""
    asking_letters.tell(kind=kind, pk=row_id)


@shared_task(queue=Queue.BACKGROUND)
def requeue_asking() -> None:
    """Hand over again the letters to and from authors whose message was lost."""
    asking_letters.requeue()


@shared_task(queue=Queue.WAITING)
def draft_narrative(narrative_id: int) -> None:
    """Have a language model draft one narrative, unless another worker has it or it is over."""
    drafting.draft(narrative_id)


@shared_task(queue=Queue.BACKGROUND)
def requeue_narratives() -> None:
    """Send drafts again whose message was lost or whose worker fell silent."""
    narratives.send_again(ReportNarrative.objects.waiting_too_long().values_list("pk", flat=True))


@shared_task(queue=Queue.MAIL, autoretry_for=(OSError,), retry_backoff=30, max_retries=5)
def mail_followers(report_id: int) -> None:
    """Mail a published report to those who follow the portfolio's learning, each once."""
    report_letters.mail(report_id=report_id)


@shared_task(queue=Queue.BACKGROUND)
def requeue_report_letters() -> None:
    """Hand over again the letters to followers whose message was lost."""
    report_letters.send_again()


@shared_task(queue=Queue.BACKGROUND)
def search_suggestions(run_id: int) -> None:
    """Search for connections to suggest, unless another worker does or it is over."""
    # Here and not above: comparing needs libraries that the web server has no use for.
    from sensemaking.services.suggestions import work

    work.work(run_id)


@shared_task(queue=Queue.BACKGROUND)
def requeue_suggestions() -> None:
    """Send searches again whose message or worker was lost, and letters to leads that did not leave."""
    searching.send_again()
    asking.requeue()


@shared_task(queue=Queue.BACKGROUND)
def search_all_suggestions() -> None:
    """Look in every portfolio for what changed since the last search."""
    searching.search_nightly()


@shared_task(queue=Queue.MAIL, autoretry_for=(OSError,), retry_backoff=30, max_retries=5)
def send_suggestion_ask(ask_id: int) -> None:
    """Mail a lead the question whether two initiatives belong together, once."""
    asking.send(ask_id=ask_id)
