"""What the pages of themes across reports show, read in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from sensemaking.identity import heirs
from sensemaking.models import Finding, LearningLog, SenseMakingReport, Theme, ThemeFinding, ThemeLog
from sensemaking.periods import Period
from sensemaking.querysets import at_least_as_wide_as
from sensemaking.records import Known
from sensemaking.veiling import veil
from stakeholders.access import Access
from stakeholders.models import Change

PERIODS = 12
REPORTS_READ = 60
THEMES_SHOWN = 200
LOGS_SHOWN = 40
CHANGES_SHOWN = 10


@dataclass(frozen=True)
class Heard:
    """A theme in one period: how many logs, and where its report tells of it."""

    period: Period
    logs: int
    title: str = ""
    url: str = ""

    @property
    def name(self) -> str:
        return self.period.name()


@dataclass(frozen=True)
class Line:
    """A theme with its history, the newest period last."""

    theme: Theme
    title: str
    heard: tuple[Heard, ...]

    @property
    def counts(self) -> tuple[int, ...]:
        return tuple(heard.logs for heard in self.heard)

    @property
    def now(self) -> int:
        """How many logs it has in the newest period."""
        return self.heard[-1].logs if self.heard else 0


@dataclass(frozen=True)
class ThemesPage:
    """All themes: those shown, and for stewards those set aside."""

    lines: tuple[Line, ...]
    aside: tuple[Line, ...]
    newest: Period | None


@dataclass(frozen=True)
class ThemeHistory:
    """One theme across reports."""

    line: Line
    lived_on: Theme | None
    logs: tuple[LearningLog, ...]
    placed: tuple[ThemeLog, ...]
    changes: tuple[Change, ...]


def themes_page(access: Access) -> ThemesPage:
    """Read the page: the themes heard most in the newest period first."""
    reports = _reports(access)
    rows = list(
        Theme.objects.seen_with(access).filter(merged_into__isnull=True).order_by("-last_on", "pk")[:THEMES_SHOWN]
    )
    lines = _lines(access, rows, reports)
    lines.sort(key=lambda line: (-line.now, not line.theme.is_pinned, -sum(line.counts), line.theme.pk))
    periods = _periods(reports)
    return ThemesPage(
        lines=tuple(line for line in lines if not line.theme.is_excluded),
        aside=tuple(line for line in lines if line.theme.is_excluded),
        newest=periods[-1] if periods else None,
    )


def find_theme(access: Access, pk: int) -> Theme:
    """The theme; raises Http404 where no report that this reader may see has found it."""
    found: Theme = get_object_or_404(Theme.objects.seen_with(access).select_related("portfolio", "merged_into"), pk=pk)
    return found


def theme_history(access: Access, theme: Theme) -> ThemeHistory:
    """Read the page of one theme."""
    line = _lines(access, [theme], _reports(access))[0]
    is_steward = access.is_steward
    placed = ThemeLog.objects.filter(theme=theme).select_related("log", "by").defer("log__search")
    return ThemeHistory(
        line=line,
        lived_on=theme.merged_into,
        logs=tuple(logs_of(access, theme).defer("search").select_related("initiative")[:LOGS_SHOWN]),
        placed=tuple(placed[:LOGS_SHOWN]) if is_steward else (),
        changes=tuple(Change.objects.of(theme).select_related("by")[:CHANGES_SHOWN]) if is_steward else (),
    )


def logs_of(access: Access, theme: Theme) -> QuerySet[Any]:
    """The logs of the theme in the newest report that has it, as far as its circle and the reader may see them."""
    links = ThemeFinding.objects.filter(
        theme__in=_family(access, [theme])[theme.pk], finding__report__in=SenseMakingReport.objects.seen_with(access)
    )
    link = (
        links.select_related("finding__report").order_by("-finding__report__to_on", "-finding__report__as_of").first()
    )
    rows: QuerySet[Any] = LearningLog.objects.seen_with(access)
    if link is None:
        return rows.none()
    report = link.finding.report
    same = ThemeFinding.objects.filter(theme__in=links.values("theme"), finding__report=report).values("finding")
    cited = rows.filter(cited_by__finding__in=same, cited_by__was_before=False)
    return cited.filter(circle__in=at_least_as_wide_as(report.circle)).order_by("-happened_on", "-pk").distinct()


def told_names(access: Access, themes: Iterable[int]) -> dict[int, str]:
    """What each theme is called to this reader: as people named it, or as the newest report they may see tells it.

    The name that a report for a closer circle found is the stewards' alone.
    """
    rows = Theme.objects.seen_with(access).in_bulk(list(themes))
    names = {pk: str(theme) if access.is_steward else theme.name for pk, theme in rows.items()}
    unnamed = [pk for pk, name in names.items() if not name]
    if not unnamed:
        return names
    links = ThemeFinding.objects.filter(
        theme__in=unnamed, finding__report__in=SenseMakingReport.objects.seen_with(access)
    )
    linked = list(links.select_related("finding").order_by("finding__report__to_on", "finding__report__as_of"))
    veil(link.finding for link in linked)
    told = {link.theme_id: link.finding.title for link in linked}
    return names | {pk: told.get(pk) or _("A theme of other reports") for pk in unnamed}


def _reports(access: Access) -> list[SenseMakingReport]:
    """The newest report of the whole portfolio for each period as long as the newest one, oldest period first."""
    seen = SenseMakingReport.objects.seen_with(access).filter(ready_at__isnull=False, part__isnull=True)
    found: dict[Period, SenseMakingReport] = {}
    for report in seen.only("pk", "from_on", "to_on", "circle").order_by("-to_on", "-as_of", "-pk")[:REPORTS_READ]:
        found.setdefault(Period(report.from_on, report.to_on), report)
    if not found:
        return []
    length = next(iter(found)).length_in_months
    return [report for period, report in found.items() if period.length_in_months == length][:PERIODS][::-1]


def _periods(reports: Sequence[SenseMakingReport]) -> list[Period]:
    return [Period(report.from_on, report.to_on) for report in reports]


def _family(access: Access, themes: Sequence[Theme]) -> dict[int, list[int]]:
    """For each theme its own id and the ids of those that live on in it."""
    rows = Theme.objects.filter(portfolio=access.portfolio).values_list("pk", "merged_into")
    into = heirs([Known(pk, {}, merged_into=merged_into) for pk, merged_into in rows])
    family: dict[int, list[int]] = {theme.pk: [theme.pk] for theme in themes}
    for member, heir in into.items():
        if heir in family and member != heir:
            family[heir].append(member)
    return family


def _lines(access: Access, themes: Sequence[Theme], reports: Sequence[SenseMakingReport]) -> list[Line]:
    """The themes with what each report found of them."""
    family = _family(access, themes)
    members = [pk for pks in family.values() for pk in pks]
    links = ThemeFinding.objects.filter(theme__in=members, finding__report__in=[report.pk for report in reports])
    found: dict[int, dict[int, list[Finding]]] = defaultdict(lambda: defaultdict(list))
    linked = list(links.select_related("finding").defer("finding__rule", "finding__body").order_by("finding__order"))
    veil(link.finding for link in linked)
    for link in linked:
        found[link.theme_id][link.finding.report_id].append(link.finding)
    return [_line(access, theme, reports, [found[pk] for pk in family[theme.pk]]) for theme in themes]


def _line(
    access: Access, theme: Theme, reports: Sequence[SenseMakingReport], found: Sequence[Mapping[int, list[Finding]]]
) -> Line:
    heard = []
    for report in reports:
        findings = [finding for by_report in found for finding in by_report.get(report.pk, ())]
        first = findings[0] if findings else None
        url = reverse("sensemaking:theme", args=[access.portfolio.slug, report.pk, first.pk]) if first else ""
        period = Period(report.from_on, report.to_on)
        heard.append(Heard(period, sum(row.log_count for row in findings), first.title if first else "", url))
    told = next((row.title for row in reversed(heard) if row.title), "")
    own = str(theme) if access.is_steward or theme.name else ""
    return Line(theme, own or told or _("A theme of other reports"), tuple(heard))
