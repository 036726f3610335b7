"""The map's page: its rail, its tables, its panel, as everybody and without JavaScript."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from initiatives.models import Connection, Initiative, NetworkReading, Snapshot
from portfolio_hub.overviews.map import page as overview
from portfolio_hub.overviews.map.tables import SHOWN
from portfolio_hub.overviews.map.telling import around
from stakeholders.models import IntentVersion, Organisation, Portfolio, User
from tests.factories import make_initiative, make_intent, make_log
from tests.portfolio_hub.map.conftest import connect, suggest

SignIn = Callable[[User | None], Client]
Ties = dict[str, Connection]
MAP = "/riverton/map/"


def page(client: Client, query: str = "", **headers: str) -> str:
    response = client.get(f"{MAP}{query}", headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def panel(client: Client, initiative: Initiative) -> str:
    return client.get(reverse("map-panel", args=["riverton", initiative.pk])).content.decode()


def boxes(html: str, name: str) -> dict[str, bool]:
    """By value: whether the box is on."""
    found = re.findall(rf'<input type="checkbox" name="{name}" value="([^"]+)"[^>]*?( checked)?>', html)
    return {value: bool(on) for value, on in found}


def test_the_page_says_how_many_and_lists_them_in_two_tables(sign_in: SignIn, alma: User, ties: Ties) -> None:
    html = page(sign_in(alma))
    assert "5 initiatives, 4 connections" in html
    for title in ("Warm Streets Millbrook", "Heat Loop", "Cool Rooms", "Old Pilot", "Loose End"):
        assert title in html
    assert "is in tension with" in html


def test_a_reader_finds_no_trace_of_what_only_a_team_sees(sign_in: SignIn, odile: User, ties: Ties) -> None:
    html = page(sign_in(odile))
    assert "Loose End" not in html
    assert "4 initiatives, 2 connections" in html
    assert "reinforces" not in html
    assert ">Suggested</a>" not in html


def test_the_rail_keeps_the_choice_of_the_address(sign_in: SignIn, alma: User, ties: Ties) -> None:
    html = page(sign_in(alma), "?stage=growing&stage=testing&links=confirmed&q=heat&within=7")
    assert {key for key, on in boxes(html, "stage").items() if on} == {"growing", "testing"}
    assert boxes(html, "links") == {"confirmed": True, "suggested": False}
    assert 'value="heat"' in html
    assert '<input type="hidden" name="within" value="7">' in html


def test_an_untouched_rail_has_everything_on_but_what_no_longer_holds(sign_in: SignIn, alma: User, ties: Ties) -> None:
    html = page(sign_in(alma))
    assert all(boxes(html, "system").values())
    assert all(boxes(html, "stage").values())
    assert boxes(html, "status") == {"hypothesised": True, "observed": True, "refuted": False, "ended": False}


def test_the_tables_come_alone_when_the_map_asks_for_them(sign_in: SignIn, alma: User, ties: Ties) -> None:
    html = page(sign_in(alma), "?stage=testing", **{"HX-Request": "true", "HX-Target": "map-tables"})
    assert html.lstrip().startswith("<section")
    assert "Heat Loop" in html
    assert "Cool Rooms" not in html


@pytest.mark.parametrize(
    ("sort", "first"),
    [("title", "Cool Rooms"), ("-title", "Warm"), ("stage", "Warm"), ("-links", "Warm"), ("x", "Cool")],
)
def test_the_table_is_sorted_as_asked(sign_in: SignIn, alma: User, ties: Ties, sort: str, first: str) -> None:
    html = page(sign_in(alma), f"?sort={sort}", **{"HX-Request": "true", "HX-Target": "map-tables"})
    assert re.findall(r'ph-title-cell" href="[^"]+">([^<]+)', html)[0].startswith(first)


def test_long_tables_wait_to_be_asked_for_the_rest(sign_in: SignIn, alma: User, city: Portfolio) -> None:
    for number in range(SHOWN + 1):
        make_initiative(city, f"Street {number:03}")
    client = sign_in(alma)
    html = page(client)
    assert "Street 099</a>" in html
    assert "Street 100</a>" not in html
    assert f"Show all {SHOWN + 1} initiatives" in html
    assert "Street 100</a>" in page(client, "?rows=all")


def test_an_empty_portfolio_says_what_would_be_here(sign_in: SignIn, alma: User, city: Portfolio) -> None:
    html = page(sign_in(alma))
    assert "Here all initiatives stand in one picture" in html
    assert "data-map" not in html


def test_a_choice_that_fits_nothing_offers_the_way_back(sign_in: SignIn, alma: User, ties: Ties) -> None:
    html = page(sign_in(alma), "?q=nothinglikethis")
    assert "Nothing fits this choice" in html
    assert "0 initiatives" in html


@pytest.mark.parametrize(
    "query",
    ["?select=abc", "?select=999999999", "?select=" + "9" * 40, "?view=nowhere", "?at=77", "?group=x:y", "?sort=%00"],
)
def test_nonsense_in_the_address_is_left_aside(sign_in: SignIn, alma: User, ties: Ties, query: str) -> None:
    assert "No initiative selected" in page(sign_in(alma), query)


def test_the_selected_initiative_stands_beside_the_map_from_the_start(
    sign_in: SignIn, alma: User, ties: Ties, warm_streets: Initiative
) -> None:
    html = page(sign_in(alma), f"?select={warm_streets.pk}")
    assert "Connected to 3" in html
    assert "Retrofit terraced homes street by street." in html


def test_the_panel_reads_every_connection_from_its_own_side(
    sign_in: SignIn, alma: User, odile: User, ties: Ties, warm_streets: Initiative, heat_loop: Initiative
) -> None:
    seen = panel(sign_in(alma), warm_streets)
    assert "Is enabled by" in seen
    assert "Is needed by" in seen
    assert "Enables" in panel(sign_in(alma), heat_loop)
    hidden = panel(sign_in(odile), warm_streets)
    assert "Connected to 2" in hidden
    assert "Loose End" not in hidden


def test_the_panel_tells_the_latest_log_that_the_reader_may_see(
    sign_in: SignIn, alma: User, chi: User, warm_streets: Initiative
) -> None:
    make_log(
        warm_streets, "Doors open faster. Nobody asked for a leaflet.", circle="funders", happened_on=date(2026, 5, 1)
    )
    make_log(warm_streets, "The crew waited. It rained.", circle="team", happened_on=date(2026, 6, 1))
    assert "The crew waited. <mark>It rained.</mark>" in panel(sign_in(alma), warm_streets)
    told = panel(sign_in(chi), warm_streets)
    assert "Doors open faster. <mark>Nobody asked for a leaflet.</mark>" in told
    assert "It rained" not in told


def test_only_those_who_may_connect_are_offered_it(
    sign_in: SignIn, alma: User, odile: User, warm_streets: Initiative
) -> None:
    assert f"?source={warm_streets.pk}" in panel(sign_in(alma), warm_streets)
    assert "data-map-connect" not in panel(sign_in(odile), warm_streets)


def test_what_may_not_be_seen_has_no_panel(sign_in: SignIn, odile: User, loose_end: Initiative) -> None:
    assert sign_in(odile).get(reverse("map-panel", args=["riverton", loose_end.pk])).status_code == 404


def test_the_words_of_a_log_are_cut_and_never_changed() -> None:
    told = around("One came. Two stayed! Three left?")
    assert (told.before, told.marked, told.after) == ("One came. ", "Two stayed!", "")
    quoted = around("One came. Two stayed! Three left?", "Three left?")
    assert (quoted.before, quoted.marked) == ("Two stayed! ", "Three left?")
    assert around("no full stop").marked == "no full stop"
    assert len(around("word " * 200).marked) < 300


def test_the_core_says_the_intent_as_far_as_it_fits(city: Portfolio) -> None:
    def core(statement: str) -> str:
        return overview.core_of(IntentVersion(portfolio=city, number=1, statement=statement))

    assert core("By 2035 we are carbon-neutral: and more follows here.") == "By 2035 we are carbon-neutral"
    assert core("Warm homes, and a very long list of other things that nobody could ever read.") == "Warm homes"
    assert core("word " * 40).endswith(" …")
    assert overview.core_of(None) == ""


def test_the_intent_stands_at_the_core(sign_in: SignIn, alma: User, ties: Ties, city: Portfolio) -> None:
    make_intent(city, "Closer-knit by 2035. And more.", status="shared")
    assert "<span>Closer-knit by 2035</span>" in page(sign_in(alma))


def test_positions_are_those_of_the_readers_own_circle(
    sign_in: SignIn, alma: User, odile: User, city: Portfolio, warm_streets: Initiative
) -> None:
    NetworkReading.objects.create(
        portfolio=city, circle="team", status="ready", finished_at=timezone.now(),
        positions={str(warm_streets.pk): [0.5, 0.25]},
    )  # fmt: skip
    url = reverse("map-positions", args=[city.slug])
    assert sign_in(alma).get(url).json()["positions"] == {str(warm_streets.pk): [0.5, 0.25]}
    assert sign_in(odile).get(url).json() == {"read_on": None, "positions": {}}


def test_a_day_of_the_past_is_marked_and_offers_nothing_to_change(
    sign_in: SignIn, alma: User, city: Portfolio, ties: Ties
) -> None:
    frozen = Snapshot.objects.create(portfolio=city, name="Spring", taken_on=date(2026, 3, 1), status="ready")
    html = page(sign_in(alma), f"?at={frozen.pk}")
    assert "As of 1 March 2026. Nothing can be changed here." in html
    assert "ph-is-then" in html
    assert "1 March 2026: Spring" in html


def test_the_page_asks_the_same_few_questions_however_much_there_is(
    sign_in: SignIn, alma: User, city: Portfolio, ties: Ties, warm_streets: Initiative, cool_rooms: Initiative,
    coop: Organisation, django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    client = sign_in(alma)
    page(client, f"?select={warm_streets.pk}")
    for number in range(12):
        other = make_initiative(city, f"Street {number}", lead=coop)
        connect(warm_streets, other)
        suggest(cool_rooms, other)
        make_log(other, "Seen.")
    with django_assert_max_num_queries(32):
        page(client, f"?select={warm_streets.pk}")
    with django_assert_max_num_queries(14):
        panel(client, warm_streets)
