"""Turns a roll-up into the rows that keep it: findings that cite logs, and facts."""

from collections.abc import Container, Mapping, Sequence
from typing import Any

from sensemaking import wording
from sensemaking.hearing import is_silence
from sensemaking.models import Finding, FindingLog, SenseMakingReport
from sensemaking.periods import Period
from sensemaking.records import FoundTheme, Heard, Movement, Rollup
from sensemaking.services.findings_across import Cited, across_of
from sensemaking.services.findings_heard import blind_spots, heard_facts


def findings_of(
    report: SenseMakingReport,
    rollup: Rollup,
    system_names: Mapping[int, str],
    alive: Container[int],
    theme_ids: Sequence[int] = (),
) -> list[Cited]:
    """Return unsaved findings with their citations: themes, then what is no longer heard, then silences.

    `theme_ids` are the themes of the portfolio that the found ones are, in their order.
    Logs that are not `alive` were deleted or withdrawn while the report was being made; nothing cites them.
    """
    cited = [_theme(report, theme, at, system_names) for at, theme in enumerate(rollup.themes)]
    for (finding, _citations), theme_id in zip(cited, theme_ids, strict=False):
        finding.data["theme"] = theme_id
    silences = [row for row in rollup.heard if is_silence(row.heard, row.expected)]
    cited += [_silence(report, row, at, system_names) for at, row in enumerate(silences)]
    cited += blind_spots(report, rollup)
    cited += across_of(report, rollup, system_names)
    return [_without_withdrawn(finding, citations, alive) for finding, citations in cited]


def _without_withdrawn(finding: Finding, citations: list[FindingLog], alive: Container[int]) -> Cited:
    """Return the finding with the citations and counts that still hold."""
    kept = [citation for citation in citations if citation.log_id in alive]
    finding.log_count = sum(not citation.was_before for citation in kept)
    finding.before_count = len(kept) - finding.log_count
    return finding, kept


def facts_of(report: SenseMakingReport, rollup: Rollup) -> dict[str, Any]:
    """The numbers of the report, as it keeps them."""
    period = Period(report.from_on, report.to_on)
    return {
        "title": wording.report_title(period),
        "standfirst": wording.standfirst(rollup),
        "logs": rollup.logs,
        "logs_before": rollup.logs_before,
        "initiatives": rollup.initiatives,
        "initiatives_before": rollup.initiatives_before,
        "themes": sum(theme.is_heard for theme in rollup.themes),
        "rising": sum(theme.movement in (Movement.RISING, Movement.NEW) for theme in rollup.themes if theme.is_heard),
        "kinds": rollup.kinds,
        "marks": rollup.marks,
        "systems": rollup.systems,
        "months": [(month.isoformat(), count) for month, count in rollup.months],
        "languages": rollup.languages,
        "read_roughly": rollup.read_roughly,
        "heard": [(row.system, row.heard, row.expected) for row in rollup.heard],
        "silent": rollup.silent,
        "expected": rollup.active,
        "left_out": {
            "short": rollup.left_out.short,
            "repeated": rollup.left_out.repeated,
            "apart": rollup.left_out.apart,
        },
        **heard_facts(report, rollup),
    }


def _theme(report: SenseMakingReport, theme: FoundTheme, at: int, system_names: Mapping[int, str]) -> Cited:
    """A theme with all its logs of both periods; one that is no theme now any more is a change."""
    finding = Finding(
        report=report,
        kind=Finding.Kind.THEME if theme.is_heard else Finding.Kind.CHANGE,
        key=f"theme-{at + 1}",
        order=at,
        title=wording.theme_title(theme),
        body=wording.theme_body(theme, system_names),
        rule=wording.theme_rule(theme),
        data={
            "words": theme.words,
            "phrase": "" if theme.name else theme.phrase,
            "stems": theme.stems,
            "movement": theme.movement,
            "is_few": theme.is_few,
            "year_before": theme.known.year_before if theme.known else None,
            "initiatives": theme.initiatives,
            "systems": theme.systems,
            "sectors": theme.sectors,
            "places": theme.places,
            "months": [(month.isoformat(), count) for month, count in theme.months],
            "near": {str(quote.log): quote.near for quote in theme.quotes},
        },
    )
    quotes = {quote.log: quote.text for quote in theme.quotes}
    citations = [
        FindingLog(finding=finding, log_id=log, weight=weight, quote=quotes.get(log, "")) for log, weight in theme.logs
    ]
    citations += [FindingLog(finding=finding, log_id=log, was_before=True) for log in theme.before]
    return finding, citations


def _silence(report: SenseMakingReport, row: Heard, at: int, system_names: Mapping[int, str]) -> Cited:
    """A system of which too few initiatives were heard; it cites the logs of those that were."""
    finding = Finding(
        report=report,
        kind=Finding.Kind.BLIND_SPOT,
        key=f"silence-{at + 1}",
        order=at,
        title=wording.silence_title(row, system_names),
        rule=wording.silence_rule(),
        data={"system": row.system, "heard": row.heard, "expected": row.expected, "initiatives": row.silent},
    )
    return finding, [FindingLog(finding=finding, log_id=log) for log in row.logs]
