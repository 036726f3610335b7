"""The map as it stood, and what happened to connections and combinations between two snapshots."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from initiatives.models import Combination, CombinationMember, Connection, Initiative, Snapshot, SnapshotEntry, System
from initiatives.services import snapshots
from initiatives.snapshots.comparing import Comparison, Group
from initiatives.snapshots.taking import take
from portfolio_hub.overviews.map import data as map_module
from portfolio_hub.overviews.map.choice import read
from portfolio_hub.overviews.map.data import MapData, map_data
from portfolio_hub.overviews.map.then import snapshots_of
from stakeholders.models import Portfolio, User
from tests.portfolio_hub.map.conftest import access_of, connect

SignIn = Callable[[User | None], Client]
Ties = dict[str, Connection]


def frozen(city: Portfolio, name: str, **fields: Any) -> Snapshot:
    snapshot = snapshots.ask(portfolio=city, name=name, by=None, **fields)
    assert take(snapshot.pk)
    snapshot.refresh_from_db()
    return snapshot


def at(city: Portfolio, user: User, snapshot: Snapshot, query: str = "") -> MapData:
    return map_data(access_of(user, city), read(QueryDict(f"at={snapshot.pk}&{query}")))


@pytest.fixture
def spring(city: Portfolio, ties: Ties) -> Snapshot:
    return frozen(city, "Spring", taken_on=date(2026, 4, 1))


def test_nodes_and_links_are_those_of_the_day(
    city: Portfolio, alma: User, ties: Ties, spring: Snapshot, heat_loop: Initiative, energy: System
) -> None:
    Initiative.objects.filter(pk=heat_loop.pk).update(stage="closed", closed_how="merged", title="Heat Ring")
    ties["enables"].delete()
    connect(heat_loop, ties["tension"].target, "depends_on")
    then = at(city, alma, spring)
    assert {(node.title, node.stage) for node in then.nodes} >= {("Heat Loop", "testing")}
    assert sorted(edge.kind for edge in then.edges) == ["depends_on", "enables", "in_tension", "reinforces"]
    assert then.at == spring
    assert then.counts.systems[str(energy.pk)] == 2
    assert then.suggested == []


def test_positions_are_those_of_the_same_rose(city: Portfolio, alma: User, ties: Ties, spring: Snapshot) -> None:
    now = map_data(access_of(alma, city), read(QueryDict("")))
    assert at(city, alma, spring).rose.points == now.rose.points


def test_a_system_that_is_gone_keeps_a_wedge_of_its_name(
    city: Portfolio, alma: User, ties: Ties, spring: Snapshot, health: System
) -> None:
    health.delete()
    then = at(city, alma, spring)
    gone = [wedge for wedge in then.wedges if wedge.id < 0]
    assert [wedge.name for wedge in gone] == ["Health & care"]
    assert then.counts.systems[str(gone[0].id)] == 2


def test_it_is_found_by_words_stage_and_kind(city: Portfolio, alma: User, ties: Ties, spring: Snapshot) -> None:
    assert [node.title for node in at(city, alma, spring, "q=loop heat").nodes] == ["Heat Loop"]
    assert [node.title for node in at(city, alma, spring, "stage=closed").nodes] == ["Old Pilot"]
    assert [edge.kind for edge in at(city, alma, spring, "status=refuted").edges] == ["precedes"]


def test_others_see_no_more_of_then_than_of_now(
    city: Portfolio, odile: User, dag: User, ties: Ties, spring: Snapshot, sign_in: SignIn
) -> None:
    then = at(city, odile, spring)
    assert "Loose End" not in {node.title for node in then.nodes}
    assert {edge.kind for edge in then.edges} == {"enables", "in_tension"}
    names = set(SnapshotEntry.objects.seen_with(access_of(odile, city)).values_list("name", flat=True))
    assert not any("Loose End" in name for name in names)
    assert sign_in(dag).get(f"/riverton/map/data/?at={spring.pk}").status_code == 404


def test_whoever_only_reads_sees_today_whatever_day_they_ask_for(
    open_city: Portfolio, ties: Ties, spring: Snapshot, client: Client
) -> None:
    assert client.get(f"/riverton/map/data/?at={spring.pk}").json()["at"] is None


def test_a_snapshot_of_another_portfolio_is_not_shown(city: Portfolio, alma: User, dag: User, ties: Ties) -> None:
    other = Portfolio.objects.get(slug="elsewhere")
    theirs = frozen(other, "Theirs")
    assert at(city, alma, theirs).at is None
    assert snapshots_of(access_of(alma, city)) == []


def test_it_says_what_was_said_refuted_and_over_between_two(
    city: Portfolio, alma: User, odile: User, ties: Ties, spring: Snapshot, heat_loop: Initiative, old_pilot: Initiative
) -> None:
    Connection.objects.filter(pk=ties["enables"].pk).update(status="ended", ended_on="2026-06-01", outcome="Over.")
    Connection.objects.filter(pk=ties["tension"].pk).update(status="refuted", outcome="No.")
    ties["hidden"].delete()
    connect(heat_loop, old_pilot, "enables")
    whole = Combination.objects.create(portfolio=city, name="Warm and cool", effect="Heat goes where it is needed.")
    CombinationMember.objects.create(combination=whole, initiative=heat_loop)
    comparison = Comparison(spring, frozen(city, "Autumn"), access_of(alma, city))
    found = {
        group.value: sorted(row.name for row in comparison.rows(group))
        for group in (Group.CONNECTED, Group.REFUTED, Group.PARTED, Group.COMBINED, Group.DISSOLVED)
    }
    assert found == {
        "connected": ["Heat Loop enables Old Pilot"],
        "refuted": ["Warm Streets Millbrook is in tension with Cool Rooms"],
        "parted": ["Heat Loop enables Warm Streets Millbrook", "Heat Loop reinforces Cool Rooms"],
        "combined": ["Warm and cool"],
        "dissolved": [],
    }
    mine = Comparison(comparison.before, comparison.after, access_of(odile, city))
    assert mine.counts()[Group.PARTED] == 1


def test_pages_of_snapshots_show_connections(
    city: Portfolio, alma: User, ties: Ties, spring: Snapshot, sign_in: SignIn
) -> None:
    page = sign_in(alma).get(f"/riverton/snapshots/{spring.pk}/?kind=connection").content.decode()
    assert "Heat Loop enables Warm Streets Millbrook" in page
    autumn = frozen(city, "Autumn")
    compared = sign_in(alma).get(f"/riverton/snapshots/compare/?before={spring.pk}&after={autumn.pk}")
    assert "No initiatives were connected." in compared.content.decode()


def test_too_many_of_a_day_stand_in_groups_by_system(
    city: Portfolio, alma: User, ties: Ties, spring: Snapshot, energy: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(map_module, "MOST_NODES", 3)
    then = at(city, alma, spring)
    assert then.groups is not None
    assert [(group.name, group.count) for group in then.groups.items] == [
        ("Energy & buildings", 2), ("Health & care", 2), ("No system yet", 1),
    ]  # fmt: skip
    assert sorted(count for *_ends, count in then.groups.edges) == [1, 2]
    opened = at(city, alma, spring, then.groups.items[0].query)
    assert {node.system for node in opened.nodes} == {energy.pk}
    assert opened.counts.of == 5
