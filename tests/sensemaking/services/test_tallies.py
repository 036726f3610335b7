"""Tallies always say what the logs say."""

import threading
from collections import Counter
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from initiatives.models import Initiative
from sensemaking.models import Kind, LearningLog, LogTally, MonthTally
from sensemaking.services import tallies
from stakeholders.models import Portfolio
from tests.factories import make_initiative, make_log, make_portfolio

JULY, AUGUST = date(2026, 7, 1), date(2026, 8, 1)


def test_new_logs_are_counted_by_initiative_month_and_kind(city: Portfolio, warm_streets: Initiative) -> None:
    first = make_log(warm_streets, happened_on=date(2026, 7, 31), kind=Kind.SURPRISE)
    second = make_log(warm_streets, happened_on=date(2026, 7, 2), kind=Kind.SURPRISE)
    about_the_city = make_log(portfolio=city, happened_on=date(2026, 8, 5))
    tallies.added([first, second, about_the_city])
    assert tally_of(warm_streets, JULY, Kind.SURPRISE) == 2
    assert tally_of(None, AUGUST, Kind.LEARNING) == 1
    assert tallies.verify() == []


def test_a_tally_of_the_portfolio_itself_grows_too(city: Portfolio) -> None:
    for _time in range(2):
        tallies.added([make_log(portfolio=city, happened_on=JULY)])
    assert tally_of(None, JULY, Kind.LEARNING) == 2
    assert LogTally.objects.count() == 1


def test_drafts_count_nowhere(warm_streets: Initiative) -> None:
    tallies.added([make_log(warm_streets, status=LearningLog.Status.DRAFT)])
    assert not LogTally.objects.exists()
    assert tallies.verify() == []


def test_an_edit_moves_the_log_to_the_month_it_now_tells_about(warm_streets: Initiative) -> None:
    log = make_log(warm_streets, happened_on=date(2026, 8, 9))
    tallies.added([log])
    was = LearningLog.objects.get(pk=log.pk)
    log.happened_on, log.kind = date(2026, 7, 9), Kind.DEAD_END
    log.save()
    tallies.moved(was=[was], now=[log])
    assert tally_of(warm_streets, AUGUST, Kind.LEARNING) == 0
    assert tally_of(warm_streets, JULY, Kind.DEAD_END) == 1
    assert tallies.verify() == []


def test_deleted_logs_are_counted_no_longer(city: Portfolio, warm_streets: Initiative) -> None:
    logs = [make_log(warm_streets, happened_on=JULY), make_log(warm_streets, happened_on=JULY)]
    logs.append(make_log(portfolio=city, happened_on=JULY))
    tallies.added(logs)
    tallies.removed([logs[0], logs[2]])
    LearningLog.objects.filter(pk__in=[logs[0].pk, logs[2].pk]).delete()
    assert tallies.verify() == []


def test_a_tally_never_falls_below_nothing(warm_streets: Initiative) -> None:
    log = make_log(warm_streets, happened_on=JULY)
    tallies.added([log])
    tallies.removed([log, log, log])
    assert tally_of(warm_streets, JULY, Kind.LEARNING) == 0


def test_a_thousand_logs_take_two_statements(city: Portfolio) -> None:
    initiatives = [make_initiative(city) for _number in range(4)]
    logs = [
        LearningLog(portfolio=city, initiative=initiatives[at % 4], happened_on=date(2026, 1 + at % 12, 1), saw="So.")
        for at in range(1000)
    ]
    LearningLog.objects.bulk_create(logs)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        tallies.added(logs)
    upserts = [query for query in queries if "INSERT" in query["sql"]]
    assert len(upserts) == 2  # by initiative, and by month alone
    assert tallies.verify() == []


def test_counting_anew_gives_what_counting_on_arrival_gave(city: Portfolio, warm_streets: Initiative) -> None:
    tallies.added([make_log(warm_streets, happened_on=JULY), make_log(portfolio=city, happened_on=AUGUST)])
    before = Counter(LogTally.objects.values_list("initiative", "month", "kind", "count"))
    tallies.rebuild(city)
    assert Counter(LogTally.objects.values_list("initiative", "month", "kind", "count")) == before
    assert tallies.by_month(city) == {JULY: 1, AUGUST: 1}
    assert tallies.verify() == []


