"""What this floor looks for about authors: questions that nobody answered, and answers that nobody read."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from sensemaking.models import LogInquiry
from stakeholders.attention import Act, Found, Item, Look, Rule, found_rows, rules

WAITING_DAYS = 14
TITLE_CHARS = 120


def unanswered(look: Look) -> Found:
    """Questions that an author has not answered for a while."""
    slug = look.access.portfolio.slug
    long_ago = timezone.now() - timedelta(days=look.number)
    rows = LogInquiry.objects.filter(log__portfolio=look.access.portfolio, asked_at__lte=long_ago)
    rows = rows.filter(answered_at__isnull=True, withdrawn_at__isnull=True)

    def item(row: Any) -> Item:
        log = reverse("sensemaking:log", args=[slug, row.log_id])
        again = reverse("sensemaking:log-ask", args=[slug, row.log_id])
        return Item(
            subject=row.pk,
            title=Truncator(row.question).chars(TITLE_CHARS),
            detail=_("Its author has not answered. Take the question back, or find another way to ask."),
            url=f"{log}#asked",
            since=timezone.localdate(row.asked_at),
            acts=(Act(_("Ask otherwise"), again),),
        )

    return found_rows(rows.order_by("asked_at", "pk"), look, item)


def unread(look: Look) -> Found:
    """Answers that no steward has seen under their log."""
    slug = look.access.portfolio.slug
    rows = LogInquiry.objects.filter(log__portfolio=look.access.portfolio)
    rows = rows.filter(answered_at__isnull=False, read_at__isnull=True, withdrawn_at__isnull=True)

    def item(row: Any) -> Item:
        return Item(
            subject=row.pk,
            title=Truncator(row.question).chars(TITLE_CHARS),
            detail=_("Its author has answered."),
            url=f"{reverse('sensemaking:log', args=[slug, row.log_id])}#asked",
            since=timezone.localdate(row.answered_at),
        )

    return found_rows(rows.order_by("answered_at", "pk"), look, item)


def register() -> None:
    """Put the rules into the garden."""
    rules.add(
        "inquiries",
        Rule(
            label=gettext_lazy("Questions that authors have not answered"),
            order=28,
            icon="message-question",
            sentence=gettext_lazy("Asked about a learning log %(number)d days ago or more, and not answered."),
            number=WAITING_DAYS,
            unit=gettext_lazy("days without an answer"),
            summary=ngettext_lazy(
                "%(many)d question to an author is not answered", "%(many)d questions to authors are not answered",
                "many",
            ),
            find=unanswered,
            for_stewards=True,
        ),
    )  # fmt: skip
    rules.add(
        "answers",
        Rule(
            label=gettext_lazy("Answers that nobody has read"),
            order=16,
            icon="messages",
            sentence=gettext_lazy("An author answered what you asked about a learning log."),
            summary=ngettext_lazy(
                "%(many)d answer of an author waits to be read", "%(many)d answers of authors wait to be read", "many"
            ),
            find=unread,
            for_stewards=True,
        ),
    )
