"""Riverton's autumn report: made by the engine, written over by its stewards, made again, and now in review."""

from datetime import UTC, date, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from portfolio_hub.demo import story
from sensemaking.models import Finding, SenseMakingReport, ThemeFinding
from sensemaking.services import making, reports, reviewing, theming, writing
from stakeholders.models import Change, Comment, Membership, Portfolio, Role, User

FROM_ON, TO_ON = date(2026, 9, 1), date(2026, 12, 1)
ASKED_AT = datetime(2026, 11, 18, 8, 40, tzinfo=UTC)
AGAIN_AT = datetime(2026, 11, 21, 7, 15, tzinfo=UTC)


def bring(portfolio: Portfolio, steward: User) -> None:
    """Make the report of September–November 2026 unless it is there."""
    same = SenseMakingReport.objects.filter(portfolio=portfolio, from_on=FROM_ON, to_on=TO_ON)
    if same.exists():
        return
    report = SenseMakingReport.objects.create(
        portfolio=portfolio, from_on=FROM_ON, to_on=TO_ON, asked_by=steward, as_of=ASKED_AT, asked_at=ASKED_AT
    )
    making.make(report.pk)
    colleague = _colleague(portfolio, steward)
    _write(report, steward, colleague)
    same.update(status=SenseMakingReport.Status.ASKED, as_of=AGAIN_AT, asked_at=AGAIN_AT)
    making.make(report.pk)
    report.refresh_from_db()
    _retitle(report, steward)
    reports.send_for_review(report=report, by=steward)
    reviewing.agree(report=report, by=colleague)
    same.update(ready_at=AGAIN_AT, edited_at=AGAIN_AT)
    kind = ContentType.objects.get_for_model(report)
    Change.objects.filter(content_type=kind, object_id=report.pk).update(at=AGAIN_AT)
    Comment.objects.filter(content_type=kind, object_id=report.pk).update(at=AGAIN_AT)


@transaction.atomic
def _write(report: SenseMakingReport, steward: User, colleague: User) -> None:
    """What the stewards wrote into the first draft."""
    words = story.chapter("autumn.toml")
    report.refresh_from_db()
    reports.edit(
        report=report,
        by=steward,
        version=report.version,
        title=words["title"],
        standfirst=words["standfirst"],
        notes="",
    )
    for one in words["rewritten"]:
        finding = _theme_with(report, one["holds"])
        writing.rewrite(finding=finding, by=steward, seen=0, title=one["title"], body=one["body"])
    for one in words["named"]:
        theme = ThemeFinding.objects.select_related("theme").get(finding=_theme_with(report, one["holds"])).theme
        if change := theming.rename(theme=theme, name=one["name"], by=steward):
            Change.objects.filter(pk=change.pk).update(at=AGAIN_AT)
    for one in words["questions"]:
        writing.ask_question(report=report, by=steward, **one)
    for one in words["introductions"]:
        _introduce(report, steward, one)
    for one in words["remarks"]:
        finding = _theme_with(report, one["holds"])
        said = reviewing.remark(report=report, by=steward, body=one["body"], section="", finding=finding)
        reviewing.answer(report=report, comment=said.comment, by=colleague, body=one["answer"])


def _retitle(report: SenseMakingReport, steward: User) -> None:
    """Put headlines in the stewards' words on what the second run found for the first time."""
    for one in story.chapter("autumn.toml")["retitled"]:
        finding = _theme_with(report, one["holds"])
        writing.rewrite(finding=finding, by=steward, seen=0, title=one["title"], body=finding.body)


def _introduce(report: SenseMakingReport, steward: User, one: dict[str, Any]) -> None:
    """Put a sentence of the stewards before a section."""
    writing.arrange(
        report=report, name=one["section"], by=steward, seen=0,
        heading="", introduction=one["introduction"], is_hidden=False,
    )  # fmt: skip


def _theme_with(report: SenseMakingReport, headline: str) -> Finding:
    """The theme of the report that holds the log with this headline."""
    themes = report.findings.filter(kind=Finding.Kind.THEME)
    return themes.filter(citations__log__title=headline).first() or themes.earliest("order")


def _colleague(portfolio: Portfolio, steward: User) -> User:
    """Another steward of the portfolio; the same one when she is alone."""
    others = Membership.objects.filter(portfolio=portfolio, role=Role.STEWARD).exclude(user=steward)
    other = others.select_related("user").order_by("pk").first()
    return other.user if other else steward
