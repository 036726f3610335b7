"""The history of an outcome in words."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from funding.models import Concern, Outcome
from initiatives.overviews.plain_history import HIDDEN, NOTHING, Edit, History, history_of
from portfolio_hub.lib import dates
from stakeholders.access import Access

YES_NO = frozenset({"is_expected", "is_positive"})
Pair = tuple[str, str, str]


def outcome_history(access: Access, outcome: Outcome, after: str) -> History:
    """One page of edits; what they name is named where the reader may see it."""
    found = history_of(outcome, access, after=after)
    concerns = dict(Concern.objects.filter(portfolio=access.portfolio).values_list("pk", "name"))
    return replace(found, edits=[_in_words(edit, concerns) for edit in found.edits])


def _in_words(edit: Edit, concerns: Mapping[int, str]) -> Edit:
    fields = [(name, pair) for name, pair in edit.change.fields.items() if name not in HIDDEN]
    said = zip(fields, edit.differences, strict=True)
    pairs = [_said(name, pair, plain, concerns) for (name, pair), plain in said]
    is_made = edit.change.kind == edit.change.Kind.CREATED
    return replace(edit, differences=[pair for pair in pairs if not is_made or pair[2] != NOTHING])


def _said(name: str, pair: list[Any], plain: Pair, concerns: Mapping[int, str]) -> Pair:
    """Label, before and after, for what the general words do not say well."""
    if name == "concerns":
        return _("Concerns it bears on"), *(_names(value, concerns) for value in pair)  # type: ignore[return-value]
    if name == "removed_at":
        return _("Taken out"), *(_("Yes") if value else _("No") for value in pair)  # type: ignore[return-value]
    if name == "on":
        return plain[0], *(dates.day_full(date.fromisoformat(value)) if value else NOTHING for value in pair)  # type: ignore[return-value]
    if name in YES_NO:
        return plain[0], *(_yes_no(value) for value in pair)  # type: ignore[return-value]
    return plain


def _names(value: Any, concerns: Mapping[int, str]) -> str:
    return ", ".join(concerns.get(pk, _("something that can't be shown")) for pk in value or ()) or NOTHING


def _yes_no(value: Any) -> str:
    return NOTHING if value is None else _("Yes") if value in (True, "True") else _("No")
