"""Themes that keep their identity: what a new report knows of earlier ones, and what later ones will know of it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from sensemaking import wording
from sensemaking.identity import Cluster, heirs, match
from sensemaking.models import Finding, FindingLog, SenseMakingReport, Theme, ThemeFinding, ThemeLog
from sensemaking.periods import Period
from sensemaking.records import FoundTheme, Known, Rollup
from sensemaking.services.scope import chosen_part

REPORTS_REMEMBERED = 4
FOUND = ("profile", "words", "found_name", "first_on", "last_on")
"""What a run writes of a theme that is there; a decision that somebody takes meanwhile stands."""


def known_to(report: SenseMakingReport) -> list[Known]:
    """The themes of the portfolio, with their logs among those that the report reads, in a settled order."""
    themes = [_known(theme) for theme in Theme.objects.filter(portfolio=report.portfolio_id).order_by("pk")]
    if not themes:
        return []
    logs, year_before = _logs_of(report), _year_before(report, heirs(themes))
    return [replace(theme, logs=frozenset(logs[theme.id]), year_before=year_before.get(theme.id)) for theme in themes]


def _known(theme: Theme) -> Known:
    return Known(
        id=theme.pk,
        profile=theme.profile,
        name=theme.name,
        since=theme.first_on,
        is_pinned=theme.is_pinned,
        is_excluded=theme.is_excluded,
        merged_into=theme.merged_into_id,
    )


def moved_in(report: SenseMakingReport) -> dict[int, int | None]:
    """The theme into which people put a log, for the logs that the report reads; None for none."""
    period = Period(report.from_on, report.to_on)
    rows = ThemeLog.objects.filter(
        log__portfolio=report.portfolio_id, log__happened_on__gte=period.before().from_on,
        log__happened_on__lt=period.to_on,
    )  # fmt: skip
    return dict(rows.values_list("log", "theme"))


def _logs_of(report: SenseMakingReport) -> dict[int, set[int]]:
    """The logs that the last reports over the same days found each theme in."""
    period = Period(report.from_on, report.to_on)
    near = SenseMakingReport.objects.filter(
        portfolio=report.portfolio_id, to_on__gt=period.before().from_on, from_on__lt=period.to_on
    )
    remembered = list(near.order_by("-as_of", "-pk").values_list("pk", flat=True)[:REPORTS_REMEMBERED])
    rows = FindingLog.objects.filter(
        finding__of_theme__isnull=False, finding__report__in=remembered,
        log__happened_on__gte=period.before().from_on, log__happened_on__lt=period.to_on,
    )  # fmt: skip
    logs: dict[int, set[int]] = defaultdict(set)
    for theme, log in rows.values_list("finding__of_theme__theme", "log").iterator():
        logs[theme].add(log)
    for log, chosen in moved_in(report).items():
        if chosen is not None:
            logs[chosen].add(log)
    return logs


def _year_before(report: SenseMakingReport, heir_of: Mapping[int, int]) -> dict[int, int]:
    """How many logs each theme had in the same period a year before, by the newest report of it for this circle."""
    if not chosen_part(report).is_whole:
        return {}
    earlier = SenseMakingReport.objects.filter(
        portfolio=report.portfolio_id, circle=report.circle, from_on=_a_year_before(report.from_on),
        to_on=_a_year_before(report.to_on), ready_at__isnull=False, part__isnull=True,
    )  # fmt: skip
    newest = earlier.order_by("-as_of", "-pk").first()
    if newest is None:
        return {}
    counts = Counter(dict.fromkeys(heir_of, 0))
    rows = ThemeFinding.objects.filter(finding__report=newest)
    for theme, logs in rows.values_list("theme", "finding__log_count"):
        counts[heir_of.get(theme, theme)] += logs
    return counts


def _a_year_before(day: date) -> date:
    """The same day of the year before; the last of February stands for the 29th."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def keep(report: SenseMakingReport, rollup: Rollup) -> list[Theme]:
    """Return the theme that each found one is, in their order; what is new is remembered for later reports.

    Call it in the transaction that holds the portfolio, after the earlier findings of the report are gone.
    """
    themes = {theme.pk: theme for theme in Theme.objects.filter(portfolio=report.portfolio_id)}
    taken = {theme.known.id for theme in rollup.themes if theme.known is not None}
    came_since = [_known(theme) for pk, theme in themes.items() if pk not in taken and not theme.merged_into_id]
    again = match([Cluster(found.profile, frozenset()) for found in rollup.themes if found.known is None], came_since)
    ids = iter(again)
    kept = []
    for found in rollup.themes:
        known = found.known.id if found.known is not None else next(ids)
        theme = themes.get(known or 0) or _new(report)
        _remember(report, theme, found)
        kept.append(theme)
    Theme.objects.bulk_update([theme for theme in kept if theme.pk in themes], FOUND)
    Theme.objects.bulk_create([theme for theme in kept if theme.pk is None])
    _forget(report, kept)
    return kept


def _new(report: SenseMakingReport) -> Theme:
    """A theme that no report has found before."""
    return Theme(portfolio_id=report.portfolio_id, first_on=report.from_on, last_on=report.from_on)


def _remember(report: SenseMakingReport, theme: Theme, found: FoundTheme) -> None:
    """Keep how the theme is told now, unless a later period has told it since."""
    if theme.last_on <= report.to_on:
        theme.profile = dict(found.profile)
        theme.words = list(found.words)
        theme.found_name = wording.found_title(found)
    theme.heard_in(report.from_on, report.to_on)


def _forget(report: SenseMakingReport, kept: Iterable[Theme]) -> None:
    """Drop themes that no report has any more and about which nobody decided anything."""
    rows = Theme.objects.filter(
        portfolio=report.portfolio_id, found__isnull=True, placed__isnull=True, merged__isnull=True, parts__isnull=True
    )
    gone = [theme.pk for theme in rows if not theme.is_decided]
    Theme.objects.filter(pk__in=set(gone) - {theme.pk for theme in kept}).delete()


def link(findings: Sequence[Finding]) -> None:
    """Say which theme each of the saved findings tells of."""
    ThemeFinding.objects.bulk_create(
        ThemeFinding(theme_id=finding.data["theme"], finding=finding) for finding in findings if "theme" in finding.data
    )
