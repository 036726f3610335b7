"""The map as a drawing of its own: SVG with light colours, for print, for files and for pages without JavaScript."""

from collections.abc import Iterator
from math import hypot
from textwrap import wrap
from xml.sax.saxutils import escape as escape_text
from xml.sax.saxutils import quoteattr

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from initiatives.models import Connection, Stage
from portfolio_hub.overviews.map.data import MapData
from portfolio_hub.overviews.map.graph import plain
from portfolio_hub.overviews.map.payload import rings as ring_labels
from portfolio_hub.overviews.map.payload import wedges as wedge_labels
from portfolio_hub.overviews.map.rose import CLOSED, CORE, Cell, at

SIZE = 1_420
"""Half of the side of the drawing: the rim is at 1000, labels stand around it."""
SYSTEM_COLOURS = (
    "#5D6C66", "#3F5EC9", "#B8701C", "#506020", "#9D3972", "#9C74E0", "#6C0C00", "#24939A", "#303848",
)  # fmt: skip
"""By the number of a system's colour; the first is for those that touch none. They are those of the light tokens."""
INK, SUPPORT, META, LINE, SURFACE, SUGGESTED = "#12201C", "#43524D", "#5D6C66", "#7F8C87", "#FFFFFF", "#B8700F"
TINTS = (0.20, 0.16, 0.12, 0.08)
"""How strongly the rings of a wedge are filled, from the inside."""
FONT = "Inter, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif"
CORE_LETTERS = 17
CORE_LINES = 5
LABEL_LETTERS = 20


def as_svg(data: MapData, *, core: str = "") -> str:
    """The drawing; `core` is what stands in the middle."""
    return "".join(parts(data, core))


def parts(data: MapData, core: str = "") -> Iterator[str]:
    """The drawing piece by piece: ground, links, dots, names."""
    title = _("Map of %(portfolio)s") % {"portfolio": data.access.portfolio.name}
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-SIZE} {-SIZE} {2 * SIZE} {2 * SIZE}" role="img" '
        f'aria-labelledby="map-title map-desc" font-family={quoteattr(FONT)}>'
        f'<title id="map-title">{text(title)}</title><desc id="map-desc">{text(description(data))}</desc>'
        f'<rect x="{-SIZE}" y="{-SIZE}" width="{2 * SIZE}" height="{2 * SIZE}" fill="{SURFACE}"/>'
    )
    if data.groups is None:
        yield from ground(data)
        yield from links(data)
        yield from dots(data)
        yield from names(data, core)
    else:
        yield from grouped(data)
    yield "</svg>"


def text(value: object) -> str:
    """Text that XML can hold."""
    return escape_text(plain(str(value)))


def description(data: MapData) -> str:
    """What the drawing shows, in a sentence or two."""
    counts = data.counts
    shown = [
        ngettext("%d initiative", "%d initiatives", counts.initiatives) % counts.initiatives,
        ngettext("%d connection", "%d connections", counts.connections) % counts.connections,
    ]
    if data.groups is not None:
        return _("%(what)s, in groups.") % {"what": ", ".join(shown)}
    return _(
        "%(what)s. A wedge is a system; the closer to the middle, the closer to embedded; hollow dots are closed."
    ) % {"what": ", ".join(shown)}


def ground(data: MapData) -> Iterator[str]:
    """The wedges, each ring of them tinted."""
    for place, wedge in enumerate(data.wedges):
        for ring in range(CLOSED):
            yield (
                f'<path d="{sector(data.rose.cell(place, ring))}" fill="{SYSTEM_COLOURS[wedge.colour]}" '
                f'fill-opacity="{TINTS[ring]}"/>'
            )


def sector(cell: Cell) -> str:
    """The path of a cell, a little narrower than it, so that wedges stay apart."""
    space = min(0.6, (cell.end - cell.start) / 8)
    start, end, large = cell.start + space, cell.end - space, int(cell.end - cell.start - 2 * space > 180)
    (ax, ay), (bx, by) = at(start, cell.outer), at(end, cell.outer)
    (cx, cy), (dx, dy) = at(end, cell.inner), at(start, cell.inner)
    outer, inner = cell.outer, cell.inner
    return (
        f"M{ax:.1f} {ay:.1f}A{outer:.1f} {outer:.1f} 0 {large} 1 {bx:.1f} {by:.1f}"
        f"L{cx:.1f} {cy:.1f}A{inner:.1f} {inner:.1f} 0 {large} 0 {dx:.1f} {dy:.1f}Z"
    )


