"""The example file comes in as the README tells."""

from decimal import Decimal
from pathlib import Path

import pytest

from initiatives.models import Initiative
from tests.factories import make_system
from tests.initiatives.imports.conftest import Desk

EXAMPLE = Path(__file__).resolve().parents[3] / "docs" / "examples" / "initiatives.csv"

pytestmark = pytest.mark.django_db


def test_the_example_comes_in_as_the_readme_tells_with_its_two_problems(desk: Desk) -> None:
    make_system(desk.portfolio, "Mobility")
    run = desk.match(
        desk.start(EXAMPLE),
        {
            "What it does": {"field": "summary"},
            "Theme": {"field": "systems"},
            "Budget (thousand EUR)": {"field": "budget_amount", "multiply": "1000"},
        },
    )
    run = desk.names(run)
    told = [(problem.row, problem.column, problem.found) for problem in run.problems.order_by("row")]
    assert told == [(5, "Start date", "31/02/2026"), (7, "Stage", "nearly done")]

    run = desk.confirm(run)

    assert run.counts["created"] == 6
    gate = Initiative.objects.get(title="School Gate Hour")
    assert gate.summary == "Closes one street to cars while children arrive."
    assert gate.budget_amount == Decimal(18_000)
    assert [str(place) for place in gate.places.all()] == ["Millbrook"]
