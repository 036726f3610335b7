"""The worker's part: what it reads, what it writes, and that it may run twice."""

from datetime import date, datetime, timedelta
from unittest.mock import patch

from django.utils import timezone

from initiatives.models import Initiative, System
from sensemaking import tasks
from sensemaking.models import Finding, FindingLog, LearningLog, SenseMakingReport
from sensemaking.services import making, reports
from stakeholders.models import Circle, Portfolio, User
from tests.factories import make_initiative, make_log, make_report
from tests.factories.talk import DOORS, TREES

Status = SenseMakingReport.Status


def test_a_report_becomes_ready_with_themes_that_cite_their_logs(city: Portfolio, spoken: list[Initiative]) -> None:
    report = make_report(city)
    assert making.make(report.pk) is True
    report.refresh_from_db()
    assert report.status == Status.READY
    assert (report.facts["logs"], report.facts["initiatives"], report.facts["themes"]) == (8, 4, 2)
    themes = report.findings.filter(kind=Finding.Kind.THEME)
    texts = {frozenset(theme.citations.values_list("log__saw", flat=True)) for theme in themes}
    assert texts == {frozenset(DOORS), frozenset(TREES)}


def test_quotes_stand_word_for_word_in_their_log(city: Portfolio, spoken: list[Initiative]) -> None:
    report = make_report(city)
    making.make(report.pk)
    quoted = FindingLog.objects.filter(finding__report=report).exclude(quote="").select_related("log", "finding")
    assert len(quoted) == 6
    for citation in quoted:
        assert citation.quote in citation.log.saw
        assert citation.finding.data["near"][str(citation.log_id)] in citation.quote


def test_a_change_is_measured_against_the_period_before(city: Portfolio, spoken: list[Initiative]) -> None:
    for initiative, door in zip(spoken, DOORS, strict=True):
        make_log(initiative, f"In spring too: {door}", happened_on=date(2026, 5, 2))
    report = make_report(city)
    making.make(report.pk)
    doors = report.findings.get(citations__log__saw=DOORS[0])
    assert (doors.log_count, doors.before_count, doors.data["movement"]) == (4, 4, "steady")
    assert doors.citations.filter(was_before=True).count() == 4


def test_making_twice_changes_nothing(city: Portfolio, alma: User, spoken: list[Initiative]) -> None:
    report = make_report(city)
    making.make(report.pk)
    first = told(report)
    assert making.make(report.pk) is False
    assert told(report) == first
    with patch.object(reports, "send"):
        reports.rerun(report=report, by=alma)
    making.make(report.pk)
    assert told(report) == first


def test_logs_that_came_after_asking_stay_out(city: Portfolio, spoken: list[Initiative]) -> None:
    report = make_report(city)
    make_log(spoken[0], "Too late for this one.", happened_on=date(2026, 7, 20))
    making.make(report.pk)
    report.refresh_from_db()
    assert report.facts["logs"] == 8


def test_logs_of_a_narrower_circle_and_drafts_stay_out(city: Portfolio, spoken: list[Initiative]) -> None:
    LearningLog.objects.filter(saw__in=DOORS).update(circle=Circle.TEAM)
    LearningLog.objects.filter(saw=TREES[0]).update(status=LearningLog.Status.DRAFT)
    report = make_report(city)
    making.make(report.pk)
    report.refresh_from_db()
    assert report.facts["logs"] == 3
    assert not FindingLog.objects.filter(finding__report=report, log__circle=Circle.TEAM).exists()


def test_initiatives_that_posted_nothing_are_counted_as_silent(city: Portfolio, spoken: list[Initiative]) -> None:
    silent = make_initiative(city, "Quiet Garden")
    make_initiative(city, "Over and done", stage="closed", closed_how="completed", ended_on=date(2025, 1, 1))
    make_initiative(city, "Not yet begun", started_on=date(2027, 1, 1))
    make_initiative(city, "For the team only", circle=Circle.TEAM)
    report = make_report(city)
    making.make(report.pk)
    report.refresh_from_db()
    assert report.facts["silent"] == [silent.pk]
    assert report.facts["expected"] == 5


