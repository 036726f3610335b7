"""The map for other programs: tables of initiatives and connections, GraphML, and a blueprint for Kumu."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.models import Connection, SnapshotEntry
from initiatives.models.connection import DIRECTED_KINDS
from initiatives.overviews.happenings import STAGE_LABELS
from initiatives.wording_connections import verb
from portfolio_hub.lib.exports import PlainTable
from portfolio_hub.lib.tabular.documents import KUMU_NUMBER
from portfolio_hub.overviews.map.data import MapData
from portfolio_hub.overviews.map.links import Edge

NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
SAID = ("confidence", "statement", "since_on", "said_on", "outcome")
DIRECTED, UNDIRECTED = "directed", "undirected"
NODE_COLUMNS = (
    gettext_lazy("Number"), gettext_lazy("Initiative"), gettext_lazy("System"), gettext_lazy("Stage"),
    gettext_lazy("Paused"), gettext_lazy("Connections"),
)  # fmt: skip
EDGE_COLUMNS = (
    gettext_lazy("Number"), gettext_lazy("From number"), gettext_lazy("From"), gettext_lazy("How they hang together"),
    gettext_lazy("To number"), gettext_lazy("To"), gettext_lazy("Direction"), gettext_lazy("In a sentence"),
    gettext_lazy("State"), gettext_lazy("Strength"), gettext_lazy("Confidence"), gettext_lazy("Holds since"),
    gettext_lazy("Said on"), gettext_lazy("Why it is refuted or over"),
)  # fmt: skip
STRENGTHS = dict(Connection.Strength.choices)
STATUSES = dict(Connection.Status.choices)
CONFIDENCES = dict(Connection.Confidence.choices)


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of a connection beside its kind and state."""

    confidence: str = ""
    statement: str = ""
    since_on: date | str | None = None
    said_on: date | str | None = None
    outcome: str = ""


def plain(text: str) -> str:
    """Text without the characters that XML can't hold."""
    return NOT_IN_XML.sub("", text)


def said_of(data: MapData) -> dict[int, Said]:
    """By connection on the map: what was said of it, today or in the snapshot that is shown; one query."""
    shown = {edge.id for edge in data.edges}
    if data.at is not None:
        entries: QuerySet[SnapshotEntry] = SnapshotEntry.objects.seen_with(data.access).filter(
            snapshot=data.at, kind=SnapshotEntry.Kind.CONNECTION
        )
        facts = entries.values_list("object_id", "facts")
        return {pk: Said(*(fact.get(name) or "" for name in SAID)) for pk, fact in facts if pk in shown}
    rows = Connection.objects.seen_with(data.access).order_by().values_list("pk", *SAID)
    return {row[0]: Said(*row[1:]) for row in rows.iterator(2000) if row[0] in shown}


def direction(edge: Edge) -> str:
    """Whether a tie has a direction."""
    return DIRECTED if edge.kind in DIRECTED_KINDS else UNDIRECTED


def node_table(data: MapData) -> PlainTable:
    """The initiatives on the map."""
    degrees = data.degrees
    rows = (
        (node.id, node.title, data.wedges[data.wedge_of(node)].name, STAGE_LABELS[node.stage],
         _("yes") if node.is_paused else _("no"), degrees[node.id])
        for node in data.nodes
    )  # fmt: skip
    return PlainTable(NODE_COLUMNS, rows)


def edge_table(data: MapData) -> PlainTable:
    """The connections on the map; the import of connections reads it back."""
    return PlainTable(EDGE_COLUMNS, _edge_rows(data))


def _edge_rows(data: MapData) -> Iterator[tuple[Any, ...]]:
    said, titles = said_of(data), {node.id: node.title for node in data.nodes}
    for edge in data.edges:
        words = said.get(edge.id, Said())
        yield (
            edge.id, edge.source, titles[edge.source], verb(edge.kind), edge.target, titles[edge.target],
            _("one way") if edge.kind in DIRECTED_KINDS else _("both ways"), words.statement, STATUSES[edge.status],
            edge.strength, CONFIDENCES.get(words.confidence, ""), words.since_on or "", words.said_on or "",
            words.outcome,
        )  # fmt: skip


