"""Two reports side by side: their numbers, their themes, and the systems that were heard."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from initiatives.models import System
from sensemaking.kept import known, same_findings
from sensemaking.models import Finding, SenseMakingReport
from sensemaking.veiling import veil
from stakeholders.access import Access

REPORTS_OFFERED = 100
READABLE = ("ready", "in_review", "published")


@dataclass(frozen=True, slots=True)
class Pair:
    """One line of the comparison; nothing on a side where it is not there."""

    name: str
    left: int | None
    right: int | None
    other_name: str = ""

    @property
    def difference(self) -> int | None:
        return None if self.left is None or self.right is None else self.right - self.left


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the page of two reports shows."""

    offered: tuple[SenseMakingReport, ...]
    left: SenseMakingReport | None
    right: SenseMakingReport | None
    facts: tuple[Pair, ...] = ()
    themes: tuple[Pair, ...] = ()
    systems: tuple[Pair, ...] = ()

    @property
    def tables(self) -> tuple[tuple[str, str, tuple[Pair, ...]], ...]:
        """The three tables with their anchors and names."""
        return (
            ("facts", _("Numbers"), self.facts),
            ("themes", _("Themes, by the words they share"), self.themes),
            ("systems", _("Initiatives heard from, by system"), self.systems),
        )


def comparison(access: Access, left: str, right: str) -> Comparison:
    """Read the two reports that this reader chose; without a choice the latest and the one before it."""
    rows: QuerySet[SenseMakingReport] = SenseMakingReport.objects.seen_with(access)
    offered = tuple(rows.filter(status__in=READABLE).select_related("portfolio")[:REPORTS_OFFERED])
    by_pk = {str(row.pk): row for row in offered}
    chosen_right = by_pk.get(right) or next((row for row in offered if str(row.pk) != left), None)
    chosen_left = by_pk.get(left) or next((row for row in offered if row != chosen_right), None)
    if chosen_left is None or chosen_right is None or chosen_left == chosen_right:
        return Comparison(offered, chosen_left, None)
    if not (left and right) and chosen_left.from_on > chosen_right.from_on:
        chosen_left, chosen_right = chosen_right, chosen_left
    return Comparison(
        offered=offered,
        left=chosen_left,
        right=chosen_right,
        facts=_facts(chosen_left, chosen_right),
        themes=_themes(chosen_left, chosen_right),
        systems=_systems(chosen_left, chosen_right, list(System.objects.filter(portfolio=access.portfolio))),
    )


def _facts(left: SenseMakingReport, right: SenseMakingReport) -> tuple[Pair, ...]:
    names = (
        ("logs", _("Learning logs")),
        ("initiatives", _("Initiatives heard from")),
        ("expected", _("Active initiatives")),
        ("themes", _("Themes")),
    )
    return tuple(Pair(label, left.facts.get(name), right.facts.get(name)) for name, label in names)


def _themes(left: SenseMakingReport, right: SenseMakingReport) -> tuple[Pair, ...]:
    """Themes of both in pairs, then those of the right alone, then those of the left alone."""
    olds, news = _heard(left), _heard(right)
    same = same_findings([known(row, ()) for row in olds], [known(row, ()) for row in news])
    old_of = {new: old for old, new in same.items()}
    olds_by_key = {row.key: row for row in olds}
    pairs = []
    for row in news:
        old = olds_by_key.get(old_of.get(row.key, ""))
        other = old.title if old and old.title != row.title else ""
        pairs.append(Pair(row.title, old.log_count if old else None, row.log_count, other))
    pairs.sort(key=lambda pair: pair.left is None)
    return (*pairs, *(Pair(row.title, row.log_count, None) for row in olds if row.key not in same))


def _heard(report: SenseMakingReport) -> list[Finding]:
    found = list(report.findings.filter(kind=Finding.Kind.THEME).order_by("order", "pk"))
    veil(found)
    return found


def _systems(left: SenseMakingReport, right: SenseMakingReport, systems: Sequence[System]) -> tuple[Pair, ...]:
    """How many initiatives of each system were heard in both periods."""
    then = {system: heard for system, heard, _expected in left.facts.get("heard", ())}
    now = {system: heard for system, heard, _expected in right.facts.get("heard", ())}
    return tuple(
        Pair(system.name, then.get(system.pk), now.get(system.pk))
        for system in systems
        if system.pk in then or system.pk in now
    )
