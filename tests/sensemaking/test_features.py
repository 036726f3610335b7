"""What is kept of each log is what reading it gives, however the logs came, changed and went."""

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import StringIO
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from initiatives.models import Initiative
from sensemaking import tasks
from sensemaking.models import LearningLog, LogFeatures, LogReading, LogWord, SenseMakingReport
from sensemaking.reading import Reader
from sensemaking.rollup import roll_up
from sensemaking.services import features, learning, making, proving, tallies, vocabulary
from stakeholders.models import Portfolio, User
from tests.factories import make_initiative, make_log, make_report

JULY = date(2026, 7, 14)
DOORS = "The door opened when a neighbour knocked. Neighbours open doors."
STANDING = "This note was written by the field team of the city of Riverton."


def words(portfolio: Portfolio) -> dict[str, int]:
    return dict(LogWord.objects.filter(portfolio=portfolio).values_list("word", "logs"))


def record(initiative: Initiative, by: User, saw: str) -> LearningLog:
    return learning.record(portfolio=initiative.home, initiative=initiative, by=by, saw=saw, happened_on=JULY)


def holds(portfolio: Portfolio) -> bool:
    """Everything is read, and is what the logs give from nothing."""
    proof = proving.prove(portfolio)
    return not proof.waiting and not proof.features and not proof.words


@pytest.fixture
def read(warm_streets: Initiative, bo: User) -> LearningLog:
    """A log that a worker has read."""
    log = record(warm_streets, bo, DOORS)
    tasks.requeue_reading()
    tasks.read_logs()
    return log


def test_a_new_log_waits_until_a_worker_reads_it(warm_streets: Initiative, bo: User) -> None:
    log = record(warm_streets, bo, DOORS)
    assert log.features.digest == ""
    tasks.read_logs()
    log.features.refresh_from_db()
    assert (log.features.language, log.features.stems) == (
        "en",
        "door open neighbour knock neighbour open door",
    )
    assert words(log.portfolio) == dict.fromkeys(("door", "doors", "knocked", "neighbour", "neighbours", "open"), 1) | {
        "opened": 1
    }


