"""Packs of systems and levers: at the start of a portfolio, and taken in later without doubling names."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from django.test import Client

from initiatives.forms.frame import ICONS
from initiatives.models import Lever, System
from initiatives.models.frame import COLOURS
from initiatives.services import frame_packs
from initiatives.services.frame_packs import PACKS
from portfolio_hub.templatetags.hub import icon_names
from stakeholders.models import Change, Portfolio, User
from stakeholders.services.portfolios import starting_packs
from tests.factories import make_lever, make_system

SignIn = Callable[[User | None], Client]


@pytest.mark.parametrize("name", PACKS)
def test_a_pack_has_icons_of_the_sprite_and_colours_of_the_palette(name: str) -> None:
    pack = PACKS[name]
    assert {icon for _name, icon, _colour in pack.systems} <= icon_names() & set(ICONS)
    assert all(1 <= colour <= COLOURS for _name, _icon, colour in pack.systems)
    assert len({str(part).casefold() for part in pack.names}) == len(pack.names)
    assert name in starting_packs


def test_the_goals_are_seventeen_and_neighbours_differ_in_colour() -> None:
    goals = PACKS["goal-systems"].systems
    assert len(goals) == 17
    assert all(left[2] != right[2] for left, right in pairwise(goals))


def test_what_is_there_is_not_doubled(city: Portfolio, alma: User) -> None:
    make_system(city, "MOBILITY")
    make_lever(city, "Skills")
    assert frame_packs.add(portfolio=city, pack=PACKS["seven-systems"], by=alma) == 6
    assert frame_packs.add(portfolio=city, pack=PACKS["levers"], by=alma) == 7
    assert frame_packs.add(portfolio=city, pack=PACKS["seven-systems"], by=alma) == 0
    assert System.objects.filter(portfolio=city).count() == 7
    assert Lever.objects.filter(portfolio=city).count() == 8
    assert [system.name for system in System.objects.filter(portfolio=city)][:2] == ["MOBILITY", "Energy & buildings"]


def test_what_comes_in_stands_in_the_history(city: Portfolio, alma: User) -> None:
    frame_packs.add(portfolio=city, pack=PACKS["four-systems"], by=alma)
    assert Change.objects.filter(portfolio=city, by=alma, kind=Change.Kind.CREATED).count() == 4


def test_a_steward_takes_a_pack_in_from_the_settings(city: Portfolio, alma: User, bo: User, sign_in: SignIn) -> None:
    assert "Sustainable Development Goals" in sign_in(alma).get("/riverton/initiatives/frame/").content.decode()
    address = "/riverton/initiatives/frame/packs/goal-systems/"
    told = sign_in(alma).post(address, follow=True).content.decode()
    assert "17 parts were added to the frame" in told
    assert "Climate action" in told
    assert address not in told, "what is there as a whole is not offered again"
    assert sign_in(bo).post(address).status_code == 403
    assert sign_in(alma).post("/riverton/initiatives/frame/packs/unknown/").status_code == 404
