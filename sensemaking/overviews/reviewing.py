"""What stewards see around a draft: remarks, who agrees, what the last run changed, questions from before."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, Subquery
from django.urls import reverse

from sensemaking.models import CarriedQuestion, Finding, FindingEdit, ReportComment, SenseMakingReport
from sensemaking.sections import anchor_of
from stakeholders.access import Access
from stakeholders.models import Comment, Role, User

QUESTIONS_OFFERED = 12


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment in the margin with its answers; `anchor` is what it stands beside."""

    comment: Comment
    place: str
    anchor: str
    edit_url: str
    answers: tuple[Comment, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """How far reading together has come."""

    remarks: tuple[Remark, ...]
    agreed: tuple[User, ...]
    reviewers: int
    i_agree: bool
    rerun: dict[str, Any]

    @property
    def open_remarks(self) -> tuple[Remark, ...]:
        return tuple(remark for remark in self.remarks if remark.comment.resolved_at is None)

    @property
    def settled(self) -> int:
        return len(self.remarks) - len(self.open_remarks)


def review_of(report: SenseMakingReport, access: Access) -> Review | None:
    """Read it in a fixed number of queries; nothing for those who only read, and nothing once it is published."""
    if not access.is_steward or report.is_frozen:
        return None
    is_asked = report.status == SenseMakingReport.Status.IN_REVIEW
    agreed = tuple(row.user for row in report.agreements.select_related("user")) if is_asked else ()
    rerun = getattr(report, "last_rerun", None)
    return Review(
        remarks=_remarks(report, access.portfolio.slug),
        agreed=agreed,
        reviewers=access.portfolio.memberships.filter(role=Role.STEWARD).count() if is_asked else 0,
        i_agree=any(user.pk == access.user.pk for user in agreed),
        rerun=rerun.changes if rerun else {},
    )


def _remarks(report: SenseMakingReport, slug: str) -> tuple[Remark, ...]:
    rows = list(report.remarks.select_related("comment__by", "comment__resolved_by").order_by("comment__at", "pk"))
    answers: dict[int, list[Comment]] = defaultdict(list)
    for said in Comment.objects.filter(parent__in=[row.comment_id for row in rows]).select_related("by"):
        answers[said.parent_id or 0].append(said)
    findings = report.findings.filter(key__in=[row.key for row in rows if row.key]).defer("data")
    keys = {finding.key: finding for finding in findings}
    return tuple(_remark(row, keys, answers[row.comment_id], slug) for row in rows)


def _remark(row: ReportComment, findings: dict[str, Finding], answers: Sequence[Comment], slug: str) -> Remark:
    name, args = "sensemaking:report-section", [slug, row.report_id, row.section]
    anchor = row.section
    if finding := findings.get(row.key):
        name, args, anchor = "sensemaking:report-finding", [slug, row.report_id, finding.pk], anchor_of(finding)
    return Remark(
        comment=row.comment,
        place=row.comment.passage or row.get_section_display(),
        anchor=anchor,
        edit_url=reverse(name, args=args),
        answers=tuple(answers),
    )


def without_place(report: SenseMakingReport) -> list[FindingEdit]:
    """What stewards wrote about findings that a later run no longer found."""
    return list(report.finding_edits.filter(key=""))


def questions_of(report: SenseMakingReport) -> tuple[list[CarriedQuestion], list[CarriedQuestion]]:
    """The questions of a report, and those of the one before it that are not taken over yet, in one query."""
    earlier = SenseMakingReport.objects.filter(portfolio=report.portfolio_id, to_on__lte=report.from_on)
    asking = earlier.filter(questions__isnull=False).order_by("-to_on", "-published_at", "-pk")
    rows = CarriedQuestion.objects.filter(Q(report=report) | Q(report=Subquery(asking.values("pk")[:1])))
    own: list[CarriedQuestion] = []
    before: list[CarriedQuestion] = []
    for row in rows.order_by("pk"):
        (own if row.report_id == report.pk else before).append(row)
    taken = {row.question for row in own}
    return own, [row for row in before if row.question not in taken][:QUESTIONS_OFFERED]
