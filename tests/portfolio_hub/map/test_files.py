"""The map as files: what is filtered, no more, in forms that other programs read."""

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import networkx
import pytest
from django.conf import settings
from django.http.response import HttpResponseBase
from django.test import Client

from initiatives.models import Connection, Initiative, System
from portfolio_hub.overviews.map import data as map_module
from portfolio_hub.overviews.map.drawing import SYSTEM_COLOURS
from stakeholders.models import Portfolio, User
from tests.factories import make_initiative
from tests.portfolio_hub.map.conftest import connect, suggest

SignIn = Callable[[User | None], Client]
Ties = dict[str, Connection]
SVG = "{http://www.w3.org/2000/svg}"


def body(response: HttpResponseBase) -> bytes:
    assert response.status_code == 200
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


def rows(response: HttpResponseBase) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body(response).decode("utf-8-sig"))))


def test_tables_hold_exactly_what_is_filtered(city: Portfolio, alma: User, ties: Ties, sign_in: SignIn) -> None:
    client = sign_in(alma)
    nodes = rows(client.get("/riverton/map/initiatives.csv?stage=testing&stage=growing"))
    assert {(row["Initiative"], row["Stage"], row["Connections"]) for row in nodes} == {
        ("Heat Loop", "Testing", "1"), ("Warm Streets Millbrook", "Growing", "1"),
    }  # fmt: skip
    edges = rows(client.get("/riverton/map/connections.csv?status=refuted"))
    assert [(row["From"], row["How they hang together"], row["To"], row["State"]) for row in edges] == [
        ("Cool Rooms", "precedes", "Old Pilot", "Refuted")
    ]
    assert edges[0]["Why it is refuted or over"] == "They never met."


def test_tables_are_safe_from_formulas(
    city: Portfolio, alma: User, ties: Ties, sign_in: SignIn, energy: System
) -> None:
    evil = make_initiative(city, '=HYPERLINK("http://x")', system=energy)
    connect(evil, ties["enables"].source, statement="@SUM(1)")
    text = body(sign_in(alma).get("/riverton/map/connections.csv")).decode()
    assert "'=HYPERLINK" in text
    assert "'@SUM" in text
    assert "'=HYPERLINK" in body(sign_in(alma).get("/riverton/map/initiatives.csv")).decode()


def test_files_tell_others_no_more_than_the_page(city: Portfolio, odile: User, ties: Ties, sign_in: SignIn) -> None:
    client = sign_in(odile)
    for name in ("initiatives.csv", "connections.csv", "map.svg", "map.graphml", "map.kumu.json"):
        assert b"Loose End" not in body(client.get(f"/riverton/map/{name}"))
    assert len(rows(client.get("/riverton/map/connections.csv"))) == 2


def test_graphml_is_read_by_networkx_with_types(
    city: Portfolio, alma: User, ties: Ties, sign_in: SignIn, warm_streets: Initiative
) -> None:
    warm_streets.title = "Warm <Streets> & \x0b“co”"
    warm_streets.save()
    graph = networkx.parse_graphml(body(sign_in(alma).get("/riverton/map/map.graphml")).decode(), force_multigraph=True)
    assert graph.number_of_nodes() == 5
    assert graph.number_of_edges() == 4
    node = graph.nodes[f"n{warm_streets.pk}"]
    assert node["title"] == "Warm <Streets> & “co”"
    assert node["paused"] is False
    assert isinstance(node["x"], float)
    tie = ties["enables"]
    edge = graph.edges[f"n{tie.source_id}", f"n{tie.target_id}", f"e{tie.pk}"]
    assert (edge["kind"], edge["status"], edge["strength"], edge["both_ways"]) == ("enables", "observed", 2, False)


def test_kumu_knows_every_element_by_one_label(
    city: Portfolio, alma: User, ties: Ties, sign_in: SignIn, energy: System
) -> None:
    twin = make_initiative(city, "heat loop", system=energy)
    found = json.loads(body(sign_in(alma).get("/riverton/map/map.kumu.json")))
    labels = [element["label"] for element in found["elements"]]
    assert len({label.casefold() for label in labels}) == len(labels) == 6
    assert f"heat loop ({twin.pk})" in labels
    assert all({tie["from"], tie["to"]} <= set(labels) for tie in found["connections"])
    ways = {tie["type"]: tie["direction"] for tie in found["connections"]}
    assert ways == {
        "enables": "directed", "is in tension with": "undirected", "reinforces": "directed", "depends on": "directed",
    }  # fmt: skip


def test_the_drawing_is_valid_and_says_what_it_shows(
    city: Portfolio, alma: User, ties: Ties, sign_in: SignIn, warm_streets: Initiative, cool_rooms: Initiative
) -> None:
    suggest(warm_streets, cool_rooms)
    root = ElementTree.fromstring(body(sign_in(alma).get("/riverton/map/map.svg")))
    assert root.findtext(f"{SVG}title") == "Map of Riverton 2035"
    assert (root.findtext(f"{SVG}desc") or "").startswith("5 initiatives, 4 connections.")
    titles = {circle.findtext(f"{SVG}title") for circle in root.iter(f"{SVG}circle")} - {None}
    assert len(titles) == 5
    assert "style" not in {name for element in root.iter() for name in element.attrib}


def test_the_drawing_has_the_light_colours_of_the_systems() -> None:
    css = (Path(settings.BASE_DIR) / "static/css/tokens.css").read_text()
    light = dict(reversed(re.findall(r"--ph-system-(\d): (#\w+);", css)))
    assert [light[str(number)] for number in range(1, 9)] == list(SYSTEM_COLOURS[1:])


@pytest.mark.parametrize("name", ["initiatives.csv", "initiatives.xlsx", "connections.csv", "map.svg", "map.graphml"])
def test_an_empty_map_has_files_too(city: Portfolio, alma: User, sign_in: SignIn, name: str) -> None:
    assert body(sign_in(alma).get(f"/riverton/map/{name}"))


def test_files_hold_single_ones_also_where_the_page_shows_groups(
    city: Portfolio, alma: User, ties: Ties, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(map_module, "MOST_NODES", 2)
    client = sign_in(alma)
    assert len(rows(client.get("/riverton/map/initiatives.csv"))) == 5
    assert b"Energy &amp; buildings" in body(client.get("/riverton/map/map.svg"))
    assert client.get("/riverton/map/initiatives.pdf").status_code == 404
