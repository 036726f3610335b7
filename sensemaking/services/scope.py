"""The logs that a report may speak of, and those of closer circles, which it may at most count."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from initiatives.models import Initiative, Placement, PlacementSystem
from sensemaking.models import LearningLog, LogSystem, ReportScope, SenseMakingReport
from sensemaking.querysets import LearningLogQuerySet, about_systems, at_least_as_wide_as
from stakeholders.models import Place


@dataclass(frozen=True, slots=True)
class Part:
    """What of the portfolio a report is about, by ids; several kinds narrow each other, none is the whole."""

    systems: tuple[int, ...] = ()
    initiatives: tuple[int, ...] = ()
    places: tuple[int, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether nothing narrows the report."""
        return not (self.systems or self.initiatives or self.places)


def chosen_part(report: SenseMakingReport) -> Part:
    """What was chosen when the report was asked for."""
    chosen = ReportScope.objects.filter(report=report).first()
    if chosen is None:
        return Part()
    return Part(*(tuple(rows.order_by("pk").values_list("pk", flat=True)) for rows in chosen_rows(chosen)))


def chosen_rows(chosen: ReportScope) -> tuple[QuerySet[Any], QuerySet[Any], QuerySet[Any]]:
    """Systems, initiatives and places of the choice, in the order of `Part`."""
    return chosen.systems.all(), chosen.initiatives.all(), chosen.places.all()


def keep_part(report: SenseMakingReport, part: Part) -> None:
    """Write down what the report is about; the whole has no row."""
    if part.is_whole:
        return
    chosen = ReportScope.objects.create(report=report)
    chosen.systems.set(part.systems)
    chosen.initiatives.set(part.initiatives)
    chosen.places.set(part.places)


def logs_of_part(logs: LearningLogQuerySet, part: Part) -> LearningLogQuerySet:
    """Those of the logs that are about the part; systems said of a log go before those of its initiative."""
    if part.systems:
        logs = logs.filter(about_systems(part.systems))
    if part.initiatives:
        logs = logs.filter(initiative__in=part.initiatives)
    if part.places:
        logs = logs.filter(initiative__in=_at(part.places))
    return logs


def initiatives_of_part(rows: QuerySet[Initiative], part: Part, portfolio_id: int) -> QuerySet[Initiative]:
    """Those of the initiatives that are within the part."""
    if part.systems:
        touching = PlacementSystem.objects.filter(placement__portfolio=portfolio_id, system__in=part.systems)
        rows = rows.filter(pk__in=touching.values("placement__initiative"))
    if part.initiatives:
        rows = rows.filter(pk__in=part.initiatives)
    return rows.filter(pk__in=_at(part.places)) if part.places else rows


def _at(places: tuple[int, ...]) -> QuerySet[Any]:
    """The initiatives at these places, or at places within them."""
    return Initiative.places.through._default_manager.filter(
        place__in=Place.objects.within(places).values("pk")
    ).values("initiative")


def active_in(report: SenseMakingReport) -> list[int]:
    """Initiatives of its part that could have been heard from and may be named to the report's circle."""
    placed = Placement.objects.live().filter(portfolio=report.portfolio_id, since_on__lt=report.to_on)
    rows = Initiative.objects.filter(pk__in=placed.values("initiative"), circle__in=at_least_as_wide_as(report.circle))
    there = Q(started_on__isnull=True) | Q(started_on__lt=report.to_on)
    open_then = ~Q(stage="closed") | Q(ended_on__gte=report.from_on)
    within = initiatives_of_part(rows.filter(there & open_then), chosen_part(report), report.portfolio_id)
    return list(within.order_by("pk").values_list("pk", flat=True))


def scope(report: SenseMakingReport) -> LearningLogQuerySet:
    """The logs that a report may speak of: there when it was asked for, and released to its circle."""
    return _there(report).filter(circle__in=at_least_as_wide_as(report.circle))


def closer_scope(report: SenseMakingReport) -> LearningLogQuerySet:
    """The logs that were there and were shared in closer circles alone."""
    return _there(report).exclude(circle__in=at_least_as_wide_as(report.circle))


def _there(report: SenseMakingReport) -> LearningLogQuerySet:
    """The logs of what the report is about that were there when it was asked for."""
    logs: LearningLogQuerySet = LearningLog.objects.filter(
        portfolio=report.portfolio_id, created_at__lte=report.as_of
    ).exclude(status=LearningLog.Status.DRAFT)
    return logs_of_part(logs, chosen_part(report))


def systems_touched(portfolio_id: int) -> dict[int, tuple[int, ...]]:
    """The systems that each initiative touches in this portfolio, the main one first."""
    rows = PlacementSystem.objects.filter(placement__portfolio=portfolio_id)
    return _by_key(rows.values_list("placement__initiative", "system"))


def systems_said(logs: LearningLogQuerySet) -> dict[int, tuple[int, ...]]:
    """The systems of those logs for which somebody said them, in the order of the frame."""
    rows = LogSystem.objects.filter(log__in=logs.order_by().values("pk")).order_by("system__order", "system")
    return _by_key(rows.values_list("log", "system"))


def _by_key(pairs: Iterable[tuple[int, int]]) -> dict[int, tuple[int, ...]]:
    found: dict[int, dict[int, None]] = defaultdict(dict)
    for key, system in pairs:
        found[key][system] = None
    return {key: tuple(systems) for key, systems in found.items()}
