"""The history of a template in words."""

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from funding.models import ReportTemplate
from funding.reporting.sections import read
from initiatives.models import Initiative
from initiatives.overviews.plain_history import NOTHING, PAGE, Edit, History, undoable
from portfolio_hub.lib.keyset import page_of
from stakeholders.access import Access
from stakeholders.models import Change, Organisation


def history_of(template: ReportTemplate, access: Access, *, after: str = "") -> History:
    """One page of its edits, newest first; a fixed number of queries."""
    changes = Change.objects.of(template).select_related("by", "undone_by")
    page = page_of(changes, order=("-at", "-id"), after=after, size=PAGE)
    pairs = [change.fields for change in page.rows]
    funders = Organisation.objects.filter(pk__in=_ids(pairs, "funder"))
    initiatives = Initiative.objects.seen_with(access).filter(pk__in=_ids(pairs, "initiatives"))
    names = {
        "funder": {row.pk: row.name for row in funders},
        "initiatives": dict(initiatives.values_list("pk", "title")),
    }
    last = undoable(template)
    edits = [
        Edit(
            change,
            _differences(change.fields, names),
            hasattr(change, "undone_by"),
            last is not None and change == last,
        )
        for change in page.rows
    ]
    return History(edits, page.next_cursor)


def _ids(changes: list[dict[str, list[Any]]], name: str) -> set[int]:
    found: set[int] = set()
    for fields in changes:
        for value in fields.get(name, ()):
            found |= set(value) if isinstance(value, list) else {value} - {None}
    return found


def _differences(fields: dict[str, list[Any]], names: dict[str, dict[int, str]]) -> list[tuple[str, str, str]]:
    return [(_label(name), *(_say(name, value, names) for value in pair)) for name, pair in fields.items()]  # type: ignore[misc]


def _label(name: str) -> str:
    if name == "sections":
        return _("Sections")
    return capfirst(str(ReportTemplate._meta.get_field(name).verbose_name))  # type: ignore[union-attr]


def _say(name: str, value: Any, names: dict[str, dict[int, str]]) -> str:
    if not value:
        return NOTHING
    if name == "sections":
        return ", ".join(section.title for section in read(value) if section.is_shown)
    if name in names:
        keys = value if isinstance(value, list) else [value]
        return ", ".join(names[name].get(pk, _("something that can't be shown")) for pk in keys)
    return str(value)
