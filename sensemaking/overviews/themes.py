"""What the page of one theme shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from initiatives.models import Initiative, System
from sensemaking.models import Finding
from sensemaking.overviews.releases import ReleasedWords
from sensemaking.overviews.reports import QuoteMark, ThemeCard, logs_url, theme_card
from sensemaking.periods import Period
from sensemaking.querysets import at_least_as_wide_as
from stakeholders.access import Access
from stakeholders.models import Place, Sector


@dataclass(frozen=True, slots=True)
class MonthCount:
    """How many logs of the theme one month has."""

    month: date
    logs: int
    is_before: bool


@dataclass(frozen=True, slots=True)
class InitiativeCount:
    """An initiative that was heard on the theme."""

    pk: int
    title: str
    url: str
    logs_url: str


@dataclass(frozen=True, slots=True)
class PartCount:
    """How many logs of the theme come from one sector or place."""

    name: str
    logs: int


@dataclass(frozen=True, slots=True)
class ThemePage:
    """Everything the page of a theme shows."""

    theme: ThemeCard
    rule: str
    words: tuple[str, ...]
    period: Period
    before: Period
    months: tuple[MonthCount, ...]
    most_in_a_month: int
    initiatives: tuple[InitiativeCount, ...]
    unnamed: int
    sectors: tuple[PartCount, ...]
    places: tuple[PartCount, ...]


def theme_page(
    finding: Finding, access: Access, quotes: Sequence[QuoteMark], released: Sequence[ReleasedWords] = ()
) -> ThemePage:
    """Read one theme; initiatives that the report's circle may not see are only counted."""
    systems = list(System.objects.filter(portfolio=access.portfolio))
    report = finding.report
    slug = access.portfolio.slug
    ids = finding.data.get("initiatives", [])
    circles = at_least_as_wide_as(report.circle)
    rows = Initiative.objects.filter(pk__in=ids[:500], circle__in=circles).only("pk", "title").order_by("title")
    initiatives = tuple(
        InitiativeCount(
            row.pk, row.title, row.get_portfolio_url(slug), logs_url(slug, finding=finding.pk, initiative=row.pk)
        )
        for row in rows
    )
    counts = [
        MonthCount(date.fromisoformat(month), count, date.fromisoformat(month) < report.from_on)
        for month, count in finding.data.get("months", ())
    ]
    places = finding.data.get("places", ())
    named = Place.objects.filter(pk__in=[int(key) for key, _logs in places]).values_list("pk", "name")
    period = Period(report.from_on, report.to_on)
    return ThemePage(
        theme=theme_card(finding, systems, quotes, slug, released),
        rule=finding.rule,
        words=tuple(finding.data.get("words", ())),
        period=period,
        before=period.before(),
        months=tuple(counts),
        most_in_a_month=max((row.logs for row in counts), default=1) or 1,
        initiatives=initiatives,
        unnamed=len(ids) - len(initiatives),
        sectors=_counts(finding.data.get("sectors", ()), {key: str(label) for key, label in Sector.choices}),
        places=_counts(places, {str(pk): name for pk, name in named}),
    )


def _counts(pairs: Sequence[tuple[str, int]], names: Mapping[str, str]) -> tuple[PartCount, ...]:
    """The counts of those that still have a name, the most frequent first."""
    return tuple(PartCount(names[key], logs) for key, logs in pairs if key in names)
