"""The whole published files, when they lie beside the project: everything comes in, everything odd is listed."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from initiatives.models import Initiative
from sensemaking.models import LearningLog
from stakeholders.models import Organisation, Place
from tests.conftest import SHARED_DATA
from tests.initiatives.imports.conftest import Desk

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not SHARED_DATA.is_dir(), reason="the published files do not lie beside the project"),
]
NYC = SHARED_DATA / "1-nyc-capital-projects"
UNDP = SHARED_DATA / "2-undp-acclab-solutions"
NASA = SHARED_DATA / "4-nasa-llis-lessons"
MONEY = {"original_budget": {"field": "*"}, "combined_total": {"field": "budget_amount", "multiply": "1000"}}


def test_all_projects_of_a_city_with_agencies_outlines_and_exact_money(desk: Desk) -> None:
    other = {"fixed-budget_currency": "USD", "source": "nyc-capital-projects"}
    run = desk.match(desk.start(NYC / "projects.geojson"), MONEY, **other)
    outlines = SimpleUploadedFile("outlines.geojson", (NYC / "borough-boundaries.geojson").read_bytes())
    run = desk.names(run, {"Richmond": ("new", "Staten Island"), "Citywide": ("ignore", "")}, shapes=outlines)
    run = desk.confirm(run)

    assert run.counts == {"created": 2010, "updated": 0, "unchanged": 0, "skipped": 0}
    assert Organisation.objects.listed_in(desk.portfolio).count() == 24
    assert sorted(place.name for place in Place.objects.all()) == [
        "Bronx",
        "Brooklyn",
        "Manhattan",
        "Queens",
        "Staten Island",
    ]
    assert all(place.geometry for place in Place.objects.all())
    assert Place.objects.get(name="Staten Island").initiatives.count() == 201
    assert Initiative.objects.get(external_id="LBC18CTRF / 38").budget_amount == Decimal("1266000.00")
    assert Initiative.objects.filter(latitude__isnull=True).count() == 0

    again = desk.names(desk.match(desk.start(NYC / "projects.geojson")), {"Citywide": ("ignore", "")})
    again = desk.confirm(again)
    assert again.counts == {"created": 0, "updated": 0, "unchanged": 2010, "skipped": 0}

    back = desk.undo(run)
    assert (back.counts["undone"], Initiative.objects.count(), Place.objects.count()) == (2010, 0, 0)


@pytest.mark.parametrize("name", ["undp_labs_project_data - 1.csv", "Viz4SocialGood_submissionV1.xlsx"])
def test_all_solutions_with_every_problem(desk: Desk, name: str) -> None:
    run = desk.bring_in(UNDP / name)

    assert run.counts == {"created": 359, "updated": 0, "unchanged": 0, "skipped": 0}
    assert (
        run.problems.filter(column="Longitude", found="xxxxx", expected="a longitude between -180 and 180").count() == 1
    )
    assert run.problems.filter(found="#VALUE!").count() == (876 if name.endswith(".csv") else 0)
    assert Initiative.objects.exclude(latitude=None).count() == 358
    assert Organisation.objects.listed_in(desk.portfolio).count() == 49
    assert not Initiative.objects.filter(title__contains="√").exists()


def test_the_workbook_after_the_csv_meets_the_same_rows(desk: Desk) -> None:
    desk.bring_in(UNDP / "undp_labs_project_data - 1.csv", source="acclabs")

    run = desk.bring_in(UNDP / "Viz4SocialGood_submissionV1.xlsx", source="acclabs")

    assert run.counts["created"] == 0
    assert Initiative.objects.count() == 359


def test_all_lessons_joined_by_their_id(desk: Desk) -> None:
    names = (
        "LLIS_Driving_Event_Doccano.json",
        "LLIS_Lesson(s)_Learned_Doccano.json",
        "LLIS_Recommendation(s)_Doccano.json",
    )

    run = desk.bring_in(*(Path(NASA / name) for name in names), target="logs", **{"fixed-happened_on": "2026-05-01"})

    assert run.counts == {"created": 250, "updated": 0, "unchanged": 0, "skipped": 0}
    assert (
        LearningLog.objects.filter(portfolio=desk.portfolio, initiative=None).exclude(next="").exclude(tried="").count()
        == 250
    )


def test_all_grants_of_a_foundation_with_european_days(desk: Desk) -> None:
    run = desk.bring_in(SHARED_DATA / "3-funding-flows" / "360giving-wolfson" / "a002400000KeYdsAAF.json")

    assert run.counts["created"] == 379
    assert Initiative.objects.filter(started_on__year=2014).count() > 300
