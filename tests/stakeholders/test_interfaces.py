"""What a portfolio offers and needs: who sees it, what may fit, and that nothing happens until a steward says so."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from stakeholders.access import Access, access_for
from stakeholders.matching import Open, stems, suggest
from stakeholders.models import OpenInterface, Portfolio, Role, User
from stakeholders.policies import Refused
from stakeholders.services import interfaces
from tests.factories import make_portfolio, make_user

SignIn = Callable[[User | None], Client]
ADDRESS = "/riverton/levels/"


def make_interface(portfolio: Portfolio, title: str, side: str = "offers", **fields: str) -> OpenInterface:
    fields.setdefault("what", "people")
    return OpenInterface.objects.create(portfolio=portfolio, title=title, side=side, **fields)


def access(user: User, portfolio: Portfolio) -> Access:
    found = access_for(user, portfolio)
    assert found
    return found


@pytest.fixture
def region(city: Portfolio) -> Portfolio:
    region = make_portfolio("Rivers Region", slug="region", level="region")
    Portfolio.objects.filter(pk=city.pk).update(parent=region)
    city.refresh_from_db()
    return region


@pytest.fixture
def lakeside(region: Portfolio) -> Portfolio:
    """A portfolio beside Riverton."""
    return make_portfolio("Lakeside", slug="lakeside", parent=region)


@pytest.fixture
def lena(lakeside: Portfolio) -> User:
    return make_user("Lena Lakeside", portfolio=lakeside, role=Role.STEWARD)


def test_a_steward_offers_edits_withdraws_and_opens_again(city: Portfolio, alma: User, sign_in: SignIn) -> None:
    client = sign_in(alma)
    assert "Nothing offered or needed yet" in client.get(ADDRESS).content.decode()
    new = reverse("stakeholders:interface-new", args=["riverton"])
    facts = {"side": "offers", "what": "people", "title": "Two heat pump trainers", "circle": "portfolio"}
    client.post(new, facts)
    row = OpenInterface.objects.get()
    assert (row.by, row.status, row.portfolio) == (alma, "open", city)
    client.post(reverse("stakeholders:interface-edit", args=["riverton", row.pk]), {**facts, "title": "One", "edit": 1})
    client.post(reverse("stakeholders:interface-withdraw", args=["riverton", row.pk]))
    row.refresh_from_db()
    assert (row.title, row.status) == ("One", "withdrawn")
    assert "1 withdrawn" in client.get(ADDRESS).content.decode()
    client.post(reverse("stakeholders:interface-reopen", args=["riverton", row.pk]))
    row.refresh_from_db()
    assert row.status == "open"


@pytest.mark.parametrize("bad", [{"title": ""}, {"side": "both"}, {"what": "love"}, {"circle": "nobody"}])
def test_bad_input_is_told_beside_the_field(city: Portfolio, alma: User, sign_in: SignIn, bad: dict[str, str]) -> None:
    facts = {"side": "needs", "what": "data", "title": "Energy data", "circle": "portfolio", **bad}
    answer = sign_in(alma).post(reverse("stakeholders:interface-new", args=["riverton"]), facts)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == set(bad)
    assert not OpenInterface.objects.exists()


def test_two_people_edit_one_text(city: Portfolio, alma: User, sign_in: SignIn) -> None:
    row = make_interface(city, "Trainers", what="people")
    client, address = sign_in(alma), reverse("stakeholders:interface-edit", args=["riverton", row.pk])
    opened = client.get(address).context["form"].initial
    facts = {"side": "offers", "what": "people", "circle": "portfolio", "title": "Trainers"}
    client.post(address, {**facts, "title": "Two trainers", "edit": opened["edit"], "seen": opened["seen"]})
    late = client.post(address, {**facts, "description": "On Fridays", "edit": opened["edit"], "seen": opened["seen"]})
    assert late.status_code == 409
    assert late.context["form"]["title"].value() == "Two trainers"
    assert late.context["form"]["description"].value() == "On Fridays"


@pytest.mark.parametrize(
    ("circle", "seen_by"),
    [
        ("team", set()),
        ("portfolio", {"steward", "contributor", "observer"}),
        ("funders", {"steward", "contributor", "observer", "funder"}),
        ("public", {"steward", "contributor", "observer", "funder"}),
    ],
)
def test_those_around_see_what_the_circle_lets_their_role_see(
    city: Portfolio, lakeside: Portfolio, sign_in: SignIn, circle: str, seen_by: set[str]
) -> None:
    make_interface(city, "Two trainers", circle=circle)
    for role in Role.values:
        page = sign_in(make_user(portfolio=lakeside, role=role)).get("/lakeside/levels/").content.decode()
        assert ("Two trainers" in page) == (role in seen_by), role


def test_above_beside_and_below_see_it_and_nobody_further(
    city: Portfolio, region: Portfolio, lakeside: Portfolio, sign_in: SignIn
) -> None:
    make_interface(city, "Two trainers", circle="portfolio")
    below = make_portfolio("Eastbank", slug="eastbank", parent=city)
    further = make_portfolio("Mill Street", slug="street", parent=below)
    other = make_portfolio("Faraway", slug="faraway")
    seen = {}
    for portfolio in (region, lakeside, below, further, other):
        user = make_user(portfolio=portfolio, role=Role.OBSERVER)
        page = sign_in(user).get(f"/{portfolio.slug}/levels/").content.decode()
        seen[portfolio.slug] = "Two trainers" in page
    assert seen == {"region": True, "lakeside": True, "eastbank": True, "street": False, "faraway": False}


def test_visitors_see_what_is_public_in_what_is_open(
    city: Portfolio, region: Portfolio, lakeside: Portfolio, dag: User, sign_in: SignIn
) -> None:
    Portfolio.objects.filter(pk=lakeside.pk).update(audience="public")
    make_interface(lakeside, "Own public", circle="public")
    make_interface(lakeside, "Own closed", circle="portfolio")
    make_interface(city, "Public of a closed one", circle="public")
    for visitor in (None, dag):
        page = sign_in(visitor).get("/lakeside/levels/").content.decode()
        assert "Own public" in page
        assert "Own closed" not in page and "Public of a closed one" not in page


def test_words_in_common_are_the_reason_and_the_kind_alone_is_none() -> None:
    ours = [Open(1, 1, True, "people", "Two trainers for heat pumps"), Open(2, 1, False, "data", "Energy data")]
    theirs = [
        Open(3, 2, False, "people", "We want to train installers of a heat pump"),
        Open(4, 2, False, "people", "Somebody who bakes"),
        Open(5, 2, True, "people", "Heat pump trainers"),
        Open(6, 2, False, "learning", "Heat pumps"),
        Open(7, 1, False, "people", "Heat pumps for ourselves"),
        Open(8, 2, True, "data", "Meters: energy, hour by hour"),
    ]
    found = [(match.ours, match.theirs, match.words) for match in suggest(ours, theirs)]
    assert found == [(1, 3, ("pumps", "heat")), (2, 8, ("energy",))]
    assert suggest([], theirs) == [] and suggest(ours, []) == []
    assert stems("with the of") == {}


def test_a_suggestion_waits_for_a_steward_and_both_sides_see_the_match(
    city: Portfolio, lakeside: Portfolio, alma: User, bo: User, lena: User, sign_in: SignIn
) -> None:
    ours = make_interface(city, "Heat pump trainers")
    theirs = make_interface(lakeside, "Training on heat pumps", side="needs")
    page = sign_in(alma).get(ADDRESS).content.decode()
    assert "May fit" in page and "Because" in page
    assert "May fit" not in sign_in(bo).get(ADDRESS).content.decode()
    match = reverse("stakeholders:interface-match", args=["riverton", ours.pk])
    assert sign_in(bo).post(match, {"other": theirs.pk}).status_code == 403
    sign_in(alma).post(match, {"other": theirs.pk})
    ours.refresh_from_db()
    theirs.refresh_from_db()
    assert (ours.status, ours.matched_with) == ("matched", theirs)
    assert theirs.status == "open"
    assert "Answered by “Training on heat pumps”, Lakeside." in sign_in(bo).get(ADDRESS).content.decode()
    there = sign_in(lena).get("/lakeside/levels/").content.decode()
    assert "Riverton 2035 says this answers “Heat pump trainers”." in there
    interfaces.reopen(interface=ours, by=alma)
    ours.refresh_from_db()
    assert (ours.status, ours.matched_with) == ("open", None)


def test_a_match_must_fit_and_be_in_sight(city: Portfolio, lakeside: Portfolio, alma: User, sign_in: SignIn) -> None:
    ours = make_interface(city, "Heat pump trainers")
    faraway = make_portfolio("Faraway")
    wrong = [
        make_interface(lakeside, "Also trainers"),
        make_interface(lakeside, "Data on trainers", side="needs", what="data"),
        make_interface(lakeside, "Kept", side="needs", circle="team"),
        make_interface(lakeside, "Gone", side="needs", status="withdrawn"),
        make_interface(faraway, "Far", side="needs", circle="public"),
    ]
    address = reverse("stakeholders:interface-match", args=["riverton", ours.pk])
    for other in wrong:
        assert sign_in(alma).post(address, {"other": other.pk}).status_code == 422
        with pytest.raises(Refused):
            interfaces.match(interface=ours, other=other, access=access(alma, city), by=alma)
    assert "Nothing around us fits yet" in sign_in(alma).get(address).content.decode()


def test_what_answers_it_is_not_named_once_it_is_hidden(
    city: Portfolio, lakeside: Portfolio, bo: User, sign_in: SignIn
) -> None:
    theirs = make_interface(lakeside, "Secret training", side="needs", circle="team")
    make_interface(city, "Heat pump trainers", status="matched", matched_with=theirs)  # type: ignore[arg-type]
    page = sign_in(bo).get(ADDRESS).content.decode()
    assert "Answered by a portfolio nearby." in page
    assert "Secret training" not in page


def test_what_belongs_to_others_is_not_touched_from_here(
    city: Portfolio, lakeside: Portfolio, alma: User, sign_in: SignIn
) -> None:
    theirs = make_interface(lakeside, "Training", circle="public")
    for name in ("interface-edit", "interface-withdraw", "interface-reopen", "interface-match"):
        assert sign_in(alma).post(reverse(f"stakeholders:{name}", args=["riverton", theirs.pk])).status_code == 404


def test_nothing_is_its_own_match(city: Portfolio) -> None:
    row = make_interface(city, "Trainers")
    with pytest.raises(IntegrityError), transaction.atomic():
        OpenInterface.objects.filter(pk=row.pk).update(matched_with=row.pk)


def test_acts_that_were_done_already_are_refused(city: Portfolio, alma: User) -> None:
    row = make_interface(city, "Trainers")
    with pytest.raises(Refused):
        interfaces.reopen(interface=row, by=alma)
    interfaces.withdraw(interface=row, by=alma)
    with pytest.raises(Refused):
        interfaces.withdraw(interface=row, by=alma)
