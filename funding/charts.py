"""The Sankey of the funding page, and its table twin."""

from dataclasses import dataclass, replace
from decimal import Decimal
from textwrap import wrap
from typing import Any

from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from funding.overviews import FunderOverview
from funding.overviews.flows import WITHOUT_ROWS, Flow
from funding.overviews.folded import OTHERS, folded
from portfolio_hub.lib.formats import number

MILLION = 1_000_000
NEUTRAL = 0
ROW_HEIGHT, FEWEST_ROWS = 62, 5
TOP, BOTTOM, PAD, THICKNESS = 44, 12, 24, 14
LEFT, RIGHT = 0.21, 0.79
LONGEST_LINE, ASIDE = 24, 10
NEAR_EDGE = 0.001
PLAIN = {"showarrow": False, "xref": "paper", "yref": "paper"}
BOLD = {**PLAIN, "font": {"weight": 600}}
HEAD = {**BOLD, "yanchor": "bottom"}


@dataclass(frozen=True)
class FlowRow:
    """One line of the table twin; `which` and `query` are the address of its rows, empty in outline."""

    source: str
    target: str
    amount: Decimal
    which: str = ""
    query: str = ""


def flow_rows(overview: FunderOverview) -> tuple[FlowRow, ...]:
    """The flows with the names of their ends, in the order of the drawing."""
    names, known = _names(overview), {f"vehicle:{line.pk}" for line in overview.vehicles if line.is_open}
    query = replace(overview.window, vehicles=frozenset()).query
    period = f"{query}&" if query else ""
    return tuple(
        FlowRow(names[flow.source], names[flow.target], flow.amount, *_rows_of(flow, period, known))
        for flow in overview.flows
    )


def _rows_of(flow: Flow, period: str, known: set[str]) -> tuple[str, str]:
    """Which rows make up a flow, and how an address asks for them; nothing for what only keeps sums whole."""
    is_into = flow.target.startswith("vehicle:")
    vehicle, other = (flow.target, flow.source) if is_into else (flow.source, flow.target)
    kind, _sep, pk = other.partition(":")
    if vehicle not in known or (kind != "funder" and (is_into or int(pk) in WITHOUT_ROWS)):
        return "", ""
    own = f"{period}vehicle={vehicle.partition(':')[2]}"
    return ("committed", f"{own}&funder={pk}") if is_into else ("allocated", f"{own}&end={pk}")


def sankey(facts: FunderOverview, slug: str = "") -> dict[str, Any]:
    """Return the figure as Plotly JSON: funder → vehicle → system, amounts in millions of the currency.

    With the portfolio's slug a click on a flow leads to its rows, where the reader may open them. Of many vehicles
    the largest are drawn, and the rest as one. The server places every end, so that its label can stand beside it;
    colours are tokens, which the page resolves in its theme.
    """
    overview = folded(facts)
    columns = columns_of(overview)
    ends = [end for column in columns for end in column]
    place = {end.key: index for index, end in enumerate(ends)}
    colours = {node.key: node.colour for node in overview.systems}
    trace: dict[str, Any] = {
        "type": "sankey",
        "arrangement": "fixed",
        "domain": {"x": [LEFT, RIGHT], "y": [0, 1]},
        "valueformat": ",.1f",
        "valuesuffix": f" {overview.currency} m",
        "textfont": {"color": "rgba(0,0,0,0)", "size": 1},
        "node": {
            "label": [end.name for end in ends],
            "x": [end.x for end in ends],
            "y": [end.y for end in ends],
            "pad": PAD,
            "thickness": THICKNESS,
            "line": {"width": 0},
        },
        "link": {
            "source": [place[flow.source] for flow in overview.flows],
            "target": [place[flow.target] for flow in overview.flows],
            "value": [float(flow.amount / MILLION) for flow in overview.flows],
            "customdata": _addresses(overview, slug),
        },
    }
    layout: dict[str, Any] = {
        "height": height_of(columns),
        "margin": {"l": 0, "r": 0, "t": TOP, "b": BOTTOM},
        "annotations": [*_heads(), *(note for end in ends for note in _labels(end))],
        "shapes": [] if overview.window.is_dated else _earmarked(overview, columns[1]),
    }
    trace["node"]["color"] = [_node_colour(end.key, colours) for end in ends]
    trace["link"]["color"] = [_link_colour(colours.get(flow.target, NEUTRAL)) for flow in overview.flows]
    for annotation in layout["annotations"]:
        annotation["font"] = {"color": "var(--ph-ink)", "size": 13, **annotation.get("font", {})}
    return {"data": [trace], "layout": layout}


def _addresses(overview: FunderOverview, slug: str) -> list[str]:
    """The address of the rows of each flow; empty where there is none for this reader."""
    pages = {which: reverse("funding:rows", args=[slug, which]) for which in ("committed", "allocated") if slug}
    return [f"{pages[row.which]}?{row.query}" if row.which in pages else "" for row in flow_rows(overview)]


