"""The page of one vehicle: its rows, what each is for as far as the reader may know, and what they may do with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from funding.models import Allocation, CapitalCommitment, Disbursement, Drawdown, FundingVehicle, VehicleVoice
from funding.overviews.outline import VehicleLine, vehicle_lines
from funding.policies import may, named, needs_second, why_not_agree
from initiatives.models import Combination, Initiative
from sensemaking.models import Decision, LearningLog, SenseMakingReport
from stakeholders.access import Access
from stakeholders.models import User

NEWEST_ALLOCATIONS, NEWEST_PAYMENTS = 50, 12
SOURCES: tuple[tuple[str, Any, str], ...] = (
    ("decision", Decision, "sensemaking:decision"),
    ("report", SenseMakingReport, "sensemaking:report"),
    ("log", LearningLog, "sensemaking:log"),
)


@dataclass(frozen=True)
class Seen:
    """Initiatives and combinations that the reader may see, of those that are named by rows of money."""

    initiatives: frozenset[int]
    combinations: frozenset[int]

    @classmethod
    def of(cls, access: Access, rows: Iterable[Allocation]) -> "Seen":
        """Ask for both at once, whatever the number of rows."""
        known = tuple(rows)
        initiatives = {row.initiative_id for row in known if row.initiative_id}
        combinations = {row.combination_id for row in known if row.combination_id}
        return cls(
            frozenset(Initiative.objects.seen_with(access).filter(pk__in=initiatives).values_list("pk", flat=True)),
            frozenset(Combination.objects.seen_with(access).filter(pk__in=combinations).values_list("pk", flat=True)),
        )

    def knows(self, row: Allocation) -> bool:
        """Whether the reader may know what the money is for."""
        if row.initiative_id:
            return row.initiative_id in self.initiatives
        return not row.combination_id or row.combination_id in self.combinations

    def name_of(self, row: Allocation) -> str:
        """What the money is for, as far as the reader may know."""
        if not self.knows(row):
            hidden = (
                _("An initiative that is not released to you"),
                _("A combination that is not released to you"),
            )
            return hidden[bool(row.combination_id)]
        if row.target == Allocation.Target.PORTFOLIO:
            return _("The portfolio as such")
        return str(row.initiative or row.combination or row.get_target_display())

    def address_of(self, row: Allocation, slug: str) -> str:
        """The page of what the money is for, if it has one that the reader may open."""
        if not self.knows(row) or not (row.initiative_id or row.combination_id):
            return ""
        name = "initiatives:detail" if row.initiative_id else "initiatives:combination"
        return reverse(name, args=[slug, row.initiative_id or row.combination_id])


@dataclass(frozen=True)
class Reason:
    """A decision, report or log that an allocation is informed by."""

    name: str
    url: str


@dataclass(frozen=True)
class AllocationLine:
    """One allocation; `why_not` says in words why the reader may not agree to a plan."""

    row: Allocation
    name: str
    url: str
    purpose: str
    reasons: tuple[Reason, ...]
    why_not: str
    asks_second: bool


@dataclass(frozen=True)
class PaymentLine:
    """A payment or a return, with what corrects it; `known` is what it was in truth."""

    row: Disbursement
    name: str
    corrections: tuple[Disbursement, ...]

    @property
    def known(self) -> Any:
        return self.row.amount + sum(one.amount for one in self.corrections)


@dataclass(frozen=True)
class VehiclePage:
    """One vehicle with its rows, newest allocation first; what the reader may not see has no name."""

    vehicle: FundingVehicle
    line: VehicleLine
    commitments: tuple[CapitalCommitment, ...]
    drawdowns: tuple[Drawdown, ...]
    allocations: tuple[AllocationLine, ...]
    payments: tuple[PaymentLine, ...]
    proposers: tuple[User, ...]
    agreers: tuple[User, ...]
    releasers: tuple[User, ...]
    may_propose: bool
    may_agree: bool
    has_more: bool


def vehicle_page(
    access: Access, vehicle: FundingVehicle, *, in_full: bool = False, all_payments: bool = False
) -> VehiclePage:
    """Read a vehicle's page: its newest allocations, or with `in_full` all; likewise payments with `all_payments`."""
    rows = _allocations(vehicle)
    allocations = tuple(rows if in_full else rows[: NEWEST_ALLOCATIONS + 1])
    has_more = not in_full and len(allocations) > NEWEST_ALLOCATIONS
    allocations = allocations[:NEWEST_ALLOCATIONS] if has_more else allocations
    shown = None if all_payments else NEWEST_PAYMENTS
    drawdowns = Drawdown.objects.filter(commitment__vehicle=vehicle).select_related("commitment__funder")
    payments = tuple(_payments(vehicle)[:shown])
    seen = Seen.of(access, (*allocations, *(payment.allocation for payment in payments)))
    voices = list(vehicle.voices.select_related("user").order_by("user__name", "pk"))
    may_agree = may(access.user, vehicle, VehicleVoice.May.AGREE)
    return VehiclePage(
        vehicle=vehicle,
        line=vehicle_lines(access, vehicle)[0],
        commitments=tuple(vehicle.commitments.select_related("funder")),
        drawdowns=tuple(drawdowns[:shown]),
        allocations=_allocation_lines(access, allocations, seen, may_agree=may_agree),
        payments=tuple(
            PaymentLine(row, seen.name_of(row.allocation), tuple(row.corrections.all())) for row in payments
        ),
        proposers=tuple(named(voices, VehicleVoice.May.PROPOSE)),
        agreers=tuple(named(voices, VehicleVoice.May.AGREE)),
        releasers=tuple(named(voices, VehicleVoice.May.RELEASE)),
        may_propose=may(access.user, vehicle, VehicleVoice.May.PROPOSE),
        may_agree=may_agree,
        has_more=has_more,
    )


