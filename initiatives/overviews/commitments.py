"""What the pages of policy commitments show: all of them, one with who serves it, and the cells of what they need."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from initiatives import proofs
from initiatives.coverage import Cell, CellState, Shares, Status
from initiatives.models import Initiative, PolicyCommitment, Service, Stage, System, SystemNeed
from initiatives.overviews.coverage import (
    NOTHING_SAID,
    CommitmentCoverage,
    ImplementationGap,
    coverage_of,
    implementation_gap,
    shares_of,
)
from initiatives.overviews.filters import serves_nothing
from initiatives.overviews.policies import policies_of
from initiatives.policies import may_serve
from initiatives.proofs import Proof
from initiatives.querysets import team_initiatives
from stakeholders.access import Access, Permission
from stakeholders.models import PolicyLink

NEEDS = (("", _("expected?")), *SystemNeed.Need.choices)
"""The choices of a cell; nothing said yet is a question."""
SHOWN = 25
"""So many initiatives are offered to choose from at once; the search finds the others."""


@dataclass(frozen=True)
class CommitmentsPage:
    """All commitments of a portfolio: by their gap, and in the order of the frame."""

    gap: ImplementationGap
    in_order: list[CommitmentCoverage]
    retired: list[PolicyCommitment]
    idle: int
    """Active initiatives that serve none of them."""


def commitments_page(access: Access) -> CommitmentsPage:
    """Gather the page in four queries."""
    covered = coverage_of(access)
    retired = PolicyCommitment.objects.filter(portfolio=access.portfolio, retired_on__isnull=False)
    return CommitmentsPage(
        gap=implementation_gap(access, covered),
        in_order=list(covered.values()),
        retired=list(retired.select_related("portfolio").order_by("-retired_on", "-id")),
        idle=idle(access),
    )


def idle(access: Access) -> int:
    """How many active initiatives serve no commitment."""
    return Initiative.objects.seen_with(access).active().filter(serves_nothing(access.portfolio)).count()


def find(access: Access, pk: int) -> PolicyCommitment:
    """A commitment of this portfolio; Http404 when there is none."""
    rows = PolicyCommitment.objects.filter(portfolio=access.portfolio)
    commitment = rows.select_related("portfolio", "owner", "policy").filter(pk=pk).first()
    if commitment is None:
        raise Http404
    return commitment


@dataclass(frozen=True, slots=True)
class SystemCell:
    """Where a commitment meets a system: what stands there, and where it leads."""

    system: System
    cell: Cell
    url: str

    @property
    def is_gap(self) -> bool:
        """Whether the frame expects somebody there and nobody is."""
        return self.cell.state == CellState.GAP


def cell_url(slug: str, commitment: int, system: int, cell: Cell) -> str:
    """The list behind a number; the page that helps to fill it where nobody is; nothing where no link is expected."""
    if cell.count:
        return f"{reverse('initiatives:list', args=[slug])}?commitment={commitment}&system={system}&state=active"
    if cell.state == CellState.NOT_EXPECTED:
        return ""
    return reverse("initiatives:gap", args=[slug, commitment, system])


def cells_of(access: Access, coverage: CommitmentCoverage) -> list[SystemCell]:
    """The row of one commitment across all systems of the frame."""
    slug, pk = access.portfolio.slug, coverage.pk
    systems = System.objects.filter(portfolio=access.portfolio)
    return [
        SystemCell(system, coverage.cell(system.pk), cell_url(slug, pk, system.pk, coverage.cell(system.pk)))
        for system in systems
    ]


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """An initiative that serves the commitment."""

    service: Service
    proofs: list[Proof]
    may_edit: bool

    @property
    def is_closed(self) -> bool:
        """Whether what it had in hand is free again."""
        return self.service.initiative.stage == Stage.CLOSED

    @property
    def in_hand(self) -> Decimal:
        """What counts as in hand."""
        return Decimal(0) if self.is_closed else self.service.in_hand


@dataclass(frozen=True)
class CommitmentPage:
    """One commitment."""

    commitment: PolicyCommitment
    coverage: CommitmentCoverage
    cells: list[SystemCell]
    shares: Shares
    services: list[ServiceLine] = field(default_factory=list)
    policies: list[PolicyLink] = field(default_factory=list)


def commitment_page(access: Access, commitment: PolicyCommitment) -> CommitmentPage:
    """Gather the page of one commitment in at most seven queries; a retired one has no coverage."""
    covered = coverage_of(access) if commitment.retired_on is None else {}
    coverage = covered.get(commitment.pk) or CommitmentCoverage(commitment.pk, commitment.title, Status.UNSAID)
    _many, shares = shares_of(access).get(commitment.pk, (0, Shares()))
    cells = cells_of(access, coverage) if covered else []
    policies = policies_of(commitment, access.portfolio)
    return CommitmentPage(commitment, coverage, cells, shares, service_lines(access, commitment), policies)


def service_lines(access: Access, commitment: PolicyCommitment) -> list[ServiceLine]:
    """Who serves it, those who do most first."""
    mine = Exists(team_initiatives(access.user).filter(initiative=OuterRef("initiative")))
    rows = Service.objects.seen_with(access).filter(commitment=commitment)
    services = list(rows.select_related("initiative__home").defer("initiative__search").annotate(is_ours=mine))
    services.sort(key=lambda row: (row.initiative.stage == Stage.CLOSED, -row.evidenced - row.in_hand, row.pk))
    shown = proofs.shown([row.pk for row in services], access)
    return [
        ServiceLine(row, shown.get(row.pk, []), bool(may_serve(access, row.initiative, is_ours=row.is_ours)))
        for row in services
    ]


def candidates(
    access: Access, commitment: PolicyCommitment, *, query: str = "", system: System | None = None
) -> QuerySet[Initiative]:
    """Active initiatives that this person may let serve the commitment and that do not yet."""
    serving = Service.objects.filter(commitment=commitment).values("initiative")
    rows = Initiative.objects.seen_with(access).active().filter(merged_into=None).exclude(pk__in=serving)
    if not access.may(Permission.CURATE):
        rows = rows.filter(pk__in=team_initiatives(access.user), home=access.portfolio)
    if system is not None:
        here = system.touched_by.filter(placement__portfolio=access.portfolio)
        rows = rows.filter(pk__in=here.values("placement__initiative"))
    found: QuerySet[Initiative] = rows.matching(query).order_by("title", "pk")
    return found


@dataclass(frozen=True)
class GapPage:
    """Where a commitment meets a system, with what could be done about it."""

    commitment: PolicyCommitment
    system: System
    cell: Cell
    offered: list[Initiative]
    has_more: bool
    query: str = ""

    @property
    def state(self) -> str:
        """What stands there, as the template asks for it."""
        return self.cell.state.name.lower()


def gap_page(access: Access, commitment: PolicyCommitment, system: System, query: str = "") -> GapPage:
    """Gather the page of one cell."""
    coverage = coverage_of(access).get(commitment.pk)
    cell = coverage.cell(system.pk) if coverage else NOTHING_SAID
    may = access.may(Permission.EDIT)
    rows = list(candidates(access, commitment, query=query, system=system)[: SHOWN + 1]) if may else []
    return GapPage(commitment, system, cell, rows[:SHOWN], len(rows) > SHOWN, query)


@dataclass(frozen=True)
class NeedsPage:
    """Commitments against systems, with what is said of each cell."""

    systems: list[System]
    rows: list[tuple[PolicyCommitment, list[tuple[System, str, str]]]]
    seen: dict[str, str]

    @property
    def is_first_run(self) -> bool:
        """Whether nobody has said anything yet."""
        return not self.seen


def needs_page(access: Access, needs: Mapping[int, Mapping[str, str]], name: Any) -> NeedsPage:
    """Gather the matrix; `name` gives the name of a cell's choice."""
    systems = list(System.objects.filter(portfolio=access.portfolio))
    rows: list[Any] = []
    seen: dict[str, str] = {}
    for commitment in PolicyCommitment.objects.current().filter(portfolio=access.portfolio):
        said = needs.get(commitment.pk, {})
        cells = [(system, name(commitment.pk, system.pk), said.get(str(system.pk), "")) for system in systems]
        seen |= {cell: need for _system, cell, need in cells if need}
        rows.append((commitment, cells))
    return NeedsPage(systems, rows, seen)
