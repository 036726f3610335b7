"""Pages of connections: saying one from either side, evidence, refuting, deleting, the list and its files."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from initiatives.models import Connection, Initiative, System
from initiatives.services import connections
from portfolio_hub.lib.toasts import undo_address
from sensemaking.models import TieEvidence
from sensemaking.services import ties
from stakeholders.models import Change, Membership, Organisation, Portfolio, Role, User
from tests.factories import make_connection, make_initiative, make_log, make_portfolio

SignIn = Callable[[User | None], Client]
BASE = "/riverton/connections/"
FRAGMENT = {"HX-Request": "true"}

pytestmark = pytest.mark.django_db


def said(**fields: str) -> dict[str, str]:
    return {"kind": "enables", "strength": "2", "confidence": "medium", "circle": "public", "status": "hypothesised",
            "statement": "", **fields}  # fmt: skip


def undo_of(response: Any) -> str:
    return [undo_address(message.extra_tags) for message in get_messages(response.wsgi_request)][-1]


def titles(response: Any) -> list[str]:
    return [row.source.initiative.title for row in response.context["listing"].rows]


def test_bo_finds_the_other_end_and_says_it_with_what_shows_it(
    sign_in: SignIn, warm_streets: Initiative, clinic: Initiative, bo: User
) -> None:
    client, log = sign_in(bo), make_log(warm_streets, saw="The nurses send us the coldest homes.")
    page = client.get(f"{BASE}new/?source={warm_streets.pk}&q=cool")
    assert f"?source={warm_streets.pk}&amp;target={clinic.pk}" in page.text
    quick = client.get(
        f"{BASE}new/?source={warm_streets.pk}&q=clin", headers=FRAGMENT | {"HX-Target": "connection-ends"}
    )
    assert "<html" not in quick.text and "Cool clinic" in quick.text

    address = f"{BASE}new/?source={warm_streets.pk}&target={clinic.pk}"
    assert "is enabled by" in client.get(address).text
    answer = client.post(address, said(kind="enables-back", statement="They know who is cold.") | {
        "evidence-log": str(log.pk), "evidence-quote": "send us the coldest homes"
    })  # fmt: skip
    row = Connection.objects.get()
    assert answer.url == row.get_absolute_url()
    assert (row.source, row.target, row.kind, row.said_by) == (clinic, warm_streets, "enables", bo)
    assert TieEvidence.objects.get().quote == "send us the coldest homes"
    for initiative, words in ((clinic, "enables"), (warm_streets, "is enabled by")):
        panel = client.get(f"{BASE}of-initiative/{initiative.pk}/").text
        assert words in panel
        assert "They know who is cold." in panel
        assert client.get(f"/riverton/initiatives/{initiative.pk}/").text.count(f"Connected: {words}") == 1


def test_nothing_is_saved_when_its_evidence_is_wrong(
    sign_in: SignIn, warm_streets: Initiative, clinic: Initiative, bo: User
) -> None:
    log = make_log(warm_streets)
    address = f"{BASE}new/?source={warm_streets.pk}&target={clinic.pk}"
    answer = sign_in(bo).post(address, said() | {"evidence-log": str(log.pk), "evidence-quote": "not in it"})
    assert answer.status_code == 422
    assert "do not stand in the log" in answer.text
    answer = sign_in(bo).post(address, said() | {"evidence-url": "javascript:alert(1)"})
    assert answer.status_code == 422
    assert not Connection.objects.exists()


def test_contributors_connect_only_what_is_theirs(
    sign_in: SignIn, clinic: Initiative, school: Initiative, warm_streets: Initiative, bo: User
) -> None:
    client = sign_in(bo)
    assert client.get(f"{BASE}new/?source={clinic.pk}&target={school.pk}").status_code == 403
    listed = client.get(f"{BASE}new/?source={clinic.pk}").text
    assert "Warm Streets" in listed
    assert "School gardens" not in listed
    row = make_connection(clinic, school)
    assert client.get(f"{row.get_absolute_url()}edit/").status_code == 403
    assert client.post(f"{row.get_absolute_url()}refute/", {"why": "No"}).status_code == 403
    ours = make_connection(warm_streets, clinic)
    assert client.post(f"{ours.get_absolute_url()}refute/", {"why": "No"}).status_code == 302
    assert client.get(f"{ours.get_absolute_url()}delete/").status_code == 403


@pytest.mark.parametrize("given", ["source=0", "source=x&target=1", "source=99999999999999999999", "target=-1"])
def test_an_end_that_means_nothing_is_not_found(sign_in: SignIn, city: Portfolio, alma: User, given: str) -> None:
    assert sign_in(alma).get(f"{BASE}new/?{given}").status_code == 404


def test_saying_it_twice_leads_to_what_stands_already(
    sign_in: SignIn, warm_streets: Initiative, clinic: Initiative, alma: User
) -> None:
    row = make_connection(clinic, warm_streets, "shares_learning" if clinic.pk < warm_streets.pk else "enables")
    value = "shares_learning" if row.kind == "shares_learning" else "enables-back"
    answer = sign_in(alma).post(f"{BASE}new/?source={warm_streets.pk}&target={clinic.pk}", said(kind=value))
    assert answer.status_code == 422
    assert "Open the connection that stands already" in answer.text
    assert row.get_absolute_url() in answer.text


def test_bad_fields_are_named(sign_in: SignIn, warm_streets: Initiative, clinic: Initiative, alma: User) -> None:
    address = f"{BASE}new/?source={warm_streets.pk}&target={clinic.pk}"
    for wrong in (said(kind="loves"), said(kind="shares_learning-back"), said(strength="9"), said(since_on="soon"),
                  said(status="refuted"), said(circle="all"), said(statement="x" * 301), {}):  # fmt: skip
        assert sign_in(alma).post(address, wrong).status_code == 422
    assert sign_in(alma).post(f"{BASE}new/?source={clinic.pk}&target={clinic.pk}", said()).status_code == 422


def test_the_second_of_two_editors_is_told_and_loses_nothing(
    sign_in: SignIn, warm_streets: Initiative, clinic: Initiative, alma: User, bo: User
) -> None:
    row = make_connection(clinic, warm_streets, statement="They know who is cold.")
    address, client = f"{row.get_absolute_url()}edit/", sign_in(bo)
    form = client.get(address).context["form"]
    opened = said() | {name: str(form[name].value()) for name in ("edit", "seen", "statement")}
    connections.edit(connection=row, by=alma, strength=3)
    answer = client.post(address, opened | {"kind": "depends_on-back"})
    assert answer.status_code == 409
    again = {name: str(value) for name, value in answer.context["form"].data.items() if value is not None}
    assert (again["strength"], again["kind"]) == ("3", "depends_on-back")
    assert client.post(address, again).status_code == 302
    row.refresh_from_db()
    assert (row.source, row.target, row.kind, row.strength) == (warm_streets, clinic, "depends_on", 3)


def test_seen_refuted_with_why_taken_up_ended_and_undone(
    sign_in: SignIn, warm_streets: Initiative, clinic: Initiative, alma: User
) -> None:
    row, client = make_connection(clinic, warm_streets), sign_in(alma)
    home = row.get_absolute_url()
    client.post(f"{home}seen/")
    assert client.post(f"{home}refute/", {"why": " "}).status_code == 422
    client.post(f"{home}refute/", {"why": "Nobody was sent."})
    page = client.get(home)
    assert "Refuted: Nobody was sent." in page.text
    client.post(f"{home}again/")
    answer = client.post(f"{home}end/", {"why": "The clinic moved.", "on": "2026-02-01"})
    row.refresh_from_db()
    assert (row.status, str(row.ended_on)) == ("ended", "2026-02-01")
    assert "Over since" in client.get(home).text
    client.post(undo_of(answer))
    row.refresh_from_db()
    assert (row.status, row.ended_on, row.outcome) == ("hypothesised", None, "")
    history = client.get(f"{home}history/").text
    assert history.count('id="change-') == Change.objects.of(row).count() == 5
    timeline = client.get(f"/riverton/initiatives/{clinic.pk}/").text
    assert "Refuted: enables Warm Streets Millbrook" in timeline
    assert "Nobody was sent." in timeline


def test_deleting_asks_first_and_can_be_undone(
    sign_in: SignIn, warm_streets: Initiative, clinic: Initiative, alma: User, bo: User
) -> None:
    row, client = make_connection(clinic, warm_streets), sign_in(alma)
    ties.add_evidence(connection=row, by=alma, note="Seen on site.")
    assert "1 piece of evidence goes along" in client.get(f"{row.get_absolute_url()}delete/").text
    answer = client.post(f"{row.get_absolute_url()}delete/")
    assert client.get(row.get_absolute_url()).status_code == 404
    undo = undo_of(answer)
    assert sign_in(bo).post(undo).status_code == 403
    assert client.post(undo).url == row.get_absolute_url()
    assert "Seen on site." in client.get(f"/riverton/sense-making/connections/{row.pk}/evidence/").text
    client.post(undo)
    assert Connection.objects.count() == 1


def test_evidence_is_added_and_taken_away_on_both_sides(
    sign_in: SignIn, warm_streets: Initiative, clinic: Initiative, alma: User, bo: User
) -> None:
    row, client = make_connection(clinic, warm_streets), sign_in(bo)
    panel = f"/riverton/sense-making/connections/{row.pk}/evidence/"
    assert "Nothing shows it yet" in client.get(panel).text
    log = make_log(clinic, saw="We sent nobody in March.")
    assert client.post(f"{panel}new/", {}).status_code == 422
    client.post(f"{panel}new/", {"log": log.pk, "quote": "sent nobody in March", "speaks_against": "True"})
    client.post(f"{panel}new/", {"note": "Twelve letters", "url": "https://example.org/letters"})
    text = client.get(panel, headers=FRAGMENT | {"HX-Target": "tie-evidence"}).text
    assert "<mark>sent nobody in March</mark>" in text
    assert "Speaks against it" in text
    assert "Twelve letters" in text
    theirs = ties.add_evidence(connection=row, by=alma, note="Alma's own")
    assert client.post(f"{panel}{theirs.pk}/remove/").status_code == 403
    mine = TieEvidence.objects.get(note="Twelve letters")
    answer = client.post(f"{panel}{mine.pk}/remove/")
    client.post(undo_of(answer))
    assert TieEvidence.objects.filter(connection=row).count() == 3


def test_the_list_is_filtered_sorted_and_taken_along_as_shown(
    sign_in: SignIn, city: Portfolio, warm_streets: Initiative, hubs: Initiative, clinic: Initiative,
    school: Initiative, health: System, alma: User,
) -> None:  # fmt: skip
    first = make_connection(hubs, warm_streets, strength=3, confidence="high", said_on="2026-01-01")
    second = make_connection(clinic, school, "precedes", status="observed", said_on="2026-02-01", statement="=1+1")
    gone = make_connection(school, warm_streets, status="refuted", outcome="No.", said_on="2026-03-01")
    ties.add_evidence(connection=first, by=alma, note="Seen.")
    client = sign_in(alma)

    def shown(query: str) -> list[int]:
        return [row.connection.pk for row in client.get(f"{BASE}?{query}").context["listing"].rows]

    assert shown("") == [second.pk, first.pk]
    assert shown("state=refuted") == [gone.pk]
    assert shown("kind=precedes") == shown("state=observed") == shown("q=clinic") == [second.pk]
    assert shown("strength=3") == shown("confidence=high") == shown("evidence=with") == [first.pk]
    assert shown("evidence=without") == [second.pk]
    assert shown(f"initiative={clinic.pk}") == [second.pk]
    assert shown(f"system={health.pk}") == [second.pk, first.pk]
    assert shown("across=1") == []
    assert shown("sort=said") == shown("sort=-strength") == [first.pk, second.pk]
    assert shown("kind=nonsense&strength=x&sort=;drop&initiative=0x1&after=zzz") == [second.pk, first.pk]
    empty = client.get(f"{BASE}?q=zebra")
    assert "No connection that you may see fits" in empty.text

    file = b"".join(client.get(f"{BASE}export.csv?kind=precedes").streaming_content).decode()  # type: ignore[arg-type]
    assert len(file.strip().splitlines()) == 2
    assert "'=1+1" in file
    assert client.get(f"{BASE}export.xlsx").status_code == 200
    assert client.get(f"{BASE}export.pdf").status_code == 404
    page = client.get(BASE)
    assert re.search(r'id="f-state-refuted"[^>]*>Refuted<span class="ph-count">1<', page.text)


def test_the_list_asks_as_often_for_many_as_for_few(
    sign_in: SignIn, city: Portfolio, warm_streets: Initiative, alma: User, django_assert_max_num_queries: Any
) -> None:
    client = sign_in(alma)
    others = [make_initiative(city) for _number in range(60)]
    for other in others:
        make_connection(other, warm_streets)
    with django_assert_max_num_queries(22):
        page = client.get(BASE)
    assert len(page.context["listing"].rows) == 40
    older = client.get(f"{BASE}?after={page.context['page'].next_cursor}")
    assert len(older.context["listing"].rows) == 20
    with django_assert_max_num_queries(16):
        panel = client.get(f"{BASE}of-initiative/{warm_streets.pk}/")
    assert "All 60 connections" in panel.text


@pytest.fixture
def across(city: Portfolio, warm_streets: Initiative) -> Connection:
    """Said by the city's stewards of an initiative in a closed portfolio of the nation."""
    nation = make_portfolio("Nation", slug="nation")
    grid = make_initiative(nation, "Grid reform")
    return make_connection(warm_streets, grid, "depends_on", portfolio=city, statement="Without it no heat pumps.")


