"""Everybody at every door, compared with one written table; and no door without a rule."""

import logging
from collections.abc import Callable, Iterator
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from stakeholders.models import Portfolio, User
from tests.access_matrix import COLUMNS, NOT_OURS, TABLE, Codes, Row
from tests.access_world import make_world
from tests.plugins.environment import ON_POSTGRES
from tests.routes import Route, access_mark, all_routes

OURS = [route for route in all_routes() if not route.name.startswith(tuple(NOT_OURS))]
REFUSED = " ".join(["405"] * len(COLUMNS))
ALWAYS = ("get", "post")
METHODS = (*ALWAYS, "put", "patch", "delete")
BODIES: dict[str, dict[str, Any]] = {
    "post": {"data": {"something": "else"}},
    "patch": {"data": {}, "content_type": "application/json"},
    "put": {"data": {}, "content_type": "application/json"},
}

DOORS = [False] if ON_POSTGRES else [False, True]
"""Who may enter does not depend on the engine."""
PARTS = 3
"""So many tests share the routes, that the processes of the suite share the work."""

SignIn = Callable[[User | None], Client]


@pytest.fixture
def people(alma: User, bo: User, chi: User, odile: User, dag: User) -> dict[str, User | None]:
    """Who stands in which column."""
    return {"anonymous": None, "outsider": dag, "steward": alma, "contributor": bo, "funder": chi, "observer": odile}


@pytest.fixture
def quiet_log() -> Iterator[None]:
    """Refusals are what this test is about; they need not fill the log."""
    logger = logging.getLogger("django.request")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    yield
    logger.setLevel(level)


@pytest.mark.usefixtures("quiet_log")
@pytest.mark.parametrize("is_open", DOORS, ids=["closed", "open"][: len(DOORS)])
@pytest.mark.parametrize("part", range(PARTS))
def test_everybody_gets_what_the_table_says(
    part: int, is_open: bool, city: Portfolio, people: dict[str, User | None], sign_in: SignIn
) -> None:
    if is_open:
        Portfolio.objects.filter(pk=city.pk).update(audience=Portfolio.Audience.PUBLIC)
    assert people["steward"]
    assert people["contributor"]
    world = make_world(city, people["steward"], people["contributor"])
    clients = [sign_in(people[column]) for column in COLUMNS]
    differences = []
    for route in OURS[part::PARTS]:
        row = TABLE.get(route.name)
        if row is None:
            continue
        address = reverse(route.name, kwargs=arguments_of(route, row, world))
        for method in METHODS:
            codes: Codes | None = getattr(row, method)
            if codes is None and method not in ALWAYS:
                continue
            found = answers(address, method, clients)
            wanted = codes[is_open] if codes else REFUSED
            if found != wanted and (codes or not is_harmless(found, row, is_open)):
                differences.append(f"{method.upper():6} {route.name:40} table: {wanted}  found: {found}")
    assert not differences, "\n" + "\n".join(differences)


def is_harmless(found: str, row: Row, is_open: bool) -> bool:
    """Say whether a method that the table leaves out was refused, or answered as GET by a page that only reads."""
    read = row.get[is_open].split() if row.get else [""] * len(COLUMNS)
    return all(code in ("401", "403", "404", "405", get) for code, get in zip(found.split(), read, strict=True))


def arguments_of(route: Route, row: Row, world: dict[str, Any]) -> dict[str, Any]:
    """The arguments of the address; a name that the world does not know stands for itself."""
    names = {"portfolio_slug": "portfolio_slug"} if "portfolio_slug" in route.arguments else {}
    return {argument: world.get(name, name) for argument, name in {**names, **row.args}.items()}


def answers(address: str, method: str, clients: list[Client]) -> str:
    """The six status codes; whatever a request wrote is taken back before the next one."""
    codes = []
    for client in clients:
        client.raise_request_exception = False
        kept: SimpleCookie = SimpleCookie()
        kept.update(client.cookies)
        with transaction.atomic():
            answer = getattr(client, method)(address, **BODIES.get(method, {}))
            codes.append(str(answer.status_code))
            transaction.set_rollback(True)
        client.cookies = kept
    return " ".join(codes)


def test_no_route_is_missing_from_the_table() -> None:
    missing = sorted({route.name or route.path for route in OURS} - set(TABLE))
    assert not missing, f"Write these into tests/access_matrix.py: {missing}"


def test_no_row_of_the_table_is_stale() -> None:
    stale = sorted(set(TABLE) - {route.name for route in OURS})
    assert not stale, f"No route has these names: {stale}"


def test_every_view_wears_its_access() -> None:
    bare = sorted(route.name or route.path for route in OURS if not access_mark(route.view))
    assert not bare, f"These views have no in_portfolio, signed_in or open_to_all: {bare}"


@pytest.mark.parametrize("beginning", NOT_OURS)
def test_no_exemption_is_stale(beginning: str) -> None:
    assert any(route.name.startswith(beginning) for route in all_routes())
    assert NOT_OURS[beginning]
