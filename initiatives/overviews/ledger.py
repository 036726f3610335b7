"""The history of one initiative, readable: who, when, why, and each field before and after."""

from dataclasses import dataclass
from typing import Any

from initiatives.models import Initiative
from initiatives.overviews.wording import Difference, Wording
from portfolio_hub.lib.keyset import page_of
from stakeholders.models import Change

PAGE = 30


@dataclass(frozen=True)
class Edit:
    """One edit in words."""

    change: Change
    differences: list[Difference]
    is_last: bool
    is_undone: bool

    @property
    def may_be_undone(self) -> bool:
        """Whether Undo stands beside it: the last standing edit, except the creation."""
        kinds = (Change.Kind.CREATED, Change.Kind.UNDONE, Change.Kind.IMPORTED)
        return self.is_last and self.change.kind not in kinds


@dataclass(frozen=True)
class Ledger:
    """A page of edits, newest first, and the key of the page after it."""

    edits: list[Edit]
    older: str


def ledger(initiative: Initiative, *, after: str = "") -> Ledger:
    """Build one page of the history."""
    rows = Change.objects.of(initiative).select_related("by", "undone_by")
    page = page_of(rows, order=("-at", "-id"), after=after, size=PAGE)
    last = last_standing(initiative)
    wording = Wording(change.fields for change in page.rows)
    edits = [
        Edit(change, wording.differences(change.fields), change.pk == last, _is_undone(change)) for change in page.rows
    ]
    return Ledger(edits, page.next_cursor)


def last_standing(initiative: Initiative) -> int | None:
    """The id of the edit that can be undone now."""
    standing: Any = Change.objects.of(initiative).to_undo()
    return standing.values_list("pk", flat=True).first()


def _is_undone(change: Change) -> bool:
    return hasattr(change, "undone_by")
