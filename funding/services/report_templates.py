"""Templates of reports to funders are written, copied, undone and taken away here."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from funding.models import FunderReport, ReportTemplate
from initiatives.models import Initiative
from portfolio_hub.lib.meanwhile import Stale
from stakeholders.models import Change, Organisation, Portfolio, User
from stakeholders.policies import Refused
from stakeholders.services import history

FIELDS = ("name", "currency", "months", "sections")
LONGEST_NAME = 150
MOST_COPIES = 100


def facts_of(template: ReportTemplate) -> dict[str, Any]:
    """What a template says, as the history keeps it: relations by id."""
    facts = {name: getattr(template, name) for name in FIELDS}
    initiatives = sorted(template.initiatives.values_list("pk", flat=True))
    return {"funder": template.funder_id, **facts, "initiatives": initiatives}


@transaction.atomic
def write(
    *, portfolio: Portfolio, by: User, facts: dict[str, Any], initiatives: Iterable[Initiative]
) -> ReportTemplate:
    """Write a new template."""
    template = ReportTemplate.objects.create(portfolio=portfolio, **facts)
    template.initiatives.set(initiatives)
    _record_new(template, by)
    return template


@transaction.atomic
def edit(
    *, template: ReportTemplate, edit: int, by: User, facts: dict[str, Any], initiatives: Iterable[Initiative]
) -> Change | None:
    """Change a template; reports that were made stay as they are.

    `edit` is the count that the form was opened with; raises Stale when somebody has edited it since, and Refused
    for another funder once there is a report: whom it was for decides who reads it.
    """
    row = _held(template)
    if row.edit != edit:
        raise Stale({})
    if facts.get("funder", row.funder) != row.funder and row.reports.exists():
        raise Refused(_("There are reports to this funder already. Copy the template for another one."))
    return _change(row, {**facts, "initiatives": list(initiatives)}, by)


@transaction.atomic
def copy(*, template: ReportTemplate, by: User) -> ReportTemplate:
    """A new template that says the same, to be changed for another funder or another rhythm."""
    row = _held(template)
    taken = set(
        ReportTemplate.objects.filter(portfolio=row.portfolio_id, funder=row.funder_id).values_list("name", flat=True)
    )
    name = next(name for name in _names(row.name) if name not in taken)
    facts = {field: getattr(row, field) for field in FIELDS} | {"name": name, "funder": row.funder}
    made = ReportTemplate.objects.create(portfolio=row.portfolio, **facts)
    made.initiatives.set(row.initiatives.all())
    _record_new(made, by)
    return made


@transaction.atomic
def delete(*, template: ReportTemplate, by: User) -> None:
    """Take a template away; raises Refused while there are reports from it."""
    row = _held(template)
    if FunderReport.objects.filter(template=row).exists():
        raise Refused(_("There are reports from this template. It stays with them."))
    fields = {name: [value, None] for name, value in facts_of(row).items()}
    history.record(row, kind=Change.Kind.DELETED, fields=fields, by=by, portfolio=row.portfolio)
    row.delete()


def restore(template: ReportTemplate, values: dict[str, Any], by: User) -> None:
    """Write earlier values back, for the history; raises CannotUndo where that can't be."""
    row = _held(template)
    facts = dict(values)
    if "funder" in facts:
        facts["funder"] = Organisation.objects.filter(pk=facts["funder"]).first()
        if facts["funder"] is None or row.reports.exists():
            raise history.CannotUndo(_("There are reports to this funder already. Copy the template for another one."))
    if "initiatives" in facts:
        facts["initiatives"] = list(Initiative.objects.filter(pk__in=facts["initiatives"]))
    twins = ReportTemplate.objects.filter(
        portfolio=row.portfolio_id, funder=facts.get("funder", row.funder), name=facts.get("name", row.name)
    )
    if twins.exclude(pk=row.pk).exists():
        raise history.CannotUndo(_("This funder already has a template of that name."))
    _set(row, facts)


def _change(row: ReportTemplate, facts: dict[str, Any], by: User) -> Change | None:
    before = facts_of(row)
    _set(row, facts)
    fields = history.difference(before, facts_of(row))
    return history.record(row, kind=Change.Kind.EDITED, fields=fields, by=by, portfolio=row.portfolio)


def _set(row: ReportTemplate, facts: dict[str, Any]) -> None:
    initiatives = facts.pop("initiatives", None)
    for name, value in facts.items():
        setattr(row, name, value)
    row.edit += 1
    row.save()
    if initiatives is not None:
        row.initiatives.set(initiatives)


def _record_new(template: ReportTemplate, by: User) -> None:
    fields = {name: [None, value] for name, value in facts_of(template).items() if value}
    history.record(template, kind=Change.Kind.CREATED, fields=fields, by=by, portfolio=template.portfolio)


def _held(template: ReportTemplate) -> ReportTemplate:
    rows = ReportTemplate.objects.select_for_update(of=("self",)).select_related("portfolio", "funder")
    return rows.get(pk=template.pk)


def _names(name: str) -> Iterable[str]:
    """Names for copies, none too long."""
    for number in range(1, MOST_COPIES):
        ending = _(" (copy)") if number == 1 else _(" (copy %(number)d)") % {"number": number}
        yield f"{name[: LONGEST_NAME - len(ending)]}{ending}"
