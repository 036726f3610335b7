"""Reading and writing initiatives in sets, with their placement, systems, places and organisations."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.utils import timezone

from initiatives.imports.fields import Record
from initiatives.imports.held import with_other_rows
from initiatives.imports.targets import EXTRA, Scope, Values
from initiatives.models import Initiative, Participation, Placement, PlacementSystem, Stage, StageChange
from portfolio_hub.lib.writing import write_many

ROLE_PREFIX = "organisation_"
COLUMNS = (
    "title",
    "summary",
    "description",
    "website",
    "stage",
    "closed_how",
    "started_on",
    "ended_on",
    "budget_amount",
    "budget_currency",
    "latitude",
    "longitude",
    "circle",
    EXTRA,
)
PLACEMENT_COLUMNS = ("rationale", "facet")
_SEARCHED = {"title", "summary", "description"}
# What comes with every imported initiative; anything else that points at one was added by people.
_OWN = frozenset({"placements", "participations", "places", "stage_changes"})


def _python(name: str, value: Any) -> Any:
    """A plain value as its column wants it."""
    if value is None:
        return None
    if name == "budget_amount":
        return Decimal(value)
    return date.fromisoformat(value) if name in ("started_on", "ended_on") else value


def _plain(name: str, value: Any) -> Any:
    """A column's value as JSON, None for nothing."""
    if value is None or value == "":
        return None
    if name == "budget_amount":
        return f"{value:.2f}"
    return value.isoformat() if isinstance(value, date) else value


def _with_tags(values: Values, extra: Mapping[str, Any]) -> dict[str, Any]:
    """Tags live among the facts from the source."""
    return {**extra, "tags": values["tags"]} if values.get("tags") else dict(extra)


def create(scope: Scope, records: Sequence[Record]) -> list[int]:
    """Write new initiatives with everything that hangs on them, one statement per table."""
    made = write_many([_initiative(scope, record) for record in records])
    placements = write_many(
        [
            Placement(
                portfolio=scope.portfolio,
                initiative_id=row.pk,
                added_by=scope.by,
                **{name: record.values.get(name, "") for name in PLACEMENT_COLUMNS},
            )
            for row, record in zip(made, records, strict=True)
        ]
    )
    values = [record.values for record in records]
    _add_systems(zip((placement.pk for placement in placements), values, strict=True))
    ids = [row.pk for row in made]
    _add_places(zip(ids, values, strict=True))
    _add_participations(zip(ids, values, strict=True))
    return ids


def _initiative(scope: Scope, record: Record) -> Initiative:
    columns = {name: _python(name, record.values[name]) for name in COLUMNS if name in record.values}
    row = Initiative(
        home=scope.portfolio,
        source=scope.source,
        external_id=record.key,
        created_by=scope.by,
        **{**columns, EXTRA: _with_tags(record.values, record.extra)},
    )
    if row.budget_amount is not None and not row.budget_currency:
        row.budget_currency = scope.portfolio.currency
    row.search = row.searchable_text()
    return row


def _add_systems(pairs: Iterable[tuple[int, Values]]) -> None:
    write_many(
        [
            PlacementSystem(placement_id=placement, system_id=system, is_main=place == 0)
            for placement, values in pairs
            for place, system in enumerate(values.get("systems") or ())
        ]
    )


def _add_places(pairs: Iterable[tuple[int, Values]]) -> None:
    through = Initiative.places.through
    write_many(
        [through(initiative_id=pk, place_id=place) for pk, values in pairs for place in values.get("places") or ()]
    )


def _add_participations(pairs: Iterable[tuple[int, Values]]) -> None:
    write_many(
        [
            Participation(initiative_id=pk, organisation_id=organisation, role=name.removeprefix(ROLE_PREFIX))
            for pk, values in pairs
            for name in values
            if name.startswith(ROLE_PREFIX)
            for organisation in values[name] or ()
        ]
    )


