"""Which logs the choices of a reader leave: what every count keeps, and each group by itself."""

from collections import defaultdict
from typing import Any

from django.db.models import BigIntegerField, Case, Exists, F, OuterRef, Q, QuerySet, Value, When

from initiatives.models import Initiative
from sensemaking.identity import heirs
from sensemaking.models import (
    Decision,
    Finding,
    FindingLog,
    LearningLog,
    LogFeatures,
    LogTag,
    LogUse,
    SenseMakingReport,
    Theme,
)
from sensemaking.overviews.wall.filters import NO_MARK, YES, LogFilter
from sensemaking.overviews.wall.similar import telling_words
from sensemaking.overviews.wall.words import Sought
from sensemaking.querysets import LearningLogQuerySet, about_systems, at_least_as_wide_as
from sensemaking.records import Known
from sensemaking.services.scope import chosen_part, logs_of_part
from stakeholders.access import Access


def within(filter: LogFilter, access: Access, sought: Sought) -> LearningLogQuerySet:
    """What the reader may see of where they came from, of the words they look for, of initiatives and days chosen."""
    rows: LearningLogQuerySet = LearningLog.objects.seen_with(access)
    if filter.report is not None and filter.period is not None:
        rows = rows.filter(circle__in=at_least_as_wide_as(filter.report.circle))
        if filter.finding is None:
            rows = rows.in_period(filter.period.from_on, filter.period.to_on)
            rows = logs_of_part(rows.filter(created_at__lte=filter.report.as_of), chosen_part(filter.report))
    if filter.finding is not None:
        cited = filter.finding.citations.filter(was_before=filter.is_before).values("log")
        rows = rows.filter(pk__in=cited)
    if filter.initiatives:
        rows = rows.filter(initiative__in=[row.pk for row in filter.initiatives])
    if filter.like is not None:
        rows = rows.exclude(pk=filter.like.pk).sharing(telling_words(access, filter.like))
    return rows.having(sought.groups)


def on_days(filter: LogFilter, rows: LearningLogQuerySet) -> LearningLogQuerySet:
    """Those of the days chosen."""
    first, end = filter.days
    rows = rows.filter(happened_on__gte=first) if first else rows
    return rows.filter(happened_on__lt=end) if end else rows


def chosen(filter: LogFilter, access: Access, sought: Sought) -> LearningLogQuerySet:
    """The logs that the filter leaves and the reader may see."""
    return on_days(filter, within(filter, access, sought)).filter(*conditions(filter, access).values())


def conditions(filter: LogFilter, access: Access) -> dict[str, Q]:
    """A condition for each group in which something is chosen."""
    found: dict[str, Q] = {}
    if kinds := filter.values("kind"):
        found["kind"] = Q(kind__in=kinds)
    if marks := filter.values("mark"):
        found["mark"] = Q(mark__in=["" if mark == NO_MARK else mark for mark in marks])
    if circles := filter.values("circle"):
        found["circle"] = Q(circle__in=circles)
    if systems := filter.ids("system"):
        found["system"] = about_systems(systems)
    if places := filter.ids("place"):
        found["place"] = Q(initiative__in=Initiative.objects.seen_with(access).filter(places__in=places).values("pk"))
    if themes := filter.ids("theme"):
        found["theme"] = Q(Exists(in_themes(access).filter(log=OuterRef("pk"), theme__in=themes)))
    if tags := filter.values("tag"):
        found["tag"] = Q(Exists(LogTag.objects.filter(log=OuterRef("pk"), name__in=tags)))
    if languages := filter.values("language"):
        found["language"] = Q(Exists(LogFeatures.objects.filter(log=OuterRef("pk"), language__in=languages)))
    if used := filter.values("used"):
        found["used"] = Q() if len(used) > 1 else is_used(access) if used == [YES] else ~is_used(access)
    if filter.has("photo"):
        found["photo"] = ~Q(photo="")
    if filter.has("who"):
        found["who"] = Q(by=access.user.pk)
    return {name: condition for name, condition in found.items() if condition}


def in_themes(access: Access) -> QuerySet[Any]:
    """Which logs the reports that this reader may open found in which theme, or in one that lives on in it."""
    reports = SenseMakingReport.objects.seen_with(access).values("pk")
    rows = FindingLog.objects.filter(
        was_before=False, finding__of_theme__isnull=False, finding__report__in=reports
    ).order_by()
    merged = Theme.objects.filter(portfolio=access.portfolio).values_list("pk", "merged_into")
    moved = defaultdict(list)
    for theme, heir in heirs([Known(pk, {}, merged_into=merged_into) for pk, merged_into in merged]).items():
        if heir != theme:
            moved[heir].append(theme)
    own = "finding__of_theme__theme"
    lives_on = (When(**{f"{own}__in": themes}, then=Value(heir)) for heir, themes in sorted(moved.items()))
    return rows.annotate(theme=Case(*lives_on, default=F(own), output_field=BigIntegerField()))


def is_used(access: Access) -> Q:
    """Whether a finding or a decision that this reader may see rests on a log, or somebody said where they used it."""
    reports = SenseMakingReport.objects.seen_with(access).values("pk")
    cited = FindingLog.objects.filter(log=OuterRef("pk"), was_before=False, finding__report__in=reports)
    cited = cited.exclude(finding__kind=Finding.Kind.BLIND_SPOT)
    decided = Decision.logs.through.objects.filter(
        learninglog=OuterRef("pk"), decision__in=Decision.objects.seen_with(access).values("pk")
    )
    return Q(Exists(cited)) | Q(Exists(decided)) | Q(Exists(LogUse.objects.filter(log=OuterRef("pk"))))
