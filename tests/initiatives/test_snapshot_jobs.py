"""A snapshot is taken by a worker: once, whole, and never changed again."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from initiatives.models import FacetJudgement, Initiative, Snapshot, SnapshotEntry, System
from initiatives.services import snapshots
from initiatives.snapshots import freezing, taking
from portfolio_hub.lib.jobs import STALE_AFTER
from sensemaking.services import reports
from stakeholders.models import Change, Organisation, Portfolio, User
from stakeholders.policies import Refused
from tests.factories import (
    make_endorsement,
    make_initiative,
    make_intent,
    make_lever,
    make_organisation,
    make_promise,
    make_report,
    make_service,
)

Status = Snapshot.Status


@pytest.fixture
def asked(city: Portfolio, alma: User) -> Snapshot:
    return snapshots.ask(portfolio=city, name="Spring", by=alma, note="Before the summit")


def entries(snapshot: Snapshot) -> list[tuple[str, int, str, str, str, Any]]:
    rows = SnapshotEntry.objects.filter(snapshot=snapshot)
    return list(rows.values_list("kind", "object_id", "name", "state", "circle", "facts"))


def test_it_freezes_initiatives_promises_and_endorsements(
    warm_streets: Initiative, energy: System, city: Portfolio, coop: Organisation, alma: User, asked: Snapshot
) -> None:
    placement = warm_streets.placements.get()
    placement.levers.add(make_lever(city, "Finance"))
    FacetJudgement.objects.create(placement=placement, by=alma, directedness=80, certainty=20)
    make_service(warm_streets, make_promise(city, "Warm homes", essential=(energy,)), in_hand=30, evidenced=10)
    make_endorsement(make_intent(city), coop)

    assert taking.take(asked.pk)

    asked.refresh_from_db()
    assert asked.status == Status.READY
    assert asked.finished_at
    held = {row.kind: row for row in asked.entries.all()}
    initiative = held["initiative"]
    assert (initiative.name, initiative.state, initiative.circle) == ("Warm Streets Millbrook", "growing", "public")
    assert initiative.facts == {
        "paused": False, "facet": "", "judged": {"mission": 1}, "systems": ["Energy & buildings", "Health & care"],
        "levers": ["Finance"], "leads": ["Millbrook Housing Co-op"], "serves": ["Warm homes"],
    }  # fmt: skip
    promise = held["commitment"]
    assert (promise.name, promise.state) == ("Warm homes", "thin")
    assert promise.facts == {"evidenced": 10.0, "in_hand": 30.0, "initiatives": 1}
    assert (held["endorsement"].object_id, held["endorsement"].state) == (coop.pk, "confirmed")
    assert asked.facts == {
        "initiative": {"public": {"growing": 1}}, "commitment": {"public": {"thin": 1}},
        "endorsement": {"public": {"confirmed": 1}}, "connection": {}, "combination": {}, "gap": 60,
    }  # fmt: skip


def test_what_is_over_is_left_out(city: Portfolio, coop: Organisation, asked: Snapshot) -> None:
    gone = make_initiative(city, "Moved away")
    gone.placements.update(until_on=timezone.localdate())
    make_promise(city, "Given up", retired_on=timezone.localdate(), retired_why="Fulfilled")
    version = make_intent(city)
    make_endorsement(version, coop, status="withdrawn")
    make_endorsement(version, make_organisation("Trust"), status="lapsed")
    taking.take(asked.pk)
    assert [row[2:4] for row in entries(asked)] == [("Trust", "lapsed")]


def test_running_twice_gives_the_same_rows(warm_streets: Initiative, asked: Snapshot) -> None:
    taking.take(asked.pk)
    first = entries(asked)
    assert not taking.take(asked.pk)
    assert entries(asked) == first != []


def test_a_worker_that_was_killed_leaves_nothing_twice(
    city: Portfolio, asked: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        make_initiative(city, f"Initiative {number}")
    monkeypatch.setattr(freezing, "AT_ONCE", 2)
    with monkeypatch.context() as patch:
        patch.setattr(freezing, "commitments", lambda *_args: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            taking.take(asked.pk)
    assert len(entries(asked)) == 5
    asked.refresh_from_db()
    assert (asked.status, asked.progress_done, asked.progress_total) == (Status.WORKING, 5, 5)
    assert not taking.take(asked.pk)
    Snapshot.objects.filter(pk=asked.pk).update(heartbeat_at=timezone.now() - 2 * STALE_AFTER)
    assert taking.take(asked.pk)
    assert len(entries(asked)) == 5


def test_a_worker_that_was_taken_over_writes_no_more(
    warm_streets: Initiative, asked: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = freezing.initiatives

    def slow(snapshot: Snapshot) -> Any:
        for batch in whole(snapshot):
            Snapshot.objects.filter(pk=snapshot.pk).update(claimed_by="00000000-0000-4000-8000-000000000000")
            yield batch

    monkeypatch.setattr(freezing, "initiatives", slow)
    assert not taking.take(asked.pk)
    assert entries(asked) == []
    asked.refresh_from_db()
    assert asked.status == Status.WORKING


def test_what_goes_wrong_is_said_and_can_be_tried_again(
    warm_streets: Initiative, asked: Snapshot, alma: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(taking, "coverage_facts", lambda _portfolio: 1 / 0)
        assert not taking.take(asked.pk)
    asked.refresh_from_db()
    assert asked.status == Status.FAILED
    assert "Nothing in the portfolio has changed" in asked.problem
    assert snapshots.ask_again(snapshot=asked, by=alma).status == Status.ASKED
    assert taking.take(asked.pk)


def test_a_snapshot_that_kills_its_workers_gives_up(asked: Snapshot) -> None:
    stale = timezone.now() - 2 * STALE_AFTER
    Snapshot.objects.filter(pk=asked.pk).update(status="working", heartbeat_at=stale, attempts=taking.MOST_ATTEMPTS)
    assert not taking.take(asked.pk)
    asked.refresh_from_db()
    assert asked.status == Status.FAILED
    assert "worker" in asked.problem


def test_lost_messages_are_sent_again(asked: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[int] = []
    monkeypatch.setattr(snapshots, "send", sent.append)
    snapshots.send_again()
    assert not sent
    Snapshot.objects.filter(pk=asked.pk).update(asked_at=timezone.now() - timedelta(minutes=1))
    snapshots.send_again()
    assert sent == [asked.pk]


def test_asking_twice_while_it_is_in_hand_is_asking_once(city: Portfolio, alma: User, asked: Snapshot) -> None:
    assert snapshots.ask(portfolio=city, name="Spring", by=alma) == asked
    taking.take(asked.pk)
    assert snapshots.ask(portfolio=city, name="Spring", by=alma) != asked


def test_once_ready_the_database_refuses_every_change(warm_streets: Initiative, asked: Snapshot) -> None:
    taking.take(asked.pk)
    entry = asked.entries.get()
    changes = (
        lambda: SnapshotEntry.objects.filter(pk=entry.pk).update(state="idea"),
        lambda: SnapshotEntry.objects.create(snapshot=asked, kind="initiative", object_id=7, name="Late"),
        lambda: Snapshot.objects.filter(pk=asked.pk).update(status="asked"),
        lambda: Snapshot.objects.filter(pk=asked.pk).update(facts={}),
        lambda: Snapshot.objects.filter(pk=asked.pk).update(taken_on=timezone.localdate() - timedelta(days=9)),
    )
    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_it_can_be_renamed_and_the_history_knows(asked: Snapshot, alma: User) -> None:
    taking.take(asked.pk)
    asked.refresh_from_db()
    snapshots.rename(snapshot=asked, by=alma, name="Spring 2026", note="")
    asked.refresh_from_db()
    assert (asked.name, asked.note) == ("Spring 2026", "")
    change = Change.objects.of(asked).first()
    assert change
    assert change.fields == {"name": ["Spring", "Spring 2026"], "note": ["Before the summit", ""]}


def test_it_can_be_deleted_with_all_it_holds(warm_streets: Initiative, asked: Snapshot, alma: User) -> None:
    Snapshot.objects.filter(pk=asked.pk).update(status="working", heartbeat_at=timezone.now())
    with pytest.raises(Refused, match="being taken"):
        snapshots.delete(snapshot=asked, by=alma)
    Snapshot.objects.filter(pk=asked.pk).update(status="asked")
    taking.take(asked.pk)
    snapshots.delete(snapshot=asked, by=alma)
    assert not SnapshotEntry.objects.exists()
    assert Change.objects.filter(kind=Change.Kind.DELETED, by=alma).count() == 1


def test_a_published_report_takes_one_along(city: Portfolio, alma: User) -> None:
    report = make_report(city, status="ready", title="A dry summer", facts={})
    reports.publish(report=report, by=alma)
    snapshot = Snapshot.objects.get()
    assert (snapshot.kind, snapshot.name, snapshot.by) == ("report", "Report on July–September 2026", alma)


def test_a_deleted_portfolio_takes_its_snapshots_along(city: Portfolio, asked: Snapshot) -> None:
    taking.take(asked.pk)
    city.delete()
    assert not Snapshot.objects.exists()
