"""Initiatives as something that can be imported."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from initiatives.imports import initiatives_rows as rows
from initiatives.imports.fields import Field, FieldKind, Problem, Record
from initiatives.imports.shapes import centre
from initiatives.imports.targets import Scope, Target, Values
from initiatives.models import Facet, Initiative, ParticipationRole, Stage
from initiatives.services import state
from stakeholders.models import Circle, Portfolio

_ROLE_ALIASES = {
    ParticipationRole.LEAD: (
        "lead",
        "lead organisation",
        "=organisation",
        "=organization",
        "agency",
        "managing agency",
        "=responsible",
        "responsible organisation",
        "department",
        "=owner",
        "mapper",
        "implementing organisation",
        "recipient",
    ),
    ParticipationRole.PARTNER: ("partner", "partners", "partner organisations", "collaborators"),
    ParticipationRole.IMPLEMENTER: ("implementer", "contractor", "delivery partner"),
    ParticipationRole.CHALLENGE_OWNER: ("challenge owner", "commissioner"),
}


def _basic_fields() -> tuple[Field, ...]:
    about = _("About it")
    return (
        Field(
            "title",
            _("title"),
            is_required=True,
            max_length=200,
            group=about,
            aliases=(
                "title",
                "name",
                "project name",
                "project title",
                "=initiative",
                "=project",
                "titel",
                "nom",
                "titulo",
            ),
        ),
        Field(
            "summary",
            _("in a sentence or two"),
            FieldKind.LONG_TEXT,
            group=about,
            aliases=("summary", "scope summary", "abstract", "short description", "subtitle", "synopsis"),
        ),
        Field(
            "description",
            _("more about it"),
            FieldKind.LONG_TEXT,
            group=about,
            aliases=(
                "description",
                "project description",
                "purpose",
                "purpose of the solution",
                "details",
                "about",
                "beschreibung",
                "descripcion",
            ),
        ),
        Field(
            "website",
            _("website"),
            FieldKind.LINK,
            max_length=500,
            group=about,
            aliases=("website", "url", "link", "related link", "web", "homepage"),
        ),
        Field(
            "tags",
            _("tags (kept with the facts from the source)"),
            FieldKind.LIST,
            group=about,
            aliases=(
                "tags",
                "tag",
                "thematic tags",
                "thematic tags tag",
                "keywords",
                "theme",
                "themes",
                "topic",
                "category",
                "sdg tag",
                "ten year plan category",
            ),
        ),
    )


def _time_fields() -> tuple[Field, ...]:
    when = _("How far, and when")
    return (
        Field(
            "stage",
            _("stage"),
            FieldKind.CHOICE,
            choices=tuple(Stage.choices),
            group=when,
            aliases=("stage", "status", "phase"),
        ),
        Field(
            "closed_how",
            _("how it ended"),
            FieldKind.CHOICE,
            group=when,
            choices=tuple(Initiative.ClosedHow.choices),
            aliases=("how it ended", "outcome"),
        ),
        Field(
            "started_on",
            _("started"),
            FieldKind.DATE,
            group=when,
            aliases=(
                "started",
                "start",
                "start date",
                "started on",
                "begin",
                "contribution date",
                "award date",
                "=date",
                "=from",
            ),
        ),
        Field(
            "ended_on",
            _("ended"),
            FieldKind.DATE,
            group=when,
            aliases=("ended", "end", "end date", "ended on", "finish", "completion date", "=to"),
        ),
    )


def _money_and_place_fields() -> tuple[Field, ...]:
    money, where = _("Money"), _("Where")
    return (
        Field(
            "budget_amount",
            _("budget"),
            FieldKind.MONEY,
            group=money,
            aliases=(
                "budget",
                "total budget",
                "budget amount",
                "amount",
                "cost",
                "total cost",
                "combined total",
                "=total",
                "original budget",
                "amount awarded",
                "=value",
            ),
        ),
        Field(
            "budget_currency",
            _("currency of the budget"),
            max_length=3,
            group=money,
            aliases=("currency", "budget currency"),
        ),
        Field(
            "places",
            _("places"),
            FieldKind.NAMED,
            names="place",
            group=where,
            aliases=(
                "place",
                "places",
                "borough",
                "district",
                "city",
                "neighbourhood",
                "neighborhood",
                "area",
                "region",
                "country",
                "location",
                "ward",
                "bezirk",
            ),
        ),
        Field("latitude", _("latitude"), FieldKind.LATITUDE, group=where, aliases=("latitude", "lat", "=y")),
        Field(
            "longitude",
            _("longitude"),
            FieldKind.LONGITUDE,
            group=where,
            aliases=("longitude", "lon", "lng", "=long", "=x"),
        ),
        Field(
            "shape",
            _("point or shape on the map"),
            FieldKind.SHAPE,
            group=where,
            aliases=("geometry", "geom", "the geom", "shape", "wkt", "geo point"),
        ),
    )


def _frame_fields() -> tuple[Field, ...]:
    frame, who = _("In the portfolio"), _("Who takes part")
    roles = (
        Field(
            rows.ROLE_PREFIX + role.value,
            role.label,
            FieldKind.NAMED,
            names="organisation",
            group=who,
            aliases=_ROLE_ALIASES.get(role, (role.value.replace("_", " "),)),
        )
        for role in ParticipationRole
    )
    return (
        Field(
            "systems",
            _("systems (the first is the main one)"),
            FieldKind.NAMED,
            names="system",
            group=frame,
            aliases=("system", "systems", "field of action"),
        ),
        Field("facet", _("facet"), FieldKind.CHOICE, choices=tuple(Facet.choices), group=frame, aliases=("facet",)),
        Field(
            "rationale",
            _("why it is in this portfolio"),
            FieldKind.LONG_TEXT,
            group=frame,
            aliases=("rationale", "why here"),
        ),
        Field(
            "circle",
            _("who may see it"),
            FieldKind.CHOICE,
            choices=tuple(Circle.choices),
            group=frame,
            aliases=("circle", "visibility"),
        ),
        *roles,
    )


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
        return (*_basic_fields(), *_time_fields(), *_money_and_place_fields(), *_frame_fields())

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
