"""The frame: systems and levers, their order, and what hangs on them."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from initiatives.models import Initiative, Lever, PlacementSystem, System
from initiatives.services import frame
from stakeholders.models import Change, Portfolio, User
from stakeholders.policies import Refused
from tests.factories import make_portfolio, make_system

SignIn = Callable[[User | None], Client]


def names(city: Portfolio) -> list[str]:
    return [system.name for system in System.objects.filter(portfolio=city)]


def address(city: Portfolio, name: str, *args: object) -> str:
    return reverse(f"initiatives:{name}", args=[city.slug, *args])


def test_a_system_is_added_at_the_end_and_edited(city: Portfolio, energy: System, alma: User, sign_in: SignIn) -> None:
    client = sign_in(alma)
    data = {"name": "Mobility", "description": "", "icon": "bus", "colour": "1"}
    assert client.post(address(city, "frame-new", "systems"), data).status_code == 302
    assert names(city) == ["Energy & buildings", "Mobility"]
    mobility = System.objects.get(name="Mobility")
    data["icon"] = "route"
    client.post(address(city, "frame-edit", "systems", mobility.pk), data)
    assert [change.fields.get("icon") for change in Change.objects.of(mobility)] == [["bus", "route"], [None, "bus"]]


@pytest.mark.parametrize(
    ("field", "value"), [("name", "energy & BUILDINGS"), ("name", ""), ("icon", "skull"), ("colour", "9")]
)
def test_bad_input_is_named_beside_its_field(
    city: Portfolio, energy: System, alma: User, sign_in: SignIn, field: str, value: str
) -> None:
    data = {"name": "Mobility", "icon": "bus", "colour": "1", field: value}
    answer = sign_in(alma).post(address(city, "frame-new", "systems"), data)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]


def test_levers_work_the_same_way(city: Portfolio, alma: User, sign_in: SignIn) -> None:
    sign_in(alma).post(address(city, "frame-new", "levers"), {"name": "Policy"})
    assert Lever.objects.get(portfolio=city).name == "Policy"
    assert sign_in(alma).get(address(city, "frame-new", "wishes")).status_code == 404


def test_order_changes_step_by_step_and_stops_at_the_ends(
    city: Portfolio, energy: System, health: System, alma: User, sign_in: SignIn
) -> None:
    client = sign_in(alma)
    client.post(address(city, "frame-move", "systems", health.pk), {"to": "up"})
    assert names(city) == ["Health & care", "Energy & buildings"]
    page = client.get(address(city, "frame")).content.decode()
    assert page.index("Health &amp; care") < page.index("Energy &amp; buildings")
    client.post(address(city, "frame-move", "systems", health.pk), {"to": "up"})
    assert names(city) == ["Health & care", "Energy & buildings"]
    answer = client.post(
        address(city, "frame-move", "systems", health.pk), {"to": "down"}, headers={"HX-Request": "true"}
    )
    assert "<html" not in answer.content.decode()
    assert [system.name for system in answer.context["page"].systems] == ["Energy & buildings", "Health & care"]
    assert names(city) == ["Energy & buildings", "Health & care"]


def test_deleting_says_what_hangs_on_it_and_hands_it_over(
    city: Portfolio, energy: System, health: System, warm_streets: Initiative, alma: User, sign_in: SignIn
) -> None:
    client, delete = sign_in(alma), address(city, "frame-delete", "systems", energy.pk)
    page = client.get(delete).content.decode()
    assert "1 initiative stands in it; for 1 of them it is the main system." in page
    client.post(delete, {"hand_to": health.pk})
    assert names(city) == ["Health & care"]
    touch = PlacementSystem.objects.get(placement__initiative=warm_streets)
    assert (touch.system, touch.is_main) == (health, True), "it touched health already, so it stands there once"
    assert Change.objects.filter(kind="deleted", fields__name=["Energy & buildings", None]).exists()


def test_deleting_without_heir_leaves_the_initiative(
    city: Portfolio, energy: System, warm_streets: Initiative, alma: User
) -> None:
    frame.delete_part(part=energy, by=alma)
    assert Initiative.objects.filter(pk=warm_streets.pk).exists()


def test_a_lever_is_handed_over(city: Portfolio, warm_streets: Initiative, alma: User) -> None:
    old, new = (Lever.objects.create(portfolio=city, name=name) for name in ("Money", "Finance"))
    placement = warm_streets.placements.get()
    placement.levers.add(old)
    frame.delete_part(part=old, by=alma, hand_to=new)
    assert list(placement.levers.all()) == [new]


def test_nothing_is_handed_to_another_frame(city: Portfolio, energy: System, alma: User) -> None:
    foreign = make_system(make_portfolio("Elsewhere"), "Mobility")
    for heir in (foreign, energy):
        with pytest.raises(Refused):
            frame.delete_part(part=energy, by=alma, hand_to=heir)


def test_a_system_of_another_portfolio_is_not_found(city: Portfolio, alma: User, sign_in: SignIn) -> None:
    foreign = make_system(make_portfolio("Elsewhere"), "Mobility")
    for name in ("frame-edit", "frame-delete"):
        assert sign_in(alma).get(address(city, name, "systems", foreign.pk)).status_code == 404
    assert sign_in(alma).post(address(city, "frame-move", "systems", foreign.pk)).status_code == 404


def test_an_empty_frame_says_what_would_be_here(city: Portfolio, alma: User, sign_in: SignIn) -> None:
    page = sign_in(alma).get(address(city, "frame")).content.decode()
    assert "No system yet" in page and "Add the first lever" in page
