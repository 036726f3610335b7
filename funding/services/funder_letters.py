"""Tells the funder's people by mail that a report was sent to them: those who may read it, each once."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import translation

from funding.models import FunderReport, FunderReportLetter
from portfolio_hub.lib import letters
from stakeholders.models import Affiliation, User

TASK = "funding.tasks.send_funder_report_letters"


def readers(report: FunderReport) -> list[User]:
    """People with a role here who speak for the funder today and want mail; one answers for its sending anyway."""
    speak = Affiliation.objects.live().filter(organisation=report.template.funder_id).values("user")
    rows = User.objects.filter(pk__in=speak, memberships__portfolio=report.template.portfolio_id)
    return list(rows.filter(is_active=True, wants_mail=True).distinct().order_by("name", "pk"))


def ask(*, report: FunderReport, but: User) -> int:
    """Note everybody to be told and hand the letters to a worker; return how many. Whoever sends it knows already."""
    rows = [FunderReportLetter(report=report, user=user) for user in readers(report) if user.pk != but.pk]
    return letters.ask(rows, task=TASK, about=report.pk)


def mail(*, report_id: int) -> int:
    """Mail the letters that have not left, each once; return how many left now."""
    waiting = FunderReportLetter.objects.filter(report=report_id, mailed_at__isnull=True)
    related = "report__template__portfolio", "report__template__funder", "user"
    return letters.leave_each(waiting.select_related(*related).order_by("pk")[: letters.AT_ONCE], _mail)


def _mail(row: FunderReportLetter) -> bool:
    """Mail it; who may not read the report today is dropped."""
    may_read = FunderReport.objects.visible_to(row.user).filter(pk=row.report_id).exists()
    return letters.leave_or_drop(row, lambda: letter(row), may_read=may_read)


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
    letters.ask_again(FunderReportLetter, task=TASK, about="report")
