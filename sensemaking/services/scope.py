"""The logs that a report may speak of, and those of closer circles, which it may at most count."""

from sensemaking.models import LearningLog, SenseMakingReport
from sensemaking.querysets import LearningLogQuerySet, at_least_as_wide_as


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
    return logs
