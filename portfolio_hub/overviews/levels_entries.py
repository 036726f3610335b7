"""What portfolios inside share further up as lists and tables: title, stage, system and portfolio, nothing else."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from initiatives.models import Initiative, Placement, PlacementSystem, Stage
from portfolio_hub.lib.exports import PlainTable, Text
from portfolio_hub.lib.keyset import page_of
from portfolio_hub.overviews.levels import Levels, shared_circles
from stakeholders.access import Access
from stakeholders.models import Portfolio

PAGE_SIZE = 50
AT_ONCE = 500
UNTOLD = ("",) * (len(Stage.values) + 5)
"""What stands in the columns of numbers of a portfolio that tells none."""


@dataclass(frozen=True)
class Entry:
    """An initiative as a portfolio further up may read it."""

    title: str
    stage: str
    stage_label: str
    systems: tuple[str, ...]
    portfolios: tuple[str, ...]


@dataclass(frozen=True)
class Entries:
    """A page of entries by title."""

    rows: list[Entry]
    total: int
    next_cursor: str
    is_first: bool


def sharing(access: Access) -> list[Portfolio]:
    """The portfolios right inside that share their entries now, by name."""
    rows = Portfolio.objects.filter(parent=access.portfolio, shares_up=Portfolio.SharesUp.ENTRIES)
    return list(rows.order_by("name", "pk"))


def entries(access: Access, children: Collection[Portfolio], *, after: str = "", size: int = PAGE_SIZE) -> Entries:
    """One page of what these portfolios share, in five queries."""
    rows = _shared(access, children)
    page = page_of(rows.annotate(sort_title=Lower("title")), order=("sort_title", "pk"), after=after, size=size)
    return Entries(_described(page.rows, children), rows.count(), page.next_cursor, page.is_first)


def _shared(access: Access, children: Collection[Portfolio]) -> QuerySet[Initiative]:
    there = Placement.objects.live().filter(portfolio__in=children).values("initiative")
    return Initiative.objects.filter(circle__in=shared_circles(access), pk__in=there).defer("search")


def _described(found: Sequence[Initiative], children: Collection[Portfolio]) -> list[Entry]:
    """Add where each stands and its main systems there."""
    names = {child.pk: child.name for child in children}
    placed = Placement.objects.live().filter(portfolio__in=children, initiative__in=[row.pk for row in found])
    portfolios: dict[int, set[str]] = defaultdict(set)
    for initiative, portfolio in placed.values_list("initiative", "portfolio"):
        portfolios[initiative].add(names[portfolio])
    systems: dict[int, set[str]] = defaultdict(set)
    main = PlacementSystem.objects.filter(Q(is_main=True), placement__in=placed)
    for initiative, system in main.values_list("placement__initiative", "system__name"):
        systems[initiative].add(system)
    return [
        Entry(row.title, row.stage, str(Stage(row.stage).label), tuple(sorted(systems[row.pk])),
              tuple(sorted(portfolios[row.pk])))
        for row in found
    ]  # fmt: skip


def entries_table(access: Access) -> PlainTable:
    """All that is shared, as a table."""
    columns = (_("Title"), _("Stage"), _("Main system"), _("Portfolio"))
    return PlainTable(columns, _entry_rows(access))


def _entry_rows(access: Access) -> Iterator[tuple[str, ...]]:
    children = sharing(access)
    found = _shared(access, children).order_by(Lower("title"), "pk").iterator(AT_ONCE)
    while batch := list(islice(found, AT_ONCE)):
        for entry in _described(batch, children):
            yield entry.title, entry.stage_label, ", ".join(entry.systems), ", ".join(entry.portfolios)


def numbers_table(access: Access, page: Levels) -> PlainTable:
    """The levels page as a table: each portfolio right inside, this one alone, and all together."""
    columns: tuple[Text, ...] = (
        _("Portfolio"), _("Level"), _("Place"), _("Portfolios inside"), *map(str, Stage.labels), _("Initiatives"),
        _("Learning logs, %(period)s") % {"period": page.period.name()}, _("Commitments"), _("Commitments covered"),
        _("Signatories"),
    )  # fmt: skip
    return PlainTable(columns, _number_rows(access.portfolio, page))


def _number_rows(portfolio: Portfolio, page: Levels) -> Iterable[tuple[Any, ...]]:
    for row in page.children:
        child = row.portfolio
        facts = (child.name, child.get_level_display(), child.place.name if child.place else "", row.inside)
        yield (*facts, *(row.numbers.cells if row.numbers else UNTOLD))
    level = portfolio.get_level_display()
    alone = _("%(name)s alone") % {"name": portfolio.name}
    yield (str(alone), level, portfolio.place.name if portfolio.place else "", "", *page.own.cells)
    together = _("All together, each initiative once")
    yield (str(together), level, "", sum(row.inside + 1 for row in page.children), *page.total.cells)
