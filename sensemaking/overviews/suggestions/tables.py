"""Suggestions as a table to take along."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.models import ConnectionKind
from portfolio_hub.lib.exports import ExportSource, PlainTable, sources
from sensemaking.models import ConnectionSuggestion
from sensemaking.overviews.suggestions.cards import cards_of
from sensemaking.overviews.suggestions.waiting import RELATED
from stakeholders.access import Access, Permission

READ_AT_ONCE = 200
COLUMNS = (
    _("Number"), _("One"), _("The other"), _("Proposed"), _("Because"), _("Score"), _("Reach"), _("Learning logs"),
    _("State"), _("Why not"), _("Decided on"),
)  # fmt: skip


def suggestions_table(access: Access) -> PlainTable:
    """One row for each suggestion that this reader may see, in the language that is active."""
    return PlainTable(COLUMNS, _rows(access))


def _rows(access: Access) -> Iterator[Sequence[Any]]:
    rows = ConnectionSuggestion.objects.shown_to(access).select_related(*RELATED).order_by("pk")
    kinds = dict(ConnectionKind.choices)
    last = 0
    while batch := list(rows.filter(pk__gt=last)[:READ_AT_ONCE]):
        last = batch[-1].pk
        for card in cards_of(access, batch, bare=access.is_steward):
            row = card.suggestion
            yield (
                row.pk, row.first.title, row.second.title, str(kinds[row.kind]), card.because, round(row.score, 3),
                round(row.reach, 3), card.logs, str(row.get_status_display()), str(row.get_dismissal_display()),
                timezone.localdate(row.decided_at).isoformat() if row.decided_at else "",
            )  # fmt: skip


def register() -> None:
    """Let it be downloaded with the other tables."""
    sources.add(
        "suggestions",
        ExportSource(
            "suggestions",
            _("Suggested connections"),
            _("What the hub suggested, why, and what became of it."),
            Permission.CURATE,
            suggestions_table,
        ),
    )
