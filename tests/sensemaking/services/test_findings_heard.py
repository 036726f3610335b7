"""Blind spots of sectors, places and groups, and what a wider report says of closer circles."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from initiatives.models import Answer, Initiative, Participation
from sensemaking.models import Finding, SenseMakingReport, SmallCountRule
from stakeholders.models import Circle, Organisation, Place, Portfolio, User
from tests.factories import (
    make_challenge,
    make_framing,
    make_initiative,
    make_log,
    make_organisation,
    make_place,
    make_user,
)
from tests.factories.talk import DOORS, made

JULY = date(2026, 7, 14)


@pytest.fixture
def tenants(city: Portfolio) -> Organisation:
    return make_organisation("Tenants' Union", portfolio=city, sector="community")


@pytest.fixture
def eastbank(city: Portfolio) -> Place:
    return make_place("Eastbank", portfolio=city)


@pytest.fixture
def homes(city: Portfolio, tenants: Organisation, eastbank: Place) -> list[Initiative]:
    """Four initiatives in Eastbank that concern the tenants."""
    found = [make_initiative(city, f"Homes {number}") for number in range(4)]
    for initiative in found:
        initiative.places.add(eastbank)
        Participation.objects.create(initiative=initiative, organisation=tenants, role="affected")
    return found


def spots(report: SenseMakingReport) -> list[str]:
    return list(report.findings.filter(kind=Finding.Kind.BLIND_SPOT).order_by("order").values_list("title", flat=True))


def fact(report: SenseMakingReport, kind: str) -> dict[str, Any]:
    return next(row for row in report.facts["parts"] if row["kind"] == kind)


def test_sectors_places_and_groups_that_nobody_told_of_are_named(
    city: Portfolio, homes: list[Initiative], tenants: Organisation
) -> None:
    report = made(city)
    assert spots(report)[1:] == [
        "Community or residents: 0 of 4 initiatives heard from",
        "Eastbank: 0 of 4 initiatives heard from",
        "Tenants' Union: not heard from",
    ]
    assert fact(report, "place")["silent"] == [one.pk for one in homes]
    rules = report.findings.filter(kind=Finding.Kind.BLIND_SPOT).values_list("rule", flat=True)
    assert all(rules)


def test_a_group_whose_people_wrote_is_heard_and_its_logs_are_counted(
    city: Portfolio, homes: list[Initiative], tenants: Organisation
) -> None:
    tilda = make_user("Tilda Tenant", portfolio=city, role="contributor", organisation=tenants)
    make_log(None, "The stairwell is warm at last.", portfolio=city, by=tilda, happened_on=JULY)
    report = made(city)
    assert fact(report, "group")["own"] == 1
    assert "Tenants' Union: not heard from" not in spots(report)


def test_who_wrote_for_a_group_is_not_told_where_authors_are_not(
    city: Portfolio, homes: list[Initiative], tenants: Organisation
) -> None:
    tilda = make_user("Tilda Tenant", portfolio=city, role="contributor", organisation=tenants)
    make_log(None, "Warm at last.", portfolio=city, by=tilda, happened_on=JULY, circle=Circle.PUBLIC)
    assert fact(made(city, circle=Circle.PUBLIC), "group")["own"] == 0


def test_those_whom_a_framing_names_as_affected_are_a_group(city: Portfolio, warm_streets: Initiative) -> None:
    challenge = make_challenge(city, "Rents rise")
    make_framing(challenge, "Greener and dearer", affected="Tenants in old stock")
    make_framing(challenge, "Nobody said who", affected="")
    Answer.objects.create(challenge=challenge, initiative=warm_streets)
    assert "Tenants in old stock: not heard from" in spots(made(city))
    hidden = made(city, circle=Circle.PUBLIC)
    assert all("Tenants" not in title for title in spots(hidden)), "the challenge is for members"


def test_a_part_that_ended_before_the_period_is_not_expected(
    city: Portfolio, warm_streets: Initiative, tenants: Organisation
) -> None:
    Participation.objects.create(
        initiative=warm_streets, organisation=tenants, role="affected", until_on=date(2026, 6, 1)
    )
    assert not [row for row in made(city).facts["parts"] if row["kind"] == "group"]


def test_a_theme_tells_the_sectors_and_places_of_its_logs(city: Portfolio, homes: list[Initiative]) -> None:
    for initiative, words in zip(homes, DOORS, strict=True):
        make_log(initiative, words, happened_on=JULY)
    report = made(city)
    theme = report.findings.get(kind=Finding.Kind.THEME)
    assert theme.data["sectors"] == [["community", 4]]
    assert [logs for _place, logs in theme.data["places"]] == [4]


def team_logs(initiative: Initiative, people: int) -> None:
    for at in range(people):
        make_log(initiative, f"Between us, {at}.", author_name=f"Person {at}", circle="team", happened_on=JULY)


def test_closer_circles_are_told_only_by_enough_people(city: Portfolio, warm_streets: Initiative) -> None:
    team_logs(warm_streets, 4)
    few = made(city)
    assert few.facts["closer"]["logs"] == 0
    assert few.facts["closer"]["initiatives"] == []
    SmallCountRule.objects.create(portfolio=city, fewest=3)
    many = made(city)
    assert many.facts["closer"]["logs"] == 3, "told in steps of the rule"
    assert many.facts["closer"]["initiatives"] == [warm_streets.pk]
    assert len(many.facts["closer"]["systems"]) == 2


def test_one_person_who_wrote_much_stays_unseen(city: Portfolio, warm_streets: Initiative, bo: User) -> None:
    for at in range(9):
        make_log(warm_streets, f"Between us, {at}.", by=bo, circle="team", happened_on=JULY)
    report = made(city)
    assert report.facts["closer"] == {"fewest": 5, "logs": 0, "systems": [], "initiatives": []}
    assert report.facts["logs"] == 0
    assert not report.facts["kinds"]
    assert not report.facts["systems"]
    assert all(count == 0 for _month, count in report.facts["months"])


def test_the_team_report_has_no_closer_circle(city: Portfolio, warm_streets: Initiative) -> None:
    team_logs(warm_streets, 6)
    report = made(city, circle=Circle.TEAM)
    assert report.facts["closer"]["logs"] == 0
    assert report.facts["logs"] == 6


def test_the_report_says_who_was_heard_in_closer_circles_and_how_it_counts(
    city: Portfolio, alma: User, sign_in: Callable[[User | None], Client], warm_streets: Initiative
) -> None:
    client = sign_in(alma)
    rule = reverse("sensemaking:small-counts", args=[city.slug])
    assert client.post(rule, {"fewest": 2}).status_code == 422, "two would point to somebody"
    assert client.post(rule, {"fewest": 3}).status_code == 302
    team_logs(warm_streets, 4)
    report = made(city)
    page = client.get(report.get_absolute_url()).content.decode()
    assert "At least 3 more logs were shared in closer circles." in page
    assert "heard in a closer circle" in page
    assert "and in closer circles" in page


def test_the_numbers_of_a_sector_lead_to_its_initiatives(
    city: Portfolio, alma: User, sign_in: Callable[[User | None], Client], homes: list[Initiative]
) -> None:
    report = made(city)
    url = reverse("sensemaking:report-initiatives", args=[city.slug, report.pk])
    page = sign_in(alma).get(f"{url}?who=silent&part=sector&key=community").content.decode()
    assert "Not heard from: Community or residents" in page
    assert all(one.title in page for one in homes)
    heard = sign_in(alma).get(f"{url}?who=heard&part=sector&key=community").content.decode()
    assert "Nobody here" in heard
    assert sign_in(alma).get(f"{url}?part=sector&key=nobody").status_code == 200