def test_who_sees_only_one_end_sees_no_connection_anywhere(
    sign_in: SignIn, across: Connection, warm_streets: Initiative, bo: User, alma: User
) -> None:
    nation = Portfolio.objects.get(slug="nation")
    Membership.objects.create(portfolio=nation, user=alma, role=Role.OBSERVER)
    addresses = (
        across.get_absolute_url(), f"{across.get_absolute_url()}history/", f"{BASE}{across.pk}/edit/",
        f"/riverton/sense-making/connections/{across.pk}/evidence/",
    )  # fmt: skip
    for address in addresses:
        assert sign_in(alma).get(address).status_code == 200
        assert sign_in(bo).get(address).status_code == 404
    pages = (BASE, f"{BASE}?across=1", f"{BASE}of-initiative/{warm_streets.pk}/", "/riverton/search/?q=grid",
             f"/riverton/initiatives/{warm_streets.pk}/")  # fmt: skip
    for page in pages:
        assert "Grid reform" in sign_in(alma).get(page).text
        text = sign_in(bo).get(page).text
        assert "Grid reform" not in text
        assert "heat pumps" not in text
    assert sign_in(bo).get(BASE).context["total"] == 0
    for user, lines in ((alma, 2), (bo, 1)):
        file = b"".join(sign_in(user).get(f"{BASE}export.csv").streaming_content).decode()  # type: ignore[arg-type]
        assert len(file.strip().splitlines()) == lines
    found = sign_in(alma).get(f"{BASE}new/?source={warm_streets.pk}&q=grid").text
    assert "in Nation" in found
    assert "Grid reform" not in sign_in(bo).get(f"{BASE}new/?source={warm_streets.pk}&q=grid").text
    assert sign_in(bo).post(f"{across.get_absolute_url()}refute/", {"why": "x"}).status_code == 404