def test_a_system_that_is_hardly_heard_is_named(city: Portfolio, spoken: list[Initiative], energy: System) -> None:
    for number in range(8):
        make_initiative(city, f"Silent {number}", system=energy)
    report = make_report(city)
    making.make(report.pk)
    finding = report.findings.get(kind=Finding.Kind.BLIND_SPOT)
    assert finding.title == "Energy & buildings: 2 of 10 initiatives heard from"
    assert finding.citations.count() == 4


def test_an_empty_period_gives_an_honest_report(city: Portfolio) -> None:
    report = make_report(city)
    assert making.make(report.pk)
    report.refresh_from_db()
    assert report.facts["standfirst"] == "No learning logs came in for this period."
    assert not report.findings.exists()


def test_a_report_that_another_worker_has_is_left_alone(city: Portfolio, spoken: list[Initiative]) -> None:
    report = make_report(city)
    assert SenseMakingReport.claim(report.pk) is not None
    assert making.make(report.pk) is False
    assert not report.findings.exists()


def test_a_worker_that_lost_its_report_writes_nothing(city: Portfolio, spoken: list[Initiative]) -> None:
    report = make_report(city)
    slow = SenseMakingReport.claim(report.pk)
    assert slow is not None
    rollup = making.roll_up(making.question_of(slow))
    SenseMakingReport.objects.update(heartbeat_at=long_ago())
    assert making.make(report.pk) is True
    first = told(report)
    assert making._write(slow, rollup) is False
    assert told(report) == first


def test_a_report_that_breaks_says_so_in_words_and_can_be_made_again(
    city: Portfolio, alma: User, spoken: list[Initiative]
) -> None:
    report = make_report(city)
    with patch.object(making, "roll_up", side_effect=RuntimeError("boom")):
        assert making.make(report.pk) is False
    report.refresh_from_db()
    assert report.status == Status.FAILED
    assert "No log is lost" in report.problem and "boom" not in report.problem
    with patch.object(reports, "send"):
        reports.rerun(report=report, by=alma)
    assert making.make(report.pk) is True


def test_a_report_whose_workers_keep_dying_is_given_up(city: Portfolio) -> None:
    report = make_report(city, status=Status.WORKING, attempts=4, heartbeat_at=long_ago())
    assert making.make(report.pk) is False
    report.refresh_from_db()
    assert report.status == Status.FAILED
    assert "shorter period" in report.problem


def test_lost_messages_are_sent_again(city: Portfolio) -> None:
    lost = make_report(city, asked_at=long_ago())
    abandoned = make_report(city, status=Status.WORKING, heartbeat_at=long_ago())
    make_report(city, asked_at=timezone.now())
    make_report(city, status=Status.WORKING, heartbeat_at=timezone.now())
    make_report(city, status=Status.READY)
    sent: list[int] = []
    with patch.object(reports, "send", sent.append):
        tasks.requeue_reports()
    assert sorted(sent) == [lost.pk, abandoned.pk]


def test_a_log_deleted_before_writing_is_simply_not_cited(city: Portfolio, spoken: list[Initiative]) -> None:
    report = make_report(city)
    claimed = SenseMakingReport.claim(report.pk)
    assert claimed is not None
    rollup = making.roll_up(making.question_of(claimed))
    LearningLog.objects.filter(saw=DOORS[0]).delete()
    assert making._write(claimed, rollup) is True
    assert not FindingLog.objects.filter(finding__report=report, log__saw=DOORS[0]).exists()
    doors = report.findings.get(citations__log__saw=DOORS[1])
    assert doors.log_count == 3


def told(report: SenseMakingReport) -> list[object]:
    """Everything that a reader of the report sees."""
    report.refresh_from_db()
    rows = FindingLog.objects.filter(finding__report=report)
    return [
        report.facts,
        list(report.findings.values_list("key", "kind", "title", "body", "log_count", "before_count", "data")),
        list(rows.order_by("finding__order", "log").values_list("finding__key", "log", "weight", "quote")),
    ]


def long_ago() -> datetime:
    return timezone.now() - timedelta(minutes=10)
