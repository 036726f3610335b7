"""Who made what possible: told from the records, of those who want to be named, to those who may see it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from initiatives.models import Challenge, Connection, Initiative, Need, Offer
from sensemaking.models import Decision, LearningLog, LogUse, Option, TieEvidence
from sensemaking.overviews.credited import credited_in
from sensemaking.overviews.printing import reader_of
from stakeholders import credits
from stakeholders.access import access_for
from stakeholders.models import Affiliation, Organisation, Portfolio, User
from tests.factories import make_challenge, make_initiative, make_log, make_organisation, make_report

SignIn = Callable[[User | None], Client]
SPRING = date(2026, 4, 1)


def told(city: Portfolio, reader: User, person: User) -> list[str]:
    """What a reader is told of a person, without links."""
    access = access_for(reader, city)
    assert access
    return [strip_tags(row.words) for row in credits.of_person(access, person).rows]


@pytest.fixture
def buses(city: Portfolio) -> Initiative:
    return make_initiative(city, "Night buses")


@pytest.fixture
def tie(city: Portfolio, warm_streets: Initiative, buses: Initiative, bo: User) -> Connection:
    """Bo saw that Warm Streets enables Night buses."""
    return Connection.objects.create(
        portfolio=city, source=warm_streets, target=buses, kind="enables", said_by=bo, said_on=SPRING
    )


@pytest.fixture
def dead_end(warm_streets: Initiative, bo: User) -> LearningLog:
    log: LearningLog = make_log(warm_streets, saw="Scaffolding over winter never pays.", kind="dead_end", by=bo)
    return log


def test_each_deed_is_a_sentence(
    city: Portfolio, warm_streets: Initiative, buses: Initiative, tie: Connection, dead_end: LearningLog, alma: User,
    bo: User, coop: Organisation,
) -> None:  # fmt: skip
    make_challenge(city, title="Cold homes", raised_by=bo)
    Initiative.objects.filter(pk=warm_streets.pk).update(created_by=bo)
    Option.objects.create(portfolio=city, title="Heat from the canal", by=bo)
    given: dict[str, Any] = {"portfolio": city, "kind": "sites", "status": "matched"}
    offer = Offer.objects.create(organisation=coop, what="A yard", by=bo, **given)
    Need.objects.create(initiative=buses, what="Room for <six> buses", met_by=offer, **given)
    decision = Decision.objects.create(portfolio=city, title="Build in summer", what="adapt", decided_on=SPRING)
    decision.logs.add(dead_end)
    TieEvidence.objects.create(connection=tie, log=dead_end, by=alma)
    LogUse.objects.create(log=dead_end, what="The tender of May", by=alma)
    helped = make_log(warm_streets, saw="A host on each street opens doors.", mark="enabler", by=bo)
    LogUse.objects.create(log=helped, what="The hosts’ handbook", by=alma)
    assert set(told(city, alma, bo)) == {
        "Raised the challenge Cold homes.",
        "Began Warm Streets Millbrook.",
        "Opened the option Heat from the canal.",
        "Saw that Warm Streets Millbrook enables Night buses.",
        "Met a need of Night buses: “Room for &lt;six&gt; buses”.",
        "Shared the dead end “Scaffolding over winter never pays.”; it helped to decide Build in summer.",
        "Shared the dead end “Scaffolding over winter never pays.”; it shows how Warm Streets Millbrook and Night "
        "buses hang together.",
        "Shared the dead end “Scaffolding over winter never pays.”; it was used: The tender of May.",
        "Told in “A host on each street opens doors.” what got over a barrier; it was used: The hosts’ handbook.",
    }


def test_what_one_says_of_oneself_is_no_credit(
    city: Portfolio, tie: Connection, dead_end: LearningLog, bo: User, alma: User
) -> None:
    LogUse.objects.create(log=dead_end, what="My own talk", by=bo)
    TieEvidence.objects.create(connection=tie, log=dead_end, by=bo)
    make_log(dead_end.initiative, saw="Nobody has used it yet.", kind="dead_end", by=bo)
    assert told(city, alma, bo) == ["Saw that Warm Streets Millbrook enables Night buses."]


def test_clerks_and_imports_begin_nothing(city: Portfolio, warm_streets: Initiative, alma: User, bo: User) -> None:
    Initiative.objects.filter(pk=warm_streets.pk).update(created_by=alma)
    assert told(city, bo, alma) == []
    Initiative.objects.filter(pk=warm_streets.pk).update(created_by=bo, source="register", external_id="7")
    assert told(city, alma, bo) == []


def test_a_refuted_connection_is_gone_and_an_observed_one_says_so(
    city: Portfolio, tie: Connection, alma: User, bo: User
) -> None:
    Connection.objects.update(status="observed")
    assert told(city, alma, bo) == ["Saw that Warm Streets Millbrook enables Night buses; it was observed since."]
    Connection.objects.update(status="refuted", outcome="It didn't")
    assert told(city, alma, bo) == []


def test_each_reader_is_told_what_they_may_see(
    city: Portfolio, tie: Connection, dead_end: LearningLog, alma: User, bo: User, chi: User, odile: User
) -> None:
    LogUse.objects.create(log=dead_end, what="The tender of May", by=alma)
    assert [len(told(city, reader, bo)) for reader in (alma, odile, chi)] == [2, 2, 1]
    LearningLog.objects.update(circle="team")
    Connection.objects.update(circle="team")
    assert [len(told(city, reader, bo)) for reader in (alma, odile, chi)] == [2, 0, 0]


def test_whoever_opts_out_is_gone_at_once(
    sign_in: SignIn, city: Portfolio, tie: Connection, alma: User, bo: User, coop: Organisation
) -> None:
    page = reverse("stakeholders:person", args=[city.slug, bo.pk])
    organisation = reverse("stakeholders:organisation", args=[city.slug, coop.pk])
    assert b"Saw that" in sign_in(alma).get(page).content
    assert b"Saw that" in sign_in(alma).get(organisation).content
    answer = sign_in(bo).post(reverse("people:profile"), {"name": "Bo Contributor", "language": ""})
    assert answer.status_code == 302
    bo.refresh_from_db()
    assert not bo.is_credited
    assert b"Saw that" not in sign_in(alma).get(page).content
    assert b"Saw that" not in sign_in(alma).get(organisation).content
    assert b"You are not named here" in sign_in(bo).get(page).content
    assert b"You are not named here" not in sign_in(alma).get(page).content
    access = access_for(alma, city)
    assert access
    assert credits.of_all(access, since=SPRING, until=date(2027, 1, 1)).rows == []


def test_what_was_said_for_an_organisation_stays_its_own(
    sign_in: SignIn, city: Portfolio, tie: Connection, alma: User, bo: User, coop: Organisation, mission: Organisation
) -> None:
    Connection.objects.update(said_for=mission)
    User.objects.filter(pk=bo.pk).update(is_credited=False)
    steward = sign_in(alma)
    page = steward.get(reverse("stakeholders:organisation-credits", args=[city.slug, mission.pk]))
    assert b"Saw that" in page.content
    assert b"Bo Contributor" not in page.content
    assert b"Saw that" not in steward.get(reverse("stakeholders:organisation", args=[city.slug, coop.pk])).content
    address = reverse("stakeholders:organisation-edit", args=[city.slug, mission.pk])
    assert steward.post(address, {"name": mission.name, "sector": mission.sector}).status_code == 302
    gone = steward.get(reverse("stakeholders:organisation-credits", args=[city.slug, mission.pk]))
    assert b"Nothing to tell yet" in gone.content


def test_deeds_count_for_whom_one_spoke_for_then(
    city: Portfolio, tie: Connection, alma: User, bo: User, coop: Organisation
) -> None:
    later = make_organisation("Later", portfolio=city)
    Affiliation.objects.filter(user=bo).update(since_on=date(2025, 1, 1), until_on=date(2026, 6, 1))
    Affiliation.objects.create(user=bo, organisation=later, since_on=date(2026, 6, 1))
    access = access_for(alma, city)
    assert access
    assert len(credits.of_organisation(access, coop).rows) == 1
    assert credits.of_organisation(access, later).rows == []


def test_people_are_named_only_to_members(
    sign_in: SignIn, open_city: Portfolio, tie: Connection, odile: User, dag: User, bo: User, coop: Organisation
) -> None:
    address = reverse("stakeholders:organisation-credits", args=[open_city.slug, coop.pk])
    assert b"Bo Contributor" in sign_in(odile).get(address).content
    visitor = sign_in(dag).get(address)
    assert b"Saw that" in visitor.content
    assert b"Bo Contributor" not in visitor.content
    page = reverse("stakeholders:person", args=[open_city.slug, bo.pk])
    assert sign_in(dag).get(page).status_code == 404
    assert sign_in(odile).get(reverse("stakeholders:person", args=[open_city.slug, dag.pk])).status_code == 404


def test_pages_follow_each_other_without_a_gap(city: Portfolio, alma: User, bo: User) -> None:
    for number in range(7):
        make_challenge(city, title=f"Challenge {number}", raised_by=bo)
        Option.objects.create(portfolio=city, title=f"Option {number}", by=bo)
    access = access_for(alma, city)
    assert access
    seen: list[Any] = []
    cursor = ""
    for _page in range(10):
        page = credits.of_person(access, bo, after=cursor, size=4)
        seen += [row.words for row in page.rows]
        cursor = page.next_cursor
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == 14
    first = credits.of_person(access, bo, after="nonsense", size=4)
    assert first.is_first
    assert [row.words for row in first.rows] == seen[:4]


def test_more_deeds_need_no_more_queries(
    sign_in: SignIn, city: Portfolio, alma: User, bo: User, coop: Organisation
) -> None:
    def queries(address: str) -> int:
        client = sign_in(alma)
        client.get(address)
        with CaptureQueriesContext(connection) as found:
            client.get(address)
        return len(found)

    addresses = [
        reverse("stakeholders:person", args=[city.slug, bo.pk]),
        reverse("stakeholders:organisation", args=[city.slug, coop.pk]),
    ]
    make_challenge(city, title="One", raised_by=bo)
    few = [queries(address) for address in addresses]
    for number in range(30):
        make_challenge(city, title=f"Challenge {number}", raised_by=bo)
        other = make_initiative(city, f"Initiative {number}")
        log = make_log(other, saw=f"It stopped at {number}.", kind="dead_end", by=bo)
        LogUse.objects.create(log=log, what=f"Plan {number}", by=alma)
    assert [queries(address) for address in addresses] == few


def test_a_period_tells_of_everybody_who_is_willing(
    city: Portfolio, tie: Connection, alma: User, bo: User, coop: Organisation
) -> None:
    Challenge.objects.create(portfolio=city, title="Cold homes", raised_by=alma)
    access = access_for(alma, city)
    assert access
    found = credits.of_all(access, since=SPRING, until=SPRING + timedelta(days=1)).rows
    assert [(strip_tags(row.words), row.person) for row in found] == [
        ("Saw that Warm Streets Millbrook enables Night buses.", bo)
    ]


FACTS: dict[str, Any] = {
    **dict.fromkeys(("logs", "logs_before", "initiatives", "themes", "expected"), 0),
    "title": "What we learned", "standfirst": "Ten logs.", "silent": [], "heard": [], "left_out": {},
}  # fmt: skip


def test_a_report_says_who_made_it_possible_as_far_as_its_circle_sees(
    sign_in: SignIn, city: Portfolio, tie: Connection, buses: Initiative, alma: User, bo: User, mission: Organisation
) -> None:
    report = make_report(city, status="ready", facts=FACTS, circle="funders", from_on=SPRING, to_on=date(2026, 7, 1))
    secret = make_initiative(city, "Among ourselves", circle="portfolio")
    Connection.objects.create(
        portfolio=city, source=buses, target=secret, kind="enables", said_by=bo, said_on=SPRING, said_for=mission
    )
    address = reverse("sensemaking:report", args=[city.slug, report.pk])
    markdown = reverse("sensemaking:report-markdown", args=[city.slug, report.pk])
    page = sign_in(alma).get(address).content.decode()
    assert "Who made this possible" in page
    assert "Bo Contributor" in page
    assert "Among ourselves" not in page
    text = sign_in(alma).get(markdown).content.decode()
    assert "- Bo Contributor: Saw that Warm Streets Millbrook enables Night buses. (1 April 2026)" in text
    User.objects.filter(pk=bo.pk).update(is_credited=False)
    assert "Who made this possible" not in sign_in(alma).get(address).content.decode()


def test_a_report_for_everybody_names_organisations_only(
    city: Portfolio, tie: Connection, bo: User, mission: Organisation
) -> None:
    report = make_report(city, status="ready", facts=FACTS, circle="public", from_on=SPRING, to_on=date(2026, 7, 1))
    printed = reader_of(report)
    assert credited_in(report, printed) == ()
    Connection.objects.update(said_for=mission)
    assert [row.who for row in credited_in(report, printed)] == ["National Climate Mission"]
