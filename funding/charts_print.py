"""The drawings of the funding page for paper: the flows and the series as SVG, coloured by classes."""

from collections import defaultdict
from textwrap import wrap

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from funding.charts import LONGEST_LINE, End, columns_of
from funding.charts_series import LINES, quarter_words
from funding.overviews import FunderOverview
from funding.overviews.folded import folded
from funding.overviews.series import Series

WIDTH, ROW, HEAD, FOOT, THICK, LINE = 760, 46, 30, 10, 9, 11
FONT = "Hub Sans, Hub Sans Ext, sans-serif"
AT = (170.0, 375.0, 575.0)
"""Where the columns of the flows stand."""
CHART = (640.0, 200.0)
APART = 13.0


def sankey_drawing(facts: FunderOverview) -> SafeString:
    """The flows with the same ends, in the same order, as the page draws them; empty without flows."""
    if not facts.flows:
        return mark_safe("")
    facts = folded(facts)
    columns = columns_of(facts)
    height = ROW * max(5, *(len(column) for column in columns))
    ends = {end.key: end for column in columns for end in column}
    parts = [_ribbons(facts, ends, height), _ends(facts, columns, height), _heads()]
    return format_html(
        '<svg class="ph-print-flows" font-family="{}" role="img" viewBox="0 0 {} {}" aria-label="{}">{}</svg>',
        FONT, WIDTH, height + HEAD + FOOT, _("Flows of money; the table has the numbers."), mark_safe("".join(parts)),
    )  # fmt: skip


def _ribbons(facts: FunderOverview, ends: dict[str, End], height: int) -> SafeString:
    """One band for each flow, as thick as its money; at each end they lie in the order of the other ends."""
    colours = {node.key: node.colour for node in facts.systems}
    scale = {key: 2 * end.half * height / float(end.amount) for key, end in ends.items() if end.amount}
    tops: dict[tuple[str, str], float] = {}
    for side in ("source", "target"):
        used: dict[str, float] = defaultdict(float)
        other = "target" if side == "source" else "source"
        for flow in sorted(facts.flows, key=lambda flow: ends[getattr(flow, other)].y):
            key = getattr(flow, side)
            tops[side, f"{flow.source}>{flow.target}"] = HEAD + (ends[key].y - ends[key].half) * height + used[key]
            used[key] += float(flow.amount) * scale[key]
    bands = []
    for flow in facts.flows:
        name, thick = f"{flow.source}>{flow.target}", float(flow.amount) * scale[flow.source]
        left, right = AT[ends[flow.source].column] + THICK / 2, AT[ends[flow.target].column] - THICK / 2
        bands.append(
            (colours.get(flow.target, 0), _band(left, tops["source", name], right, tops["target", name], thick))
        )
    return format_html_join("", '<path class="ph-ribbon ph-ribbon-{}" d="{}"/>', bands)


def _band(left: float, up: float, right: float, down: float, thick: float) -> str:
    """The outline of a band from the left, where its top is `up`, to the right, where its top is `down`."""
    middle = (left + right) / 2
    there = f"M{left:.1f} {up:.1f}C{middle:.1f} {up:.1f} {middle:.1f} {down:.1f} {right:.1f} {down:.1f}"
    low, deep = up + thick, down + thick
    return f"{there}V{deep:.1f}C{middle:.1f} {deep:.1f} {middle:.1f} {low:.1f} {left:.1f} {low:.1f}Z"


def _ends(facts: FunderOverview, columns: list[list[End]], height: int) -> SafeString:
    """Each end as a bar with its name; of a vehicle the solid part is flexible."""
    lines = {f"vehicle:{line.pk}": line for line in facts.vehicles}
    colours = {node.key: node.colour for node in facts.systems}
    drawn = []
    for at, column in enumerate(columns):
        for end in column:
            top, tall = HEAD + (end.y - end.half) * height, max(2 * end.half * height, 0.5)
            css = "ph-end-vehicle" if at == 1 else f"ph-end-{colours.get(end.key, 0)}"
            drawn.append(_bar(AT[at], top, tall, css))
            line = lines.get(end.key)
            if line and not facts.window.is_dated and end.amount:
                solid = tall * float(line.flexible / line.pledged) if line.pledged else 0.0
                drawn.append(_bar(AT[at], top + solid, tall - solid, "ph-end-earmarked"))
            drawn.append(_words(end, top - 3 if at == 1 else top + tall / 2 + 3.5))
    return mark_safe("".join(drawn))


