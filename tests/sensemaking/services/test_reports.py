"""What people may do with a report, and what the database refuses."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from initiatives.models import Initiative
from sensemaking.models import Finding, FindingLog, LearningLog, SenseMakingReport
from sensemaking.periods import Period
from sensemaking.services import reports
from stakeholders.models import Change, Circle, Portfolio, User
from tests.factories import make_log, make_report

Status = SenseMakingReport.Status
SUMMER = Period(date(2026, 7, 1), date(2026, 10, 1))


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The reports that were handed to a worker."""
    ids: list[int] = []
    monkeypatch.setattr(reports, "send", ids.append)
    return ids


@pytest.fixture
def draft(city: Portfolio) -> SenseMakingReport:
    return make_report(city, status=Status.READY, facts={"title": "What we learned", "standfirst": "Ten logs."})


def test_asking_freezes_the_scope_and_sends_it(city: Portfolio, alma: User, sent: list[int]) -> None:
    report = reports.ask(portfolio=city, period=SUMMER, by=alma)
    assert (report.from_on, report.to_on, report.circle) == (SUMMER.from_on, SUMMER.to_on, Circle.PORTFOLIO)
    assert (report.status, report.asked_by) == (Status.ASKED, alma)
    assert sent == [report.pk]


def test_asking_twice_makes_one_report(city: Portfolio, alma: User, sent: list[int]) -> None:
    first = reports.ask(portfolio=city, period=SUMMER, by=alma)
    second = reports.ask(portfolio=city, period=SUMMER, by=alma)
    assert first == second
    assert sent == [first.pk]


def test_asking_for_a_draft_that_exists_makes_it_again_with_its_title(
    city: Portfolio, alma: User, draft: SenseMakingReport, sent: list[int]
) -> None:
    reports.edit(report=draft, by=alma, version=1, title="Trust moves at the speed of neighbours")
    again = reports.ask(portfolio=city, period=SUMMER, by=alma)
    assert again == draft
    assert (again.status, again.title) == (Status.ASKED, "Trust moves at the speed of neighbours")


def test_a_report_for_another_circle_is_another_report(city: Portfolio, alma: User, sent: list[int]) -> None:
    inner = reports.ask(portfolio=city, period=SUMMER, by=alma)
    outer = reports.ask(portfolio=city, period=SUMMER, by=alma, circle=Circle.PUBLIC)
    assert inner != outer


def test_after_publishing_a_new_report_can_be_asked_for(
    city: Portfolio, alma: User, draft: SenseMakingReport, sent: list[int]
) -> None:
    reports.publish(report=draft, by=alma)
    assert reports.ask(portfolio=city, period=SUMMER, by=alma) != draft


def test_an_edit_is_kept_and_enters_the_history(alma: User, draft: SenseMakingReport) -> None:
    reports.edit(report=draft, by=alma, version=1, title="Shade is a health service", standfirst="Nurses ask for it.")
    change = Change.objects.of(draft).get()
    assert (draft.title, draft.version, change.by) == ("Shade is a health service", 2, alma)
    assert change.fields["title"] == ["", "Shade is a health service"]


def test_an_edit_from_an_old_page_is_refused_and_loses_nothing(alma: User, draft: SenseMakingReport) -> None:
    reports.edit(report=draft, by=alma, version=1, title="First")
    with pytest.raises(reports.CannotChange, match="Somebody else"):
        reports.edit(report=draft, by=alma, version=1, title="Second")
    draft.refresh_from_db()
    assert draft.title == "First"


@pytest.mark.parametrize(
    ("status", "words"),
    [(Status.ASKED, "being made"), (Status.WORKING, "being made"), (Status.FAILED, "Make it again")],
)
def test_what_is_not_a_draft_can_not_be_edited(city: Portfolio, alma: User, status: str, words: str) -> None:
    report = make_report(city, status=status)
    with pytest.raises(reports.CannotChange, match=words):
        reports.edit(report=report, by=alma, version=1, title="Too early")


def test_only_what_people_write_can_be_edited(alma: User, draft: SenseMakingReport) -> None:
    with pytest.raises(ValueError, match="facts"):
        reports.edit(report=draft, by=alma, version=1, facts="{}")


