"""Learning logs come in from files: three joined by an id, or one with days and initiatives."""

from datetime import date

import pytest
from django.db.models import Sum

from initiatives.models import Initiative
from sensemaking.models import LearningLog, LogTally
from sensemaking.services import tallies
from tests.factories import make_initiative
from tests.initiatives.imports import conftest as importing
from tests.initiatives.imports.conftest import DATA, Desk, table

pytestmark = pytest.mark.django_db
desk, no_broker = importing.desk, importing.no_broker
NASA = (DATA / "nasa-events.json", DATA / "nasa-lessons.json", DATA / "nasa-recommendations.json")


def counted() -> int:
    return LogTally.objects.aggregate(sum=Sum("count"))["sum"] or 0


def test_three_files_become_one_log_each_by_their_id(desk: Desk) -> None:
    run = desk.bring_in(*NASA, target="logs", **{"fixed-happened_on": "2026-06-01"})

    assert run.counts["created"] == 8
    log = LearningLog.objects.get(external_id="58")
    assert log.tried.startswith("While an employee was climbing")
    assert log.saw.startswith("Personal equipment used by repair personnel")
    assert log.next == ""
    assert LearningLog.objects.exclude(next="").count() == 7
    assert (log.initiative, log.portfolio, log.happened_on) == (None, desk.portfolio, date(2026, 6, 1))
    assert counted() == 8
    problem = run.problems.get()
    assert problem.expected == "a row with this value in nasa-recommendations.json"


def test_the_same_files_again_change_nothing_and_can_be_taken_back(desk: Desk) -> None:
    first = desk.bring_in(*NASA, target="logs", **{"fixed-happened_on": "2026-06-01"})
    again = desk.bring_in(*NASA, target="logs", **{"fixed-happened_on": "2026-06-01"})
    assert (again.counts["unchanged"], LearningLog.objects.count()) == (8, 8)

    desk.undo(first)

    assert not LearningLog.objects.exists()
    assert counted() == 0


def test_without_a_day_the_page_asks_for_one(desk: Desk) -> None:
    run = desk.start(*NASA, target="logs")

    response = desk.post(f"{run.pk}/columns/", desk.columns_form(run))

    assert response.status_code == 422
    assert "Choose the column for “when”, or give one value for every row." in response.content.decode()


def test_logs_find_their_initiative_and_follow_its_circle(desk: Desk) -> None:
    street = make_initiative(desk.portfolio, "Warm Streets")
    make_initiative(desk.portfolio, "Quiet Garden", circle="team")
    rows = (
        "ref,what we saw,date,initiative",
        "1,Neighbours helped each other carry pipes,2026-03-04,warm streets",
        "2,The pump was too loud at night for many,2026-03-09,Nowhere",
        "3,We saw more bees than in the year before,2026-04-01,Quiet Garden",
        "4,People asked for a bench again and again,2026-04-02,",
        "5,This will have happened some day later on,2999-01-01,",
    )

    run = desk.bring_in(table(*rows), target="logs", changes={"ref": {"is_key": "on"}})

    assert (run.counts["created"], run.counts["skipped"]) == (2, 3)
    assert LearningLog.objects.get(external_id="1").initiative == street
    assert LearningLog.objects.get(external_id="4").initiative is None
    assert {problem.row for problem in run.problems.filter(is_skipped=True)} == {3, 4, 6}
    assert Initiative.objects.get(pk=street.pk).last_heard_at is not None


def test_a_newer_file_moves_the_tallies_along(desk: Desk) -> None:
    head = "ref,what we saw,date,kind"
    changes = {"ref": {"is_key": "on"}}
    desk.bring_in(
        table(head, "1,Neighbours helped each other carry,2026-03-04,surprise"), target="logs", changes=changes
    )

    run = desk.bring_in(
        table(head, "1,Neighbours helped each other carry,2026-05-04,outcome"), target="logs", changes=changes
    )

    assert run.counts["updated"] == 1
    assert [(t.month, t.kind, t.count) for t in LogTally.objects.filter(count__gt=0)] == [
        (date(2026, 5, 1), "outcome", 1)
    ]
    desk.undo(run)
    assert LearningLog.objects.get().kind == "surprise"
    assert [(t.month, t.kind) for t in LogTally.objects.filter(count__gt=0)] == [(date(2026, 3, 1), "surprise")]
    assert tallies.verify(desk.portfolio) == []
