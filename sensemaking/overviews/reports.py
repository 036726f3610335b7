"""What the page of a sense-making report shows, read in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, Max, Q
from django.urls import reverse

from initiatives.models import Initiative, System
from sensemaking import wording_languages
from sensemaking.charts import Dumbbell, Tick, dumbbells
from sensemaking.models import Finding, FindingLog, SenseMakingReport
from sensemaking.overviews.releases import ReleasedWords, released_in
from sensemaking.periods import Period
from sensemaking.querysets import at_least_as_wide_as
from sensemaking.records import Movement
from sensemaking.veiling import veil
from stakeholders.access import Access
from stakeholders.models import Circle

THEMES_TOLD = 6
THEMES_LISTED = 24
CHANGES_SHOWN = 10
QUOTES_SHOWN = 2
SILENT_NAMED = 12


@dataclass(frozen=True, slots=True)
class SystemMark:
    """A system as an icon, in colour where something was heard from it."""

    pk: int
    name: str
    icon: str
    colour: int
    is_on: bool = False
    logs: int = 0


@dataclass(frozen=True, slots=True)
class QuoteMark:
    """A quote: what stands before the marked words, the words, what follows, and whose they are."""

    before: str
    marked: str
    after: str
    author: str
    initiative: str
    day: date
    log: int
    url: str


@dataclass(frozen=True, slots=True)
class ThemeCard:
    """One theme of the report."""

    pk: int
    title: str
    body: str
    movement: str
    is_few: bool
    logs: int
    before: int
    months: tuple[int, ...]
    systems: tuple[SystemMark, ...]
    sectors_touched: int
    places_touched: int
    quotes: tuple[QuoteMark, ...]
    url: str
    logs_url: str
    before_url: str
    released: tuple[ReleasedWords, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A theme in both periods."""

    title: str
    before: int
    now: int
    line: Dumbbell
    now_url: str
    before_url: str

    @property
    def difference(self) -> int:
        return self.now - self.before


@dataclass(frozen=True, slots=True)
class HeardRow:
    """How many initiatives of a system were heard from, of how many."""

    system: SystemMark | None
    heard: int
    expected: int
    url: str


@dataclass(frozen=True, slots=True)
class ReportPage:
    """Everything the report page shows."""

    report: SenseMakingReport
    title: str
    standfirst: str
    period: Period
    before: Period
    facts: Mapping[str, Any]
    rising: tuple[ThemeCard, ...]
    others: tuple[ThemeCard, ...]
    more_themes: int
    ticks: tuple[Tick, ...]
    changes: tuple[ChangeRow, ...]
    heard: tuple[HeardRow, ...]
    silent: tuple[Initiative, ...]
    silent_more: int
    logs_url: str
    before_url: str
    heard_url: str
    silent_url: str

    @property
    def faded(self) -> int:
        return sum(row.difference < 0 for row in self.changes)

    @property
    def without_theme(self) -> int:
        """Logs that are counted but carry no theme."""
        left_out = self.facts.get("left_out", {})
        return int(left_out.get("short", 0)) + int(left_out.get("apart", 0))

    @property
    def read_roughly(self) -> str:
        """Which logs are in languages that the engine knows too little of."""
        return wording_languages.read_roughly(self.facts.get("read_roughly", ()))


def logs_url(portfolio_slug: str, **query: Any) -> str:
    """The address of the logs behind a number."""
    return f"{reverse('sensemaking:logs', args=[portfolio_slug])}?{urlencode(query)}"


def report_page(report: SenseMakingReport, access: Access) -> ReportPage:
    """Read what the report found, as its circle may see it."""
    slug = access.portfolio.slug
    systems = list(System.objects.filter(portfolio=access.portfolio))
    findings = list(report.findings.filter(kind__in=(Finding.Kind.THEME, Finding.Kind.CHANGE)).order_by("order"))
    veil(findings)
    themes = [finding for finding in findings if finding.kind == Finding.Kind.THEME]
    quotes = quotes_of(report, [finding.pk for finding in themes], slug)
    released = released_in(report, themes, access)
    cards = [
        theme_card(finding, systems, quotes.get(finding.pk, ()), slug, released.get(finding.pk, ()))
        for finding in themes[:THEMES_LISTED]
    ]
    rising = tuple(card for card in cards if card.movement in (Movement.RISING, Movement.NEW))
    has_before = bool(report.facts.get("logs_before"))
    told = rising[:THEMES_TOLD] if has_before else tuple(cards[:THEMES_TOLD])
    ticks, changes = change_rows(findings, slug) if has_before else ((), ())
    silent_ids = report.facts.get("silent", [])
    period = Period(report.from_on, report.to_on)
    url = reverse("sensemaking:report-initiatives", args=[slug, report.pk])
    return ReportPage(
        report=report,
        title=report.title or report.facts.get("title") or period.name(),
        standfirst=report.standfirst or report.facts.get("standfirst", ""),
        period=period,
        before=period.before(),
        facts=report.facts,
        rising=told,
        others=tuple(card for card in cards if card not in told),
        more_themes=max(len(themes) - THEMES_LISTED, 0),
        ticks=ticks,
        changes=changes,
        heard=heard_rows(report, systems, url),
        silent=tuple(_silent(report, silent_ids)),
        silent_more=max(len(silent_ids) - SILENT_NAMED, 0),
        logs_url=logs_url(slug, report=report.pk),
        before_url=logs_url(slug, report=report.pk, when="before"),
        heard_url=f"{url}?who=heard",
        silent_url=f"{url}?who=silent",
    )


