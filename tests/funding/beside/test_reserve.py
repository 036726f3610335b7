"""A reserve lets money out only because of something that was learnt, and never more than there is."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from funding.models import Allocation, FlexibilityReserve, FundingVehicle, ReserveRelease, VehicleVoice
from funding.services import money
from funding.services import reserve as services
from funding.services.limits import OverLimit
from funding.services.money import Purpose, Terms
from funding.services.reserve import Trigger
from initiatives.models import Initiative
from sensemaking.models import Finding, LearningLog
from stakeholders.models import Change, Organisation, Portfolio, Role, User
from stakeholders.policies import Refused
from tests.factories import make_log, make_organisation, make_portfolio, make_report, make_user, make_vehicle
from tests.racing import at_once

DAY = date(2026, 6, 1)


@pytest.fixture
def reserve(city: Portfolio, mission: Organisation, alma: User) -> FlexibilityReserve:
    """A reserve of one thousand."""
    vehicle = make_vehicle(city, "Flexibility Fund")
    terms = Terms(flexibility="portfolio")
    money.commit(vehicle=vehicle, funder=mission, amount=Decimal(1000), terms=terms, on=DAY, by=alma)
    return services.make(vehicle=vehicle, purpose="For surprises", floor=40, by=alma)


@pytest.fixture
def log(warm_streets: Initiative) -> LearningLog:
    return make_log(warm_streets, "The street said yes at once.", circle="portfolio")


def let_out(reserve: FlexibilityReserve, amount: str, log: LearningLog, by: User) -> ReserveRelease:
    trigger = Trigger(cites=log, why="It will not wait.")
    return services.release(
        reserve=reserve, amount=Decimal(amount), purpose=Purpose(log.initiative), trigger=trigger, on=DAY, by=by
    )


def test_a_release_is_an_allocation_that_cites_what_was_learnt(
    reserve: FlexibilityReserve, log: LearningLog, alma: User
) -> None:
    row = let_out(reserve, "400", log, alma)
    assert row.log == log
    assert row.allocation.status == Allocation.Status.AGREED
    assert row.allocation.informed_by.get().log == log
    reserve.vehicle.refresh_from_db()
    assert reserve.vehicle.free_to_allocate == 600
    with pytest.raises(OverLimit, match="€600 left to release"):
        let_out(reserve, "600.01", log, alma)
    assert ReserveRelease.objects.count() == 1


def test_a_finding_is_cited_through_its_report(reserve: FlexibilityReserve, city: Portfolio, alma: User) -> None:
    finding = Finding.objects.create(report=make_report(city, status="ready"), kind="theme", key="t", title="Heat")
    trigger = Trigger(cites=finding, why="Heat came early.")
    row = services.release(reserve=reserve, amount=Decimal(1), purpose=Purpose(), trigger=trigger, on=DAY, by=alma)
    assert row.allocation.informed_by.get().report == finding.report


def test_above_the_threshold_a_second_person_agrees(
    reserve: FlexibilityReserve, log: LearningLog, alma: User, city: Portfolio
) -> None:
    FundingVehicle.objects.filter(pk=reserve.vehicle_id).update(second_above=100)
    row = let_out(reserve, "101", log, alma)
    assert row.allocation.status == Allocation.Status.PLANNED
    with pytest.raises(Refused):
        money.agree(allocation=row.allocation, by=alma)
    money.agree(allocation=row.allocation, by=make_user("Second", portfolio=city, role=Role.STEWARD))
    assert let_out(reserve, "100", log, alma).allocation.status == Allocation.Status.AGREED


def test_only_who_is_named_releases(
    reserve: FlexibilityReserve, log: LearningLog, alma: User, bo: User, odile: User
) -> None:
    with pytest.raises(Refused):
        let_out(reserve, "1", log, bo)
    VehicleVoice.objects.create(vehicle=reserve.vehicle, user=bo, may=VehicleVoice.May.RELEASE)
    with pytest.raises(Refused):
        let_out(reserve, "1", log, alma)
    assert let_out(reserve, "1", log, bo).allocation.status == Allocation.Status.PLANNED
    VehicleVoice.objects.create(vehicle=reserve.vehicle, user=bo, may=VehicleVoice.May.AGREE)
    assert let_out(reserve, "1", log, bo).allocation.status == Allocation.Status.AGREED


def test_where_nobody_is_named_to_release_stewards_do_whoever_proposes(
    client: Client, reserve: FlexibilityReserve, log: LearningLog, alma: User, bo: User
) -> None:
    VehicleVoice.objects.create(vehicle=reserve.vehicle, user=bo, may=VehicleVoice.May.PROPOSE)
    client.force_login(alma)
    address = f"/{reserve.vehicle.portfolio.slug}/funding/reserve/{reserve.pk}/release/"
    assert client.get(address).status_code == 200
    data = {"cite": f"log:{log.pk}", "why": "Now", "amount": "10", "target": "portfolio", "on": "2026-06-01"}
    assert client.post(address, data).status_code == 302
    assert ReserveRelease.objects.get().allocation.status == Allocation.Status.AGREED
    with pytest.raises(Refused):
        let_out(reserve, "1", log, bo)
    with pytest.raises(Refused, match="propose what the money is for"):
        money.allocate(vehicle=reserve.vehicle, amount=Decimal(1), purpose=Purpose(), on=DAY, by=alma)


def test_who_is_named_to_release_proposes_nothing_that_cites_no_learning(
    reserve: FlexibilityReserve, log: LearningLog, bo: User
) -> None:
    VehicleVoice.objects.create(vehicle=reserve.vehicle, user=bo, may=VehicleVoice.May.RELEASE)
    plan = Purpose(status=Allocation.Status.PLANNED)
    with pytest.raises(Refused, match="propose what the money is for"):
        money.allocate(vehicle=reserve.vehicle, amount=Decimal(1), purpose=plan, on=DAY, by=bo)
    assert let_out(reserve, "1", log, bo).allocation.status == Allocation.Status.PLANNED


def test_the_database_refuses_a_release_without_a_reason(reserve: FlexibilityReserve, alma: User) -> None:
    allocation = money.allocate(vehicle=reserve.vehicle, amount=Decimal(1), purpose=Purpose(), on=DAY, by=alma)
    with pytest.raises(IntegrityError, match="release_cites"), transaction.atomic():
        ReserveRelease.objects.create(reserve=reserve, allocation=allocation, why="Because")


def test_the_page_says_how_far_under_the_floor(
    client: Client, reserve: FlexibilityReserve, log: LearningLog, mission: Organisation, alma: User, chi: User
) -> None:
    other = make_vehicle(reserve.vehicle.portfolio, "Projects")
    terms = Terms(flexibility="project")
    money.commit(vehicle=other, funder=mission, amount=Decimal(1564), terms=terms, on=DAY, by=alma)
    let_out(reserve, "400", log, alma)
    client.force_login(alma)
    base = f"/{reserve.vehicle.portfolio.slug}/funding/reserve/"
    page = client.get(f"{base}{reserve.pk}/").content.decode()
    assert "1 point under the 40% floor" in page
    assert "The street said yes at once." in page
    assert "1 point under the 40% floor" in client.get(base).content.decode()
    fragment = client.get(base, headers={"HX-Request": "true", "HX-Target": "reserve-standing"}).content.decode()
    assert fragment.lstrip().startswith('<div id="reserve-standing"')
    client.force_login(chi)
    seen = client.get(f"{base}{reserve.pk}/").content.decode()
    assert "The street said yes at once." not in seen
    assert "Not released to you" in seen


def test_the_form_releases_and_refuses_what_is_not_there(
    client: Client, reserve: FlexibilityReserve, log: LearningLog, alma: User
) -> None:
    client.force_login(alma)
    address = f"/{reserve.vehicle.portfolio.slug}/funding/reserve/{reserve.pk}/release/"
    assert log.saw in client.get(f"{address}?cite=log:{log.pk}").content.decode()
    data = {"cite": f"log:{log.pk}", "why": "Now", "amount": "1000.01", "target": "portfolio", "on": "2026-06-01"}
    assert client.post(address, data).status_code == 422
    for wrong in ({"cite": "log:999999"}, {"cite": "secret:1"}, {"cite": "log:²"}, {"target": "initiative"},
                  {"amount": "1.005"}, {"why": " "}, {"amount": "NaN"}):  # fmt: skip
        assert client.post(address, {**data, "amount": "10", **wrong}).status_code == 422, wrong
    assert client.post(address, {**data, "amount": "10"}).status_code == 302
    assert ReserveRelease.objects.get().allocation.amount == 10


def test_two_stewards_edit_the_words_of_a_reserve(client: Client, reserve: FlexibilityReserve, alma: User) -> None:
    client.force_login(alma)
    address = f"/{reserve.vehicle.portfolio.slug}/funding/vehicles/{reserve.vehicle_id}/reserve/"
    seen = '{"purpose": "For surprises", "floor": 40}'
    assert client.post(address, {"purpose": "Heat", "floor": "40", "edit": "1", "seen": seen}).status_code == 302
    assert "Somebody else has edited this" not in client.get(address).content.decode()
    crossed = client.post(address, {"purpose": "Water", "floor": "40", "edit": "1", "seen": seen})
    assert crossed.status_code == 409
    assert "Somebody else has edited this" in crossed.content.decode()
    reserve.refresh_from_db()
    assert reserve.purpose == "Heat"


def test_the_words_of_a_reserve_are_taken_back(client: Client, reserve: FlexibilityReserve, alma: User) -> None:
    client.force_login(alma)
    base = f"/{reserve.vehicle.portfolio.slug}/funding"
    seen = '{"purpose": "For surprises", "floor": 40}'
    typed = {"purpose": "Heat", "floor": "35", "edit": "1", "seen": seen}
    client.post(f"{base}/vehicles/{reserve.vehicle_id}/reserve/", typed)
    change = Change.objects.of(reserve).get(kind=Change.Kind.EDITED)
    undo = f"{base}/reserve/{reserve.pk}/undo/{change.pk}/"
    assert undo in client.get(f"{base}/reserve/{reserve.pk}/history/").content.decode()
    assert client.post(undo).status_code == 302
    reserve.refresh_from_db()
    assert (reserve.purpose, reserve.floor) == ("For surprises", 40)
    client.post(undo)
    assert Change.objects.of(reserve).filter(kind=Change.Kind.UNDONE).count() == 1


def test_who_releases_is_named_beside_who_proposes_and_agrees(
    client: Client, reserve: FlexibilityReserve, log: LearningLog, alma: User, bo: User
) -> None:
    client.force_login(alma)
    base, vehicle = f"/{reserve.vehicle.portfolio.slug}/funding", reserve.vehicle
    facts = {"name": vehicle.name, "instrument": "reserve", "order": "0", "releases": [bo.pk]}
    assert client.post(f"{base}/vehicles/{vehicle.pk}/edit/", facts).status_code == 302
    assert "Bo Contributor" in client.get(vehicle.get_absolute_url()).content.decode()
    assert client.get(f"{base}/reserve/{reserve.pk}/release/").status_code == 403
    client.force_login(bo)
    data = {"cite": f"log:{log.pk}", "why": "Now", "amount": "10", "target": "portfolio", "on": "2026-06-01"}
    assert client.post(f"{base}/reserve/{reserve.pk}/release/", data).status_code == 302
    row = ReserveRelease.objects.get()
    assert (row.by, row.allocation.status) == (bo, "planned")
    client.force_login(alma)
    voices = client.get(f"{base}/vehicles/{vehicle.pk}/history/").content.decode()
    assert "Releases from the reserve" in voices and "Bo Contributor" in voices


def test_what_was_cited_says_where_it_moved_money(
    client: Client, reserve: FlexibilityReserve, log: LearningLog, alma: User, chi: User, odile: User
) -> None:
    row = let_out(reserve, "400", log, alma)
    base = f"/{reserve.vehicle.portfolio.slug}"
    address = f"{base}/funding/moved-by/log/{log.pk}/"
    client.force_login(alma)
    assert address in client.get(reverse("sensemaking:log", args=["riverton", log.pk])).content.decode()
    page = client.get(address).content.decode()
    assert "€400" in page and "released from Flexibility Fund" in page and f"#release-{row.pk}" in page
    part = client.get(address, headers={"HX-Request": "true", "HX-Target": "ph-moved"}).content.decode()
    assert part.startswith('<section id="ph-moved"')
    client.force_login(chi)
    assert client.get(address).status_code == 404
    client.force_login(odile)
    assert "in a vehicle whose rows you do not see" in client.get(address).content.decode()
    assert "€400" not in client.get(address).content.decode()
    client.force_login(alma)
    assert client.get(f"{base}/funding/moved-by/secret/{log.pk}/").status_code == 404


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time")
@pytest.mark.django_db(transaction=True)
def test_two_releases_at_once_never_take_more_than_there_is() -> None:
    portfolio = make_portfolio()
    steward, funder = make_user(portfolio=portfolio, role=Role.STEWARD), make_organisation(portfolio=portfolio)
    vehicle = make_vehicle(portfolio)
    terms = Terms(flexibility="portfolio")
    money.commit(vehicle=vehicle, funder=funder, amount=Decimal(1000), terms=terms, on=DAY, by=steward)
    reserve = services.make(vehicle=vehicle, purpose="p", floor=None, by=steward)
    log = make_log(portfolio=portfolio)
    refused = at_once(*[lambda: let_out(reserve, "400", log, steward)] * 6)
    assert all(isinstance(one, OverLimit) for one in refused), refused
    vehicle.refresh_from_db()
    assert vehicle.allocated_total == 800
    assert len(refused) == 4
    assert ReserveRelease.objects.count() == 2
