"""The map as JSON, small enough for thousands: columns instead of objects, whole units instead of fractions."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from math import cos, radians, sin
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from initiatives.models import Connection, Stage
from initiatives.models.connection import DIRECTED_KINDS
from initiatives.wording_connections import verb
from portfolio_hub.overviews.map.choice import STAGES
from portfolio_hub.overviews.map.data import MapData
from portfolio_hub.overviews.map.links import KINDS, STATUSES
from portfolio_hub.overviews.map.rose import CLOSED, CORE, RIM, START, Rose, at

LABEL_RADIUS = 1_165.0
RING_STAGES = (Stage.EMBEDDED, Stage.GROWING, Stage.TESTING, Stage.EXPLORING)
STAGE_PLACE = {stage.value: place for place, stage in enumerate(STAGES)}
KIND_PLACE = {kind: place for place, kind in enumerate(KINDS)}
STATUS_PLACE = {status: place for place, status in enumerate(STATUSES)}
ID = 9_999_999_999
"""Stands for an id in addresses that the page fills in."""


def as_json(data: MapData) -> bytes:
    """The map as the page reads it; `data.py` says what is where."""
    return json.dumps(payload(data), ensure_ascii=False, separators=(",", ":")).encode()


def payload(data: MapData) -> dict[str, Any]:
    """The same as plain values."""
    return {
        "mode": "groups" if data.groups else "rose",
        "at": {"id": data.at.pk, "name": data.at.name, "taken_on": data.at.taken_on.isoformat()} if data.at else None,
        "dot": round(data.rose.dot, 1),
        "frame": frame(data),
        "nodes": node_columns(data),
        "edges": edge_columns(data),
        "suggested": suggested_columns(data),
        "words": words(),
        "urls": urls(data),
        "counts": asdict(data.counts),
        "groups": group_columns(data),
    }


def frame(data: MapData) -> dict[str, Any]:
    """The wedges and rings behind the nodes, with the places of their labels."""
    return {"rim": RIM, "core": CORE, "wedges": wedges(data), "rings": rings(data.rose)}


def wedges(data: MapData) -> list[dict[str, Any]]:
    """The wedges in their order, clockwise."""
    found = []
    for wedge, (start, end) in zip(data.wedges, data.rose.bounds, strict=True):
        middle = (start + end) / 2
        x, y = at(middle, LABEL_RADIUS)
        found.append(
            {
                "system": wedge.id, "name": wedge.name, "icon": wedge.icon, "colour": wedge.colour,
                "from": round(start, 2), "to": round(end, 2), "count": data.counts.systems.get(str(wedge.id), 0),
                "x": round(x), "y": round(y), "anchor": anchor(middle),
            }
        )  # fmt: skip
    return found


def anchor(angle: float) -> str:
    """How a label outside the rim is set: away from the rose."""
    side, height = sin(radians(angle)), cos(radians(angle))
    if abs(side) < 0.3 and abs(height) > 0.5:
        return "middle"
    return "start" if side > 0 else "end"


def rings(rose: Rose) -> list[dict[str, Any]]:
    """The rings from the inside, their names in the gap before the first wedge."""
    found = []
    for stage, (inner, outer) in zip(RING_STAGES, rose.radii[:CLOSED], strict=True):
        x, y = at(START - 2.0, (inner + outer) / 2)
        label = _("Exploring, idea") if stage == Stage.EXPLORING else str(stage.label)
        found.append(
            {"stage": stage.value, "label": label, "inner": round(inner), "outer": round(outer), "x": round(x),
             "y": round(y)}
        )  # fmt: skip
    return found


def node_columns(data: MapData) -> dict[str, list[Any]]:
    """The initiatives that are shown."""
    points, degrees = data.rose.points, data.degrees
    waiting = Counter(end for one in data.suggested for end in (one.source, one.target))
    return {
        "id": [node.id for node in data.nodes],
        "title": [node.title for node in data.nodes],
        "wedge": [data.wedge_of(node) for node in data.nodes],
        "stage": [STAGE_PLACE[node.stage] for node in data.nodes],
        "x": [round(points[node.id][0]) for node in data.nodes],
        "y": [round(points[node.id][1]) for node in data.nodes],
        "paused": [int(node.is_paused) for node in data.nodes],
        "links": [degrees[node.id] for node in data.nodes],
        "suggested": [waiting[node.id] for node in data.nodes],
    }


def edge_columns(data: MapData) -> dict[str, list[Any]]:
    """The connections that are shown."""
    places = data.node_places
    return {
        "id": [edge.id for edge in data.edges],
        "source": [places[edge.source] for edge in data.edges],
        "target": [places[edge.target] for edge in data.edges],
        "kind": [KIND_PLACE[edge.kind] for edge in data.edges],
        "status": [STATUS_PLACE[edge.status] for edge in data.edges],
        "strength": [edge.strength for edge in data.edges],
    }


def suggested_columns(data: MapData) -> dict[str, list[Any]]:
    """The suggestions that are shown."""
    places = data.node_places
    return {
        "id": [one.id for one in data.suggested],
        "source": [places[one.source] for one in data.suggested],
        "target": [places[one.target] for one in data.suggested],
        "kind": [KIND_PLACE[one.kind] for one in data.suggested],
        "score": [round(one.score, 3) for one in data.suggested],
    }


def words() -> dict[str, list[dict[str, Any]]]:
    """The names of what the columns number."""
    return {
        "stages": [{"key": stage.value, "label": str(stage.label)} for stage in STAGES],
        "kinds": [
            {
                "key": kind,
                "out": str(verb(kind)),
                "into": str(verb(kind, from_source=False)),
                "directed": kind in DIRECTED_KINDS,
            }
            for kind in KINDS
        ],
        "statuses": labelled(Connection.Status.choices),
    }


def labelled(choices: Iterable[tuple[str, Any]]) -> list[dict[str, Any]]:
    """Choices as keys with their labels."""
    return [{"key": key, "label": str(label)} for key, label in choices]


def urls(data: MapData) -> dict[str, str]:
    """Addresses with `{id}` where the id goes."""
    names = {"initiative": "initiatives:detail", "connection": "initiatives:connection",
             "suggestion": "sensemaking:suggestion"}  # fmt: skip
    slug = data.access.portfolio.slug
    return {key: reverse(name, args=[slug, ID]).replace(str(ID), "{id}") for key, name in names.items()}


def group_columns(data: MapData) -> dict[str, Any] | None:
    """The groups, where there is too much for single initiatives."""
    if data.groups is None:
        return None
    items = data.groups.items
    return {
        "by": data.groups.by,
        "items": {
            "key": [group.key for group in items],
            "name": [group.name for group in items],
            "count": [group.count for group in items],
            "query": [group.query for group in items],
            "x": [round(group.x) for group in items],
            "y": [round(group.y) for group in items],
            "radius": [round(group.radius) for group in items],
        },
        "edges": {
            name: [edge[place] for edge in data.groups.edges]
            for place, name in enumerate(("source", "target", "count"))
        },
    }
