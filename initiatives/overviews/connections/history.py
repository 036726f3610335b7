"""The history of one connection, readable; words of logs that hang on it are counted, not shown."""

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from initiatives.models import Connection
from initiatives.overviews.plain_history import NOTHING, PAGE, Edit, History
from initiatives.tied import tied
from portfolio_hub.lib.keyset import page_of
from stakeholders.access import Access
from stakeholders.models import Change, Organisation, User

CHOICES = ("kind", "status", "strength", "confidence", "circle")
LABELS = {"source": gettext_lazy("from"), "target": gettext_lazy("to"), "evidence": gettext_lazy("evidence"),
          "rethinks": gettext_lazy("thought of again"), "said_by": gettext_lazy("said by")}  # fmt: skip


def history(access: Access, connection: Connection, *, after: str = "") -> History:
    """Build one page of the history."""
    page = page_of(
        Change.objects.of(connection).select_related("by", "undone_by"), order=("-at", "-id"), after=after, size=PAGE
    )
    last = undoable(connection)
    names = _names(connection, [change.fields for change in page.rows])
    edits = [
        Edit(change, [(_label(name), _say(name, pair[0], names), _say(name, pair[1], names))
                      for name, pair in change.fields.items()],
             hasattr(change, "undone_by"), last is not None and change.pk == last.pk)
        for change in page.rows
    ]  # fmt: skip
    return History(edits, page.next_cursor)


def undoable(connection: Connection) -> Change | None:
    """The edit that can be undone now."""
    last = Change.objects.of(connection).to_undo().first()
    return last if last is not None and last.kind == Change.Kind.EDITED else None


def _names(connection: Connection, edits: list[dict[str, list[Any]]]) -> dict[tuple[str, Any], str]:
    """The names of the rows that the edits speak of. Both ends are those of the connection, which the reader sees."""
    names: dict[tuple[str, Any], str] = {}
    for end in (connection.source, connection.target):
        names["source", end.pk] = names["target", end.pk] = end.title
    for name, model in (("said_for", Organisation), ("said_by", User)):
        wanted = {value for fields in edits for value in fields.get(name, ()) if value}
        if wanted:
            names |= {(name, row.pk): str(row) for row in model._default_manager.filter(pk__in=wanted)}
    return names


def _label(name: str) -> str:
    label = LABELS[name] if name in LABELS else Connection._meta.get_field(name).verbose_name  # type: ignore[union-attr]
    return capfirst(str(label))


def _say(name: str, value: Any, names: dict[tuple[str, Any], str]) -> str:
    if name in tied:
        return ngettext("%(count)d piece", "%(count)d pieces", len(value or [])) % {"count": len(value or [])}
    if value in (None, ""):
        return NOTHING
    if name in CHOICES:
        return str(dict(Connection._meta.get_field(name).flatchoices).get(value, value))  # type: ignore[union-attr]
    if name in ("source", "target", "said_for", "said_by"):
        return names.get((name, value), _("something that can't be shown"))
    return str(value)
