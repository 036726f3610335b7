"""How closely systems or sectors are tied to each other: a heat table, and the same row by row."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from initiatives.models import NetworkReading, System
from initiatives.network.measures import Cell
from portfolio_hub.lib.formats import percent
from stakeholders.access import Access

STEPS = (0.02, 0.05, 0.10, 0.20)
"""Shares above which a cell is a step darker."""


@dataclass(frozen=True)
class Square:
    """One cell: its share in words, how dark it is (0 without any link), and the address of its rows."""

    one: str
    other: str
    linked: int
    possible: int
    share: str
    step: int
    url: str
    is_within: bool

    @property
    def words(self) -> str:
        """The cell as a sentence."""
        facts = {"one": self.one, "other": self.other, "linked": self.linked, "possible": self.possible}
        if self.is_within:
            return _("Within %(one)s: %(linked)d of %(possible)d possible pairs are connected") % facts
        return _("%(one)s and %(other)s: %(linked)d of %(possible)d possible pairs are connected") % facts


@dataclass(frozen=True)
class Density:
    """The table: heads, and a row for each group with the cells up to itself."""

    heads: list[Any]
    rows: list[tuple[Any, list[Square | None]]]

    @property
    def squares(self) -> list[Square]:
        """Every pair of groups that can be connected, the closest first."""
        found = [cell for _head, row in self.rows for cell in row if cell and cell.possible]
        return sorted(found, key=lambda cell: (-cell.linked / cell.possible, cell.one, cell.other))


def density_of(access: Access, subject: str, cells: list[Cell], groups: Mapping[Any, Any]) -> Density:
    """Build the table; groups that are gone are left out, and so are those that nobody belongs to."""
    known = {frozenset((cell.one, cell.other)): cell for cell in cells}
    used = [key for key in groups if frozenset((key,)) in known]

    def row(key: Any) -> list[Square | None]:
        return [_square(access, subject, groups, known.get(frozenset((key, other))), key, other) for other in used]

    rows = [(groups[key], row(key)) for key in used]
    return Density([groups[key] for key in used], rows)


def _square(
    access: Access, subject: str, groups: Mapping[Any, Any], cell: Cell | None, one: Any, other: Any
) -> Square | None:
    """One cell; none where two groups were never both there."""
    if cell is None:
        return None
    step = 1 + sum(cell.share > limit for limit in STEPS) if cell.linked else 0
    return Square(
        one=label_of(groups[one]), other=label_of(groups[other]), linked=cell.linked, possible=cell.possible,
        share=percent(cell.linked, cell.possible, translation.get_language() or "en", 0 if cell.share > 0.1 else 1),
        step=step, url=rows_url(access, subject, one, other), is_within=one == other,
    )  # fmt: skip


def label_of(group: Any) -> str:
    """The name of a system, or the label of a sector."""
    return group.name if isinstance(group, System) else str(group)


def rows_url(access: Access, subject: str, one: Any, other: Any) -> str:
    """Where the connections behind a cell stand one by one."""
    if subject == NetworkReading.Subject.INITIATIVES:
        return reverse("initiatives:network-between", args=[access.portfolio.slug, one, other])
    address = reverse("initiatives:network-organisations", args=[access.portfolio.slug])
    return f"{address}?as=table&sector={one}&with={other}#pairs"
