"""A gap in the frame: found on the overview, closed by a new initiative, kept in a snapshot that the worker takes."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from initiatives.models import Initiative, PolicyCommitment, Snapshot, System
from stakeholders.models import Portfolio, User
from tests.factories import make_initiative, make_promise, make_service
from tests.plugins.services import RealWorker

pytestmark = pytest.mark.django_db(transaction=True)

Opened = Callable[..., Page]
Axe = Callable[[Page], None]
SNAPSHOTS = "/riverton/snapshots/"
TITLE = "Clinic Walks"


@pytest.fixture
def clean_air(city: Portfolio, energy: System, health: System) -> PolicyCommitment:
    """A promise that needs two systems, and has three initiatives in the one and nobody in the other."""
    promise = make_promise(city, "Clean air on every street", essential=(energy, health))
    for number in range(3):
        make_service(make_initiative(city, f"Bus {number}", stage="testing", system=energy), promise, in_hand=10)
    return promise


def test_a_gap_closes_and_the_next_snapshot_shows_it(
    worker: RealWorker, open_page: Opened, axe: Axe, alma: User, clean_air: PolicyCommitment, health: System
) -> None:
    page = open_page(user=alma)
    take_a_snapshot(page, "Before")
    start_from_the_gap(page, axe)
    initiative = Initiative.objects.get(title=TITLE)
    assert list(initiative.placements.get().systems.all()) == [health]
    assert list(initiative.services.values_list("commitment", flat=True)) == [clean_air.pk]

    page.goto("/riverton/")
    row = page.locator(".ph-heat tbody tr", has_text="Clean air on every street")
    expect(row).not_to_contain_text("gap")
    expect(row).to_contain_text("Thin")
    take_a_snapshot(page, "After")

    before, after = Snapshot.objects.order_by("pk")
    page.goto(f"{SNAPSHOTS}compare/?from={before.pk}&to={after.pk}")
    entered = page.locator("section", has=page.get_by_role("heading", level=3, name="Entered the portfolio"))
    expect(entered.last).to_contain_text(TITLE)
    covered = page.locator("section", has=page.get_by_role("heading", level=3, name="New coverage"))
    expect(covered.last).to_contain_text("Clean air on every street")
    expect(covered.last).to_contain_text("Gap → Thin")
    axe(page)


def start_from_the_gap(page: Page, axe: Axe) -> None:
    """The steward follows the gap on the overview to a form that knows the system and the promise."""
    page.goto("/riverton/")
    row = page.locator(".ph-heat tbody tr", has_text="Clean air on every street")
    row.get_by_role("link", name="gap").click()
    expect(page.get_by_role("heading", level=1, name="has nobody in Health & care")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Start an initiative").click()
    expect(page.get_by_label("Health & care").first).to_be_checked()
    page.get_by_label("Title").fill(TITLE)
    page.get_by_label("In a sentence or two").fill("Children and their nurse draw the way to school with better air.")
    page.locator("main form [type=submit]").first.click()
    expect(page.get_by_role("heading", level=1, name=TITLE)).to_be_visible()


def take_a_snapshot(page: Page, name: str) -> None:
    """The steward asks for a snapshot, and the page shows it as soon as the worker has taken it."""
    page.goto(f"{SNAPSHOTS}new/")
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Take the snapshot").click()
    expect(page.get_by_role("heading", level=1, name=name, exact=True)).to_be_visible(timeout=45_000)
