"""The time series of the funding page as a Plotly figure, and as a drawing for paper."""

from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from funding.overviews.series import Point, Series
from portfolio_hub.lib.formats import placed

MILLION = 1_000_000
HEIGHT, TOP, BOTTOM, RIGHT = 320, 12, 28, 84
APART, LOWEST = 0.055, 0.03
LINES = (
    ("committed", gettext_lazy("Committed"), "var(--ph-ink-3)", "solid"),
    ("allocated", gettext_lazy("Allocated"), "var(--ph-accent)", "dot"),
    ("drawn", gettext_lazy("Drawn"), "var(--ph-system-1)", "solid"),
    ("paid", gettext_lazy("Paid out"), "var(--ph-accent)", "solid"),
)
"""What is drawn: its name in words, its colour, and how its line looks, so that nobody needs the colour."""


def quarter_words(point: Point) -> str:
    """Q3 2026."""
    return _("Q%(quarter)d %(year)d") % {"quarter": point.quarter, "year": point.year}


def series_figure(series: Series) -> dict[str, Any]:
    """Return the figure as Plotly JSON; each line has its name at its end, and colours are tokens."""
    days = [point.last_day.isoformat() for point in series.points]
    language = get_language() or "en"
    million = "\u00a0Mio." if language.startswith("de") else "m"
    before, after = placed(f"#{million}", series.currency, language).split("#")
    top = max((abs(getattr(point, name)) for point in series.points for name, *_rest in LINES), default=1) or 1
    traces = [
        {
            "type": "scatter", "mode": "lines", "name": str(label), "x": days,
            "y": [_millions(getattr(point, name)) for point in series.points],
            "line": {"color": colour, "width": 2.25, "dash": dash},
            "hovertemplate": f"%{{x|%b %Y}}: {before}%{{y:,.1f}}{after}",
        }
        for name, label, colour, dash in LINES
    ]  # fmt: skip
    return {
        "data": traces,
        "layout": {
            "height": HEIGHT,
            "margin": {"l": 0, "r": RIGHT, "t": TOP, "b": BOTTOM},
            "hovermode": "x unified",
            "yaxis": {"rangemode": "tozero", "tickprefix": before, "ticksuffix": after, "automargin": True},
            "xaxis": {"automargin": True, **({"range": [days[0], days[-1]]} if len(days) > 1 else {})},
            "annotations": _names(series, days, float(top)),
        },
    }


def _names(series: Series, days: list[str], top: float) -> list[dict[str, Any]]:
    """The name of each line beside its end, none upon another."""
    if not series.points:
        return []
    ends = sorted(
        (float(getattr(series.points[-1], name)) / top, str(label), colour) for name, label, colour, _d in LINES
    )
    placed, low = [], min(LOWEST, ends[0][0]) - APART
    for height, label, colour in ends:
        low = max(height, low + APART)
        placed.append(
            {
                "text": label, "x": days[-1], "y": low * top / MILLION, "xanchor": "left", "yanchor": "middle",
                "xshift": 8, "showarrow": False, "font": {"color": colour},
            }
        )  # fmt: skip
    return placed


def _millions(amount: Decimal) -> float:
    return float(amount / MILLION)
