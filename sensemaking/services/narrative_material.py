"""Reads what a narrative of a report may stand on, and no more than its circle may read."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from initiatives.models import System
from sensemaking.material import Material, Piece, Words, numbers_in
from sensemaking.models import Finding, FindingLog, SenseMakingReport
from sensemaking.periods import Period
from sensemaking.quantities import numbers_of
from sensemaking.querysets import at_least_as_wide_as
from sensemaking.sections import SECTION_OF
from sensemaking.veiling import veil
from stakeholders.models import Membership

QUOTES_EACH = 3
KINDS = ("theme", "change", "barrier", "tension", "transfer", "surprise", "shift", "blind_spot")


def material_of(report: SenseMakingReport, hidden: Collection[str] | None = None) -> Material:
    """The findings of the shown sections with some words of their logs, in a fixed number of queries.

    `hidden` are the names of sections that are left out, where the caller has read them already.
    """
    if hidden is None:
        hidden = set(report.sections.filter(is_hidden=True).values_list("name", flat=True))
    kinds = [kind for kind in KINDS if SECTION_OF[kind] not in hidden]
    readable = _readable(report)
    some_log = readable.filter(finding=OuterRef("pk")).order_by("log").values("log")[:1]
    rows = report.findings.filter(kind__in=kinds).annotate(some_log=Subquery(some_log)).order_by("order", "pk")
    findings = sorted(rows, key=lambda finding: KINDS.index(finding.kind))
    veil(findings)
    quotes = _quotes(readable)
    names = _system_names(report, findings)
    parts = {(part["kind"], part["key"]): part["name"] for part in report.facts.get("parts", ())}
    return Material(
        pieces=tuple(_piece(finding, quotes.get(finding.pk, []), names, parts) for finding in findings),
        logs=report.facts.get("logs", 0),
        logs_before=report.facts.get("logs_before", 0),
        initiatives=report.facts.get("initiatives", 0),
        period=Period(report.from_on, report.to_on).name(),
        language=report.portfolio.language,
    )


def _system_names(report: SenseMakingReport, findings: Sequence[Finding]) -> dict[int, str]:
    """The names of the portfolio's systems, where a finding is told with one."""
    if not any(finding.kind in (Finding.Kind.BARRIER, Finding.Kind.BLIND_SPOT) for finding in findings):
        return {}
    return dict(System.objects.filter(portfolio=report.portfolio_id).values_list("pk", "name"))


def people_of(report: SenseMakingReport) -> frozenset[str]:
    """Everybody whom a narrative must not bring up by itself: authors of cited logs, and members."""
    cited = FindingLog.objects.filter(finding__report=report)
    authors = cited.order_by().values_list("log__author_name", flat=True).distinct()
    members = Membership.objects.filter(portfolio=report.portfolio_id).values_list("user__name", flat=True)
    return frozenset(name for name in (*authors.iterator(), *members.iterator()) if name and name.strip())


def _readable(report: SenseMakingReport) -> QuerySet[FindingLog]:
    """Citations whose log the circle of the report still may read."""
    rows = FindingLog.objects.filter(finding__report=report, log__circle__in=at_least_as_wide_as(report.circle))
    return rows.exclude(log__status="draft")


def _quotes(readable: QuerySet[FindingLog]) -> dict[int, list[tuple[int, str, str]]]:
    """By finding: log, words and author of the quotes that their logs still say, the nearest first."""
    found: dict[int, list[tuple[int, str, str]]] = defaultdict(list)
    needed = ("finding_id", "quote", *(f"log__{name}" for name in ("author_name", "saw", "tried", "next", "title")))
    rows = readable.filter(~Q(quote="")).select_related("log").only(*needed).order_by("finding", "-weight", "pk")
    for row in rows:
        if len(found[row.finding_id]) < QUOTES_EACH and row.log.says(row.quote):
            found[row.finding_id].append((row.log_id, row.quote, row.log.author_name))
    return found


def _piece(
    finding: Any, quotes: list[tuple[int, str, str]], names: dict[int, str], parts: dict[tuple[str, str], str]
) -> Piece:
    some_log = (finding.some_log,) if finding.some_log else ()
    words = tuple(Words(log, text) for log, text, author in quotes if _may_leave(text, author))
    stated = "\n".join((finding.title, finding.body))
    numbers = numbers_in(finding.kind, finding.data, finding.log_count, finding.before_count)
    return Piece(
        finding=finding.pk,
        key=finding.key,
        kind=finding.kind,
        title=finding.title,
        body=finding.body,
        rule=finding.rule,
        logs=finding.log_count,
        before=finding.before_count,
        movement=finding.data.get("movement", ""),
        is_few=finding.data.get("is_few", False),
        cited=tuple(log for log, _text, _author in quotes) or some_log,
        quotes=words,
        systems=_places(finding, names, parts),
        data=finding.data,
        numbers=numbers | frozenset(numbers_of(stated)),
    )


def _may_leave(text: str, author: str) -> bool:
    """Words with an address or with their author's own name in them stay in the hub."""
    return "@" not in text and not (author.strip() and author.strip().casefold() in text.casefold())


def _places(finding: Finding, names: dict[int, str], parts: dict[tuple[str, str], str]) -> tuple[str, ...]:
    """The names of the systems that a barrier is met in or that few were heard from, or of a part of the frame."""
    data = finding.data
    if finding.kind == Finding.Kind.BARRIER:
        return tuple(names[pk] for pk in data.get("systems", ()) if pk in names)
    if finding.kind != Finding.Kind.BLIND_SPOT:
        return ()
    name = parts.get((data.get("part", ""), data.get("key", "")), "") if "part" in data else names.get(data["system"])
    return (name,) if name else ()