def theme_card(
    finding: Finding,
    systems: Sequence[System],
    quotes: Sequence[QuoteMark],
    portfolio_slug: str,
    released: Sequence[ReleasedWords] = (),
) -> ThemeCard:
    """One theme with its marks."""
    logs_in = dict(finding.data.get("systems", ()))
    return ThemeCard(
        pk=finding.pk,
        title=finding.title,
        body=finding.body,
        movement=finding.data.get("movement", ""),
        is_few=finding.data.get("is_few", False),
        logs=finding.log_count,
        before=finding.before_count,
        months=tuple(count for _month, count in finding.data.get("months", ())),
        systems=tuple(mark_of(system, logs_in.get(system.pk, 0)) for system in systems),
        sectors_touched=len(finding.data.get("sectors", ())),
        places_touched=len(finding.data.get("places", ())),
        quotes=tuple(quotes),
        url=reverse("sensemaking:theme", args=[portfolio_slug, finding.report_id, finding.pk]),
        logs_url=logs_url(portfolio_slug, finding=finding.pk),
        before_url=logs_url(portfolio_slug, finding=finding.pk, when="before"),
        released=tuple(released),
    )


def mark_of(system: System, logs: int = 0) -> SystemMark:
    """A system as an icon."""
    return SystemMark(system.pk, system.name, system.icon, system.colour, bool(logs), logs)


def quotes_of(
    report: SenseMakingReport, finding_ids: Sequence[int], portfolio_slug: str, most: int = QUOTES_SHOWN
) -> dict[int, list[QuoteMark]]:
    """The quotes of each finding whose log still says them and the report's circle still may see.

    Authors are named to members only.
    """
    circles = at_least_as_wide_as(report.circle)
    names_people = report.circle in (Circle.TEAM, Circle.PORTFOLIO)
    rows = (
        FindingLog.objects.filter(finding__in=finding_ids, log__circle__in=circles)
        .exclude(quote="")
        .exclude(log__status="draft")
        .select_related("log__initiative", "finding")
        .defer("log__search", "log__initiative__description", "log__initiative__search")
        .order_by("finding", "-weight", "pk")
    )
    found: dict[int, list[QuoteMark]] = defaultdict(list)
    for row in rows:
        if len(found[row.finding_id]) == most or not row.log.says(row.quote):
            continue
        log = row.log
        near = row.finding.data.get("near", {}).get(str(log.pk), "") or row.quote
        before, _near, after = row.quote.partition(near)
        named = log.initiative is not None and log.initiative.circle in circles
        found[row.finding_id].append(
            QuoteMark(
                before=before,
                marked=near,
                after=after,
                author=log.author_name if names_people else "",
                initiative=log.initiative.title if named and log.initiative else "",
                day=log.happened_on,
                log=log.pk,
                url=log.get_portfolio_url(portfolio_slug),
            )
        )
    return found


def change_rows(findings: Sequence[Finding], portfolio_slug: str) -> tuple[tuple[Tick, ...], tuple[ChangeRow, ...]]:
    """The themes whose number of logs changed most, those that grew first."""
    changed = sorted(findings, key=lambda row: -abs(row.log_count - row.before_count))[:CHANGES_SHOWN]
    changed.sort(key=lambda row: (row.log_count < row.before_count, -row.log_count, row.order))
    ticks, lines = dumbbells([(row.before_count, row.log_count) for row in changed])
    return ticks, tuple(
        ChangeRow(
            title=row.title,
            before=row.before_count,
            now=row.log_count,
            line=line,
            now_url=logs_url(portfolio_slug, finding=row.pk),
            before_url=logs_url(portfolio_slug, finding=row.pk, when="before"),
        )
        for row, line in zip(changed, lines, strict=True)
    )


def heard_rows(report: SenseMakingReport, systems: Sequence[System], url: str) -> tuple[HeardRow, ...]:
    """Heard against expected for each system, the least heard first."""
    by_pk = {system.pk: system for system in systems}
    return tuple(
        HeardRow(
            system=mark_of(by_pk[system]) if system in by_pk else None,
            heard=heard,
            expected=expected,
            url=f"{url}?{urlencode({'who': 'silent', 'system': system or 'none'})}",
        )
        for system, heard, expected in report.facts.get("heard", ())
        if system is None or system in by_pk
    )


def _silent(report: SenseMakingReport, ids: Sequence[int]) -> Sequence[Initiative]:
    """The first of the initiatives that were not heard from, those silent for longest as the period ended first.

    What comes after the period does not move them in a published report.
    """
    rows = Initiative.objects.filter(pk__in=ids[:500], circle__in=at_least_as_wide_as(report.circle))
    then = Q(log_tallies__portfolio=report.portfolio_id, log_tallies__month__lt=report.to_on)
    heard = Max("log_tallies__month", filter=then)
    order = ("title",) if report.is_frozen else ("last_heard_at", "title")
    by_silence = rows.annotate(heard=heard).order_by(F("heard").asc(nulls_first=True), *order)
    return list(by_silence.only("pk", "title", "last_heard_at")[:SILENT_NAMED])
