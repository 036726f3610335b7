"""The levels page: what those inside share, all together counted once, and nothing that a team keeps."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from initiatives.models import Initiative, Placement
from portfolio_hub.overviews.levels import Levels
from portfolio_hub.overviews.levels import levels as read_levels
from sensemaking.services import tallies
from stakeholders.access import access_for
from stakeholders.models import Membership, OpenInterface, Portfolio, Role, User
from tests.factories import (
    make_endorsement,
    make_initiative,
    make_intent,
    make_log,
    make_organisation,
    make_portfolio,
    make_promise,
    make_service,
    make_system,
    make_user,
)

SignIn = Callable[[User | None], Client]
TODAY = date(2026, 11, 21)
ADDRESS = "/riverton/levels/"


def place(initiative: Initiative, *portfolios: Portfolio) -> None:
    """Place it in further portfolios."""
    for portfolio in portfolios:
        Placement.objects.create(portfolio=portfolio, initiative=initiative)


def read(user: User, portfolio: Portfolio) -> Levels:
    access = access_for(user, portfolio)
    assert access
    return read_levels(access, TODAY)


@pytest.fixture
def eastbank(city: Portfolio) -> Portfolio:
    return make_portfolio("Eastbank", slug="eastbank", parent=city, level="neighbourhood", purpose="A warmer Eastbank.")


@pytest.fixture
def westbank(city: Portfolio) -> Portfolio:
    return make_portfolio("Westbank", slug="westbank", parent=city, level="neighbourhood")


@pytest.fixture
def street(eastbank: Portfolio) -> Portfolio:
    return make_portfolio("Mill Street", slug="street", parent=eastbank, level="neighbourhood")


def test_an_initiative_in_three_portfolios_counts_once(
    city: Portfolio, eastbank: Portfolio, westbank: Portfolio, alma: User
) -> None:
    shared = make_initiative(eastbank, "Warm homes", stage="growing")
    place(shared, westbank, city)
    make_initiative(westbank, "Night buses", stage="testing")
    page = read(alma, city)
    numbers = {row.portfolio.name: row.numbers.initiatives for row in page.children if row.numbers}
    assert numbers == {"Eastbank": 1, "Westbank": 2}
    assert page.own.initiatives == 1
    assert page.total.initiatives == 2
    assert dict(page.total.stages) == {"growing": 1, "testing": 1}
    assert page.placed_more_than_once == 2


def test_numbers_come_from_every_level_below(
    city: Portfolio, eastbank: Portfolio, street: Portfolio, alma: User
) -> None:
    door = make_portfolio("Number 7", parent=street)
    shared = make_initiative(door, "Shared garden")
    place(shared, street, eastbank)
    page = read(alma, city)
    assert [(row.portfolio.name, row.inside, row.numbers.initiatives) for row in page.children if row.numbers] == [
        ("Eastbank", 2, 1)
    ]
    assert page.total.initiatives == 1


def test_what_a_level_does_not_tell_is_not_told_by_the_one_above(
    city: Portfolio, eastbank: Portfolio, street: Portfolio, alma: User
) -> None:
    make_initiative(street, "Shared garden")
    Portfolio.objects.filter(pk=street.pk).update(shares_up="nothing")
    assert read(alma, city).total.initiatives == 0
    Portfolio.objects.filter(pk=street.pk).update(shares_up="numbers")
    assert read(alma, city).total.initiatives == 1
    Portfolio.objects.filter(pk=eastbank.pk).update(shares_up="nothing")
    assert read(alma, city).total.initiatives == 0


def test_a_placement_that_is_over_counts_no_longer(city: Portfolio, eastbank: Portfolio, alma: User) -> None:
    shared = make_initiative(city)
    Placement.objects.create(
        portfolio=eastbank, initiative=shared, since_on=date(2025, 1, 1), until_on=date(2026, 1, 1)
    )
    page = read(alma, city)
    assert page.children[0].numbers and page.children[0].numbers.initiatives == 0


def test_what_is_for_a_team_is_neither_shown_nor_counted(
    city: Portfolio, eastbank: Portfolio, alma: User, sign_in: SignIn
) -> None:
    Portfolio.objects.filter(pk=eastbank.pk).update(shares_up="entries")
    hidden = make_initiative(eastbank, "Quiet talks", circle="team")
    seen = make_initiative(eastbank, "Warm homes", circle="portfolio")
    make_log(seen, happened_on=date(2026, 8, 1))
    make_log(seen, happened_on=date(2026, 8, 1), circle="team")
    make_log(hidden, happened_on=date(2026, 8, 1), circle="team")
    tallies.rebuild(eastbank)
    page = read(alma, city)
    assert page.children[0].numbers
    assert (page.children[0].numbers.initiatives, page.children[0].numbers.logs) == (1, 1)
    assert page.total.logs == 1
    for address in (ADDRESS, "/riverton/levels/initiatives/"):
        assert "Quiet talks" not in sign_in(alma).get(address).content.decode()
    file = b"".join(sign_in(alma).get("/riverton/levels/initiatives.csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert "Warm homes" in file and "Quiet talks" not in file


def test_commitments_and_signatories_are_added_up(
    city: Portfolio, eastbank: Portfolio, street: Portfolio, alma: User
) -> None:
    system = make_system(street)
    covered, thin = make_promise(street, essential=(system,)), make_promise(street, essential=(system,))
    make_promise(street)
    make_promise(street, retired_on=date(2026, 1, 1), retired_why="Done")
    for number in range(3):
        initiative = make_initiative(street, system=system, circle="public")
        make_service(initiative, covered)
        if number:
            make_service(initiative, thin)
    make_service(make_initiative(street, system=system, circle="team"), thin)
    coop = make_organisation("Co-op")
    for portfolio in (city, eastbank, street):
        make_endorsement(make_intent(portfolio), coop)
    make_endorsement(street.intent_versions.get(), make_organisation("Choir"))
    make_endorsement(street.intent_versions.get(), make_organisation("Gone"), status="withdrawn")
    page = read(alma, city)
    row = page.children[0].numbers
    assert row
    assert (row.commitments, row.covered, row.signatories) == (3, 1, 2)
    assert (page.own.commitments, page.own.signatories) == (0, 1)
    assert (page.total.commitments, page.total.covered, page.total.signatories) == (3, 1, 2)


def test_members_see_numbers_and_visitors_only_what_is_open(
    open_city: Portfolio, eastbank: Portfolio, westbank: Portfolio, odile: User, dag: User, sign_in: SignIn
) -> None:
    make_initiative(eastbank, circle="portfolio")
    Portfolio.objects.filter(pk=westbank.pk).update(audience="public")
    make_initiative(westbank, circle="public")
    make_initiative(westbank, circle="portfolio")
    page = read(odile, open_city)
    assert [(row.portfolio.name, row.may_open) for row in page.children] == [("Eastbank", False), ("Westbank", True)]
    assert page.total.initiatives == 3
    for visitor in (None, dag):
        html = sign_in(visitor).get(ADDRESS)
        assert "Eastbank" not in html.content.decode()
        assert [row.portfolio.name for row in html.context["page"].children] == ["Westbank"]
        assert html.context["page"].total.initiatives == 1


def test_a_funder_counts_what_is_released_to_funders(city: Portfolio, eastbank: Portfolio, chi: User) -> None:
    for circle in ("team", "portfolio", "funders", "public"):
        make_initiative(eastbank, circle=circle)
    assert read(chi, city).total.initiatives == 2


def test_what_shares_nothing_is_known_to_the_stewards_alone(
    city: Portfolio, eastbank: Portfolio, alma: User, bo: User, sign_in: SignIn
) -> None:
    make_initiative(eastbank)
    Portfolio.objects.filter(pk=eastbank.pk).update(shares_up="nothing")
    page = sign_in(alma).get(ADDRESS)
    assert "share no numbers with this portfolio" in page.content.decode()
    assert page.context["page"].children[0].numbers is None
    assert page.context["page"].total.initiatives == 0
    assert "A warmer Eastbank." not in page.content.decode()
    assert "Eastbank" not in sign_in(bo).get(ADDRESS).content.decode()
    assert "Eastbank" not in b"".join(sign_in(bo).get("/riverton/levels.csv").streaming_content).decode()  # type: ignore[attr-defined]


def test_the_intent_of_a_child_is_read_where_it_shares_entries_or_may_be_opened(
    city: Portfolio, eastbank: Portfolio, alma: User, bo: User, sign_in: SignIn
) -> None:
    client = sign_in(alma)
    assert "A warmer Eastbank." not in client.get(ADDRESS).content.decode()
    Portfolio.objects.filter(pk=eastbank.pk).update(shares_up="entries")
    assert "A warmer Eastbank." in client.get(ADDRESS).content.decode()
    make_intent(eastbank, "Nobody freezes in Eastbank.")
    assert "Nobody freezes in Eastbank." in client.get(ADDRESS).content.decode()
    Portfolio.objects.filter(pk=eastbank.pk).update(shares_up="nothing")
    Membership.objects.create(portfolio=eastbank, user=bo, role=Role.OBSERVER)
    page = sign_in(bo).get(ADDRESS).content.decode()
    assert "Nobody freezes in Eastbank." in page
    assert eastbank.get_absolute_url() in page


def test_the_list_of_entries_is_the_stewards_and_gives_no_way_in(
    city: Portfolio, eastbank: Portfolio, westbank: Portfolio, street: Portfolio, alma: User, bo: User, sign_in: SignIn
) -> None:
    Portfolio.objects.filter(pk__in=(eastbank.pk, street.pk)).update(shares_up="entries")
    system = make_system(eastbank, "Homes")
    shared = make_initiative(eastbank, "Warm homes", system=system)
    place(shared, westbank)
    make_initiative(westbank, "Night buses")
    make_initiative(street, "Shared garden")
    address = reverse("levels-entries", args=["riverton"])
    page = sign_in(alma).get(address)
    assert [(row.title, row.systems, row.portfolios) for row in page.context["page"].rows] == [
        ("Warm homes", ("Homes",), ("Eastbank",))
    ]
    assert reverse("initiatives:detail", args=["eastbank", shared.pk]) not in page.content.decode()
    assert sign_in(alma).get(reverse("initiatives:detail", args=["eastbank", shared.pk])).status_code == 404
    assert sign_in(bo).get(address).status_code == 403
    Portfolio.objects.filter(pk=eastbank.pk).update(shares_up="numbers")
    assert "Warm homes" not in sign_in(alma).get(address).content.decode()


def test_the_list_of_entries_goes_on_page_by_page(
    city: Portfolio, eastbank: Portfolio, alma: User, sign_in: SignIn
) -> None:
    Portfolio.objects.filter(pk=eastbank.pk).update(shares_up="entries")
    for number in range(53):
        make_initiative(eastbank, f"Garden {number:02}")
    first = sign_in(alma).get(reverse("levels-entries", args=["riverton"])).context["page"]
    assert (len(first.rows), first.total) == (50, 53)
    address = reverse("levels-entries", args=["riverton"])
    rest = sign_in(alma).get(address, {"after": first.next_cursor, "portfolio": "eastbank"}).context["page"]
    assert [row.title for row in rest.rows] == ["Garden 50", "Garden 51", "Garden 52"]
    assert sign_in(alma).get(address, {"after": "nonsense", "portfolio": "nowhere"}).status_code == 200


def test_the_table_twin_and_the_file_have_the_same_numbers(
    city: Portfolio, eastbank: Portfolio, westbank: Portfolio, alma: User, sign_in: SignIn
) -> None:
    place(make_initiative(eastbank, stage="growing"), westbank)
    client = sign_in(alma)
    part = client.get(ADDRESS, {"as": "table"}, headers={"HX-Request": "true", "HX-Target": "inside"})
    assert "<html" not in part.content.decode()
    assert "All together, each initiative once" in part.content.decode()
    lines = b"".join(client.get("/riverton/levels.csv").streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert [line.split(",")[0] for line in lines[1:3]] == ["Eastbank", "Westbank"]
    assert lines[1].split(",")[4:11] == ["0", "0", "0", "1", "0", "0", "1"]
    assert lines[-1].rsplit(",", 5)[1] == "1"


def test_an_empty_page_says_what_would_stand_here(city: Portfolio, alma: User, odile: User, sign_in: SignIn) -> None:
    assert "No portfolio inside yet" in sign_in(alma).get(ADDRESS).content.decode()
    assert "No portfolio inside that you can see" in sign_in(odile).get(ADDRESS).content.decode()


def queries(client: Client) -> int:
    client.get(ADDRESS)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(ADDRESS).status_code == 200
    return len(seen)


def test_three_hundred_portfolios_take_no_more_queries_than_three(
    city: Portfolio, eastbank: Portfolio, alma: User, sign_in: SignIn
) -> None:
    client = sign_in(alma)
    make_initiative(eastbank)
    few = queries(client)
    rows = [Portfolio(name=f"District {at}", slug=f"district-{at}", parent=city) for at in range(100)]
    for at, row in enumerate(Portfolio.objects.bulk_create(rows)):
        Portfolio.objects.bulk_create(
            Portfolio(name=f"Street {at} {n}", slug=f"street-{at}-{n}", parent=row) for n in range(2)
        )
    shared = make_initiative(city)
    Placement.objects.bulk_create(
        Placement(portfolio=portfolio, initiative=shared) for portfolio in Portfolio.objects.exclude(pk=city.pk)
    )
    assert queries(client) <= few
    page = client.get(ADDRESS).context["page"]
    assert (len(page.children), page.total.initiatives) == (101, 2)


def test_a_steward_of_the_nation_sees_the_district_only_through_numbers(
    city: Portfolio, eastbank: Portfolio, sign_in: SignIn
) -> None:
    nation = make_portfolio("Nation", slug="nation", level="nation")
    Portfolio.objects.filter(pk=city.pk).update(parent=nation)
    make_initiative(eastbank, "Warm homes")
    nia = make_user("Nia Nation", portfolio=nation, role=Role.STEWARD)
    page = sign_in(nia).get("/nation/levels/")
    assert page.context["page"].total.initiatives == 1
    assert "Eastbank" not in page.content.decode()
    for address in ("/eastbank/", "/riverton/", "/riverton/levels/"):
        assert sign_in(nia).get(address).status_code == 404


def test_the_api_names_parents_and_children_that_the_caller_may_read(
    city: Portfolio, eastbank: Portfolio, westbank: Portfolio, street: Portfolio, alma: User, bo: User, sign_in: SignIn
) -> None:
    Membership.objects.create(portfolio=eastbank, user=bo, role=Role.OBSERVER)
    address = reverse("api:portfolio-detail", args=["riverton"])
    assert sign_in(alma).get(address).json()["children"] == []
    assert sign_in(bo).get(address).json()["children"] == ["eastbank"]
    inside = sign_in(bo).get(reverse("api:portfolio-detail", args=["eastbank"])).json()
    assert (inside["parent"], inside["children"]) == ("riverton", [])
    Membership.objects.filter(portfolio=city, user=bo).delete()
    assert sign_in(bo).get(reverse("api:portfolio-detail", args=["eastbank"])).json()["parent"] is None
    assert {row["slug"] for row in sign_in(bo).get(reverse("api:portfolio-list")).json()["results"]} == {"eastbank"}


def test_offers_and_needs_come_over_the_api_and_as_a_table_by_circle(
    city: Portfolio, alma: User, chi: User, sign_in: SignIn
) -> None:
    for circle in ("team", "portfolio", "funders"):
        OpenInterface.objects.create(portfolio=city, side="needs", what="data", title=f"For {circle}", circle=circle)
    address = reverse("api:interface-list", args=["riverton"])
    assert len(sign_in(alma).get(address).json()["results"]) == 3
    assert [row["title"] for row in sign_in(chi).get(address).json()["results"]] == ["For funders"]
    file = reverse("download-source", args=["riverton", "interfaces", "csv"])
    text = b"".join(sign_in(chi).get(file).streaming_content).decode()  # type: ignore[attr-defined]
    assert "For funders" in text and "For team" not in text
