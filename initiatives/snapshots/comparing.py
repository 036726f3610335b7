"""What lies between two snapshots of a portfolio, found by the database: entered, left, changed, gained, lost."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from initiatives.models import Snapshot, SnapshotEntry
from stakeholders.access import Access

Kind = SnapshotEntry.Kind
STANDING = ("confirmed", "renewed")
HOLDING = ("hypothesised", "observed")
CURRENT = "current"
"""The state of a combination that is not over."""
RANKS = {"covered": 2, "thin": 1}
"""How far a promise is reached; a gap, and a promise of which nobody has said what it needs, is at nothing."""


class Group(StrEnum):
    """The ways in which two snapshots differ, in the order of the page."""

    ENTERED = "entered"
    LEFT = "left"
    MOVED = "moved"
    COVERED = "covered"
    UNCOVERED = "uncovered"
    PROMISED = "promised"
    DROPPED = "dropped"
    ENDORSED = "endorsed"
    ENDED = "ended"
    CONNECTED = "connected"
    REFUTED = "refuted"
    PARTED = "parted"
    COMBINED = "combined"
    DISSOLVED = "dissolved"


IS_NEW = Q(other__isnull=True)
RULES: dict[Group, tuple[str, str, Q]] = {
    Group.ENTERED: ("after", Kind.INITIATIVE, IS_NEW),
    Group.LEFT: ("before", Kind.INITIATIVE, IS_NEW),
    Group.MOVED: ("after", Kind.INITIATIVE, Q(other__isnull=False) & ~Q(other=F("state"))),
    Group.COVERED: ("after", Kind.COMMITMENT, Q(other__isnull=False, rank__gt=F("other_rank"))),
    Group.UNCOVERED: ("after", Kind.COMMITMENT, Q(other__isnull=False, rank__lt=F("other_rank"))),
    Group.PROMISED: ("after", Kind.COMMITMENT, IS_NEW),
    Group.DROPPED: ("before", Kind.COMMITMENT, IS_NEW),
    Group.ENDORSED: ("after", Kind.ENDORSEMENT, Q(state__in=STANDING) & (IS_NEW | ~Q(other__in=STANDING))),
    Group.ENDED: ("before", Kind.ENDORSEMENT, Q(state__in=STANDING) & (IS_NEW | ~Q(other__in=STANDING))),
    Group.CONNECTED: ("after", Kind.CONNECTION, Q(state__in=HOLDING) & (IS_NEW | ~Q(other__in=HOLDING))),
    Group.REFUTED: ("after", Kind.CONNECTION, Q(state="refuted") & (IS_NEW | ~Q(other="refuted"))),
    Group.PARTED: ("before", Kind.CONNECTION, Q(state__in=HOLDING) & (IS_NEW | Q(other="ended"))),
    Group.COMBINED: ("after", Kind.COMBINATION, Q(state=CURRENT) & (IS_NEW | ~Q(other=CURRENT))),
    Group.DISSOLVED: ("before", Kind.COMBINATION, Q(state=CURRENT) & (IS_NEW | ~Q(other=CURRENT))),
}
"""By group: the snapshot whose entries are looked at, their kind, and how they differ from the other's."""


@dataclass(frozen=True)
class Comparison:
    """Two ready snapshots of one portfolio, as one reader sees them."""

    before: Snapshot
    after: Snapshot
    access: Access

    def counts(self) -> dict[Group, int]:
        """How many entries there are in each group, in two queries."""
        found: dict[Group, int] = {}
        for side in ("before", "after"):
            rules = {group: (kind, rule) for group, (where, kind, rule) in RULES.items() if where == side}
            wanted: dict[str, Any] = {
                f"n_{group}": Count("pk", Q(kind=kind) & rule) for group, (kind, rule) in rules.items()
            }
            numbers = self._side(side).aggregate(**wanted)
            found |= {group: numbers[f"n_{group}"] for group in rules}
        return found

    def rows(self, group: Group) -> QuerySet[SnapshotEntry]:
        """The entries of one group; `was` and `now` are the states in both snapshots, empty where it is not in."""
        side, kind, rule = RULES[group]
        other, own = Coalesce("other", Value("")), F("state")
        was, now = (other, own) if side == "after" else (own, other)
        return self._side(side).filter(rule, kind=kind).annotate(was=was, now=now)

    def _side(self, side: str) -> QuerySet[SnapshotEntry]:
        """Entries of one snapshot with the state of the same thing in the other; both must be for this reader."""
        here, there = (self.after, self.before) if side == "after" else (self.before, self.after)
        twin = SnapshotEntry.objects.filter(snapshot=there, kind=OuterRef("kind"), object_id=OuterRef("object_id"))
        rows = SnapshotEntry.objects.seen_with(self.access).filter(snapshot=here).annotate(
            other=Subquery(twin.values("state")[:1]), other_circle=Subquery(twin.values("circle")[:1]),
        )  # fmt: skip
        seen = Q(other_circle__isnull=True) | Q(other_circle__in=tuple(self.access.circles))
        return rows.filter(seen).annotate(rank=_rank("state"), other_rank=_rank("other"))


def _rank(name: str) -> Case:
    """How far a promise in this state is reached."""
    ranks = (When(**{name: state}, then=Value(rank)) for state, rank in RANKS.items())
    return Case(*ranks, default=Value(0), output_field=IntegerField())
