"""Who a report heard from beside systems: sectors, places and groups; and what closer circles hold."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from sensemaking.models import SenseMakingReport
from sensemaking.records import Part
from sensemaking.services.frame import ORGANISATION
from sensemaking.wording_heard import part_rule
from stakeholders.models import Sector

ROWS_DRAWN = 6


@dataclass(frozen=True, slots=True)
class PartRow:
    """How many initiatives of a sector, place or group were heard from, of how many; `own` are its own people's logs.

    `invite` is the number of the organisation that may be asked to the table.
    """

    name: str
    heard: int
    expected: int
    own: int
    url: str
    invite: int | None = None


@dataclass(frozen=True, slots=True)
class PartTable:
    """The rows of one kind, the least heard first."""

    kind: str
    label: str
    rule: str
    rows: tuple[PartRow, ...]

    @property
    def drawn(self) -> tuple[PartRow, ...]:
        return self.rows[:ROWS_DRAWN]


@dataclass(frozen=True, slots=True)
class Who:
    """Beside systems: who was heard from; `closer` is how many more logs closer circles hold at least."""

    tables: tuple[PartTable, ...]
    closer: int
    closer_systems: frozenset[int]
    closer_initiatives: frozenset[int]


def who_of(report: SenseMakingReport, portfolio_slug: str) -> Who:
    """Read it from the facts of the report, without a query."""
    url = reverse("sensemaking:report-initiatives", args=[portfolio_slug, report.pk])
    found = [row for row in report.facts.get("parts", ()) if row["kind"] in set(Part)]
    tables = tuple(
        PartTable(kind, label, part_rule(kind), tuple(_row(row, url) for row in found if row["kind"] == kind))
        for kind, label in _labels()
    )
    shut = report.facts.get("closer", {})
    return Who(
        tables=tuple(table for table in tables if table.rows),
        closer=shut.get("logs", 0),
        closer_systems=frozenset(shut.get("systems", ())),
        closer_initiatives=frozenset(shut.get("initiatives", ())),
    )


def part_of(report: SenseMakingReport, kind: str, key: str) -> dict[str, Any] | None:
    """The facts on one sector, place or group, if the report has it."""
    rows = report.facts.get("parts", ())
    return next((row for row in rows if row["kind"] == kind and row["key"] == key), None)


def name_of(row: dict[str, Any]) -> str:
    """The name of a part: that of a sector in the reader's language, others as they were."""
    is_known = row["kind"] == Part.SECTOR and row["key"] in Sector.values
    return str(Sector(row["key"]).label) if is_known else str(row["name"])


def _labels() -> list[tuple[str, str]]:
    return [
        (Part.SECTOR, _("Sectors")),
        (Part.PLACE, _("Places")),
        (Part.GROUP, _("Groups that should be heard")),
    ]


def _row(row: dict[str, Any], url: str) -> PartRow:
    asked = {"who": "silent" if row["silent"] else "heard", "part": row["kind"], "key": row["key"]}
    is_organisation = row["kind"] == Part.GROUP and row["key"].startswith(ORGANISATION)
    return PartRow(
        name=name_of(row),
        heard=len(row["heard"]),
        expected=len(row["heard"]) + len(row["silent"]),
        own=row["own"],
        url=f"{url}?{urlencode(asked)}",
        invite=int(row["key"][1:]) if is_organisation and not row["own"] else None,
    )
