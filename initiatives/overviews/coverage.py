"""Which promises the portfolio covers, and which share of them is nobody's job yet, as one reader sees it."""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import CharField, Count, F, IntegerField, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from initiatives.coverage import Cell, CellState, Shares, Status, mean_gap, status_of
from initiatives.models import Placement, PlacementSystem, PolicyCommitment, Service, Stage, System, SystemNeed
from initiatives.querysets import team_initiatives
from portfolio_hub.lib import marks
from stakeholders.access import Access, steward_access
from stakeholders.models import Portfolio, Role

NOTHING_SAID = Cell()
NOTHING = Decimal(0)
STATUS_LABELS: dict[Status, Promise] = {
    Status.COVERED: _("Covered"),
    Status.THIN: _("Thin"),
    Status.GAP: _("Gap"),
    Status.UNSAID: _("Not said yet"),
}


@dataclass(frozen=True, slots=True)
class CommitmentCoverage:
    """How far the portfolio reaches one promise; `cells` by system holds those of which something is known."""

    pk: int
    title: str
    status: Status
    cells: dict[int, Cell] = field(default_factory=dict)

    def cell(self, system: int) -> Cell:
        """What stands where this promise meets the system."""
        return self.cells.get(system, NOTHING_SAID)


def coverage_of(access: Access) -> dict[int, CommitmentCoverage]:
    """Every current commitment by id, in its order, with its cells and its status; one query."""
    titles: dict[int, tuple[int, str]] = {}
    needs: dict[int, dict[int, str]] = {}
    counts: dict[int, dict[int, int]] = {}
    for kind, commitment, number, many, text in _facts(access):
        if kind == "commitment":
            titles[commitment] = (number, text)
        elif kind == "need":
            needs.setdefault(commitment, {})[number] = text
        else:
            counts.setdefault(commitment, {})[number] = many
    return {
        pk: _covered(pk, title, needs.get(pk, {}), counts.get(pk, {}))
        for pk, (_order, title) in sorted(titles.items(), key=lambda item: (item[1][0], item[0]))
    }


def gaps_of(access: Access, commitment: PolicyCommitment) -> frozenset[int]:
    """The systems in which the frame expects somebody to serve the commitment and nobody does."""
    coverage = coverage_of(access).get(commitment.pk)
    cells = coverage.cells if coverage else {}
    return frozenset(system for system, cell in cells.items() if cell.state == CellState.GAP)


def gap_closed(access: Access, commitment: PolicyCommitment, gaps: frozenset[int]) -> str:
    """What a person reads when gaps that were there have closed; nothing when none has."""
    closed = gaps - gaps_of(access, commitment) if gaps else gaps
    if not closed:
        return ""
    names = System.objects.filter(pk__in=closed).values_list("name", flat=True)
    words = {"title": commitment.title, "systems": ", ".join(names)}
    return gettext("The gap closes: “%(title)s” is now served in %(systems)s.") % words


def _covered(pk: int, title: str, needs: dict[int, str], counts: dict[int, int]) -> CommitmentCoverage:
    cells = {system: Cell(counts.get(system, 0), needs.get(system, "")) for system in {**needs, **counts}}
    return CommitmentCoverage(pk, title, status_of(cells.values()), cells)


def _facts(access: Access) -> QuerySet[Any, Any]:
    """Commitments, needs and counts as rows (kind, commitment, order or system, count, title or need)."""
    current = PolicyCommitment.objects.current().filter(portfolio=access.portfolio).order_by()
    commitments = _row(current, "commitment", "pk", F("order"), Value(0), F("title"))
    needs = _row(
        SystemNeed.objects.filter(commitment__in=current.values("pk")).order_by(),
        "need", "commitment_id", F("system_id"), Value(0), F("need"),
    )  # fmt: skip
    promise = "placement__initiative__services__commitment"
    # Joined, not `IN`: SQLite would look up every commitment for every initiative.
    pursued = {f"{promise}__portfolio": access.portfolio, f"{promise}__retired_on__isnull": True}
    served = (
        PlacementSystem.objects.filter(_is_active_here(access, "placement"), **pursued)
        .order_by()
        .values(promise, "system_id")
        .annotate(many=Count("pk"))
    )
    counts = _row(served, "count", promise, F("system_id"), F("many"), Value(""))
    return commitments.union(needs, counts, all=True)


def _row(rows: QuerySet[Any], kind: str, commitment: str, number: Any, many: Any, text: Any) -> QuerySet[Any, Any]:
    """The same five columns from every table."""
    return rows.annotate(
        kind=Value(kind, output_field=CharField()),
        a_commitment=F(commitment),
        a_number=Cast(number, IntegerField()),
        a_many=Cast(many, IntegerField()),
        a_text=Cast(text, CharField(max_length=150)),
    ).values_list("kind", "a_commitment", "a_number", "a_many", "a_text")


