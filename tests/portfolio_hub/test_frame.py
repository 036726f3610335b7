"""The frame: whatever stands in a cell is what its list shows, and nothing of what a reader may not see."""

import csv
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import permutations
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.db.models import Sum
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from funding.models import Allocation
from initiatives.models import Initiative, Participation, Placement, System
from initiatives.overviews import filters, listing
from portfolio_hub.overviews.frame import AXES, NAMED_PAIRS, Choice, Frame, chosen, frame
from portfolio_hub.overviews.frame.choice import COUNT, LEARNING, MONEY
from portfolio_hub.overviews.frame.counting import last_quarter
from sensemaking.models import LogTally
from sensemaking.services import tallies
from stakeholders.access import Access, access_for
from stakeholders.models import Organisation, Place, Portfolio, User
from tests.factories import (
    make_allocation,
    make_commitment,
    make_initiative,
    make_lever,
    make_log,
    make_organisation,
    make_place,
    make_portfolio,
    make_promise,
    make_service,
    make_system,
    make_vehicle,
)

SignIn = Callable[[User | None], Client]
PAIRS = list(permutations(AXES, 2))


def of(user: User, portfolio: Portfolio) -> Access:
    access = access_for(user, portfolio)
    assert access is not None
    return access


def cells(found: Frame) -> dict[tuple[str, str], Any]:
    """Cells by the names of their row and column."""
    return {
        (row.member.name, column.name): cell
        for row in found.rows
        for column, cell in zip(found.columns, row.cells, strict=True)
    }


def listed(access: Access, url: str) -> set[int]:
    """The initiatives that an address of the list shows."""
    wanted = filters.read(QueryDict(urlsplit(url).query))
    rows = listing.chosen(access, wanted, now=timezone.now())
    return set(rows.values_list("pk", flat=True))


@pytest.fixture
def busy_city(city: Portfolio, energy: System, health: System, coop: Organisation) -> Portfolio:
    """Initiatives that differ on every axis with different periods; some not for funders, some closed, some abroad."""
    town = make_place("Riverton", portfolio=city, level="city")
    mill = make_place("Millbrook", portfolio=city, within=town)
    road = make_place("Alma Road", within=mill)
    east = make_place("Eastbank", portfolio=city, within=town)
    where = [(mill,), (road,), (mill, road), (east, town), (), (town,)]
    works = make_organisation("Works", portfolio=city, sector="business")
    unsaid = make_organisation("Nobody knows", portfolio=city, sector="")
    who = [(coop,), (coop, works), (), (unsaid,)]
    levers = [make_lever(city, "Policy"), make_lever(city, "Skills")]
    promises = [
        make_promise(city, "Warm homes", essential=(energy,), helpful=(health,)),
        make_promise(city, "Clean air", essential=(health,)),
        make_promise(city, "Long done", retired_on=date(2025, 1, 1), retired_why="Done."),
    ]
    vehicle, abroad = make_vehicle(city), make_vehicle(city, currency="CHF")
    for one in (vehicle, abroad):
        make_commitment(one, works, 10**6)
    for at in range(36):
        stage = ("idea", "exploring", "testing", "growing", "embedded", "closed")[at % 6]
        initiative = make_initiative(
            city, stage=stage, closed_how="completed" if stage == "closed" else "",
            circle=("public", "funders", "portfolio", "team")[at % 4 if at % 3 else 0],
            system=(energy, health, None)[at % 3], touches=(health,) if at % 6 == 0 else (),
        )  # fmt: skip
        initiative.places.set(where[at % 6])
        for organisation in who[at % 4]:
            Participation.objects.create(initiative=initiative, organisation=organisation, role="lead")
        placement = Placement.objects.get(initiative=initiative)
        placement.levers.set(levers[: at % 3])
        placement.facet = ("mission", "adaptive", "")[at % 3]
        placement.save()
        for promise in promises[: at % 4]:
            make_service(initiative, promise)
        make_allocation(vehicle, 1000 + at, initiative)
        if at % 2:
            make_allocation(vehicle, Decimal("0.25"), initiative)
            make_allocation(abroad, 500, initiative)
            make_log(initiative, happened_on=last_quarter().from_on)
    make_allocation(vehicle, 7, None)
    tallies.rebuild(city)
    make_initiative(make_portfolio(), system=make_system(make_portfolio()))
    return city