def _allocations(vehicle: FundingVehicle) -> Any:
    rows = vehicle.allocations.select_related("initiative", "combination", "by", "agreed_by")
    return rows.prefetch_related("informed_by").order_by("-on", "-pk")


def _payments(vehicle: FundingVehicle) -> Any:
    """Payments and returns, each with its corrections in the order in which they were written."""
    rows = Disbursement.objects.filter(allocation__vehicle=vehicle, corrects__isnull=True)
    later = Prefetch("corrections", Disbursement.objects.order_by("pk"))
    return rows.select_related("allocation__initiative", "allocation__combination").prefetch_related(later)


def _allocation_lines(
    access: Access, rows: tuple[Allocation, ...], seen: Seen, *, may_agree: bool
) -> tuple[AllocationLine, ...]:
    reasons = _reasons(access, rows)
    slug, planned = access.portfolio.slug, Allocation.Status.PLANNED
    return tuple(
        AllocationLine(
            row=row,
            name=seen.name_of(row),
            url=seen.address_of(row, slug),
            purpose=row.purpose if seen.knows(row) else "",
            reasons=tuple(reasons[key] for one in row.informed_by.all() if (key := _key(one)) in reasons),
            why_not=why_not_agree(row, access.user, agrees=may_agree) if row.status == planned else "",
            asks_second=needs_second(row),
        )
        for row in rows
    )


def _key(reason: Any) -> tuple[str, int]:
    return next((name, pk) for name, _model, _view in SOURCES if (pk := getattr(reason, f"{name}_id")) is not None)


def _reasons(access: Access, rows: tuple[Allocation, ...]) -> dict[tuple[str, int], Reason]:
    """What the allocations are informed by, as far as the reader sees it; one query for each kind that is named."""
    found: dict[tuple[str, int], Reason] = {}
    keys = {_key(one) for row in rows for one in row.informed_by.all()}
    for name, model, view in SOURCES:
        if wanted := {pk for kind, pk in keys if kind == name}:
            for source in model.objects.seen_with(access).filter(pk__in=wanted):
                url = reverse(view, args=[access.portfolio.slug, source.pk])
                found[name, source.pk] = Reason(str(source), url)
    return found