def load(ids: Collection[int], scope: Scope) -> dict[int, dict[str, Any]]:
    """What initiatives say today, in five queries."""
    rows = {
        row["pk"]: {name: _plain(name, row[name]) for name in COLUMNS}
        for row in Initiative.objects.filter(pk__in=ids).values("pk", *COLUMNS)
    }
    for values in rows.values():
        values["tags"] = (values[EXTRA] or {}).get("tags")
    related: dict[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for pk, role, organisation in (
        Participation.objects.live().filter(initiative__in=rows).values_list("initiative_id", "role", "organisation_id")
    ):
        related[pk][ROLE_PREFIX + role].add(organisation)
    for pk, place in Initiative.places.through.objects.filter(initiative__in=rows).values_list(
        "initiative_id", "place_id"
    ):
        related[pk]["places"].add(place)
    placed = Placement.objects.live().filter(portfolio=scope.portfolio, initiative__in=rows)
    for pk, system, *columns in placed.values_list("initiative_id", "touches__system_id", *PLACEMENT_COLUMNS):
        rows[pk] |= {name: value or None for name, value in zip(PLACEMENT_COLUMNS, columns, strict=True)}
        if system:
            related[pk]["systems"].add(system)
    for pk, sets in related.items():
        rows[pk] |= {name: sorted(found) for name, found in sets.items()}
    return rows


def update(scope: Scope, changes: Mapping[int, Values]) -> None:
    """Write new values; relations are replaced by what the values say."""
    rows = Initiative.objects.in_bulk(changes.keys())
    touched: set[str] = set()
    stages: list[StageChange] = []
    for pk, row in rows.items():
        if (stage := changes[pk].get("stage")) and stage != row.stage:
            stages.append(
                StageChange(initiative=row, from_stage=row.stage, to_stage=stage, by=scope.by, reason=scope.file_name)
            )
        touched |= _apply(scope, row, changes[pk])
    if touched:
        Initiative.objects.bulk_update(rows.values(), sorted(touched), batch_size=200)
    Initiative.objects.filter(pk__in=rows).update(version=F("version") + 1)
    StageChange.objects.bulk_create(stages)
    live = {pk: changes[pk] for pk in rows}
    _replace_places(live)
    _replace_participations(live)
    _replace_placement(scope, live)


def _apply(scope: Scope, row: Initiative, values: Values) -> set[str]:
    """Set the columns of one row and return which; texts that were empty become empty again."""
    touched = {name for name in COLUMNS if name in values}
    for name in touched:
        value = _python(name, values[name])
        row_default = "" if Initiative._meta.get_field(name).empty_strings_allowed else None
        setattr(row, name, row_default if value is None else value)
    if "tags" in values:
        extra = {**(row.extra or {}), "tags": values["tags"]}
        row.extra = extra if values["tags"] else {name: value for name, value in extra.items() if name != "tags"}
        touched.add(EXTRA)
    if row.extra is None:
        row.extra = {}
    if row.stage != Stage.CLOSED and row.closed_how:
        row.closed_how, touched = "", touched | {"closed_how"}
    if row.budget_amount is not None and not row.budget_currency:
        row.budget_currency, touched = scope.portfolio.currency, touched | {"budget_currency"}
    if row.started_on and row.ended_on and row.ended_on < row.started_on:
        row.ended_on, touched = None, touched | {"ended_on"}
    if "stage" in touched:
        row.stage_since_on, touched = timezone.localdate(), touched | {"stage_since_on"}
    if touched & _SEARCHED:
        row.search, touched = row.searchable_text(), touched | {"search"}
    return touched


def _replace_places(changes: Mapping[int, Values]) -> None:
    changed = {pk: values for pk, values in changes.items() if "places" in values}
    Initiative.places.through.objects.filter(initiative__in=changed).delete()
    _add_places(changed.items())


def _replace_participations(changes: Mapping[int, Values]) -> None:
    """Organisations that no longer have a role leave it; those that keep it keep their dates."""
    roles = {name for values in changes.values() for name in values if name.startswith(ROLE_PREFIX)}
    for name in sorted(roles):
        role = name.removeprefix(ROLE_PREFIX)
        changed = {pk: set(values[name] or ()) for pk, values in changes.items() if name in values}
        here = Participation.objects.live().filter(initiative__in=changed, role=role)
        have: dict[int, set[int]] = defaultdict(set)
        gone = []
        for pk, initiative, organisation in here.values_list("pk", "initiative_id", "organisation_id"):
            have[initiative].add(organisation)
            if organisation not in changed[initiative]:
                gone.append(pk)
        Participation.objects.filter(pk__in=gone).delete()
        _add_participations((pk, {name: sorted(wanted - have[pk])}) for pk, wanted in changed.items())


def _replace_placement(scope: Scope, changes: Mapping[int, Values]) -> None:
    names = {"systems", *PLACEMENT_COLUMNS}
    changed = {pk: values for pk, values in changes.items() if names & values.keys()}
    if not changed:
        return
    placements = list(Placement.objects.live().filter(portfolio=scope.portfolio, initiative__in=changed))
    for placement in placements:
        for name in PLACEMENT_COLUMNS:
            if name in changed[placement.initiative_id]:
                setattr(placement, name, changed[placement.initiative_id][name] or "")
    Placement.objects.bulk_update(placements, PLACEMENT_COLUMNS, batch_size=200)
    regrouped = [p for p in placements if "systems" in changed[p.initiative_id]]
    PlacementSystem.objects.filter(placement__in=[p.pk for p in regrouped]).delete()
    _add_systems((p.pk, changed[p.initiative_id]) for p in regrouped)


def held(ids: Collection[int]) -> set[int]:
    """Initiatives to which updates, logs, money or further portfolios were added."""
    further = (
        Placement.objects.filter(initiative__in=ids)
        .exclude(portfolio=F("initiative__home"))
        .values_list("initiative", flat=True)
    )
    return with_other_rows(Initiative, ids, own=_OWN) | set(further)
