"""What stewards write into a draft block by block: sections, findings in their own words, questions to carry."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sensemaking.models import CarriedQuestion, Finding, FindingEdit, ReportSection, SenseMakingReport
from sensemaking.sections import arranged, moved
from sensemaking.services.reports import EDITABLE, CannotChange, why_not_editable
from stakeholders.models import Change, User
from stakeholders.services import history


def hold(report: SenseMakingReport) -> SenseMakingReport:
    """Lock the report against everybody else; raises CannotChange when it is no draft."""
    held = SenseMakingReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if held.status not in EDITABLE:
        raise CannotChange(why_not_editable(held))
    return held


@transaction.atomic
def arrange(
    *, report: SenseMakingReport, name: str, by: User, seen: int, heading: str, introduction: str, is_hidden: bool
) -> ReportSection:
    """Give a section its own heading and introduction, or leave it out; `seen` is the edit that was looked at."""
    hold(report)
    section = _placed(report)[name]
    _refuse_if_newer(section.edit, seen)
    before = _values(section, "heading", "introduction", "is_hidden")
    section.heading, section.introduction, section.is_hidden = heading.strip(), introduction.strip(), is_hidden
    section.edit = max(section.edit, 1) + 1
    section.save()
    _remember(report, name, before, _values(section, "heading", "introduction", "is_hidden"), by)
    return section


@transaction.atomic
def move(*, report: SenseMakingReport, name: str, by: User, steps: int) -> None:
    """Move a section up (-1) or down (+1)."""
    hold(report)
    sections = _placed(report)
    before = list(sections)
    after = moved(before, name, steps)
    for at, section_name in enumerate(after):
        if sections[section_name].order != at:
            sections[section_name].order = at
            sections[section_name].save(update_fields=["order"])
    _remember(report, "sections", {"order": before}, {"order": after}, by)


@transaction.atomic
def rewrite(*, finding: Finding, by: User, seen: int, title: str, body: str) -> FindingEdit:
    """Put a finding into a steward's own words; what the logs made of it is kept beside."""
    hold(finding.report)
    finding.refresh_from_db(fields=["title", "body"])
    edit = FindingEdit.objects.filter(report=finding.report_id, key=finding.key).first() or FindingEdit(
        report_id=finding.report_id, key=finding.key, found_title=finding.title, found_body=finding.body, edit=0
    )
    _refuse_if_newer(edit.edit, seen)
    before = _values(finding, "title", "body")
    edit.title, edit.body, edit.edit = title.strip(), body.strip(), max(edit.edit, 1) + 1
    edit.save()
    _say(finding, edit.title, edit.body)
    _remember(finding.report, finding.key, before, _values(finding, "title", "body"), by)
    return edit


@transaction.atomic
def take_back(*, finding: Finding, by: User) -> None:
    """Give a finding back the words that were made from the logs."""
    hold(finding.report)
    edit = FindingEdit.objects.filter(report=finding.report_id, key=finding.key).first()
    if edit is None:
        return
    before = _values(finding, "title", "body")
    _say(finding, edit.found_title, edit.found_body)
    edit.delete()
    _remember(finding.report, finding.key, before, _values(finding, "title", "body"), by)


@transaction.atomic
def ask_question(
    *, report: SenseMakingReport, by: User, question: str, carrier: str = "", by_on: date | None = None
) -> CarriedQuestion:
    """Write down a question that the report leaves open."""
    hold(report)
    row = CarriedQuestion.objects.create(report=report, question=question.strip(), carrier=carrier.strip(), by_on=by_on)
    _remember(report, "question", {"question": ""}, {"question": row.question}, by)
    return row


@transaction.atomic
def change_question(
    *, question: CarriedQuestion, by: User, text: str, carrier: str, by_on: date | None
) -> CarriedQuestion:
    """Ask it otherwise, or have somebody else carry it."""
    hold(question.report)
    before = _values(question, "question", "carrier", "by_on")
    question.question, question.carrier, question.by_on = text.strip(), carrier.strip(), by_on
    question.save()
    _remember(question.report, "question", before, _values(question, "question", "carrier", "by_on"), by)
    return question


@transaction.atomic
def drop_question(*, question: CarriedQuestion, by: User) -> None:
    """Take a question out of a draft."""
    hold(question.report)
    _remember(question.report, "question", {"question": question.question}, {"question": ""}, by)
    question.delete()


def _placed(report: SenseMakingReport) -> dict[str, ReportSection]:
    """The sections by name, in their order; those that had no row get one, so that their places are kept."""
    sections = arranged(list(report.sections.all()))
    for at, section in enumerate(sections):
        if section.pk is None:
            section.report, section.order, section.edit = report, at, 1
            section.save()
    return {section.name: section for section in sections}


def _say(finding: Finding, title: str, body: str) -> None:
    finding.title, finding.body = title, body
    finding.save(update_fields=["title", "body"])


def _refuse_if_newer(edit: int, seen: int) -> None:
    """Raise CannotChange when somebody else wrote since; an untouched block counts as edit 0 or 1."""
    if max(edit, 1) != max(seen, 1):
        raise CannotChange(
            _("Somebody else wrote here in the meantime. Your text is still in the form: compare, then save again.")
        )


def _values(row: Any, *names: str) -> dict[str, Any]:
    """What stands there, as the history keeps it."""
    values = {name: getattr(row, name) for name in names}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def _remember(report: SenseMakingReport, block: str, before: dict[str, Any], after: dict[str, Any], by: User) -> None:
    """Write the change into the history of the report, and when it was last edited on its row."""
    fields = {f"{block}: {name}": pair for name, pair in history.difference(before, after).items()}
    if not fields:
        return
    SenseMakingReport.objects.filter(pk=report.pk).update(edited_at=timezone.now())
    history.record(report, kind=Change.Kind.EDITED, fields=fields, by=by, portfolio=report.portfolio)
