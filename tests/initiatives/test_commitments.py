"""Policy commitments: adding, editing, order, what they need, their end, their pages and their tables."""

import json
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from initiatives.models import Initiative, PolicyCommitment, System, SystemNeed
from initiatives.services import commitments
from stakeholders.models import Change, Portfolio, User
from stakeholders.policies import Refused
from tests.factories import make_initiative, make_portfolio, make_promise, make_service, make_system

SignIn = Callable[[User | None], Client]
LIST = "/riverton/commitments/"


def titles(city: Portfolio) -> list[str]:
    return list(PolicyCommitment.objects.filter(portfolio=city).values_list("title", flat=True))


def needs(commitment: PolicyCommitment) -> dict[int, str]:
    return dict(SystemNeed.objects.filter(commitment=commitment).values_list("system", "need"))


def test_a_steward_adds_one_and_edits_it(city: Portfolio, alma: User, sign_in: SignIn) -> None:
    client = sign_in(alma)
    sent = {"title": "Retrofit 18,000 homes by 2032", "amount": "18000", "unit": "homes", "year": "2032"}
    page = client.post(f"{LIST}new/", sent, follow=True).content.decode()
    assert "18,000 homes" in page
    row = PolicyCommitment.objects.get()
    assert (row.created_by, row.order) == (alma, 1)
    seen = {"title": row.title, "promise": ""}
    client.post(f"{LIST}{row.pk}/edit/", {**sent, "unit": "flats", "edit": row.edit, "seen": json.dumps(seen)})
    row.refresh_from_db()
    assert (row.unit, row.edit) == ("flats", 2)


@pytest.mark.parametrize(
    ("posted", "words"),
    [
        ({}, "This field is required"),
        ({"title": "retrofit"}, "There is a commitment of this title already"),
        ({"title": "New", "amount": "0"}, "Promise more than nothing"),
        ({"title": "New", "year": "1066"}, "greater than or equal to 1990"),
        ({"title": "New", "source_url": "not a url"}, "Enter a valid URL"),
        ({"title": "N" * 200}, "at most 150 characters"),
    ],
)
def test_what_cannot_be_is_told_beside_the_field(
    city: Portfolio, alma: User, sign_in: SignIn, posted: dict[str, str], words: str
) -> None:
    make_promise(city, "Retrofit")
    answer = sign_in(alma).post(f"{LIST}new/", posted)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert titles(city) == ["Retrofit"]


def test_two_people_editing_lose_nothing(city: Portfolio, alma: User, sign_in: SignIn) -> None:
    row = make_promise(city, "Retrofit", promise="All homes.")
    client = sign_in(alma)
    seen = {"title": "Retrofit", "promise": "All homes.", "unit": "", "source": ""}
    PolicyCommitment.objects.filter(pk=row.pk).update(promise="All homes, and warm.", edit=2)
    sent = {"title": "Retrofit", "promise": "All homes.", "unit": "homes", "edit": "1", "seen": json.dumps(seen)}
    answer = client.post(f"{LIST}{row.pk}/edit/", sent)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "All homes, and warm." in page
    assert 'value="homes"' in page


def test_the_order_is_moved_a_step_at_a_time(city: Portfolio, alma: User) -> None:
    first, second, third = (make_promise(city, name) for name in ("A", "B", "C"))
    commitments.move(commitment=third, up=True, by=alma)
    commitments.move(commitment=first, up=True, by=alma)
    assert titles(city) == ["A", "C", "B"]
    commitments.move(commitment=second, up=False, by=alma)
    assert titles(city) == ["A", "C", "B"]


def test_a_retired_one_leaves_the_counts_and_keeps_its_page(
    city: Portfolio, alma: User, energy: System, sign_in: SignIn
) -> None:
    row = make_promise(city, "Old promise", essential=(energy,))
    client = sign_in(alma)
    assert client.post(f"{LIST}{row.pk}/retire/", {"why": ""}).status_code == 422
    page = client.post(f"{LIST}{row.pk}/retire/", {"why": "Replaced by the heat plan."}, follow=True).content.decode()
    assert "Replaced by the heat plan." in page
    assert "No longer pursued" in client.get(LIST).content.decode()
    client.post(f"{LIST}{row.pk}/retire/")
    row.refresh_from_db()
    assert (row.retired_on, row.retired_why) == (None, "")


def test_only_what_nothing_hangs_on_is_deleted(city: Portfolio, alma: User, warm_streets: Initiative) -> None:
    row = make_promise(city, "Mistyped")
    service = make_service(warm_streets, row)
    with pytest.raises(Refused, match="Retire it with a reason"):
        commitments.delete(commitment=row, by=alma)
    service.delete()
    commitments.delete(commitment=row, by=alma)
    assert titles(city) == []
    assert Change.objects.filter(kind=Change.Kind.DELETED, portfolio=city).exists()


def test_the_database_keeps_what_a_retired_one_must_say(city: Portfolio) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_promise(city, retired_on="2026-01-01")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_promise(city, amount=0)


