"""The overview of a portfolio: where it is heading, its numbers, its frame, what needs a hand, what rises."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from funding.flexibility import Flexibility
from initiatives.models import Stage, System
from initiatives.overviews.coverage import Tally, coverage_of, tally
from portfolio_hub.overviews.facts import Facts, facts_of
from portfolio_hub.overviews.frame import Frame, chosen, frame, placed
from portfolio_hub.overviews.frame.choice import COUNT, MAP
from portfolio_hub.overviews.frame.heat import MOST_COLUMNS, Coverage, gaps_first
from sensemaking.models import Finding, SenseMakingReport
from sensemaking.netting import Quarter, by_quarter
from sensemaking.periods import Period
from sensemaking.veiling import veil
from stakeholders.access import Access

NEW_SINCE_MONTHS = 3
THEMES = 4
QUARTERS = 6
FRAME_ROWS = 30


@dataclass(frozen=True)
class Learning:
    """Logs of the last full quarter for each active initiative, and the quarters before it."""

    period: Period
    logs: int
    active: int
    quarters: tuple[int, ...]

    @property
    def has_any(self) -> bool:
        """Whether any of the quarters has a log."""
        return any(self.quarters)

    @property
    def velocity(self) -> float:
        return self.logs / self.active if self.active else 0.0

    @property
    def before(self) -> float:
        """The same for the quarter before, with the initiatives that are active now."""
        return self.quarters[-2] / self.active if self.active and len(self.quarters) > 1 else 0.0

    @property
    def places(self) -> int:
        """Decimal places worth showing: small velocities need two."""
        return 1 if max(self.velocity, self.before) >= 1 else 2


@dataclass(frozen=True)
class OptionsOpen:
    """How many possibilities are kept open now, and what was opened, taken up or closed quarter by quarter."""

    open: int
    opened: int
    done: int
    quarters: tuple[Quarter, ...]

    @property
    def net(self) -> int:
        return self.opened - self.done

    @property
    def has_any(self) -> bool:
        """Whether any is open, or was in one of the quarters."""
        return bool(self.open or any(quarter.opened or quarter.done for quarter in self.quarters))


@dataclass(frozen=True)
class Rising:
    """A theme of the latest report, with the systems it touches."""

    title: str
    logs: int
    months: tuple[int, ...]
    systems: tuple[dict[str, Any], ...]
    url: str

    @property
    def reach(self) -> int:
        return sum(system["is_on"] for system in self.systems)


@dataclass(frozen=True)
class Overview:
    """The page."""

    stages: tuple[dict[str, Any], ...]
    total: int
    new: int
    new_since: date
    learning: Learning
    options: OptionsOpen
    money: Flexibility | None
    frame: Frame
    coverage: Coverage
    report: SenseMakingReport | None
    rising: tuple[Rising, ...]

    @property
    def promises(self) -> Tally:
        """How many commitments are covered, thin, a gap, or not said yet."""
        return tally(dict(self.coverage))


def overview(access: Access, *, given: Mapping[str, Any] | None = None, today: date | None = None) -> Overview:
    """Read the page in a fixed number of queries; `given` says what stands in the rows of the frame."""
    today = today or timezone.localdate()
    facts = facts_of(access, since=_quarters(today)[0].from_on)
    systems = facts.systems
    counts = _counts(access, today)
    coverage = coverage_of(access) if facts.promises else {}
    themes = _themes(access)
    report = themes[0].report if themes else _latest(access).first()
    active = counts["total"] - counts[Stage.CLOSED]
    return Overview(
        stages=_stages(access, counts),
        total=counts["total"],
        new=counts["new"],
        new_since=_new_since(today),
        learning=_learning(facts.months, active, today),
        options=_options(facts, today),
        money=facts.money,
        frame=_frame(access, given or {}, systems, coverage),
        coverage=coverage,
        report=report,
        rising=tuple(_rising(themes, systems)),
    )


def _frame(access: Access, given: Mapping[str, Any], systems: list[System], coverage: Coverage) -> Frame:
    """Commitments by system where there are any, else stages; when there are many, those with most to do."""
    choice = chosen(given, access, rows="commitments" if coverage else "stages")
    choice = replace(choice, show=COUNT, as_="" if choice.as_ == MAP else choice.as_)
    some = gaps_first(coverage, FRAME_ROWS)
    return frame(access, choice, systems=systems, coverage=some, most=(FRAME_ROWS, MOST_COLUMNS), in_full=False)


def _new_since(today: date) -> date:
    return Period.around(today, "quarter").before().from_on


def _counts(access: Access, today: date) -> dict[str, int]:
    """All counts of initiatives in one statement."""
    counted: dict[str, int] = placed(access).aggregate(
        total=Count("pk"),
        new=Count("pk", filter=Q(since_on__gte=_new_since(today))),
        **{stage: Count("pk", filter=Q(initiative__stage=stage)) for stage in Stage.values},
    )
    return counted


def _stages(access: Access, counts: dict[str, int]) -> tuple[dict[str, Any], ...]:
    home = reverse("initiatives:list", args=[access.portfolio.slug])
    return tuple(
        {"key": key, "label": label, "count": counts[key], "url": f"{home}?stage={key}"}
        for key, label in Stage.choices
        if counts[key] or key != Stage.IDEA
    )


def _quarters(today: date) -> list[Period]:
    """The last full quarter and those before it, the oldest first."""
    quarters = [Period.around(today, "quarter").before()]
    while len(quarters) < QUARTERS:
        quarters.insert(0, quarters[0].before())
    return quarters


def _learning(months: Mapping[date, int], active: int, today: date) -> Learning:
    """The last full quarter and those before it, from tallies."""
    quarters = _quarters(today)
    logs = tuple(sum(months.get(month, 0) for month in quarter.months()) for quarter in quarters)
    return Learning(period=quarters[-1], logs=logs[-1], active=active, quarters=logs)


def _options(facts: Facts, today: date) -> OptionsOpen:
    """Options kept open, and what moved since the same day as the new initiatives."""
    since = _new_since(today)
    opened, done = (
        sum(many for month, many in counts.items() if month >= since) for counts in (facts.opened, facts.done)
    )
    return OptionsOpen(facts.options, opened, done, by_quarter(facts.opened, facts.done, today))


def _latest(access: Access) -> QuerySet[SenseMakingReport]:
    """The reports this reader may open, the newest first; stewards see theirs before it is published."""
    made = (SenseMakingReport.Status.READY, SenseMakingReport.Status.IN_REVIEW, SenseMakingReport.Status.PUBLISHED)
    reports = SenseMakingReport.objects.seen_with(access).filter(status__in=made)
    return reports.order_by("-to_on", "-pk").select_related("portfolio")


def _themes(access: Access) -> list[Finding]:
    """The first themes of the newest report, with the report."""
    newest = Subquery(_latest(access).select_related(None).values("pk")[:1])
    rows = Finding.objects.filter(report=newest, kind=Finding.Kind.THEME).select_related("report__portfolio")
    themes = list(rows.order_by("order", "pk")[:THEMES])
    veil(themes)
    return themes


def _rising(themes: list[Finding], systems: list[System]) -> list[Rising]:
    touched = {theme.pk: {system for system, _logs in theme.data.get("systems", ())} for theme in themes}
    return [
        Rising(
            title=theme.title,
            logs=theme.log_count,
            months=tuple(many for _month, many in theme.data.get("months", ())),
            systems=tuple(
                {
                    "name": system.name,
                    "icon": system.icon,
                    "colour": system.colour,
                    "is_on": system.pk in touched[theme.pk],
                }
                for system in systems
            ),
            url=f"{theme.report.get_absolute_url()}#{theme.key}",
        )
        for theme in themes
    ]
