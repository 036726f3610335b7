"""An import through its pages: upload, columns, names, preview, confirm, result."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from initiatives.imports.plan import Plan
from initiatives.models import ImportRun, Initiative, Participation, Placement
from stakeholders.models import Change, Organisation, Place, User
from tests.factories import make_organisation, make_system
from tests.initiatives.imports.conftest import DATA, Desk, table

pytestmark = pytest.mark.django_db
BUDGET = {"original_budget": {"field": "*"}, "combined_total": {"field": "budget_amount", "multiply": "1000"}}


def test_a_city_s_projects_come_in_with_agencies_boroughs_and_money(desk: Desk) -> None:
    run = desk.match(desk.start(DATA / "nyc-projects.geojson"), BUDGET, **{"fixed-budget_currency": "USD"})
    assert run.status == "checked"
    outlines = SimpleUploadedFile("boroughs.geojson", (DATA / "nyc-boroughs.geojson").read_bytes())
    run = desk.names(run, {"Richmond": ("new", "Staten Island"), "Citywide": ("ignore", "")}, shapes=outlines)

    run = desk.confirm(run)

    assert run.status == "done"
    assert run.counts == {"created": 26, "updated": 0, "unchanged": 0, "skipped": 0}
    library = Initiative.objects.get(external_id="LB20DUMBO / 38")
    assert library.title == "Adams Street Library Fit Out"
    assert (library.budget_amount, library.budget_currency) == (Decimal("5000000.00"), "USD")
    assert library.extra["budget_lines"] == "LB-0101 LB-0108 LB-0104"
    assert library.extra["tags"] == ["ESSENTIAL RECONSTRUCTION OF FACILITIES"]
    assert library.longitude == pytest.approx(-73.98785)
    assert [str(place) for place in library.places.all()] == ["Brooklyn"]
    assert library.participations.get(role="lead").organisation.name == "Brooklyn Public Library"
    assert Place.objects.get(name="Staten Island").geometry["type"] == "MultiPolygon"
    assert not Place.objects.filter(name="Citywide").exists()
    assert Placement.objects.filter(portfolio=desk.portfolio).count() == 26


def test_ids_that_occur_twice_are_told_apart_by_their_agency(desk: Desk) -> None:
    desk.bring_in(DATA / "nyc-projects.geojson")

    assert Initiative.objects.filter(external_id__startswith="P-213CNTR / ").count() == 2
    assert Initiative.objects.filter(external_id__startswith="HBBA24181 / ").count() == 2


@pytest.mark.parametrize("name", ["undp-solutions.csv", "undp-solutions.xlsx"])
def test_solutions_come_in_from_csv_and_xlsx_with_their_problems(desk: Desk, name: str) -> None:
    run = desk.bring_in(DATA / name)

    assert run.counts["created"] == 12
    problem = run.problems.get(column="Latitude")
    assert (problem.found, problem.expected) == ("xxxx", "a latitude between -90 and 90")
    row = Initiative.objects.get(external_id="3458")
    assert row.latitude is None
    assert Initiative.objects.get(title__startswith="TEGOMO").title == "TEGOMO GAZ INSTANTANÉE"


def test_errors_of_the_spreadsheet_are_listed_and_left_empty(desk: Desk) -> None:
    run = desk.bring_in(DATA / "undp-solutions.csv")

    errors = run.problems.filter(found="#VALUE!")
    assert errors.count() > 10
    assert not any("#VALUE!" in str(row.extra) for row in Initiative.objects.all())


def test_nothing_is_written_before_it_is_confirmed(desk: Desk) -> None:
    run = desk.names(desk.match(desk.start(DATA / "nyc-projects.geojson")))

    assert run.status == "checked"
    assert run.counts["created"] == 26
    assert not Initiative.objects.exists()
    assert not Organisation.objects.exists()
    assert not Change.objects.exists()


def test_the_preview_shows_rows_problems_and_what_would_happen(desk: Desk) -> None:
    run = desk.match(
        desk.start(table("id,title,start date", "1,Warm Streets,soon", "2,Kerb Garden,2026-02-01", "3,,2026-02-01"))
    )

    page = desk.client.get(desk.url(f"{run.pk}/")).content.decode()

    assert "Warm Streets" in page
    assert "Import 2 rows" in page
    assert "a day such as 2025-12-31" in page
    assert "row left out" in page
    assert [(p.row, p.column, p.found) for p in run.problems.all()] == [(2, "start date", "soon"), (4, "title", "")]


def test_every_problem_can_be_paged_and_downloaded(desk: Desk) -> None:
    rows = [f"{n},Project number {n},=cmd{n}" for n in range(120)]
    run = desk.match(desk.start(table("id,title,latitude", *rows)), {"latitude": {"field": "latitude"}})

    page = desk.client.get(desk.url(f"{run.pk}/problems/?page=3"))
    assert "101 to 120 of 120" in page.content.decode()

    download = desk.client.get(desk.url(f"{run.pk}/problems/?format=csv"))
    lines = b"".join(download).decode("utf-8-sig").splitlines()  # type: ignore[arg-type]
    assert len(lines) == 121
    assert lines[1].startswith("2,latitude,'=cmd0,")
    assert download["Content-Disposition"].startswith('attachment; filename="riverton-import-problems-')
    assert desk.client.get(desk.url(f"{run.pk}/problems/?format=exe")).status_code == 404


def test_values_stand_for_rows_of_ours_new_ones_or_nothing(desk: Desk) -> None:
    known = make_organisation("Parks", portfolio=desk.portfolio)
    energy = make_system(desk.portfolio, "Energy")
    rows = [
        "1,Planting the first street,PARKS,Energy",
        "2,Planting another street,Dept of Trees,Trees",
        "3,Digging a third one,Nobody,Energy",
    ]
    fields = {"who": {"field": "organisation_lead"}, "what": {"field": "systems"}}
    run = desk.match(desk.start(table("id,title,who,what", *rows)), fields)
    run = desk.names(
        run,
        {"Dept of Trees": ("new", "Department of Trees"), "Nobody": ("ignore", ""), "Trees": ("new", "Trees & parks")},
    )

    desk.confirm(run)

    leads = {
        p.initiative.external_id: p.organisation.name
        for p in Participation.objects.select_related("initiative", "organisation")
    }
    assert leads == {"1": "Parks", "2": "Department of Trees"}
    assert Organisation.objects.filter(name__iexact="parks").get() == known
    systems = {p.initiative.external_id: [s.name for s in p.systems.all()] for p in Placement.objects.all()}
    assert systems == {"1": ["Energy"], "2": ["Trees & parks"], "3": ["Energy"]}
    assert energy.touched_by.filter(is_main=True).count() == 2


def test_a_row_of_another_portfolio_cannot_be_chosen(desk: Desk, dag: User) -> None:
    foreign = make_organisation("Their agency", portfolio=dag.memberships.get().portfolio)
    run = desk.match(desk.start(table("id,title,agency", *(f"{n},Planting street {n},Ours" for n in range(3)))))

    desk.names(run, {"Ours": (str(foreign.pk), "")})

    assert Plan.from_json(run.mapping).values.get("organisation", {}) == {}


def test_several_columns_become_one_text(desk: Desk) -> None:
    fields = {"aim": {"field": "description"}, "way": {"field": "description"}}
    desk.bring_in(
        table("id,title,aim,way", "1,Warm Streets,Warm homes,By pipes"), changes=fields, **{"joiner-description": " | "}
    )

    assert Initiative.objects.get().description == "Warm homes | By pipes"


def test_fixed_values_fill_what_the_file_does_not_say(desk: Desk) -> None:
    desk.bring_in(
        table("id,title", "1,Warm Streets"),
        **{"fixed-stage": "growing", "fixed-circle": "portfolio", "fixed-started_on": "2026-01-05"},
    )

    row = Initiative.objects.get()
    assert (row.stage, row.circle, row.started_on.isoformat()) == ("growing", "portfolio", "2026-01-05")


def test_days_lists_and_money_are_read_as_chosen(desk: Desk) -> None:
    fields = {
        "start date": {"dates": "dmy"},
        "themes": {"field": "tags", "separator": "/"},
        "cost": {"field": "budget_amount", "multiply": "1000"},
    }
    desk.bring_in(table("id,title,start date,themes,cost", "1,Warm Streets,05/06/2014,heat/homes,12.5"), changes=fields)

    row = Initiative.objects.get()
    assert row.started_on.isoformat() == "2014-06-05"
    assert row.extra["tags"] == ["heat", "homes"]
    assert (row.budget_amount, row.budget_currency) == (Decimal("12500.00"), "EUR")


def test_a_wrong_encoding_is_shown_and_corrected(desk: Desk) -> None:
    run = desk.start(("orte.csv", "id,title\n1,Caf\u00e9 am Fluss\n".encode("cp1252")))
    file = run.files.get()
    desk.post(f"{run.pk}/files/{file.pk}/", {"encoding": "mac_roman", "delimiter": ",", "header_row": "1"})
    assert "CafÈ" in desk.client.get(desk.url(f"{run.pk}/columns/")).content.decode()

    desk.post(f"{run.pk}/files/{file.pk}/", {"encoding": "cp1252", "delimiter": ",", "header_row": "1"})

    assert "Café am Fluss" in desk.client.get(desk.url(f"{run.pk}/columns/")).content.decode()
    refused = desk.post(f"{run.pk}/files/{file.pk}/", {"encoding": "utf-8", "delimiter": ",", "header_row": "1"})
    assert refused.status_code == 422
    assert "Choose another" in refused.content.decode()


def test_another_sheet_brings_other_columns(desk: Desk) -> None:
    run = desk.start(DATA / "undp-solutions.xlsx")

    response = desk.post(f"{run.pk}/files/{run.files.get().pk}/", {"sheet": "Glossary", "header_row": "1"})

    assert response.status_code == 422
    assert "Row 1" in response.content.decode()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.csv", b"", "empty"),
        ("titles.csv", b"id,title\n", "no rows"),
        ("scan.pdf", b"%PDF-1.4 x", "PDF"),
        ("long.csv", b"id,title\n" + b"1,x\n" * 100_001, "100,000 rows"),
    ],
)
def test_what_cannot_come_in_is_refused_beside_the_field(desk: Desk, name: str, content: bytes, words: str) -> None:
    response = desk.upload((name, content))

    assert response.status_code == 422
    assert words in response.content.decode()
    assert not ImportRun.objects.exists()


def test_a_file_over_the_limit_is_refused(desk: Desk, settings: object) -> None:
    settings.IMPORT_MAX_BYTES = 1_000  # type: ignore[attr-defined]

    response = desk.upload(("big.csv", b"id,title\n" + b"1,x\n" * 500))

    assert response.status_code == 422
    assert "can be imported at once" in response.content.decode()


def test_mistakes_on_the_page_of_columns_stand_beside_them(desk: Desk) -> None:
    run = desk.start(table("id,title", "1,Warm Streets"))
    form = desk.columns_form(run, {"title": {"field": "", "multiply": "many"}})
    form["source"] = ""

    response = desk.post(f"{run.pk}/columns/", form)

    page = response.content.decode()
    assert response.status_code == 422
    assert "Write a number" in page
    assert "Give the source a name" in page
    assert desk.post(f"{run.pk}/columns/", desk.columns_form(run, {"title": {"field": ""}})).status_code == 422


def test_formulas_are_text(desk: Desk) -> None:
    desk.bring_in(table("id,title,description", '1,"=HYPERLINK(""http://evil"")",+1+1'))

    assert Initiative.objects.get().title == '=HYPERLINK("http://evil")'


def test_files_are_kept_where_nobody_can_guess_and_are_not_served(desk: Desk) -> None:
    run = desk.start(table("id,title", "1,Warm Streets"))

    name = run.files.get().file.name

    assert "projects" not in name
    assert desk.client.get(f"/media/{name}").status_code == 404


def test_an_import_that_was_not_confirmed_can_be_thrown_away(desk: Desk) -> None:
    run = desk.start(table("id,title", "1,Warm Streets"))
    file = run.files.get().file
    assert file.storage.exists(file.name)

    assert desk.post(f"{run.pk}/discard/").status_code == 302

    assert not ImportRun.objects.exists()
    assert not file.storage.exists(file.name)


def test_a_confirmed_import_can_no_longer_be_changed(desk: Desk) -> None:
    run = desk.bring_in(table("id,title", "1,Warm Streets"))

    assert desk.client.get(desk.url(f"{run.pk}/columns/")).status_code == 302
    desk.post(f"{run.pk}/confirm/")
    desk.post(f"{run.pk}/discard/")

    run.refresh_from_db()
    assert run.status == "done"


def test_the_page_follows_the_work_and_stops_by_itself(desk: Desk) -> None:
    run = desk.match(desk.start(table("id,title", "1,Warm Streets")))
    desk.post(f"{run.pk}/confirm/")
    headers = {"HX-Request": "true", "HX-Target": "import-run"}

    waiting = desk.client.get(desk.url(f"{run.pk}/"), headers=headers).content.decode()
    desk.worked(run)
    done = desk.client.get(desk.url(f"{run.pk}/"), headers=headers).content.decode()

    assert 'hx-trigger="every 1s"' in waiting
    assert "<html" not in waiting
    assert "hx-trigger" not in done
    assert "The import is done" in done


@pytest.mark.parametrize("view", ["", "{pk}/", "{pk}/columns/", "{pk}/names/", "{pk}/problems/", "{pk}/changes/"])
def test_only_stewards_come_here(
    desk: Desk, client: Client, bo: User, chi: User, odile: User, dag: User, view: str
) -> None:
    run = desk.start(table("id,title", "1,Warm Streets"))
    url = desk.url(view.format(pk=run.pk))

    for user in (bo, chi, odile):
        client.force_login(user)
        assert client.get(url).status_code == 403
    client.force_login(dag)
    assert client.get(url).status_code == 404
    client.logout()
    assert client.get(url).status_code in (302, 404)


def test_an_import_of_another_portfolio_is_not_found(desk: Desk, client: Client, dag: User) -> None:
    run = desk.start(table("id,title", "1,Warm Streets"))
    client.force_login(dag)

    assert client.get(f"/elsewhere/initiatives/import/{run.pk}/").status_code == 404
    assert client.post(f"/elsewhere/initiatives/import/{run.pk}/undo/").status_code == 404
