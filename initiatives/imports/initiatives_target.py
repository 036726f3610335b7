"""Initiatives as something that can be imported."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from initiatives.imports import initiatives_rows as rows
from initiatives.imports.fields import Field, Problem, Record
from initiatives.imports.initiatives_fields import initiative_fields
from initiatives.imports.shapes import centre
from initiatives.imports.targets import Scope, Target, Values
from initiatives.models import Initiative, Stage
from initiatives.services import state
from stakeholders.models import Portfolio


class InitiativesTarget(Target):
    """Initiatives with their placement, systems, places and organisations."""

    name: ClassVar[str] = "initiatives"
    label = _("initiative")
    label_many = _("initiatives")
    explanation = _("Projects, programmes, services: one row for each, with its organisations, places and budget.")
    model = Initiative
    home_view = "initiatives:list"
    keeps_extra = True

    def fields(self, portfolio: Portfolio) -> tuple[Field, ...]:
        return initiative_fields()

    def tidy(self, record: Record) -> tuple[Record, Sequence[Problem]]:
        values, problems = dict(record.values), []

        def drop(name: str, expected: str, *, skip: bool = False) -> None:
            problems.append(Problem(record.row, "", str(values.pop(name)), expected, skip))

        shape = values.pop("shape", None)
        if shape and "latitude" not in values and (point := centre(shape)):
            values["longitude"], values["latitude"] = point
        currency = values.get("budget_currency")
        if currency and not re.fullmatch("[A-Za-z]{3}", currency):
            drop("budget_currency", _now("three letters that name a currency, as EUR"))
        elif currency:
            values["budget_currency"] = currency.upper()
        if values.get("ended_on", "9") < values.get("started_on", ""):
            drop("ended_on", _now("a day on or after %(day)s, when it started") % {"day": values["started_on"]})
        if values.get("stage") == Stage.CLOSED and not values.get("closed_how"):
            drop("stage", _now("how it ended, as it is closed; give a column or a fixed value for it"), skip=True)
        return replace(record, values=values), problems

    def find(self, scope: Scope, keys: Collection[str]) -> dict[str, int]:
        if not keys:
            return {}
        here = Initiative.objects.filter(home=scope.portfolio, source=scope.source, external_id__in=keys)
        return dict(here.values_list("external_id", "pk"))

    def load(self, ids: Collection[int], scope: Scope) -> dict[int, dict[str, Any]]:
        return rows.load(ids, scope)

    def create(self, scope: Scope, records: Sequence[Record]) -> list[int]:
        return rows.create(scope, records)

    def update(self, scope: Scope, changes: Mapping[int, Values]) -> None:
        rows.update(scope, changes)

    def state(self, ids: Collection[int], scope: Scope) -> dict[int, dict[str, Any]]:
        return state.states(ids)

    def restore(self, scope: Scope, changes: Mapping[int, Values]) -> None:
        for initiative in Initiative.objects.filter(pk__in=changes).select_related("home"):
            state.restore(initiative, dict(changes[initiative.pk]), scope.by)  # type: ignore[arg-type]  # taken back by somebody

    def delete(self, ids: Collection[int]) -> None:
        Initiative.objects.filter(pk__in=ids).delete()

    def held(self, ids: Collection[int]) -> set[int]:
        return rows.held(ids)
