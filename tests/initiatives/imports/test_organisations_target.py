"""Organisations come in with sector and place, and are known again by their key."""

import pytest

from stakeholders.models import Change, Organisation
from tests.factories import make_initiative
from tests.initiatives.imports.conftest import Desk, table

pytestmark = pytest.mark.django_db
ROWS = (
    "id,name,sector,website,city",
    "GB-1,Millbrook Co-op,Civil society,www.millbrook.example,Rye",
    "GB-2,Rye Works,business,,Rye",
)


def test_organisations_come_in_listed_in_the_portfolio(desk: Desk) -> None:
    run = desk.bring_in(table(*ROWS), target="organisations")

    assert run.counts["created"] == 2
    coop = Organisation.objects.get(name="Millbrook Co-op")
    assert (coop.sector, coop.website, coop.external_id) == ("civil_society", "https://www.millbrook.example", "GB-1")
    assert coop.place is not None
    assert coop.place.name == "Rye"
    assert list(coop.portfolios.all()) == [desk.portfolio]


def test_a_sector_we_do_not_know_is_a_problem_with_the_choices(desk: Desk) -> None:
    run = desk.bring_in(
        table("id,name,sector", "1,Rye Works,Circus"), target="organisations", changes={"sector": {"field": "sector"}}
    )

    problem = run.problems.get()
    assert (problem.found, problem.is_skipped) == ("Circus", False)
    assert "Business, Academia" in problem.expected


def test_a_newer_file_edits_and_undo_restores(desk: Desk) -> None:
    desk.bring_in(table(*ROWS), target="organisations")
    newer = (ROWS[0], ROWS[1].replace("Civil society", "Community or residents"), ROWS[2])
    run = desk.bring_in(table(*newer), target="organisations")
    assert (run.counts["updated"], run.counts["unchanged"]) == (1, 1)
    assert Organisation.objects.get(external_id="GB-1").sector == "community"

    desk.undo(run)

    assert Organisation.objects.get(external_id="GB-1").sector == "civil_society"
    assert Change.objects.in_batch(run.batch).filter(kind="undone").count() == 1


def test_an_organisation_that_takes_part_somewhere_stays(desk: Desk) -> None:
    run = desk.bring_in(table(*ROWS), target="organisations")
    make_initiative(desk.portfolio, lead=Organisation.objects.get(external_id="GB-2"))

    run = desk.undo(run)

    assert [org.external_id for org in Organisation.objects.all()] == ["GB-2"]
    assert run.counts["kept"] == 1
