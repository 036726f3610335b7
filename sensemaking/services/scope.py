"""The logs that a report may speak of."""

from sensemaking.models import LearningLog, SenseMakingReport
from sensemaking.querysets import LearningLogQuerySet, at_least_as_wide_as


def scope(report: SenseMakingReport) -> LearningLogQuerySet:
    """The logs that a report may speak of: there when it was asked for, and released to its circle."""
    logs: LearningLogQuerySet = LearningLog.objects.filter(
        portfolio=report.portfolio_id, circle__in=at_least_as_wide_as(report.circle), created_at__lte=report.as_of
    ).exclude(status=LearningLog.Status.DRAFT)
    return logs