def _words(end: End, y: float) -> SafeString:
    """A vehicle's name and sum above it; beside funders and systems the name, and the sums in a column."""
    if end.column == 1:
        return _text([(AT[1], y, "middle", end.plain)])
    start, sums = ((0.0, AT[0] - 10), (AT[2] + 10, float(WIDTH)))[end.column == 2]
    lines = wrap(end.name, LONGEST_LINE)
    first = y - LINE * (len(lines) - 1) / 2
    named = [(start, first + LINE * at, "start", line) for at, line in enumerate(lines)]
    return _text([*named, (sums, y, "end", end.millions)])


def _text(pieces: list[tuple[float, float, str, str]]) -> SafeString:
    lines = [(x, f"{y:.1f}", anchor, said) for x, y, anchor, said in pieces]
    return format_html_join("", '<text x="{}" y="{}" text-anchor="{}" font-size="10">{}</text>', lines)


def _bar(x: float, top: float, tall: float, css: str) -> SafeString:
    return format_html(
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>',
        css,
        x - THICK / 2,
        f"{top:.1f}",
        THICK,
        f"{tall:.2f}",
    )


def _heads() -> SafeString:
    names = zip((0, AT[1], AT[2] + 10), ("start", "middle", "start"), strict=True)
    words = (_("Funders"), _("Vehicles"), _("Portfolio systems"))
    heads = [(x, anchor, word) for (x, anchor), word in zip(names, words, strict=True)]
    return format_html_join("", '<text x="{}" y="9" text-anchor="{}" font-size="10" font-weight="600">{}</text>', heads)


def series_drawing(series: Series) -> SafeString:
    """Four lines over the quarters, each with its name at its end; empty without a row of money."""
    wide, tall = CHART
    sums = [float(getattr(point, name)) for point in series.points for name, *_rest in LINES]
    top, bottom = max(sums, default=0.0), min(0.0, *sums) if sums else 0.0
    if top <= bottom:
        return mark_safe("")
    last = max(len(series.points) - 1, 1)
    parts, low = [], -APART
    ends = []
    for name, label, _colour, _dash in LINES:
        spots = [
            (at / last * wide, 10 + tall * (top - float(getattr(one, name))) / (top - bottom))
            for at, one in enumerate(series.points)
        ]
        line = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in spots)
        parts.append(format_html('<path class="ph-series-{}" d="{}"/>', name, line))
        ends.append((spots[-1][1], spots[-1][0], str(label)))
    for y, x, said in sorted(ends):
        low = max(y, low + APART)
        parts.append(
            format_html('<text x="{}" y="{}" font-size="10">{}</text>', f"{x + 8:.1f}", f"{low + 3.5:.1f}", said)
        )
    for at in sorted({0, last // 2, len(series.points) - 1}):
        words = quarter_words(series.points[at])
        anchor = "start" if at == 0 else "end" if at == last else "middle"
        parts.append(
            format_html(
                '<text x="{}" y="{}" font-size="9" text-anchor="{}">{}</text>',
                f"{at / last * wide:.1f}",
                tall + 26,
                anchor,
                words,
            )
        )
    return format_html(
        '<svg class="ph-print-series" font-family="{}" role="img" viewBox="0 0 {} {}" aria-label="{}">{}</svg>',
        FONT, WIDTH, int(tall) + 32, _("Money by quarter; the table has the numbers."), mark_safe("".join(parts)),
    )  # fmt: skip
