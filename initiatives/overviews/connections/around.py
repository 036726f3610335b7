"""What an initiative is connected with: a small drawing, and the list of it by verb."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from initiatives.models import Connection, ConnectionKind, Initiative
from initiatives.overviews.connections.ends import End, ends_of
from initiatives.wording_connections import icon, short_verb, verb
from stakeholders.access import Access

DRAWN = 5
LISTED = 14
READ = 200
WIDTH = 400
CENTRE = (200, 126)
LONGEST = 26
APART = frozenset({ConnectionKind.ALTERNATIVE_TO, ConnectionKind.IN_TENSION})
"""Kinds that pull apart: dashed on a drawing."""

PLACES = {
    1: ((200, 34),),
    2: ((70, 40), (330, 40)),
    3: ((70, 40), (330, 40), (200, 222)),
    4: ((70, 40), (330, 40), (62, 196), (338, 196)),
    5: ((70, 40), (330, 40), (62, 196), (338, 196), (200, 226)),
}
"""Where the others stand around the middle."""


@dataclass(frozen=True, slots=True)
class Node:
    """Another initiative on the drawing: its point, its name with where that begins, and the verb on its line."""

    end: End
    x: int
    y: int
    label: str
    label_x: int
    label_y: int
    anchor: str
    verb: str
    verb_x: int
    verb_y: int
    is_apart: bool
    is_thought: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One connection in the list, from the side of the initiative."""

    connection: Connection
    other: End


@dataclass(frozen=True)
class Group:
    """Connections of one verb."""

    verb: Any
    icon: str
    lines: list[Line]


@dataclass(frozen=True)
class Around:
    """The drawing and the list; `total` counts what holds, `past` what is refuted or over."""

    initiative: Initiative
    centre: End
    nodes: list[Node] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    total: int = 0
    past: int = 0

    @property
    def has_apart(self) -> bool:
        """Whether a dashed line needs its key."""
        return any(node.is_apart for node in self.nodes)


def around(access: Access, initiative: Initiative) -> Around:
    """Build it in a fixed number of queries: what was seen and what is strong comes first."""
    rows = Connection.objects.visible_to(access.user).of(initiative.pk).select_related("portfolio", "source", "target")
    found = list(
        rows.defer("source__search", "source__description", "target__search", "target__description").order_by(
            "-said_on", "-pk"
        )[:READ]
    )
    found = [row for row in found if not _other(row, initiative).merged_into_id]
    holding = sorted((row for row in found if row.holds), key=_weight)
    ends = ends_of(access, initiative, *(_other(row, initiative) for row in holding))
    lines = [Line(row, ends[_other(row, initiative).pk]) for row in holding]
    return Around(
        initiative=initiative, centre=ends[initiative.pk], nodes=_nodes(lines, initiative),
        groups=_groups(lines[:LISTED], initiative), total=len(holding), past=len(found) - len(holding),
    )  # fmt: skip


def _other(row: Connection, initiative: Initiative) -> Initiative:
    return row.target if row.source_id == initiative.pk else row.source


def _weight(row: Connection) -> tuple[bool, int, int]:
    return row.status != Connection.Status.OBSERVED, -row.strength, -row.pk


def _groups(lines: Iterable[Line], initiative: Initiative) -> list[Group]:
    groups: dict[tuple[str, bool], list[Line]] = {}
    for line in lines:
        row = line.connection
        groups.setdefault((row.kind, row.source_id == initiative.pk or not row.is_directed), []).append(line)
    return [Group(verb(kind, from_source=forward), icon(kind), found) for (kind, forward), found in groups.items()]


def _nodes(lines: Iterable[Line], initiative: Initiative) -> list[Node]:
    """The first few others, each once, with its weightiest tie."""
    first: dict[int, Line] = {}
    for line in lines:
        first.setdefault(line.other.initiative.pk, line)
    shown = list(first.values())[:DRAWN]
    return [_node(line, at, initiative) for line, at in zip(shown, PLACES.get(len(shown), ()), strict=True)]


def _node(line: Line, at: tuple[int, int], initiative: Initiative) -> Node:
    x, y = at
    title, row = line.other.initiative.title, line.connection
    words = short_verb(row.kind, from_source=row.source_id == initiative.pk)
    anchor = "start" if x < CENTRE[0] else "end" if x > CENTRE[0] else "middle"
    return Node(
        end=line.other, x=x, y=y, label=title if len(title) <= LONGEST else f"{title[: LONGEST - 1].rstrip()}…",
        label_x={"start": 0, "end": WIDTH, "middle": x}[anchor], label_y=y - 16 if y < CENTRE[1] else y + 22,
        anchor=anchor, verb=str(words),
        verb_x=(x + CENTRE[0]) // 2, verb_y=(y + CENTRE[1]) // 2 + 4, is_apart=row.kind in APART,
        is_thought=row.status != Connection.Status.OBSERVED,
    )  # fmt: skip