@pytest.mark.parametrize("who", ["alma", "chi", "bo"])
def test_every_cell_of_every_pair_counts_what_its_list_shows(
    request: pytest.FixtureRequest, busy_city: Portfolio, who: str
) -> None:
    access = of(request.getfixturevalue(who), busy_city)
    for rows, columns in PAIRS:
        found = frame(access, Choice(rows, columns))
        seen: set[int] = set()
        assert any(cell.url for cell in cells(found).values()), (rows, columns)
        for names, cell in cells(found).items():
            if cell.url and not cell.state:
                behind = listed(access, cell.url)
                assert cell.value == len(behind), (rows, columns, names)
                seen |= behind
        assert found.counts.shown.many == len(seen)
        assert found.counts.all.many >= len(seen)


def test_an_empty_cell_has_an_empty_list(busy_city: Portfolio, alma: User) -> None:
    access = of(alma, busy_city)
    for rows, columns in PAIRS:
        found = frame(access, Choice(rows, columns))
        for row in found.rows:
            for column, cell in zip(found.columns, row.cells, strict=True):
                if not cell.url:
                    assert not listed(access, f"{row.url}&{column.query}"), (rows, columns, row.member, column)


def test_rows_lead_to_their_own_initiatives(busy_city: Portfolio, alma: User) -> None:
    access = of(alma, busy_city)
    for rows, columns in PAIRS:
        found = frame(access, Choice(rows, columns))
        for row in found.rows:
            behind = listed(access, row.url)
            assert all(listed(access, cell.url) <= behind for cell in row.cells if cell.url and not cell.state)


def test_a_funder_counts_less_than_a_steward(busy_city: Portfolio, alma: User, chi: User) -> None:
    choice = Choice("stages", "systems")
    assert frame(of(chi, busy_city), choice).counts.all.many < frame(of(alma, busy_city), choice).counts.all.many == 36


def test_stages_show_closed_initiatives_and_the_others_leave_them_out(busy_city: Portfolio, alma: User) -> None:
    access = of(alma, busy_city)
    assert frame(access, Choice("stages", "systems")).counts.all.many == 36
    assert frame(access, Choice("levers", "systems")).counts.all.many == 30


@pytest.mark.parametrize("who", ["alma", "chi"])
def test_money_counts_in_full_in_every_cell_and_once_in_the_whole(
    request: pytest.FixtureRequest, busy_city: Portfolio, who: str
) -> None:
    access = of(request.getfixturevalue(who), busy_city)
    own = Allocation.objects.filter(vehicle__portfolio=busy_city, vehicle__currency="EUR", initiative__isnull=False)
    for pair in (("places", "systems"), ("sectors", "levers"), ("commitments", "systems")):
        found = frame(access, Choice(*pair, show=MONEY))
        inside: set[int] = set()
        for cell in cells(found).values():
            if cell.url and not cell.state:
                behind = listed(access, cell.url)
                inside |= behind
                assert cell.value == own.filter(initiative__in=behind).aggregate(sum=Sum("amount"))["sum"]
        assert found.counts.shown.amount == own.filter(initiative__in=inside).aggregate(sum=Sum("amount"))["sum"]


def test_returned_money_counts_as_far_as_it_was_paid(city: Portfolio, alma: User, warm_streets: Initiative) -> None:
    vehicle = make_vehicle(city)
    make_commitment(vehicle, make_organisation(), 900)
    make_allocation(vehicle, 900, warm_streets, status="returned", paid_total=200)
    found = frame(of(alma, city), Choice("stages", "systems", show=MONEY))
    assert cells(found)["Growing", "Energy & buildings"].value == 200


def test_learning_counts_logs_of_the_last_full_quarter(busy_city: Portfolio, alma: User) -> None:
    access = of(alma, busy_city)
    found = frame(access, Choice("levers", "systems", show=LEARNING))
    for cell in cells(found).values():
        if cell.url:
            logs = LogTally.objects.filter(initiative__in=listed(access, cell.url))
            assert cell.value == (logs.aggregate(sum=Sum("count"))["sum"] or 0)


