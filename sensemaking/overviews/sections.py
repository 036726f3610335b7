"""The sections of a report as its page shows them: in the stewards' order, with their words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sensemaking.models import CarriedQuestion, ReportSection, SenseMakingReport
from sensemaking.overviews.across import AcrossPage, across_page
from sensemaking.overviews.credited import credited_in
from sensemaking.overviews.heard import Who, who_of
from sensemaking.overviews.narrative import NarrativePage, narrative_page
from sensemaking.overviews.reports import ReportPage, report_page
from sensemaking.overviews.reviewing import Review, questions_of, review_of
from sensemaking.overviews.shifts import ShiftView, shifts_in
from sensemaking.sections import arranged
from stakeholders.access import Access
from stakeholders.credits import Credit

Name = ReportSection.Name


@dataclass(frozen=True, slots=True)
class SectionView:
    """One section with its words; an empty heading or introduction leaves the usual one standing."""

    name: str
    label: str
    heading: str
    introduction: str

    @property
    def template(self) -> str:
        return f"sensemaking/sections/{self.name}.html"


@dataclass(frozen=True, slots=True)
class WholeReport:
    """Everything that the page of a report shows."""

    page: ReportPage
    across: AcrossPage
    narrative: NarrativePage
    who: Who
    shifts: tuple[ShiftView, ...]
    credits: tuple[Credit, ...]
    questions: tuple[CarriedQuestion, ...]
    offered: tuple[CarriedQuestion, ...]
    sections: tuple[SectionView, ...]
    left_out: tuple[SectionView, ...]
    review: Review | None
    may_write: bool


def whole_report(report: SenseMakingReport, access: Access, *, is_printed: bool = False) -> WholeReport:
    """Read the report with what people wrote into it, in a fixed number of queries; on paper nobody writes."""
    page, across = report_page(report, access), across_page(report, access.portfolio.slug)
    may_write = access.is_steward and not report.is_frozen and not is_printed
    questions, offered = questions_of(report)
    shifts = shifts_in(report, access.portfolio.slug)
    credited = credited_in(report, access)
    rows = arranged(list(report.sections.all()))
    hidden = {row.name for row in rows if row.is_hidden}
    narrative = narrative_page(report, access.portfolio.slug, may_write=may_write, hidden=hidden)
    said = {**_said(page, across, questions, may_write), str(Name.NARRATIVE): narrative.says}
    said[str(Name.SHIFTS)], said[str(Name.CREDITS)] = bool(shifts), bool(credited)
    return WholeReport(
        page=page,
        across=across,
        narrative=narrative,
        who=who_of(report, access.portfolio.slug),
        shifts=shifts,
        credits=credited,
        questions=tuple(questions),
        offered=tuple(offered) if may_write else (),
        sections=_views([row for row in rows if said[row.name] and not row.is_hidden]),
        left_out=_views([row for row in rows if said[row.name] and row.is_hidden]),
        review=None if is_printed else review_of(report, access),
        may_write=may_write,
    )


def _said(
    page: ReportPage, across: AcrossPage, questions: Sequence[CarriedQuestion], may_write: bool
) -> dict[str, bool]:
    """Which sections have something to say."""
    something: dict[str, Any] = {
        Name.THEMES: True,
        Name.CHANGED: page.changes,
        Name.TENSIONS: across.tensions,
        Name.BARRIERS: across.barriers,
        Name.TRANSFERS: across.transfers,
        Name.SURPRISES: across.surprises,
        Name.HEARD: page.facts.get("expected"),
        Name.QUESTIONS: questions or may_write,
        Name.NOTES: page.report.notes,
    }
    return {str(name): bool(what) for name, what in something.items()}


def _views(rows: Sequence[ReportSection]) -> tuple[SectionView, ...]:
    return tuple(SectionView(row.name, str(row.get_name_display()), row.heading, row.introduction) for row in rows)
