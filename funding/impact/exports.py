"""The matrix as it stands, and all judgements, as tables."""

from collections.abc import Iterator
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.impact.evidence import pieces_of
from funding.impact.matrix import AXIS_LABELS, pages
from funding.impact.wanted import Wanted, columns_of
from funding.models import Contribution
from portfolio_hub.lib.exports import ExportSource, PlainTable, sources
from stakeholders.access import Access, Permission

AT_ONCE = 500


def matrix_table(access: Access, wanted: Wanted) -> PlainTable:
    """One row for each row of the matrix, its cells in words: nothing is added up across concerns."""
    concerns = columns_of(access, wanted)
    columns: list[str | Promise] = [AXIS_LABELS[wanted.by], *(concern.name for concern in concerns)]
    rows = ((row.name, *(cell.words for cell in row.cells)) for page in pages(access, wanted) for row in page.rows)
    return PlainTable(columns, rows)


def contributions_table(access: Access) -> PlainTable:
    """One row for each judgement that counts now or did before, with how many pieces of evidence the reader sees."""
    columns = (
        gettext_lazy("Concern"),
        gettext_lazy("Initiative or combination"),
        gettext_lazy("How it works"),
        gettext_lazy("Size"),
        gettext_lazy("How we know"),
        gettext_lazy("Works against it"),
        gettext_lazy("Judged on"),
        gettext_lazy("Judged by"),
        gettext_lazy("Counts now"),
        gettext_lazy("Pieces of evidence"),
    )
    return PlainTable(columns, _rows(access))


def _rows(access: Access) -> Iterator[tuple[Any, ...]]:
    """In parts, each after the last row of the part before, so that memory stays the same."""
    rows = Contribution.objects.seen_with(access).select_related("concern", "initiative", "combination", "by")
    is_named, last = access.may(Permission.SEE_PEOPLE), 0
    while part := list(rows.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        pieces = pieces_of(access, [row.pk for row in part])
        for row in part:
            yield (
                row.concern.name,
                str(row.initiative or row.combination),
                row.mechanism,
                row.get_size_display(),
                row.get_evidence_display(),
                _yes_or_no(row.is_harm),
                row.on,
                str(row.by or "") if is_named else "",
                _yes_or_no(row.is_current),
                len(pieces.get(row.pk, ())),
            )
        last = part[-1].pk


def _yes_or_no(value: bool) -> str:
    return _("yes") if value else _("no")


def register() -> None:
    """Offer the judgements on the page of downloads."""
    explanation = gettext_lazy("What initiatives and combinations are judged to contribute to which concern, and why.")
    source = ExportSource(
        "contributions", gettext_lazy("Contributions to concerns"), explanation, Permission.SEE_FUNDING,
        contributions_table,
    )  # fmt: skip
    sources.add("contributions", source)
