"""A small map: five initiatives, some connections, a suggestion, and who looks at it."""

from typing import Any

import pytest

from initiatives.models import Connection, Initiative, System
from sensemaking.models import ConnectionSuggestion
from stakeholders.access import Access, access_for
from stakeholders.models import Portfolio, User
from tests.factories import make_initiative


def connect(source: Initiative, target: Initiative, kind: str = "enables", **fields: Any) -> Connection:
    """Make a connection; a kind without direction must be given with the older one first."""
    fields.setdefault("portfolio", source.home)
    return Connection.objects.create(source=source, target=target, kind=kind, **fields)


def suggest(first: Initiative, second: Initiative, **fields: Any) -> ConnectionSuggestion:
    """Make a suggestion that waits."""
    fields.setdefault("reasons", [{"kind": "place", "share": 1, "facts": {}}])
    fields.setdefault("kind", "shares_learning")
    fields.setdefault("score", 1.5)
    return ConnectionSuggestion.objects.create(portfolio=first.home, first=first, second=second, **fields)


@pytest.fixture
def heat_loop(city: Portfolio, energy: System) -> Initiative:
    return make_initiative(city, "Heat Loop", system=energy, stage="testing")


@pytest.fixture
def cool_rooms(city: Portfolio, health: System) -> Initiative:
    return make_initiative(city, "Cool Rooms", system=health, stage="exploring")


@pytest.fixture
def old_pilot(city: Portfolio, health: System) -> Initiative:
    return make_initiative(city, "Old Pilot", system=health, stage="closed", closed_how="completed")


@pytest.fixture
def loose_end(city: Portfolio) -> Initiative:
    """An initiative that touches no system and only its team sees."""
    return make_initiative(city, "Loose End", stage="idea", circle="team")


@pytest.fixture
def ties(
    warm_streets: Initiative, heat_loop: Initiative, cool_rooms: Initiative, old_pilot: Initiative,
    loose_end: Initiative,
) -> dict[str, Connection]:  # fmt: skip
    """One connection of each sort that matters."""
    return {
        "enables": connect(heat_loop, warm_streets, "enables", status="observed"),
        "tension": connect(warm_streets, cool_rooms, "in_tension"),
        "refuted": connect(cool_rooms, old_pilot, "precedes", status="refuted", outcome="They never met."),
        "hidden": connect(heat_loop, cool_rooms, "reinforces", circle="team"),
        "to_hidden": connect(loose_end, warm_streets, "depends_on"),
    }


def access_of(user: User, portfolio: Portfolio) -> Access:
    """What somebody may see here."""
    access = access_for(user, portfolio)
    assert access is not None
    return access
