"""Tells authors, once and by mail, that a published report cites their words."""

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from portfolio_hub.lib import letters
from sensemaking.models import FindingLog, SenseMakingReport, WordsTold
from stakeholders.models import Role, User

TASK = "sensemaking.tasks.tell_authors"
AT_ONCE = 200


def ask(*, report: SenseMakingReport, but: User) -> int:
    """Note every author to be told and hand the letters to a worker; return how many.

    Authors who want no mail, who left the portfolio, and whoever publishes are not written to.
    """
    cited = FindingLog.objects.filter(finding__report=report, was_before=False, log__by__isnull=False)
    posting = report.portfolio.memberships.filter(role__in=(Role.STEWARD, Role.CONTRIBUTOR))
    authors = User.objects.filter(
        pk__in=cited.values("log__by"), memberships__in=posting, wants_mail=True, is_active=True
    ).exclude(pk=but.pk)
    rows = [WordsTold(report=report, user=user) for user in authors.distinct()]
    WordsTold.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        transaction.on_commit(lambda: send(report.pk), robust=True)
    return len(rows)


def send(report_id: int) -> None:
    """Tell a worker; when the broker is away, the beat task sends it again."""
    letters.hand_over(TASK, report_id)


def send_again() -> None:
    """Hand over again what has waited for longer than a minute."""
    a_minute_ago = timezone.now() - timedelta(minutes=1)
    waiting = WordsTold.objects.filter(mailed_at__isnull=True, asked_at__lt=a_minute_ago)
    for report_id in waiting.values_list("report", flat=True).distinct()[:AT_ONCE]:
        send(report_id)


def tell(*, report_id: int) -> int:
    """Mail the letters that have not left, each once; return how many left now."""
    waiting = WordsTold.objects.filter(report=report_id, mailed_at__isnull=True)
    rows = waiting.select_related("report__portfolio", "user").order_by("pk")[:AT_ONCE]
    return letters.leave_each(rows, _tell)


def _tell(row: WordsTold) -> bool:
    return letters.leave_once(WordsTold.objects.filter(pk=row.pk, mailed_at__isnull=True), lambda: letter(row))


def letter(row: WordsTold) -> EmailMultiAlternatives:
    """Return the letter, in the author's language."""
    cited = FindingLog.objects.filter(finding__report=row.report, was_before=False, log__by=row.user)
    slug = row.report.portfolio.slug
    with translation.override(row.user.language or settings.LANGUAGE_CODE):
        context = {
            "report": row.report,
            "user": row.user,
            "logs": cited.values("log").distinct().count(),
            "link": settings.SITE_URL + row.report.get_absolute_url(),
            "words_link": settings.SITE_URL + reverse("sensemaking:words", args=[slug]),
        }
        return letters.letter("words_told", to=row.user.email, context=context)
