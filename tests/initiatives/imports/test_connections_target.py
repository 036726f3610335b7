"""Connections come in as lists of pairs and as blueprints, under the rules of saying one by hand."""

import json

import pytest

from initiatives.models import Connection, ImportRun, Initiative
from stakeholders.models import Portfolio
from tests.factories import make_initiative, make_portfolio
from tests.initiatives.imports.conftest import Desk, table

pytestmark = pytest.mark.django_db
HEAD = "from,type,to,description,status,strength,confidence,since,why"


@pytest.fixture
def trio(city: Portfolio) -> tuple[Initiative, Initiative, Initiative]:
    heat = make_initiative(city, "Heat Loop", source="list", external_id="H-1")
    return heat, make_initiative(city, "Cool Rooms"), make_initiative(city, "Warm Streets")


def bring(desk: Desk, *rows: str, head: str = HEAD) -> ImportRun:
    return desk.bring_in(table(head, *rows), target="connections")


def said() -> set[tuple[str, str, str]]:
    return set(Connection.objects.values_list("source__title", "kind", "target__title"))


def problems(run: ImportRun) -> list[tuple[int, str, str]]:
    return list(run.problems.order_by("row").values_list("row", "found", "expected"))


def test_pairs_come_in_by_title_identifier_and_number(desk: Desk, trio: tuple[Initiative, ...]) -> None:
    heat, cool, _warm = trio
    run = bring(
        desk, "Heat Loop,enables,Cool Rooms,It cools them.,confirmed,strong,high,2025-03-01,",
        f"H-1,in tension with,{cool.pk},,,,,,", "warm  streets,is enabled by,Heat Loop,,,,,,",
    )  # fmt: skip
    assert (run.counts["created"], run.counts["skipped"]) == (3, 0)
    assert said() == {
        ("Heat Loop", "enables", "Cool Rooms"), ("Heat Loop", "in_tension", "Cool Rooms"),
        ("Heat Loop", "enables", "Warm Streets"),
    }  # fmt: skip
    first = Connection.objects.get(kind="enables", target=cool)
    assert (first.statement, first.status, first.strength, first.confidence) == (
        "It cools them.",
        "observed",
        3,
        "high",
    )
    assert first.since_on is not None
    assert first.said_by == desk.steward
    assert first.circle == heat.circle


def test_what_cannot_be_said_is_a_problem_of_its_row(desk: Desk, trio: tuple[Initiative, ...]) -> None:
    make_initiative(desk.portfolio, "Twin")
    make_initiative(desk.portfolio, "twin")
    run = bring(
        desk, "Heat Loop,enables,Nowhere,,,,,,", "Heat Loop,enables,Heat Loop,,,,,,", "Heat Loop,hugs,Cool Rooms,,,,,,",
        "Heat Loop,enables,Twin,,,,,,", "Heat Loop,shares learning,Cool Rooms,,,,,,",
        "Cool Rooms,shares learning with,Heat Loop,,,,,,", "Heat Loop,duplicates,Cool Rooms,,refuted,,,,",
    )  # fmt: skip
    assert (run.counts["created"], run.counts["skipped"]) == (1, 6)
    wrong = {row - 1: expected for row, _found, expected in problems(run)}
    assert wrong[1].startswith("the title, the number or the identifier")
    assert "connected with itself" in wrong[2]
    assert "that only one initiative has" in wrong[4]
    assert "row 6" in wrong[6]
    assert "reason in another column" in wrong[7]


def test_a_loop_of_what_comes_first_is_refused_where_it_closes(desk: Desk, trio: tuple[Initiative, ...]) -> None:
    heat, cool, _warm = trio
    Connection.objects.create(portfolio=desk.portfolio, source=heat, target=cool, kind="precedes")
    run = bring(desk, "Cool Rooms,precedes,Warm Streets,,,,,,", "Warm Streets,leads to,Heat Loop,,,,,,")
    assert said() == {("Heat Loop", "precedes", "Cool Rooms"), ("Cool Rooms", "precedes", "Warm Streets")}
    assert "no circle" in problems(run)[0][2]


def test_doing_it_again_doubles_nothing_and_a_newer_file_edits(desk: Desk, trio: tuple[Initiative, ...]) -> None:
    rows = (
        "Heat Loop,enables,Cool Rooms,,observed,,,,", "Warm Streets,shares learning with,Heat Loop,,observed,,,,",
        "Heat Loop,depends on,Warm Streets,,refuted,,,,Nobody saw it.",
    )  # fmt: skip
    bring(desk, *rows)
    again = bring(desk, *rows[::-1])
    assert (again.counts["created"], again.counts["unchanged"]) == (0, 3)
    newer = bring(desk, "Heat Loop,enables,Cool Rooms,,ended,,,,The loop is cold.", *rows[1:])
    assert (newer.counts["updated"], newer.counts["unchanged"]) == (1, 2)
    tie = Connection.objects.get(kind="enables")
    assert (tie.status, tie.outcome, tie.edit) == ("ended", "The loop is cold.", 2)
    assert tie.ended_on is not None
    desk.undo(newer)
    tie.refresh_from_db()
    assert (tie.status, tie.outcome, tie.ended_on) == ("observed", "", None)


def test_undo_takes_away_what_came_but_not_what_people_hung_evidence_on(
    desk: Desk, trio: tuple[Initiative, ...]
) -> None:
    from sensemaking.models import TieEvidence

    run = bring(desk, "Heat Loop,enables,Cool Rooms,,,,,,", "Heat Loop,enables,Warm Streets,,,,,,")
    kept = Connection.objects.get(target__title="Warm Streets")
    TieEvidence.objects.create(connection=kept, note="Seen in March.")
    run = desk.undo(run)
    assert list(Connection.objects.all()) == [kept]
    assert run.counts["kept"] == 1


