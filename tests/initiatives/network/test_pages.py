"""Pages of the network: sentences, their rows, what changed, and nothing that a reader may not see."""

import itertools
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from initiatives.models import Initiative, NetworkReading, Participation, System
from stakeholders.models import Organisation, Portfolio, User
from tests.factories import make_initiative, make_organisation
from tests.initiatives.network.ground import read_all, take_part, tie

SignIn = Callable[[User | None], Client]


@pytest.fixture
def chain(city: Portfolio, warm_streets: Initiative, energy: System, health: System) -> list[Initiative]:
    """Warm Streets – Night buses – Cool rooms, and a garden on its own."""
    buses, rooms = (
        make_initiative(city, "Night buses", system=health),
        make_initiative(city, "Cool rooms", system=energy),
    )
    tie(warm_streets, buses, "enables", statement="Trained hosts ride along.")
    tie(rooms, buses, "depends_on")
    return [warm_streets, buses, rooms, make_initiative(city, "Garden", system=health)]


def page(client: Client, city: Portfolio, name: str = "network", query: str = "", **args: Any) -> Any:
    return client.get(reverse(f"initiatives:{name}", kwargs={"portfolio_slug": city.slug, **args}) + query)


def test_it_says_who_bridges_and_what_falls_apart(
    sign_in: SignIn, odile: User, city: Portfolio, chain: list[Initiative]
) -> None:
    read_all(city)
    answer = page(sign_in(odile), city)
    found = answer.context["page"]
    assert [row.who.label for row in found.bridging] == ["Night buses"]
    assert [(row.who.label, row.cut) for row in found.breaking] == [("Night buses", 1)]
    assert [name.label for name in found.alone] == ["Garden"]
    assert (found.linked, found.measures.links) == (3, 2)
    body = answer.content.decode()
    assert "33.3% of the shortest ways between two others lead through it" in body
    assert reverse("initiatives:network-without", args=[city.slug, chain[1].pk]) in body
    assert "Energy &amp; buildings and Health &amp; care: 2 of 4 possible pairs are connected" in body


def test_the_table_says_the_same_as_the_heat(
    sign_in: SignIn, odile: User, city: Portfolio, chain: list[Initiative], energy: System, health: System
) -> None:
    read_all(city)
    answer = page(sign_in(odile), city, query="?as=table")
    assert b"ph-heat" not in answer.content
    squares = answer.context["page"].density.squares
    assert {(cell.one, cell.other, cell.linked, cell.possible) for cell in squares if not cell.is_within} == {
        (energy.name, health.name, 2, 4), (health.name, energy.name, 2, 4)
    }  # fmt: skip
    rows = page(sign_in(odile), city, "network-between", pk=energy.pk, other=health.pk)
    assert len(rows.context["page"].rows) == 2
    assert b"Trained hosts ride along." in rows.content
    within = page(sign_in(odile), city, "network-between", pk=energy.pk, other=energy.pk)
    assert within.context["page"].rows == []


def test_before_the_first_reading_it_says_so(sign_in: SignIn, alma: User, bo: User, city: Portfolio) -> None:
    assert b"Not read yet" in page(sign_in(bo), city).content
    assert b"Read the network" not in page(sign_in(bo), city).content
    steward = sign_in(alma)
    assert b"Read the network" in page(steward, city).content
    answer = steward.post(reverse("initiatives:network-read", args=[city.slug]), {"subject": "organisations"})
    assert answer.url == reverse("initiatives:network-organisations", args=[city.slug])
    assert NetworkReading.objects.filter(status="asked").count() == 8
    waiting = page(steward, city)
    assert b"Reading the network" in waiting.content
    assert b"every 3s" in waiting.content


def test_the_waiting_fragment_ends_by_itself(
    sign_in: SignIn, odile: User, city: Portfolio, chain: list[Initiative]
) -> None:
    address, headers = (
        reverse("initiatives:network", args=[city.slug]),
        {"HX-Request": "true", "HX-Target": "network-state"},
    )
    read_all(city)
    NetworkReading.objects.update(status="working")
    fragment = sign_in(odile).get(address, headers=headers)
    assert b"Until then you see the reading before" in fragment.content
    assert b"<h1" not in fragment.content
    NetworkReading.objects.update(status="ready")
    assert sign_in(odile).get(address, headers=headers).headers["HX-Refresh"] == "true"


def test_a_failure_is_said_and_the_last_reading_stays(
    sign_in: SignIn, odile: User, city: Portfolio, chain: list[Initiative]
) -> None:
    read_all(city)
    NetworkReading.objects.update(status="failed", problem="Something stood in the way.")
    body = page(sign_in(odile), city).content
    assert b"Something stood in the way." in body
    assert b"Between others" in body


