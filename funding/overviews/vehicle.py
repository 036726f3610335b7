"""The page of one vehicle: its rows, what each is for as far as the reader may know, and what they may do with it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from funding.models import Allocation, CapitalCommitment, Disbursement, Drawdown, FundingVehicle, VehicleVoice
from funding.overviews.outline import VehicleLine, vehicle_lines
from funding.overviews.seen import Seen
from funding.policies import may, named, needs_second, why_not_agree, why_not_propose
from portfolio_hub.lib.keyset import Page, page_of
from sensemaking.models import Decision, LearningLog, SenseMakingReport
from stakeholders.access import Access
from stakeholders.models import User

ALLOCATIONS_A_PAGE, PAYMENTS_A_PAGE, NEWEST_PAYMENTS = 25, 50, 12
STATES = (Allocation.Status.PLANNED, Allocation.Status.AGREED, Allocation.Status.RETURNED)
SOURCES: tuple[tuple[str, Any, str], ...] = (
    ("decision", Decision, "sensemaking:decision"),
    ("report", SenseMakingReport, "sensemaking:report"),
    ("log", LearningLog, "sensemaking:log"),
)


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
    """A payment or a return, with what corrects it; `known` is what it was in truth.

    Its notes are for those who may know what the money was for: `is_released`.
    """

    row: Disbursement
    name: str
    corrections: tuple[Disbursement, ...]
    is_released: bool

    @property
    def known(self) -> Any:
        return self.row.amount + sum(one.amount for one in self.corrections)


@dataclass(frozen=True)
class DrawdownLine:
    """What a funder paid in, with what corrects it; `known` is what it was in truth."""

    row: Drawdown
    corrections: tuple[Drawdown, ...]

    @property
    def known(self) -> Any:
        return self.row.amount + sum(one.amount for one in self.corrections)


@dataclass(frozen=True)
class VehiclePage:
    """One vehicle with a page of its rows, newest allocation first; what the reader may not see has no name.

    `older` is the cursor of the next page of allocations, and `state` the state that the address asks for.
    """

    vehicle: FundingVehicle
    line: VehicleLine
    commitments: tuple[CapitalCommitment, ...]
    drawdowns: tuple[DrawdownLine, ...]
    allocations: tuple[AllocationLine, ...]
    payments: tuple[PaymentLine, ...]
    proposers: tuple[User, ...]
    agreers: tuple[User, ...]
    releasers: tuple[User, ...]
    may_propose: bool
    may_agree: bool
    state: str
    older: str
    is_first: bool
    has_older_payments: bool


def vehicle_page(access: Access, vehicle: FundingVehicle, *, state: str = "", after: str = "") -> VehiclePage:
    """Read a page of a vehicle in a fixed number of queries, however many rows it has."""
    state = state if state in STATES else ""
    rows = _allocations(vehicle)
    found = page_of(
        rows.filter(status=state) if state else rows, order=("-on", "-pk"), after=after, size=ALLOCATIONS_A_PAGE
    )
    drawdowns = drawdown_lines(vehicle, NEWEST_PAYMENTS + 1)
    payments = tuple(payments_of(vehicle)[: NEWEST_PAYMENTS + 1])
    seen = Seen.of(access, (*found.rows, *(payment.allocation for payment in payments)))
    voices = list(vehicle.voices.select_related("user").order_by("user__name", "pk"))
    may_agree = may(access.user, vehicle, VehicleVoice.May.AGREE)
    return VehiclePage(
        vehicle=vehicle,
        line=vehicle_lines(access, vehicle)[0],
        commitments=tuple(vehicle.commitments.select_related("funder")),
        drawdowns=drawdowns[:NEWEST_PAYMENTS],
        allocations=_allocation_lines(access, tuple(found.rows), seen, may_agree=may_agree),
        payments=payment_lines(payments[:NEWEST_PAYMENTS], seen),
        proposers=tuple(named(voices, VehicleVoice.May.PROPOSE)),
        agreers=tuple(named(voices, VehicleVoice.May.AGREE)),
        releasers=tuple(named(voices, VehicleVoice.May.RELEASE)),
        may_propose=not why_not_propose(vehicle, access.user),
        may_agree=may_agree,
        state=state,
        older=found.next_cursor,
        is_first=found.is_first,
        has_older_payments=max(len(payments), len(drawdowns)) > NEWEST_PAYMENTS,
    )


def payments_page(access: Access, vehicle: FundingVehicle, *, after: str = "") -> Page[PaymentLine]:
    """A page of everything that was paid out and came back, newest first."""
    found = page_of(payments_of(vehicle), order=("-on", "-pk"), after=after, size=PAYMENTS_A_PAGE)
    seen = Seen.of(access, (row.allocation for row in found.rows))
    return Page(list(payment_lines(found.rows, seen)), found.next_cursor, found.is_first)


def _allocations(vehicle: FundingVehicle) -> Any:
    rows = vehicle.allocations.select_related("initiative", "combination", "by", "agreed_by")
    return rows.prefetch_related("informed_by").order_by("-on", "-pk")


def payments_of(vehicle: FundingVehicle) -> Any:
    """Payments and returns, without what corrects them."""
    rows = Disbursement.objects.filter(allocation__vehicle=vehicle, corrects__isnull=True)
    return rows.select_related("allocation__initiative", "allocation__combination", "by")


def drawdown_lines(vehicle: FundingVehicle, at_most: int | None = None) -> tuple[DrawdownLine, ...]:
    """What was paid in, newest first, each with its corrections; two queries."""
    rows = Drawdown.objects.filter(commitment__vehicle=vehicle, corrects__isnull=True)
    given = list(rows.select_related("commitment__funder", "by")[:at_most])
    later = _corrections(Drawdown, given)
    return tuple(DrawdownLine(row, tuple(later[row.pk])) for row in given)


def payment_lines(rows: Sequence[Disbursement], seen: Seen) -> tuple[PaymentLine, ...]:
    """The rows with what each was for, and their corrections in the order in which they were written; one query."""
    later = _corrections(Disbursement, rows)
    return tuple(
        PaymentLine(row, seen.name_of(row.allocation), tuple(later[row.pk]), seen.knows(row.allocation)) for row in rows
    )


def _corrections(model: Any, rows: Sequence[Any]) -> Mapping[int, list[Any]]:
    """What corrects each of these rows, by its key."""
    later: dict[int, list[Any]] = defaultdict(list)
    for one in model.objects.filter(corrects__in=[row.pk for row in rows]).order_by("pk"):
        later[one.corrects_id].append(one)
    return later


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