KEYS = (
    ("title", "node", "string"), ("system", "node", "string"), ("stage", "node", "string"),
    ("paused", "node", "boolean"), ("x", "node", "double"), ("y", "node", "double"), ("kind", "edge", "string"),
    ("both_ways", "edge", "boolean"),
    ("status", "edge", "string"), ("strength", "edge", "int"), ("confidence", "edge", "string"),
    ("statement", "edge", "string"), ("since", "edge", "string"),
)  # fmt: skip
"""What GraphML says of nodes and of edges, and as what."""


def graphml(data: MapData) -> Iterator[str]:
    """The map as GraphML, piece by piece. Programs rarely read graphs that are directed in part, so a tie without
    direction is an edge like all others that says `both_ways`.
    """
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    for name, of, kind in KEYS:
        yield f'<key id="{name}" for="{of}" attr.name="{name}" attr.type="{kind}"/>\n'
    yield f'<graph id={quoteattr(data.access.portfolio.slug)} edgedefault="directed">\n'
    points = data.rose.points
    for node in data.nodes:
        x, y = points[node.id]
        wedge = data.wedges[data.wedge_of(node)]
        facts = {
            "title": node.title, "system": wedge.name if wedge.id else "", "stage": node.stage,
            "paused": str(node.is_paused).lower(), "x": f"{x:.1f}", "y": f"{-y:.1f}",
        }  # fmt: skip
        yield f'<node id="n{node.id}">{_data(facts)}</node>\n'
    said = said_of(data)
    for edge in data.edges:
        words = said.get(edge.id, Said())
        facts = {
            "kind": edge.kind, "both_ways": str(edge.kind not in DIRECTED_KINDS).lower(), "status": edge.status,
            "strength": str(edge.strength),
            "confidence": words.confidence, "statement": words.statement, "since": str(words.since_on or ""),
        }  # fmt: skip
        yield f'<edge id="e{edge.id}" source="n{edge.source}" target="n{edge.target}">{_data(facts)}</edge>\n'
    yield "</graph>\n</graphml>\n"


def _data(facts: dict[str, str]) -> str:
    """The facts of a node or an edge; what is not known is left out."""
    return "".join(f'<data key="{name}">{escape(plain(value))}</data>' for name, value in facts.items() if value)


def kumu(data: MapData) -> Iterator[str]:
    """The map as a blueprint that Kumu reads, element by element.

    Kumu knows an element by its label, so one of two with the same title carries its number.
    """
    labels, places = _labels(data), data.wedges
    yield '{"elements":['
    for number, node in enumerate(data.nodes):
        wedge = places[data.wedge_of(node)]
        tags = [str(STAGE_LABELS[node.stage])] + ([_("Paused")] if node.is_paused else [])
        element = {
            "label": labels[node.id], "type": _("Initiative"), KUMU_NUMBER: str(node.id), "tags": tags,
            "system": wedge.name if wedge.id else "", "stage": str(STAGE_LABELS[node.stage]),
        }  # fmt: skip
        yield ("," if number else "") + json.dumps(element, ensure_ascii=False)
    yield '],"connections":['
    said = said_of(data)
    for number, edge in enumerate(data.edges):
        words = said.get(edge.id, Said())
        connection = {
            "from": labels[edge.source], "to": labels[edge.target], "direction": direction(edge),
            "type": str(verb(edge.kind)), "label": words.statement, "status": str(STATUSES[edge.status]),
            "strength": edge.strength, "confidence": str(CONFIDENCES.get(words.confidence, "")),
            "since": str(words.since_on or ""),
        }  # fmt: skip
        yield ("," if number else "") + json.dumps(connection, ensure_ascii=False)
    yield "]}"


def _labels(data: MapData) -> dict[int, str]:
    """By initiative: a label that no other has."""
    often = Counter(node.title.casefold() for node in data.nodes)
    return {
        node.id: f"{node.title} ({node.id})" if often[node.title.casefold()] > 1 else node.title for node in data.nodes
    }
