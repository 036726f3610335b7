"""The same file again changes nothing; a newer one changes what changed in it; all of it can be taken back."""

import pytest

from initiatives.models import ImportedRecord, ImportRun, Initiative, System
from initiatives.services import records
from stakeholders.models import Change, Organisation, Place, User
from tests.factories import make_update
from tests.initiatives.imports.conftest import DATA, Desk, table

pytestmark = pytest.mark.django_db
FIRST = ("id,title,stage,agency", "1,Warm Streets,testing,Parks", "2,Kerb Garden,idea,Parks", "3,Cool Roofs,idea,Works")
NEWER = (
    "id,title,stage,agency",
    "1,Warm Streets,growing,Parks",
    "2,Kerb Garden,idea,Works",
    "4,New Benches,idea,Parks",
)


def counts(run: ImportRun) -> tuple[int, int, int, int]:
    return tuple(run.counts[name] for name in ("created", "updated", "unchanged", "skipped"))  # type: ignore[return-value]


def fingerprint() -> list[object]:
    rows = Initiative.objects.order_by("pk").values_list(
        "title", "stage", "version", "extra", "participations__organisation"
    )
    return [*rows, Change.objects.count(), Organisation.objects.count(), Place.objects.count()]


@pytest.mark.parametrize("name", ["nyc-projects.geojson", "undp-solutions.csv", "undp-solutions.xlsx"])
def test_the_same_file_again_changes_nothing(desk: Desk, name: str) -> None:
    first = desk.bring_in(DATA / name)
    before = fingerprint()

    again = desk.bring_in(DATA / name)

    assert counts(again) == (0, 0, first.counts["created"], 0)
    assert fingerprint() == before


def test_a_newer_file_changes_what_changed_and_says_so(desk: Desk) -> None:
    desk.bring_in(table(*FIRST))

    run = desk.bring_in(table(*NEWER))

    assert counts(run) == (1, 2, 0, 0)
    assert Initiative.objects.matching("bench").get().external_id == "4"
    street = Initiative.objects.get(external_id="1")
    assert street.stage == "growing"
    assert street.stage_changes.get().from_stage == "testing"
    assert Initiative.objects.get(external_id="2").participations.get().organisation.name == "Works"
    assert Initiative.objects.filter(external_id="3").exists()
    page = desk.client.get(desk.url(f"{run.pk}/changes/?show=changed")).content.decode()
    assert "Warm Streets" in page
    assert "New Benches" not in page


def test_a_new_title_is_found_by_search(desk: Desk) -> None:
    desk.bring_in(table("id,title", "1,Warm Streets"))

    desk.bring_in(table("id,title", "1,Warm Alleys"))

    assert Initiative.objects.matching("alleys").exists()
    assert not Initiative.objects.matching("streets").exists()


def test_the_preview_names_what_would_change(desk: Desk) -> None:
    desk.bring_in(table(*FIRST))
    run = desk.names(desk.match(desk.start(table(*NEWER))))

    assert [(edit["key"], edit["fields"]) for edit in run.preview["edits"]] == [
        ("1", ["stage"]),
        ("2", ["organisation_lead"]),
    ]
    assert Initiative.objects.get(external_id="1").stage == "testing"


def test_edits_made_here_stay_when_the_same_file_comes_again(desk: Desk, alma: User) -> None:
    desk.bring_in(table(*FIRST))
    records.edit(initiative=Initiative.objects.get(external_id="1"), by=alma, title="Warmer Streets")

    assert counts(desk.bring_in(table(*FIRST))) == (0, 0, 3, 0)
    assert Initiative.objects.get(external_id="1").title == "Warmer Streets"


def test_a_cell_that_became_empty_erases_nothing(desk: Desk) -> None:
    desk.bring_in(table("id,title,summary", "1,Warm Streets,Pipes for all"))

    run = desk.bring_in(table("id,title,summary", "1,Warm Streets,"))

    assert counts(run) == (0, 0, 1, 0)
    assert Initiative.objects.get().summary == "Pipes for all"


