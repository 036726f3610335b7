"""The list of combinations as a table to take along, one line for each member."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from initiatives.models import Combination
from initiatives.overviews.combinations.filters import ALL, Filters, chosen, members_seen
from portfolio_hub.lib.exports import ExportSource, PlainTable
from stakeholders.access import Access, Permission

COLUMNS = (
    _("Combination"), _("The effect that none of them gives alone"), _("Initiative"), _("What it brings"), _("Stage"),
    _("In it since"), _("Said on"), _("Ended on"), _("Why it is over"), _("Who may see it"),
    _("Number of the combination"), _("Number of the initiative"),
)  # fmt: skip
AT_ONCE = 500
NOBODY: tuple[object, ...] = ("", "", "", None, None)


def table(access: Access, filters: Filters) -> PlainTable:
    """The combinations that the filters leave, with the members that the reader may see."""
    return PlainTable(COLUMNS, _rows(access, filters))


def _rows(access: Access, filters: Filters) -> Iterator[tuple[object, ...]]:
    shown = chosen(access, filters).order_by("name", "pk")
    members = members_seen(access).select_related("initiative")
    rows = members.filter(combination__in=shown.order_by().values("pk")).order_by("initiative__title", "pk")
    by_combination: dict[int, list[tuple[object, ...]]] = {}
    for row in rows.iterator(chunk_size=AT_ONCE):
        line: tuple[object, ...] = (
            row.initiative.title,
            row.brings,
            row.initiative.get_stage_display(),
            row.since_on,
            row.initiative_id,
        )
        by_combination.setdefault(row.combination_id, []).append(line)
    for combination in shown.iterator(chunk_size=AT_ONCE):
        for line in by_combination.get(combination.pk, [NOBODY]):
            yield _line(combination, line)


def _line(row: Combination, member: tuple[object, ...]) -> tuple[object, ...]:
    *facts, initiative = member
    return (
        row.name, row.effect, *facts, row.said_on, row.ended_on, row.outcome, row.get_circle_display(), row.pk,
        initiative,
    )  # fmt: skip


def all_combinations() -> ExportSource:
    """All combinations of a portfolio, those that are over too, for the page of downloads."""
    return ExportSource(
        name="combinations",
        label=_("Combinations"),
        explanation=_("Every combination with its effect and what each member brings, one line for each member."),
        permission=Permission.READ,
        table=lambda access: table(access, Filters(state=ALL)),
    )
