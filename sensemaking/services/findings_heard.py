"""Turns who was not heard into blind spots and facts, and says what closer circles hold as far as it may be told."""

from typing import TYPE_CHECKING, Any

from sensemaking import closer, hearing
from sensemaking import wording_heard as wording
from sensemaking.models import Finding, FindingLog, SenseMakingReport, SmallCountRule
from sensemaking.records import HeardPart, Rollup
from sensemaking.services.frame import names_of
from sensemaking.services.scope import closer_scope, systems_said, systems_touched

if TYPE_CHECKING:
    # Only then: pages ask for the rule below, and have no use for scikit-learn's 100 MB.
    from sensemaking.services.findings_across import Cited

FIRST = 100
"""Their order begins after the silences of systems."""


def fewest_for(portfolio_id: int) -> int:
    """How many people must stand behind a slider or closer circles before a report tells of them."""
    rule = SmallCountRule.objects.filter(portfolio=portfolio_id).first()
    return rule.fewest if rule else SmallCountRule.USUAL


def person_of(by: int | None, link: int | None, name: str) -> str:
    """Who wrote a log: the user, else the holder of a link, else a name."""
    return f"u{by}" if by else f"l{link}" if link else f"n{name}"


def blind_spots(report: SenseMakingReport, rollup: Rollup) -> "list[Cited]":
    """Return unsaved findings on sectors, places and groups that were hardly heard, with the logs of those heard."""
    names = names_of(rollup.parts)
    spots = [part for part in rollup.parts if hearing.is_blind_spot(part) and (part.kind, part.key) in names]
    return [_blind_spot(report, part, names[part.kind, part.key], at) for at, part in enumerate(spots)]


def _blind_spot(report: SenseMakingReport, part: HeardPart, name: str, at: int) -> "Cited":
    finding = Finding(
        report=report, kind=Finding.Kind.BLIND_SPOT, key=f"silence-{part.kind}-{part.key}", order=FIRST + at,
        title=wording.part_title(part, name)[:200], body=wording.part_body(part), rule=wording.part_rule(part.kind),
        data={
            "part": part.kind, "key": part.key, "heard": len(part.heard), "expected": part.expected,
            "initiatives": part.silent,
        },
    )  # fmt: skip
    return finding, [FindingLog(finding=finding, log_id=log) for log in part.logs]


def heard_facts(report: SenseMakingReport, rollup: Rollup) -> dict[str, Any]:
    """The facts on who was heard, with names as they were; and those on closer circles."""
    names = names_of(rollup.parts)
    parts = [
        {
            "kind": part.kind, "key": part.key, "name": names[part.kind, part.key],
            "heard": part.heard, "silent": part.silent, "own": len(part.own),
        }
        for part in rollup.parts
        if (part.kind, part.key) in names
    ]  # fmt: skip
    fewest = fewest_for(report.portfolio_id)
    told = closer.told(_closer_logs(report), fewest)
    shut = {"fewest": fewest, "logs": told.logs, "systems": told.systems, "initiatives": told.initiatives}
    return {"parts": parts, "closer": shut}


def _closer_logs(report: SenseMakingReport) -> list[closer.CloserLog]:
    """The logs of the period that the report's circle may not read."""
    logs = closer_scope(report).in_period(report.from_on, report.to_on).order_by("pk")
    columns = ("pk", "initiative", "by", "via_link", "author_name")
    rows = list(logs.values_list(*columns).iterator(chunk_size=2000))
    own, touched = systems_said(logs), systems_touched(report.portfolio_id)
    return [
        closer.CloserLog(initiative, own.get(pk) or touched.get(initiative or 0, ()), person_of(*author))
        for pk, initiative, *author in rows
    ]