def test_needs_are_saved_together_and_taken_back_together(
    city: Portfolio, alma: User, energy: System, health: System, sign_in: SignIn
) -> None:
    first, second = make_promise(city, "A", essential=(energy,)), make_promise(city, "B")
    client = sign_in(alma)
    page = client.get(f"{LIST}needs/").content.decode()
    assert "A: Energy &amp; buildings" in page
    sent = {
        "seen": json.dumps({f"need-{first.pk}-{energy.pk}": "essential"}),
        f"need-{first.pk}-{energy.pk}": "helpful",
        f"need-{second.pk}-{health.pk}": "none",
        f"need-{second.pk}-{energy.pk}": "",
    }
    client.post(f"{LIST}needs/", sent)
    assert needs(first) == {energy.pk: "helpful"}
    assert needs(second) == {health.pk: "none"}
    batch = Change.objects.of(first).get().batch
    client.post(f"{LIST}needs/{batch}/undo/")
    assert needs(first) == {energy.pk: "essential"}
    assert needs(second) == {}


def test_what_others_said_meanwhile_stays(city: Portfolio, alma: User, energy: System, sign_in: SignIn) -> None:
    row = make_promise(city, "A", essential=(energy,))
    client = sign_in(alma)
    client.post(f"{LIST}needs/", {"seen": "{}", f"need-{row.pk}-{energy.pk}": ""})
    assert needs(row) == {energy.pk: "essential"}, "the page showed nothing there, and this person said nothing"


@pytest.mark.parametrize("need", ["urgent", "ESSENTIAL", "x" * 500])
def test_a_need_that_is_none_is_refused(
    city: Portfolio, alma: User, energy: System, sign_in: SignIn, need: str
) -> None:
    row = make_promise(city, "A")
    told = sign_in(alma).post(f"{LIST}needs/", {f"need-{row.pk}-{energy.pk}": need}, follow=True).content.decode()
    assert "A cell does not belong to this frame" in told
    assert needs(row) == {}


def test_a_cell_of_another_frame_is_left_alone(city: Portfolio, alma: User, sign_in: SignIn) -> None:
    row, foreign = make_promise(city, "A"), make_system(make_portfolio("Elsewhere"), "Their own")
    sign_in(alma).post(f"{LIST}needs/", {f"need-{row.pk}-{foreign.pk}": "essential"})
    assert needs(row) == {}


def test_the_list_says_how_much_is_nobodys_job(
    city: Portfolio, odile: User, energy: System, warm_streets: Initiative, sign_in: SignIn
) -> None:
    make_service(warm_streets, make_promise(city, "Retrofit", essential=(energy,)), in_hand=40, evidenced=10)
    make_promise(city, "Clean air")
    make_initiative(city, "Idle one")
    client = sign_in(odile)
    page = client.get(LIST).content.decode()
    assert "75% of what we promised is nobody’s job yet" in page
    assert "Average of 2 commitments" in page
    assert "1 active initiative serves no commitment" in page
    assert page.index("Clean air") < page.index("Retrofit")
    assert "Add a commitment" not in page
    table = client.get(f"{LIST}?as=table").content.decode()
    assert '<th scope="row">' in table
    assert "Evidenced, %" in table
    csv = b"".join(client.get(f"{LIST}commitments.csv")).decode()  # type: ignore[arg-type]
    assert "Retrofit,Thin,1,10" in csv


def test_the_page_of_one_shows_cells_that_lead_somewhere(
    city: Portfolio, alma: User, energy: System, health: System, warm_streets: Initiative, sign_in: SignIn
) -> None:
    row = make_promise(city, "Retrofit", essential=(energy,), none=(health,))
    page = sign_in(alma).get(f"{LIST}{row.pk}/").content.decode()
    assert f"{LIST}{row.pk}/gap/{energy.pk}/" in page
    assert f"{LIST}{row.pk}/gap/{health.pk}/" not in page
    make_service(warm_streets, row, how="Street by street")
    page = sign_in(alma).get(f"{LIST}{row.pk}/").content.decode()
    assert f"?commitment={row.pk}&amp;system={energy.pk}&amp;state=active" in page
    assert "Street by street" in page


def test_a_stranger_sees_nothing_of_a_closed_portfolio(city: Portfolio, dag: User, sign_in: SignIn) -> None:
    row = make_promise(city, "Retrofit")
    assert sign_in(dag).get(f"{LIST}{row.pk}/").status_code == 404
    assert sign_in(dag).get(f"/elsewhere/commitments/{row.pk}/").status_code == 404


def test_pages_ask_as_often_for_many_as_for_few(city: Portfolio, alma: User, energy: System, sign_in: SignIn) -> None:
    client, row = sign_in(alma), make_promise(city, "Retrofit", essential=(energy,))
    make_service(make_initiative(city, system=energy), row)

    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    addresses = (LIST, f"{LIST}{row.pk}/", f"{LIST}needs/", f"{LIST}{row.pk}/gap/{energy.pk}/")
    for address in addresses:
        client.get(address)
    few = [asked(address) for address in addresses]
    for number in range(5):
        make_service(make_initiative(city, system=energy), row)
        make_promise(city, f"More {number}", essential=(energy,))
    assert [asked(address) for address in addresses] == few


def test_the_history_is_in_words(
    city: Portfolio, alma: User, energy: System, warm_streets: Initiative, sign_in: SignIn
) -> None:
    row = make_promise(city, "Retrofit")
    commitments.set_needs(portfolio=city, needs={(row.pk, energy.pk): "essential"}, by=alma)
    client = sign_in(alma)
    client.post(f"{LIST}of-initiative/{warm_streets.pk}/", {"commitment": row.pk, "in_hand": "12"})
    page = client.get(f"{LIST}{row.pk}/").content.decode()
    assert "Energy &amp; buildings: Essential" in page
    assert "12% in hand, 0% evidenced" in page