def test_logs_that_change_their_initiative_are_counted_where_they_stand(
    city: Portfolio, warm_streets: Initiative
) -> None:
    other = make_initiative(city)
    tallies.added([make_log(warm_streets, happened_on=JULY), make_log(other, happened_on=AUGUST)])
    LearningLog.objects.update(initiative=other)
    tallies.recount([warm_streets.pk, other.pk])
    assert tally_of(other, JULY, Kind.LEARNING) == 1
    assert tallies.by_month(city) == {JULY: 1, AUGUST: 1}
    assert tallies.verify() == []


def test_what_the_team_alone_sees_is_counted_apart(city: Portfolio, warm_streets: Initiative) -> None:
    own = make_log(warm_streets, happened_on=JULY, circle="team")
    tallies.added(
        [own, make_log(warm_streets, happened_on=JULY), make_log(warm_streets, circle="team", status="draft")]
    )
    assert tallies.shared_further_up([city.pk], JULY, AUGUST) == {city.pk: 1}
    was = LearningLog.objects.get(pk=own.pk)
    own.circle = "portfolio"
    own.save()
    tallies.moved(was=[was], now=[own])
    assert tallies.shared_further_up([city.pk], JULY, AUGUST) == {city.pk: 2}
    assert tallies.verify() == []
    MonthTally.objects.update(team=2)
    assert tallies.verify() == [tallies.Difference(tallies.Key(city.pk, None, JULY, "team"), 2, 0)]
    tallies.rebuild(city)
    assert tallies.verify() == []


def test_a_month_that_was_counted_wrongly_is_named(city: Portfolio, warm_streets: Initiative) -> None:
    tallies.added([make_log(warm_streets, happened_on=JULY)])
    MonthTally.objects.update(count=3)
    assert tallies.verify() == [tallies.Difference(tallies.Key(city.pk, None, JULY, ""), 3, 1)]


def test_numbers_of_months_come_from_tallies(city: Portfolio, warm_streets: Initiative) -> None:
    tallies.added([make_log(warm_streets, happened_on=JULY), make_log(warm_streets, happened_on=date(2026, 8, 30))])
    assert tallies.by_month(city) == {JULY: 1, AUGUST: 1}
    assert tallies.count(city, JULY, AUGUST) == 1
    assert tallies.count(make_portfolio("Other"), JULY, AUGUST) == 0


def test_the_command_proves_that_tallies_and_logs_agree(city: Portfolio, warm_streets: Initiative) -> None:
    tallies.added([make_log(warm_streets, happened_on=JULY)])
    out = StringIO()
    call_command("verify_learning", stdout=out)
    assert "agree" in out.getvalue()


def test_the_command_names_what_differs_and_repairs_it(city: Portfolio, warm_streets: Initiative) -> None:
    make_log(warm_streets, happened_on=JULY)
    out = StringIO()
    with pytest.raises(CommandError, match="1 of the portfolios differ") as refused:
        call_command("verify_learning", "--portfolio", city.slug, stdout=out)
    assert refused.value.returncode == 1
    assert "2 tallies" in out.getvalue()
    assert "tallied 0, logs 1" in out.getvalue()
    call_command("verify_learning", "--rebuild", stdout=out)
    assert tallies.verify() == []


def test_the_command_says_when_there_is_no_such_portfolio(db: None) -> None:
    with pytest.raises(CommandError, match="no portfolio"):
        call_command("verify_learning", "--portfolio", "atlantis")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_moment_lose_no_count(city: Portfolio, warm_streets: Initiative) -> None:
    other = make_initiative(city)
    july, august = (tallies.Key(city.pk, warm_streets.pk, month, Kind.LEARNING) for month in (JULY, AUGUST))
    third = tallies.Key(city.pk, other.pk, JULY, Kind.LEARNING)
    tallies.apply({july: 1000, august: 1000, third: 1000})
    failures: list[Exception] = []

    def write(deltas: dict[tallies.Key, int]) -> None:
        try:
            for _time in range(40):
                tallies.apply(deltas)
        except Exception as error:  # the thread must tell the test
            failures.append(error)
        finally:
            connection.close()

    changes = ({july: 2, august: -1, third: 1}, {third: -1, august: 1}, {august: 3, july: -1}, {july: 1, third: 1})
    threads = [threading.Thread(target=write, args=(change,)) for change in changes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert tally_of(warm_streets, JULY, Kind.LEARNING) == 1000 + 40 * 2
    assert tally_of(warm_streets, AUGUST, Kind.LEARNING) == 1000 + 40 * 3
    assert tally_of(other, JULY, Kind.LEARNING) == 1000 + 40


def tally_of(initiative: Initiative | None, month: date, kind: str) -> int:
    tally = LogTally.objects.filter(initiative=initiative, month=month, kind=kind).first()
    return tally.count if tally else 0
