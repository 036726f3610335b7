"""A reading is done by a worker: once, only of what its circle sees, and again when something has changed."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from initiatives import tasks
from initiatives.models import Initiative, NetworkReading, System
from initiatives.network import reading as work
from initiatives.network.facts import BY_WIDTH, circle_of
from initiatives.overviews.network import newest, positions
from initiatives.services import network
from portfolio_hub.lib.jobs import STALE_AFTER
from stakeholders.access import access_for
from stakeholders.models import Organisation, Portfolio, User
from tests.factories import make_initiative, make_organisation
from tests.initiatives.network.ground import read_all, reading_of, take_part, tie

Status = NetworkReading.Status
YESTERDAY = timedelta(days=1)


@pytest.fixture
def buses(city: Portfolio, health: System) -> Initiative:
    return make_initiative(city, "Night buses", system=health)


@pytest.fixture
def secret(city: Portfolio) -> Initiative:
    return make_initiative(city, "A secret", circle="team")


def test_each_circle_reads_what_it_sees(
    city: Portfolio, warm_streets: Initiative, buses: Initiative, secret: Initiative
) -> None:
    among_us = make_initiative(city, "Among ourselves", circle="portfolio")
    tie(warm_streets, buses, circle="funders")
    tie(buses, secret)
    tie(buses, among_us)
    found = {row.circle: row for row in read_all(city) if row.subject == "initiatives"}
    assert {circle: found[circle].measures["nodes"] for circle in BY_WIDTH} == {
        "team": 4, "portfolio": 3, "funders": 2, "public": 2
    }  # fmt: skip
    assert {circle: found[circle].measures["links"] for circle in BY_WIDTH} == {
        "team": 3, "portfolio": 2, "funders": 1, "public": 0
    }  # fmt: skip
    assert str(secret.pk) not in found["portfolio"].positions
    assert found["public"].measures["alone"] == [warm_streets.pk, buses.pk]


def test_refuted_and_ended_ties_are_over_and_rivals_are_drawn_but_not_counted(
    city: Portfolio, warm_streets: Initiative, buses: Initiative
) -> None:
    tie(warm_streets, buses, status="refuted", outcome="The data said no")
    tie(warm_streets, buses, "precedes", status="ended", ended_on=date.today(), outcome="Done")
    tie(warm_streets, buses, "in_tension")
    assert reading_of(city).measures["links"] == 0
    tie(warm_streets, buses, "reinforces")
    assert reading_of(city).measures["links"] == 1


def test_closed_ones_stand_on_the_drawing_and_are_not_measured(
    city: Portfolio, warm_streets: Initiative, buses: Initiative
) -> None:
    Initiative.objects.filter(pk=buses.pk).update(stage="closed", closed_how="completed")
    tie(warm_streets, buses)
    row = reading_of(city)
    assert set(row.positions) == {str(warm_streets.pk), str(buses.pk)}
    assert (row.measures["nodes"], row.measures["alone"]) == (1, [warm_streets.pk])


def test_organisations_are_tied_by_what_they_do_together(
    city: Portfolio, warm_streets: Initiative, buses: Initiative, coop: Organisation, mission: Organisation
) -> None:
    school, residents, stranger = (
        make_organisation("School", portfolio=city), make_organisation("Residents", portfolio=city),
        make_organisation("Elsewhere Ltd"),
    )  # fmt: skip
    take_part(warm_streets, mission, stranger)
    take_part(warm_streets, residents, role="affected")
    take_part(buses, mission, school)
    take_part(buses, coop, since_on=date(2020, 1, 1), until_on=date(2021, 1, 1))
    row = reading_of(city, subject="organisations")
    assert row.measures["links"] == 2
    assert row.measures["alone"] == [residents.pk]
    assert [one["id"] for one in row.measures["bridging"]] == [mission.pk]
    assert str(stranger.pk) not in row.positions


def test_one_reading_a_day_made_anew(city: Portfolio, warm_streets: Initiative, buses: Initiative) -> None:
    first = reading_of(city)
    tie(warm_streets, buses)
    again = network.ask(portfolio=city, subject="initiatives", circle="team")
    assert again.pk == first.pk
    assert again.status == Status.ASKED
    shown = NetworkReading.objects.finished().get()
    assert shown.measures["links"] == 0
    assert work.read(again.pk)
    assert NetworkReading.objects.get().measures["links"] == 1
    assert not work.read(again.pk)


def test_the_clock_asks_only_where_something_changed(
    city: Portfolio, warm_streets: Initiative, buses: Initiative, secret: Initiative
) -> None:
    def asked() -> list[tuple[str, str]]:
        rows = network.ask_where_changed(city)
        for row in rows:
            assert work.read(row.pk)
        return [(row.subject, row.circle) for row in rows]

    assert len(asked()) == 8
    assert asked() == []
    tie(buses, secret)
    assert asked() == [("initiatives", "team")]
    tie(warm_streets, buses)
    assert asked() == [("initiatives", circle) for circle in BY_WIDTH]


def test_an_empty_portfolio_asks_for_nothing(city: Portfolio) -> None:
    tasks.ask_for_network_readings()
    assert not NetworkReading.objects.exists()


def test_one_that_failed_today_waits_for_a_steward(
    city: Portfolio, warm_streets: Initiative, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object) -> None:
        raise ZeroDivisionError

    row = network.ask(portfolio=city, subject="initiatives", circle="team")
    monkeypatch.setattr(work, "layout", broken)
    assert not work.read(row.pk)
    row.refresh_from_db()
    assert row.status == Status.FAILED
    assert "Try again" in row.problem
    assert ("initiatives", "team") not in [(one.subject, one.circle) for one in network.ask_where_changed(city)]
    again = network.ask(portfolio=city, subject="initiatives", circle="team")
    assert (again.pk, again.status, again.problem) == (row.pk, Status.ASKED, "")


def test_equal_facts_are_worked_out_once(
    city: Portfolio, warm_streets: Initiative, buses: Initiative, monkeypatch: pytest.MonkeyPatch
) -> None:
    tie(warm_streets, buses)
    first = reading_of(city)
    monkeypatch.setattr(work, "layout", None)
    twin = reading_of(city, circle="public")
    assert (twin.positions, twin.measures) == (first.positions, first.measures)


def test_of_older_readings_the_measures_stay(city: Portfolio, warm_streets: Initiative, buses: Initiative) -> None:
    old = reading_of(city)
    NetworkReading.objects.update(read_on=timezone.localdate() - YESTERDAY)
    tie(warm_streets, buses)
    new = reading_of(city)
    old.refresh_from_db()
    assert old.pk != new.pk
    assert (old.positions, old.measures["links"]) == ({}, 0)
    assert new.positions


def test_a_silent_worker_is_relieved_and_writes_nothing_late(
    city: Portfolio, warm_streets: Initiative, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = network.ask(portfolio=city, subject="initiatives", circle="team")
    late = NetworkReading.claim(row.pk)
    assert late
    assert not work.read(row.pk)
    NetworkReading.objects.update(heartbeat_at=timezone.now() - STALE_AFTER - YESTERDAY)
    sent: list[int] = []
    monkeypatch.setattr(network, "send", sent.append)
    tasks.requeue_network_readings()
    assert sent == [row.pk]
    assert work.read(row.pk)
    assert not work._read(late)
    NetworkReading.objects.update(status=Status.ASKED, attempts=work.MOST_ATTEMPTS)
    assert not work.read(row.pk)
    row.refresh_from_db()
    assert row.status == Status.FAILED


def test_a_reading_that_is_thrown_away_meanwhile_is_lost_quietly(city: Portfolio, warm_streets: Initiative) -> None:
    row = network.ask(portfolio=city, subject="initiatives", circle="team")
    mine = NetworkReading.claim(row.pk)
    assert mine
    NetworkReading.objects.all().delete()
    assert not work._read(mine)


def test_readers_get_the_widest_reading_they_may_see(
    open_city: Portfolio, warm_streets: Initiative, secret: Initiative, alma: User, bo: User, chi: User, dag: User
) -> None:
    read_all(open_city)
    accesses = {user.email: access_for(user, open_city) for user in (alma, bo, chi, dag)}
    found = [(circle_of(access), set(positions(access))) for access in accesses.values() if access]
    assert found == [
        ("team", {warm_streets.pk, secret.pk}), ("portfolio", {warm_streets.pk}), ("funders", {warm_streets.pk}),
        ("public", {warm_streets.pk}),
    ]  # fmt: skip
    visitor = access_for(dag, open_city)
    assert visitor
    assert newest(visitor, "organisations")


def test_without_a_reading_there_are_no_positions(city: Portfolio, alma: User) -> None:
    access = access_for(alma, city)
    assert access
    assert positions(access) == {}