def test_the_nation_sees_it_where_both_ends_may_be_seen(
    sign_in: SignIn, across: Connection, city: Portfolio, alma: User, dag: User
) -> None:
    nation = Portfolio.objects.get(slug="nation")
    Membership.objects.create(portfolio=nation, user=dag, role=Role.STEWARD)
    assert "Warm Streets" not in sign_in(dag).get("/nation/connections/").text
    city.audience, city.is_launched = Portfolio.Audience.PUBLIC, True
    city.save()
    page = sign_in(dag).get("/nation/connections/")
    assert "Warm Streets" in page.text
    assert across.get_absolute_url() in page.text
    assert sign_in(dag).get(across.get_absolute_url()).status_code == 200
    assert sign_in(dag).post(f"/nation/connections/{across.pk}/refute/", {"why": "x"}).status_code == 404


def test_what_is_said_elsewhere_for_few_is_not_shown_here(
    sign_in: SignIn, city: Portfolio, warm_streets: Initiative, hubs: Initiative, alma: User, odile: User
) -> None:
    """Both ends are here; but it was said for the members of another portfolio."""
    nation = make_portfolio("Nation", slug="nation")
    make_connection(hubs, warm_streets, portfolio=nation, circle="portfolio", statement="Between us.")
    for address in (BASE, f"{BASE}of-initiative/{hubs.pk}/", f"/riverton/initiatives/{hubs.pk}/"):
        assert "Between us." not in sign_in(alma).get(address).text
    from stakeholders.access import access_for

    access = access_for(alma, city)
    assert access is not None
    assert not Connection.objects.seen_with(access).exists()
    Membership.objects.create(portfolio=nation, user=odile, role=Role.OBSERVER)
    assert "Between us." in sign_in(odile).get(BASE).text


