"""Where connections show elsewhere: the garden, orphans, search, downloads, shifts of the context, the drawing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from initiatives.attention import orphans
from initiatives.attention_connections import bare, thought
from initiatives.models import DIRECTED_KINDS, Connection, ConnectionKind, Initiative
from initiatives.overviews.connections.around import DRAWN, LISTED, around
from initiatives.wording_connections import BACKWARDS, ICONS, STATUS_ICONS, said, saying, sayings, verb
from portfolio_hub.lib.exports import sources
from sensemaking.models import Rethink
from sensemaking.services import rethinking, ties
from sensemaking.services.shifts import Ground
from stakeholders.access import Access, access_for
from stakeholders.attention import Look
from stakeholders.models import Portfolio, User
from tests.factories import make_connection, make_initiative, make_log, make_portfolio

SignIn = Callable[[User | None], Client]

pytestmark = pytest.mark.django_db


def access_of(user: User, city: Portfolio) -> Access:
    found = access_for(user, city)
    assert found is not None
    return found


def look(user: User, city: Portfolio, number: int = 120) -> Look:
    return Look(access_of(user, city), number, timezone.localdate())


def long_ago(**fields: Any) -> dict[str, Any]:
    return {"said_on": timezone.localdate() - timedelta(days=200), **fields}


def test_every_kind_reads_from_both_ends_and_has_its_icon(warm_streets: Initiative, hubs: Initiative) -> None:
    assert set(BACKWARDS) == DIRECTED_KINDS
    assert set(ICONS) == set(ConnectionKind.values)
    assert set(STATUS_ICONS) == set(Connection.Status.values)
    assert len(sayings()) == len(ConnectionKind.values) + len(DIRECTED_KINDS)
    for value, words in sayings():
        kind, source, _target = said(value, warm_streets, hubs)
        assert saying(kind, from_source=source == warm_streets) == value
        assert str(verb(kind, from_source=source == warm_streets)) == str(words)


def test_the_garden_finds_what_nothing_shows_and_what_was_thought_long_ago(
    city: Portfolio, warm_streets: Initiative, hubs: Initiative, clinic: Initiative, alma: User
) -> None:
    seen = make_connection(hubs, warm_streets, **long_ago(status="observed"))
    shown = make_connection(hubs, clinic, **long_ago(status="observed"))
    ties.add_evidence(connection=shown, by=alma, note="Seen on site.")
    idea = make_connection(clinic, warm_streets, **long_ago())
    make_connection(clinic, hubs)
    make_connection(warm_streets, clinic, "reinforces", **long_ago(status="refuted", outcome="No."))
    assert [item.subject for item in bare(look(alma, city)).items] == [seen.pk]
    assert [item.subject for item in thought(look(alma, city)).items] == [idea.pk]
    assert thought(look(alma, city, 365)).total == 0


def test_a_connection_that_holds_and_is_seen_makes_no_orphan(
    city: Portfolio, warm_streets: Initiative, hubs: Initiative, alma: User, odile: User
) -> None:
    def alone(user: User) -> set[int]:
        return {item.subject for item in orphans(look(user, city)).items}

    assert alone(alma) == {warm_streets.pk, hubs.pk}
    row = make_connection(hubs, warm_streets, circle="team")
    assert alone(alma) == set()
    assert alone(odile) == {warm_streets.pk, hubs.pk}
    Connection.objects.filter(pk=row.pk).update(status="refuted", outcome="No.")
    assert alone(alma) == {warm_streets.pk, hubs.pk}


def test_the_drawing_shows_the_weightiest_and_the_list_the_rest(
    city: Portfolio, warm_streets: Initiative, hubs: Initiative, alma: User
) -> None:
    others = [make_initiative(city, f"A rather long title of an initiative {number}") for number in range(20)]
    for other in others:
        make_connection(warm_streets, other)
    make_connection(hubs, warm_streets, status="observed")
    make_connection(hubs, warm_streets, "in_tension" if hubs.pk < warm_streets.pk else "reinforces")
    make_connection(warm_streets, others[0], "reinforces", status="refuted", outcome="No.")
    shown = around(access_of(alma, city), warm_streets)
    assert (shown.total, shown.past, len(shown.nodes)) == (22, 1, DRAWN)
    assert shown.nodes[0].end.initiative == hubs
    assert not shown.nodes[0].is_thought
    assert len({node.end.initiative.pk for node in shown.nodes}) == DRAWN
    assert all(len(node.label) <= 26 for node in shown.nodes)
    assert sum(len(group.lines) for group in shown.groups) == LISTED
    assert around(access_of(alma, city), others[5]).nodes[0].verb == "is enabled by"


def test_search_finds_connections_by_both_ends_and_words(
    sign_in: SignIn, city: Portfolio, warm_streets: Initiative, hubs: Initiative, alma: User
) -> None:
    make_connection(hubs, warm_streets, statement="Tools are at hand.")
    for query in ("repair", "warm tools", "hand"):
        assert "Repair hubs enables Warm Streets Millbrook" in sign_in(alma).get(f"/riverton/search/?q={query}").text
    assert "enables" not in sign_in(alma).get("/riverton/search/?q=zebra").text


def test_a_shift_of_the_context_lists_the_connections_it_may_touch(
    sign_in: SignIn, city: Portfolio, warm_streets: Initiative, hubs: Initiative, alma: User
) -> None:
    row = make_connection(hubs, warm_streets, statement="The scaffold goes from street to street.")
    grid = make_initiative(make_portfolio("Nation"), "Grid reform")
    make_connection(warm_streets, grid, portfolio=city)
    make_connection(warm_streets, hubs, "reinforces", status="refuted", outcome="No.")
    shift = make_log(warm_streets, kind="context_shift", saw="Scaffold rents doubled.")
    touched = Ground(city).touched_by(shift)
    assert [(one.kind, one.row.pk) for one in touched if one.kind == "connection"] == [("connection", row.pk)]
    for narrow in (("public",), ("funders", "public")):
        Initiative.objects.filter(pk=hubs.pk).update(circle="portfolio")
        assert not [one for one in Ground(city, narrow).touched_by(shift) if one.kind == "connection"]
    Initiative.objects.filter(pk=hubs.pk).update(circle="public")

    page = sign_in(alma).get(f"/riverton/sense-making/logs/{shift.pk}/think-again/")
    assert "Repair hubs enables Warm Streets Millbrook" in page.text
    thoughts = [rethinking.Thought("connection", row.pk, "Same initiative", "falls", "Too dear now.")]
    rethinking.answer(log=shift, thoughts=thoughts, by=alma)
    assert Rethink.objects.get().connection == row
    panel = sign_in(alma).get(f"/riverton/sense-making/connections/{row.pk}/evidence/").text
    assert "Too dear now." in panel


def test_downloads_hold_connections_and_what_shows_them(
    city: Portfolio, warm_streets: Initiative, hubs: Initiative, alma: User, odile: User
) -> None:
    row = make_connection(hubs, warm_streets, status="refuted", outcome="Nobody came.")
    log = make_log(hubs, saw="Ours alone.", circle="team")
    ties.add_evidence(connection=row, by=alma, log=log, quote="Ours alone")
    for user, pieces in ((alma, 1), (odile, 0)):
        access = access_of(user, city)
        told = list(sources.get("connections").table(access).rows)
        assert [(line[0], str(line[1]), line[2], line[5]) for line in told] == [
            ("Repair hubs", "enables", "Warm Streets Millbrook", "Nobody came.")
        ]
        assert told[0][8] == pieces
        assert len(list(sources.get("connection-evidence").table(access).rows)) == pieces