def test_what_was_said_since_is_not_counted_yet(
    sign_in: SignIn, odile: User, city: Portfolio, chain: list[Initiative]
) -> None:
    read_all(city)
    tie(chain[0], chain[3])
    tie(chain[1], chain[3], circle="team")
    answer = page(sign_in(odile), city)
    assert answer.context["page"].state.said_since == 1
    assert b"1 connection was said since and is not counted yet." in answer.content


def test_it_says_what_changed_since_a_day_that_was_chosen(
    sign_in: SignIn, odile: User, city: Portfolio, chain: list[Initiative]
) -> None:
    read_all(city)
    today = timezone.localdate()
    NetworkReading.objects.update(read_on=today - timedelta(days=30))
    tie(chain[3], chain[2], "reinforces")
    read_all(city)
    answer = page(sign_in(odile), city, query=f"?since={today - timedelta(days=30)}")
    changes = answer.context["page"].changes
    assert (changes.links, changes.alone, changes.largest, changes.breaking) == (
        "1 more",
        "1 fewer",
        "1 more",
        "1 more",
    )
    assert [name.label for name in changes.bridging_now] == ["Cool rooms"]
    assert changes.density == ["Between Energy & buildings and Health & care: 1 more"]
    assert page(sign_in(odile), city, query="?since=nonsense").context["page"].changes == changes


def test_measures_never_name_what_the_reader_may_not_see(
    sign_in: SignIn, alma: User, bo: User, chi: User, city: Portfolio, coop: Organisation, chain: list[Initiative]
) -> None:
    secret = make_initiative(city, "A secret", circle="team", lead=coop)
    tie(chain[0], secret)
    tie(chain[3], chain[2], "reinforces", circle="portfolio")
    read_all(city)
    assert page(sign_in(alma), city).context["page"].measures.links == 4
    for user, links in ((bo, 3), (chi, 2)):
        answer = page(sign_in(user), city)
        assert answer.context["page"].measures.links == links
        assert b"A secret" not in answer.content
    Initiative.objects.filter(pk=chain[1].pk).update(circle="team")
    assert b"Night buses" not in page(sign_in(chi), city).content


def test_without_one_its_neighbours_are_named(
    sign_in: SignIn, odile: User, bo: User, chi: User, city: Portfolio, coop: Organisation, chain: list[Initiative]
) -> None:
    """Night buses hold it together; Cool rooms rely on them, and they on Warm Streets."""
    answer = page(sign_in(odile), city, "network-without", pk=chain[1].pk).context["page"]
    assert (answer.cut, answer.rest, answer.neighbours) == (1, 1, 2)
    assert [row.who.label for row in answer.relying] == ["Cool rooms"]
    first = page(sign_in(odile), city, "network-without", pk=chain[0].pk)
    assert [(row.who.label, row.through and row.through.label) for row in first.context["page"].relying] == [
        ("Night buses", None), ("Cool rooms", "Night buses")
    ]  # fmt: skip
    assert b"Trained hosts ride along." in first.content
    secret = make_initiative(city, "A secret", circle="team", lead=coop)
    tie(chain[1], secret, "enables", circle="portfolio")
    own = page(sign_in(bo), city, "network-without", pk=chain[1].pk)
    assert b"A secret" in own.content
    assert b"A secret" not in page(sign_in(odile), city, "network-without", pk=chain[1].pk).content
    assert page(sign_in(odile), city, "network-without", pk=secret.pk).status_code == 404
    assert b"It has no connection" in page(sign_in(odile), city, "network-without", pk=chain[3].pk).content


def test_a_circle_of_dependence_ends(sign_in: SignIn, odile: User, city: Portfolio, chain: list[Initiative]) -> None:
    tie(chain[2], chain[0], "enables")
    found = page(sign_in(odile), city, "network-without", pk=chain[0].pk).context["page"]
    assert {row.who.label for row in found.relying} == {"Night buses", "Cool rooms"}


@pytest.fixture
def at_work(
    city: Portfolio, chain: list[Initiative], coop: Organisation, mission: Organisation
) -> tuple[Organisation, Organisation]:
    """The mission works with the co-op and a school; a club stands alone."""
    school = make_organisation("School", portfolio=city, sector="academia")
    make_organisation("Club", portfolio=city)
    take_part(chain[0], mission)
    take_part(chain[1], mission, school, since_on=date(2026, 5, 1))
    return mission, school


