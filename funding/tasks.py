"""What workers do for funding; each task is one call, and may run twice."""

from celery import shared_task

from funding.reporting import drawing
from funding.reporting.making import make
from funding.services import (
    funder_letters,
    funder_reports,
    looking_anew,
    match_letters,
    matches,
    missing_asks,
    outcome_asks,
    talk_letters,
)
from portfolio_hub.lib.queues import Queue


@shared_task(queue=Queue.MAIL, autoretry_for=(OSError,), retry_backoff=30, max_retries=5)
def send_outcome_ask(ask_id: int) -> None:
    """Mail the question whether an outcome is true, once."""
    outcome_asks.send(pk=ask_id)


@shared_task(queue=Queue.MAIL, autoretry_for=(OSError,), retry_backoff=30, max_retries=5)
def tell_outcome_asker(ask_id: int) -> None:
    """Mail whoever asked that a source answered, once."""
    outcome_asks.tell(pk=ask_id)


@shared_task(queue=Queue.BACKGROUND)
def requeue_outcome_asks() -> None:
    """Hand over again the letters whose message was lost."""
    outcome_asks.requeue()


@shared_task(queue=Queue.WAITING)
def make_funder_report(pk: int) -> None:
    """Make one report to a funder, unless another worker has it or it is over; its files are drawn behind it."""
    if make(pk):
        drawing.hand_over(pk)


@shared_task(queue=Queue.BACKGROUND)
def draw_funder_report(pk: int) -> None:
    """Draw the files of one report to a funder, unless another worker has them or they are there."""
    drawing.draw(pk)


@shared_task(queue=Queue.BACKGROUND)
def requeue_funder_reports() -> None:
    """Send reports again whose message or worker was lost, and those whose files wait to be drawn."""
    funder_reports.send_again()
    drawing.send_again()


@shared_task(queue=Queue.MAIL, autoretry_for=(OSError,), retry_backoff=30, max_retries=5)
def send_missing_ask(pk: int) -> None:
    """Mail one question for what a report lacks, once."""
    missing_asks.send(pk=pk)


@shared_task(queue=Queue.BACKGROUND)
def requeue_missing_asks() -> None:
    """Hand over again such questions whose message was lost."""
    missing_asks.requeue()


@shared_task(queue=Queue.MAIL, autoretry_for=(OSError,), retry_backoff=30, max_retries=5)
def send_match_letters(comment_id: int) -> None:
    """Mail the other side what was said in a match, each of them once."""
    match_letters.send(comment_id=comment_id)


@shared_task(queue=Queue.BACKGROUND)
def requeue_match_letters() -> None:
    """Hand over again such letters whose message was lost."""
    match_letters.requeue()


@shared_task(queue=Queue.MAIL, autoretry_for=(OSError,), retry_backoff=30, max_retries=5)
def send_funder_report_letters(report_id: int) -> None:
    """Mail the funder's people that a report was sent to them, each once."""
    funder_letters.mail(report_id=report_id)


@shared_task(queue=Queue.BACKGROUND)
def requeue_funder_report_letters() -> None:
    """Hand over again such letters whose message was lost."""
    funder_letters.requeue()


@shared_task(queue=Queue.MAIL, autoretry_for=(OSError,), retry_backoff=30, max_retries=5)
def send_talk_letters(comment_id: int) -> None:
    """Mail what was asked or answered on the funding page to those who wait for it, each of them once."""
    talk_letters.send(comment_id=comment_id)


@shared_task(queue=Queue.BACKGROUND)
def requeue_talk_letters() -> None:
    """Hand over again such letters whose message was lost."""
    talk_letters.requeue()


@shared_task(queue=Queue.BACKGROUND)
def look_for_matches(portfolio_id: int) -> None:
    """Look for the matches of a portfolio anew, by today's exchange rates."""
    matches.find(portfolio_id=portfolio_id)


@shared_task(queue=Queue.BACKGROUND)
def look_for_all_matches() -> None:
    """The same wherever rates are kept, because one may come into force today."""
    looking_anew.ask_everywhere()
