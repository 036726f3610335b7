"""What the learning returned: money set aside to learn, logs, decisions, and money that moved because of them.

Each number is as far as the reader may see decisions; money is in outline for everybody who sees funding. It is what
learning had a part in, never what it saved.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Sum, When
from django.db.models.functions import ExtractYear

from funding.models import Allocation, AllocationReason, Disbursement, FundingVehicle, ReserveRelease
from funding.overviews.outline import MONEY, ZERO
from funding.overviews.standing import changed
from funding.overviews.within import Within
from funding.sums import exact
from initiatives.models import Initiative
from sensemaking.models import Decision, LogTally, MonthTally
from stakeholders.access import Access

SIGNED = Case(When(kind=Disbursement.Kind.RETURN, then=-F("amount")), default=F("amount"), output_field=MONEY)
"""What was paid, less what came back."""


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
    """Four numbers within whole months; the portfolio's currency first, others apart.

    `quick` is how many of the decisions cite a learning log of the year in which they were made.
    """

    within: Within
    currency: str
    spent: tuple[Sum_, ...]
    logs: int
    initiatives: int
    decisions: int
    quick: int
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
    def is_all_from_reserves(self) -> bool:
        return bool(self.from_reserves) and self.from_reserves == self.own_spent

    @property
    def per_unit(self) -> Decimal | None:
        """How much was redirected for each unit of money spent on learning, where both are known."""
        if self.own_spent <= 0 or self.own_redirected <= 0:
            return None
        return exact(self.own_redirected / self.own_spent, self.currency)

    def _own(self, sums: tuple[Sum_, ...]) -> Decimal:
        return sum((sum_.amount for sum_ in sums if sum_.currency == self.currency), ZERO)


def learning_return(access: Access, within: Within) -> LearningReturn:
    """Read the four numbers in a fixed number of queries."""
    decisions = informed(access, within).aggregate(many=Count("pk"), quick=Count("pk", filter=_cites_its_year()))
    return LearningReturn(
        within=within,
        currency=access.portfolio.currency,
        spent=_spent(access, within),
        logs=_logs(access, within),
        initiatives=_heard(access, within).count(),
        decisions=decisions["many"],
        quick=decisions["quick"],
        redirected=_redirected(access, within),
    )


def _logs(access: Access, within: Within) -> int:
    """How many logs there are, whoever may read them; with vehicles, of initiatives that the reader may see."""
    rows: QuerySet[Any] = MonthTally.objects.filter(within.days("month"), portfolio=access.portfolio)
    if within.vehicles:
        rows = LogTally.objects.filter(within.days("month"), portfolio=access.portfolio)
        rows = rows.filter(initiative__in=backed_initiatives(access, within).order_by().values("pk"))
    return int(rows.aggregate(sum=Sum("count"))["sum"] or 0)


def backed_initiatives(access: Access, within: Within) -> QuerySet[Any]:
    """Initiatives that the reader may see and the chosen vehicles have agreed on money for."""
    rows: QuerySet[Any] = Initiative.objects.seen_with(access)
    return rows.filter(within.backed("pk"))


def _heard(access: Access, within: Within) -> QuerySet[Any]:
    """Initiatives that wrote; each is found in the tallies once, however much it wrote."""
    written = LogTally.objects.filter(
        within.days("month"), portfolio=access.portfolio, initiative=OuterRef("pk"), count__gt=0
    )
    rows: QuerySet[Any] = backed_initiatives(access, within) if within.vehicles else Initiative.objects.all()
    return rows.filter(Exists(written)).order_by()


def informed(access: Access, within: Within) -> QuerySet[Decision]:
    """Decisions that were made, that cite learning logs or findings, and that the reader may see.

    With vehicles, those among them that moved money of these.
    """
    rows = _made(access).filter(_cites(), within.days("decided_on"))
    if within.vehicles:
        own = Allocation.objects.filter(vehicle__in=within.vehicles).exclude(status=Allocation.Status.PLANNED)
        reasons = AllocationReason.objects.filter(decision=OuterRef("pk"), allocation__in=own.order_by().values("pk"))
        rows = rows.filter(Exists(reasons) | Exists(own.filter(release__decision=OuterRef("pk")).order_by()))
    return rows


def _made(access: Access) -> QuerySet[Decision]:
    rows: QuerySet[Decision] = Decision.objects.seen_with(access).exclude(status=Decision.Status.PROPOSED)
    return rows


def _cites() -> Q:
    logs = Decision.logs.through.objects.filter(decision=OuterRef("pk"))
    findings = Decision.findings.through.objects.filter(decision=OuterRef("pk"))
    return Q(Exists(logs)) | Q(Exists(findings))


def _cites_its_year() -> Exists:
    year = ExtractYear(OuterRef("decided_on"))
    return Exists(Decision.logs.through.objects.filter(decision=OuterRef("pk"), learninglog__happened_on__year=year))


def learning_payments(access: Access, within: Within) -> QuerySet[Disbursement]:
    """Payments under what is set aside for learning, from a reserve or another vehicle, and what came back."""
    rows: QuerySet[Disbursement] = Disbursement.objects.filter(
        within.days("on"), allocation__vehicle__in=_real(access, within), allocation__target=Allocation.Target.LEARNING
    )
    return rows.annotate(signed=SIGNED)


def moved(access: Access, within: Within) -> QuerySet[Allocation]:
    """Agreed money that names such a decision, or one that moves money, as its reason or as what released it.

    What was given back is taken off within the months of that day: `kept` is below nothing there.
    """
    moving = _made(access).filter(_cites() | Q(what=Decision.What.REALLOCATE)).order_by().values("pk")
    reasons = AllocationReason.objects.filter(decision__in=moving).order_by().values("allocation")
    releases = ReserveRelease.objects.filter(decision__in=moving).order_by().values("allocation")
    rows: QuerySet[Allocation] = Allocation.objects.real().filter(vehicle__portfolio=access.portfolio)
    if within.vehicles:
        rows = rows.filter(vehicle__in=within.vehicles)
    return changed(rows, within.since, within.until).filter(pk__in=reasons.union(releases))


def _real(access: Access, within: Within) -> QuerySet[Any]:
    """Vehicles with real money in them."""
    rows: QuerySet[Any] = FundingVehicle.objects.filter(portfolio=access.portfolio, is_shadow=False)
    return (rows.filter(pk__in=within.vehicles) if within.vehicles else rows).order_by().values("pk")


def _spent(access: Access, within: Within) -> tuple[Sum_, ...]:
    visible = Q(allocation__vehicle__in=FundingVehicle.objects.visible_to(access.user).values("pk"))
    rows = (
        learning_payments(access, within).order_by().values(currency=F("allocation__vehicle__currency"))
        .annotate(
            amount=Sum("signed"), many=Count("pk"), seen=Sum("signed", filter=visible),
            reserves=Sum("signed", filter=Q(allocation__vehicle__reserve__isnull=False)),
        )
    )  # fmt: skip
    return _sums(access, rows)


def _redirected(access: Access, within: Within) -> tuple[Sum_, ...]:
    visible = Q(vehicle__in=FundingVehicle.objects.visible_to(access.user).values("pk"))
    rows = moved(access, within).order_by().values(currency=F("vehicle__currency"))
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
