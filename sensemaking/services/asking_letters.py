"""Letters to authors who are asked something, and to whoever asked once they answered; each leaves once."""

from datetime import timedelta
from typing import Any, Protocol

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation

from portfolio_hub.lib import letters
from sensemaking.models import LogInquiry, Release
from stakeholders.link_keys import digest_of
from stakeholders.models import User
from stakeholders.models.membership import new_token
from stakeholders.services.invitations import language_of

SEND, TELL = "sensemaking.tasks.send_to_author", "sensemaking.tasks.tell_asker"
KINDS: dict[str, Any] = {"inquiry": LogInquiry, "release": Release}
VIEWS = {"inquiry": "sensemaking-link:inquiry", "release": "sensemaking-link:release"}
AT_ONCE = 200


class Asked(Protocol):
    """A question to an author: a `LogInquiry` or a `Release`."""

    pk: Any
    log: Any
    email: str
    digest: str
    asked_by: User | None


def kind_of(row: Asked) -> str:
    """Which of the kinds it is."""
    return "inquiry" if isinstance(row, LogInquiry) else "release"


def hand_over(row: Asked) -> None:
    """Have the letter sent after the commit; when the broker is away, `requeue` asks again."""
    if row.email:
        _after_commit(SEND, kind_of(row), row.pk)


def tell_later(row: Asked) -> None:
    """Have whoever asked told after the commit that the author answered."""
    _after_commit(TELL, kind_of(row), row.pk)


def _after_commit(task: str, kind: str, pk: int) -> None:
    transaction.on_commit(lambda: letters.hand_over(task, kind, pk), robust=True)


def requeue() -> None:
    """Hand over again what has waited for longer than a minute."""
    a_minute_ago = timezone.now() - timedelta(minutes=1)
    for kind, model in KINDS.items():
        asked = _unsent(model).filter(asked_at__lt=a_minute_ago)
        answered = _untold(model).filter(answered_at__lt=a_minute_ago)
        for task, rows in ((SEND, asked), (TELL, answered)):
            for pk in rows.values_list("pk", flat=True)[:AT_ONCE]:
                letters.hand_over(task, kind, pk)


def _unsent(model: Any) -> QuerySet[Any]:
    rows: QuerySet[Any] = model.objects.open().filter(mailed_at__isnull=True).exclude(email="")
    return rows


def _untold(model: Any) -> QuerySet[Any]:
    rows: QuerySet[Any] = model.objects.filter(answered_at__isnull=False, told_at__isnull=True)
    return rows.filter(asked_by__wants_mail=True, asked_by__is_active=True)


def send(*, kind: str, pk: int) -> bool:
    """Mail an open question with a fresh key, once for each time it was asked; True when it left now."""
    model, key = KINDS[kind], new_token()
    waiting = _unsent(model).filter(pk=pk)
    return letters.leave_once(waiting, lambda: letter(_whole(model, pk), key), digest=digest_of(key))


def tell(*, kind: str, pk: int) -> bool:
    """Mail whoever asked that the author answered; True when it left now."""
    model = KINDS[kind]
    return letters.leave_once(_untold(model).filter(pk=pk), lambda: told(_whole(model, pk)), mark="told_at")


def _whole(model: Any, pk: int) -> Any:
    return model.objects.select_related("log__portfolio", "log__by", "log__via_link", "asked_by").get(pk=pk)


def link_of(row: Asked, key: str) -> str:
    """The whole address that opens the question."""
    return settings.SITE_URL + reverse(VIEWS[kind_of(row)], args=[key])


def letter(row: Any, key: str) -> EmailMultiAlternatives:
    """The letter to the author, in their language or that of the portfolio."""
    kind, log = kind_of(row), row.log
    with translation.override((log.by.language if log.by else "") or language_of(log.portfolio)):
        context = {"asked": row, "log": log, "link": link_of(row, key)}
        return letters.letter(f"author_{kind}", to=row.email, context=context)


def told(row: Any) -> EmailMultiAlternatives:
    """The letter to whoever asked, in their language."""
    log, asker = row.log, row.asked_by
    page = log.get_portfolio_url(log.portfolio.slug)
    if kind_of(row) == "release":
        page = reverse("sensemaking:release", args=[log.portfolio.slug, row.pk])
    with translation.override(asker.language or settings.LANGUAGE_CODE):
        context = {"asked": row, "log": log, "kind": kind_of(row), "link": settings.SITE_URL + page}
        return letters.letter("author_answered", to=asker.email, context=context)
