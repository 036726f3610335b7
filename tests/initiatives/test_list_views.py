"""The list as people use it: pages and fragments, saved views, downloads, bulk edits."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from initiatives.models import Initiative, SavedView, System
from stakeholders.models import Change, Organisation, Portfolio, User
from tests.factories import make_initiative, make_place, make_system, make_update

pytestmark = pytest.mark.django_db
SignIn = Callable[[User | None], Client]
LIST = "/riverton/initiatives/"


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_everyone_sees_what_their_circle_reaches(
    city: Portfolio, warm_streets: Initiative, alma: User, bo: User, odile: User, chi: User, dag: User, sign_in: SignIn
) -> None:
    make_initiative(city, "Quiet talks", circle="team")
    make_initiative(city, "Members only", circle="portfolio")
    for user, many in ((alma, 3), (bo, 2), (odile, 2), (chi, 1)):
        assert sign_in(user).get(LIST).context["total"] == many
    assert sign_in(dag).get(LIST).status_code == 404
    assert sign_in(None).get(LIST).status_code == 302


def test_an_open_portfolio_shows_strangers_what_is_public(
    open_city: Portfolio, warm_streets: Initiative, sign_in: SignIn
) -> None:
    make_initiative(open_city, "Members only", circle="portfolio")
    page = sign_in(None).get(LIST)
    assert "Warm Streets Millbrook" in page.content.decode()
    assert "Members only" not in page.content.decode()
    assert b'name="id"' not in page.content


def test_htmx_gets_rows_or_facets_alone(warm_streets: Initiative, alma: User, sign_in: SignIn) -> None:
    client = sign_in(alma)
    rows = client.get(LIST, {"stage": "growing"}, headers={"HX-Request": "true", "HX-Target": "initiatives"})
    assert b"Warm Streets" in rows.content
    assert b"<html" not in rows.content
    assert rows["HX-Trigger-After-Swap"] == "facets-stale"
    assert rows["HX-Push-Url"] == f"{LIST}?stage=growing"
    typed = {"q": "", "stage": "growing", "quiet": "", "find_place": "mill", "after": ""}
    htmx = {"HX-Request": "true", "HX-Target": "initiatives", "HX-Current-URL": "http://testserver" + LIST}
    assert client.get(LIST, typed, headers=htmx)["HX-Push-Url"] == f"{LIST}?stage=growing&find_place=mill"
    assert client.get(LIST, {"q": " "}, headers=htmx)["HX-Replace-Url"] == LIST
    facets = client.get(LIST, {"stage": "growing"}, headers={"HX-Request": "true", "HX-Target": "facets"})
    assert b'id="f-stage-growing"' in facets.content
    assert b"Warm Streets" not in facets.content


def test_the_number_of_queries_is_small_and_does_not_grow(
    city: Portfolio, energy: System, health: System, coop: Organisation, alma: User, sign_in: SignIn
) -> None:
    client, counts = sign_in(alma), []
    place = make_place(portfolio=city)
    addresses = ({"headers": {}}, {"headers": {"HX-Request": "true", "HX-Target": "initiatives"}})
    for many in (10, 60):
        for _time in range(many - Initiative.objects.count()):
            make_initiative(city, system=energy, touches=(health,), lead=coop).places.add(place)
        for address in addresses:
            with CaptureQueriesContext(
                connection,
            ) as queries:
                client.get(LIST, {"stage": "exploring", "sort": "-heard"}, **address)
            counts.append(len(queries))
    assert counts[:2] == counts[2:]
    assert counts[0] <= 10
    assert counts[1] <= 8


def test_an_empty_list_says_what_would_be_here(city: Portfolio, alma: User, odile: User, sign_in: SignIn) -> None:
    assert "Import a table" in sign_in(alma).get(LIST).content.decode()
    assert "A steward adds them." in sign_in(odile).get(LIST).content.decode()
    assert "Nothing matches these filters." in sign_in(alma).get(LIST, {"q": "nowhere"}).content.decode()


def test_downloads_hold_exactly_what_is_shown(
    city: Portfolio, warm_streets: Initiative, energy: System, alma: User, sign_in: SignIn
) -> None:
    warm_streets.places.add(make_place("Millbrook", portfolio=city))
    make_initiative(city, "=2+5", stage="idea")
    make_initiative(city, "Elsewhere in the stages", stage="testing")
    client = sign_in(alma)
    query = {"stage": ["growing", "idea"], "sort": "-title"}
    shown = [row.title for row in client.get(LIST, query).context["listing"].rows]

    sheet = list(csv.reader(io.StringIO(body(client.get(f"{LIST}export/", query)).decode("utf-8-sig"))))
    book = load_workbook(io.BytesIO(body(client.get(f"{LIST}export/", {**query, "format": "xlsx"}))))

    assert shown == ["Warm Streets Millbrook", "=2+5"]
    assert [row[0] for row in sheet[1:]] == ["Warm Streets Millbrook", "'=2+5"]
    assert sheet[1][1:8] == [
        "Retrofit terraced homes street by street.", "Energy & buildings", "Health & care", "Growing", "",
        "Millbrook Housing Co-op", "Millbrook",
    ]  # fmt: skip
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert [str(cell or "") for cell in rows[1]] == sheet[1]
    assert client.get(f"{LIST}export/", {"format": "exe"}).status_code == 404


def test_a_view_is_kept_shared_and_deleted(city: Portfolio, alma: User, bo: User, sign_in: SignIn) -> None:
    client = sign_in(alma)
    form = client.get(f"{LIST}views/save/", {"quiet": "60", "nonsense": "1"}).content.decode()
    assert 'name="query" value="quiet=60"' in form
    data = {"name": "Silent ones", "query": "quiet=60&sort=heard&nonsense=1", "is_shared": "on"}
    assert client.post(f"{LIST}views/save/", data)["Location"] == f"{LIST}?quiet=60&sort=heard"
    client.post(f"{LIST}views/save/", {**data, "query": "quiet=90"})
    view = SavedView.objects.get()
    assert (view.query, view.is_shared) == ("quiet=90", True)
    assert "Silent ones" in sign_in(bo).get(LIST).content.decode()
    assert sign_in(bo).post(f"{LIST}views/{view.pk}/delete/").status_code == 404
    assert client.post(f"{LIST}views/save/", {"name": "", "query": ""}).status_code == 422
    client.post(f"{LIST}views/{view.pk}/delete/")
    assert not SavedView.objects.exists()


def test_a_bulk_edit_is_previewed_confirmed_and_undone(city: Portfolio, alma: User, sign_in: SignIn) -> None:
    system = make_system(city, "Mobility")
    many = [make_initiative(city, f"Number {at}", stage="testing") for at in range(3)]
    other = make_initiative(city, "Left out", stage="idea")
    client = sign_in(alma)
    picked = {"all": "1", "query": "stage=testing"}
    assert client.get(f"{LIST}bulk/", picked).context["count"] == 3
    wish = {**picked, "stage": "growing", "add_systems": [system.pk], "why": "Spring review"}

    preview = client.post(f"{LIST}bulk/", wish)
    assert preview.context["changing"] == 3
    assert ("Stage", "Testing", "Growing") in preview.context["rows"][0]["differences"]
    assert ("Systems", "–", "Mobility") in preview.context["rows"][0]["differences"]
    assert not Change.objects.exists()

    done = client.post(f"{LIST}bulk/", {**wish, "confirm": preview.context["digest"]})
    assert done["Location"] == f"{LIST}?stage=testing"
    assert set(Initiative.objects.filter(stage="growing")) == set(many)
    other.refresh_from_db()
    assert other.stage == "idea"
    batch = Change.objects.filter(kind="bulk").values_list("batch", flat=True).first()
    client.post(f"{LIST}bulk/{batch}/undo/")
    assert Initiative.objects.filter(stage="testing").count() == 3


def test_a_confirmation_of_something_else_shows_the_preview_again(city: Portfolio, alma: User, sign_in: SignIn) -> None:
    initiative = make_initiative(city, stage="testing")
    wish = {"id": [initiative.pk], "stage": "growing", "why": "x", "confirm": "another-plan"}
    answer = sign_in(alma).post(f"{LIST}bulk/", wish)
    assert answer.context["is_outdated"]
    assert not Change.objects.exists()


@pytest.mark.parametrize("wish", [{}, {"stage": "growing"}, {"stage": "closed", "why": "x"}, {"main_system": "999"}])
def test_a_bulk_edit_that_cannot_be_is_refused(
    city: Portfolio, alma: User, sign_in: SignIn, wish: dict[str, str]
) -> None:
    initiative = make_initiative(city, stage="testing")
    assert sign_in(alma).post(f"{LIST}bulk/", {"id": [initiative.pk], **wish}).status_code == 422


def test_only_stewards_edit_many(city: Portfolio, warm_streets: Initiative, bo: User, sign_in: SignIn) -> None:
    client = sign_in(bo)
    assert client.get(f"{LIST}bulk/", {"id": warm_streets.pk}).status_code == 403
    assert b'name="id"' not in client.get(LIST).content


def test_nothing_chosen_leads_back_to_the_list(city: Portfolio, alma: User, sign_in: SignIn) -> None:
    assert sign_in(alma).get(f"{LIST}bulk/", {"id": "99999"})["Location"] == LIST


def test_chips_take_one_choice_away(city: Portfolio, energy: System, alma: User, sign_in: SignIn) -> None:
    page = sign_in(alma).get(LIST, {"system": energy.pk, "stage": "idea", "quiet": "45", "place": "99999"})
    chips = {chip.label: chip.query for chip in page.context["chips"]}
    assert chips["Energy & buildings"] == "stage=idea&place=99999&quiet=45"
    assert {"Idea", "Quiet for 45 days", "something that is gone"} < set(chips)
    assert 'value="45" selected' in page.content.decode()


def test_panels_show_a_few_with_a_link_to_all(
    city: Portfolio, warm_streets: Initiative, coop: Organisation, alma: User, chi: User, sign_in: SignIn
) -> None:
    place = make_place("Millbrook", portfolio=city)
    warm_streets.places.add(place)
    hidden = make_initiative(city, "Quiet talks", circle="portfolio", lead=coop)
    hidden.places.add(place)
    make_update(warm_streets)
    for address in (f"{LIST}of-organisation/{coop.pk}/", f"{LIST}in-place/{place.pk}/"):
        panel = sign_in(alma).get(address, headers={"HX-Request": "true"}).content.decode()
        assert "<html" not in panel
        assert "Warm Streets" in panel
        assert "Quiet talks" in panel
        assert "Quiet talks" not in sign_in(chi).get(address).content.decode()
    assert sign_in(alma).get(f"{LIST}of-organisation/99999/").status_code == 404