def test_a_message_is_sent_once_the_log_is_safe(
    warm_streets: Initiative, bo: User, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    with patch("sensemaking.services.features.current_app.send_task") as sent:
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
            record(warm_streets, bo, DOORS)
            sent.assert_not_called()
        sent.assert_called_once_with(features.READ_TASK, queue="background", retry=False)
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
            tasks.requeue_reading()
        assert sent.call_count == 2


def test_an_edit_is_read_anew_and_its_old_words_go(read: LearningLog, bo: User) -> None:
    learning.edit(log=read, by=bo, values={"saw": "Loading bays stayed empty; doors closed."})
    assert "knocked" in words(read.portfolio)  # until the worker comes by
    tasks.read_logs()
    assert words(read.portfolio) == dict.fromkeys(("loading", "bays", "stayed", "empty", "doors", "closed"), 1)
    assert holds(read.portfolio)


def test_an_edit_that_leaves_the_words_alone_is_not_read_again(read: LearningLog, bo: User) -> None:
    learning.edit(log=read, by=bo, values={"kind": "surprise"})
    assert not LogFeatures.objects.filter(digest="").exists()


def test_words_are_counted_by_log_and_go_with_the_last_one(
    read: LearningLog, warm_streets: Initiative, bo: User
) -> None:
    other = record(warm_streets, bo, "A neighbour and her neighbour, both neighbours of ours.")
    tasks.read_logs()
    assert words(read.portfolio)["neighbour"] == 2
    learning.withdraw(log=read, by=bo)
    assert words(other.portfolio) == {"neighbour": 1, "neighbours": 1}
    learning.withdraw(log=other, by=bo)
    assert words(warm_streets.home) == {}


def test_a_draft_is_read_but_its_words_are_nobody_elses(warm_streets: Initiative) -> None:
    log = make_log(warm_streets, DOORS, status=LearningLog.Status.DRAFT)
    features.want([log.pk])
    tasks.read_logs()
    log.features.refresh_from_db()
    assert log.features.stems
    assert words(log.portfolio) == {}
    assert holds(log.portfolio)


def test_logs_from_before_anything_was_read_are_found_by_the_beat(city: Portfolio, warm_streets: Initiative) -> None:
    make_log(warm_streets, DOORS)
    tasks.read_logs()
    assert not LogFeatures.objects.exists()
    tasks.requeue_reading()
    tasks.read_logs()
    assert holds(city)


def test_another_language_of_the_portfolio_has_all_logs_read_anew(read: LearningLog, warm_streets: Initiative) -> None:
    short = make_log(warm_streets, "Genau hier.")
    features.want([short.pk])
    tasks.read_logs()
    Portfolio.objects.filter(pk=read.portfolio_id).update(language="de")
    tasks.requeue_reading()
    assert LogFeatures.objects.filter(digest="").count() == 2
    tasks.read_logs()
    short.features.refresh_from_db()
    assert short.features.language == "de"
    assert holds(Portfolio.objects.get(pk=read.portfolio_id))
    tasks.requeue_reading()
    assert not LogFeatures.objects.filter(digest="").exists()


def test_a_new_analyser_has_all_logs_read_anew(read: LearningLog) -> None:
    with patch("sensemaking.reading.rules", return_value=b"other rules"):
        proof = proving.prove(read.portfolio)
        assert (proof.waiting, proof.features) == (1, [])
        tasks.requeue_reading()
        tasks.read_logs()
        assert holds(read.portfolio)


def test_a_worker_killed_in_the_middle_leaves_nothing_half_done(warm_streets: Initiative, bo: User) -> None:
    log = record(warm_streets, bo, DOORS)
    with patch.object(vocabulary, "apply", side_effect=SystemExit), pytest.raises(SystemExit):
        tasks.read_logs()
    log.features.refresh_from_db()
    assert (log.features.digest, words(log.portfolio)) == ("", {})
    tasks.requeue_reading()
    tasks.read_logs()
    assert holds(log.portfolio)


def test_reading_the_same_logs_twice_counts_them_once(read: LearningLog) -> None:
    before = words(read.portfolio)
    features.fill([read.pk], features.Readers())
    assert words(read.portfolio) == before


def test_many_logs_are_read_in_batches(city: Portfolio, warm_streets: Initiative) -> None:
    tasks.requeue_reading()
    logs = [make_log(warm_streets, f"{DOORS} Bench{number}.") for number in range(7)]
    features.want([log.pk for log in logs])
    with patch.multiple(features, AT_ONCE=2, BATCHES=3), patch.object(features, "send") as sent:
        tasks.read_logs()
        assert LogFeatures.objects.filter(digest="").count() == 1
        sent.assert_called_once_with()
        tasks.requeue_reading()
        tasks.read_logs()
    assert words(city)["neighbour"] == 7
    assert holds(city)


def test_markup_emoji_and_other_scripts_are_read(city: Portfolio, warm_streets: Initiative) -> None:
    odd = ("<script>alert(1)</script>", "🌳🌳🌳", "שלום לכולם מהשכונה", "都市の木陰は涼しい", "word " * 20_000)
    features.want([make_log(warm_streets, saw).pk for saw in odd])
    tasks.read_logs()
    tasks.requeue_reading()
    tasks.read_logs()
    assert words(city)["word"] == 1
    assert holds(city)


@pytest.fixture
def spoken(city: Portfolio) -> SenseMakingReport:
    """A report over many logs, of which all but a few carry a standing sentence."""
    topics = (
        "door neighbour knock street visit leaflet stairwell trust".split(),
        "shade tree bench heat pavement walk water sun".split(),
    )
    initiatives = [make_initiative(city) for _number in range(6)]
    for number in range(48):
        topic = topics[number % 2]
        saw = " ".join((topic[number % 8], topic[number // 3 % 8], topic[number // 7 % 8], f"case{number % 9}"))
        ending = STANDING if number % 4 else ""
        make_log(initiatives[number % 6], f"We met {saw} again. {ending}", happened_on=JULY)
    return make_report(city)


def test_a_report_is_the_same_without_with_and_with_outdated_features(spoken: SenseMakingReport) -> None:
    from_nothing = roll_up(replace(making.question_of(spoken, keeps=False), read={}))
    assert from_nothing.themes
    assert not LogFeatures.objects.exists()
    assert roll_up(making.question_of(spoken)) == from_nothing
    assert LogFeatures.objects.exclude(digest="").count() == 48
    assert roll_up(making.question_of(spoken)) == from_nothing
    LogFeatures.objects.filter(log__in=list(LogFeatures.objects.values_list("log", flat=True)[:9])).delete()
    LogFeatures.objects.filter(log__in=list(LogFeatures.objects.values_list("log", flat=True)[:9])).update(digest="")
    log = LearningLog.objects.latest("pk")
    LearningLog.objects.filter(pk=log.pk).update(saw=log.saw.replace("again", "twice"))
    LogFeatures.objects.update(stems="something else entirely", digest="0" * 32)
    question = making.question_of(spoken)
    assert roll_up(question) == roll_up(replace(question, read={}))


def test_a_report_reads_no_text_that_is_read_already(spoken: SenseMakingReport) -> None:
    making.question_of(spoken)
    with patch.object(Reader, "features", side_effect=AssertionError):
        assert len(making.question_of(spoken).read) == 48


def test_a_report_that_only_looks_keeps_nothing(spoken: SenseMakingReport) -> None:
    making.question_of(spoken, keeps=False)
    assert not LogFeatures.objects.exists()


def test_a_log_that_somebody_else_holds_is_read_for_the_report_alone(spoken: SenseMakingReport) -> None:
    with patch.object(features, "fill", return_value={}):
        question = making.question_of(spoken)
    assert roll_up(question) == roll_up(replace(question, read={}))


def test_the_command_proves_that_everything_agrees(read: LearningLog, spoken: SenseMakingReport) -> None:
    making.make(spoken.pk)
    tallies.rebuild(read.portfolio)
    out = StringIO()
    call_command("verify_learning", stdout=out)
    assert "is the same as from nothing" in out.getvalue()
    assert "Everything that is kept of logs is what the logs say." in out.getvalue()


def test_the_command_names_what_differs_and_makes_it_anew(read: LearningLog) -> None:
    LogFeatures.objects.update(stems="door")
    LogWord.objects.filter(word="knocked").update(logs=5)
    LogWord.objects.create(portfolio=read.portfolio, word="nowhere", logs=1)
    out = StringIO()
    with pytest.raises(CommandError) as refused:
        call_command("verify_learning", "--portfolio", read.portfolio.slug, stdout=out)
    assert refused.value.returncode == 1
    for line in (
        f"log {read.pk}:",
        "“knocked”: counted in 5 logs, stands in 1",
        "“nowhere”",
        "1 read texts and 2 words",
    ):
        assert line in out.getvalue()
    call_command("verify_learning", "--rebuild", stdout=out)
    assert "made anew" in out.getvalue()
    assert holds(read.portfolio)


def test_the_command_says_that_logs_wait(warm_streets: Initiative, bo: User) -> None:
    record(warm_streets, bo, DOORS)
    out = StringIO()
    call_command("verify_learning", stdout=out)
    assert "1 of 1 logs wait to be read" in out.getvalue()


def test_the_command_proves_one_report(spoken: SenseMakingReport) -> None:
    proving.rebuild(spoken.portfolio)
    out = StringIO()
    call_command("verify_learning", "--report", str(spoken.pk), stdout=out)
    assert f"report {spoken.pk}" in out.getvalue()
    with pytest.raises(CommandError, match="no report"):
        call_command("verify_learning", "--report", "0")
    with pytest.raises(CommandError, match="no portfolio"):
        call_command("verify_learning", "--portfolio", "atlantis")


def test_a_text_changed_past_the_services_is_noticed(read: LearningLog) -> None:
    LearningLog.objects.update(saw="Somebody wrote past the services.")
    assert proving.prove(read.portfolio).features == [read.pk]
    assert LogReading.objects.get().portfolio == read.portfolio


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_on_the_same_logs_count_each_once(city: Portfolio, warm_streets: Initiative, bo: User) -> None:
    logs = [record(warm_streets, bo, f"{DOORS} Bench{number}.") for number in range(60)]
    begin = threading.Barrier(3)

    def work(task: Callable[[], object]) -> None:
        try:
            begin.wait()
            task()
        finally:
            connection.close()

    def edit_some() -> None:
        for log in logs[::6]:
            learning.edit(log=log, by=bo, values={"saw": "Trees gave shade."})

    with patch.object(features, "AT_ONCE", 7):
        threads = [
            threading.Thread(target=work, args=(task,)) for task in (tasks.read_logs, tasks.read_logs, edit_some)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        tasks.requeue_reading()
        tasks.read_logs()
    assert Counter(words(city))["shade"] == 10
    assert words(city)["neighbour"] == 50
    assert holds(city)
