"""Pages of combinations: the list, its filters and its file, what comes together, editing, hidden members."""

import csv
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from initiatives.models import Combination, Initiative, System
from initiatives.services import combinations
from stakeholders.models import Change, Portfolio, User
from tests.factories import make_combination, make_initiative, make_place, make_promise, make_service

SignIn = Callable[[User | None], Client]
HERE = "/riverton/combinations/"


def names(response: Any) -> list[str]:
    return [card.combination.name for card in response.context["page"].cards]


def test_an_empty_list_says_what_would_be_here_and_who_begins(
    sign_in: SignIn, city: Portfolio, alma: User, odile: User
) -> None:
    assert f"{HERE}new/" in sign_in(alma).get(HERE).text
    page = sign_in(odile).get(HERE)
    assert "No combinations yet" in page.text
    assert f"{HERE}new/" not in page.text


def test_the_list_is_filtered_by_the_address_and_counted(
    sign_in: SignIn, warm_homes: Combination, warm_streets: Initiative, advisers: Initiative, health: System, alma: User
) -> None:
    city = warm_homes.portfolio
    bus, bike = make_initiative(city, "Buses"), make_initiative(city, "Bikes")
    travel = make_combination(city, bus, bike, name="One ticket")
    promise = make_promise(city, "Warm homes for all")
    make_service(advisers, promise)
    client = sign_in(alma)
    assert names(client.get(HERE)) == ["One ticket", "Warm homes, street by street"]
    assert names(client.get(f"{HERE}?system={health.pk}")) == ["Warm homes, street by street"]
    page = client.get(f"{HERE}?commitment={promise.pk}")
    assert names(page) == ["Warm homes, street by street"]
    assert [(choice.label, choice.count) for choice in page.context["page"].commitments] == [("Warm homes for all", 1)]
    assert names(client.get(f"{HERE}?member={bus.pk}")) == ["One ticket"]
    assert names(client.get(f"{HERE}?q=TICKET")) == ["One ticket"]
    combinations.end(combination=travel, why="One fare now.", by=alma)
    assert names(client.get(HERE)) == ["Warm homes, street by street"]
    assert names(client.get(f"{HERE}?state=over")) == ["One ticket"]
    assert len(names(client.get(f"{HERE}?state=all"))) == 2
    assert "fits what you chose" in client.get(f"{HERE}?q=nothing").text
    odd = client.get(f"{HERE}?state=odd&system=x&commitment=99999999999999999999&member=&after=%00&q=%00")
    assert names(odd) == ["Warm homes, street by street"]


def test_hidden_members_are_neither_shown_nor_counted_nor_found(
    sign_in: SignIn, warm_homes: Combination, secret: Initiative, energy: System, alma: User, odile: User
) -> None:
    combinations.add_members(combination=warm_homes, members={secret: "a quiet pool"}, by=alma)
    steward, observer = sign_in(alma), sign_in(odile)
    path = warm_homes.get_absolute_url()
    assert "3 initiatives" in steward.get(path).text
    page = observer.get(path)
    assert "2 initiatives" in page.text
    assert "Quiet scaffold" not in page.text
    assert "a quiet pool" not in page.text
    assert [(shared.what, shared.count) for shared in page.context["page"].systems][1] == (energy, 1)
    assert names(steward.get(f"{HERE}?member={secret.pk}")) == [warm_homes.name]
    for address in (f"{HERE}?member={secret.pk}", HERE, f"{path}history/", f"{HERE}export.csv"):
        assert "Quiet scaffold" not in observer.get(address).getvalue().decode()
    assert names(observer.get(f"{HERE}?member={secret.pk}")) == []
    assert "something that can't be shown" in observer.get(f"{path}history/").text.replace("&#x27;", "'")


def test_a_combination_for_the_stewards_is_not_there_for_others(
    sign_in: SignIn, warm_homes: Combination, odile: User, chi: User
) -> None:
    Combination.objects.update(circle="portfolio")
    assert sign_in(odile).get(warm_homes.get_absolute_url()).status_code == 200
    assert sign_in(chi).get(warm_homes.get_absolute_url()).status_code == 404
    assert names(sign_in(chi).get(HERE)) == []


def test_the_page_rolls_up_what_comes_together(
    sign_in: SignIn, warm_homes: Combination, warm_streets: Initiative, advisers: Initiative, health: System, alma: User
) -> None:
    place = make_place("Millbrook", portfolio=warm_homes.portfolio)
    promise = make_promise(warm_homes.portfolio, "Warm homes for all")
    for member in (warm_streets, advisers):
        member.places.add(place)
        make_service(member, promise)
    page = sign_in(alma).get(warm_homes.get_absolute_url()).context["page"]
    assert [(shared.what, shared.count) for shared in page.places] == [(place, 2)]
    assert [(shared.what, shared.count) for shared in page.commitments] == [(promise, 2)]
    assert page.systems[0].what == health
    assert page.systems[0].count == 2
    assert [(str(shared.what), shared.count) for shared in page.stages] == [("Testing", 1), ("Growing", 1)]