def test_what_a_reader_may_not_see_they_cannot_choose(open_city: Portfolio, alma: User, chi: User, dag: User) -> None:
    def shown(user: User, show: str) -> str:
        return chosen({"show": show}, of(user, open_city)).show

    assert (shown(alma, LEARNING), shown(chi, LEARNING), shown(dag, LEARNING)) == (LEARNING, COUNT, COUNT)
    assert (shown(chi, MONEY), shown(dag, MONEY)) == (MONEY, COUNT)


def test_what_is_missing_is_a_gap_expected_nowhere_or_not_said(
    city: Portfolio, alma: User, energy: System, health: System, warm_streets: Initiative
) -> None:
    water, food = make_system(city, "Water"), make_system(city, "Food")
    promise = make_promise(city, "Warm homes", essential=(energy, water), none=(food,))
    make_service(warm_streets, promise)
    mobility = make_system(city, "Mobility")
    other = make_promise(city, "Clean air", helpful=(mobility,))
    found = cells(frame(of(alma, city), Choice()))
    texts = [found["Warm homes", name].text for name in ("Energy & buildings", "Water", "Food", "Mobility")]
    assert texts == ["1", "gap", "·", "–"]
    assert found["Clean air", "Mobility"].text == "0"
    assert found["Warm homes", "Water"].url == reverse("initiatives:gap", args=["riverton", promise.pk, water.pk])
    assert found["Warm homes", "Water"].value == "gap"
    words = {row.member.name: row.member.word for row in frame(of(alma, city), Choice()).rows}
    assert words == {"Warm homes": "Gap", other.title: "Not said yet"}
    turned = cells(frame(of(alma, city), Choice("systems", "commitments")))
    assert {(row, column): cell.text for (row, column), cell in found.items()} == {
        (column, row): cell.text for (row, column), cell in turned.items()
    }


def test_coverage_alone_gives_the_same_cells_as_counting(busy_city: Portfolio, alma: User, chi: User) -> None:
    for user in (alma, chi):
        access = of(user, busy_city)
        assert cells(frame(access, Choice(), in_full=False)) == cells(frame(access, Choice()))


def test_places_roll_up_to_the_level_shown(busy_city: Portfolio, alma: User) -> None:
    access = of(alma, busy_city)
    found = frame(access, Choice("places", "stages"))
    assert [row.member.name for row in found.rows] == ["Eastbank", "Millbrook", "Riverton as a whole"]
    town = Place.objects.get(name="Riverton")
    top = frame(access, Choice("places", "stages", of="top"))
    assert [row.member.query for row in top.rows] == [f"within={town.pk}"]
    assert top.counts.shown.many == 30
    assert found.parts is not None
    assert [place.name for place in found.parts.wholes] == ["Riverton"]


def test_a_sector_is_that_of_a_lead_today(city: Portfolio, alma: User, energy: System, coop: Organisation) -> None:
    bank = make_organisation("Bank", sector="finance")
    initiative = make_initiative(city, system=energy, lead=coop)
    Participation.objects.create(initiative=initiative, organisation=bank, role="partner")
    gone = make_organisation("Left", sector="labour")
    Participation.objects.create(
        initiative=initiative, organisation=gone, role="lead", since_on=date(2024, 1, 1), until_on=date(2025, 1, 1)
    )
    second = make_organisation("Second co-op")
    Participation.objects.create(initiative=initiative, organisation=second, role="lead")
    found = {names[0]: cell.text for names, cell in cells(frame(of(alma, city), Choice("sectors", "systems"))).items()}
    assert {name: text for name, text in found.items() if text != "0"} == {"Civil society": "1"}


