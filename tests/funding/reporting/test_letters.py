"""The funder's people are told by mail what was sent to them; nobody else is."""

import pytest
from django.core import mail

from funding.models import FunderReportLetter, ReportTemplate
from funding.services import funder_letters, funder_reports
from portfolio_hub.lib import letters
from stakeholders.models import Affiliation, Organisation, Portfolio, User
from tests.factories import make_organisation, make_user
from tests.funding.reporting.helpers import made


def test_those_who_speak_for_the_funder_are_told_once(
    template: ReportTemplate, city: Portfolio, mission: Organisation, alma: User, chi: User, bo: User
) -> None:
    make_user("Rival", portfolio=city, role="funder", organisation=make_organisation("Bank", portfolio=city))
    make_user("Elsewhere", organisation=mission)
    quiet = make_user("Quiet", portfolio=city, role="funder", organisation=mission)
    User.objects.filter(pk=quiet.pk).update(wants_mail=False)
    report = made(template, alma)
    assert not FunderReportLetter.objects.exists()
    for _twice in range(2):
        funder_reports.send(report=report, by=alma)
    assert [row.user for row in FunderReportLetter.objects.all()] == [chi]
    assert funder_letters.mail(report_id=report.pk) == 1
    assert funder_letters.mail(report_id=report.pk) == 0
    letter = mail.outbox[-1]
    assert letter.to == [chi.email]
    assert f"/reports/{report.pk}/report.pdf" in letter.body
    assert "Yearly report" in letter.subject


def test_who_no_longer_speaks_for_the_funder_gets_no_letter(template: ReportTemplate, alma: User, chi: User) -> None:
    report = made(template, alma)
    funder_reports.send(report=report, by=alma)
    Affiliation.objects.filter(user=chi).delete()
    assert funder_letters.mail(report_id=report.pk) == 0
    assert not FunderReportLetter.objects.exists()
    assert not mail.outbox


def test_what_waits_is_handed_over_again_once_for_each_report(
    template: ReportTemplate, city: Portfolio, mission: Organisation, alma: User, chi: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    told: list[int] = []
    monkeypatch.setattr(letters, "hand_over", lambda _task, pk: told.append(pk))
    make_user("Cleo", portfolio=city, role="funder", organisation=mission)
    report = made(template, alma)
    funder_reports.send(report=report, by=alma)
    funder_letters.requeue()
    assert told == []
    FunderReportLetter.objects.update(asked_at="2026-01-01T00:00Z")
    assert FunderReportLetter.objects.count() == 2
    funder_letters.requeue()
    assert told == [report.pk]
