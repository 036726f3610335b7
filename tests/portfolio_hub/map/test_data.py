"""The data of the map: who sees which initiatives and links, what filters do, and how it looks as JSON."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from initiatives.models import Connection, Initiative, System
from portfolio_hub.overviews.map import data as map_module
from portfolio_hub.overviews.map.choice import MapFilters, read
from portfolio_hub.overviews.map.data import MapData, map_data
from stakeholders.models import Portfolio, User
from tests.factories import make_challenge, make_initiative, make_place, make_portfolio
from tests.portfolio_hub.map.conftest import access_of, connect, suggest

SignIn = Callable[[User | None], Client]
Ties = dict[str, Connection]


def chosen(query: str) -> MapFilters:
    return read(QueryDict(query))


def seen(city: Portfolio, user: User, query: str = "") -> MapData:
    return map_data(access_of(user, city), chosen(query))


def titles(data: MapData) -> set[str]:
    return {node.title for node in data.nodes}


def edges(data: MapData, ties: Ties) -> set[str]:
    names = {tie.pk: name for name, tie in ties.items()}
    return {names[edge.id] for edge in data.edges}


def test_a_steward_sees_everything_that_holds(city: Portfolio, alma: User, ties: Ties) -> None:
    data = seen(city, alma)
    assert titles(data) == {"Warm Streets Millbrook", "Heat Loop", "Cool Rooms", "Old Pilot", "Loose End"}
    assert edges(data, ties) == {"enables", "tension", "hidden", "to_hidden"}
    assert (data.counts.initiatives, data.counts.of, data.counts.connections) == (5, 5, 4)


def test_others_see_no_link_whose_end_or_self_is_kept_from_them(city: Portfolio, odile: User, ties: Ties) -> None:
    data = seen(city, odile)
    assert "Loose End" not in titles(data)
    assert edges(data, ties) == {"enables", "tension"}
    assert data.counts.kinds["reinforces"] == data.counts.kinds["depends_on"] == 0


def test_what_is_said_elsewhere_for_few_and_what_is_merged_away_is_not_drawn(
    city: Portfolio, alma: User, warm_streets: Initiative, heat_loop: Initiative, cool_rooms: Initiative
) -> None:
    connect(heat_loop, warm_streets, portfolio=make_portfolio("Nation"), circle="portfolio", statement="Between us.")
    connect(warm_streets, cool_rooms)
    Initiative.objects.filter(pk=cool_rooms.pk).update(merged_into=heat_loop.pk)
    assert seen(city, alma).edges == []


def test_suggestions_are_for_stewards(
    city: Portfolio, alma: User, odile: User, warm_streets: Initiative, cool_rooms: Initiative
) -> None:
    waiting = suggest(warm_streets, cool_rooms, kind="enables", from_first=False)
    data = seen(city, alma)
    assert [(one.id, one.source, one.target) for one in data.suggested] == [
        (waiting.pk, cool_rooms.pk, warm_streets.pk)
    ]
    assert data.counts.links == {"confirmed": 0, "suggested": 1}
    assert seen(city, odile).suggested == []


def test_decided_suggestions_are_gone_from_the_map(
    city: Portfolio, alma: User, warm_streets: Initiative, cool_rooms: Initiative
) -> None:
    from django.utils import timezone

    suggest(warm_streets, cool_rooms, status="dismissed", dismissal="known", decided_at=timezone.now())
    assert seen(city, alma).suggested == []


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("status=refuted", {"refuted"}),
        ("status=observed", {"enables"}),
        ("kind=in_tension&kind=reinforces", {"tension", "hidden"}),
        ("links=suggested", set()),
        ("links=none", set()),
        ("stage=testing&stage=growing", {"enables"}),
        ("status=nonsense&kind=' OR 1=1", {"enables", "tension", "hidden", "to_hidden"}),
    ],
)
def test_links_are_filtered_by_kind_state_and_by_their_ends(
    city: Portfolio, alma: User, ties: Ties, query: str, shown: set[str]
) -> None:
    assert edges(seen(city, alma, query), ties) == shown


def test_the_system_of_the_map_is_the_main_one(
    city: Portfolio, alma: User, ties: Ties, energy: System, health: System
) -> None:
    """Warm Streets touches health too, but stands in the wedge of energy, and is counted there alone."""
    data = seen(city, alma, f"system={health.pk}")
    assert titles(data) == {"Cool Rooms", "Old Pilot"}
    assert data.counts.systems == {str(energy.pk): 2, str(health.pk): 2, "0": 1}
    assert data.counts.stages["closed"] == 1
    assert data.counts.stages["growing"] == 0
    assert titles(seen(city, alma, "system=0")) == {"Loose End"}


def test_search_place_organisation_and_level_choose_as_the_list_does(
    city: Portfolio, alma: User, ties: Ties, warm_streets: Initiative, cool_rooms: Initiative
) -> None:
    place = make_place("Millbrook", portfolio=city)
    cool_rooms.places.add(place)
    region = make_portfolio("The region", slug="region")
    from initiatives.models import Placement
    from stakeholders.models import Membership

    Placement.objects.create(portfolio=region, initiative=cool_rooms)
    coop = warm_streets.participations.get().organisation
    assert titles(seen(city, alma, "q=warm")) == {"Warm Streets Millbrook"}
    assert titles(seen(city, alma, f"place={place.pk}")) == {"Cool Rooms"}
    assert titles(seen(city, alma, f"organisation={coop.pk}")) == {"Warm Streets Millbrook"}
    assert titles(seen(city, alma, "portfolio=region")) == set(), "a portfolio that she does not see"
    Membership.objects.create(portfolio=region, user=alma, role="observer")
    assert titles(seen(city, alma, "portfolio=region")) == {"Cool Rooms"}


def test_filters_move_nobody(city: Portfolio, alma: User, ties: Ties) -> None:
    everything, some = seen(city, alma), seen(city, alma, "stage=testing")
    assert all(everything.rose.points[node.id] == some.rose.points[node.id] for node in some.nodes)
    assert everything.rose.bounds == some.rose.bounds


def test_a_portfolio_of_nothing_has_an_empty_map(city: Portfolio, alma: User) -> None:
    data = seen(city, alma)
    assert data.nodes == []
    assert data.edges == []


def test_the_same_number_of_queries_for_few_and_for_many(
    city: Portfolio, alma: User, ties: Ties, energy: System, django_assert_num_queries: Any
) -> None:
    access = access_of(alma, city)
    with django_assert_num_queries(6):
        map_data(access, MapFilters())
    for _number in range(30):
        new = make_initiative(city, system=energy)
        connect(ties["enables"].source, new)
    with django_assert_num_queries(6):
        map_data(access, MapFilters())


def test_as_json_columns_have_one_length_and_links_point_at_nodes(
    city: Portfolio, alma: User, ties: Ties, sign_in: SignIn, warm_streets: Initiative, cool_rooms: Initiative
) -> None:
    suggest(warm_streets, cool_rooms)
    found = sign_in(alma).get("/riverton/map/data/").json()
    assert {len(column) for column in found["nodes"].values()} == {5}
    assert {len(column) for column in found["edges"].values()} == {4}
    place = found["edges"]["id"].index(ties["enables"].pk)
    source, target = found["edges"]["source"][place], found["edges"]["target"][place]
    assert found["nodes"]["title"][source] == "Heat Loop"
    assert found["nodes"]["title"][target] == "Warm Streets Millbrook"
    assert found["words"]["kinds"][found["edges"]["kind"][place]]["key"] == "enables"
    assert found["words"]["statuses"][found["edges"]["status"][place]]["key"] == "observed"
    assert found["nodes"]["links"][target] == 3
    assert found["nodes"]["suggested"][target] == 1
    assert [wedge["name"] for wedge in found["frame"]["wedges"]] == [
        "Energy & buildings", "Health & care", "No system yet",
    ]  # fmt: skip
    assert [ring["stage"] for ring in found["frame"]["rings"]] == ["embedded", "growing", "testing", "exploring"]
    assert found["urls"] == {
        "initiative": "/riverton/initiatives/{id}/", "connection": "/riverton/connections/{id}/",
        "suggestion": "/riverton/suggestions/{id}/",
    }  # fmt: skip


def test_nothing_is_sent_again_where_nothing_changed(city: Portfolio, alma: User, ties: Ties, sign_in: SignIn) -> None:
    client = sign_in(alma)
    first = client.get("/riverton/map/data/")
    again = client.get("/riverton/map/data/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    ties["tension"].delete()
    assert client.get("/riverton/map/data/", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_odd_addresses_are_answered(city: Portfolio, alma: User, ties: Ties, sign_in: SignIn) -> None:
    client = sign_in(alma)
    for query in ("at=99999", "at=x", "group=place:", "group=nothing:1", "group=challenge:0", "by=colour", "system=-1",
                  "q=%00", "portfolio=%00", "stage=nowhere", "at=9" * 20):  # fmt: skip
        assert client.get(f"/riverton/map/data/?{query}").status_code == 200


def test_a_choice_survives_the_way_through_an_address() -> None:
    query = "q=heat&stage=testing&kind=enables&status=refuted&links=suggested&portfolio=region&at=7&group=place:3"
    filters = chosen(query)
    assert read(QueryDict(filters.query)) == filters
    assert filters.opened == ("place", 3)
    assert MapFilters().query == ""


class TestTooMany:
    """Beyond what can be drawn there are groups."""

    @pytest.fixture(autouse=True)
    def few_are_many(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(map_module, "MOST_NODES", 3)

    def test_groups_by_system_count_what_runs_between(
        self, city: Portfolio, alma: User, ties: Ties, energy: System, health: System
    ) -> None:
        data = seen(city, alma)
        assert data.nodes == []
        assert data.groups is not None
        assert {(group.name, group.count) for group in data.groups.items} == {
            ("Energy & buildings", 2), ("Health & care", 2), ("No system yet", 1),
        }  # fmt: skip
        names = [group.name for group in data.groups.items]
        between = {frozenset((names[one], names[other])): count for one, other, count in data.groups.edges}
        assert between == {
            frozenset(("Energy & buildings", "Health & care")): 2,
            frozenset(("Energy & buildings", "No system yet")): 1,
        }

    def test_opening_a_group_shows_its_initiatives(self, city: Portfolio, alma: User, ties: Ties) -> None:
        data = seen(city, alma)
        assert data.groups is not None
        for group in data.groups.items:
            opened = seen(city, alma, group.query)
            assert len(opened.nodes) == group.count
            assert opened.counts.of == 5

    def test_groups_by_place_and_challenge_open_too(
        self, city: Portfolio, alma: User, ties: Ties, cool_rooms: Initiative, heat_loop: Initiative
    ) -> None:
        place = make_place("Millbrook", portfolio=city)
        cool_rooms.places.add(place)
        challenge = make_challenge(city, "Hot nights")
        challenge.initiatives.add(cool_rooms, heat_loop)
        for by, name, count in (("place", "Millbrook", 1), ("challenge", "Hot nights", 2)):
            data = seen(city, alma, f"by={by}")
            assert data.groups is not None
            group = next(group for group in data.groups.items if group.name == name)
            assert group.count == count
            assert len(seen(city, alma, group.query).nodes) == count
            rest = next(group for group in data.groups.items if group.key == "0")
            assert seen(city, alma, f"group={by}:0").counts.initiatives == rest.count == 5 - count

    def test_groups_do_not_touch(self, city: Portfolio, alma: User, ties: Ties) -> None:
        from math import dist

        data = seen(city, alma)
        assert data.groups is not None
        items = data.groups.items
        for place, one in enumerate(items):
            for other in items[:place]:
                assert dist((one.x, one.y), (other.x, other.y)) > one.radius + other.radius

    def test_others_do_not_learn_how_many_there_are(self, city: Portfolio, odile: User, ties: Ties) -> None:
        data = seen(city, odile)
        assert data.groups is not None
        assert sum(group.count for group in data.groups.items) == 4
        assert sum(count for *_ends, count in data.groups.edges) == 1

    def test_filters_that_choose_few_show_single_ones(self, city: Portfolio, alma: User, ties: Ties) -> None:
        data = seen(city, alma, "stage=testing&stage=growing")
        assert data.groups is None
        assert titles(data) == {"Heat Loop", "Warm Streets Millbrook"}
        assert edges(data, ties) == {"enables"}

    def test_json_says_groups(self, city: Portfolio, alma: User, ties: Ties, sign_in: SignIn) -> None:
        found = sign_in(alma).get("/riverton/map/data/").json()
        assert found["mode"] == "groups"
        assert found["nodes"]["id"] == []
        assert len(found["groups"]["items"]["name"]) == 3