@pytest.mark.parametrize(
    ("given", "rows", "columns"),
    [
        ({}, "commitments", "systems"),
        ({"by": "stages"}, "stages", "systems"),
        ({"by": "levers"}, "levers", "systems"),
        ({"by": "nonsense"}, "commitments", "systems"),
        ({"rows": "systems"}, "systems", "stages"),
        ({"rows": "systems", "columns": "systems"}, "systems", "stages"),
        ({"rows": "places", "columns": "'; DROP"}, "places", "systems"),
        ({"rows": "facets", "columns": "stages"}, "facets", "stages"),
    ],
)
def test_the_address_says_which_axes(
    city: Portfolio, alma: User, given: dict[str, str], rows: str, columns: str
) -> None:
    choice = chosen(given, of(alma, city))
    assert (choice.rows, choice.columns) == (rows, columns)
    back = {name: values[0] for name, values in parse_qs(choice.query).items()}
    assert chosen(back, of(alma, city)) == choice


def test_a_map_needs_places(city: Portfolio, alma: User) -> None:
    assert chosen({"rows": "levers", "as": "map"}, of(alma, city)).as_ == ""
    assert chosen({"rows": "places", "as": "map"}, of(alma, city)).as_ == "map"
    assert chosen({"as": "hologram"}, of(alma, city)).as_ == ""


@pytest.mark.parametrize("pair", NAMED_PAIRS)
def test_page_table_and_file_have_the_same_numbers(
    sign_in: SignIn, busy_city: Portfolio, alma: User, pair: tuple[str, str]
) -> None:
    client, given = sign_in(alma), {"rows": pair[0], "columns": pair[1]}
    address = reverse("frame", args=["riverton"])
    page = client.get(address, given)
    found: Frame = page.context["frame"]
    body = page.content.decode()
    fragment = {"HX-Request": "true", "HX-Target": "ph-frame"}
    table = client.get(address, {**given, "as": "table"}, headers=fragment).content.decode()
    assert "<html" not in table
    assert 'scope="row"' in table
    assert 'scope="col"' in table
    file = client.get(reverse("frame-export", args=["riverton", "csv"]), given)
    text = b"".join(file.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    head, *lines = csv.reader(text.splitlines())
    assert head[: len(found.columns) + 1] == [str(AXES[pair[0]].one), *(column.name for column in found.columns)]
    for row, line in zip(found.rows, lines, strict=True):
        values = [str(cell.value) for cell in row.cells]
        assert line[: len(values) + 1] == [row.member.name, *values]
        for cell in row.cells:
            if cell.url:
                assert cell.url.replace("&", "&amp;") in body
                assert cell.url.replace("&", "&amp;") in table
    assert client.get(reverse("frame-export", args=["riverton", "xlsx"]), given).status_code == 200


def test_names_cannot_break_the_page(sign_in: SignIn, city: Portfolio, alma: User, energy: System) -> None:
    promise = make_promise(city, '<script>alert("x")</script>', essential=(energy,))
    make_service(make_initiative(city, system=energy), promise)
    body = sign_in(alma).get(reverse("frame", args=["riverton"])).content.decode()
    assert "<script>alert" not in body
    assert "&lt;script&gt;alert" in body


def test_the_frame_says_what_is_missing(sign_in: SignIn, city: Portfolio, alma: User) -> None:
    client, address = sign_in(alma), reverse("frame", args=["riverton"])
    assert b"No systems yet" in client.get(address, {"rows": "stages"}).content
    make_system(city)
    assert b"No commitments yet" in client.get(address).content
    assert b"No initiatives in the frame yet" in client.get(address, {"rows": "stages"}).content
    assert b"Nothing to sort by yet" in client.get(address, {"rows": "levers"}).content


def test_a_page_shows_some_and_the_file_all(city: Portfolio, alma: User, energy: System) -> None:
    for at in range(5):
        make_promise(city, f"Promise {at}", essential=(energy,))
    found = frame(of(alma, city), Choice(), most=(3, 1))
    assert (len(found.rows), found.left_out) == (3, (2, 0))


def test_any_frame_takes_four_queries_at_most(busy_city: Portfolio, alma: User) -> None:
    access = of(alma, busy_city)
    for pair in PAIRS:
        for show in (COUNT, MONEY, LEARNING):
            with CaptureQueriesContext(connection) as seen:
                frame(access, Choice(*pair, show=show))
            assert len(seen) <= 4, [query["sql"][:80] for query in seen]
