"""A city's file goes in through its pages: problems first, then the worker; the same again changes nothing; undo."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from initiatives.models import ImportRun, Initiative
from stakeholders.models import Organisation, Place, Portfolio, User
from tests.plugins.services import RealWorker

pytestmark = pytest.mark.django_db(transaction=True)

Opened = Callable[..., Page]
Axe = Callable[[Page], None]
DATA = Path(__file__).resolve().parents[1] / "data"
PATIENCE = 60_000


def test_the_projects_of_a_city(worker: RealWorker, open_page: Opened, axe: Axe, city: Portfolio, alma: User) -> None:
    page = open_page("/riverton/initiatives/import/", user=alma)
    choose_columns(page, axe, DATA / "nyc-projects.geojson")
    choose_names(page, axe)
    assert not Initiative.objects.exists()

    confirm(page, axe)
    run = ImportRun.objects.get()
    assert (run.status, run.counts["created"]) == ("done", 26)
    assert Organisation.objects.listed_in(city).exists()
    assert Place.objects.get(name="Staten Island").geometry
    page.get_by_role("link", name="Initiatives", exact=True).last.click()
    page.goto("/riverton/initiatives/?q=adams")
    expect(page.get_by_role("link", name="Adams Street Library Fit Out")).to_be_visible()

    page.goto("/riverton/initiatives/import/")
    choose_columns(page, axe, DATA / "nyc-projects.geojson")
    page.get_by_role("button", name="Go on to the preview").click()
    expect(page.get_by_role("heading", name="Before anything is written")).to_be_visible(timeout=PATIENCE)
    assert ImportRun.objects.latest("pk").counts["unchanged"] == 26

    page.goto(f"/riverton/initiatives/import/{run.pk}/")
    page.get_by_role("button", name="Take this import back").click()
    page.get_by_role("dialog").get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("heading", name="The import was taken back")).to_be_visible(timeout=PATIENCE)
    axe(page)
    assert not Initiative.objects.exists()


def test_every_problem_is_named_with_row_and_column(
    worker: RealWorker, open_page: Opened, axe: Axe, alma: User, city: Portfolio
) -> None:
    page = open_page("/riverton/initiatives/import/", user=alma, narrow=True)
    choose_columns(page, axe, DATA / "undp-solutions.csv")
    page.get_by_role("button", name="Go on to the preview").click()
    expect(page.get_by_role("heading", name="Before anything is written")).to_be_visible(timeout=PATIENCE)
    axe(page)
    page.get_by_role("link", name="Every problem, row by row").click()
    row = page.get_by_role("row").filter(has_text="xxxx").first
    expect(row).to_contain_text("Latitude")
    expect(row).to_contain_text("a latitude between -90 and 90")
    axe(page)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("empty.csv", b"", "empty"),
        ("letter.pdf", b"%PDF-1.7 nothing to see", "CSV"),
        ("broken.geojson", b'{"type": "FeatureCollection", "features": [', "breaks off"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(
    open_page: Opened, axe: Axe, alma: User, tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    page = open_page("/riverton/initiatives/import/", user=alma, expected=("422",))
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Look into the file").click()
    expect(page.locator("main [role=alert], main .ph-errors, main .ph-notice").first).to_contain_text(
        re.compile(sentence, re.IGNORECASE)
    )
    axe(page)
    assert not Initiative.objects.exists()


def choose_columns(page: Page, axe: Axe, file: Path) -> None:
    """Upload, look at the columns, keep what was guessed, have every row checked."""
    axe(page)
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Look into the file").click()
    expect(page.get_by_role("heading", name="What does each column say?")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Check every row").click()
    expect(page.get_by_role("heading", name="Whom and what does the file name?")).to_be_visible(timeout=PATIENCE)


def choose_names(page: Page, axe: Axe) -> None:
    """Outlines for the boroughs, another name for one of them, none for the whole city."""
    axe(page)
    page.get_by_label("New name for Richmond", exact=False).fill("Staten Island")
    page.get_by_label("Citywide", exact=True).select_option("ignore")
    page.locator("input[type=file]").set_input_files(DATA / "nyc-boroughs.geojson")
    page.get_by_role("button", name="Add the outlines").click()
    expect(page.get_by_text("Places whose name below stands in that file get their outline.")).to_be_visible()
    page.get_by_role("button", name="Go on to the preview").click()
    expect(page.get_by_role("heading", name="Before anything is written")).to_be_visible(timeout=PATIENCE)


def confirm(page: Page, axe: Axe) -> None:
    """Look at the preview, then let the worker write."""
    axe(page)
    page.get_by_role("button", name="Import 26 rows").click()
    expect(page.get_by_role("heading", name="The import is done")).to_be_visible(timeout=PATIENCE)
    axe(page)
