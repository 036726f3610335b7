"""The list of challenges as a table to take along."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from initiatives.models import Challenge
from initiatives.overviews.challenges.filters import Filters, chosen
from initiatives.overviews.challenges.listing import ORDER, counted
from portfolio_hub.lib.exports import ExportSource, PlainTable
from stakeholders.access import Access, Permission

COLUMNS = (
    _("Challenge"), _("What is going on"), _("State"), _("Since"), _("Why it is parked"), _("Systems"), _("Places"),
    _("Raised for"), _("Raised by"), _("Framing taken forward"), _("Framings"), _("Initiatives that answer"),
    _("Who may see it"), _("Raised on"), _("Number"),
)  # fmt: skip
AT_ONCE = 500


def table(access: Access, filters: Filters) -> PlainTable:
    """The challenges that the filters leave."""
    return PlainTable(COLUMNS, _rows(access, filters))


def _rows(access: Access, filters: Filters) -> Iterator[tuple[object, ...]]:
    is_named = access.may(Permission.SEE_PEOPLE)
    rows = counted(chosen(access, filters), access).select_related("organisation", "raised_by", "framing")
    rows = rows.prefetch_related("systems", "places").defer("search").order_by(*ORDER)
    for row in rows.iterator(chunk_size=AT_ONCE):
        yield (
            row.title, row.description, row.get_status_display(), row.status_since_on, row.parked_why,
            ", ".join(str(system) for system in row.systems.all()), ", ".join(str(place) for place in row.places.all()),
            str(row.organisation or ""), str(row.raised_by or "") if is_named else "", str(row.framing or ""),
            row.framing_count, row.answer_count,  # type: ignore[attr-defined]
            row.get_circle_display(), row.created_at.date(), row.pk,
        )  # fmt: skip


def all_challenges() -> ExportSource:
    """All challenges of a portfolio, merged ones too, for the page of downloads."""
    return ExportSource(
        name="challenges",
        label=_("Challenges"),
        explanation=_("Every challenge with its state, systems, places, framings, and how many initiatives answer it."),
        permission=Permission.READ,
        table=lambda access: table(access, Filters(status=tuple(Challenge.Status.values))),
    )
