"""Letters: written from their templates, handed to a worker, and each leaving once."""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused
from typing import Any, TypeVar

from celery import current_app
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import models, transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone

from portfolio_hub.lib.queues import Queue

Row = TypeVar("Row")
AT_ONCE = 200


class Letter(models.Model):
    """Base of letters to one person each about one thing, which the subclass names; `mailed_at` is when it left."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    mailed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True
        ordering = ("id",)


def letter(
    name: str, *, to: str, context: dict[str, Any], headers: dict[str, str] | None = None
) -> EmailMultiAlternatives:
    """Write the letter `emails/<name>_….txt` and `.html` in the language that is active."""
    subject = " ".join(render_to_string(f"emails/{name}_subject.txt", context).split())
    body = render_to_string(f"emails/{name}_message.txt", context)
    message = EmailMultiAlternatives(subject, body, to=[to], headers=headers)
    message.attach_alternative(render_to_string(f"emails/{name}_message.html", context), "text/html")
    return message


def hand_over(task: str, *args: Any) -> None:
    """Tell a worker to send; when the broker is away, the row still waits and the beat task hands it over again."""
    current_app.send_task(task, args, queue=str(Queue.MAIL), retry=False)


def ask(rows: Sequence[Letter], *, task: str, about: int) -> int:
    """Note letters about one thing, each once, and hand them to a worker after the commit; return how many."""
    if rows:
        type(rows[0])._base_manager.bulk_create(rows, ignore_conflicts=True)
        transaction.on_commit(lambda: hand_over(task, about), robust=True)
    return len(rows)


def ask_again(model: type[Letter], *, task: str, about: str) -> None:
    """Hand over again what has waited for longer than a minute, one message for each thing that `about` names."""
    a_minute_ago = timezone.now() - timedelta(minutes=1)
    waiting = model._base_manager.filter(mailed_at__isnull=True, asked_at__lt=a_minute_ago)
    for pk in waiting.order_by().values_list(about, flat=True).distinct()[:AT_ONCE]:
        hand_over(task, pk)


def leave_or_drop(row: Letter, write: Callable[[], EmailMultiAlternatives], *, may_read: bool) -> bool:
    """Mail one letter, once; who may not read what it tells, or wants no mail any more, gets none, and the row goes."""
    if not (may_read and row.user.is_active and row.user.wants_mail):
        row.delete()
        return False
    return leave_once(type(row)._base_manager.filter(pk=row.pk, mailed_at__isnull=True), write)


def leave_once(
    waiting: QuerySet[Any], write: Callable[[], EmailMultiAlternatives], *, mark: str = "mailed_at", **also: Any
) -> bool:
    """Claim what waits by its mark (and write `also`), then mail; True when the letter left now.

    A letter that could not leave gives its claim back, and nobody else's, and is there to be sent again.
    """
    now = timezone.now()
    claimed = _claim(waiting, {mark: now, **also})
    if not claimed:
        return False
    try:
        write().send()
    except Exception:
        waiting.model._base_manager.filter(pk__in=claimed, **{mark: now}).update(**{mark: None})
        raise
    return True


@transaction.atomic
def _claim(waiting: QuerySet[Any], values: dict[str, Any]) -> list[Any]:
    """Write the values on what waits and return its keys; of two workers at once, the second finds nothing waiting.

    The rows are locked first. An update whose condition reads other tables names its rows in a subquery, which
    PostgreSQL does not ask again once the other worker is done.
    """
    held = waiting.select_for_update(of=("self",), no_key=True).order_by("pk")
    rows = [row.pk for row in held.only("pk")]
    waiting.model._base_manager.filter(pk__in=rows).update(**values)
    return rows


def leave_each(rows: Iterable[Row], leave: Callable[[Row], bool]) -> int:
    """Let the letters leave one by one; return how many did.

    An address that is refused does not hold up the letters behind it; its error is raised when they have left.
    """
    left, refused = 0, None
    for row in rows:
        try:
            left += leave(row)
        except (SMTPRecipientsRefused, SMTPDataError) as error:
            refused = error
    if refused is not None:
        raise refused
    return left
