"""The history of a challenge and its framings, readable: who, when, why, and each field before and after."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.carried import carried
from initiatives.models import Challenge, Framing, Initiative, System
from portfolio_hub.lib.keyset import page_of
from stakeholders.access import Access
from stakeholders.models import Change, Organisation, Place

PAGE = 30
NOTHING = "–"
LABELS: dict[str, str | Promise] = {
    "systems": gettext_lazy("systems"), "places": gettext_lazy("places"), "answer": gettext_lazy("answered by"),
    "moved": gettext_lazy("moved along"), "taken_in": gettext_lazy("taken in"), "split_off": gettext_lazy("split off"),
    "framing": gettext_lazy("framing taken forward"), "merged_into": gettext_lazy("merged into"),
    "split_from": gettext_lazy("split from"),
}  # fmt: skip
MODELS: dict[str, type[models.Model]] = {
    "systems": System, "places": Place, "answer": Initiative, "framing": Framing, "organisation": Organisation,
    "merged_into": Challenge, "split_from": Challenge,
}  # fmt: skip
HIDDEN = frozenset({"status_since_on", "edit"})


@dataclass(frozen=True)
class Edit:
    """One edit in words."""

    change: Change
    about: str
    differences: list[tuple[str, str, str]]
    is_undone: bool
    may_be_undone: bool


@dataclass(frozen=True)
class History:
    """A page of edits, newest first, and the key of the page after it."""

    edits: list[Edit]
    older: str


def history(access: Access, challenge: Challenge, *, after: str = "") -> History:
    """Build one page of the history."""
    page = page_of(_changes(challenge).select_related("by", "undone_by"), order=("-at", "-id"), after=after, size=PAGE)
    names = _names(access, [change.fields for change in page.rows])
    last = undoable(challenge)
    framings = dict(challenge.framings.values_list("pk", "title"))
    kind = ContentType.objects.get_for_model(Challenge).pk
    edits = [
        Edit(
            change=change,
            about="" if change.content_type_id == kind else framings.get(change.object_id, ""),
            differences=differences(change.fields, names),
            is_undone=hasattr(change, "undone_by"),
            may_be_undone=last is not None and change.pk == last.pk,
        )
        for change in page.rows
    ]
    return History(edits, page.next_cursor)


def _changes(challenge: Challenge) -> Any:
    kinds = ContentType.objects.get_for_models(Challenge, Framing)
    of_framings = Q(content_type=kinds[Framing], object_id__in=challenge.framings.values("pk"))
    return Change.objects.filter(Q(content_type=kinds[Challenge], object_id=challenge.pk) | of_framings)


def undoable(challenge: Challenge) -> Change | None:
    """The edit of the challenge itself that can be undone now."""
    last = Change.objects.of(challenge).to_undo().first()
    if last is None or last.kind == Change.Kind.CREATED or "answer" in last.fields:
        return None
    return last


def _names(access: Access, edits: Iterable[Mapping[str, list[Any]]]) -> dict[type[models.Model], dict[int, str]]:
    """The names of all rows that the edits speak of, one query for each kind."""
    wanted: dict[type[models.Model], set[int]] = {}
    for fields in edits:
        for name, pair in fields.items():
            if name in MODELS:
                ids = {pk for value in pair for pk in (value if isinstance(value, list) else [value]) if pk}
                wanted.setdefault(MODELS[name], set()).update(ids)
    return {model: {row.pk: str(row) for row in _seen(access, model).filter(pk__in=ids)}
            for model, ids in wanted.items() if ids}  # fmt: skip


def _seen(access: Access, model: type[models.Model]) -> Any:
    rows: Any = model._default_manager
    return rows.seen_with(access) if model in (Initiative, Challenge) else rows


def differences(
    fields: Mapping[str, list[Any]], names: Mapping[type[models.Model], Mapping[int, str]]
) -> list[tuple[str, str, str]]:
    """Label, before and after for each field that a person would want to read."""
    return [
        (_label(name), _say(name, pair[0], names), _say(name, pair[1], names))
        for name, pair in fields.items()
        if name not in HIDDEN
    ]


def _label(name: str) -> str:
    if name in LABELS:
        return capfirst(str(LABELS[name]))
    for model in (Challenge, Framing):
        if name in {field.name for field in model._meta.fields}:
            return capfirst(str(model._meta.get_field(name).verbose_name))  # type: ignore[union-attr]
    return name


def _say(name: str, value: Any, names: Mapping[type[models.Model], Mapping[int, str]]) -> str:
    if value in (None, "", [], {}):
        return NOTHING
    items = value if isinstance(value, list) else [value]
    if name in MODELS:
        known = names.get(MODELS[name], {})
        return ", ".join(sorted(known.get(item, _("something that can't be shown")) for item in items))
    if name == "moved":
        return ", ".join(f"{len(ids)} {carried.get(kind).label}" for kind, ids in value.items())
    if name in ("status", "circle"):
        return str(dict(Challenge._meta.get_field(name).flatchoices).get(value, value))  # type: ignore[union-attr]
    return ", ".join(str(item) for item in items)
