"""Enough actors: what the stewards judged is needed, and what the dots say about it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from initiatives.models import Initiative
from stakeholders.access import Access, access_for
from stakeholders.models import (
    Endorsement,
    EndorsementRequest,
    IntentVersion,
    Organisation,
    Portfolio,
    Sector,
    SectorThreshold,
    ThresholdSector,
    User,
)
from stakeholders.policies import Refused
from stakeholders.sectors import Sector as Row
from stakeholders.sectors import Sectors, sectors_of, signatories
from stakeholders.services import thresholds
from tests.factories import make_endorsement, make_initiative, make_intent, make_organisation

SignIn = Callable[[User | None], Client]


@pytest.fixture
def version(city: Portfolio) -> IntentVersion:
    return make_intent(city)


@pytest.fixture
def access(city: Portfolio, alma: User) -> Access:
    found = access_for(alma, city)
    assert found
    return found


def group(city: Portfolio, alma: User, name: str, needed: int, *sectors: str) -> SectorThreshold:
    row = SectorThreshold(portfolio=city)
    return thresholds.save(threshold=row, name=name, needed=needed, note="", sectors=sectors, by=alma)


def test_a_start_of_six_groups_holds_every_sector_once(city: Portfolio, alma: User) -> None:
    assert thresholds.start(portfolio=city, by=alma) == 6
    counted = ThresholdSector.objects.filter(portfolio=city).values_list("sector", flat=True)
    assert sorted(counted) == sorted(Sector.values)
    with pytest.raises(Refused, match="has its groups already"):
        thresholds.start(portfolio=city, by=alma)


def test_a_sector_moves_to_the_group_that_claims_it(city: Portfolio, alma: User) -> None:
    first = group(city, alma, "Money", 2, Sector.FINANCE, Sector.BUSINESS)
    second = group(city, alma, "Firms", 2, Sector.BUSINESS)
    assert [row.sector for row in first.sectors.all()] == [Sector.FINANCE]
    assert [row.sector for row in second.sectors.all()] == [Sector.BUSINESS]


def test_the_database_refuses_less_than_nothing_and_a_sector_twice(city: Portfolio, alma: User) -> None:
    row = group(city, alma, "Money", 2, Sector.FINANCE)
    with pytest.raises(IntegrityError), transaction.atomic():
        SectorThreshold.objects.filter(pk=row.pk).update(needed=-1)
    with pytest.raises(IntegrityError), transaction.atomic():
        ThresholdSector.objects.create(threshold=row, portfolio=city, sector=Sector.FINANCE)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"needed": "-1"}, "greater than or equal to 0"),
        ({"needed": "many"}, "Enter a whole number"),
        ({"name": "Money"}, "There is a group of this name already."),
        ({"chosen": []}, "This field is required"),
        ({"chosen": ["nonsense"]}, "Select a valid choice"),
    ],
)
def test_bad_input_is_answered_beside_its_field(
    city: Portfolio, alma: User, sign_in: SignIn, data: dict[str, Any], sentence: str
) -> None:
    group(city, alma, "Money", 2, Sector.FINANCE)
    good = {"name": "Firms", "needed": "3", "chosen": ["business"], "note": ""}
    answer = sign_in(alma).post(reverse("stakeholders:threshold-new", args=[city.slug]), {**good, **data})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert SectorThreshold.objects.count() == 1


def test_groups_change_places_and_go(city: Portfolio, alma: User, sign_in: SignIn) -> None:
    first, second = group(city, alma, "One", 1, "business"), group(city, alma, "Two", 1, "finance")
    client = sign_in(alma)
    client.post(reverse("stakeholders:threshold-move", args=[city.slug, second.pk]), {"to": "up"})
    client.post(reverse("stakeholders:threshold-move", args=[city.slug, second.pk]), {"to": "up"})
    assert list(city.thresholds.values_list("name", flat=True)) == ["Two", "One"]
    client.post(reverse("stakeholders:threshold-delete", args=[city.slug, first.pk]))
    assert list(city.thresholds.values_list("name", flat=True)) == ["Two"]


def test_who_signed_who_leads_and_who_to_ask_next(
    city: Portfolio, alma: User, access: Access, version: IntentVersion, coop: Organisation,
    warm_streets: Initiative, mission: Organisation,
) -> None:  # fmt: skip
    row = group(city, alma, "Society", 4, Sector.CIVIL_SOCIETY)
    quiet, busy, gone, idle = (
        make_organisation(name, portfolio=city) for name in ("Quiet", "Busy Bees", "Gone", "Idle")
    )
    for number in range(2):
        make_initiative(city, f"Bee lane {number}", lead=busy)
    make_initiative(city, "Farewell", lead=gone)
    make_initiative(city, "Long over", lead=idle, stage="closed", closed_how="completed")
    make_endorsement(version, coop)
    make_endorsement(version, quiet)
    make_endorsement(version, gone, status="withdrawn")
    make_endorsement(version, mission)
    found = sectors_of(access)
    society = found.rows[0]
    assert (society.pk, society.signed, society.leading, society.missing) == (row.pk, 2, 1, 2)
    assert [(one.name, one.initiatives) for one in society.next_to_ask] == [("Busy Bees", 2)]
    assert (found.total, found.others) == (3, 1)
    letter = EndorsementRequest.objects.create(version=version, organisation=busy, email="b@b.example", digest="b")
    assert sectors_of(access).rows[0].next_to_ask[0].is_asked
    EndorsementRequest.objects.filter(pk=letter.pk).update(status="declined")
    assert not sectors_of(access).rows[0].next_to_ask, "whoever said “not now” is left in peace"


def test_the_dots_put_the_mark_where_enough_is() -> None:
    short = Row(1, "Finance", needed=4, leading=1, signed=2)
    assert short.dots == (("leads", False), ("signed", False), ("needed", False), ("needed", True))
    plenty = Row(1, "Society", needed=1, leading=1, signed=2)
    assert plenty.dots == (("leads", True), ("signed", False))
    assert Row(1, "Nobody", needed=0, leading=0, signed=0).dots == ()
    assert Row(1, "Many", needed=3, leading=1, signed=300).is_many


def test_the_heading_says_the_finding() -> None:
    def finding(*needed: int) -> str:
        rows = tuple(Row(number, str(number), need, 0, 2) for number, need in enumerate(needed))
        return Sectors(None, rows).finding

    assert finding(1, 2, 2, 3, 3, 3) == "Three of six sectors have enough actors"
    assert finding(1, 3) == "One of two sectors has enough actors"
    assert finding(1, 1) == "All sectors have enough actors"
    assert finding(3, 3) == "No sector has enough actors yet"
    assert finding(*[1] * 13, 5) == "13 of 14 sectors have enough actors"


def test_the_furthest_sector_is_named_on_the_overview(
    city: Portfolio, alma: User, version: IntentVersion, coop: Organisation, sign_in: SignIn
) -> None:
    group(city, alma, "Society", 1, Sector.CIVIL_SOCIETY)
    group(city, alma, "Finance", 5, Sector.FINANCE)
    make_endorsement(version, coop)
    page = sign_in(alma).get(reverse("overview", args=[city.slug])).content.decode()
    assert "1 signatory, by sector" in page
    assert "Finance is furthest away." in page


def test_dots_table_and_file_have_the_same_numbers(
    city: Portfolio, alma: User, version: IntentVersion, coop: Organisation, odile: User, sign_in: SignIn
) -> None:
    group(city, alma, "Society", 3, Sector.CIVIL_SOCIETY)
    make_endorsement(version, coop)
    client, address = sign_in(odile), reverse("stakeholders:sectors", args=[city.slug])
    dots, table = client.get(address).content.decode(), client.get(address, {"as": "table"}).content.decode()
    assert (dots.count("ph-dot-signed"), dots.count("ph-dot-needed")) == (2, 3), "one each for the legend"
    assert "0 signed and lead an initiative, 1 signed, 2 still needed" in dots
    assert '<th scope="col" class="ph-num">Still needed</th>' in table
    file = client.get(reverse("stakeholders:sectors-export", args=[city.slug, "csv"]))
    assert "Society,1,0,3,2" in b"".join(file.streaming_content).decode()  # type: ignore[attr-defined]


def test_the_questions_do_not_grow_with_the_signatories(
    city: Portfolio, alma: User, access: Access, version: IntentVersion, django_assert_max_num_queries: Any
) -> None:
    thresholds.start(portfolio=city, by=alma)
    for number in range(12):
        one = make_organisation(portfolio=city, sector=Sector.values[number % 11])
        make_initiative(city, f"Work {number}", lead=one)
        if number % 2:
            make_endorsement(version, one)
    with django_assert_max_num_queries(9):
        assert sectors_of(access).total == 6
    with django_assert_max_num_queries(4):
        assert signatories(access).total == 6


def test_withdrawn_lapsed_and_offered_do_not_count(
    city: Portfolio, alma: User, access: Access, version: IntentVersion
) -> None:
    group(city, alma, "Society", 3, Sector.CIVIL_SOCIETY)
    for status in Endorsement.Status.values:
        make_endorsement(version, make_organisation(portfolio=city), status=status)
    assert sectors_of(access).rows[0].signed == 2
