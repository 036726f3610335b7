"""From the rows of a file to observations: known indicators and subjects, rules, and what is here already."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from funding.indicators.rules import faults
from funding.models import Indicator, Observation
from initiatives.imports.connections_rules import Ends
from initiatives.imports.fields import Problem, Record
from initiatives.imports.names import named
from initiatives.imports.targets import Scope, Values
from initiatives.models import Combination
from stakeholders.models import Place

NUMBERS, DAYS = ("value", "low", "high"), ("from_on", "to_on")
TEXTS = ("missing_why", "split_by", "group", "source", "url", "external_id")
SUBJECTS = ("initiative", "combination", "place")
Rows = dict[int, Observation]


class Subjects:
    """Indicators and subjects that some rows name; initiatives by title, number or identifier."""

    def __init__(self, scope: Scope, records: Sequence[Record]) -> None:
        self.indicators = _by_name(Indicator.objects.filter(portfolio=scope.portfolio))
        said = {name for record in records for name in SUBJECTS if record.values.get(name)}
        ends = [replace(one, values={"source": one.values.get("initiative", "")}) for one in records]
        self.ends = Ends(scope, ends)
        here = {"combination": Combination.objects.filter(portfolio=scope.portfolio)}
        places = {"place": Place.objects.filter(portfolios=scope.portfolio)}
        self.others = {name: _by_name(rows) for name, rows in {**here, **places}.items() if name in said}

    def understood(self, record: Record) -> tuple[Record | None, Problem | None]:
        """The row with ids instead of names, or what keeps it out."""
        values = dict(record.values)
        indicator = self.indicators.get(named(values["indicator"]))
        if indicator is None:
            return None, _refused(record, values["indicator"], _("the name of an indicator of this portfolio"))
        values["indicator"] = indicator
        if text := values.get("initiative"):
            end, expected = self.ends.find(replace(record, values={"source": text}), "source")
            if end is None or not end.is_here:
                return None, _refused(record, text, expected or _("an initiative of this portfolio"))
            values["initiative"] = end.id
        for name in ("combination", "place"):
            if text := values.get(name):
                if (found := self.others[name].get(named(text))) is None:
                    return None, _refused(record, text, _("a name that exactly one of this portfolio has"))
                values[name] = found
        return replace(record, values=values), None


def _by_name(rows: Any) -> dict[str, int | None]:
    found: dict[str, int | None] = {}
    for pk, name in rows.values_list("pk", "name"):
        found[named(name)] = None if named(name) in found else pk
    return found


def _refused(record: Record, found: str, expected: str) -> Problem:
    return Problem(record.row, "", str(found)[:120], expected, is_skipped=True)


def key_of(values: Values) -> str:
    """What an observation is called among imported rows: its identifier, or what it is of, when, by whom."""
    if values.get("external_id"):
        return f"id:{values['indicator']}:{values['external_id']}"[:255]
    return f"of:{values['indicator']}:{values['to_on']}:{digest(values)}"


def rows_named(keys: Collection[str], rows: Any) -> Any:
    """Those of some observations that may be meant by keys, without reading all of them."""
    parts = [key.split(":", 2) for key in keys]
    ids = {part[2] for part in parts if part[0] == "id"}
    days = {part[2].split(":")[0] for part in parts if part[0] == "of"}
    indicators = {part[1] for part in parts}
    return rows.filter(Q(external_id__in=ids) | Q(to_on__in=days), indicator__in=indicators)


def digest(values: Values) -> str:
    """The same for two rows that observe the same part of the same in the same days by the same source."""
    names = ("indicator", *SUBJECTS, *DAYS, "split_by", "group", "source")
    said = "\n".join(str(values.get(name) or "").casefold() for name in names)
    return hashlib.sha256(said.encode()).hexdigest()


class Standing:
    """The observations that are here for the indicators in some rows, by identifier and by what they say."""

    def __init__(self, rows: Iterable[Observation]) -> None:
        self.by_id: dict[str, Observation] = {}
        self.by_digest: dict[str, Observation] = {}
        self.read: dict[str, int] = {}
        for row in rows:
            values = plain(row)
            self.by_digest[digest(values)] = row
            if row.external_id:
                self.by_id[key_of(values)] = row

    def settled(self, record: Record) -> tuple[Record | None, Problem | None]:
        """The row with the key by which it is known again, if the rules allow what it says."""
        values, same = record.values, digest(record.values)
        here = self.by_id.get(key_of(values)) if values.get("external_id") else None
        alike = self.by_digest.get(same)
        first = self.read.setdefault(same, record.row)
        if first != record.row:
            expected = _("another part, period or source; row %(row)s says the same") % {"row": first}
            return None, _refused(record, values["source"], expected)
        ids = values.get("external_id"), alike.external_id if alike else ""
        if alike and alike != here and ids[0] and (here or (ids[1] and ids[0] != ids[1])):
            expected = _("the identifier of the row that is here: %(id)s") % {"id": ids[1] or alike.pk}
            return None, _refused(record, str(ids[0]), expected)
        known = here or alike
        merged = {**(plain(known) if known else {}), **fitting(values)}
        if wrong := faults(_typed(merged), today=timezone.localdate()):
            name, words = next(iter(wrong.items()))
            return None, _refused(record, str(merged.get(name) or ""), words)
        key = key_of({**merged, "external_id": known.external_id if known and not here else values.get("external_id")})
        return replace(record, key=key, values=fitting(values)), None


def fitting(values: Values) -> dict[str, Any]:
    """Values of which a new one takes the place of a gap, and a gap that of a value with its band."""
    said = {name: _number(value) if name in NUMBERS else value for name, value in values.items()}
    if said.get("value") is not None:
        return {"missing_why": None, **said}
    if said.get("missing_why"):
        return {"value": None, "low": None, "high": None, **said}
    return said


def _number(value: Any) -> Any:
    """One way to write a number, so that 5, 5.0 and 5.000000 are the same."""
    if value is None or value == "":
        return None
    short = Decimal(str(value)).normalize()
    return f"{short:f}"


def plain(row: Observation) -> dict[str, Any]:
    """What an observation says, as an import holds it: None for nothing."""
    ids = {name: getattr(row, f"{name}_id") for name in ("indicator", *SUBJECTS)}
    numbers = {name: _number(getattr(row, name)) for name in NUMBERS}
    days = {name: getattr(row, name).isoformat() for name in DAYS}
    return ids | numbers | days | {name: getattr(row, name) or None for name in TEXTS}


def _typed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Plain values as a row holds them."""
    numbers = {name: None if values.get(name) is None else Decimal(values[name]) for name in NUMBERS}
    days = {name: date.fromisoformat(values[name]) for name in DAYS}
    texts = {name: values.get(name) or "" for name in TEXTS}
    return {name: values.get(name) for name in SUBJECTS} | numbers | days | texts


def built(values: Values, **more: Any) -> Observation:
    """A row of these values."""
    typed = _typed(values)
    ids = {f"{name}_id": typed.pop(name) for name in SUBJECTS}
    return Observation(indicator_id=values["indicator"], **ids, **typed, **more)


def tips(ids: Collection[int]) -> Rows:
    """By the id of a first row: the row that stands in its place after all corrections."""
    found = Observation.objects.in_bulk(ids)
    waiting = {row.pk: first for first, row in found.items()}
    while waiting:
        later = {row: waiting[row.corrects_id or 0] for row in Observation.objects.filter(corrects__in=waiting)}
        found |= {first: row for row, first in later.items()}
        waiting = {row.pk: first for row, first in later.items()}
    return found


def firsts(rows: Iterable[Observation]) -> dict[int, int]:
    """By the id of a row: the id of the one that was there before all corrections."""
    roots: dict[int, int] = {row.pk: row.corrects_id or row.pk for row in rows}
    while True:
        corrections = Observation.objects.filter(pk__in=set(roots.values()), corrects__isnull=False)
        earlier: dict[int, Any] = dict(corrections.values_list("pk", "corrects"))
        if not earlier:
            return roots
        roots = {pk: earlier.get(root, root) for pk, root in roots.items()}
