"""What of the portfolio a file may hold: the reader's own reach, or only what everyone may see."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from funding.exchange.plain import Part
from funding.models import Allocation, CapitalCommitment, Disbursement, Drawdown, FundingVehicle, Observation
from initiatives.models import Combination, Initiative, ParticipationRole
from portfolio_hub.lib.exports import BATCH
from stakeholders.access import Access
from stakeholders.models import Circle, Organisation, Portfolio

_EARLIER = Allocation.objects.filter(initiative=OuterRef("initiative"), pk__lt=OuterRef("pk"))
STANDING = (Allocation.Status.AGREED, Allocation.Status.CLOSED)
ONCE_HELD = Q(agreed_on__isnull=False) | Q(paid_total__gt=0)
# Who receives the money of an initiative, the first of these that takes part in it.
RECIPIENTS = (
    ParticipationRole.LEAD,
    ParticipationRole.IMPLEMENTER,
    ParticipationRole.CHALLENGE_OWNER,
    ParticipationRole.BACKBONE,
    ParticipationRole.ORCHESTRATOR,
    ParticipationRole.PARTNER,
)
_RANKS = {str(role): place for place, role in enumerate(RECIPIENTS)}


@dataclass(frozen=True, slots=True)
class Reach:
    """The rows that one file may hold. Trials of other rules (shadows) hold no money and are never among them."""

    access: Access
    public_only: bool = False

    @property
    def portfolio(self) -> Portfolio:
        return self.access.portfolio

    def initiatives(self) -> QuerySet[Initiative]:
        rows = Initiative.objects.seen_with(self.access)
        return rows.filter(circle=Circle.PUBLIC) if self.public_only else rows

    def combinations(self) -> QuerySet[Combination]:
        rows = Combination.objects.seen_with(self.access)
        return rows.filter(circle=Circle.PUBLIC) if self.public_only else rows

    def vehicles(self) -> QuerySet[FundingVehicle]:
        seen = FundingVehicle.objects.visible_to(self.access.user)
        return seen.filter(portfolio=self.portfolio, is_shadow=False)

    def allocations(self) -> QuerySet[Allocation]:
        """What was agreed and is still held, and what was given back after something was paid out of it."""
        return self._released(self._held(Q(paid_total__gt=0)))

    def allocations_to(self, initiatives: Collection[int]) -> QuerySet[Allocation]:
        """Whatever was agreed, for initiatives of which it is known that the file may hold them."""
        return self._held(ONCE_HELD).filter(initiative__in=initiatives)

    def _released(self, rows: QuerySet[Allocation]) -> QuerySet[Allocation]:
        return rows.filter(Q(initiative__isnull=True) | Q(initiative__in=self.initiatives().values("pk"))).filter(
            Q(combination__isnull=True) | Q(combination__in=self.combinations().values("pk"))
        )

    def _held(self, returned: Q) -> QuerySet[Allocation]:
        """What is still held, and some of what was given back."""
        return (
            Allocation.objects.filter(vehicle__in=self.vehicles().values("pk"))
            .filter(Q(status__in=STANDING) | Q(status=Allocation.Status.RETURNED) & returned)
            .annotate(is_first=~Exists(_EARLIER))
            .order_by("pk")
        )

    def wide_allocations(self) -> QuerySet[Allocation]:
        """Whatever was agreed and belongs to no single initiative."""
        return self._released(self._held(ONCE_HELD)).filter(initiative__isnull=True)

    def commitments(self) -> QuerySet[CapitalCommitment]:
        rows = CapitalCommitment.objects.filter(vehicle__in=self.vehicles().values("pk"))
        return rows.filter(status=CapitalCommitment.Status.COMMITTED).select_related("vehicle", "funder").order_by("pk")

    def withdrawn(self) -> QuerySet[CapitalCommitment]:
        """Promises that counted until they were withdrawn."""
        rows = CapitalCommitment.objects.filter(vehicle__in=self.vehicles().values("pk"), was_committed=True)
        return rows.select_related("vehicle", "funder").order_by("pk")

    def funders(self) -> QuerySet[Organisation]:
        """Who promised it."""
        return Organisation.objects.filter(pk__in=self.commitments().values("funder")).order_by("pk")

    def drawdowns(self) -> QuerySet[Drawdown]:
        rows = Drawdown.objects.filter(commitment__vehicle__in=self.vehicles().values("pk"))
        return rows.select_related("commitment__vehicle", "commitment__funder").order_by("pk")

    def observations(self) -> QuerySet[Observation]:
        """What was observed and stands, of what the reader may see, the older first."""
        rows = Observation.objects.standing().filter(indicator__portfolio=self.portfolio, value__isnull=False)
        return rows.select_related("indicator").order_by("from_on", "pk")

    def wide_observations(self) -> QuerySet[Observation]:
        """Those that belong to no single initiative."""
        of_one = Q(combination__isnull=True) | Q(combination__in=self.combinations().values("pk"))
        return self.observations().filter(of_one, initiative__isnull=True).select_related("combination", "place")

    def wide_payments(self) -> QuerySet[Disbursement]:
        return Disbursement.objects.filter(allocation__in=self.wide_allocations().values("pk")).order_by("pk")


def streamed(rows: QuerySet[Any]) -> Iterator[Any]:
    """Row after row, a few hundred in memory at a time."""
    return rows.iterator(BATCH)


def recipient(parts: Iterable[Part]) -> Part | None:
    """Who receives the money among those who take part."""
    able = (part for part in parts if part.role in _RANKS)
    return min(able, key=lambda part: (_RANKS[part.role], part.pk), default=None)


def funders_of(vehicles: QuerySet[FundingVehicle]) -> dict[int, list[CapitalCommitment]]:
    """The promises behind each vehicle, the biggest first."""
    found: dict[int, list[CapitalCommitment]] = {}
    rows = CapitalCommitment.objects.filter(vehicle__in=vehicles.values("pk"), status="committed")
    for row in rows.select_related("funder").order_by(F("amount").desc(), "pk"):
        found.setdefault(row.vehicle_id, []).append(row)
    return found