def test_rows_that_came_by_another_way_are_found_by_source_and_id(desk: Desk, alma: User) -> None:
    records.create(portfolio=desk.portfolio, by=alma, title="Warm Streets", source="projects", external_id="1")

    run = desk.bring_in(table("id,title,stage", "1,Warm Streets,growing"))

    assert counts(run) == (0, 1, 0, 0)
    assert Initiative.objects.get().stage == "growing"


def test_without_a_key_a_row_is_known_by_all_its_cells(desk: Desk) -> None:
    rows = ("title,stage", "Warm Streets,idea", "Kerb Garden,idea")
    assert counts(desk.bring_in(table(*rows))) == (2, 0, 0, 0)
    assert counts(desk.bring_in(table(*rows))) == (0, 0, 2, 0)


def test_a_second_row_of_the_same_key_is_left_out(desk: Desk) -> None:
    rows = ("id,title", "1,Warm Streets", "1,Warm Streets again", ",Nameless")
    run = desk.bring_in(table(*rows), changes={"id": {"is_key": "on"}})

    assert counts(run) == (1, 0, 0, 2)
    assert [(p.row, p.is_skipped) for p in run.problems.all()] == [(3, True), (4, True)]


def test_a_whole_import_can_be_taken_back(desk: Desk) -> None:
    run = desk.bring_in(DATA / "nyc-projects.geojson")

    run = desk.undo(run)

    assert run.status == "undone"
    assert run.counts["undone"] == 26
    assert not Initiative.objects.exists()
    assert not Organisation.objects.exists()
    assert not Place.objects.exists()
    assert not ImportedRecord.objects.exists()
    assert (
        Change.objects.in_batch(run.batch).filter(kind="undone").count()
        == 26
        + Change.objects.in_batch(run.batch).filter(kind="created").exclude(content_type__model="initiative").count()
    )


def test_taking_back_an_update_restores_what_stood_there(desk: Desk) -> None:
    desk.bring_in(table(*FIRST))
    before = list(Initiative.objects.order_by("external_id").values_list("title", "stage"))
    run = desk.bring_in(table(*NEWER))

    desk.undo(run)

    assert list(Initiative.objects.order_by("external_id").values_list("title", "stage")) == before
    assert Initiative.objects.get(external_id="2").participations.get().organisation.name == "Parks"
    assert not Initiative.objects.get(external_id="1").stage_changes.exists()
    assert counts(desk.bring_in(table(*FIRST))) == (0, 0, 3, 0)


def test_rows_that_people_went_on_with_stay_and_are_named(desk: Desk, alma: User) -> None:
    run = desk.bring_in(table(*FIRST))
    street, garden = (Initiative.objects.get(external_id=key) for key in "12")
    records.edit(initiative=street, by=alma, title="Warmer Streets")
    make_update(garden)

    run = desk.undo(run)

    assert {row.external_id for row in Initiative.objects.all()} == {"1", "2"}
    assert (run.counts["undone"], run.counts["kept"]) == (1, 2)
    page = desk.client.get(desk.url(f"{run.pk}/")).content.decode()
    assert "Warmer Streets" in page
    assert "edited since" in page
    assert "something was added to it since" in page
    assert set(Organisation.objects.values_list("name", flat=True)) == {"Parks"}


def test_an_import_taken_back_can_come_in_again(desk: Desk) -> None:
    desk.undo(desk.bring_in(table(*FIRST)))

    assert counts(desk.bring_in(table(*FIRST))) == (3, 0, 0, 0)


def test_only_what_was_written_can_be_taken_back(desk: Desk) -> None:
    run = desk.match(desk.start(table("id,title", "1,Warm Streets")))

    desk.post(f"{run.pk}/undo/")

    run.refresh_from_db()
    assert run.status == "checked"


def test_systems_that_an_import_made_go_with_it(desk: Desk) -> None:
    run = desk.match(desk.start(table("id,title,system", "1,Warm Streets,Heat")), {"system": {"field": "systems"}})
    run = desk.confirm(desk.names(run, {"Heat": ("new", "Heat")}))
    assert System.objects.filter(name="Heat").exists()

    desk.undo(run)

    assert not System.objects.filter(name="Heat").exists()
