"""What stood at the end of a day: promises that counted, and what allocations held of their vehicles.

A promise counts until the day on which it is withdrawn, and money is held until the day on which it is given back, so
that the sums of days that are over stay as they were. What is corrected after that counts on its own day.
"""

from datetime import date, timedelta
from typing import Any

from django.db.models import Case, DateField, F, Min, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from funding.models import Allocation, CapitalCommitment, Disbursement
from funding.overviews.outline import KEPT, MONEY, ZERO
from funding.overviews.window import between

PLANNED, RETURNED = Allocation.Status.PLANNED, Allocation.Status.RETURNED
COMMITTED = Q(status=CapitalCommitment.Status.COMMITTED)
AGREED_ON = Coalesce("agreed_on", "on")
NOTHING = Value(ZERO, output_field=MONEY)
DROPPED = Q(status=RETURNED, agreed_on__isnull=True, paid_total=0)
"""A plan that nobody agreed to: it never held anything."""
LATER = Disbursement.objects.filter(allocation=OuterRef("pk"), kind=Disbursement.Kind.PAYMENT).order_by()
"""Payments of an allocation; after its rest was given back there are only corrections."""


def counted(day: date | None) -> Q:
    """The promises that counted as committed at the end of a day, or that count now."""
    if day is None:
        return COMMITTED
    return Q(on__lte=day) & (COMMITTED | Q(was_committed=True, ended_on__gt=day))


def came(first: date | None, last: date | None) -> Q:
    """The promises that were made in these days and still counted at their end."""
    return between("on", first, last) & counted(last)


def went(first: date | None, last: date | None) -> Q:
    """The promises that had been made before these days and were withdrawn in them."""
    if first is None:
        return Q(pk__in=())
    return between("ended_on", first, last) & Q(was_committed=True, on__lt=first)


def planned(first: date | None, last: date | None) -> Q:
    """The plans that were made in these days, and that nobody had agreed to or dropped at their end."""
    if last is None:
        return between("on", first, last) & Q(status=PLANNED)
    waiting = Q(agreed_on__isnull=True) & (Q(status=PLANNED) | Q(ended_on__gt=last))
    return between("on", first, last) & (waiting | Q(agreed_on__gt=last))


def held(day: date | None) -> Case:
    """What an allocation held at the end of a day, or holds now: all of it, or what was paid before the rest went back.

    It is nothing as long as nobody had agreed to it.
    """
    if day is None:
        return Case(When(status=PLANNED, then=NOTHING), default=KEPT, output_field=MONEY)
    ahead = Q(status=PLANNED) | Q(agreed_on__gt=day) | Q(agreed_on__isnull=True, on__gt=day)
    return Case(
        When(ahead | DROPPED, then=NOTHING),
        When(status=RETURNED, ended_on__lte=day, then=F("paid_total") - paid_after(day)),
        default=F("amount"),
        output_field=MONEY,
    )


def paid_after(day: Any) -> Coalesce:
    """What was paid out of an allocation after a day, by corrections."""
    later = LATER.filter(on__gt=day).values("allocation").annotate(sum=Sum("amount")).values("sum")
    return Coalesce(Subquery(later, output_field=MONEY), NOTHING)


def eve(first: date | None) -> date | None:
    """The day before the first one."""
    return None if first is None or first == date.min else first - timedelta(days=1)


def held_before(first: date | None) -> Any:
    """What an allocation held when these days began."""
    before = eve(first)
    return NOTHING if before is None else held(before)


def changed(rows: QuerySet[Any], first: date | None, last: date | None) -> QuerySet[Any]:
    """Allocations that held more or less at the end of these days than before: `kept` is the difference, below nothing
    where money of earlier days was given back.
    """
    once = rows.exclude(Q(status=PLANNED) | DROPPED)
    if first is None and last is None:
        return once.annotate(kept=KEPT)
    agreed = _agreed(first, last)
    back = held(last) - held_before(first)
    kept = Case(When(status=RETURNED, then=back), default=F("amount"), output_field=MONEY)
    found = once.filter(agreed | Q(status=RETURNED))
    return found.annotate(kept=kept).filter(agreed | ~Q(kept=0))


def dated(rows: QuerySet[Any], first: date | None, last: date | None) -> QuerySet[Any]:
    """What changed in these days, each with the `day` when it came about."""
    if first is None and last is None:
        return rows.annotate(day=AGREED_ON)
    corrected = LATER.filter(between("on", first, last)).values("allocation").annotate(day=Min("on")).values("day")
    day = Case(
        When(_agreed(first, last), then=AGREED_ON),
        When(between("ended_on", first, last), then=F("ended_on")),
        default=Subquery(corrected),
        output_field=DateField(),
    )
    return rows.annotate(day=day)


def _agreed(first: date | None, last: date | None) -> Q:
    """Whether somebody agreed to it in these days."""
    return between("agreed_on", first, last) | Q(agreed_on__isnull=True) & between("on", first, last)
