"""A decision on two sheets of paper: what stands on them, and what is only counted."""

from dataclasses import dataclass

from sensemaking.models import Finding, FindingLog, LearningLog
from sensemaking.overviews.decisions import DecisionPage
from stakeholders.access import Access

EXCERPTS, FINDINGS, PER_FINDING = 9, 3, 2
EXCERPT_CHARS = 280


@dataclass(frozen=True)
class Excerpt:
    """Words of a log as they were written; `is_cut` when the log goes on."""

    words: str
    log: LearningLog
    initiative: str
    is_cut: bool


@dataclass(frozen=True)
class FindingTold:
    """A finding with words of logs that it cites."""

    finding: Finding
    excerpts: tuple[Excerpt, ...]


@dataclass(frozen=True)
class Brief:
    """The evidence that fits, and how much more there is."""

    findings: tuple[FindingTold, ...]
    excerpts: tuple[Excerpt, ...]
    more_findings: int
    more_logs: int


def brief_of(access: Access, page: DecisionPage) -> Brief:
    """Choose what fits: the first findings with two voices each, then the newest logs not quoted yet."""
    findings = page.findings[:FINDINGS]
    cited = _cited(access, findings)
    told, quoted = [], set()
    for finding in findings:
        some = [row for row in cited if row.finding_id == finding.pk and row.log_id not in quoted][:PER_FINDING]
        quoted |= {row.log_id for row in some}
        told.append(FindingTold(finding, tuple(_excerpt(row.log, "", row.shown_quote) for row in some)))
    left = [log for log in page.logs if log.pk not in quoted]
    shown = tuple(_excerpt(log, _title(log, page), "") for log in left[: EXCERPTS - len(quoted)])
    return Brief(tuple(told), shown, len(page.findings) - len(findings), len(left) - len(shown))


def _cited(access: Access, findings: tuple[Finding, ...]) -> list[FindingLog]:
    """Citations with exact words whose log this reader may see, those that weigh most first."""
    seen = LearningLog.objects.seen_with(access).values("pk")
    rows = FindingLog.objects.filter(finding__in=findings, was_before=False, log__in=seen).exclude(quote="")
    return list(rows.select_related("log").defer("log__search").order_by("-weight", "pk")[: FINDINGS * 20])


def _title(log: LearningLog, page: DecisionPage) -> str:
    return log.initiative.title if log.initiative and log.initiative_id in page.named else ""


def _excerpt(log: LearningLog, initiative: str, quote: str) -> Excerpt:
    """The exact quote, or the beginning of what was seen up to the last whole word that fits."""
    words = quote or log.saw
    if len(words) <= EXCERPT_CHARS:
        return Excerpt(words, log, initiative, is_cut=False)
    cut = words[:EXCERPT_CHARS]
    return Excerpt(cut[: cut.rfind(" ")] if " " in cut else cut, log, initiative, is_cut=True)
