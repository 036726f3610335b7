"""Imports look down: from app to app, and from room to room within each app."""

from functools import cache

import pytest

from tests.architecture.imports import APPS, Import, imports, modules

CELLAR = "portfolio_hub.lib"
FLOORS = {CELLAR: 0, "stakeholders": 1, "initiatives": 2, "sensemaking": 3, "funding": 4, "portfolio_hub": 5}

ROOMS = {
    "querysets": 0, "models": 1, "policies": 2, "access": 2, "services": 3, "overviews": 4, "forms": 5,
    "serializers": 5, "views": 6, "api": 6, "tasks": 6, "admin": 6, "management": 6, "urls": 7,
}  # fmt: skip
WIRING = ("apps", "registrations")
"""Rooms that run when the hub starts and may reach everywhere in their app."""

LATER = {
    ("querysets", "models"): "a model names its queryset, so the queryset can name the model only when it is asked",
    ("services", "tasks"): "a service asks for work after the commit, and the task calls a service",
}
"""Upward imports that are allowed inside functions, with the reason."""


def floor(module: str) -> int:
    return FLOORS[CELLAR] if f"{module}.".startswith(f"{CELLAR}.") else FLOORS[module.split(".")[0]]


def app_of(module: str) -> str:
    return CELLAR if floor(module) == 0 else module.split(".")[0]


def room(module: str) -> str:
    """The first part of the name that is a room; a module of another name has none."""
    return next((part for part in module.split(".")[1:] if part in ROOMS), "")


@cache
def neighbours() -> dict[str, list[Import]]:
    """What each module imports within its own app when it is loaded."""
    found: dict[str, list[Import]] = {module: [] for module in modules()}
    for entry in imports():
        if not entry.inside and app_of(entry.module) == app_of(entry.target):
            found[entry.module].append(entry)
    return found


@cache
def height(module: str) -> int:
    """How high a module stands in its app: by its room, or else as high as the highest that it imports."""
    return _height(module, frozenset())


def _height(module: str, above: frozenset[str]) -> int:
    if room(module):
        return ROOMS[room(module)]
    below = (entry.target for entry in neighbours()[module] if entry.target not in above)
    return max((_height(target, above | {module}) for target in below), default=0)


def test_imports_go_down_from_app_to_app() -> None:
    upward = [str(entry) for entry in imports() if floor(entry.target) > floor(entry.module)]
    assert not upward, "\n".join(upward)


def in_rooms() -> list[Import]:
    """Imports within one app from modules that stand in a room; the roof and the cellar are one room each."""
    apps = [app for app in APPS if app != "portfolio_hub"]
    return [
        entry
        for entry in imports()
        if app_of(entry.module) == app_of(entry.target) and app_of(entry.module) in apps and room(entry.module)
        and not set(WIRING) & set(entry.module.split("."))
    ]  # fmt: skip


def test_imports_go_down_from_room_to_room() -> None:
    upward = [
        str(entry)
        for entry in in_rooms()
        if height(entry.target) > height(entry.module)
        and not (entry.inside and (room(entry.module), room(entry.target)) in LATER)
    ]
    assert not upward, "\n".join(upward)


@pytest.mark.parametrize("pair", LATER)
def test_no_exception_is_stale(pair: tuple[str, str]) -> None:
    assert LATER[pair]
    assert any(entry.inside and (room(entry.module), room(entry.target)) == pair for entry in in_rooms())


def test_there_is_no_circle_of_imports() -> None:
    after: dict[str, set[str]] = {module: set() for module in modules()}
    for entry in imports():
        if not entry.inside:
            after[entry.module].add(entry.target)
    while loose := [module for module, targets in after.items() if not targets & after.keys()]:
        for module in loose:
            del after[module]
    assert not after, f"These import each other, or what imports each other: {sorted(after)}"