def test_organisations_are_drawn_and_listed(
    sign_in: SignIn, odile: User, city: Portfolio, at_work: tuple[Organisation, Organisation]
) -> None:
    read_all(city)
    answer = page(sign_in(odile), city, "network-organisations")
    drawing = answer.context["drawing"]
    assert (len(drawing.dots), len(drawing.lines), drawing.all_pairs) == (4, 2, 2)
    assert b"Club: works with nobody else here" in answer.content
    assert b"National Climate Mission: works with 2 others" in answer.content
    academia = page(sign_in(odile), city, "network-organisations", "?as=table&sector=academia").context["drawing"]
    assert [(pair.one.name, pair.other.name, pair.shared) for pair in academia.pairs] == [
        ("National Climate Mission", "School", 1)
    ]
    both = page(sign_in(odile), city, "network-organisations", "?as=table&sector=academia&with=labour&begin=x")
    assert both.context["drawing"].pairs == []
    assert b"Nobody of these works together here" in both.content


def test_names_on_the_drawing_are_escaped(
    sign_in: SignIn, odile: User, city: Portfolio, chain: list[Initiative], coop: Organisation
) -> None:
    rude = make_organisation('<script>alert("x")</script>', portfolio=city)
    take_part(chain[0], rude)
    read_all(city)
    assert b"<script>alert" not in page(sign_in(odile), city, "network-organisations").content


def test_two_days_are_told_from_the_records(
    sign_in: SignIn, odile: User, city: Portfolio, chain: list[Initiative], at_work: tuple[Organisation, Organisation]
) -> None:
    found = page(sign_in(odile), city, "network-days", "?of=organisations&from=2026-06-01&to=2026-04-01").context[
        "page"
    ]
    assert (found.days.before, found.days.after) == (date(2026, 4, 1), date(2026, 6, 1))
    assert [(count.before, count.after) for count in found.counts] == [(1, 2), (2, 1), (2, 3), (1, 2)]
    assert [(one.label, other.label) for one, other in found.together.named] == [("National Climate Mission", "School")]
    assert found.parted.size == 0
    assert len(found.bridged) == 1


def test_two_days_of_initiatives(sign_in: SignIn, odile: User, city: Portfolio, chain: list[Initiative]) -> None:
    tie(chain[0], chain[3], since_on=date(2025, 1, 1), status="ended", ended_on=date(2026, 3, 1), outcome="Done")
    tie(chain[2], chain[3], status="refuted", outcome="No", since_on=date(2025, 1, 1))
    found = page(sign_in(odile), city, "network-days", "?from=2026-01-01&to=2026-12-31").context["page"]
    assert (found.together.size, found.parted.size) == (2, 1)
    same = page(sign_in(odile), city, "network-days", "?from=2020-01-01&to=2020-01-01&of=nonsense")
    assert same.context["page"].is_same
    assert b"Both days look alike" in same.content
    assert page(sign_in(odile), city, "network-days", "?from=2026-02-31&to=9999-99-99").status_code == 200


@pytest.mark.parametrize("name", ["network", "network-organisations", "network-days"])
def test_more_initiatives_need_no_more_queries(
    name: str, sign_in: SignIn, odile: User, city: Portfolio, chain: list[Initiative], coop: Organisation
) -> None:
    client = sign_in(odile)

    def queries() -> int:
        read_all(city)
        page(client, city, name)
        with CaptureQueriesContext(connection) as found:
            assert page(client, city, name).status_code == 200
        return len(found)

    few = queries()
    more = [make_initiative(city, lead=coop, system=System.objects.first()) for _ in range(30)]
    for one, other in itertools.pairwise(more):
        tie(one, other)
        take_part(one, make_organisation(portfolio=city))
    assert queries() <= few


def test_it_is_there_to_take_along(
    sign_in: SignIn, odile: User, chi: User, city: Portfolio, chain: list[Initiative]
) -> None:
    def rows(user: User, subject: str, **query: str) -> str:
        address = reverse("initiatives:network-export", args=[city.slug, subject])
        return sign_in(user).get(address, query).getvalue().decode()  # type: ignore[attr-defined]

    assert rows(odile, "initiatives").strip().count("\n") == 0
    read_all(city)
    table = rows(odile, "initiatives")
    assert "Stands between others (%),Night buses,,33.33,100" in table
    assert "Stands alone,Garden" in table
    assert "Connected pairs,Energy & buildings,Health & care,2,4" in table
    Initiative.objects.filter(title="Garden").update(circle="portfolio")
    assert "Garden" not in rows(chi, "initiatives")
    assert "Organisations" in rows(odile, "organisations", format="csv")
    address = reverse("initiatives:network-export", args=[city.slug, "initiatives"])
    assert sign_in(odile).get(address, {"format": "exe"}).status_code == 404


def test_who_takes_part_no_more_works_with_nobody(
    sign_in: SignIn, odile: User, city: Portfolio, at_work: tuple[Organisation, Organisation]
) -> None:
    Participation.objects.filter(organisation=at_work[0]).update(since_on=date(2020, 1, 1), until_on=date(2024, 1, 1))
    read_all(city)
    answer = page(sign_in(odile), city, "network-organisations")
    assert b"Nobody works together yet" in answer.content
