"""Money tied to projects beside money that may move: how fast it moved, what it opened, what it taught.

A vehicle counts as flexible when at least half of what is committed to it may move between initiatives. Days come
from the database as a histogram, so nothing here grows with the number of allocations.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, DurationField, ExpressionWrapper, F, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.models import Allocation, Disbursement
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
class Measure:
    """One thing that is counted on both sides: the number, its middle half for days, and from how many rows.

    `what` names its rows; `low` and `high` are set for days only.
    """

    what: str
    label: str
    values: tuple[int | float | None, int | float | None]
    counts: tuple[int, int]
    ranges: tuple[tuple[int, int] | None, tuple[int, int] | None] = (None, None)
    is_days: bool = False
    is_share: bool = False

    @property
    def parts(self) -> tuple["MeasurePart", "MeasurePart"]:
        """Both sides of it, for a page."""
        left, right = (MeasurePart(at, self.values[at], self.counts[at], self.ranges[at]) for at in (0, 1))
        return left, right

    @property
    def scale(self) -> float:
        """The longest thing to be drawn."""
        ends = [one[1] for one in self.ranges if one]
        return float(max([*(value or 0 for value in self.values), *ends], default=0))


@dataclass(frozen=True)
class MeasurePart:
    """One side of what is counted."""

    side: int
    value: int | float | None
    count: int
    spread: tuple[int, int] | None


@dataclass(frozen=True)
class Compared:
    """Both kinds; `shared` initiatives have money of both and count on both sides."""

    sides: tuple[Side, Side]
    shared: int

    @property
    def is_empty(self) -> bool:
        return not any(side.allocations for side in self.sides)

    @property
    def measures(self) -> tuple[Measure, ...]:
        """What is drawn and written, in its order."""
        return (
            self._days("agreed", _("Days from proposed to agreed, median"), "to_agree"),
            self._days("paid", _("Days from agreed to the first payment, median"), "to_pay"),
            self._number("options", _("Options opened by learning logs of its initiatives"), "options"),
            self._number("connections", _("Connections of its initiatives"), "connections"),
            self._number("begun", _("Initiatives begun with this money"), "begun"),
            self._number("initiatives", _("Learning logs for each initiative"), "per_initiative", is_share=True),
        )

    def _days(self, what: str, label: str, name: str) -> Measure:
        days = [getattr(side, name) for side in self.sides]
        ranges = [None if one.median is None else (one.low, one.high) for one in days]
        return Measure(
            what, label, (days[0].median, days[1].median), (days[0].count, days[1].count), (ranges[0], ranges[1]),
            is_days=True,
        )  # fmt: skip

    def _number(self, what: str, label: str, name: str, *, is_share: bool = False) -> Measure:
        tied, free = self.sides
        left, right = getattr(tied, name), getattr(free, name)
        return Measure(what, label, (left, right), (tied.initiatives, free.initiatives), is_share=is_share)


TIED, FREE = "tied", "free"
LABELS = {TIED: gettext_lazy("Tied to projects"), FREE: gettext_lazy("Flexible in the portfolio")}


def vehicles_by_kind(access: Access) -> dict[str, list[int]]:
    """Vehicles with real commitments, by what most of their money may do."""
    found: dict[str, list[int]] = {TIED: [], FREE: []}
    for line in vehicle_lines(access):
        if line.committed:
            found[FREE if line.is_mostly_flexible else TIED].append(line.pk)
    return found


def compare(access: Access) -> Compared:
    """Read both sides in a fixed number of queries."""
    kinds = vehicles_by_kind(access)
    both = initiatives_of(access, agreed(kinds[TIED])).filter(
        pk__in=agreed(kinds[FREE]).filter(initiative__isnull=False).order_by().values("initiative")
    )
    return Compared((_side(access, TIED, kinds[TIED]), _side(access, FREE, kinds[FREE])), shared=both.count())


def agreed(vehicles: list[int]) -> QuerySet[Allocation]:
    """What was agreed from these vehicles."""
    rows: QuerySet[Allocation] = Allocation.objects.filter(vehicle__in=vehicles, agreed_on__isnull=False)
    return rows


def initiatives_of(access: Access, given: QuerySet[Allocation]) -> QuerySet[Any]:
    """Initiatives of the portfolio that this money is for, and that the reader may see."""
    rows: QuerySet[Any] = Initiative.objects.seen_with(access)
    return rows.filter(pk__in=given.filter(initiative__isnull=False).order_by().values("initiative")).order_by()


def begun_with(fed: QuerySet[Any], given: QuerySet[Allocation]) -> QuerySet[Any]:
    """Initiatives that began on or after the day on which the first of this money was agreed."""
    first = given.filter(initiative=OuterRef("pk")).order_by("agreed_on").values("agreed_on")[:1]
    return fed.annotate(first=Subquery(first)).filter(started_on__gte=F("first"))


def options_of(access: Access, fed: QuerySet[Any]) -> QuerySet[Option]:
    """Options that learning logs of these initiatives opened."""
    rows: QuerySet[Option] = Option.objects.seen_with(access).filter(log__initiative__in=fed.values("pk"))
    return rows


def connections_of(access: Access, fed: QuerySet[Any]) -> QuerySet[Connection]:
    """Connections from or to these initiatives."""
    ids = fed.values("pk")
    rows: QuerySet[Connection] = Connection.objects.seen_with(access).filter(Q(source__in=ids) | Q(target__in=ids))
    return rows


def _side(access: Access, key: str, vehicles: list[int]) -> Side:
    given = agreed(vehicles)
    fed = initiatives_of(access, given)
    tallies = LogTally.objects.filter(portfolio=access.portfolio, initiative__in=fed.values("pk"))
    return Side(
        key=key,
        label=LABELS[key],
        vehicles=len(vehicles),
        allocations=given.count(),
        initiatives=fed.count(),
        to_agree=middle(_histogram(given, F("agreed_on") - F("on"))),
        to_pay=middle(_to_pay(given)),
        options=options_of(access, fed).count(),
        connections=connections_of(access, fed).count(),
        begun=begun_with(fed, given).count(),
        logs=tallies.aggregate(sum=Sum("count"))["sum"] or 0,
    )


def payments_of(given: QuerySet[Allocation, Any] | OuterRef, name: str = "allocation__in") -> QuerySet[Disbursement]:
    """What was paid under allocations, without what only corrects it."""
    rows: QuerySet[Disbursement] = Disbursement.objects.filter(
        **{name: given}, kind=Disbursement.Kind.PAYMENT, corrects__isnull=True
    )
    return rows


def with_first_payment(given: QuerySet[Allocation]) -> QuerySet[Any]:
    """Those of which something was paid, each with the day of its first payment."""
    first = payments_of(OuterRef("pk"), "allocation").order_by("on").values("on")[:1]
    return given.annotate(paid_on=Subquery(first)).filter(paid_on__isnull=False)


def _histogram(rows: QuerySet[Any], days: Any) -> Counter[int]:
    """How many rows took how many days; a day that lies before its beginning counts as none."""
    taken = rows.annotate(taken=ExpressionWrapper(days, output_field=DurationField())).order_by()
    return _counted((value.days, many) for value, many in taken.values_list("taken").annotate(many=Count("pk")))


def _to_pay(given: QuerySet[Allocation]) -> Counter[int]:
    """The same for the first payments: they are found once for all allocations, and not once for each."""
    first = (
        payments_of(given.order_by().values("pk")).order_by().values("allocation", agreed_on=F("allocation__agreed_on"))
    )
    try:
        inner, params = first.annotate(paid_on=Min("on")).query.sql_with_params()
    except EmptyResultSet:
        return Counter()
    is_postgres = connection.vendor == "postgresql"
    days = "paid_on - agreed_on" if is_postgres else "CAST(julianday(paid_on) - julianday(agreed_on) AS integer)"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {days}, COUNT(*) FROM ({inner}) AS paid GROUP BY 1", params)
        return _counted(cursor.fetchall())


def _counted(pairs: Iterable[tuple[int, int]]) -> Counter[int]:
    found: Counter[int] = Counter()
    for days, many in pairs:
        found[max(days, 0)] += many
    return found


COLUMNS = (
    gettext_lazy("What is counted"), gettext_lazy("Tied to projects"), gettext_lazy("From how many"),
    gettext_lazy("Flexible in the portfolio"), gettext_lazy("From how many"),
)  # fmt: skip


def table_rows(compared: Compared) -> Iterator[tuple[object, ...]]:
    """The comparison as rows, for the file and the table."""
    for measure in compared.measures:
        left, right = (round(value, 1) if value is not None else None for value in measure.values)
        yield measure.label, left, measure.counts[0], right, measure.counts[1]
    tied, free = compared.sides
    yield _("Learning logs of its initiatives"), tied.logs, tied.initiatives, free.logs, free.initiatives
