"""All that the history keeps of initiatives: read in sets as plain values, and written back."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import timezone

from initiatives.followers import followers
from initiatives.models import (
    Initiative,
    Lever,
    Lineage,
    Participation,
    Placement,
    PlacementSystem,
    StageChange,
    System,
)
from initiatives.services import lineage
from stakeholders.models import Place, User

Values = dict[str, Any]

COLUMNS = (
    "title", "summary", "description", "stage", "stage_since_on", "is_paused", "closed_how", "closing_learning",
    "started_on", "ended_on", "latitude", "longitude", "budget_amount", "budget_currency", "website", "circle",
    "source", "external_id", "extra", "merged_into",
)  # fmt: skip
PLACED = ("rationale", "facet", "systems", "main_system", "levers")
"""What hangs on the placement in the home portfolio."""


def plain(value: Any) -> Any:
    """A value as JSON keeps it: ids for rows, text for days and money, sorted ids for many rows."""
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, (list, tuple, set, models.QuerySet)):
        return sorted(plain(item) for item in value)
    return value


def states(ids: Collection[int]) -> dict[int, Values]:
    """What the history compares, for many initiatives in six queries."""
    found = {
        row.pop("pk"): {name: plain(value) for name, value in row.items()} | {"places": []}
        for row in Initiative.objects.filter(pk__in=ids).values("pk", *COLUMNS)
    }
    through = Initiative.places.through.objects.filter(initiative_id__in=ids).order_by("place_id")
    for initiative_id, place_id in through.values_list("initiative_id", "place_id"):
        found[initiative_id]["places"].append(place_id)
    takes_part = participations(ids)
    placed = _placed(ids)
    empty: Values = {"rationale": "", "facet": "", "systems": [], "main_system": None, "levers": []}
    for pk, values in found.items():
        values |= placed.get(pk, dict(empty)) | {"participations": takes_part.get(pk, [])}
    return found


def of(initiative: Initiative) -> Values:
    """What the history compares, for one initiative as the database has it."""
    return states([initiative.pk])[initiative.pk]


def participations(ids: Collection[int]) -> dict[int, list[Values]]:
    """Who takes part, by initiative, as plain values."""
    found: dict[int, list[Values]] = defaultdict(list)
    rows = Participation.objects.filter(initiative_id__in=ids).order_by("pk")
    for row in rows.values("initiative_id", "id", "organisation_id", "role", "since_on", "until_on"):
        values = {name.removesuffix("_id"): plain(value) for name, value in row.items()}
        found[row["initiative_id"]].append({name: values[name] for name in values if name != "initiative"})
    return found


def home_placements(ids: Collection[int]) -> models.QuerySet[Placement]:
    """The live placements of these initiatives in their home portfolios."""
    return Placement.objects.live().filter(initiative_id__in=ids, portfolio=models.F("initiative__home"))


def _placed(ids: Collection[int]) -> dict[int, Values]:
    found: dict[int, Values] = {}
    by_placement: dict[int, Values] = {}
    for row in home_placements(ids).values("pk", "initiative_id", "rationale", "facet"):
        values: Values = {
            "rationale": row["rationale"],
            "facet": row["facet"],
            "systems": [],
            "main_system": None,
            "levers": [],
        }
        found[row["initiative_id"]] = by_placement[row["pk"]] = values
    touches = PlacementSystem.objects.filter(placement__in=list(by_placement)).order_by("system_id")
    for placement_id, system_id, is_main in touches.values_list("placement_id", "system_id", "is_main"):
        by_placement[placement_id]["systems"].append(system_id)
        if is_main:
            by_placement[placement_id]["main_system"] = system_id
    levers = Placement.levers.through.objects.filter(placement_id__in=list(by_placement)).order_by("lever_id")
    for placement_id, lever_id in levers.values_list("placement_id", "lever_id"):
        by_placement[placement_id]["levers"].append(lever_id)
    return found


def write(initiative: Initiative, values: Mapping[str, Any]) -> None:
    """Write plain values, relations included, and keep search and version in step."""
    for name in COLUMNS:
        if name in values:
            field: Any = Initiative._meta.get_field(name)
            setattr(initiative, field.attname, field.to_python(values[name]) if name != "extra" else values[name])
    initiative.version += 1
    initiative.search = initiative.searchable_text()
    initiative.save()
    if "places" in values:
        initiative.places.set(Place.objects.filter(pk__in=values["places"]))
    if any(name in values for name in PLACED):
        _place(initiative, values)
    if "participations" in values:
        _set_participations(initiative, values["participations"])


def _place(initiative: Initiative, values: Mapping[str, Any]) -> None:
    placement = home_placements([initiative.pk]).first()
    if placement is None:
        placement = Placement.objects.create(portfolio_id=initiative.home_id, initiative=initiative)
    for name in ("rationale", "facet"):
        setattr(placement, name, values.get(name, getattr(placement, name)))
    placement.save(update_fields=["rationale", "facet"])
    if "levers" in values:
        placement.levers.set(Lever.objects.filter(portfolio_id=initiative.home_id, pk__in=values["levers"]))
    if "systems" in values or "main_system" in values:
        set_systems(placement, values)


def set_systems(placement: Placement, values: Mapping[str, Any]) -> None:
    """Make the placement touch exactly `systems`, of which `main_system` is the main one."""
    now = {touch.system_id: touch for touch in placement.touches.all()}
    wanted = list(values.get("systems", now))
    main = values.get("main_system", next((pk for pk, touch in now.items() if touch.is_main), None))
    known = set(System.objects.filter(portfolio_id=placement.portfolio_id, pk__in=wanted).values_list("pk", flat=True))
    placement.touches.exclude(system_id__in=known).delete()
    placement.touches.filter(is_main=True).exclude(system_id=main).update(is_main=False)
    PlacementSystem.objects.bulk_create(
        PlacementSystem(placement=placement, system_id=pk, is_main=pk == main)
        for pk in wanted
        if pk in known - set(now)
    )
    placement.touches.filter(system_id=main, is_main=False).update(is_main=True)


def settle_systems(values: Values, before: Values) -> Values:
    """Systems as they can stand: the main one is among them, and there is one if there are any."""
    if "systems" not in values and "main_system" not in values:
        return {}
    wanted = list(dict.fromkeys(values.get("systems", before["systems"]) or ()))
    main = values.get("main_system", before["main_system"])
    if values.get("main_system") and main not in wanted:
        wanted.append(main)
    if main not in wanted:
        main = wanted[0] if wanted else None
    return {"systems": sorted(wanted), "main_system": main}


def _set_participations(initiative: Initiative, wanted: list[Values]) -> None:
    initiative.participations.exclude(pk__in=[row["id"] for row in wanted]).delete()
    for row in wanted:
        facts = {"organisation_id": row["organisation"], "role": row["role"]}
        days = {name: row[name] and date.fromisoformat(row[name]) for name in ("since_on", "until_on")}
        Participation.objects.update_or_create(pk=row["id"], defaults={"initiative": initiative, **facts, **days})


def note_stage(
    initiative: Initiative, *, before: str, on: date | None = None, by: User | None, reason: str = ""
) -> None:
    """Keep a dated step of the stage track when the stage is another one than before."""
    if before != initiative.stage:
        StageChange.objects.create(
            initiative=initiative, from_stage=before, to_stage=initiative.stage, reason=reason, by=by,
            on=on or timezone.localdate(),
        )  # fmt: skip


def restore(initiative: Initiative, values: Values, by: User) -> None:
    """Write earlier values back, with all that followed from the edit: stage track, lineage, what had moved."""
    held_by = initiative.merged_into
    if "stage" in values and values["stage"] != initiative.stage:
        steps = initiative.stage_changes.filter(from_stage=values["stage"], to_stage=initiative.stage)
        if last := steps.order_by("-pk").first():
            last.delete()
    if values.get("merged_into", 0) is None:
        initiative.lineage.filter(kind=Lineage.Kind.MERGED_INTO, other_id=initiative.merged_into_id).delete()
    if "last_heard_at" in values:
        initiative.last_heard_at = Initiative._meta.get_field("last_heard_at").to_python(values["last_heard_at"])
    if lineage.KEY in values:
        lineage.restore(initiative, values[lineage.KEY])
    write(initiative, values)
    for name, ids in values.get("moved", {}).items():
        followers.get(name).carry(ids, of=held_by, to=initiative)
