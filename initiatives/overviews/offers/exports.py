"""Offers and needs as a table to take along."""

from collections.abc import Iterator

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from initiatives.overviews.offers.board import ORDER, SIDES, Filters, chosen
from portfolio_hub.lib.exports import ExportSource, PlainTable
from stakeholders.access import Access, Permission

COLUMNS = (
    _("Offered or needed"), _("Of what"), _("In a line"), _("More about it"), _("Initiative"), _("Organisation"),
    _("State"), _("Until"), _("Who may see it"), _("Put here on"), _("Number"),
)  # fmt: skip
AT_ONCE = 500


def table(access: Access, filters: Filters) -> PlainTable:
    """What the filters leave, offers first."""
    return PlainTable(COLUMNS, _rows(access, filters))


def _rows(access: Access, filters: Filters) -> Iterator[tuple[object, ...]]:
    labels = {"offer": _now("Offered"), "need": _now("Needed")}
    for side in SIDES:
        rows = chosen(access, side, filters).select_related("initiative", "organisation").order_by(*ORDER)
        for row in rows.iterator(chunk_size=AT_ONCE):
            yield (
                labels[side], row.get_kind_display(), row.what, row.details, str(row.initiative or ""),
                str(row.organisation or ""), row.get_status_display(), row.until_on, row.get_circle_display(),
                row.created_at.date(), row.pk,
            )  # fmt: skip


def all_offers() -> ExportSource:
    """All offers and needs of a portfolio, for the page of downloads."""
    return ExportSource(
        name="offers",
        label=_("Offers and needs"),
        explanation=_("What is given and what is sought, by whom, and whether it was matched."),
        permission=Permission.READ,
        table=lambda access: table(access, Filters(status="all")),
    )
