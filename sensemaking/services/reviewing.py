"""Reading a draft together: remarks in its margin, and who agrees."""

from django.db import transaction
from django.utils.translation import gettext as _

from sensemaking.models import Finding, ReportAgreement, ReportComment, SenseMakingReport
from sensemaking.sections import SECTION_OF
from sensemaking.services.writing import hold
from stakeholders.models import Comment, User
from stakeholders.policies import Refused
from stakeholders.services import comments


@transaction.atomic
def remark(
    *, report: SenseMakingReport, by: User, body: str, section: str, finding: Finding | None = None
) -> ReportComment:
    """Say something beside a section of a draft, or beside one of its findings."""
    hold(report)
    words = finding.title if finding else ""
    comment = comments.add(about=report, portfolio=report.portfolio, by=by, body=body, passage=words)
    section = SECTION_OF[finding.kind] if finding else section
    return ReportComment.objects.create(
        report=report, comment=comment, section=section, key=finding.key if finding else ""
    )


@transaction.atomic
def answer(*, report: SenseMakingReport, comment: Comment, by: User, body: str) -> Comment:
    """Answer a remark."""
    hold(report)
    return comments.answer(comment=comment, by=by, body=body)


@transaction.atomic
def reword(*, report: SenseMakingReport, comment: Comment, by: User, body: str) -> Comment:
    """Change one's own remark or answer; raises Refused for somebody else's."""
    hold(report)
    refuse_others(comment, by)
    return comments.edit(comment=comment, by=by, body=body)


@transaction.atomic
def take_away(*, report: SenseMakingReport, comment: Comment, by: User) -> None:
    """Delete one's own remark or answer; raises Refused for somebody else's, and once others have answered."""
    hold(report)
    refuse_others(comment, by)
    comments.delete(comment=comment, by=by)


def refuse_others(comment: Comment, by: User) -> None:
    """Raise Refused unless these are the person's own words."""
    if comment.by_id != by.pk:
        raise Refused(_("These are somebody else's words. Whoever wrote a comment changes it."))


@transaction.atomic
def settle(*, report: SenseMakingReport, comment: Comment, by: User, is_open: bool) -> None:
    """Say that a remark is settled, or that it is not after all."""
    hold(report)
    act = comments.reopen if is_open else comments.resolve
    act(comment=comment, by=by)


@transaction.atomic
def agree(*, report: SenseMakingReport, by: User) -> str:
    """Say that one has read the report as it stands and agrees, or take that back; return what was said."""
    hold(report)
    _row, is_new = ReportAgreement.objects.get_or_create(report=report, user=by)
    if is_new:
        return _("You agree with this report as it stands.")
    ReportAgreement.objects.filter(report=report, user=by).delete()
    return _("You no longer agree.")
