"""Portfolios inside a portfolio: what each tells further up, and all of it together, each initiative counted once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from initiatives.coverage import Status
from initiatives.models import Initiative, Placement, Stage
from initiatives.overviews.coverage import coverage_of
from portfolio_hub.lib import nesting
from portfolio_hub.overviews import levels_sql
from sensemaking.periods import Period
from sensemaking.services import tallies
from stakeholders.access import Access
from stakeholders.models import Circle, IntentVersion, Portfolio

SharesUp = Portfolio.SharesUp


@dataclass(frozen=True)
class Numbers:
    """What a portfolio tells further up, of itself and of all inside it that tell it."""

    stages: Mapping[str, int]
    logs: int = 0
    commitments: int = 0
    covered: int = 0
    signatories: int = 0

    @property
    def initiatives(self) -> int:
        """Each initiative has one stage, so the stages add up to all."""
        return sum(self.stages.values())

    @property
    def cells(self) -> list[int]:
        """The row of a table: a number for every stage, then the others."""
        stages = (self.stages.get(key, 0) for key in Stage.values)
        return [*stages, self.initiatives, self.logs, self.commitments, self.covered, self.signatories]

    @property
    def bar(self) -> list[dict[str, Any]]:
        """The stages as the bar of stages draws them."""
        shown = [(key, label, self.stages.get(key, 0)) for key, label in Stage.choices]
        return [
            {"key": key, "label": label, "count": count, "url": ""}
            for key, label, count in shown
            if count or key != Stage.IDEA
        ]


@dataclass(frozen=True)
class ChildRow:
    """A portfolio right inside this one, as this reader may know it; `numbers` is None where it tells none."""

    portfolio: Portfolio
    may_open: bool
    intent: str
    numbers: Numbers | None
    inside: int
    has_entries: bool


@dataclass(frozen=True)
class Levels:
    """The page: rows by name, all of it together, and this portfolio alone."""

    children: tuple[ChildRow, ...]
    own: Numbers
    total: Numbers
    period: Period

    @cached_property
    def counted(self) -> int:
        """How many portfolios right inside tell their numbers."""
        return sum(child.numbers is not None for child in self.children)

    @property
    def placed_more_than_once(self) -> int:
        """By how much the rows and this portfolio alone add up to more than there is."""
        rows = sum(child.numbers.initiatives for child in self.children if child.numbers)
        return rows + self.own.initiatives - self.total.initiatives

    @property
    def stage_labels(self) -> list[str]:
        """The columns of stages."""
        return [str(label) for label in Stage.labels]

    @property
    def has_entries(self) -> bool:
        return any(child.has_entries for child in self.children)


@dataclass(frozen=True)
class Tree:
    """The portfolios below that tell their numbers to this reader: id → the one right inside under which it stands."""

    top: dict[int, int]

    @property
    def ids(self) -> list[int]:
        return list(self.top)

    def under(self, child: int) -> int:
        """How many stand below a portfolio right inside."""
        return sum(top == child for top in self.top.values()) - (child in self.top)


def levels(access: Access, today: date | None = None) -> Levels:
    """Read the page in a fixed number of queries, however many portfolios there are."""
    period = Period.around(today or timezone.localdate(), "quarter").before()
    children = {row.pk: row for row in known_children(access)}
    tree = tree_of(access)
    parts = _numbers(access, tree, period)
    intents = _intents(access, children.values())
    readable = set(Portfolio.objects.visible_to(access.user).filter(pk__in=children).values_list("pk", flat=True))
    rows = [
        ChildRow(
            portfolio=child,
            may_open=pk in readable,
            intent=(intents.get(pk) or child.purpose) if pk in readable or _tells_entries(access, child) else "",
            numbers=parts.get(pk, Numbers({})) if pk in tree.top else None,
            inside=tree.under(pk),
            has_entries=access.is_steward and child.shares_up == SharesUp.ENTRIES,
        )
        for pk, child in children.items()
    ]
    return Levels(tuple(rows), parts[access.portfolio.pk], parts[levels_sql.ALL], period)


def known_children(access: Access) -> list[Portfolio]:
    """The portfolios right inside that this reader knows of, by name.

    Whoever may read one knows it; members know those that tell something, stewards all, since they took them in.
    """
    known = Q(pk__in=Portfolio.objects.visible_to(access.user).values("pk"))
    if access.role:
        known |= ~Q(shares_up=SharesUp.NOTHING)
    rows = Portfolio.objects.filter(parent=access.portfolio).select_related("place")
    return list((rows if access.is_steward else rows.filter(known)).order_by("name", "pk"))


def tree_of(access: Access) -> Tree:
    """Who tells numbers up to here: every portfolio on the way tells them, and visitors count open ones only."""
    below = nesting.below(Portfolio, access.portfolio.pk, "parent")
    rows = Portfolio.objects.filter(pk__in=[row.pk for row in below]).exclude(shares_up=SharesUp.NOTHING)
    if not access.role:
        rows = rows.filter(is_launched=True, audience=Portfolio.Audience.PUBLIC)
    telling = set(rows.values_list("pk", flat=True))
    top: dict[int, int] = {}
    for row in below:
        if row.pk in telling and (row.depth == 1 or row.parent in top):
            top[row.pk] = row.pk if row.depth == 1 else top[row.parent]
    return Tree(top)


def shared_circles(access: Access) -> frozenset[str]:
    """The circles that count from below: those of the role, without what is for teams."""
    return access.circles - {Circle.TEAM}


def _tells_entries(access: Access, child: Portfolio) -> bool:
    return bool(access.role) and child.shares_up == SharesUp.ENTRIES


def _intents(access: Access, children: Iterable[Portfolio]) -> dict[int, str]:
    shared = IntentVersion.objects.shared().filter(portfolio__in=[child.pk for child in children])
    return dict(shared.values_list("portfolio_id", "statement"))


def _numbers(access: Access, tree: Tree, period: Period) -> dict[int, Numbers]:
    """Numbers by portfolio right inside, of this one alone (its id), and of everything together (`ALL`).

    Of its own, this portfolio counts all that the reader may see; from below, only what is told further up.
    """
    here, circles = access.portfolio.pk, shared_circles(access)
    stages: dict[int, dict[str, int]] = defaultdict(dict)
    stages[here], stages[levels_sql.ALL] = _by_stage(_own(access)), _by_stage(everything(access, tree.ids))
    for top, stage, many in levels_sql.initiatives(tree.top, circles):
        stages[top][stage] = many
    signed = dict(levels_sql.signatories(here, tree.top))
    logs = tallies.shared_further_up(tree.ids, period.from_on, period.to_on)
    logs[here] = tallies.count(access.portfolio, period.from_on, period.to_on)
    promised = {pk: (many, covered) for pk, many, covered in levels_sql.commitments(tree.ids, circles)}
    promised[here] = _own_promises(access)
    found = {}
    for key in {here, levels_sql.ALL, *tree.top.values()}:
        within = [pk for pk, top in ((here, here), *tree.top.items()) if key in (top, levels_sql.ALL)]
        found[key] = Numbers(
            stages[key],
            logs=sum(logs.get(pk, 0) for pk in within),
            commitments=sum(promised.get(pk, (0, 0))[0] for pk in within),
            covered=sum(promised.get(pk, (0, 0))[1] for pk in within),
            signatories=signed.get(key, 0),
        )
    return found


def _own(access: Access) -> QuerySet[Initiative]:
    return Initiative.objects.seen_with(access)


def everything(access: Access, portfolios: list[int]) -> QuerySet[Initiative]:
    """What the reader may see here and what the portfolios tell, each initiative once."""
    there = Placement.objects.live().filter(portfolio__in=portfolios).values("initiative")
    told = Q(circle__in=shared_circles(access), pk__in=there)
    return Initiative.objects.filter(Q(pk__in=_own(access).values("pk")) | told)


def _by_stage(rows: QuerySet[Initiative]) -> dict[str, int]:
    return dict(rows.order_by().values_list("stage").annotate(many=Count("pk")))


def _own_promises(access: Access) -> tuple[int, int]:
    """Commitments of this portfolio, and how many of them are covered, as its own pages count them."""
    lines = coverage_of(access).values()
    return len(lines), sum(line.status == Status.COVERED for line in lines)
