"""A whole published list as observations of one indicator: each row once, again nothing, corrected, exact, undone."""

import json
from datetime import date
from decimal import Decimal

import pytest

from funding.indicators.pages import Wanted, indicator_page
from funding.models import Observation
from initiatives.models import Initiative, Placement
from stakeholders.access import access_for
from tests.conftest import SHARED_DATA
from tests.factories.indicators import make_indicator
from tests.initiatives.imports.conftest import Desk, desk, no_broker

__all__ = ["desk", "no_broker"]
FILE = SHARED_DATA / "1-nyc-capital-projects" / "projects.geojson"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not FILE.is_file(), reason="the published file does not lie beside the project"),
]
COLUMNS = {"project_id": "initiative", "combined_prior_actuals": "value", "source_pdf": "source"}
FIXED = {"fixed-indicator": "Spent so far", "fixed-from_on": "2000-01-01", "fixed-to_on": "2020-06-30"}


def test_a_citys_spending_comes_in_as_observations_and_adds_up(desk: Desk) -> None:
    said = [row["properties"] for row in json.loads(FILE.read_text())["features"]]
    ids = sorted({str(row["project_id"]) for row in said})
    made = Initiative.objects.bulk_create(
        Initiative(home=desk.portfolio, title=f"Project {pk}", external_id=pk, source="nyc") for pk in ids
    )
    Placement.objects.bulk_create(Placement(portfolio=desk.portfolio, initiative=row) for row in made)
    spent = make_indicator(desk.portfolio, "Spent so far", unit="thousand dollars")
    names = said[0].keys() | {"longitude", "latitude"}
    matching = {name: {"field": COLUMNS.get(name, "")} for name in names}

    run = desk.bring_in(FILE, target="observations", changes=matching, **FIXED)

    first: dict[tuple[str, str], Decimal] = {}
    for row in said:
        first.setdefault((str(row["project_id"]), row["source_pdf"]), Decimal(str(row["combined_prior_actuals"])))
    assert run.counts["created"] == len(first), list(run.problems.values("expected")[:3])
    assert run.counts["skipped"] == len(said) - len(first)
    sums = dict(Observation.objects.values_list("initiative__external_id", "value").filter(to_on=date(2020, 6, 30)))
    assert sums.keys() == {pk for pk, _pdf in first}
    again = desk.bring_in(FILE, target="observations", changes=matching, **FIXED)
    assert (again.counts["created"], again.counts["updated"]) == (0, 0)
    access = access_for(desk.steward, desk.portfolio)
    assert access
    page = indicator_page(access, spent, Wanted())
    assert page.all_rows == len(first)
    assert (page.totals[0].value == "") == (len(first) > len({pk for pk, _pdf in first}))
    assert desk.undo(run).counts["undone"] == len(first)
    assert not Observation.objects.exists()
