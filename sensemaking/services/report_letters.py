"""Followers of a portfolio's learning: who they are, and the letter that each gets once for a published report."""

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from portfolio_hub.lib import letters
from sensemaking.models import LearningFollower, ReportLetter, SenseMakingReport, WordsTold
from stakeholders import link_keys
from stakeholders.access import Permission, access_for
from stakeholders.models import Portfolio, User

TASK = "sensemaking.tasks.mail_followers"
SALT = "learning-follower"
AT_ONCE = 200


def follow(*, portfolio: Portfolio, by: User) -> LearningFollower:
    """Want each new report of the portfolio in the mail."""
    row, _is_new = LearningFollower.objects.get_or_create(portfolio=portfolio, user=by)
    return row


def unfollow(*, portfolio: Portfolio, by: User) -> bool:
    """Want no more of them; letters that have not left stay here. Return whether anybody followed."""
    ReportLetter.objects.filter(report__portfolio=portfolio, user=by, mailed_at__isnull=True).delete()
    gone, _rows = LearningFollower.objects.filter(portfolio=portfolio, user=by).delete()
    return bool(gone)


def key_of(follower: LearningFollower) -> str:
    """What the link that ends the letters carries; it holds as long as the hub's secret key."""
    return link_keys.signed_key(follower.portfolio_id, follower.user_id, salt=SALT)


def by_key(key: str) -> tuple[Portfolio, User] | None:
    """Whose letters about what the key ends; None for a key that the hub did not sign."""
    return link_keys.signed_for(key, salt=SALT)


def ask(*, report: SenseMakingReport, but: User) -> int:
    """Note every follower to be told and hand the letters to a worker; return how many.

    Whoever publishes, who wants no mail, and authors whom the report's own letter reaches are not written to. The
    worker leaves out those who may not read the report.
    """
    told = WordsTold.objects.filter(report=report).values("user")
    followers = LearningFollower.objects.filter(
        portfolio=report.portfolio_id, user__wants_mail=True, user__is_active=True
    ).exclude(user__in=told)
    users = followers.exclude(user=but.pk).values_list("user", flat=True)
    rows = [ReportLetter(report=report, user_id=user) for user in users]
    ReportLetter.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        transaction.on_commit(lambda: send(report.pk), robust=True)
    return len(rows)


def may_read(user: User, report: SenseMakingReport) -> bool:
    """Whether the published report is within this user's reach today."""
    access = access_for(user, report.portfolio)
    return access is not None and access.may(Permission.READ) and report.circle in access.circles


def send(report_id: int) -> None:
    """Tell a worker; when the broker is away, the beat task sends it again."""
    letters.hand_over(TASK, report_id)


def send_again() -> None:
    """Hand over again what has waited for longer than a minute."""
    a_minute_ago = timezone.now() - timedelta(minutes=1)
    waiting = ReportLetter.objects.filter(mailed_at__isnull=True, asked_at__lt=a_minute_ago)
    for report_id in waiting.values_list("report", flat=True).distinct()[:AT_ONCE]:
        send(report_id)


def mail(*, report_id: int) -> int:
    """Mail the letters that have not left, each once; return how many left now."""
    waiting = ReportLetter.objects.filter(report=report_id, mailed_at__isnull=True)
    rows = waiting.select_related("report__portfolio", "user").order_by("pk")[:AT_ONCE]
    return letters.leave_each(rows, _mail)


def _mail(row: ReportLetter) -> bool:
    """Claim the row, then mail; one whose reader may not read it or follows no more is dropped."""
    follower = LearningFollower.objects.filter(portfolio=row.report.portfolio_id, user=row.user_id).first()
    if follower is None or not row.user.wants_mail or not row.user.is_active or not may_read(row.user, row.report):
        row.delete()
        return False
    waiting = ReportLetter.objects.filter(pk=row.pk, mailed_at__isnull=True)
    return letters.leave_once(waiting, lambda: letter(row, follower))


def letter(row: ReportLetter, follower: LearningFollower) -> EmailMultiAlternatives:
    """Return the letter, in the follower's language, with the link that ends such letters."""
    stop = settings.SITE_URL + reverse("sensemaking-link:unfollow", args=[key_of(follower)])
    with translation.override(row.user.language or settings.LANGUAGE_CODE):
        context = {
            "report": row.report,
            "link": settings.SITE_URL + row.report.get_absolute_url(),
            "stop": stop,
        }
        headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        return letters.letter("report_published", to=row.user.email, context=context, headers=headers)
