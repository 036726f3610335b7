"""What the check found, for the preview and the list of problems."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Min
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from initiatives.imports.fields import Field, FieldKind, Text
from initiatives.imports.names import IGNORE, MATCH, named, named_kinds
from initiatives.imports.targets import targets
from initiatives.models import ImportProblem, ImportRun
from portfolio_hub.lib import formats

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """What the check found, before anything is written."""

    fields: list[Text]
    rows: list[tuple[int, list[str]]]
    edits: list[dict[str, Any]]
    problems: list[dict[str, Any]]
    problem_count: int
    values: list[tuple[Text, int, int, int]]


def preview_page(run: ImportRun) -> PreviewPage:
    """First rows as they would come in, what would change, and the problems by column and kind."""
    fields = {one.name: one for one in targets.get(run.target).fields(run.portfolio)}
    shown = [name for name in fields if any(name in row["values"] for row in run.preview.get("rows", ()))]
    rows = [
        (row["row"], [_shown(fields[name], row["values"].get(name)) for name in shown])
        for row in run.preview.get("rows", ())
    ]
    edits = [
        {
            **edit,
            "labels": ", ".join(
                str(fields[name].label) if name in fields else _("other facts") for name in edit["fields"]
            ),
        }
        for edit in run.preview.get("edits", ())
    ]
    return PreviewPage(
        fields=[fields[name].label for name in shown],
        rows=rows,
        edits=edits,
        problems=grouped_problems(run)[:12],
        problem_count=run.preview.get("problems", 0),
        values=_value_totals(run),
    )


def _shown(one: Field, value: Any) -> str:
    if value is None:
        return ""
    if one.kind is FieldKind.CHOICE:
        return str(dict(one.choices).get(value, value))
    if one.kind is FieldKind.MONEY:
        return formats.number(Decimal(value), get_language() or "en", 2)
    if one.kind in (FieldKind.LATITUDE, FieldKind.LONGITUDE):
        return f"{value:.5f}"
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= 90 else text[:90] + "…"


def _value_totals(run: ImportRun) -> list[tuple[Text, int, int, int]]:
    """Per kind: how many values are matched, new, and left out."""
    totals = []
    for kind, plans in run.preview.get("values", {}).items():
        dos = [plan["do"] for plan in plans.values()]
        new = {named(plan["name"]) for plan in plans.values() if plan["do"] not in (MATCH, IGNORE)}
        if dos:
            totals.append((named_kinds.get(kind).label_many, dos.count(MATCH), len(new), dos.count(IGNORE)))
    return totals


def grouped_problems(run: ImportRun) -> list[dict[str, Any]]:
    """The same thing found in the same column, counted; rows that cannot come in first."""
    groups: Any = run.problems.values("column", "expected", "is_skipped").annotate(
        count=Count("pk"), first=Min("row"), example=Min("found"), kinds=Count("found", distinct=True)
    )
    return list(groups.order_by("-is_skipped", "-count", "first"))


def problems_page(run: ImportRun, number: str, *, skipped_only: bool) -> Page[ImportProblem]:
    """The problems one by one, in the order of the file."""
    rows = run.problems.filter(is_skipped=True) if skipped_only else run.problems.all()
    return Paginator(rows, PER_PAGE).get_page(number)