def test_what_was_refuted_by_hand_is_not_said_again(desk: Desk, trio: tuple[Initiative, ...]) -> None:
    heat, cool, _warm = trio
    Connection.objects.create(
        portfolio=desk.portfolio, source=heat, target=cool, kind="enables", status="refuted", outcome="They never met."
    )
    run = bring(desk, "Heat Loop,enables,Cool Rooms,,,,,,")
    assert Connection.objects.get().status == "refuted"
    assert "They never met." in problems(run)[0][2]


def test_numbers_reach_other_portfolios_only_as_far_as_one_sees(desk: Desk, trio: tuple[Initiative, ...]) -> None:
    hidden = make_initiative(make_portfolio("Far", slug="far"), "Far Away")
    shown = make_initiative(make_portfolio("Open", slug="open", audience="public", is_launched=True), "Open Air")
    run = bring(desk, f"Heat Loop,enables,{hidden.pk},,,,,,", f"Heat Loop,enables,{shown.pk},,,,,,",
                f"{shown.pk},enables,{shown.pk},,,,,,")  # fmt: skip
    assert said() == {("Heat Loop", "enables", "Open Air")}
    assert run.counts["skipped"] == 2


def test_a_connection_that_another_portfolio_keeps_is_left_alone(desk: Desk, trio: tuple[Initiative, ...]) -> None:
    heat, cool, _warm = trio
    other = make_portfolio("Other", slug="other")
    Connection.objects.create(portfolio=other, source=heat, target=cool, kind="enables", statement="Theirs")
    run = bring(desk, "Heat Loop,enables,Cool Rooms,Ours,,,,,")
    assert Connection.objects.get().statement == "Theirs"
    assert run.counts["skipped"] == 1


def test_the_map_s_own_file_comes_back_as_it_went(desk: Desk, trio: tuple[Initiative, ...]) -> None:
    bring(desk, "Heat Loop,enables,Cool Rooms,=It cools,observed,1,low,2025-03-01,",
          "Heat Loop,in tension with,Cool Rooms,,,,,,")  # fmt: skip
    file = b"".join(desk.client.get(f"/{desk.portfolio.slug}/map/connections.csv").streaming_content)
    run = desk.bring_in(("connections.csv", file), target="connections")
    assert (run.counts["created"], run.counts["updated"], run.counts["skipped"]) == (0, 0, 0)
    Connection.objects.all().delete()
    run = desk.bring_in(("connections.csv", file), target="connections")
    assert run.counts["created"] == 2
    assert Connection.objects.get(kind="enables").statement == "=It cools"


BLUEPRINT = {
    "elements": [
        {"_id": "elem-1", "attributes": {"label": "Heat Loop", "element type": "Project"}},
        {"_id": "elem-2", "attributes": {"label": "Cool Rooms"}},
        {"_id": "elem-3", "attributes": {"label": "Stranger"}},
    ],
    "connections": [
        {"_id": "conn-1", "from": "elem-1", "to": "elem-2", "direction": "directed",
         "attributes": {"connection type": "supports", "label": "Spare heat"}},
        {"_id": "conn-2", "from": "elem-2", "to": "elem-3", "direction": "mutual",
         "attributes": {"connection type": "shares learning with"}},
    ],
}  # fmt: skip


@pytest.mark.parametrize("flat", [False, True])
def test_a_blueprint_of_kumu_comes_in(desk: Desk, trio: tuple[Initiative, ...], flat: bool) -> None:
    blueprint = BLUEPRINT if not flat else {
        "elements": [{"label": "Heat Loop", "type": "Project"}, {"label": "Cool Rooms"}],
        "connections": [
            {"from": "Heat Loop", "to": "Cool Rooms", "direction": "directed", "type": "supports"},
            {"from": "Cool Rooms", "to": "Stranger", "direction": "mutual", "type": "shares learning with"},
        ],
    }  # fmt: skip
    run = desk.bring_in(("map.json", json.dumps(blueprint).encode()), target="connections")
    assert said() == {("Heat Loop", "enables", "Cool Rooms")}
    assert problems(run)[0][1] == "Stranger"


def test_the_map_s_own_blueprint_comes_back(desk: Desk, trio: tuple[Initiative, ...]) -> None:
    make_initiative(desk.portfolio, "heat loop")
    heat, cool, _warm = trio
    Connection.objects.create(portfolio=desk.portfolio, source=heat, target=cool, kind="depends_on", statement="Pipes")
    file = b"".join(desk.client.get(f"/{desk.portfolio.slug}/map/map.kumu.json").streaming_content)
    Connection.objects.all().delete()
    run = desk.bring_in(("map.json", file), target="connections")
    assert run.counts["created"] == 1
    assert Connection.objects.get().source == heat


def test_many_pairs_take_few_queries_each(desk: Desk, city: Portfolio) -> None:
    """Ten times as many rows cost hardly more queries."""
    from django.db import connection as database
    from django.test.utils import CaptureQueriesContext

    rows = [make_initiative(city, f"Place {number}") for number in range(40)]
    pairs = [f"{a.title},precedes,{b.title},,,,,," for at, a in enumerate(rows) for b in rows[at + 1 :]]
    counts = []
    for some in (pairs[:60], pairs[60:660]):
        run = desk.match(desk.start(table(HEAD, *some), target="connections"))
        with CaptureQueriesContext(database) as captured:
            desk.confirm(run)
        counts.append(len(captured))
    assert Connection.objects.count() == 660
    assert counts[1] <= counts[0] + 30, "rows go in by the hundred, not one by one"
