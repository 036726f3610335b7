"""The Sankey of the funding page, and its table twin."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import plotly.graph_objects as go

from funding.overviews import FunderOverview

MILLION = 1_000_000
NEUTRAL = 0
MIN_HEIGHT, ROW_HEIGHT = 360, 62


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

    Colours are tokens, which the page resolves in its theme.
    """
    names = _names(overview)
    touched = {end for flow in overview.flows for end in (flow.source, flow.target)}
    keys = [key for key in names if key in touched]
    place = {key: index for index, key in enumerate(keys)}
    colours = {node.key: node.colour for node in overview.systems}
    figure = go.Figure(
        go.Sankey(
            arrangement="snap",
            valueformat=",.1f",
            valuesuffix=f" {overview.currency} m",
            node={"label": [names[key] for key in keys], "pad": 22, "thickness": 10, "line": {"width": 0}},
            link={
                "source": [place[flow.source] for flow in overview.flows],
                "target": [place[flow.target] for flow in overview.flows],
                "value": [float(flow.amount / MILLION) for flow in overview.flows],
            },
        )
    ).to_plotly_json()
    trace = figure["data"][0]
    trace["node"]["color"] = [_node_colour(key, colours) for key in keys]
    trace["link"]["color"] = [_link_colour(colours.get(flow.target, NEUTRAL)) for flow in overview.flows]
    rows = max(len(overview.funders), len(overview.vehicles), len(overview.systems))
    return {"data": [trace], "layout": {"height": max(MIN_HEIGHT, ROW_HEIGHT * rows)}}


def _names(overview: FunderOverview) -> dict[str, str]:
    return {
        **{node.key: node.name for node in overview.funders},
        **{f"vehicle:{line.pk}": line.name for line in overview.vehicles},
        **{node.key: node.name for node in overview.systems},
    }


def _node_colour(key: str, colours: dict[str, int]) -> str:
    if key.startswith("vehicle:"):
        return "var(--ph-accent)"
    colour = colours.get(key, NEUTRAL)
    return f"var(--ph-system-{colour})" if colour else "var(--ph-ink-3)"


def _link_colour(colour: int) -> str:
    return f"var(--ph-system-{colour})/0.32" if colour else "var(--ph-ink-3)/0.2"
