"""History values in words: names for ids, labels for keys, days as people write them."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import models
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.followers import followers
from initiatives.models import Facet, Initiative, Lever, Lineage, ParticipationRole, System
from portfolio_hub.lib import dates
from stakeholders.models import Organisation, Place

Values = Mapping[str, Any]
Difference = tuple[str, str, str]
"""Label, before and after, as text."""

LABELS: dict[str, str | Promise] = {
    "places": gettext_lazy("places"),
    "systems": gettext_lazy("systems"),
    "main_system": gettext_lazy("main system"),
    "levers": gettext_lazy("levers"),
    "rationale": gettext_lazy("why it is in this portfolio"),
    "facet": gettext_lazy("facet"),
    "participations": gettext_lazy("who takes part"),
    "moved": gettext_lazy("moved along"),
    "split_off": gettext_lazy("split off"),
    "merged_into": gettext_lazy("merged into"),
    "last_heard_at": gettext_lazy("last heard from"),
    "lineage": gettext_lazy("where it came from, what it became"),
}
MODELS: dict[str, type[models.Model]] = {
    "places": Place,
    "systems": System,
    "main_system": System,
    "levers": Lever,
    "participations": Organisation,
    "merged_into": Initiative,
    "split_off": Initiative,
}
HIDDEN = frozenset({"stage_since_on"})
ENDS: dict[str, str | Promise] = {
    "other": gettext_lazy("an initiative"), "challenge": gettext_lazy("a challenge"),
    "policy": gettext_lazy("a policy"), "organisation": gettext_lazy("an organisation"),
}  # fmt: skip
NOTHING = "–"


def label_of(name: str) -> str:
    """The label of a field, with a capital."""
    if name in LABELS:
        return capfirst(str(LABELS[name]))
    known = {field.name for field in Initiative._meta.get_fields()}
    return capfirst(str(Initiative._meta.get_field(name).verbose_name)) if name in known else name  # type: ignore[union-attr]


class Wording:
    """Turns field differences into words; asks for all names at once, one query for each kind of row."""

    def __init__(self, differences: Iterable[Mapping[str, list[Any]]]) -> None:
        wanted: dict[type[models.Model], set[int]] = {}
        for fields in differences:
            for name, pair in fields.items():
                if name in MODELS:
                    wanted.setdefault(MODELS[name], set()).update(*(self._ids(value) for value in pair))
        self.names = {
            model: {row.pk: str(row) for row in model._default_manager.filter(pk__in=ids)}
            for model, ids in wanted.items()
            if ids
        }

    @staticmethod
    def _ids(value: Any) -> set[int]:
        items = value if isinstance(value, list) else [value]
        return {item["organisation"] if isinstance(item, dict) else item for item in items if item}

    def differences(self, fields: Mapping[str, list[Any]]) -> list[Difference]:
        """Label, before and after for each field that a person would want to read."""
        return [
            (label_of(name), self.say(name, pair[0]), self.say(name, pair[1]))
            for name, pair in fields.items()
            if name not in HIDDEN
        ]

    def say(self, name: str, value: Any) -> str:
        """One value in words."""
        if value in (None, "", [], {}):
            return NOTHING
        if name == "participations":
            return "; ".join(self._part(part) for part in value)
        if name == "lineage":
            return "; ".join(_step(step) for step in value)
        if name == "moved":
            return ", ".join(f"{len(ids)} {followers.get(kind).label}" for kind, ids in value.items())
        if name in MODELS:
            names = self.names.get(MODELS[name], {})
            items = value if isinstance(value, list) else [value]
            return ", ".join(sorted(names.get(item, _("something that is gone")) for item in items))
        return _plain(name, value)

    def _part(self, part: Values) -> str:
        name = self.names.get(Organisation, {}).get(part["organisation"], _("something that is gone"))
        role = dict(ParticipationRole.choices).get(part["role"], part["role"])
        until = f", {_('until')} {dates.day_full(date.fromisoformat(part['until_on']))}" if part["until_on"] else ""
        return f"{name} ({role}{until})"


def _step(step: Values) -> str:
    """A step in its life; what stands at the other end is named only where the name was given in words."""
    kind = str(dict(Lineage.Kind.choices).get(step["kind"], step["kind"]))
    sort = next((str(label) for name, label in ENDS.items() if step[name]), "")
    return f"{kind} {step['named'] or sort}"


def _plain(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return "; ".join(f"{key}: {item}" for key, item in value.items())
    if name == "facet":
        return str(dict(Facet.choices).get(value, value))
    if name.endswith("_on"):
        return dates.day_full(date.fromisoformat(value))
    if name.endswith("_at") and (moment := parse_datetime(value)):
        return dates.moment(moment)
    field = next((field for field in Initiative._meta.fields if field.name == name), None)
    return str(dict(field.flatchoices).get(value, value)) if field is not None and field.choices else str(value)
