"""From the texts of a file to rows of ours: which organisation, place or system a value stands for."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from initiatives.imports.fields import Field, FieldKind, Record
from initiatives.imports.names import IGNORE, MATCH, NEW, named, named_kinds, settle_new
from initiatives.imports.plan import Plan, ValuePlan
from initiatives.imports.targets import Scope
from portfolio_hub.lib.tabular import NotATable
from stakeholders.models import Portfolio

MOST_VALUES = 3_000

ORDERED = frozenset({"system"})
"""Kinds of which the first one counts more; ids of the others are sorted, so that lists can be compared."""
Resolved = dict[str, dict[str, int]]
"""By kind and value: the id, 0 for a value that is left out, a negative stand-in for a row to be made."""


def named_fields(fields: Iterable[Field]) -> dict[str, str]:
    """The fields whose values stand for rows of ours, with the kind of row."""
    return {field.name: field.names for field in fields if field.kind is FieldKind.NAMED}


def count_values(records: Iterable[Record], fields: Iterable[Field], counts: dict[str, Counter[str]]) -> None:
    """Add the repeated values of these records to `counts`, by kind."""
    kinds = named_fields(fields)
    for record in records:
        for name, kind in kinds.items():
            counts.setdefault(kind, Counter()).update(record.values.get(name, ()))


@dataclass(slots=True)
class Rehearsal:
    """Settles values as they turn up, without writing: rows to be made get a negative stand-in."""

    plan: Plan
    portfolio: Portfolio
    settled: dict[str, dict[str, ValuePlan]] = field(default_factory=dict)
    resolved: Resolved = field(default_factory=dict)
    _choices: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    _known: dict[str, dict[str, int]] = field(default_factory=dict)

    def settle(self, counts: Mapping[str, Counter[str]]) -> None:
        """Decide for values not seen before: as the steward said, else as their kind guesses."""
        for name, found in counts.items():
            plans = self.settled.setdefault(name, {})
            ids = self.resolved.setdefault(name, {})
            for value in found.keys() - plans.keys():
                plans[value] = plan = self._plan(name, value)
                ids[value] = self._stand_in(name, plan)
            if len(plans) > MOST_VALUES:
                raise NotATable(
                    _("A column that should name %(what)s has more than %(most)s different values. Match it otherwise.")
                    % {"what": named_kinds.get(name).label_many, "most": f"{MOST_VALUES:,}"}
                )

    def choices(self, name: str) -> list[tuple[int, str]]:
        """The rows of ours that values of this kind may stand for."""
        if name not in self._choices:
            self._choices[name] = named_kinds.get(name).choices(self.portfolio)
        return self._choices[name]

    def _plan(self, name: str, value: str) -> ValuePlan:
        said = self.plan.values.get(name, {}).get(value)
        if said is not None and (said.do != MATCH or said.id in {pk for pk, _name in self.choices(name)}):
            return said
        return named_kinds.get(name).guess(value, self.choices(name))

    def _stand_in(self, name: str, plan: ValuePlan) -> int:
        known = self._known.setdefault(name, {named(text): pk for pk, text in self.choices(name)})
        if plan.do == NEW and plan.name:
            known.setdefault(named(plan.name), -len(known) - 1)
        return _id(plan, known)


def make(scope: Scope, settled: Mapping[str, Mapping[str, ValuePlan]], shapes: Mapping[str, Any]) -> Resolved:
    """Create what is to be new, and return the ids of everything."""
    resolved: Resolved = {}
    for name, plans in settled.items():
        wanted = [plan.name for plan in plans.values() if plan.do == NEW and plan.name]
        known = settle_new(scope, named_kinds.get(name), wanted, shapes)
        resolved[name] = {value: _id(plan, known) for value, plan in plans.items()}
    return resolved


def _id(plan: ValuePlan, known: Mapping[str, int]) -> int:
    if plan.do == IGNORE or (plan.do == NEW and not plan.name):
        return 0
    return plan.id if plan.do == MATCH else known[named(plan.name)]


def with_ids(records: Iterable[Record], fields: Iterable[Field], resolved: Resolved) -> list[Record]:
    """The records with ids in place of texts; a list of which nothing is left says nothing."""
    kinds = named_fields(fields)
    out = []
    for record in records:
        values = dict(record.values)
        for name in kinds.keys() & values.keys():
            found = (resolved[kinds[name]].get(text, 0) for text in values.pop(name))
            if ids := list(dict.fromkeys(pk for pk in found if pk)):
                values[name] = ids if kinds[name] in ORDERED else sorted(ids)
        out.append(replace(record, values=values))
    return out