def seen_by(access: Access, path: str) -> Q:
    """The circle rule of `InitiativeQuerySet.seen_with` along a relation to an initiative."""
    if access.is_steward:
        return Q()
    reached = Q(**{f"{path}__circle__in": access.circles})
    is_contributor = access.role == Role.CONTRIBUTOR
    return reached | Q(**{f"{path}__in": team_initiatives(access.user)}) if is_contributor else reached


def _is_active_here(access: Access, path: str) -> Q:
    """The condition that a placement holds here today, of an active initiative that this access reaches.

    Placements of one initiative never overlap (a trigger keeps that), so a row stands for an initiative.
    """
    live = Q(**{f"{path}__until_on__isnull": True}) | Q(**{f"{path}__until_on__gt": timezone.localdate()})
    here = Q(**{f"{path}__portfolio": access.portfolio})
    return here & live & ~Q(**{f"{path}__initiative__stage": Stage.CLOSED}) & seen_by(access, f"{path}__initiative")


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the bar of a promise; places in percent of its width, as text for SVG."""

    kind: str
    x: str
    width: str
    number: int
    is_readable: bool


READABLE = 4
"""Percent of a bar in which a number finds room."""


@dataclass(frozen=True, slots=True)
class GapLine:
    """One promise: how far it is covered, who works on it, and whose job it is."""

    coverage: CommitmentCoverage
    initiatives: int
    shares: Shares

    @property
    def status_label(self) -> str:
        """The status in words."""
        return str(STATUS_LABELS[self.coverage.status])

    @property
    def segments(self) -> list[Segment]:
        """What is evidenced, in hand and nobody's job yet, side by side; parts of nothing are left out."""
        parts = {name: getattr(self.shares, name) for name in ("evidenced", "in_hand", "nobodys")}
        placed = marks.stacked([float(part) for part in parts.values()], gap=0.4)
        return [
            Segment(name, str(place.x), str(place.width), round(part), place.width >= READABLE)
            for (name, part), place in zip(parts.items(), placed, strict=True)
            if part
        ]


@dataclass(frozen=True)
class ImplementationGap:
    """All current promises, those that wait most for somebody first."""

    lines: tuple[GapLine, ...] = ()

    @property
    def percent(self) -> int | None:
        """What is nobody's job yet, as the plain average of the promises; None without one."""
        mean = mean_gap(line.shares for line in self.lines)
        return None if mean is None else round(mean)


def implementation_gap(access: Access, known: dict[int, CommitmentCoverage] | None = None) -> ImplementationGap:
    """Gather the gap of every current promise in two queries; one when the coverage is known already."""
    covered = coverage_of(access) if known is None else known
    found = shares_of(access)
    nothing = (0, Shares())
    lines = [GapLine(coverage, *found.get(pk, nothing)) for pk, coverage in covered.items()]
    return ImplementationGap(tuple(sorted(lines, key=lambda line: -line.shares.nobodys)))


def shares_of(access: Access) -> dict[int, tuple[int, Shares]]:
    """By commitment: the active initiatives that serve it, and the shares evidenced and in hand; one query.

    What a closed initiative has evidenced stays; what it had in hand is free again.
    """
    here = Placement.objects.live().filter(portfolio=access.portfolio).values("initiative")
    is_active = ~Q(initiative__stage=Stage.CLOSED)
    rows = Service.objects.filter(
        seen_by(access, "initiative"),
        commitment__portfolio=access.portfolio,
        commitment__retired_on__isnull=True,
        initiative__in=here,
    )
    summed = rows.order_by().values("commitment").annotate(
        many=Count("pk", filter=is_active), proven=Sum("evidenced"), held=Sum("in_hand", filter=is_active)
    )  # fmt: skip
    return {
        row["commitment"]: (row["many"], Shares.within(row["proven"] or NOTHING, row["held"] or NOTHING))
        for row in summed
    }


@dataclass(frozen=True, slots=True)
class Tally:
    """How many promises have which status."""

    covered: int = 0
    thin: int = 0
    gap: int = 0
    unsaid: int = 0

    @property
    def total(self) -> int:
        """All current promises."""
        return self.covered + self.thin + self.gap + self.unsaid

    @property
    def squares(self) -> list[str]:
        """One status for each promise, the covered ones first."""
        return [status.value for status in Status for _number in range(getattr(self, status.value))]


def tally(covered: dict[int, CommitmentCoverage]) -> Tally:
    """Count the promises by status."""
    return Tally(**Counter(coverage.status.value for coverage in covered.values()))


@dataclass(frozen=True, slots=True)
class CoverageFact:
    """One promise as a snapshot keeps it; shares in percent."""

    pk: int
    title: str
    status: str
    evidenced: Decimal
    in_hand: Decimal
    initiatives: int


def coverage_facts(portfolio: Portfolio) -> list[CoverageFact]:
    """All current promises in their order as a steward sees them, in two queries."""
    access = steward_access(portfolio)
    covered, found = coverage_of(access), shares_of(access)
    facts = []
    for pk, coverage in covered.items():
        many, shares = found.get(pk, (0, Shares()))
        facts.append(CoverageFact(pk, coverage.title, coverage.status.value, shares.evidenced, shares.in_hand, many))
    return facts
