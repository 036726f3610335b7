"""One initiative in several portfolios: what is said about it stays with each, its record with its home."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from initiatives.models import Initiative, Placement, System
from initiatives.services import merging, placements
from portfolio_hub.lib.meanwhile import Stale
from stakeholders.models import Change, Membership, Portfolio, Role, User
from stakeholders.policies import Refused
from stakeholders.services import history
from tests.factories import make_initiative, make_lever, make_place, make_portfolio, make_system, make_user

SignIn = Callable[[User | None], Client]
TODAY = timezone.localdate


@pytest.fixture
def network(db: None) -> Portfolio:
    return make_portfolio("Cities Network", slug="network", level="international")


@pytest.fixture
def nina(network: Portfolio) -> User:
    """The steward of the network."""
    return make_user("Nina Network", portfolio=network, role=Role.STEWARD)


@pytest.fixture
def placed(open_city: Portfolio, network: Portfolio, nina: User, warm_streets: Initiative) -> Placement:
    """Warm Streets, kept by Riverton, in the network since a year ago."""
    placement = placements.place(initiative=warm_streets, portfolio=network, by=nina, rationale="Others can copy it.")
    Placement.objects.filter(pk=placement.pk).update(since_on=TODAY() - timedelta(days=365))
    placement.refresh_from_db()
    return placement


def at(name: str, slug: str, initiative: Initiative, **more: int) -> str:
    return reverse(f"initiatives:{name}", args=[slug, initiative.pk, *more.values()])


def test_a_steward_places_it_and_says_what_it_touches_there(
    open_city: Portfolio, network: Portfolio, nina: User, warm_streets: Initiative, sign_in: SignIn
) -> None:
    warm_streets.places.add(make_place("Eastbank", portfolio=open_city))
    client = sign_in(nina)
    answer = client.post(
        at("placement-new", "riverton", warm_streets), {"portfolio": network.pk, "rationale": "Others can copy it."}
    )
    assert answer.url == at("placement-edit", "network", warm_streets)  # type: ignore[attr-defined]
    system, lever = make_system(network, "Homes"), make_lever(network, "Skills")
    client.post(answer.url, {"rationale": "It travels.", "systems": [system.pk], "levers": [lever.pk], "edit": "1",
                             "facet": "adaptive"})  # fmt: skip
    placement = Placement.objects.get(portfolio=network)
    assert (placement.rationale, placement.facet) == ("It travels.", "adaptive")
    assert placement.touches.get().is_main
    assert list(placement.levers.all()) == [lever]
    assert network.organisations.count() == 1
    assert network.places.get().name == "Eastbank"
    page = client.get(at("detail", "network", warm_streets)).content.decode()
    assert "It travels." in page and "Homes" in page
    assert at("edit", "network", warm_streets) not in page


def test_the_frame_and_reason_of_home_stay_as_they_are(
    warm_streets: Initiative, city: Portfolio, energy: System, placed: Placement, nina: User
) -> None:
    placements.edit(placement=placed, values={"rationale": "New", "systems": [], "levers": []}, edit=1, by=nina)
    home = Placement.objects.get(portfolio=city, initiative=warm_streets)
    assert home.touches.get(is_main=True).system == energy
    assert home.rationale == ""


def test_a_system_of_another_frame_is_refused(
    placed: Placement, nina: User, energy: System, warm_streets: Initiative, sign_in: SignIn
) -> None:
    answer = sign_in(nina).post(at("placement-edit", "network", warm_streets), {"systems": [energy.pk], "edit": 1})
    assert answer.status_code == 422
    placements.edit(placement=placed, values={"systems": [energy.pk]}, edit=1, by=nina)
    assert not placed.touches.exists()


def test_also_in_names_only_what_the_reader_may_see(
    placed: Placement, warm_streets: Initiative, nina: User, alma: User, bo: User, sign_in: SignIn
) -> None:
    detail, where = at("detail", "riverton", warm_streets), at("placements", "riverton", warm_streets)
    for person in (alma, bo, None):
        for address in (detail, where):
            assert "Cities Network" not in sign_in(person).get(address).content.decode()
    Membership.objects.create(portfolio=placed.portfolio, user=bo, role=Role.OBSERVER)
    for address in (detail, where):
        assert "Others can copy it." in sign_in(bo).get(address).content.decode()
    assert "Riverton 2035" in sign_in(nina).get(at("detail", "network", warm_streets)).content.decode()


def test_only_its_home_edits_the_record(
    placed: Placement, warm_streets: Initiative, nina: User, sign_in: SignIn
) -> None:
    client = sign_in(nina)
    for name in ("edit", "stage", "close", "merge"):
        assert client.post(at(name, "network", warm_streets), {"title": "Ours"}).status_code == 403
    warm_streets.refresh_from_db()
    assert warm_streets.title == "Warm Streets Millbrook"


def test_at_home_the_placement_is_edited_with_the_record_and_does_not_end(
    placed: Placement, city: Portfolio, warm_streets: Initiative, alma: User, sign_in: SignIn
) -> None:
    client = sign_in(alma)
    assert client.get(at("placement-edit", "riverton", warm_streets)).status_code == 302
    address = at("placement-end", "riverton", warm_streets)
    assert "Its record is kept here" in client.get(address).content.decode()
    assert client.post(address).status_code == 422
    home = Placement.objects.get(portfolio=city)
    assert home.until_on is None
    with pytest.raises(Refused):
        placements.edit(placement=home, values={"rationale": "x"}, edit=1, by=alma)


def test_nobody_shows_elsewhere_what_its_home_keeps_closed(
    city: Portfolio, network: Portfolio, nina: User, alma: User, warm_streets: Initiative, sign_in: SignIn
) -> None:
    Membership.objects.create(portfolio=city, user=nina, role=Role.OBSERVER)
    page = sign_in(nina).get(at("placement-new", "riverton", warm_streets)).content.decode()
    assert "The stewards of Riverton 2035 decide who else sees it" in page
    with pytest.raises(Refused, match="decide who else sees it"):
        placements.place(initiative=warm_streets, portfolio=network, by=nina)
    Membership.objects.create(portfolio=network, user=alma, role=Role.STEWARD)
    assert placements.place(initiative=warm_streets, portfolio=network, by=alma)


def test_only_stewards_there_place_something_there(
    open_city: Portfolio, network: Portfolio, bo: User, alma: User, warm_streets: Initiative, sign_in: SignIn
) -> None:
    Membership.objects.create(portfolio=network, user=bo, role=Role.CONTRIBUTOR)
    with pytest.raises(Refused, match="Only the stewards of Cities Network"):
        placements.place(initiative=warm_streets, portfolio=network, by=bo)
    assert "No other portfolio" in sign_in(alma).get(at("placement-new", "riverton", warm_streets)).content.decode()
    answer = sign_in(bo).post(at("placement-new", "riverton", warm_streets), {"portfolio": network.pk})
    assert answer.status_code == 422


def test_what_one_may_not_see_can_not_be_placed(
    open_city: Portfolio, nina: User, network: Portfolio, sign_in: SignIn
) -> None:
    hidden = make_initiative(open_city, circle="portfolio")
    answer = sign_in(nina).post(at("placement-new", "riverton", hidden), {"portfolio": network.pk})
    assert answer.status_code == 404


def test_it_leaves_with_a_reason_and_comes_back_by_undo(
    placed: Placement, warm_streets: Initiative, nina: User, sign_in: SignIn
) -> None:
    client = sign_in(nina)
    address = at("placement-end", "network", warm_streets)
    assert "Take it out of Cities Network?" in client.get(address).content.decode()
    client.post(address, {"why": "The learning is passed on"})
    placed.refresh_from_db()
    assert placed.until_on == TODAY()
    assert client.get(at("detail", "network", warm_streets)).status_code == 404
    change = Change.objects.of(placed).first()
    assert change.why == "The learning is passed on"
    client.post(at("placement-undo", "network", warm_streets, change=change.pk))
    placed.refresh_from_db()
    assert placed.until_on is None


def test_placed_and_taken_out_on_one_day_leaves_no_day(
    open_city: Portfolio, network: Portfolio, nina: User, warm_streets: Initiative
) -> None:
    first = placements.place(initiative=warm_streets, portfolio=network, by=nina)
    change = placements.end(placement=first, by=nina)
    assert change
    assert not Placement.objects.live().filter(portfolio=network).exists()
    placements.place(initiative=warm_streets, portfolio=network, by=nina)
    with pytest.raises(history.CannotUndo, match="placed here again"):
        history.undo(change=change, by=nina)


def test_an_edit_is_undone_with_its_systems(placed: Placement, nina: User, network: Portfolio) -> None:
    first, second = make_system(network), make_system(network)
    placements.edit(placement=placed, values={"systems": [first, second], "main_system": second}, edit=1, by=nina)
    change = placements.edit(placement=placed, values={"rationale": "Else", "systems": [first]}, edit=2, by=nina)
    assert change
    assert placements.facts_of(placed)["main_system"] == first.pk
    history.undo(change=change, by=nina)
    placed.refresh_from_db()
    facts = placements.facts_of(placed)
    assert (facts["rationale"], facts["systems"], facts["main_system"]) == (
        "Others can copy it.", [first.pk, second.pk], second.pk,
    )  # fmt: skip


def test_two_people_edit_and_nothing_is_lost(
    placed: Placement, warm_streets: Initiative, nina: User, network: Portfolio, sign_in: SignIn
) -> None:
    client, address = sign_in(nina), at("placement-edit", "network", warm_streets)
    seen = client.get(address).context["form"].initial["seen"]
    placements.edit(placement=placed, values={"facet": "mission"}, edit=1, by=nina)
    with pytest.raises(Stale):
        placements.edit(placement=placed, values={"facet": "adaptive"}, edit=1, by=nina)
    posted = {"rationale": "Mine", "facet": "", "edit": 1, "seen": seen}
    answer = client.post(address, posted)
    assert answer.status_code == 409
    form = answer.context["form"]
    assert (form.initial["rationale"], form.initial["facet"]) == ("Mine", "mission")
    client.post(address, {"rationale": "Mine", "facet": "mission", "edit": form.initial["edit"], "seen": "{"})
    placed.refresh_from_db()
    assert (placed.rationale, placed.facet) == ("Mine", "mission")


@pytest.mark.parametrize(
    ("since", "until"),
    [((2026, 3, 1), None), ((2025, 6, 1), (2026, 1, 2)), ((2026, 2, 1), (2026, 2, 2)), ((2025, 1, 1), (2027, 1, 1))],
)
def test_the_database_refuses_placements_that_share_a_day(
    city: Portfolio, network: Portfolio, since: tuple[int, int, int], until: tuple[int, int, int] | None
) -> None:
    initiative = make_initiative(city)
    Placement.objects.create(
        portfolio=network, initiative=initiative, since_on=date(2026, 1, 1), until_on=date(2026, 6, 1)
    )
    days = {"since_on": date(*since), "until_on": until and date(*until)}
    with pytest.raises(IntegrityError), transaction.atomic():
        Placement.objects.create(portfolio=network, initiative=initiative, **days)
    other = Placement.objects.create(
        portfolio=network, initiative=initiative, since_on=date(2028, 1, 1), until_on=date(2028, 2, 1)
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Placement.objects.filter(pk=other.pk).update(**days)


def test_placements_that_follow_one_another_share_no_day(city: Portfolio, network: Portfolio) -> None:
    initiative = make_initiative(city)
    first, second, third = date(2026, 1, 1), date(2026, 6, 1), date(2026, 9, 1)
    for since, until in ((first, second), (second, second), (second, third), (third, None)):
        Placement.objects.create(portfolio=network, initiative=initiative, since_on=since, until_on=until)
    with pytest.raises(IntegrityError), transaction.atomic():
        Placement.objects.create(portfolio=network, initiative=initiative, since_on=third, until_on=second)
    Placement.objects.filter(portfolio=network).update(rationale="All of them")


def test_a_merge_leaves_behind_what_would_overlap(city: Portfolio, network: Portfolio) -> None:
    kept, twin = make_initiative(city, "Warm Streets"), make_initiative(city, "Warm streets")
    elsewhere = make_portfolio("Elsewhere")
    for one in (kept, twin):
        Placement.objects.create(
            portfolio=network, initiative=one, since_on=date(2025, 1, 1), until_on=date(2025, 6, 1)
        )
    Placement.objects.create(portfolio=network, initiative=twin, since_on=date(2025, 7, 1))
    Placement.objects.create(portfolio=elsewhere, initiative=twin)
    merging.merge(source=twin, target=kept, by=None)
    assert kept.placements.filter(portfolio=network).count() == 2
    assert kept.placements.filter(portfolio=elsewhere).exists()
    assert twin.placements.filter(portfolio=network).count() == 1