def links(data: MapData) -> Iterator[str]:
    """Connections as quiet lines, dashed where refuted or over; suggestions dotted in amber."""
    points = data.rose.points
    over = (Connection.Status.REFUTED, Connection.Status.ENDED)
    yield f'<g fill="none" stroke="{INK}" stroke-opacity="0.16" stroke-width="2">'
    for edge in data.edges:
        dashes = ' stroke-dasharray="10 8"' if edge.status in over else ""
        yield f'<path d="{curve(points[edge.source], points[edge.target])}"{dashes}/>'
    yield f'</g><g fill="none" stroke="{SUGGESTED}" stroke-width="4" stroke-dasharray="2 9" stroke-linecap="round">'
    for one in data.suggested:
        yield f'<path d="{curve(points[one.source], points[one.target])}"/>'
    yield "</g>"


def curve(one: tuple[float, float], other: tuple[float, float]) -> str:
    """A line that bends towards the middle and round the core."""
    x, y = (one[0] + other[0]) / 2, (one[1] + other[1]) / 2
    far = hypot(x, y) or 1.0
    bend = max(far * 0.7, CORE * 1.15) / far
    x, y = (x * bend, y * bend) if far > 1.0 else (CORE * 1.15, 0.0)
    return f"M{one[0]:.0f} {one[1]:.0f}Q{x:.0f} {y:.0f} {other[0]:.0f} {other[1]:.0f}"


def dots(data: MapData) -> Iterator[str]:
    """The initiatives, each with its title; closed ones are hollow."""
    points, size = data.rose.points, data.rose.dot
    for node in data.nodes:
        x, y = points[node.id]
        colour = SYSTEM_COLOURS[data.wedges[data.wedge_of(node)].colour]
        look = (
            f'fill="{SURFACE}" stroke="{colour}" stroke-width="3.5"'
            if node.stage == Stage.CLOSED
            else f'fill="{colour}" stroke="{SURFACE}" stroke-width="2"'
        )
        yield f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{size:.1f}" {look}><title>{text(node.title)}</title></circle>'


def names(data: MapData, core: str) -> Iterator[str]:
    """The names of systems around the rim, of stages in the gap, and the core over all lines, with the intent."""
    for wedge in wedge_labels(data):
        lines = wrap(wedge["name"], LABEL_LETTERS) or [""]
        top = wedge["y"] - (len(lines) - 1) * 19
        for place, line in enumerate(lines):
            count = f' <tspan font-weight="400" fill="{META}">{wedge["count"]}</tspan>' if line is lines[-1] else ""
            yield (
                f'<text x="{wedge["x"]}" y="{top + place * 38}" text-anchor="{wedge["anchor"]}" font-size="32" '
                f'font-weight="600" fill="{INK}">{text(line)}{count}</text>'
            )
    for ring in ring_labels(data.rose):
        yield (
            f'<text x="{ring["x"]}" y="{ring["y"]}" text-anchor="end" font-size="26" fill="{SUPPORT}">'
            f"{text(ring['label'])}</text>"
        )
    yield f'<circle r="{CORE - 12:.0f}" fill="{SURFACE}" stroke="{LINE}" stroke-opacity="0.35"/>'
    lines = wrap(core, CORE_LETTERS)[:CORE_LINES]
    for place, line in enumerate(lines):
        yield (
            f'<text x="0" y="{(place - (len(lines) - 1) / 2) * 46 + 12:.0f}" text-anchor="middle" font-size="38" '
            f'font-style="italic" font-family="Newsreader, Georgia, serif" fill="{INK}">{text(line)}</text>'
        )


def grouped(data: MapData) -> Iterator[str]:
    """Groups as discs, as large as they have initiatives, lines between them as thick as they have connections."""
    if data.groups is None:
        return
    items = data.groups.items
    most = max((count for *_ends, count in data.groups.edges), default=1)
    yield f'<g stroke="{INK}" stroke-opacity="0.25" fill="none">'
    for one, other, count in data.groups.edges:
        a, b = items[one], items[other]
        yield (
            f'<path d="{curve((a.x, a.y), (b.x, b.y))}" stroke-width="{2 + 26 * count / most:.1f}">'
            f"<title>{text(f'{a.name} – {b.name}: {count}')}</title></path>"
        )
    yield "</g>"
    for group in items:
        yield (
            f'<circle cx="{group.x:.0f}" cy="{group.y:.0f}" r="{group.radius:.0f}" fill="#D9EAEA" stroke="#0B5963" '
            f'stroke-width="3"/><text x="{group.x:.0f}" y="{group.y:.0f}" text-anchor="middle" font-size="28" '
            f'fill="{INK}">{text(group.name)} <tspan fill="{META}">{group.count}</tspan></text>'
        )