@dataclass(frozen=True)
class End:
    """One end of flows where it is drawn: `x` and `y` are its centre from the top left, 0 to 1."""

    key: str
    name: str
    amount: Decimal
    column: int
    x: float
    y: float
    half: float

    @property
    def millions(self) -> str:
        return number(self.amount / MILLION, get_language() or "en")

    @property
    def plain(self) -> str:
        """Name and millions."""
        return f"{self.name}  {self.millions}"

    @property
    def text(self) -> str:
        """The same for Plotly, which reads markup."""
        return escape(self.plain)


def columns_of(overview: FunderOverview) -> list[list[End]]:
    """Funders, vehicles and systems from left to right, each column spread over the whole height."""
    through = overview.through
    vehicles = [
        (key, line.name, through[key]) for line in overview.vehicles if (key := f"vehicle:{line.pk}") in through
    ]
    funders = [(node.key, node.name, node.amount) for node in overview.sources]
    systems = [(node.key, node.name, node.amount) for node in overview.systems]
    found = [funders, sorted(vehicles, key=lambda end: (end[0] == OTHERS, -end[2])), systems]
    most = max(len(column) for column in found)
    inner = ROW_HEIGHT * max(most, FEWEST_ROWS)
    total = float(max((sum((end[2] for end in column), Decimal(0)) for column in found), default=Decimal(1)) or 1)
    scale = (inner - (most - 1) * PAD) / total
    return [_spread(column, at, inner, scale) for at, column in enumerate(found)]


def _spread(column: list[tuple[str, str, Decimal]], at: int, inner: float, scale: float) -> list[End]:
    free = inner - sum(float(amount) * scale for _key, _name, amount in column)
    gap = free / (len(column) - 1) if len(column) > 1 else free
    top, ends = 0.0 if len(column) > 1 else free / 2, []
    for key, name, amount in column:
        height = float(amount) * scale
        x = (NEAR_EDGE, 0.5, 1 - NEAR_EDGE)[at]
        ends.append(End(key, name, amount, at, x, (top + height / 2) / inner, height / 2 / inner))
        top += height + gap
    return ends


def height_of(columns: list[list[End]]) -> int:
    return ROW_HEIGHT * max(FEWEST_ROWS, *(len(column) for column in columns)) + TOP + BOTTOM


def _heads() -> list[dict[str, Any]]:
    """What each column is, above it."""
    places = (
        (_("Funders"), {"x": 0, "xanchor": "left"}),
        (_("Vehicles"), {"x": (LEFT + RIGHT) / 2, "xanchor": "center"}),
        (_("Portfolio systems"), {"x": RIGHT, "xanchor": "left", "xshift": ASIDE}),
    )
    return [{"text": name, "y": 1, "yshift": TOP - 18, **place, **HEAD} for name, place in places]


def _labels(end: End) -> list[dict[str, Any]]:
    """A vehicle's name stands above it; funders and systems beside theirs, with their sums in a column."""
    if end.column == 1:
        middle = (LEFT + RIGHT) / 2
        top = 1 - (end.y - end.half)
        return [
            {"text": end.text, "x": middle, "y": top, "yshift": 1, "yanchor": "bottom", "xanchor": "center", **BOLD}
        ]
    name: dict[str, Any] = {"text": "<br>".join(escape(line) for line in wrap(end.name, LONGEST_LINE)), "align": "left"}
    amount: dict[str, Any] = {"text": end.millions, "xanchor": "right", "font": {"color": "var(--ph-ink-2)"}}
    places: tuple[dict[str, Any], ...] = (
        ({"x": 0, "xanchor": "left"}, {"x": LEFT, "xshift": -ASIDE})
        if end.column == 0
        else ({"x": RIGHT, "xanchor": "left", "xshift": ASIDE}, {"x": 1})
    )
    return [
        {**words, **place, "y": 1 - end.y, "yanchor": "middle", **PLAIN}
        for words, place in zip((name, amount), places, strict=True)
    ]


def _earmarked(overview: FunderOverview, vehicles: list[End]) -> list[dict[str, Any]]:
    """A hollow rectangle over the part of each vehicle that is not flexible, below the solid one."""
    lines = {f"vehicle:{line.pk}": line for line in overview.vehicles}
    hollow = []
    for end in vehicles:
        line = lines[end.key]
        solid = float(line.flexible / line.pledged) if line.pledged else 0.0
        top, bottom = 1 - (end.y - end.half), 1 - (end.y + end.half)
        if solid < 1:
            hollow.append(
                {
                    "type": "rect", "layer": "above", "xref": "paper", "yref": "paper", "xsizemode": "pixel",
                    "xanchor": (LEFT + RIGHT) / 2, "x0": -THICKNESS / 2 + 0.5, "x1": THICKNESS / 2 - 0.5,
                    "y0": bottom, "y1": top - 2 * end.half * solid,
                    "fillcolor": "var(--ph-surface)", "line": {"width": 1.25, "color": "var(--ph-accent)"},
                }
            )  # fmt: skip
    return hollow


def _names(overview: FunderOverview) -> dict[str, str]:
    return {
        **{node.key: node.name for node in overview.sources},
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
