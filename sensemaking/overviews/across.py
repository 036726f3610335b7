"""What a report says across its themes: tensions, shared barriers, learning to transfer, surprises."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from sensemaking.models import Finding, SenseMakingReport
from sensemaking.overviews.reports import QuoteMark, logs_url, quotes_of
from sensemaking.wording import listed

NEED_WORDS = (Finding.Kind.SURPRISE, Finding.Kind.TRANSFER)
"""Findings that are nothing without the words of their logs."""


@dataclass(frozen=True, slots=True)
class Poles:
    """A slider on which logs pull apart: how many stand on each step from the left pole to the right one."""

    left: str
    right: str
    steps: tuple[int, ...]
    initiatives: int

    @property
    def rows(self) -> list[tuple[int, int, int]]:
        """Each step as (from, to, logs), for the table."""
        wide = 100 // len(self.steps)
        return [(at * wide, (at + 1) * wide, count) for at, count in enumerate(self.steps)]


@dataclass(frozen=True, slots=True)
class Across:
    """One finding across themes; `against` and `helping` count initiatives of a tension, `poles` is a slider."""

    pk: int
    key: str
    title: str
    body: str
    rule: str
    logs: int
    logs_url: str
    quotes: tuple[QuoteMark, ...]
    against: int = 0
    helping: int = 0
    poles: Poles | None = None
    shared: str = ""
    """The words that both logs of a pair have."""


@dataclass(frozen=True, slots=True)
class AcrossPage:
    """The sections of a report beyond its themes; an empty one is not shown."""

    tensions: tuple[Across, ...] = ()
    barriers: tuple[Across, ...] = ()
    transfers: tuple[Across, ...] = ()
    surprises: tuple[Across, ...] = ()


def across_page(report: SenseMakingReport, portfolio_slug: str) -> AcrossPage:
    """Read them in two queries; what lost its words since the report was made is left out."""
    kinds = (Finding.Kind.TENSION, Finding.Kind.BARRIER, *NEED_WORDS)
    findings = list(report.findings.filter(kind__in=kinds).order_by("order", "pk"))
    quotes = quotes_of(report, [finding.pk for finding in findings], portfolio_slug)
    told: dict[str, list[Across]] = {kind: [] for kind in kinds}
    for finding in findings:
        words = tuple(quotes.get(finding.pk, ()))
        needed = 2 if finding.kind == Finding.Kind.TRANSFER else 1
        if finding.kind not in NEED_WORDS or len(words) >= needed:
            told[finding.kind].append(_across(finding, words, portfolio_slug))
    told[Finding.Kind.TENSION].sort(key=lambda found: found.poles is None)
    return AcrossPage(*(tuple(told[kind]) for kind in (*kinds[:2], Finding.Kind.TRANSFER, Finding.Kind.SURPRISE)))


def _across(finding: Finding, words: tuple[QuoteMark, ...], slug: str) -> Across:
    data: dict[str, Any] = finding.data
    if finding.kind == Finding.Kind.TRANSFER:
        words = tuple(sorted(words, key=lambda quote: quote.log != data.get("barrier")))
    return Across(
        pk=finding.pk,
        key=finding.key,
        title=finding.title,
        body=finding.body,
        rule=finding.rule,
        logs=finding.log_count,
        logs_url=logs_url(slug, finding=finding.pk),
        quotes=words,
        against=int(data.get("against", 0)),
        helping=int(data.get("helping", 0)),
        poles=_poles(data),
        shared=listed([_("“%(word)s”") % {"word": word} for word in data.get("words", ())]),
    )


def _poles(data: dict[str, Any]) -> Poles | None:
    """The slider that a tension is about, if it is about one."""
    if not data.get("steps"):
        return None
    return Poles(data["left"], data["right"], tuple(data["steps"]), int(data.get("initiatives", 0)))
