"""The funding page: sums that agree with the rows, flows that balance, and nothing for those it is not meant for."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from plotly.graph_objects import Figure

from funding.charts import flow_rows, sankey
from funding.models import FundingVehicle
from funding.overviews import funder_overview, initiative_money
from funding.overviews.folded import DRAWN, folded
from initiatives.models import Initiative
from stakeholders.access import access_for
from stakeholders.models import Organisation, Portfolio, User
from tests.factories import make_allocation, make_commitment, make_initiative, make_organisation, make_vehicle
from tests.funding.test_dashboard import balanced

SignIn = Callable[[User | None], Client]


@pytest.fixture
def fund(city: Portfolio, mission: Organisation, coop: Organisation, warm_streets: Initiative) -> FundingVehicle:
    """100 m committed, 60 of it flexible; 40 for Warm Streets, 10 for the portfolio as such."""
    vehicle = make_vehicle(city, "Riverton Transition Fund")
    make_commitment(vehicle, mission, 60_000_000, flexibility="portfolio")
    make_commitment(vehicle, coop, 40_000_000, flexibility="project")
    make_allocation(vehicle, 40_000_000, warm_streets)
    make_allocation(vehicle, 10_000_000)
    return vehicle


def overview_for(user: User, city: Portfolio) -> object:
    return funder_overview(access_for(user, city))


def test_the_sankey_balances_both_ways(fund: FundingVehicle, alma: User, city: Portfolio) -> None:
    facts = funder_overview(access_for(alma, city))
    into = sum(flow.amount for flow in facts.flows if flow.target.startswith("vehicle:"))
    out = sum(flow.amount for flow in facts.flows if flow.source.startswith("vehicle:"))
    assert into == out == facts.committed == Decimal(100_000_000)
    assert sum(node.amount for node in facts.funders) == sum(node.amount for node in facts.systems)
    names = {(row.source, row.target): row.amount for row in flow_rows(facts)}
    assert names["Riverton Transition Fund", "Energy & buildings"] == 40_000_000
    assert names["Riverton Transition Fund", "The portfolio itself"] == 10_000_000
    assert names["Riverton Transition Fund", "Not allocated yet"] == 50_000_000


def test_of_many_vehicles_the_largest_are_drawn_and_the_others_as_one(
    city: Portfolio, mission: Organisation, alma: User, sign_in: SignIn
) -> None:
    pots = [make_vehicle(city, f"Fund {number:02}") for number in range(DRAWN + 3)]
    for number, pot in enumerate(pots[2:], start=3):
        make_commitment(pot, mission, number)
    access, address = access_for(alma, city), reverse("funding:overview", args=[city.slug])
    facts = funder_overview(access)
    assert folded(facts) is facts
    assert "largest vehicles and the others as one" not in sign_in(alma).get(address).content.decode()
    for number, pot in enumerate(pots[:2], start=1):
        make_commitment(pot, mission, number)
    facts = funder_overview(access)
    drawn = folded(facts)
    assert balanced(drawn) == balanced(facts)
    assert [line.name for line in drawn.vehicles] == [pot.name for pot in pots[:2:-1]] + ["Other vehicles"]
    assert (drawn.vehicles[-1].committed, drawn.committed) == (1 + 2 + 3, facts.committed)
    rows = {row.target: row.which for row in flow_rows(drawn) if row.source == mission.name}
    assert (rows["Other vehicles"], rows[pots[-1].name]) == ("", "committed")
    assert "largest vehicles and the others as one" in sign_in(alma).get(address).content.decode()


def test_plotly_takes_the_figure(fund: FundingVehicle, alma: User, city: Portfolio) -> None:
    figure = sankey(funder_overview(access_for(alma, city)))
    trace = figure["data"][0]
    assert all(colour.startswith("var(--ph-") for part in ("node", "link") for colour in trace[part].pop("color"))
    for note in figure["layout"]["annotations"]:
        assert note["font"].pop("color") in {"var(--ph-ink)", "var(--ph-ink-2)"}
    assert Figure(figure).data[0].type == "sankey"  # it refuses names and values that mean nothing


def test_the_figure_names_each_end_once(fund: FundingVehicle, alma: User, city: Portfolio) -> None:
    figure = sankey(funder_overview(access_for(alma, city)))
    labels = figure["data"][0]["node"]["label"]
    assert len(labels) == len(set(labels)) == 6
    assert sum(figure["data"][0]["link"]["value"]) == pytest.approx(200)


def test_flexible_share_against_its_floor(fund: FundingVehicle, alma: User, city: Portfolio) -> None:
    city.flexible_floor = 61
    city.save()
    facts = funder_overview(access_for(alma, city))
    assert facts.flexible_percent == 60
    assert facts.below_floor == 1


def test_other_currencies_are_never_added(
    fund: FundingVehicle, mission: Organisation, alma: User, city: Portfolio
) -> None:
    dollars = make_vehicle(city, "Dollar pot", currency="USD")
    make_commitment(dollars, mission, 7_000_000)
    facts = funder_overview(access_for(alma, city))
    assert facts.committed == 100_000_000
    assert [line.name for line in facts.others] == ["Dollar pot"]
    assert all("Dollar" not in row.target for row in flow_rows(facts))


def test_returned_money_counts_only_as_far_as_it_was_paid(fund: FundingVehicle, alma: User, city: Portfolio) -> None:
    FundingVehicle.objects.filter(pk=fund.pk).update(allocated_total=15_000_000)
    fund.allocations.filter(initiative__isnull=False).update(
        status="returned", ended_on="2026-06-01", paid_total=5_000_000
    )
    facts = funder_overview(access_for(alma, city))
    assert {row.target: row.amount for row in flow_rows(facts)}["Energy & buildings"] == 5_000_000
    assert sum(flow.amount for flow in facts.flows if flow.source.startswith("vehicle:")) == facts.committed


def test_money_of_one_initiative(fund: FundingVehicle, alma: User, city: Portfolio, warm_streets: Initiative) -> None:
    (euros,) = initiative_money(access_for(alma, city), warm_streets)
    assert euros.total == euros.flexible == 40_000_000
    assert initiative_money(access_for(alma, city), make_initiative(city)) == ()


@pytest.mark.parametrize(("who", "status"), [("alma", 200), ("bo", 404), ("chi", 200), ("odile", 404), ("dag", 404)])
def test_a_vehicle_opens_for_stewards_and_its_funders(
    request: pytest.FixtureRequest, sign_in: SignIn, fund: FundingVehicle, who: str, status: int
) -> None:
    client = sign_in(request.getfixturevalue(who))
    assert client.get(fund.get_absolute_url()).status_code == status


def test_a_funder_does_not_see_another_funders_vehicle(
    sign_in: SignIn, chi: User, coop: Organisation, city: Portfolio
) -> None:
    others = make_vehicle(city, "Somebody else's fund")
    make_commitment(others, coop, 5)
    client = sign_in(chi)
    assert client.get(others.get_absolute_url()).status_code == 404
    page = client.get(reverse("funding:overview", args=["riverton"])).content.decode()
    assert "Somebody else&#x27;s fund" in page
    assert others.get_absolute_url() not in page


def test_an_initiative_not_released_to_funders_has_no_name_there(
    sign_in: SignIn, chi: User, fund: FundingVehicle, warm_streets: Initiative
) -> None:
    Initiative.objects.filter(pk=warm_streets.pk).update(circle="team")
    page = sign_in(chi).get(fund.get_absolute_url()).content.decode()
    assert "Warm Streets" not in page
    assert "not released to you" in page


def test_the_public_sees_no_money(sign_in: SignIn, open_city: Portfolio, fund: FundingVehicle, dag: User) -> None:
    assert sign_in(dag).get(reverse("funding:overview", args=["riverton"])).status_code == 404


def test_table_twin_and_files_say_the_same(sign_in: SignIn, alma: User, fund: FundingVehicle) -> None:
    client = sign_in(alma)
    table = client.get(reverse("funding:overview", args=["riverton"]), {"as": "table"}).content.decode()
    assert "€40,000,000" in table
    answer = client.get(reverse("funding:export", args=["riverton", "flows", "csv"]))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "Riverton Transition Fund,Energy & buildings,40000000.00,EUR" in text
    assert answer["Content-Disposition"].startswith('attachment; filename="riverton-funding-flows-')


def test_queries_do_not_grow_with_the_rows(
    django_assert_max_num_queries: Callable[..., object],
    sign_in: SignIn,
    alma: User,
    fund: FundingVehicle,
    mission: Organisation,
) -> None:
    for number in range(12):
        vehicle = make_vehicle(fund.portfolio, f"Vehicle {number}")
        make_commitment(vehicle, mission, 1000)
        make_allocation(vehicle, 10, make_initiative(fund.portfolio))
    client = sign_in(alma)
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        assert client.get(reverse("funding:overview", args=["riverton"])).status_code == 200


def test_over_the_limit_the_form_keeps_what_was_typed(sign_in: SignIn, alma: User, fund: FundingVehicle) -> None:
    address = reverse("funding:allocation-new", args=["riverton", fund.pk])
    typed = {
        "target": "portfolio",
        "amount": "50000000.01",
        "purpose": "Scaffolding pool",
        "status": "agreed",
        "on": "2026-06-01",
    }
    answer = sign_in(alma).post(address, typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "has €50,000,000 left to allocate" in page
    assert "Scaffolding pool" in page
    typed["amount"] = "50000000"
    assert sign_in(alma).post(address, typed).status_code == 302
    fund.refresh_from_db()
    assert fund.free_to_allocate == 0


@pytest.mark.parametrize("amount", ["0", "-5", "ten", "", "1.001", "1e30"])
def test_a_bad_sum_is_refused_beside_the_field(sign_in: SignIn, alma: User, fund: FundingVehicle, amount: str) -> None:
    address = reverse("funding:allocation-new", args=["riverton", fund.pk])
    answer = sign_in(alma).post(address, {"amount": amount, "status": "agreed", "on": "2026-06-01"})
    assert answer.status_code == 422
    assert answer.context["form"].errors["amount"]


def test_only_stewards_move_money(sign_in: SignIn, chi: User, bo: User, fund: FundingVehicle) -> None:
    address = reverse("funding:allocation-new", args=["riverton", fund.pk])
    assert sign_in(chi).post(address, {"amount": "1"}).status_code == 403
    assert sign_in(bo).post(address, {"amount": "1"}).status_code == 404


def test_a_vehicle_is_opened_described_and_filled(
    sign_in: SignIn, alma: User, city: Portfolio, mission: Organisation
) -> None:
    client = sign_in(alma)
    facts = {
        "name": "Commons Fund",
        "instrument": "grant",
        "currency": "EUR",
        "order": "1",
        "rules": "",
        "willing_to_learn": "",
    }
    client.post(reverse("funding:vehicle-new", args=["riverton"]), facts)
    vehicle = FundingVehicle.objects.get()
    again = client.post(reverse("funding:vehicle-new", args=["riverton"]), {**facts, "name": "commons fund"})
    assert again.status_code == 422
    commitment = {
        "funder": mission.pk,
        "amount": "1000",
        "flexibility": "portfolio",
        "status": "committed",
        "on": "2026-01-01",
    }
    client.post(reverse("funding:commitment-new", args=["riverton", vehicle.pk]), commitment)
    edited = client.post(
        reverse("funding:vehicle-edit", args=["riverton", vehicle.pk]),
        {**facts, "currency": "USD", "name": "The Commons Fund"},
    )
    assert edited.status_code == 302
    vehicle.refresh_from_db()
    assert (vehicle.name, vehicle.currency, vehicle.committed_total) == ("The Commons Fund", "EUR", 1000)


def test_a_long_vehicle_shows_its_newest_allocations_first(sign_in: SignIn, alma: User, city: Portfolio) -> None:
    vehicle = make_vehicle(city)
    make_commitment(vehicle, make_organisation(), 1000)
    for number in range(52):
        make_allocation(vehicle, 1, purpose=f"Purpose {number}")
    client = sign_in(alma)
    page = client.get(vehicle.get_absolute_url()).context["page"]
    assert [line.purpose for line in page.allocations] == [f"Purpose {number}" for number in range(51, 26, -1)]
    older = client.get(vehicle.get_absolute_url(), {"after": page.older}).context["page"]
    assert older.allocations[0].purpose == "Purpose 26"


def test_a_vehicles_rows_are_downloaded_in_full(sign_in: SignIn, chi: User, bo: User, fund: FundingVehicle) -> None:
    Initiative.objects.update(circle="team")
    address = reverse("funding:vehicle-export", args=["riverton", fund.pk, "allocations", "csv"])
    text = b"".join(sign_in(chi).get(address).streaming_content).decode("utf-8-sig")
    assert "not released to you" in text
    assert "40000000.00" in text
    assert sign_in(bo).get(address).status_code == 404
