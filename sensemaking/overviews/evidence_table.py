"""Every finding of a report with its rule and the logs that it cites, as far as a reader's circle reaches."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from initiatives.models import Initiative, PlacementSystem
from portfolio_hub.lib.keyset import Page, page_of
from sensemaking.models import Finding, FindingLog, LearningLog, SenseMakingReport
from sensemaking.overviews.releases import ReleasedWords, released_in
from sensemaking.overviews.reports import logs_url
from sensemaking.querysets import at_least_as_wide_as
from sensemaking.sections import SECTION_OF, arranged
from sensemaking.services.frame import frame_of
from sensemaking.veiling import veil
from stakeholders.access import Access
from stakeholders.models import Place, Sector

PAGE_SIZE = 40
LOGS_NAMED = 12
_NOWHERE = ("", "", "")
READ_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Evidence:
    """One finding with the first of its logs; `more` counts those behind the link."""

    kind: str
    title: str
    rule: str
    logs: int
    logs_url: str
    named: tuple[tuple[int, str], ...]
    more: int
    released: tuple[ReleasedWords, ...] = ()


def shown_findings(report: SenseMakingReport) -> QuerySet[Any]:
    """The findings whose section the stewards left in; `place` is that of their section in the report."""
    sections = arranged(list(report.sections.all()))
    place = {section.name: at for at, section in enumerate(sections) if not section.is_hidden}
    kinds = {kind: place[section] for kind, section in SECTION_OF.items() if section in place}
    at = Case(*(When(kind=kind, then=Value(at)) for kind, at in kinds.items()), default=Value(len(place)))
    return report.findings.filter(kind__in=kinds).annotate(place=at).defer("data")


def evidence_page(report: SenseMakingReport, access: Access, after: str) -> tuple[Page[Finding], list[Evidence]]:
    """One page of findings with their evidence, in a fixed number of queries."""
    page = page_of(shown_findings(report).order_by(), order=("place", "order", "pk"), after=after, size=PAGE_SIZE)
    veil(page.rows)
    named = _first_logs(report, [row.pk for row in page.rows])
    released = released_in(report, page.rows, access)
    slug = access.portfolio.slug
    return page, [_evidence(row, named[row.pk], released.get(row.pk, []), slug) for row in page.rows]


def _evidence(finding: Finding, logs: list[int], released: list[ReleasedWords], slug: str) -> Evidence:
    return Evidence(
        kind=str(finding.get_kind_display()),
        title=finding.title,
        rule=finding.rule,
        logs=finding.log_count,
        logs_url=logs_url(slug, finding=finding.pk),
        named=tuple((log, reverse("sensemaking:log", args=[slug, log])) for log in logs),
        more=max(finding.log_count - len(logs), 0),
        released=tuple(released),
    )


def _first_logs(report: SenseMakingReport, findings: list[int]) -> dict[int, list[int]]:
    """The logs that each finding quotes, as far as the report's circle still may see them."""
    named: dict[int, list[int]] = defaultdict(list)
    quoted = _citations(report).filter(finding__in=findings, was_before=False).exclude(quote="")
    for row in quoted.values_list("finding", "log"):
        if len(named[row[0]]) < LOGS_NAMED:
            named[row[0]].append(row[1])
    return named


def _citations(report: SenseMakingReport) -> QuerySet[FindingLog]:
    """The citations whose log the report's circle still may see."""
    seen = LearningLog.objects.filter(circle__in=at_least_as_wide_as(report.circle)).exclude(status="draft")
    rows = FindingLog.objects.filter(finding__report=report, log__in=seen.values("pk"))
    return rows.order_by("finding__kind", "finding__order", "finding", "-weight", "pk")


def columns() -> tuple[str, ...]:
    """The headings of the table as a file."""
    return (
        _("Section"), _("Finding"), _("Text"), _("Rule"), _("Log"), _("Day"), _("Initiative"), _("Period"), _("Quote"),
        _("Systems"), _("Sectors"), _("Places"),
    )  # fmt: skip


def evidence_rows(report: SenseMakingReport) -> Iterator[tuple[object, ...]]:
    """One row for each log that a finding cites; a finding whose logs nobody here may see has one without."""
    circles = at_least_as_wide_as(report.circle)
    findings = list(shown_findings(report).order_by("place", "order", "pk"))
    veil(findings)
    released, where = released_in(report, findings), _where(report)
    for finding in findings:
        head = (str(finding.get_kind_display()), finding.title, finding.body, finding.rule)
        cited = _citations(report).filter(finding=finding).select_related("log__initiative")
        rows = cited.only(
            "quote", "was_before", "log__happened_on", "log__initiative__title", "log__initiative__circle",
            "log__title", "log__tried", "log__saw", "log__next",
        )  # fmt: skip
        is_empty = True
        for row in rows.iterator(chunk_size=READ_AT_ONCE):
            is_empty = False
            initiative = row.log.initiative
            name = initiative.title if initiative is not None and initiative.circle in circles else ""
            period = _("before") if row.was_before else _("this period")
            frame = where.get(row.log.initiative_id, _NOWHERE)
            yield (*head, row.log_id, row.log.happened_on, name, period, row.shown_quote, *frame)
        for words in released.get(finding.pk, ()):
            is_empty = False
            said = words.wording or _("Words withdrawn by their author.")
            yield (*head, "", "", "", _("released"), said, *_NOWHERE)
        if is_empty:
            yield (*head, *("",) * 5, *_NOWHERE)


def _where(report: SenseMakingReport) -> dict[int | None, tuple[str, str, str]]:
    """By initiative that the report's circle may see: its systems, sectors and places by name."""
    placed = PlacementSystem.objects.filter(
        placement__portfolio=report.portfolio_id,
        placement__initiative__circle__in=at_least_as_wide_as(report.circle),
    )
    systems: dict[int, dict[int, str]] = defaultdict(dict)
    for initiative, system, name in placed.values_list("placement__initiative", "system", "system__name"):
        systems[initiative][system] = name
    seen = Initiative.objects.filter(
        placements__portfolio=report.portfolio_id, circle__in=at_least_as_wide_as(report.circle)
    )
    ids = list(seen.order_by("pk").values_list("pk", flat=True).distinct())
    frame = frame_of(report, ids, {})
    places = dict(Place.objects.filter(initiatives__in=ids).values_list("pk", "name"))
    sectors = {key: str(label) for key, label in Sector.choices}
    return {
        one.id: (
            "; ".join(systems[one.id].values()),
            "; ".join(sectors[key] for key in one.sectors if key in sectors),
            "; ".join(places[int(key)] for key in one.places if int(key) in places),
        )
        for one in frame
    }