def test_a_draft_goes_to_review_and_back(alma: User, draft: SenseMakingReport) -> None:
    assert reports.send_for_review(report=draft, by=alma).status == Status.IN_REVIEW
    assert reports.back_to_draft(report=draft, by=alma).status == Status.READY


def test_publishing_freezes_the_words_that_were_shown(alma: User, draft: SenseMakingReport) -> None:
    reports.edit(report=draft, by=alma, version=1, standfirst="Eleven streets tried it.")
    reports.publish(report=draft, by=alma)
    assert (draft.status, draft.published_by) == (Status.PUBLISHED, alma)
    assert (draft.title, draft.standfirst) == ("What we learned", "Eleven streets tried it.")


def test_logs_that_a_published_report_cites_count_as_made_sense_of(
    alma: User, draft: SenseMakingReport, warm_streets: Initiative
) -> None:
    cited, before, other = (make_log(warm_streets) for _time in range(3))
    finding = Finding.objects.create(report=draft, kind=Finding.Kind.THEME, key="theme-1")
    FindingLog.objects.create(finding=finding, log=cited)
    FindingLog.objects.create(finding=finding, log=before, was_before=True)
    reports.publish(report=draft, by=alma)
    states = dict(LearningLog.objects.values_list("pk", "status"))
    assert states == {cited.pk: "sensed", before.pk: "shared", other.pk: "shared"}


def test_nothing_changes_a_published_report(alma: User, draft: SenseMakingReport) -> None:
    reports.publish(report=draft, by=alma)
    for change in (reports.send_for_review, reports.publish, reports.rerun):
        with pytest.raises(reports.CannotChange, match="stays as it is"):
            change(report=draft, by=alma)
    with pytest.raises(reports.CannotChange, match="published"):
        reports.edit(report=draft, by=alma, version=draft.version, title="Later")
    with pytest.raises(reports.CannotChange):
        reports.discard(report=draft, by=alma)


def test_the_database_refuses_changes_of_a_published_report(
    alma: User, draft: SenseMakingReport, warm_streets: Initiative
) -> None:
    finding = Finding.objects.create(report=draft, kind=Finding.Kind.THEME, key="theme-1", title="Kerbs")
    log = make_log(warm_streets)
    reports.publish(report=draft, by=alma)
    published = SenseMakingReport.objects.filter(pk=draft.pk)
    attempts = (
        lambda: published.update(title="Rewritten"),
        lambda: published.update(status=Status.READY, published_at=None),
        lambda: Finding.objects.filter(pk=finding.pk).update(title="Cafés"),
        lambda: Finding.objects.create(report=draft, kind=Finding.Kind.THEME, key="theme-2"),
        lambda: FindingLog.objects.create(finding=finding, log=log),
    )
    for attempt in attempts:
        with pytest.raises(DatabaseError, match="published_report_is_frozen"), transaction.atomic():
            attempt()
    draft.refresh_from_db()
    assert draft.title == "What we learned"


def test_who_published_may_leave_and_the_portfolio_may_be_deleted(
    city: Portfolio, alma: User, draft: SenseMakingReport
) -> None:
    Finding.objects.create(report=draft, kind=Finding.Kind.THEME, key="theme-1")
    reports.publish(report=draft, by=alma)
    alma.delete()
    draft.refresh_from_db()
    assert draft.published_by is None
    city.delete()
    assert not SenseMakingReport.objects.exists()


def test_a_failed_report_is_made_again_from_the_start(city: Portfolio, alma: User, sent: list[int]) -> None:
    report = make_report(city, status=Status.FAILED, problem="It broke.", attempts=5, progress_done=7)
    reports.rerun(report=report, by=alma)
    assert (report.status, report.problem, report.attempts, report.progress_done) == (Status.ASKED, "", 0, 0)
    assert sent == [report.pk]


def test_a_draft_can_be_thrown_away(alma: User, draft: SenseMakingReport) -> None:
    reports.discard(report=draft, by=alma)
    assert not SenseMakingReport.objects.exists()
