"""The Sankey of the funding page, and its table twin."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import plotly.graph_objects as go

from funding.overviews import Flow, FunderOverview

MILLION = 1_000_000
NEUTRAL = 0


@dataclass(frozen=True)
class FlowRow:
    """One line of the table twin."""

    source: str
    target: str
    amount: Decimal


def flow_rows(overview: FunderOverview) -> tuple[FlowRow, ...]:
    """The flows with the names of their ends, in the order of the drawing."""
    names = _names(overview)
    return tuple(FlowRow(names[flow.source], names[flow.target], flow.amount) for flow in overview.flows)


def sankey(overview: FunderOverview) -> dict[str, Any]:
    """Return the figure as Plotly JSON: funder → vehicle → system, amounts in millions of the currency.

    Colours are left as tokens (`meta.nodes`, `meta.links`: 0 neutral, 1–8 systems, "vehicle"), which the page
    fills in from its theme.
    """
    names = _names(overview)
    keys = [key for key in names if _touched(key, overview.flows)]
    place = {key: index for index, key in enumerate(keys)}
    colours = {node.key: node.colour for node in overview.systems}
    links = {
        "source": [place[flow.source] for flow in overview.flows],
        "target": [place[flow.target] for flow in overview.flows],
        "value": [float(flow.amount / MILLION) for flow in overview.flows],
    }
    figure = go.Figure(
        go.Sankey(
            arrangement="snap",
            node={"label": [names[key] for key in keys], "pad": 22, "thickness": 10},
            link=links,
            valueformat=",.1f",
            valuesuffix=f" {overview.currency} m",
        )
    )
    figure.update_layout(
        meta={
            "nodes": [_token(key, colours) for key in keys],
            "links": [colours.get(flow.target, NEUTRAL) for flow in overview.flows],
        },
        height=max(360, 56 * max(len(overview.funders), len(overview.vehicles), len(overview.systems))),
    )
    return figure.to_plotly_json() | {"layout": {"meta": figure.layout.meta, "height": figure.layout.height}}


def _names(overview: FunderOverview) -> dict[str, str]:
    return {
        **{node.key: node.name for node in overview.funders},
        **{f"vehicle:{line.pk}": line.name for line in overview.vehicles},
        **{node.key: node.name for node in overview.systems},
    }


def _touched(key: str, flows: tuple[Flow, ...]) -> bool:
    return any(key in (flow.source, flow.target) for flow in flows)


def _token(key: str, colours: dict[str, int]) -> int | str:
    return "vehicle" if key.startswith("vehicle:") else colours.get(key, NEUTRAL)
