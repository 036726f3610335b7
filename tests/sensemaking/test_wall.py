"""The wall: what can be chosen and how many each choice would show, slips forgiven, and what stays with its circle."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from initiatives.models import Initiative, System
from sensemaking.models import Decision, Finding, FindingLog, Kind, LogFeatures, LogTag, LogWord, Theme, ThemeFinding
from sensemaking.nearness import nearest, slips
from sensemaking.overviews.wall import facets
from sensemaking.overviews.wall.conditions import in_themes
from stakeholders.access import access_for
from stakeholders.models import Circle, Portfolio, User
from tests.factories import make_initiative, make_log, make_place, make_report, make_user

SignIn = Callable[[User | None], Client]
WALL = "/riverton/sense-making/logs/"


@pytest.fixture
def wall(city: Portfolio, warm_streets: Initiative, health: System) -> None:
    """Four logs: two of Warm Streets, one of a garden in another system, one of the city itself."""
    make_log(warm_streets, "Parking spaces went first.", kind=Kind.SURPRISE, happened_on=date(2026, 7, 1))
    make_log(warm_streets, "Neighbours parked elsewhere.", mark="barrier", happened_on=date(2026, 7, 9))
    garden = make_initiative(city, "Garden Doctor", system=health)
    garden.places.add(make_place("Eastbank", portfolio=city))
    make_log(garden, "Patients come for the tomatoes.", mark="enabler", happened_on=date(2026, 8, 1))
    make_log(portfolio=city, saw="The election moved every date.", circle="public", happened_on=date(2026, 9, 1))


def count_words(city: Portfolio, **words: int) -> None:
    """Let the portfolio know these words."""
    LogWord.objects.bulk_create([LogWord(portfolio=city, word=word, logs=many) for word, many in words.items()])


def counted(client: Client, query: str = "") -> dict[str, dict[str, int]]:
    """By facet, the label of each choice and how many logs it would show."""
    found = client.get(f"{WALL}{query}").context["wall"]
    return {facet.name: {choice.label: choice.count for choice in facet.choices} for facet in found.facets}


def said(client: Client, query: str = "") -> list[str]:
    return [log.saw for log in client.get(f"{WALL}{query}").context["wall"].page.rows]


def test_every_choice_says_how_many_it_would_show(sign_in: SignIn, alma: User, wall: None, energy: System) -> None:
    found = counted(sign_in(alma))
    assert found["kind"] == {"Learning moment": 3, "Surprise": 1}
    assert found["mark"] == {"Barrier": 1, "Enabler": 1, "Neither, or both": 2}
    assert found["system"] == {"Energy & buildings": 2, "Health & care": 3}
    assert found["initiative"] == {"Warm Streets Millbrook": 2, "Garden Doctor": 1}
    assert found["circle"] == {"Everyone in the portfolio": 3, "Everyone": 1}


def test_a_choice_counts_as_if_nothing_were_chosen_in_its_group(sign_in: SignIn, alma: User, wall: None) -> None:
    found = counted(sign_in(alma), "?mark=barrier")
    assert found["mark"] == {"Barrier": 1, "Enabler": 1, "Neither, or both": 2}
    assert "initiative" not in found  # one choice alone is none
    assert "Surprise" not in found.get("kind", {})


def test_several_of_one_group_add_up_and_groups_narrow(sign_in: SignIn, alma: User, wall: None) -> None:
    client = sign_in(alma)
    assert len(said(client, "?mark=barrier&mark=enabler")) == 2
    assert said(client, "?mark=barrier&mark=enabler&month=2026-07") == ["Neighbours parked elsewhere."]
    assert len(said(client, "?mark=none")) == 2
    assert said(client, "?month=2026-08") == ["Patients come for the tomatoes."]


def test_months_stay_to_choose_from_when_one_is_chosen(sign_in: SignIn, alma: User, wall: None) -> None:
    found = sign_in(alma).get(f"{WALL}?month=2026-08").context["wall"]
    assert [(month.value, month.count, month.is_on) for month in found.months] == [
        ("2026-09", 1, False), ("2026-08", 1, True), ("2026-07", 2, False),
    ]  # fmt: skip


def test_place_tag_language_theme_and_own_logs(
    sign_in: SignIn, alma: User, city: Portfolio, wall: None, warm_streets: Initiative
) -> None:
    client = sign_in(alma)
    log = make_log(warm_streets, "Der Lärm war weniger schlimm als das Warten.", by=alma)
    LogTag.objects.create(log=log, name="noise")
    LogFeatures.objects.create(log=log, digest="x", language="de", stems="lärm wart")
    finding = Finding.objects.create(report=make_report(city, status="ready"), kind="theme", key="t", title="Noise")
    FindingLog.objects.create(finding=finding, log=log)
    theme = Theme.objects.create(
        portfolio=city, found_name="Noise and waiting", first_on="2026-07-01", last_on="2026-10-01"
    )
    ThemeFinding.objects.create(theme=theme, finding=finding)
    for query in ("?tag=noise", "?tag=%23Noise", "?language=de", f"?theme={theme.pk}", "?who=me", "?used=yes"):
        assert said(client, query) == [log.saw], query
    place = make_place("Westbank", portfolio=city)
    warm_streets.places.add(place)
    assert len(said(client, f"?place={place.pk}")) == 3
    page = client.get(f"{WALL}?theme={theme.pk}").content.decode()
    assert "Noise and waiting" in page and "#noise" in page


def test_a_theme_shows_the_logs_of_all_that_live_on_in_it(
    sign_in: SignIn, alma: User, city: Portfolio, warm_streets: Initiative
) -> None:
    """Noise was merged into traffic, and traffic into streets: the log of noise is one of streets now."""
    log = make_log(warm_streets)
    make_log(warm_streets, "Nobody found this one.")
    finding = Finding.objects.create(report=make_report(city, status="ready"), kind="theme", key="t", title="Noise")
    FindingLog.objects.create(finding=finding, log=log)
    days = {"first_on": date(2026, 7, 1), "last_on": date(2026, 10, 1)}
    streets = Theme.objects.create(portfolio=city, found_name="Streets", **days)
    traffic = Theme.objects.create(portfolio=city, found_name="Traffic", merged_into=streets, **days)
    noise = Theme.objects.create(portfolio=city, found_name="Noise", merged_into=traffic, **days)
    ThemeFinding.objects.create(theme=noise, finding=finding)
    assert said(sign_in(alma), f"?theme={streets.pk}") == [log.saw]
    access = access_for(alma, city)
    assert access
    assert list(in_themes(access).values_list("log", "theme")) == [(log.pk, streets.pk)]


def test_used_means_by_what_the_reader_may_see(
    sign_in: SignIn, alma: User, odile: User, city: Portfolio, warm_streets: Initiative
) -> None:
    log = make_log(warm_streets, circle="public")
    make_log(warm_streets, "Nobody used this one.", circle="public")
    Decision.objects.create(
        portfolio=city, title="More streets", what="amplify", decided_on=log.happened_on, circle=Circle.TEAM
    ).logs.add(log)
    assert said(sign_in(alma), "?used=yes") == [log.saw]
    assert said(sign_in(odile), "?used=yes") == []
    assert counted(sign_in(alma))["used"] == {"In a report, a decision or elsewhere": 1, "Not yet": 1}


def test_photos_only(sign_in: SignIn, alma: User, warm_streets: Initiative, wall: None) -> None:
    make_log(warm_streets, "See the kerb.", photo="photos/kerb.jpg")
    assert said(sign_in(alma), "?photo=yes") == ["See the kerb."]


def test_chips_take_one_choice_away_and_keep_the_rest(sign_in: SignIn, alma: User, wall: None) -> None:
    page = sign_in(alma).get(f"{WALL}?q=park&mark=barrier&mark=enabler&month=2026-07").context["wall"]
    queries = {chip.label: chip.query for chip in page.chips}
    assert queries["Barrier"] == "q=park&mark=enabler&month=2026-07"
    assert queries["“park”"] == "mark=barrier&mark=enabler&month=2026-07"
    assert queries["July 2026"] == "q=park&mark=barrier&mark=enabler"


def test_counts_reveal_nothing_beyond_the_circle(
    sign_in: SignIn, odile: User, chi: User, city: Portfolio, wall: None
) -> None:
    hidden = make_initiative(city, "Secret Site", circle=Circle.TEAM)
    hidden.places.add(make_place("Hidden Quay", portfolio=city))
    make_log(hidden, "Seen by the portfolio.", circle=Circle.PORTFOLIO)
    LogTag.objects.create(log=make_log(hidden, "For the team.", circle=Circle.TEAM), name="secret")
    page = sign_in(odile).get(WALL).content.decode()
    assert "Seen by the portfolio." in page
    assert "Secret Site" not in page and "Hidden Quay" not in page and "secret" not in page
    assert counted(sign_in(chi)).get("kind", {}) == {}
    assert len(said(sign_in(chi))) == 1


def test_it_asks_the_same_number_of_queries_however_many_logs(
    sign_in: SignIn, odile: User, wall: None, warm_streets: Initiative
) -> None:
    client = sign_in(odile)
    client.get(WALL)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(f"{WALL}?kind=learning")
    for number in range(40):
        LogTag.objects.create(log=make_log(warm_streets, f"Note {number}."), name=f"tag {number}")
    with CaptureQueriesContext(connection) as many:
        client.get(f"{WALL}?kind=learning")
    assert len(many) <= len(few) + 1  # the tags of the logs, which were none before


def test_only_the_newest_are_counted_and_it_says_so(
    sign_in: SignIn, alma: User, wall: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facets, "NEWEST", 2)
    monkeypatch.setattr("sensemaking.overviews.logs.NEWEST", 2)
    page = sign_in(alma).get(f"{WALL}?mark=enabler")
    assert page.context["wall"].counts.total == 1 and page.context["wall"].counts.is_capped
    assert "1+ learning logs" in page.content.decode() and "newest 2 logs" in page.content.decode()


# Slips of the pen


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [("parkng", "parking", 1), ("prak", "park", 1), ("park", "park", 0), ("oarking", "parking", 1), ("a", "abcd", 3),
     ("straße", "strasse", 2), ("waermepumpe", "wärmepumpe", 2), ("ca", "abc", 3)],
)  # fmt: skip
def test_slips(one: str, other: str, apart: int) -> None:
    assert slips(one, other, 9) == slips(other, one, 9) == apart
    assert slips(one, other, 0) == min(apart, 1)


def test_the_nearest_comes_first_then_the_commonest() -> None:
    assert nearest("parkng", [("parking", 2), ("parkings", 90), ("barking", 50), ("parkland", 9)]) == ["parking"]
    assert nearest("neihgbour", [("neighbours", 9), ("neighbour", 3)]) == ["neighbour", "neighbours"]
    assert nearest("bus", [("bush", 9)]) == []


@pytest.mark.parametrize("typed", ["parkng", "prking", "oarking", "arking", "PARKNIG", "praking"])
def test_a_slip_is_forgiven_and_said(sign_in: SignIn, alma: User, city: Portfolio, wall: None, typed: str) -> None:
    count_words(city, parking=1, patients=1, neighbours=1)
    client = sign_in(alma)
    page = client.get(f"{WALL}?q={typed}").content.decode()
    assert "Parking spaces went first." in page and "Patients" not in page
    assert f"Nothing for “{typed.lower()}”; these have “parking”." in page
    assert said(client, f"?q={typed}&exact=yes") == []


def test_only_the_word_that_finds_nothing_is_mended(sign_in: SignIn, alma: User, city: Portfolio, wall: None) -> None:
    count_words(city, parking=1, spaces=1, first=1)
    found = sign_in(alma).get(f"{WALL}?q=spaces+parkng").context["wall"]
    assert found.sought.mended == (("parkng", "parking"),)
    assert [log.saw for log in found.page.rows] == ["Parking spaces went first."]


def test_words_beyond_the_circle_are_never_suggested(
    sign_in: SignIn, alma: User, odile: User, city: Portfolio, warm_streets: Initiative, wall: None
) -> None:
    make_log(warm_streets, "The lawsuit is secret.", circle=Circle.TEAM)
    count_words(city, lawsuit=9, parking=1)
    assert "lawsuit" in sign_in(alma).get(f"{WALL}?q=lawsiut").content.decode()
    page = sign_in(odile).get(f"{WALL}?q=lawsiut").content.decode()
    assert "lawsuit" not in page and "No log here" in page


def test_a_word_that_only_hidden_logs_have_is_treated_as_unknown(
    sign_in: SignIn, odile: User, city: Portfolio, warm_streets: Initiative, wall: None
) -> None:
    make_log(warm_streets, "The parkings are secret.", circle=Circle.TEAM)
    count_words(city, parkings=1, parking=1)
    page = sign_in(odile).get(f"{WALL}?q=parkings").content.decode()
    assert "Parking spaces went first." in page


def test_a_filter_that_leaves_nothing_is_no_slip(sign_in: SignIn, alma: User, city: Portfolio, wall: None) -> None:
    count_words(city, parking=1, barking=1)
    found = sign_in(alma).get(f"{WALL}?q=parking&mark=enabler").context["wall"]
    assert found.sought.mended == () and not found.page.rows


def test_other_forms_of_a_word_are_found(sign_in: SignIn, alma: User, city: Portfolio, wall: None) -> None:
    count_words(city, parking=1, parked=1, park=1, patients=1)
    client = sign_in(alma)
    assert len(said(client, "?q=parking")) == 2
    assert said(client, "?q=parking&exact=yes") == ["Parking spaces went first."]
    assert said(client, "?q=patient") == ["Patients come for the tomatoes."]


def test_forms_follow_the_language_of_the_portfolio(sign_in: SignIn, city: Portfolio, alma: User) -> None:
    city.language = "de"
    city.save()
    make_log(portfolio=city, saw="Das Haus steht leer.")
    count_words(city, haus=1, häuser=1)
    assert said(sign_in(alma), "?q=häuser") == ["Das Haus steht leer."]


def test_the_file_follows_the_mended_search(sign_in: SignIn, alma: User, city: Portfolio, wall: None) -> None:
    count_words(city, tomatoes=1)
    answer = sign_in(alma).get("/riverton/sense-making/logs.csv?q=tomatos")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert "Patients come for the tomatoes." in text and "tags" in text.splitlines()[0]


def test_a_fragment_brings_fresh_counts_and_its_address(sign_in: SignIn, alma: User, wall: None) -> None:
    answer = sign_in(alma).get(f"{WALL}?q=&mark=barrier&from=", headers={"HX-Request": "true", "HX-Target": "logs"})
    page = answer.content.decode()
    assert answer["HX-Push-Url"] == f"{WALL}?mark=barrier"
    assert "wall-facets" in page and 'hx-swap-oob="true"' in page and "<html" not in page


NONSENSE = (
    "?tag=%00", "?month=9999-12", "?month=2026-13", "?language=..", "?used=maybe", "?like=0", "?place=%C2%B2",
    "?theme=99999999999999999", "?q=%00'%27:*|!", "?who=you",
)  # fmt: skip


@pytest.mark.parametrize("query", NONSENSE)
def test_nonsense_is_left_out(sign_in: SignIn, alma: User, wall: None, query: str) -> None:
    assert sign_in(alma).get(f"{WALL}{query}").status_code == 200


def test_an_outsider_has_no_logs_of_their_own_to_ask_for(sign_in: SignIn, open_city: Portfolio, wall: None) -> None:
    page = sign_in(make_user("Eve")).get(f"{WALL}?who=me")
    assert len(page.context["wall"].page.rows) == 1 and not re.search(r'name="who"', page.content.decode())
