"""The history of calls, of what would help, and of matches in words."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from funding.models import Allocation, CapitalCommitment, Concern, FundingCall, FundingMatch, MoneyFor, SupportSought
from initiatives.models import Combination, System
from initiatives.overviews.plain_history import HIDDEN, NOTHING, PAGE, Edit, History, undoable
from portfolio_hub.lib import dates
from portfolio_hub.lib.formats import number
from portfolio_hub.lib.keyset import page_of
from stakeholders.access import Access
from stakeholders.models import Change, Organisation

Told = FundingCall | SupportSought | FundingMatch
Names = Mapping[str, Mapping[int, str]]
SUMS = frozenset({"least", "most", "amount"})


def history_of(row: Told, access: Access, *, after: str = "") -> History:
    """One page of edits, newest first, in a fixed number of queries; what may not be seen is not named."""
    changes = Change.objects.of(row).select_related("by", "undone_by")
    page = page_of(changes, order=("-at", "-id"), after=after, size=PAGE)
    names, last = _names(access, [change.fields for change in page.rows]), undoable(row)
    edits = [
        Edit(change, _differences(type(row), change, names), hasattr(change, "undone_by"), change == last)
        for change in page.rows
    ]
    return History(edits, page.next_cursor)


def _names(access: Access, edits: Iterable[Mapping[str, list[Any]]]) -> Names:
    """By field: what the edits speak of, as far as the reader may know of it."""
    here, wanted = {"portfolio": access.portfolio}, _ids(edits)
    rows: dict[str, Any] = {
        "funder": Organisation.objects.all(),
        "combination": Combination.objects.seen_with(access),
        "systems": System.objects.filter(**here),
        "concerns": Concern.objects.filter(**here),
    }
    found = {
        name: dict(known.filter(pk__in=wanted[name]).values_list("pk", "name"))
        for name, known in rows.items()
        if name in wanted
    }
    money: dict[str, Any] = {"allocation": Allocation, "commitment": CapitalCommitment}
    for name in money.keys() & wanted.keys():
        seen = money[name].objects.visible_to(access.user).filter(pk__in=wanted[name])
        found[name] = dict(seen.values_list("pk", "vehicle__name"))
    return found


def _ids(edits: Iterable[Mapping[str, list[Any]]]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for fields in edits:
        for name, pair in fields.items():
            for value in pair:
                keys = value if isinstance(value, list) else [value]
                found.setdefault(name, set()).update(key for key in keys if isinstance(key, int))
    return {name: keys for name, keys in found.items() if keys}


def _differences(model: type[Told], change: Change, names: Names) -> list[tuple[str, str, str]]:
    """Label, before and after of each field; what was left open at first is no news."""
    pairs = [
        (_label(model, name), _say(model, name, pair[0], names), _say(model, name, pair[1], names))
        for name, pair in change.fields.items()
        if name not in HIDDEN
    ]
    return [pair for pair in pairs if change.kind != Change.Kind.CREATED or pair[2] != NOTHING]


def _label(model: type[Told], name: str) -> str:
    own = {
        "funder": _("Funder"), "combination": _("Combination"), "systems": _("Systems"), "concerns": _("Concerns"),
        "withdrawn_at": _("Withdrawn"),
    }  # fmt: skip
    return own.get(name) or capfirst(str(model._meta.get_field(name).verbose_name))  # type: ignore[union-attr]


def _say(model: type[Told], name: str, value: Any, names: Names) -> str:
    if value in (None, "", []):
        return NOTHING
    if name in ("funder", "combination", "systems", "concerns", "allocation", "commitment"):
        keys = value if isinstance(value, list) else [value]
        return ", ".join(names.get(name, {}).get(key) or _("something that can't be shown") for key in keys)
    if name in SUMS:
        return _amount(Decimal(value))
    if name == "targets":
        labels = dict(MoneyFor.choices)
        return ", ".join(str(labels.get(one, one)) for one in value)
    if name == "until_on":
        return dates.day_full(date.fromisoformat(value))
    if name == "withdrawn_at":
        return dates.moment(parse_datetime(value))
    field: Any = model._meta.get_field(name)
    return str(dict(field.flatchoices).get(value, value))


def _amount(value: Decimal) -> str:
    """As many decimals as were given; its currency is a field of its own."""
    digits = max(-int(value.normalize().as_tuple().exponent), 0)
    return number(value, get_language() or "en", digits)
