"""Reads the data files of Riverton into plain facts; knows nothing of the database."""

import csv
import json
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from portfolio_hub.demo.days import day_of

DATA = Path(__file__).parent / "data"
STEP, LIST_MARK, ROLE_MARK = " · ", " ", ":"


@dataclass(frozen=True)
class Place:
    """A place and the place it lies in."""

    key: str
    name: str
    level: str
    within: str | None
    geometry: dict[str, Any] | None


@dataclass(frozen=True)
class Person:
    """Somebody at the table; `key` is what stands before the @."""

    key: str
    email: str
    name: str
    role: str
    organisation: str
    title: str


@dataclass(frozen=True)
class Step:
    """The day on which an initiative came to a stage, and why where somebody wrote it down."""

    stage: str
    on: date
    reason: str = ""


@dataclass(frozen=True)
class Initiative:
    """An initiative with its way through the stages and who takes part in which role."""

    key: str
    title: str
    summary: str
    main_system: str
    systems: tuple[str, ...]
    steps: tuple[Step, ...]
    places: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]
    levers: tuple[str, ...]
    closed_how: str = ""
    closing_learning: str = ""
    facet: str = ""
    rationale: str = ""
    description: str = ""

    @property
    def lead(self) -> str:
        return self.parts[0][0]

    @property
    def stage(self) -> str:
        return self.steps[-1].stage


@dataclass(frozen=True)
class Post:
    """Something told about an initiative on a day."""

    on: date
    initiative: str


@dataclass(frozen=True)
class Update(Post):
    """A short account of an initiative."""

    kind: str
    title: str
    body: str


@dataclass(frozen=True)
class Log(Post):
    """A learning log as its author wrote it."""

    by: str
    kind: str
    mark: str
    circle: str
    title: str
    tried: str
    saw: str
    next: str
    listeners: tuple[str, ...] = ()


@dataclass(frozen=True)
class Commitment:
    """What a funder promised to a vehicle, and how much of it was paid in."""

    vehicle: str
    funder: str
    amount: Decimal
    flexibility: str
    on: date
    drawn: Decimal
    note: str


@dataclass(frozen=True)
class Allocation:
    """What a vehicle set aside for an initiative, and how much of it was paid out."""

    vehicle: str
    initiative: str
    amount: Decimal
    on: date
    paid: Decimal
    purpose: str


def rows(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a CSV file of the story."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def text(name: str) -> str:
    """Return a text of the story, without the white space around it."""
    return (DATA / name).read_text(encoding="utf-8").strip()


def chapter(name: str) -> dict[str, Any]:
    """Return what a TOML file of the story tells, list by list."""
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


def places() -> list[Place]:
    """Nation, region, city and neighbourhoods, each after the place it lies in."""
    features = json.loads((DATA / "places.geojson").read_text(encoding="utf-8"))["features"]
    return [Place(geometry=feature["geometry"], **feature["properties"]) for feature in features]


def people() -> list[Person]:
    """Everybody at the table, those who sign in first."""
    return [Person(key=row["email"].split("@")[0], **row) for row in rows("people.csv")]


@cache
def initiatives() -> tuple[Initiative, ...]:
    """All initiatives, by main system."""
    reasons = {(row["initiative"], row["stage"]): row["reason"] for row in rows("stage_reasons.csv")}
    more: dict[str, dict[str, str]] = defaultdict(dict)
    for row in (*rows("closings.csv"), *rows("placements.csv"), *rows("descriptions.csv")):
        more[row["initiative"]] |= row
    return tuple(_initiative(row, reasons, more[row["key"]]) for row in rows("initiatives.csv"))


def _initiative(row: dict[str, str], reasons: dict[tuple[str, str], str], more: dict[str, str]) -> Initiative:
    key = row["key"]
    steps = (step.split(" ") for step in row["history"].split(STEP))
    partners = (part.split(ROLE_MARK) for part in row["partners"].split(LIST_MARK))
    return Initiative(
        key=key,
        title=row["title"],
        summary=row["summary"],
        main_system=row["system"],
        systems=(row["system"], *row["touches"].split()),
        steps=tuple(Step(stage, day_of(day, key), reasons.get((key, stage), "")) for day, stage in steps),
        places=tuple(row["places"].split()),
        parts=((row["lead"], "lead"), *((organisation, role) for organisation, role in partners)),
        levers=tuple(row["levers"].split()),
        closed_how=more.get("how", ""),
        closing_learning=more.get("learning", ""),
        facet=more.get("facet", ""),
        rationale=more.get("rationale", ""),
        description=more.get("description", ""),
    )


def updates() -> list[Update]:
    """All updates, oldest first."""
    return [Update(**{**row, "on": date.fromisoformat(row["on"])}) for row in rows("updates.csv")]  # type: ignore[arg-type]


def logs() -> list[Log]:
    """All learning logs, oldest first."""
    lines = map(json.loads, text("learning_logs.jsonl").splitlines())
    return [
        Log(**{**line, "on": date.fromisoformat(line["on"]), "listeners": tuple(line.get("listeners", ()))})
        for line in lines
    ]


def commitments() -> list[Commitment]:
    """What each funder promised to each vehicle."""
    return [Commitment(**_money(row, "amount", "drawn")) for row in rows("commitments.csv")]


def allocations() -> list[Allocation]:
    """What each vehicle set aside for each initiative."""
    return [Allocation(**_money(row, "amount", "paid")) for row in rows("allocations.csv")]


def _money(row: dict[str, str], *sums: str) -> dict[str, Any]:
    return {**row, **{name: Decimal(row[name]) for name in sums}, "on": date.fromisoformat(row["on"])}


def posts() -> list[Post]:
    """All that was told: learning logs and updates."""
    return [*logs(), *updates()]
