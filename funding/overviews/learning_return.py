"""What the learning returned: money set aside to learn, logs, decisions, and money that moved because of them.

Each number is as far as the reader may see decisions; money is in outline for everybody who sees funding. It is what
learning had a part in, never what it saved.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Sum, When
from django.db.models.functions import Coalesce

from funding.models import Allocation, AllocationReason, Disbursement, FundingVehicle
from funding.overviews.outline import KEPT, MONEY, ZERO
from funding.sums import exact
from sensemaking.models import Decision, LogTally, MonthTally
from stakeholders.access import Access

SIGNED = Case(When(kind=Disbursement.Kind.RETURN, then=-F("amount")), default=F("amount"), output_field=MONEY)
"""What was paid, less what came back."""
YEARS = 2


@dataclass(frozen=True)
class Sum_:
    """A sum in one currency, from how many rows; `seen` is the part whose rows the reader may open."""

    currency: str
    amount: Decimal
    count: int
    seen: Decimal
    from_reserves: Decimal = ZERO

    @property
    def unseen(self) -> Decimal:
        return self.amount - self.seen


@dataclass(frozen=True)
class LearningReturn:
    """Four numbers since a day, the first of a month; the portfolio's currency first, others apart."""

    since: date
    currency: str
    spent: tuple[Sum_, ...]
    logs: int
    initiatives: int
    decisions: int
    redirected: tuple[Sum_, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.spent or self.logs or self.decisions or self.redirected)

    @property
    def own_spent(self) -> Decimal:
        return self._own(self.spent)

    @property
    def own_redirected(self) -> Decimal:
        return self._own(self.redirected)

    @property
    def other_spent(self) -> tuple[Sum_, ...]:
        return tuple(sum_ for sum_ in self.spent if sum_.currency != self.currency)

    @property
    def other_redirected(self) -> tuple[Sum_, ...]:
        return tuple(sum_ for sum_ in self.redirected if sum_.currency != self.currency)

    @property
    def from_reserves(self) -> Decimal:
        return sum((sum_.from_reserves for sum_ in self.spent if sum_.currency == self.currency), ZERO)

    @property
    def per_unit(self) -> Decimal | None:
        """How much was redirected for each unit of money spent on learning, where both are known."""
        if not self.own_spent or not self.own_redirected or self.own_spent < 0:
            return None
        return (self.own_redirected / self.own_spent).quantize(Decimal("0.1"))

    def _own(self, sums: tuple[Sum_, ...]) -> Decimal:
        return sum((sum_.amount for sum_ in sums if sum_.currency == self.currency), ZERO)


def since_of(text: str, today: date) -> date:
    """The first of the month that the address names, else January of the year before last."""
    try:
        return min(date.fromisoformat(text[:10]), today).replace(day=1)
    except ValueError:
        return date(today.year - YEARS, 1, 1)


def learning_return(access: Access, since: date) -> LearningReturn:
    """Read the four numbers in a fixed number of queries."""
    portfolio = access.portfolio
    months = MonthTally.objects.filter(portfolio=portfolio, month__gte=since)
    written = LogTally.objects.filter(portfolio=portfolio, month__gte=since, count__gt=0)
    return LearningReturn(
        since=since,
        currency=portfolio.currency,
        spent=_spent(access, since),
        logs=months.aggregate(sum=Sum("count"))["sum"] or 0,
        initiatives=written.aggregate(many=Count("initiative", distinct=True))["many"],
        decisions=informed(access).filter(decided_on__gte=since).count(),
        redirected=_redirected(access, since),
    )


def informed(access: Access) -> QuerySet[Decision]:
    """Decisions that were made, that cite learning logs or findings, and that the reader may see."""
    return _made(access).filter(_cites())


def _made(access: Access) -> QuerySet[Decision]:
    rows: QuerySet[Decision] = Decision.objects.seen_with(access).exclude(status=Decision.Status.PROPOSED)
    return rows


def _cites() -> Q:
    logs = Decision.logs.through.objects.filter(decision=OuterRef("pk"))
    findings = Decision.findings.through.objects.filter(decision=OuterRef("pk"))
    return Q(Exists(logs)) | Q(Exists(findings))


def learning_payments(access: Access, since: date) -> QuerySet[Disbursement]:
    """Payments under what is set aside for learning, from a reserve or another vehicle, and what came back."""
    rows: QuerySet[Disbursement] = Disbursement.objects.filter(
        allocation__vehicle__in=_real(access), allocation__target=Allocation.Target.LEARNING, on__gte=since
    )
    return rows.annotate(signed=SIGNED)


def moved(access: Access, since: date) -> QuerySet[Allocation]:
    """Agreed money that names such a decision, or one that moves money, as its reason or as what released it."""
    moving = _made(access).filter(_cites() | Q(what=Decision.What.REALLOCATE)).order_by().values("pk")
    reasons = AllocationReason.objects.filter(allocation=OuterRef("pk"), decision__in=moving)
    rows: QuerySet[Allocation] = Allocation.objects.filter(vehicle__in=_real(access))
    rows = rows.exclude(status=Allocation.Status.PLANNED).annotate(day=Coalesce("agreed_on", "on"), kept=KEPT)
    return rows.filter(Q(Exists(reasons)) | Q(release__decision__in=moving), day__gte=since)


def _real(access: Access) -> QuerySet[Any]:
    """Vehicles with real money in them."""
    return FundingVehicle.objects.filter(portfolio=access.portfolio, is_shadow=False).order_by().values("pk")


def _spent(access: Access, since: date) -> tuple[Sum_, ...]:
    visible = Q(allocation__vehicle__in=FundingVehicle.objects.visible_to(access.user).values("pk"))
    rows = (
        learning_payments(access, since).order_by().values(currency=F("allocation__vehicle__currency"))
        .annotate(
            amount=Sum("signed"), many=Count("pk"), seen=Sum("signed", filter=visible),
            reserves=Sum("signed", filter=Q(allocation__vehicle__reserve__isnull=False)),
        )
    )  # fmt: skip
    return _sums(access, rows)


def _redirected(access: Access, since: date) -> tuple[Sum_, ...]:
    visible = Q(vehicle__in=FundingVehicle.objects.visible_to(access.user).values("pk"))
    rows = moved(access, since).order_by().values(currency=F("vehicle__currency"))
    return _sums(access, rows.annotate(amount=Sum("kept"), many=Count("pk"), seen=Sum("kept", filter=visible)))


def _sums(access: Access, rows: Any) -> tuple[Sum_, ...]:
    found = (
        Sum_(
            row["currency"], exact(row["amount"] or ZERO, row["currency"]), row["many"],
            exact(row["seen"] or ZERO, row["currency"]), exact(row.get("reserves") or ZERO, row["currency"]),
        )
        for row in rows
    )  # fmt: skip
    return tuple(sorted(found, key=lambda sum_: (sum_.currency != access.portfolio.currency, sum_.currency)))
