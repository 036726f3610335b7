"""Connections as a table to take along."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from initiatives.models import Connection
from initiatives.overviews.connections.filters import Filters, chosen
from initiatives.overviews.connections.listing import counted
from initiatives.wording_connections import verb
from portfolio_hub.lib.exports import ExportSource, PlainTable
from stakeholders.access import Access, Permission

COLUMNS = (
    _("From"), _("How"), _("To"), _("In a sentence"), _("State"), _("Why it is refuted or over"), _("Strength"),
    _("Confidence"), _("Pieces of evidence"), _("Said on"), _("Said by"), _("On behalf of"), _("Holds since"),
    _("Ended on"), _("Said in"), _("Who may see it"), _("Number"), _("Number of the first"), _("Number of the second"),
)  # fmt: skip
AT_ONCE = 500


def table(access: Access, filters: Filters) -> PlainTable:
    """The connections that the filters leave."""
    return PlainTable(COLUMNS, _rows(access, filters))


def _rows(access: Access, filters: Filters) -> Iterator[tuple[object, ...]]:
    is_named = access.may(Permission.SEE_PEOPLE)
    rows = counted(chosen(access, filters), access).order_by(*filters.order)
    for row in rows.iterator(chunk_size=AT_ONCE):
        yield (
            row.source.title, str(verb(row.kind)), row.target.title, row.statement, row.get_status_display(),
            row.outcome, row.get_strength_display(), row.get_confidence_display(),
            row.evidence_count,  # type: ignore[attr-defined]
            row.said_on, str(row.said_by or "") if is_named else "", str(row.said_for or ""), row.since_on,
            row.ended_on, row.portfolio.name, row.get_circle_display(), row.pk, row.source_id, row.target_id,
        )  # fmt: skip


def all_connections() -> ExportSource:
    """All connections of a portfolio, refuted and ended ones too, for the page of downloads."""
    return ExportSource(
        name="connections",
        label=_("Connections"),
        explanation=_("How initiatives hang together: both ends, the kind, its state, who says so, and since when."),
        permission=Permission.READ,
        table=lambda access: table(access, Filters(status=tuple(Connection.Status.values))),
    )
