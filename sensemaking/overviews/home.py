"""What the sense-making page shows: periods to make sense of, and the reports there are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from sensemaking.models import SenseMakingReport
from sensemaking.overviews.reports import logs_url
from sensemaking.periods import Period, months_later
from sensemaking.services import tallies
from stakeholders.access import Access

MONTHS_DRAWN = 12


@dataclass(frozen=True, slots=True)
class Preset:
    """A period to choose, with how many logs it has by the tallies."""

    key: str
    period: Period
    logs: int
    is_running: bool = False

    @property
    def name(self) -> str:
        return self.period.name()


@dataclass(frozen=True, slots=True)
class Month:
    """How many logs tell about a month, and where they are."""

    first_on: date
    logs: int
    url: str


@dataclass(frozen=True, slots=True)
class HomePage:
    """Everything the sense-making page shows."""

    logs: int
    months: tuple[Month, ...]
    presets: tuple[Preset, ...]
    reports: QuerySet[SenseMakingReport]

    @property
    def most_in_a_month(self) -> int:
        return max((month.logs for month in self.months), default=0) or 1


def home_page(access: Access, today: date) -> HomePage:
    """Read the page; its cost does not depend on how many logs there are."""
    counts = tallies.by_month(access.portfolio) if access.role else {}
    first = months_later(today, 1 - MONTHS_DRAWN)
    return HomePage(
        logs=sum(counts.values()),
        months=tuple(
            _month(months_later(first, offset), counts, access.portfolio.slug) for offset in range(MONTHS_DRAWN)
        ),
        presets=presets(counts, today),
        reports=SenseMakingReport.objects.seen_with(access).select_related("asked_by", "published_by"),
    )


def _month(first: date, counts: Mapping[date, int], slug: str) -> Month:
    """One month with the address of its logs."""
    last = Period(first, months_later(first, 1)).last_day
    url = logs_url(slug, **{"from": first.isoformat(), "to": last.isoformat()})
    return Month(first, counts.get(first, 0), url)


def presets(counts: Mapping[date, int], today: date) -> tuple[Preset, ...]:
    """The periods that people usually ask for: the last whole ones first, then those that still run."""
    kinds = ("quarter", "month", "half", "year")
    running = {kind: Period.around(today, kind) for kind in kinds}
    named = [(f"last-{kind}", running[kind].before()) for kind in kinds[:3]]
    named += [(f"this-{kind}", running[kind]) for kind in ("quarter", "month", "year")]
    return tuple(Preset(key, period, logs_in(counts, period), period.to_on > today) for key, period in named)


def logs_in(counts: Mapping[date, int], period: Period) -> int:
    """How many logs the months of the period have."""
    return sum(counts.get(month, 0) for month in period.months())
