"""What an import changed, row by row, out of the history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Page, Paginator

from initiatives.imports.fields import Text
from initiatives.imports.targets import Target, targets
from initiatives.models import ImportRun
from stakeholders.models import Change

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One row that was made or edited, with its fields before and after."""

    title: str
    url: str
    is_new: bool
    is_undone: bool
    fields: Sequence[tuple[Text, Any, Any]]


def changes_of(run: ImportRun, number: str, *, kind: str) -> tuple[Page[Change], list[ChangeRow]]:
    """One page of what was made (`created`) or edited (`imported`), or of both."""
    target = targets.get(run.target)
    changes = (
        Change.objects.in_batch(run.batch)
        .filter(content_type=ContentType.objects.get_for_model(target.model))
        .exclude(kind=Change.Kind.UNDONE)
        .select_related("undone_by")
        .order_by("pk")
    )
    page = Paginator(changes.filter(kind=kind) if kind else changes, PER_PAGE).get_page(number)
    rows = target.model._base_manager.in_bulk([change.object_id for change in page])
    labels = {field.name: field.label for field in target.fields(run.portfolio)}
    return page, [_row(change, rows.get(change.object_id), run, target, labels) for change in page]


def _row(change: Change, row: Any, run: ImportRun, target: Target, labels: Mapping[str, Text]) -> ChangeRow:
    is_new = change.kind == Change.Kind.CREATED
    first = next(iter(change.fields.values()), [None, ""])
    return ChangeRow(
        title=str(row) if row is not None else str(first[1] or f"{target.label} {change.object_id}"),
        url=row.get_portfolio_url(run.portfolio.slug) if row is not None and hasattr(row, "get_portfolio_url") else "",
        is_new=is_new,
        is_undone=hasattr(change, "undone_by"),
        fields=() if is_new else [(labels.get(n, n.replace("_", " ")), b, a) for n, (b, a) in change.fields.items()],
    )