def test_words_of_a_log_are_shown_only_to_those_who_may_read_it(
    sign_in: SignIn, open_city: Portfolio, warm_streets: Initiative, clinic: Initiative, alma: User, chi: User
) -> None:
    row = make_connection(clinic, warm_streets)
    log = make_log(warm_streets, saw="The boiler man drinks.", circle="team")
    ties.add_evidence(connection=row, by=alma, log=log, quote="boiler man drinks")
    panel = f"/riverton/sense-making/connections/{row.pk}/evidence/"
    assert "boiler man" in sign_in(alma).get(panel).text
    for user in (chi, None):
        assert "boiler man" not in sign_in(user).get(panel).text
        assert "Nothing shows it yet" in sign_in(user).get(panel).text
        listed = sign_in(user).get(BASE)
        assert listed.context["listing"].rows[0].evidence == 0
        assert sign_in(user).get(f"{BASE}?evidence=with").context["listing"].rows == []
    assert "boiler man" not in sign_in(chi).get(f"{row.get_absolute_url()}history/").text
    log.saw = "The boiler man came."
    log.save()
    assert "drinks" not in sign_in(alma).get(panel).text


def test_people_are_not_named_to_visitors(
    sign_in: SignIn, open_city: Portfolio, warm_streets: Initiative, clinic: Initiative, alma: User,
    coop: Organisation,
) -> None:  # fmt: skip
    row = connections.say(
        portfolio=open_city, source=clinic, target=warm_streets, kind="enables", by=alma, said_for=coop
    )
    for address in (row.get_absolute_url(), BASE, f"/riverton/initiatives/{clinic.pk}/"):
        page = sign_in(None).get(address)
        assert page.status_code == 200
        assert "Alma" not in page.text
    assert coop.name in sign_in(None).get(row.get_absolute_url()).text
