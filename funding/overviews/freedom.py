"""Money tied to projects beside money that may move: how fast it moved, what it opened, what it taught.

A vehicle counts as flexible when at least half of what is committed to it may move between initiatives. Days come
from the database as a histogram, so nothing here grows with the number of allocations.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.models import Allocation, Disbursement, FundingVehicle
from funding.overviews.outline import vehicle_lines
from initiatives.models import Connection, Initiative
from sensemaking.models import LogTally, Option
from stakeholders.access import Access

FEW, SOME = 5, 20


@dataclass(frozen=True)
class Days:
    """The middle of some numbers of days, the middle half of them, and from how many rows."""

    count: int
    median: int | None = None
    low: int | None = None
    high: int | None = None

    @property
    def trust(self) -> str:
        return trust(self.count)


@dataclass(frozen=True)
class Side:
    """One kind of money in numbers."""

    key: str
    label: str | Promise
    vehicles: int
    allocations: int
    initiatives: int
    to_agree: Days
    to_pay: Days
    options: int
    connections: int
    begun: int
    logs: int

    @property
    def per_initiative(self) -> float | None:
        """Learning logs for each initiative that has such money."""
        return self.logs / self.initiatives if self.initiatives else None

    @property
    def trust(self) -> str:
        return trust(self.initiatives)


def trust(count: int) -> str:
    """How much a number from so many rows tells, in words."""
    if not count:
        return _("nothing to count yet")
    if count < FEW:
        return _("too few to tell anything")
    return _("a hint, not more") if count < SOME else _("enough to compare, with care")


def middle(histogram: Mapping[int, int]) -> Days:
    """Median and middle half of days, each with how often it occurs."""
    count = sum(histogram.values())
    if not count:
        return Days(0)
    return Days(count, *(_at(histogram, count, share) for share in (0.5, 0.25, 0.75)))


def _at(histogram: Mapping[int, int], count: int, share: float) -> int:
    """The smallest number of days that at least this share of the rows does not exceed."""
    passed = 0
    for days in sorted(histogram):
        passed += histogram[days]
        if passed >= count * share:
            return days
    return max(histogram)


@dataclass(frozen=True)
class Compared:
    """Both kinds; `shared` initiatives have money of both and count on both sides."""

    sides: tuple[Side, Side]
    shared: int

    @property
    def is_empty(self) -> bool:
        return not any(side.allocations for side in self.sides)


def compare(access: Access) -> Compared:
    """Read both sides in a fixed number of queries."""
    lines = vehicle_lines(access)
    shadows = set(
        FundingVehicle.objects.filter(portfolio=access.portfolio, is_shadow=True).values_list("pk", flat=True)
    )
    real = [line for line in lines if line.pk not in shadows and line.committed]
    tied = [line.pk for line in real if not line.is_mostly_flexible]
    free = [line.pk for line in real if line.is_mostly_flexible]
    given = _agreed(tied), _agreed(free)
    both = _initiatives(access, given[0]).filter(pk__in=given[1].order_by().values("initiative")).count()
    return Compared(
        (
            _side(access, "tied", gettext_lazy("Tied to projects"), tied),
            _side(access, "free", gettext_lazy("Flexible in the portfolio"), free),
        ),
        shared=both,
    )


def _agreed(vehicles: list[int]) -> QuerySet[Allocation]:
    rows: QuerySet[Allocation] = Allocation.objects.filter(vehicle__in=vehicles, agreed_on__isnull=False)
    return rows


def _initiatives(access: Access, given: QuerySet[Allocation]) -> QuerySet[Any]:
    """Initiatives of the portfolio that this money is for, and that the reader may see."""
    rows: QuerySet[Any] = Initiative.objects.seen_with(access)
    return rows.filter(pk__in=given.filter(initiative__isnull=False).order_by().values("initiative")).order_by()


def _side(access: Access, key: str, label: Any, vehicles: list[int]) -> Side:
    given = _agreed(vehicles)
    fed = _initiatives(access, given)
    ids = fed.values("pk")
    first = given.filter(initiative=OuterRef("pk")).order_by("agreed_on").values("agreed_on")[:1]
    begun = fed.annotate(first=Subquery(first)).filter(started_on__gte=F("first"))
    connections = Connection.objects.seen_with(access).filter(Q(source__in=ids) | Q(target__in=ids))
    logs = LogTally.objects.filter(portfolio=access.portfolio, initiative__in=ids).aggregate(sum=Sum("count"))
    return Side(
        key=key,
        label=label,
        vehicles=len(vehicles),
        allocations=given.count(),
        initiatives=fed.count(),
        to_agree=middle(_histogram(given, F("agreed_on") - F("on"))),
        to_pay=middle(_histogram(_with_first_payment(given), F("paid_on") - F("agreed_on"))),
        options=Option.objects.seen_with(access).filter(log__initiative__in=ids).count(),
        connections=connections.count(),
        begun=begun.count(),
        logs=logs["sum"] or 0,
    )


def _with_first_payment(given: QuerySet[Allocation]) -> QuerySet[Any]:
    payments = Disbursement.objects.filter(
        allocation=OuterRef("pk"), kind=Disbursement.Kind.PAYMENT, corrects__isnull=True
    )
    paid_on = Subquery(payments.order_by("on").values("on")[:1])
    return given.annotate(paid_on=paid_on).filter(paid_on__isnull=False)


def _histogram(rows: QuerySet[Any], days: Any) -> Counter[int]:
    """How many rows took how many days; a day that lies before its beginning counts as none."""
    taken = rows.annotate(taken=ExpressionWrapper(days, output_field=DurationField())).order_by()
    found: Counter[int] = Counter()
    for value, many in taken.values_list("taken").annotate(many=Count("pk")):
        found[max(value.days, 0)] += many
    return found


COLUMNS = (
    gettext_lazy("What is counted"), gettext_lazy("Tied to projects"), gettext_lazy("From how many"),
    gettext_lazy("Flexible in the portfolio"), gettext_lazy("From how many"),
)  # fmt: skip


def table_rows(compared: Compared) -> Iterator[tuple[object, ...]]:
    """The comparison as rows, for the file and the table."""
    tied, free = compared.sides
    for label, name in (
        (_("Days from proposed to agreed, median"), "to_agree"),
        (_("Days from agreed to the first payment, median"), "to_pay"),
    ):
        left, right = getattr(tied, name), getattr(free, name)
        yield label, left.median, left.count, right.median, right.count
    for label, name in (
        (_("Options opened by learning logs of its initiatives"), "options"),
        (_("Connections of its initiatives"), "connections"),
        (_("Initiatives begun with this money"), "begun"),
        (_("Learning logs of its initiatives"), "logs"),
    ):
        yield label, getattr(tied, name), tied.initiatives, getattr(free, name), free.initiatives
    each = [None if side.per_initiative is None else round(side.per_initiative, 1) for side in (tied, free)]
    yield _("Learning logs for each initiative"), each[0], tied.initiatives, each[1], free.initiatives
