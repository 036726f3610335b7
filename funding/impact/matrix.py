"""The matrix of impact logic: rows along one axis, a column for each concern, and what is judged where they meet."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from funding.impact.axes import COMBINATION, INITIATIVE, JUDGED_AXES, contributions_behind
from funding.impact.wanted import Wanted, columns_of, judged_of, rows_of
from funding.models import Concern, Contribution
from initiatives.overviews.combinations.filters import members_seen, touches
from portfolio_hub.lib.keyset import page_of
from stakeholders.access import Access, Permission

PAGE = 25
AT_ONCE = 500
LEVELS = tuple(Contribution.Evidence.values[::-1])
"""Ways of knowing, the surest first."""

AXIS_LABELS: dict[str, Promise] = {
    "combination": _("Combinations"),
    "initiative": _("Initiatives"),
    "vehicle": _("Vehicles"),
    "system": _("Systems"),
}


@dataclass(frozen=True, slots=True)
class Counted:
    """How many contributions stand behind a cell on one level of evidence, and how many of them work against it."""

    level: str
    label: str
    count: int
    against: int


@dataclass(frozen=True)
class Cell:
    """Where a row meets a concern: one judgement, or on the axes of vehicles and systems counts by evidence."""

    concern: Concern
    path: tuple[str, int, str, int] | None = None
    judgement: Contribution | None = None
    counts: tuple[Counted, ...] = ()

    @property
    def url(self) -> str:
        """The page of what stands behind it; empty where there is nothing to read or to judge."""
        return reverse("funding:concern-cell", args=self.path) if self.path else ""

    @property
    def words(self) -> str:
        """The cell as a sentence, for the table and for those who hear it."""
        if self.judgement is not None:
            return judgement_words(self.judgement)
        return ", ".join(counted_words(one) for one in self.counts) or _now("not judged")


@dataclass(frozen=True)
class Row:
    """One line of the matrix."""

    name: str
    url: str
    line: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Matrix:
    """One page of the matrix."""

    wanted: Wanted
    concerns: tuple[Concern, ...]
    rows: tuple[Row, ...]
    next_cursor: str = ""
    is_first: bool = True
    has_harm: bool = False

    @property
    def counts_rows(self) -> bool:
        """Whether cells hold counts of contributions and not one judgement."""
        return self.wanted.by not in JUDGED_AXES


@dataclass
class Found:
    """What a page of rows needs: lines below names, and what is judged, by row and concern."""

    lines: dict[int, str] = field(default_factory=dict)
    judged: dict[tuple[int, int], Contribution] = field(default_factory=dict)
    counted: dict[tuple[int, int], dict[str, list[int]]] = field(default_factory=dict)


def matrix(access: Access, wanted: Wanted, size: int = PAGE) -> Matrix:
    """Build one page in at most six queries, whatever the size of the portfolio."""
    order = ("order", "pk") if wanted.by == "system" else ("title" if wanted.by == INITIATIVE else "name", "pk")
    page = page_of(rows_of(access, wanted), order=order, after=wanted.after, size=size)
    concerns = columns_of(access, wanted)
    found = _found(access, wanted.by, [row.pk for row in page.rows])
    rows = tuple(_row(access, wanted.by, row, concerns, found) for row in page.rows)
    shown = {concern.pk for concern in concerns}
    harm = any(one.is_harm for one in found.judged.values() if one.concern_id in shown) or any(
        against for levels in found.counted.values() for _count, against in levels.values()
    )
    return Matrix(wanted, concerns, rows, page.next_cursor, page.is_first, harm)


def pages(access: Access, wanted: Wanted) -> Iterator[Matrix]:
    """Every page, one after the other, for files."""
    after = ""
    while True:
        page = matrix(access, replace(wanted, after=after), AT_ONCE)
        yield page
        if not (after := page.next_cursor):
            return


def judgement_words(row: Contribution) -> str:
    """Large, evidenced; works against it."""
    words = _now("%(size)s, %(evidence)s") % {
        "size": row.get_size_display(), "evidence": row.get_evidence_display().lower(),
    }  # fmt: skip
    return f"{words}; {_now('works against it')}" if row.is_harm else words


def counted_words(one: Counted) -> str:
    """2 evidenced, of which 1 works against it."""
    words = f"{one.count} {one.label.lower()}"
    if not one.against:
        return words
    against = ngettext("%(count)d works against it", "%(count)d work against it", one.against)
    return f"{words} ({against % {'count': one.against}})"


def cell_url(access: Access, concern: int, by: str, of: int) -> str:
    """The page of what stands behind a cell."""
    return reverse("funding:concern-cell", args=[access.portfolio.slug, concern, by, of])


def _found(access: Access, by: str, ids: list[int]) -> Found:
    if not ids:
        return Found()
    if by not in JUDGED_AXES:
        return Found(counted=_counted(access, by, ids))
    rows = judged_of(access, by).filter(**{f"{by}__in": ids})
    judged = {(getattr(row, f"{by}_id"), row.concern_id): row for row in rows}
    lines = _combination_lines(access, ids) if by == COMBINATION else {}
    return Found(lines, judged)


def _counted(access: Access, by: str, ids: list[int]) -> dict[tuple[int, int], dict[str, list[int]]]:
    """By row and concern: on each level how many contributions, and how many of them work against it."""
    found: dict[tuple[int, int], dict[str, list[int]]] = defaultdict(dict)
    for rows, path in contributions_behind(access, by, ids):
        groups = rows.order_by().values_list(path, "concern", "evidence", "is_harm")
        for of, concern, level, is_harm, count in groups.annotate(many=Count("pk", distinct=True)):
            sums = found[of, concern].setdefault(level, [0, 0])
            sums[0] += count
            sums[1] += count if is_harm else 0
    return dict(found)


def _combination_lines(access: Access, ids: list[int]) -> dict[int, str]:
    """23 initiatives in 4 systems; only members that the reader may see count."""
    members = members_seen(access).filter(combination__in=ids).order_by()
    counts = dict(members.values_list("combination").annotate(many=Count("pk")))
    here = touches(access).filter(placement__initiative__combination_memberships__in=members.values("pk"))
    path = "placement__initiative__combination_memberships__combination"
    spans = (
        here.filter(**{f"{path}__in": ids}).order_by().values_list(path).annotate(many=Count("system", distinct=True))
    )
    systems = dict(spans)
    lines = {}
    for pk in ids:
        many, wide = counts.get(pk, 0), systems.get(pk, 0)
        words = ngettext("%(count)d initiative", "%(count)d initiatives", many) % {"count": many}
        across = ngettext("in %(count)d system", "in %(count)d systems", wide) % {"count": wide}
        lines[pk] = f"{words} {across}" if wide else words
    return lines


def _row(access: Access, by: str, row: Any, concerns: tuple[Concern, ...], found: Found) -> Row:
    cells = []
    for concern in concerns:
        key = (row.pk, concern.pk)
        levels = found.counted.get(key, {})
        counts = tuple(
            Counted(level, str(Contribution.Evidence(level).label), *levels[level])
            for level in LEVELS
            if level in levels
        )
        path = (access.portfolio.slug, concern.pk, by, row.pk)
        is_open = key in found.judged or counts or (by in JUDGED_AXES and access.may(Permission.CURATE))
        cells.append(Cell(concern, path if is_open else None, found.judged.get(key), counts))
    return Row(str(row), address_of(access, by, row), found.lines.get(row.pk, ""), tuple(cells))


def address_of(access: Access, by: str, row: Any) -> str:
    """The page of what stands on the axis."""
    slug = access.portfolio.slug
    if by == INITIATIVE:
        return str(row.get_portfolio_url(slug))
    if by == "system":
        return f"{reverse('initiatives:list', args=[slug])}?system={row.pk}"
    name = "initiatives:combination" if by == COMBINATION else "funding:vehicle"
    return reverse(name, args=[slug, row.pk])