def test_queries_stay_the_same_however_many_there_are(
    sign_in: SignIn, warm_homes: Combination, health: System, energy: System, alma: User
) -> None:
    client = sign_in(alma)

    def queries(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as counted:
            client.get(address)
        return len(counted)

    before = queries(HERE), queries(warm_homes.get_absolute_url())
    for number in range(6):
        rows = [make_initiative(warm_homes.portfolio, f"More {number}{end}", system=energy) for end in "ab"]
        make_combination(warm_homes.portfolio, *rows)
        combinations.add_members(combination=warm_homes, members=dict.fromkeys(rows, ""), by=alma)
    assert (queries(HERE), queries(warm_homes.get_absolute_url())) == before


def test_initiatives_are_picked_and_combined(
    sign_in: SignIn, city: Portfolio, warm_streets: Initiative, advisers: Initiative, alma: User
) -> None:
    client = sign_in(alma)
    assert "Warm Streets Millbrook" in client.get(f"{HERE}new/?q=warm").text
    one = client.get(f"{HERE}new/?initiative={warm_streets.pk}&initiative=x&initiative=999999")
    assert "What do they give together" not in one.text
    both = f"{HERE}new/?initiative={warm_streets.pk}&initiative={advisers.pk}"
    assert "What do they give together" in client.get(both).text
    said = {
        "initiative": [warm_streets.pk, advisers.pk], "name": "Warm homes", "effect": "Together", "circle": "public",
        f"brings-{advisers.pk}": "trust",
    }  # fmt: skip
    assert client.post(f"{HERE}new/", {**said, "initiative": [advisers.pk]}).status_code == 422
    assert client.post(f"{HERE}new/", {**said, "effect": ""}).status_code == 422
    made = client.post(f"{HERE}new/", said, follow=True)
    assert "“Warm homes” stands" in made.text
    assert Combination.objects.get().members.get(initiative=advisers).brings == "trust"
    again = client.post(f"{HERE}new/", said)
    assert again.status_code == 422
    assert Combination.objects.count() == 1


def test_of_two_editors_neither_loses_words(sign_in: SignIn, warm_homes: Combination, alma: User) -> None:
    client, path = sign_in(alma), f"{warm_homes.get_absolute_url()}edit/"
    form = client.get(path).context["form"]
    opened = {"edit": form["edit"].value(), "seen": form["seen"].value(), "circle": "public"}
    combinations.edit(combination=warm_homes, values={"effect": "Theirs"}, edit=1, by=alma)
    mine = {**opened, "name": "My name", "effect": form["effect"].value()}
    told = client.post(path, mine)
    assert told.status_code == 409
    held = told.context["form"]
    assert (held["name"].value(), held["effect"].value()) == ("My name", "Theirs")
    client.post(path, {name: held[name].value() for name in ("name", "effect", "circle", "edit", "seen")})
    warm_homes.refresh_from_db()
    assert (warm_homes.name, warm_homes.effect) == ("My name", "Theirs")
    make_combination(warm_homes.portfolio, name="Taken")
    form = client.get(path).context["form"]
    taken = {name: form[name].value() for name in ("effect", "circle", "edit", "seen")} | {"name": "Taken"}
    assert client.post(path, taken).status_code == 422


def test_what_members_bring_is_said_without_overwriting_others(
    sign_in: SignIn, warm_homes: Combination, warm_streets: Initiative, advisers: Initiative, alma: User
) -> None:
    client, path = sign_in(alma), f"{warm_homes.get_absolute_url()}members/"
    mine, other = f"brings-{warm_streets.pk}", f"brings-{advisers.pk}"
    opened = {f"initial-{mine}": "", f"initial-{other}": ""}
    combinations.add_members(combination=warm_homes, members={advisers: "trust"}, by=alma)
    client.post(path, {**opened, mine: "houses", other: ""})
    said = dict(warm_homes.members.values_list("initiative", "brings"))
    assert said == {warm_streets.pk: "houses", advisers.pk: "trust"}
    told = client.post(path, {**opened, mine: "streets", other: ""})
    assert told.status_code == 409
    assert "Somebody rewrote this meanwhile" in told.text
    again = {f"initial-{mine}": "houses", f"initial-{other}": "trust", mine: "streets", other: "trust"}
    assert client.post(path, again).status_code == 302
    assert warm_homes.members.get(initiative=warm_streets).brings == "streets"


def test_members_are_added_and_taken_out_with_undo(
    sign_in: SignIn, warm_homes: Combination, secret: Initiative, alma: User, bo: User
) -> None:
    client, path = sign_in(alma), f"{warm_homes.get_absolute_url()}members/"
    assert "Tick at least one" in client.post(f"{path}add/", follow=True).text
    client.post(f"{path}add/", {"initiative": [secret.pk, 999999]})
    member = warm_homes.members.get(initiative=secret)
    assert sign_in(bo).post(f"{path}{member.pk}/remove/").status_code == 403
    client.post(f"{path}{member.pk}/remove/")
    assert warm_homes.members.count() == 2
    last = warm_homes.members.first()
    assert last
    assert "needs two initiatives" in client.post(f"{path}{last.pk}/remove/", follow=True).text
    change = Change.objects.of(warm_homes).first()
    assert change
    undone = client.post(f"{warm_homes.get_absolute_url()}undo/{change.pk}/", follow=True)
    assert "Undone." in undone.text
    assert warm_homes.members.count() == 3
    assert "Undo" in client.get(f"{warm_homes.get_absolute_url()}history/").text


def test_an_end_closes_the_forms_until_it_is_opened_again(sign_in: SignIn, warm_homes: Combination, alma: User) -> None:
    client, path = sign_in(alma), warm_homes.get_absolute_url()
    assert client.post(f"{path}end/", {"why": ""}).status_code == 422
    assert (
        "The last street is done." in client.post(f"{path}end/", {"why": "The last street is done."}, follow=True).text
    )
    for closed in ("edit/", "members/"):
        assert client.get(f"{path}{closed}").status_code == 403
    client.post(f"{path}reopen/")
    assert client.get(f"{path}edit/").status_code == 200


@pytest.mark.parametrize("evidence", [True, False])
def test_deleting_asks_first(sign_in: SignIn, warm_homes: Combination, alma: User, evidence: bool) -> None:
    client, path = sign_in(alma), warm_homes.get_absolute_url()
    assert "can’t be taken back" in client.get(f"{path}delete/").text
    if evidence:
        warm_homes.evidence.create(note="Seen")
    assert client.post(f"{path}delete/").status_code == 302
    assert Combination.objects.exists() is evidence


def test_a_combination_without_members_says_so(
    sign_in: SignIn, warm_homes: Combination, alma: User, odile: User
) -> None:
    Initiative.objects.all().delete()
    assert "None of its members is left" in sign_in(alma).get(warm_homes.get_absolute_url()).text
    assert "None of its members is left that you may see" in sign_in(odile).get(HERE).text


def test_the_file_has_a_line_for_each_member(sign_in: SignIn, warm_homes: Combination, odile: User) -> None:
    make_combination(warm_homes.portfolio, name="Empty one")
    text = sign_in(odile).get(f"{HERE}export.csv").getvalue().decode("utf-8-sig")
    lines = list(csv.reader(text.splitlines()))
    assert [(line[0], line[2]) for line in lines[1:]] == [
        ("Empty one", ""), (warm_homes.name, "Neighbour Energy Advisers"), (warm_homes.name, "Warm Streets Millbrook"),
    ]  # fmt: skip
    assert sign_in(odile).get(f"{HERE}export.pdf").status_code == 404


def test_an_initiative_shows_what_it_is_in(
    sign_in: SignIn, warm_homes: Combination, warm_streets: Initiative, secret: Initiative, alma: User, odile: User
) -> None:
    path = f"{HERE}of-initiative/{warm_streets.pk}/"
    assert warm_homes.name in sign_in(odile).get(path).text
    assert sign_in(odile).get(f"{HERE}of-initiative/{secret.pk}/").status_code == 404
    assert "It is in no combination" in sign_in(alma).get(f"{HERE}of-initiative/{secret.pk}/").text


def test_the_timeline_of_a_member_and_the_search_tell_of_it(
    sign_in: SignIn, warm_homes: Combination, warm_streets: Initiative, alma: User, chi: User
) -> None:
    combinations.add_members(combination=warm_homes, members={warm_streets: "the houses"}, by=alma)
    page = sign_in(alma).get(f"/riverton/initiatives/{warm_streets.pk}/")
    assert f"Combined with others: {warm_homes.name}" in page.text
    assert "the houses" in page.text
    assert warm_homes.name in sign_in(chi).get("/riverton/search/?q=street by").text
    Combination.objects.update(circle="portfolio")
    assert warm_homes.name not in sign_in(chi).get(f"/riverton/initiatives/{warm_streets.pk}/").text
    assert warm_homes.name not in sign_in(chi).get("/riverton/search/?q=street by").text
