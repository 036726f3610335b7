"""Portfolios inside a portfolio: what each tells further up, and all of it together, each initiative counted once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from initiatives.models import Initiative, Placement, PolicyCommitment, Stage
from portfolio_hub.lib import nesting
from portfolio_hub.overviews import levels_sql
from sensemaking.periods import Period
from sensemaking.services import tallies
from stakeholders.access import Access
from stakeholders.models import Circle, Endorsement, IntentVersion, Portfolio
from stakeholders.overviews import PortfolioRow

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
            intent=_intent(access, child, intents) if pk in readable or _tells_entries(access, child) else "",
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


def _intent(access: Access, child: Portfolio, intents: Mapping[int, str]) -> str:
    return intents.get(child.pk) or child.purpose


def _numbers(access: Access, tree: Tree, period: Period) -> dict[int, Numbers]:
    """Numbers by portfolio right inside, of this one alone (its id), and of everything together (`ALL`)."""
    here = access.portfolio.pk
    found: dict[int, Numbers] = {here: Numbers({}), levels_sql.ALL: Numbers({})}
    stages: dict[int, dict[str, int]] = defaultdict(dict)
    for key, stage, many in levels_sql.initiatives(access, tree.top, shared_circles(access)):
        stages[key][stage] = many
    signed = dict(levels_sql.signatories(here, tree.top))
    of_each = {"logs": tallies.shared_further_up([here, *tree.top], period.from_on, period.to_on)}
    of_each |= _commitments(access, tree)
    for key in {here, levels_sql.ALL, *tree.top.values()}:
        members = [pk for pk, top in ((here, here), *tree.top.items()) if key in (top, levels_sql.ALL)]
        sums = {name: sum(many.get(pk, 0) for pk in members) for name, many in of_each.items()}
        found[key] = Numbers(stages.get(key, {}), signatories=signed.get(key, 0), **sums)
    return found


def _commitments(access: Access, tree: Tree) -> dict[str, dict[int, int]]:
    """How many commitments each portfolio has, and how many of them are covered."""
    rows = levels_sql.commitments([access.portfolio.pk, *tree.top], shared_circles(access))
    return {"commitments": {pk: many for pk, many, _ in rows}, "covered": {pk: covered for pk, _, covered in rows}}
