"""What returns are narrowed to: whole months, and vehicles where some are chosen."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Self
from urllib.parse import urlencode

from django.db.models import Q
from django.utils import timezone

from funding.models import Allocation
from funding.overviews.window import Window, between

YEARS = 2


@dataclass(frozen=True)
class Within:
    """From the first of a month to the last of another, each of them or open; no vehicles means all of them.

    Learning logs are counted by month, so whatever stands beside them is counted by month too.
    """

    since: date | None
    until: date | None = None
    vehicles: tuple[int, ...] = ()

    @classmethod
    def of(cls, since: date | None = None, until: date | None = None, vehicles: Iterable[int] = ()) -> Self:
        """Widen days to whole months; without a beginning, from January two years before the end, or before today."""
        today = timezone.localdate()
        latest = min(until or today, today)
        return cls.open(since or date(max(latest.year - YEARS, 1), 1, 1), until, vehicles)

    @classmethod
    def open(cls, since: date | None = None, until: date | None = None, vehicles: Iterable[int] = ()) -> Self:
        """The same, but without a beginning from the first on: outcomes are few, and old ones count."""
        first = since.replace(day=1) if since else None
        last = _end_of_month(max(first or until, until)) if until else None
        return cls(first, last, tuple(sorted(vehicles)))

    @property
    def query(self) -> str:
        """The same as it stands in an address."""
        days = (("since", self.since), ("until", self.until))
        given = [(name, day.isoformat()) for name, day in days if day]
        return urlencode([*given, *(("vehicle", str(pk)) for pk in self.vehicles)])

    def days(self, field: str) -> Q:
        """Whether a day, or the first day of a month, lies within."""
        return between(field, self.since, self.until)

    def backed(self, *paths: str) -> Q:
        """Whether the chosen vehicles agreed on money for one of these initiatives or combinations of a row."""
        if not self.vehicles:
            return Q()
        agreed = Allocation.objects.filter(vehicle__in=self.vehicles).exclude(status=Allocation.Status.PLANNED)
        rule = Q(pk__in=())
        for path in paths:
            kind = "combination" if path.endswith("combination") else "initiative"
            held = agreed.filter(**{f"{kind}__isnull": False}).order_by().values(kind)
            rule |= Q(**{f"{path}__in": held})
        return rule


def outcomes_within(window: Window) -> Within | None:
    """What outcomes are narrowed to beside the money of a window; None where all of it is shown."""
    return Within.open(window.first, window.last, window.vehicles) if window.is_narrowed else None


def _end_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def day_of(text: str) -> date | None:
    """A day of an address, as `2026-03-01` or its month `2026-03`; nonsense is none."""
    try:
        return date.fromisoformat(f"{text}-01" if len(text) == len("2026-03") else text[:10])
    except ValueError:
        return None
