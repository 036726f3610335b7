"""What the page of repeated values shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from initiatives.imports.names import IGNORE, Named, named, named_kinds
from initiatives.imports.plan import Plan
from initiatives.imports.reading import shapes_of
from initiatives.imports.resolve import named_fields
from initiatives.imports.targets import targets
from initiatives.models import ImportRun

SHOWN_VALUES = 500


@dataclass(frozen=True, slots=True)
class ValueRow:
    """One repeated value and what it stands for."""

    place: int
    value: str
    count: int
    do: str
    id: int
    name: str
    has_shape: bool


@dataclass(frozen=True, slots=True)
class NamesSection:
    """All repeated values of one kind."""

    kind: Named
    values: list[ValueRow]
    hidden: int
    choices: list[tuple[int, str]]
    fields: list[str]


def names_page(run: ImportRun) -> list[NamesSection]:
    """The repeated values that the check found, most frequent first, with what each stands for."""
    plan = Plan.from_json(run.mapping)
    fields = targets.get(run.target).fields(run.portfolio)
    labels = {one.name: str(one.label) for one in fields}
    kinds = {name: kind for name, kind in named_fields(fields).items() if name in plan.fields}
    shapes = shapes_of(run)
    sections = []
    for name in dict.fromkeys(kinds.values()):
        kind = named_kinds.get(name)
        counts = run.preview.get("value_counts", {}).get(name, {})
        said = run.preview.get("values", {}).get(name, {})
        ordered = sorted(counts, key=lambda value: (-counts[value], value))
        if not ordered:
            continue
        sections.append(
            NamesSection(
                kind=kind,
                choices=kind.choices(run.portfolio),
                hidden=max(len(ordered) - SHOWN_VALUES, 0),
                fields=[labels[one] for one, of in kinds.items() if of == name],
                values=[
                    _value_row(place, value, counts[value], said.get(value, {}), shapes)
                    for place, value in enumerate(ordered[:SHOWN_VALUES])
                ],
            )
        )
    return sections


def _value_row(place: int, value: str, count: int, said: Mapping[str, Any], shapes: Mapping[str, Any]) -> ValueRow:
    name = said.get("name") or value
    return ValueRow(
        place=place,
        value=value,
        count=count,
        do=said.get("do", IGNORE),
        id=said.get("id", 0),
        name=name,
        has_shape=named(name) in shapes,
    )
