"""Who works with whom: the drawing of organisations, and the pairs behind it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from initiatives.models import NetworkReading
from initiatives.network.force import Spots
from stakeholders.access import Access
from stakeholders.models import Organisation, Sector

WIDTH, HEIGHT, EDGE = 960, 600, 36
MOST_DRAWN, MOST_LINES, MOST_LABELLED = 250, 1200, 20
LONGEST_LABEL, LETTER, LINE = 30, 5.4, 14
"""Of a name: letters at most, and how wide a letter and how high a line is on the drawing."""
PAIRS_AT_ONCE = 50


@dataclass(frozen=True)
class Dot:
    """One organisation on the drawing; `words` are what a pointer or a screen reader is told."""

    x: str
    y: str
    radius: str
    url: str
    words: str
    label: str
    label_y: str
    css: str


@dataclass(frozen=True)
class Line:
    """Two that work together; `css` says how often."""

    x1: str
    y1: str
    x2: str
    y2: str
    css: str


@dataclass(frozen=True)
class Pair:
    """A row of the table: two organisations and the number of initiatives they share."""

    one: Organisation
    other: Organisation
    shared: int
    one_url: str
    other_url: str


@dataclass(frozen=True)
class Wanted:
    """What the drawing is narrowed to: a sector, and with it the sector on the other side."""

    sector: str = ""
    beside: str = ""

    @classmethod
    def read(cls, query: Any) -> "Wanted":
        """Take the choice from an address; anything unknown is left out."""
        sector, beside = (query.get(name, "") for name in ("sector", "with"))
        known = set(Sector.values)
        return cls(sector if sector in known else "", beside if beside in known and sector in known else "")

    def keeps(self, one: str, other: str) -> bool:
        """Whether a pair of these sectors is asked for."""
        if not self.sector:
            return True
        if self.beside:
            return {one, other} == {self.sector, self.beside}
        return self.sector in (one, other)


@dataclass(frozen=True)
class Drawing:
    """The drawing with its table; `left_out` counts organisations that it has no room for."""

    dots: list[Dot]
    lines: list[Line]
    pairs: list[Pair]
    all_pairs: int
    left_out: int
    next_from: int | None
    wanted: Wanted
    width: int = WIDTH
    height: int = HEIGHT


def drawing_of(access: Access, reading: NetworkReading, wanted: Wanted, *, begin: int = 0) -> Drawing:
    """Draw a reading for one reader, in one query; `begin` is the row at which the table begins."""
    held = {org.pk: org for org in Organisation.objects.listed_in(access.portfolio)}
    links = [row for row in reading.measures.get("pairs", ()) if row[0] in held and row[1] in held]
    asked = [row for row in links if wanted.keeps(held[row[0]].sector, held[row[1]].sector)]
    degree = Counter(pk for row in links for pk in row[:2])
    placed = [pk for pk in map(int, reading.positions) if pk in held]
    drawn = sorted(placed, key=lambda pk: (-degree[pk], pk))[:MOST_DRAWN]
    spots = {pk: _spot(reading.positions[str(pk)]) for pk in drawn}
    lines = [_line(spots, row) for row in asked if row[0] in spots and row[1] in spots][:MOST_LINES]
    labels = _labels(drawn, spots, degree, held, wanted)
    dots = [_dot(access, held[pk], spots[pk], degree[pk], wanted, label=labels.get(pk, "")) for pk in reversed(drawn)]
    shown = asked[begin : begin + PAIRS_AT_ONCE]
    more = begin + PAIRS_AT_ONCE
    return Drawing(
        dots, lines, [_pair(access, held, row) for row in shown], len(asked), len(placed) - len(drawn),
        more if more < len(asked) else None, wanted,
    )  # fmt: skip


def _labels(
    drawn: list[int], spots: Spots, degree: Mapping[int, int], held: Mapping[int, Organisation], wanted: Wanted
) -> dict[int, str]:
    """Names of the best connected of those asked for, each where it covers no other name."""
    labels: dict[int, str] = {}
    taken: list[tuple[float, float, float]] = []
    for pk in drawn:
        if not degree[pk] or (wanted.sector and not _is_asked(held[pk], wanted)):
            continue
        label = Truncator(held[pk].short_name or held[pk].name).chars(LONGEST_LABEL)
        (x, y), half = spots[pk], len(label) * LETTER / 2
        is_free = all(abs(x - at) > half + wide or abs(y - high) > LINE for at, high, wide in taken)
        if is_free and EDGE / 2 + half < x < WIDTH - EDGE / 2 - half:
            labels[pk] = label
            taken.append((x, y, half))
        if len(labels) == MOST_LABELLED:
            break
    return labels


def _is_asked(organisation: Organisation, wanted: Wanted) -> bool:
    return organisation.sector in (wanted.sector, wanted.beside)


def _spot(place: list[float]) -> tuple[float, float]:
    return round(EDGE + place[0] * (WIDTH - 2 * EDGE), 1), round(EDGE + place[1] * (HEIGHT - 2 * EDGE), 1)


def _line(spots: Mapping[int, tuple[float, float]], row: list[int]) -> Line:
    x1, y1, x2, y2 = (f"{axis:.1f}" for pk in row[:2] for axis in spots[pk])
    return Line(x1, y1, x2, y2, f"ph-net-line-{min(row[2], 3)}")


def _dot(
    access: Access, organisation: Organisation, spot: tuple[float, float], degree: int, wanted: Wanted, *, label: str
) -> Dot:
    """A dot grows with the number of partners; without any it is a ring."""
    partners = ngettext("works with %(many)d other", "works with %(many)d others", degree) % {"many": degree}
    words = f"{organisation.name}: {partners if degree else _('works with nobody else here')}"
    css = "ph-net-alone" if not degree else "ph-net-dot"
    if wanted.sector and not _is_asked(organisation, wanted):
        css += " ph-net-faint"
    radius = 4 + min(degree, 40) ** 0.5 * 1.6
    x, y, above = f"{spot[0]:.1f}", f"{spot[1]:.1f}", f"{spot[1] - radius - 5:.1f}"
    return Dot(x, y, f"{radius:.1f}", _url(access, organisation), words, label, above, css)


def _pair(access: Access, held: Mapping[int, Organisation], row: list[int]) -> Pair:
    one, other = held[row[0]], held[row[1]]
    return Pair(one, other, row[2], _url(access, one), _url(access, other))


def _url(access: Access, organisation: Organisation) -> str:
    return reverse("stakeholders:organisation", args=[access.portfolio.slug, organisation.pk])
