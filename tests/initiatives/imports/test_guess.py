"""Columns find their fields by name and by content; every guess is only a proposal."""

from pathlib import Path

import pytest

from initiatives.imports.plan import KEEP, LEAVE_OUT, Plan, digest
from initiatives.imports.targets import targets
from initiatives.models import ImportRun
from tests.factories import make_organisation, make_system
from tests.initiatives.imports.conftest import DATA, Desk, table

pytestmark = pytest.mark.django_db


def proposed(run: ImportRun) -> dict[str, str]:
    columns = Plan.from_json(run.mapping).columns
    return {name: column.field for name, column in columns.items() if column.field not in (KEEP, LEAVE_OUT)}


def test_a_city_s_projects(desk: Desk) -> None:
    run = desk.start(DATA / "nyc-projects.geojson")
    plan = Plan.from_json(run.mapping)

    assert proposed(run) == {
        "project_description": "title",
        "scope_summary": "summary",
        "managing_agency": "organisation_lead",
        "ten_year_plan_category": "tags",
        "borough": "places",
        "original_budget": "budget_amount",
        "latitude": "latitude",
        "longitude": "longitude",
    }
    assert plan.key == ("project_id", "managing_agency_id")
    assert plan.columns["managing_agency"].case == "title"
    assert plan.columns["geometry"].field == LEAVE_OUT
    assert plan.columns["combined_total"].field == KEEP


@pytest.mark.parametrize("name", ["undp-solutions.csv", "undp-solutions.xlsx"])
def test_solutions_of_many_teams(desk: Desk, name: str) -> None:
    run = desk.start(DATA / name)

    guessed = proposed(run)

    assert {guessed.get("title"), *guessed.values()} >= {
        "title",
        "organisation_lead",
        "description",
        "latitude",
        "longitude",
        "tags",
    }
    assert Plan.from_json(run.mapping).key == ("id",)


def test_misread_letters_are_noticed(desk: Desk) -> None:
    plan = Plan.from_json(desk.start(DATA / "undp-solutions.csv").mapping)

    assert plan.columns["title"].repair
    assert not plan.columns["mapper"].repair


def test_values_of_ours_are_recognised_whatever_the_title(desk: Desk) -> None:
    make_system(desk.portfolio, "Mobility")
    make_organisation("Parks Dept", portfolio=desk.portfolio)
    rows = [f"{n},Project {n},Mobility,parks dept,{'testing' if n % 2 else 'growing'}" for n in range(12)]

    run = desk.start(table("ref,title,feld,wer,wo_es_steht", *rows))

    guessed = proposed(run)
    assert guessed["feld"] == "systems"
    assert guessed["wer"].startswith("organisation_")
    assert guessed["wo_es_steht"] == "stage"


def test_the_order_of_day_and_month_is_read_off_the_days(desk: Desk) -> None:
    european = desk.start(table("id,title,start date", *(f"{n},Long title {n},{n + 10}/06/2025" for n in range(9))))
    american = desk.start(table("id,title,start date", *(f"{n},Long title {n},06/{n + 10}/2025" for n in range(9))))

    assert Plan.from_json(european.mapping).columns["start date"].dates == "dmy"
    assert Plan.from_json(american.mapping).columns["start date"].dates == "mdy"


def test_columns_that_cannot_be_read_as_the_field_are_not_proposed(desk: Desk) -> None:
    run = desk.start(table("id,title,budget,website", *(f"{n},Long title {n},to be found,none yet" for n in range(9))))

    assert proposed(run) == {"title": "title"}


def test_a_mapping_that_was_used_is_proposed_for_the_same_columns(desk: Desk) -> None:
    first = ("id,what,where", *(f"{n},Planting a street {n},Rye" for n in range(6)))
    desk.bring_in(table(*first), changes={"where": {"field": "rationale"}}, source="trees")

    run = desk.start(("newer.csv", ("\n".join(("where,id,What", "Rye,9,Planting a park")) + "\n").encode()))

    plan = Plan.from_json(run.mapping)
    assert plan.source == "trees"
    assert plan.columns["where"].field == "rationale"
    assert plan.columns["What"].field == "title"
    assert plan.key == ("id",)


def test_the_digest_of_titles_knows_neither_order_nor_case() -> None:
    assert digest(["A", "b"]) == digest(["B", "a"])
    assert digest(["a"]) != digest(["a", "b"])


def test_every_target_asks_for_something() -> None:
    for target in targets:
        assert any(field.is_required for field in target.fields(None))  # type: ignore[arg-type]
        assert len({field.name for field in target.fields(None)}) == len(target.fields(None))  # type: ignore[arg-type]


def test_the_cuts_say_where_they_come_from() -> None:
    attribution = (DATA / "ATTRIBUTION.md").read_text()

    for path in Path(DATA).iterdir():
        if path.suffix != ".md":
            stem = "nasa-*" if path.name.startswith("nasa-") else path.name
            assert stem.split(".")[0] in attribution
