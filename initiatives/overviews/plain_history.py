"""The history of one row in words, for rows whose fields say most of it: combinations, offers and needs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from initiatives.models import Initiative
from portfolio_hub.lib import dates
from portfolio_hub.lib.keyset import page_of
from stakeholders.access import Access
from stakeholders.models import Change

PAGE = 30
NOTHING = "–"
HIDDEN = frozenset({"edit"})
MEMBERS, EVIDENCE = "members", "evidence"


@dataclass(frozen=True)
class Edit:
    """One edit in words: for each field its label, before and after."""

    change: Change
    differences: list[tuple[str, str, str]]
    is_undone: bool
    may_be_undone: bool


@dataclass(frozen=True)
class History:
    """A page of edits, newest first, and the key of the page after it."""

    edits: list[Edit]
    older: str


def history_of(row: models.Model, access: Access, *, after: str = "") -> History:
    """Build one page of the history; initiatives that the reader may not see keep their names to themselves."""
    changes = Change.objects.of(row).select_related("by", "undone_by")
    page = page_of(changes, order=("-at", "-id"), after=after, size=PAGE)
    words = Words(type(row), access, [change.fields for change in page.rows])
    last = undoable(row)
    edits = [
        Edit(
            change, words.differences(change.fields), hasattr(change, "undone_by"), last is not None and change == last
        )
        for change in page.rows
    ]
    return History(edits, page.next_cursor)


def undoable(row: models.Model) -> Change | None:
    """The edit that can be undone now."""
    last = Change.objects.of(row).to_undo().first()
    return None if last is None or last.kind == Change.Kind.CREATED else last


class Words:
    """Turns differences into words; asks for all names at once, one query for each kind of row."""

    def __init__(self, model: type[models.Model], access: Access, edits: Iterable[Mapping[str, list[Any]]]) -> None:
        self.fields: dict[str, Any] = {field.name: field for field in model._meta.fields}
        wanted: dict[type[models.Model], set[int]] = {}
        for fields in edits:
            for name, pair in fields.items():
                if (other := self._leads_to(name)) is not None:
                    wanted.setdefault(other, set()).update(pk for value in pair for pk in _ids(value))
        self.names = {other: _names(other, ids, access) for other, ids in wanted.items() if ids}

    def differences(self, fields: Mapping[str, list[Any]]) -> list[tuple[str, str, str]]:
        """Label, before and after of each field that a person would want to read."""
        shown = {name: pair for name, pair in fields.items() if name not in HIDDEN}
        return [(self._label(name), self._say(name, pair[0]), self._say(name, pair[1])) for name, pair in shown.items()]

    def _leads_to(self, name: str) -> Any:
        if name == MEMBERS:
            return Initiative
        field = self.fields.get(name)
        return field.related_model if field is not None and field.is_relation else None

    def _label(self, name: str) -> str:
        if name == MEMBERS:
            return _("Members")
        if name == EVIDENCE:
            return _("Evidence")
        return capfirst(str(self.fields[name].verbose_name)) if name in self.fields else name

    def _say(self, name: str, value: Any) -> str:
        if value in (None, "", [], {}):
            return NOTHING
        names = self.names.get(self._leads_to(name), {})
        if name == EVIDENCE:
            return _("%(many)d pieces") % {"many": len(value)} if len(value) != 1 else _("one piece")
        if name == MEMBERS:
            said = sorted(
                (self._name(names, int(pk)), brings if int(pk) in names else "") for pk, brings in value.items()
            )
            return "; ".join(f"{title}: {brings}" if brings else title for title, brings in said)
        if self._leads_to(name) is not None:
            return self._name(names, value)
        if name.endswith("_on"):
            return dates.day_full(date.fromisoformat(value))
        field = self.fields.get(name)
        return str(dict(field.flatchoices).get(value, value)) if field is not None else str(value)

    @staticmethod
    def _name(names: Mapping[int, str], pk: int) -> str:
        return names.get(pk) or _("something that can't be shown")


def _ids(value: Any) -> set[int]:
    if isinstance(value, dict):
        return {int(pk) for pk in value}
    return {value} if isinstance(value, int) else set()


def _names(model: Any, ids: set[int], access: Access) -> dict[int, str]:
    rows = model._default_manager.filter(pk__in=ids)
    if hasattr(model._default_manager.all(), "seen_with"):
        rows = rows.filter(pk__in=model._default_manager.seen_with(access).values("pk"))
    return {row.pk: str(row) for row in rows}
