"""Tells the funder's people by mail that a report was sent to them: those who may read it, each once."""

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from funding.models import FunderReport, FunderReportLetter
from portfolio_hub.lib import letters
from stakeholders.models import Affiliation, User

TASK = "funding.tasks.send_funder_report_letters"
AT_ONCE = 200


def readers(report: FunderReport) -> list[User]:
    """People with a role here who speak for the funder today and want mail; one answers for its sending anyway."""
    speak = Affiliation.objects.live().filter(organisation=report.template.funder_id).values("user")
    rows = User.objects.filter(pk__in=speak, memberships__portfolio=report.template.portfolio_id)
    return list(rows.filter(is_active=True, wants_mail=True).distinct().order_by("name", "pk"))


def ask(*, report: FunderReport, but: User) -> int:
    """Note everybody to be told and hand the letters to a worker; return how many. Whoever sends it knows already."""
    rows = [FunderReportLetter(report=report, user=user) for user in readers(report) if user.pk != but.pk]
    FunderReportLetter.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        transaction.on_commit(lambda: letters.hand_over(TASK, report.pk), robust=True)
    return len(rows)


def mail(*, report_id: int) -> int:
    """Mail the letters that have not left, each once; return how many left now."""
    waiting = FunderReportLetter.objects.filter(report=report_id, mailed_at__isnull=True)
    related = "report__template__portfolio", "report__template__funder", "user"
    return letters.leave_each(waiting.select_related(*related).order_by("pk")[:AT_ONCE], _mail)


def _mail(row: FunderReportLetter) -> bool:
    """Claim the row, then mail; who may not read the report today, or wants no mail any more, is dropped."""
    may_read = FunderReport.objects.visible_to(row.user).filter(pk=row.report_id).exists()
    if not (may_read and row.user.is_active and row.user.wants_mail):
        row.delete()
        return False
    waiting = FunderReportLetter.objects.filter(pk=row.pk, mailed_at__isnull=True)
    return letters.leave_once(waiting, lambda: letter(row))


def letter(row: FunderReportLetter) -> EmailMultiAlternatives:
    """Return the letter in the reader's language; its links ask who reads."""
    report, slug = row.report, row.report.template.portfolio.slug
    with translation.override(row.user.language or settings.LANGUAGE_CODE):
        context = {
            "report": report, "funder": report.template.funder, "portfolio": report.template.portfolio,
            "link": settings.SITE_URL + report.get_absolute_url(),
            "pdf": settings.SITE_URL + reverse("funding:report-file", args=[slug, report.pk, "pdf"]),
            "profile": settings.SITE_URL + reverse("people:profile"),
        }  # fmt: skip
        return letters.letter("funder_report", to=row.user.email, context=context)


def requeue() -> None:
    """Hand over again what has waited for longer than a minute."""
    a_minute_ago = timezone.now() - timedelta(minutes=1)
    waiting = FunderReportLetter.objects.filter(mailed_at__isnull=True, asked_at__lt=a_minute_ago)
    for report_id in waiting.values_list("report", flat=True).distinct()[:AT_ONCE]:
        letters.hand_over(TASK, report_id)
