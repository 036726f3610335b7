"""The page of one initiative and every act on it: who may, what is refused, how it is undone."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from initiatives.models import Initiative, System
from initiatives.services import records, stages, taking_part
from stakeholders.models import Change, Organisation, Portfolio, User
from tests.factories import (
    make_allocation,
    make_commitment,
    make_initiative,
    make_log,
    make_organisation,
    make_place,
    make_update,
    make_vehicle,
)

pytestmark = pytest.mark.django_db
SignIn = Callable[[User | None], Client]
ACTS = ("edit", "stage", "close", "pause", "participants", "merge", "split", "history")


@pytest.fixture
def home(warm_streets: Initiative) -> str:
    return f"/riverton/initiatives/{warm_streets.pk}/"


def test_the_page_tells_everything(
    city: Portfolio, warm_streets: Initiative, home: str, coop: Organisation, alma: User, sign_in: SignIn
) -> None:
    warm_streets.places.add(make_place("Millbrook", portfolio=city))
    Initiative.objects.update(extra={"Ward": "Seven"}, description="**Bold** plans <script>x</script>")
    make_log(warm_streets, tried="Leaflets", saw="7 of 9 doors opened")
    page = sign_in(alma).get(home).content.decode()

    for words in ("Warm Streets Millbrook", "also touches", "Millbrook Housing Co-op", "7 of 9 doors opened", "Ward",
                  "Seven", "<strong>Bold</strong>", 'aria-current="step"', "Change who takes part"):  # fmt: skip
        assert words in page
    assert "<script>x" not in page


def test_the_number_of_queries_is_small_and_does_not_grow(
    city: Portfolio, warm_streets: Initiative, home: str, mission: Organisation, alma: User, bo: User, sign_in: SignIn
) -> None:
    vehicle = make_vehicle(city)
    make_commitment(vehicle, mission, 100)
    make_allocation(vehicle, 5, warm_streets)
    counts = []
    for many in (1, 20):
        for _time in range(many):
            make_update(warm_streets)
            make_log(warm_streets)
            taking_part.participate(
                initiative=warm_streets, organisation=make_organisation(portfolio=city), role="partner", by=alma
            )
            warm_streets.places.add(make_place(portfolio=city))
            stage = "testing" if Initiative.objects.get(pk=warm_streets.pk).stage == "growing" else "growing"
            stages.change_stage(initiative=Initiative.objects.get(pk=warm_streets.pk), to=stage, by=alma, why="x")
        for user in (alma, bo):
            client = sign_in(user)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(home).status_code == 200
            counts.append(len(queries))
    assert all(more <= few for few, more in zip(counts[:2], counts[2:], strict=True))
    assert max(counts) <= 12


def test_who_may_see_and_who_may_act(
    warm_streets: Initiative, home: str, alma: User, bo: User, chi: User, odile: User, dag: User, sign_in: SignIn
) -> None:
    allowed = {alma: set(ACTS), bo: set(ACTS) - {"merge", "split"}, chi: {"history"}, odile: {"history"}}
    for user, acts in allowed.items():
        client = sign_in(user)
        assert client.get(home).status_code == 200
        assert {act for act in ACTS if client.get(f"{home}{act}/").status_code == 200} == acts
    assert {sign_in(dag).get(f"{home}{act}/").status_code for act in ("", *(f"{act}" for act in ACTS))} == {404}


def test_a_contributor_reads_but_does_not_edit_what_others_run(city: Portfolio, bo: User, sign_in: SignIn) -> None:
    foreign = make_initiative(city, "Somebody else's")
    address = f"/riverton/initiatives/{foreign.pk}/"
    client = sign_in(bo)
    assert client.get(address).status_code == 200
    refused = client.post(f"{address}edit/", {"title": "Mine now"})
    assert refused.status_code == 403
    assert "initiatives of your own organisations" in refused.content.decode()
    Initiative.objects.filter(pk=foreign.pk).update(circle="team")
    assert client.get(address).status_code == 404


def test_a_contributor_adds_initiatives_that_their_organisation_leads(
    city: Portfolio, bo: User, coop: Organisation, mission: Organisation, sign_in: SignIn
) -> None:
    client = sign_in(bo)
    data = {"title": "Shared scaffold", "stage": "idea", "circle": "public", "budget_currency": "EUR"}
    assert client.post("/riverton/initiatives/new/", data).status_code == 422
    assert client.post("/riverton/initiatives/new/", {**data, "lead": mission.pk}).status_code == 422
    made = client.post("/riverton/initiatives/new/", {**data, "lead": coop.pk})
    new = Initiative.objects.get(title="Shared scaffold")
    assert made["Location"] == f"/riverton/initiatives/{new.pk}/"
    assert new.participations.get().organisation == coop


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": ""}, "This field is required"),
        ({"stage": "nearly"}, "Select a valid choice"),
        ({"started_on": "2026-05-02", "ended_on": "2026-05-01"}, "can’t end before|can't end before"),
        ({"budget_amount": "5", "budget_currency": ""}, "which currency"),
        ({"budget_amount": "much"}, "Enter a number"),
        ({"latitude": "91"}, "less than or equal to 90"),
        ({"systems": "99999"}, "99999"),
    ],
)
def test_a_new_one_that_cannot_be_keeps_what_was_typed(
    city: Portfolio, alma: User, sign_in: SignIn, wrong: dict[str, str], words: str
) -> None:
    data = {"title": "Heat", "summary": "Kept words", "stage": "idea", "circle": "public", **wrong}
    answer = sign_in(alma).post("/riverton/initiatives/new/", data)
    page = answer.content.decode().replace("&#x27;", "'")
    assert answer.status_code == 422
    assert any(word in page for word in words.split("|"))
    assert "Kept words" in page
    assert not Initiative.objects.exists()


def form_data(client: Client, address: str) -> dict[str, Any]:
    """What a browser would send back from the form."""
    form = client.get(address).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, "")}


def test_an_edit_is_saved_with_a_way_back(warm_streets: Initiative, home: str, alma: User, sign_in: SignIn) -> None:
    client = sign_in(alma)
    data = form_data(client, f"{home}edit/")
    client.post(f"{home}edit/", {**data, "title": "Cosy Streets", "why": "Their own name"})
    warm_streets.refresh_from_db()
    change = Change.objects.get()
    assert (warm_streets.title, change.why) == ("Cosy Streets", "Their own name")
    assert list(change.fields) == ["title"]
    assert f"{home}undo/{change.pk}/" in client.get(home).content.decode()
    client.post(f"{home}undo/{change.pk}/")
    warm_streets.refresh_from_db()
    assert warm_streets.title == "Warm Streets Millbrook"


def test_the_second_of_two_editors_loses_nothing_and_sees_what_changed(
    warm_streets: Initiative, home: str, alma: User, bo: User, sign_in: SignIn, health: System
) -> None:
    client = sign_in(bo)
    data = form_data(client, f"{home}edit/")
    records.edit(initiative=warm_streets, by=alma, summary="Hosts and neighbours.", title="Alma's title")

    answer = client.post(f"{home}edit/", {**data, "title": "Bo's title", "description": "New words"})

    assert answer.status_code == 409
    news = {item.label: item.is_both for item in answer.context["news"]}
    assert news == {"Title": True, "In a sentence or two": False}
    form = answer.context["form"]
    assert [form[name].value() for name in ("title", "summary", "description")] == [
        "Bo's title", "Hosts and neighbours.", "New words",
    ]  # fmt: skip
    again = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}
    assert client.post(f"{home}edit/", again).status_code == 302
    warm_streets.refresh_from_db()
    assert (warm_streets.title, warm_streets.summary) == ("Bo's title", "Hosts and neighbours.")
    assert warm_streets.placements.get().systems.count() == 2


def test_a_form_whose_memory_was_tampered_with_still_refuses_to_overwrite(
    warm_streets: Initiative, home: str, alma: User, sign_in: SignIn
) -> None:
    client = sign_in(alma)
    data = form_data(client, f"{home}edit/")
    records.edit(initiative=warm_streets, by=alma, title="Newer")
    for seen in ("", "no json", "[]", json.dumps({"title": 5})):
        assert client.post(f"{home}edit/", {**data, "seen": seen}).status_code == 409


def test_acts_go_through_their_pages(warm_streets: Initiative, home: str, alma: User, sign_in: SignIn) -> None:
    client = sign_in(alma)
    assert client.post(f"{home}stage/", {"to": "embedded", "why": ""}).status_code == 422
    assert client.post(f"{home}stage/", {"to": "closed", "why": "x"}).status_code == 422
    assert client.post(f"{home}stage/", {"to": "embedded", "why": "Paid for", "on": "2999-01-01"}).status_code == 422
    assert client.post(f"{home}stage/", {"to": "embedded", "why": "Paid for"}).status_code == 302
    assert client.post(f"{home}pause/", {"why": "Winter"}).status_code == 302
    assert "It is paused" in client.get(home).content.decode()
    assert client.post(f"{home}pause/", {"why": "Spring"}).status_code == 302
    assert client.post(f"{home}close/", {"how": "completed", "learning": ""}).status_code == 422
    assert client.post(f"{home}close/", {"how": "completed", "learning": "Neighbours open doors"}).status_code == 302
    assert "Neighbours open doors" in client.get(home).content.decode()
    assert client.post(f"{home}stage/", {"to": "testing", "why": "New money"}).status_code == 302
    warm_streets.refresh_from_db()
    assert (warm_streets.stage, warm_streets.is_paused) == ("testing", False)
    page = client.get(f"{home}history/").content.decode()
    for words in ("Paid for", "Winter", "Embedded", "Alma Steward", "New money"):
        assert words in page


def test_who_takes_part_is_added_and_ended(
    warm_streets: Initiative, home: str, mission: Organisation, alma: User, sign_in: SignIn
) -> None:
    client = sign_in(alma)
    assert client.post(f"{home}participants/", {"organisation": mission.pk, "role": "boss"}).status_code == 422
    client.post(f"{home}participants/", {"organisation": mission.pk, "role": "advocate", "since_on": "2026-01-01"})
    part = warm_streets.participations.get(organisation=mission)
    client.post(f"{home}participants/{part.pk}/end/", {"until_on": "2025-01-01"})
    part.refresh_from_db()
    assert part.until_on is None
    client.post(f"{home}participants/{part.pk}/end/", {"until_on": "2026-02-01"})
    part.refresh_from_db()
    assert str(part.until_on) == "2026-02-01"
    assert "1 took part earlier" in client.get(home).content.decode()
    told = client.get(f"{home}history/").content.decode()
    assert "National Climate Mission (Advocate, until 1 February 2026)" in told
    client.post(f"{home}participants/{part.pk}/end/", {"remove": "1"})
    assert not warm_streets.participations.filter(pk=part.pk).exists()


def test_a_merge_is_previewed_done_and_undone(
    city: Portfolio, warm_streets: Initiative, home: str, alma: User, bo: User, sign_in: SignIn
) -> None:
    target = make_initiative(city, "Street retrofit")
    make_update(warm_streets)
    client = sign_in(alma)
    wish = {"target": target.pk, "why": "Entered twice"}
    assert client.post(f"{home}merge/", {"target": warm_streets.pk, "why": "x"}).status_code == 422
    preview = client.post(f"{home}merge/", wish)
    assert "1 updates" in preview.content.decode()
    done = client.post(f"{home}merge/", {**wish, "confirm": "1"})
    assert done["Location"] == f"/riverton/initiatives/{target.pk}/"
    assert "Street retrofit" in client.get(home).content.decode()
    assert client.get(f"{home}edit/").status_code == 403
    change = Change.objects.of(warm_streets).get()
    assert sign_in(bo).post(f"{home}undo/{change.pk}/").status_code == 403
    client.post(f"{home}undo/{change.pk}/")
    warm_streets.refresh_from_db()
    assert (warm_streets.merged_into, warm_streets.updates.count()) == (None, 1)


def test_a_split_makes_a_second_one(warm_streets: Initiative, home: str, alma: User, sign_in: SignIn) -> None:
    part = warm_streets.participations.get()
    client = sign_in(alma)
    data = {"title": "Warm Streets East", "stage": "testing", "why": "Two teams", "participations": [part.pk]}
    assert client.post(f"{home}split/", {**data, "title": ""}).status_code == 422
    done = client.post(f"{home}split/", data)
    assert "Split from Warm Streets Millbrook" in client.get(done["Location"]).content.decode()
    assert "Warm Streets East was split off" in client.get(home).content.decode()


def test_undo_of_something_older_is_refused_in_words(
    warm_streets: Initiative, home: str, alma: User, sign_in: SignIn
) -> None:
    first = records.edit(initiative=warm_streets, by=alma, title="One")
    records.edit(initiative=warm_streets, by=alma, title="Two")
    assert first is not None
    client = sign_in(alma)
    answer = client.post(f"{home}undo/{first.pk}/", follow=True)
    assert "Undo the newer edit first" in answer.content.decode()
    page = client.get(f"{home}history/").content.decode()
    assert page.count("/undo/") == 1
    assert client.post(f"{home}undo/99999/").status_code == 404


def test_earlier_entries_come_as_list_items_or_as_a_page(
    warm_streets: Initiative, home: str, alma: User, sign_in: SignIn
) -> None:
    for at in range(30):
        make_update(warm_streets, title=f"Step {at}")
    client = sign_in(alma)
    page = client.get(home)
    assert "Show 6 earlier" in page.content.decode()
    before = page.context["timeline"].before
    items = client.get(f"{home}timeline/", {"before": before}, headers={"HX-Request": "true", "HX-Target": "earlier"})
    assert items.content.decode().count("<li") == 6
    assert "<html" in client.get(f"{home}timeline/", {"before": before}).content.decode()


def test_names_of_people_are_for_members(
    open_city: Portfolio, warm_streets: Initiative, home: str, alma: User, sign_in: SignIn
) -> None:
    stages.change_stage(initiative=warm_streets, to="embedded", by=alma, why="Paid for")
    assert "Alma Steward" in sign_in(alma).get(home).content.decode()
    stranger = sign_in(None).get(home).content.decode()
    assert "Paid for" in stranger
    assert "Alma Steward" not in stranger
    assert sign_in(None).get(f"{home}history/").status_code == 302
