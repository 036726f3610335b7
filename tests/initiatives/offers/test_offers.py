"""Offers and needs: the board, who may put what there, matching once, connections that come of it, undo."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from initiatives.models import Connection, Initiative, Need, Offer, System
from initiatives.services import merging, offers
from stakeholders.models import Change, Organisation, Portfolio, User
from stakeholders.policies import Refused
from stakeholders.services import history
from tests.factories import make_initiative, make_organisation, make_portfolio

SignIn = Callable[[User | None], Client]
HERE = "/riverton/offers/"


@pytest.fixture
def academy(city: Portfolio, health: System) -> Initiative:
    return make_initiative(city, "Retrofit Skills Academy", system=health)


@pytest.fixture
def yard(city: Portfolio, warm_streets: Initiative, alma: User) -> Offer:
    return offers.put(
        Offer, portfolio=city, by=alma, kind="sites", what="A yard for scaffolds", initiative=warm_streets
    )  # fmt: skip


@pytest.fixture
def room(city: Portfolio, academy: Initiative, alma: User) -> Need:
    return offers.put(Need, portfolio=city, by=alma, kind="sites", what="Room for a scaffold", initiative=academy)


def board(response: Any) -> tuple[list[str], list[str]]:
    found = response.context["board"]
    return [card.row.what for card in found.offers.cards], [card.row.what for card in found.needs.cards]


def test_what_can_not_be_is_refused(city: Portfolio, warm_streets: Initiative, alma: User) -> None:
    far = make_initiative(make_portfolio("Elsewhere too", slug="far"), "Far away")
    yesterday = timezone.localdate() - timedelta(days=1)
    good: dict[str, Any] = {"kind": "data", "what": "Meters", "initiative": warm_streets}
    bad: list[dict[str, Any]] = [
        {"initiative": None}, {"initiative": far}, {"what": "  "}, {"kind": "gold"}, {"until_on": yesterday},
        {"what": "x" * 201}, {"initiative": None, "organisation": make_organisation("Trust"), "circle": "team"},
    ]  # fmt: skip
    for wrong in bad:
        with pytest.raises(ValidationError):
            offers.put(Offer, portfolio=city, by=alma, **{**good, **wrong})
    assert not Offer.objects.exists()


def test_a_match_closes_both_and_may_connect_their_initiatives(
    yard: Offer, room: Need, warm_streets: Initiative, academy: Initiative, alma: User
) -> None:
    batch = offers.match(offer=yard, need=room, by=alma, tie="enables", statement="The yard is next door.")
    room.refresh_from_db()
    yard.refresh_from_db()
    assert (yard.status, room.status, room.met_by) == ("matched", "matched", yard)
    made = Connection.objects.get()
    assert (made.source, made.target, made.kind, made.circle) == (warm_streets, academy, "enables", "portfolio")
    offers.undo(batch=batch, by=alma)
    room.refresh_from_db()
    yard.refresh_from_db()
    assert (yard.status, room.status, room.met_by) == ("open", "open", None)
    assert not Connection.objects.exists()
    with pytest.raises(history.CannotUndo):
        offers.undo(batch=batch, by=alma)


def test_a_match_is_all_or_nothing(yard: Offer, room: Need, city: Portfolio, coop: Organisation, alma: User) -> None:
    data = offers.put(Need, portfolio=city, by=alma, kind="data", what="Meters", organisation=coop)
    with pytest.raises(ValidationError):
        offers.match(offer=yard, need=data, by=alma)
    own = offers.put(Need, portfolio=city, by=alma, kind="sites", what="Room", organisation=coop)
    for need, tie in ((own, "enables"), (room, "duplicates")):
        with pytest.raises(ValidationError):
            offers.match(offer=yard, need=need, by=alma, tie=tie)
    offers.match(offer=yard, need=room, by=alma, tie="enables")
    offers.reopen(given=yard, by=alma)
    with pytest.raises(ValidationError):
        offers.match(offer=yard, need=room, by=alma, tie="enables")
    yard.refresh_from_db()
    assert yard.status == "open"


def test_what_is_matched_is_not_matched_again(
    yard: Offer, room: Need, city: Portfolio, coop: Organisation, alma: User
) -> None:
    other = offers.put(Need, portfolio=city, by=alma, kind="sites", what="Room too", organisation=coop)
    offers.match(offer=yard, need=room, by=alma)
    with pytest.raises(Refused):
        offers.match(offer=yard, need=other, by=alma)
    with pytest.raises(Refused):
        offers.withdraw(given=yard, by=alma)
    with pytest.raises(Refused):
        offers.edit(given=yard, values={"what": "Else"}, by=alma)
    offers.reopen(given=room, by=alma)
    yard.refresh_from_db()
    assert yard.status == "open"
    offers.withdraw(given=yard, by=alma)
    with pytest.raises(Refused):
        offers.match(offer=yard, need=room, by=alma)
    with pytest.raises(Refused):
        offers.withdraw(given=yard, by=alma)


def test_two_who_match_one_offer_at_once(db: None, transactional_db: None) -> None:
    city = make_portfolio("Riverton 2035", slug="riverton")
    trust, coop = make_organisation("Trust", portfolio=city), make_organisation("Coop", portfolio=city)
    facts: dict[str, Any] = {"portfolio": city, "by": None, "kind": "sites", "what": "Room"}
    offer = offers.put(Offer, organisation=trust, **facts)
    needs = [offers.put(Need, organisation=coop, **facts) for _number in range(4)]

    def attempt(need: Need) -> bool:
        try:
            offers.match(offer=offer, need=need, by=None)  # type: ignore[arg-type]
            return True
        except Refused:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(attempt, needs)) == [False, False, False, True]
    assert Need.objects.filter(status="matched").count() == 1


def test_a_deleted_offer_leaves_its_need_and_a_merge_takes_them_along(
    yard: Offer, room: Need, warm_streets: Initiative, academy: Initiative, city: Portfolio, alma: User
) -> None:
    batch = offers.match(offer=yard, need=room, by=alma)
    twin = make_initiative(city, "Twin")
    merging.merge(source=academy, target=twin, by=alma)
    room.refresh_from_db()
    assert room.initiative == twin
    warm_streets.delete()
    room.refresh_from_db()
    assert room.met_by is None
    with pytest.raises(history.CannotUndo):
        offers.undo(batch=batch, by=alma)


def test_the_board_is_filtered_by_the_address(
    sign_in: SignIn, yard: Offer, room: Need, city: Portfolio, coop: Organisation, alma: User, chi: User
) -> None:
    offers.put(Offer, portfolio=city, by=alma, kind="data", what="Meters", organisation=coop, circle="funders")
    client = sign_in(alma)
    assert board(client.get(HERE)) == (["Meters", "A yard for scaffolds"], ["Room for a scaffold"])
    assert board(client.get(f"{HERE}?kind=data&kind=odd")) == (["Meters"], [])
    assert board(client.get(f"{HERE}?organisation={coop.pk}")) == (["Meters"], [])
    assert board(client.get(f"{HERE}?q=scaffold")) == (["A yard for scaffolds"], ["Room for a scaffold"])
    assert board(sign_in(chi).get(HERE)) == (["Meters"], [])
    offers.match(offer=yard, need=room, by=alma)
    assert board(client.get(HERE)) == (["Meters"], [])
    assert board(client.get(f"{HERE}?state=matched")) == (["A yard for scaffolds"], ["Room for a scaffold"])
    assert "No offer or need that you may see" in client.get(f"{HERE}?q=nothing").text
    assert client.get(f"{HERE}?state=odd&initiative=x&after-offer=%00&q=%00").status_code == 200
    text = client.get(f"{HERE}export.csv?state=all").getvalue().decode()
    assert "A yard for scaffolds" in text
    counts = {choice.value: choice.count for choice in client.get(f"{HERE}?kind=data&state=all").context["board"].kinds}
    assert counts == {"money": 0, "data": 1, "people": 0, "sites": 2, "permissions": 0, "knowledge": 0}


def test_an_empty_board_says_who_begins(sign_in: SignIn, city: Portfolio, bo: User, odile: User) -> None:
    assert f"{HERE}offer/new/" in sign_in(bo).get(HERE).text
    page = sign_in(odile).get(HERE)
    assert "Nothing is offered or sought yet" in page.text
    assert f"{HERE}offer/new/" not in page.text


def test_the_board_takes_the_same_queries_however_long(sign_in: SignIn, yard: Offer, room: Need, alma: User) -> None:
    client = sign_in(alma)

    def queries() -> int:
        client.get(HERE)
        with CaptureQueriesContext(connection) as counted:
            client.get(HERE)
        return len(counted)

    before = queries()
    for number in range(25):
        Offer.objects.create(portfolio=yard.portfolio, kind="data", what=f"Set {number}", initiative=yard.initiative)
    assert queries() == before
    first = client.get(HERE).context["board"].offers
    assert (len(first.cards), first.total) == (20, 26)
    assert len(client.get(HERE, {"after-offer": first.next_cursor}).context["board"].offers.cards) == 6


def test_contributors_put_and_tend_their_own(
    sign_in: SignIn,
    yard: Offer,
    room: Need,
    warm_streets: Initiative,
    academy: Initiative,
    coop: Organisation,
    bo: User,
) -> None:
    client = sign_in(bo)
    form = client.get(f"{HERE}need/new/?initiative={warm_streets.pk}").context["form"]
    assert list(form.fields["initiative"].queryset) == [warm_streets]
    assert form["initiative"].value() == warm_streets.pk
    said = {"kind": "people", "what": "Two masons", "initiative": warm_streets.pk, "circle": "portfolio"}
    assert client.post(f"{HERE}need/new/", {**said, "initiative": academy.pk}).status_code == 422
    assert client.post(f"{HERE}need/new/", {**said, "initiative": ""}).status_code == 422
    assert client.post(f"{HERE}gift/new/", said).status_code == 404
    assert "Below is what fits it." in client.post(f"{HERE}need/new/", said, follow=True).text
    made = Need.objects.get(what="Two masons")
    assert made.by == bo
    edited = {**said, "what": "Three masons"}
    assert client.post(f"{HERE}need/{made.pk}/edit/", edited).status_code == 302
    assert client.post(f"{HERE}need/{made.pk}/edit/", {**edited, "what": ""}).status_code == 422
    assert client.post(f"{HERE}need/{room.pk}/withdraw/").status_code == 403
    assert client.get(f"{HERE}offer/{yard.pk}/edit/").status_code == 200
    assert client.post(f"{HERE}need/{made.pk}/withdraw/").status_code == 302
    made.refresh_from_db()
    assert (made.what, made.status) == ("Three masons", "withdrawn")
    change = Change.objects.of(made).first()
    assert change
    client.post(f"{HERE}need/{made.pk}/undo/{change.pk}/")
    made.refresh_from_db()
    assert made.status == "open"


def test_what_fits_stands_with_its_reason_and_is_matched_there(
    sign_in: SignIn, yard: Offer, room: Need, bo: User, odile: User
) -> None:
    client = sign_in(bo)
    page = client.get(f"{HERE}offer/{yard.pk}/")
    assert "both are about sites and speak of scaffolds" in " ".join(page.text.split())
    match = f"{HERE}offer/{yard.pk}/match/{room.pk}/"
    assert "enables" in client.get(match).text
    assert sign_in(odile).get(match).status_code == 403
    assert client.post(match, {"tie": "odd"}).status_code == 422
    assert "They are matched" in client.post(match, {"tie": "shares_resource"}, follow=True).text
    assert Connection.objects.get().statement == "A yard for scaffolds"
    assert "meanwhile" in client.post(match, {}, follow=True).text
    assert "Room for a scaffold" in client.get(f"{HERE}offer/{yard.pk}/").text
    change = Change.objects.of(yard).first()
    assert change
    assert "Undone." in client.post(f"{HERE}offer/{yard.pk}/undo/{change.pk}/", follow=True).text
    assert not Connection.objects.exists()
    client.post(match, {})
    assert "It is open again." in client.post(f"{HERE}offer/{yard.pk}/reopen/", follow=True).text
    assert "Open" in client.get(f"{HERE}need/{room.pk}/history/").text


def test_what_belongs_to_a_hidden_initiative_is_hidden(
    sign_in: SignIn, yard: Offer, room: Need, academy: Initiative, odile: User
) -> None:
    Initiative.objects.filter(pk=academy.pk).update(circle="team")
    client = sign_in(odile)
    assert board(client.get(HERE)) == (["A yard for scaffolds"], [])
    assert client.get(f"{HERE}need/{room.pk}/").status_code == 404
    assert "Room for a scaffold" not in client.get(f"{HERE}offer/{yard.pk}/").text


def test_an_initiative_shows_what_it_offers_and_needs(
    sign_in: SignIn, yard: Offer, academy: Initiative, warm_streets: Initiative, bo: User
) -> None:
    client = sign_in(bo)
    assert "A yard for scaffolds" in client.get(f"{HERE}of-initiative/{warm_streets.pk}/").text
    assert "needs nothing at present" in client.get(f"{HERE}of-initiative/{academy.pk}/").text
