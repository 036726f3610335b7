"""A funder signs in, reads where the money is in a chart, a table and a file that agree, and may not move any."""

import csv
import io
import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from funding.models import Allocation, FundingVehicle
from initiatives.models import Initiative
from stakeholders.models import Organisation, Portfolio, User
from tests.factories import make_allocation, make_commitment, make_vehicle
from tests.factories.stakeholders import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)

Opened = Callable[..., Page]
Axe = Callable[[Page], None]


@pytest.fixture
def fund(city: Portfolio, mission: Organisation, coop: Organisation, warm_streets: Initiative) -> FundingVehicle:
    """100 million committed, 60 of them flexible; 40 go to Warm Streets."""
    vehicle = make_vehicle(city, "Riverton Transition Fund")
    make_commitment(vehicle, mission, 60_000_000, flexibility="portfolio")
    make_commitment(vehicle, coop, 40_000_000, flexibility="project")
    make_allocation(vehicle, 40_000_000, warm_streets)
    return vehicle


def test_a_funder_reads_the_money_three_ways(open_page: Opened, axe: Axe, fund: FundingVehicle, chi: User) -> None:
    page = open_page("/riverton/funding/", expected=("403",))
    expect(page).to_have_url(re.compile("/accounts/login/"))
    page.locator("main input[name=login]").fill(chi.email)
    page.locator("main input[name=password]").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()

    expect(page.get_by_role("heading", level=1, name="Funding")).to_be_visible()
    expect(page.get_by_text("€100m").first).to_be_visible()
    expect(page.get_by_text("60%").first).to_be_visible()
    nodes = page.locator("#ph-flows .sankey-node")
    expect(nodes.first).to_be_visible()
    drawn = nodes.count()
    axe(page)

    page.locator("#ph-flows").get_by_role("link", name="View as table").click()
    rows = page.locator("#ph-flows tbody tr")
    expect(rows.first).to_be_visible()
    told = [[cell.strip() for cell in row.locator("th, td").all_inner_texts()] for row in rows.all()]
    assert drawn == len({name for row in told for name in row[:2]})
    axe(page)

    link = page.locator("#ph-flows").get_by_role("link", name="Download as CSV").first.get_attribute("href") or ""
    lines = list(csv.reader(io.StringIO(page.context.request.get(link).body().decode("utf-8-sig"))))
    assert [line[:2] for line in lines[1:]] == [row[:2] for row in told]
    assert [Decimal(line[2]) for line in lines[1:]] == [amount(row[2]) for row in told]

    assert page.get_by_role("link", name="New vehicle").count() == 0
    answer = page.goto(f"/riverton/funding/vehicles/{fund.pk}/allocations/new/")
    assert answer and answer.status == 403
    expect(page.get_by_text("Steward").first).to_be_visible()
    assert Allocation.objects.count() == 1


def amount(text: str) -> Decimal:
    """The number in a sum of money."""
    return Decimal("".join(letter for letter in text if letter.isdigit() or letter == "."))
