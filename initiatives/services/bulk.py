"""Editing many initiatives in one act: first what would change, then that and nothing else."""

import hashlib
import json
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from initiatives.models import Initiative, PlacementSystem, Stage, StageChange
from initiatives.services import state
from stakeholders.models import Change, Portfolio, User
from stakeholders.services import history

CHUNK = 500
Plan = dict[int, dict[str, list[Any]]]
"""By id of an initiative: what stands there before and after, for the fields that differ."""


@dataclass(frozen=True)
class BulkChange:
    """What is to change on every chosen initiative; empty parts change nothing."""

    stage: str = ""
    add_systems: frozenset[int] = frozenset()
    remove_systems: frozenset[int] = frozenset()
    main_system: int | None = None
    add_places: frozenset[int] = frozenset()
    remove_places: frozenset[int] = frozenset()


def plan(ids: Collection[int], change: BulkChange) -> Plan:
    """What the change would do, for those initiatives on which it does anything; a few queries per 500."""
    found: Plan = {}
    for part in chunks(sorted(ids)):
        for pk, before in state.states(part).items():
            if difference := history.difference(before, before | _after(before, change)):
                found[pk] = difference
    return found


def _after(before: state.Values, change: BulkChange) -> state.Values:
    """The values of one initiative after the change. Merged records stay as they are; closed ones keep their stage."""
    if before["merged_into"]:
        return {}
    after: state.Values = {}
    if change.stage and before["stage"] not in (change.stage, Stage.CLOSED):
        after |= {"stage": change.stage, "stage_since_on": timezone.localdate().isoformat()}
    systems = ({*before["systems"]} | change.add_systems) - change.remove_systems
    wanted = {"systems": sorted(systems)} | ({"main_system": change.main_system} if change.main_system else {})
    if change.add_systems or change.remove_systems or change.main_system:
        after |= state.settle_systems(wanted, before)
    after["places"] = sorted(({*before["places"]} | change.add_places) - change.remove_places)
    return after


def digest(planned: Plan) -> str:
    """A short name for exactly this plan, so that a confirmation can't mean another one."""
    return hashlib.sha256(json.dumps(planned, sort_keys=True).encode()).hexdigest()[:20]


def chunks(ids: Collection[int], size: int = CHUNK) -> Iterator[list[int]]:
    """Parts of at most `size`."""
    rest = iter(ids)
    while part := list(islice(rest, size)):
        yield part


@transaction.atomic
def bulk_edit(
    *, portfolio: Portfolio, ids: Collection[int], change: BulkChange, by: User | None, why: str = ""
) -> tuple[uuid.UUID, int]:
    """Make the change on those initiatives that the portfolio keeps; return the batch and how many changed."""
    batch = uuid.uuid4()
    kept = Initiative.objects.select_for_update().filter(home=portfolio, pk__in=ids).order_by("pk")
    planned = plan(list(kept.values_list("pk", flat=True)), change)
    for part in chunks(planned):
        write_in_sets({pk: {name: pair[1] for name, pair in planned[pk].items()} for pk in part})
        StageChange.objects.bulk_create(
            StageChange(initiative_id=pk, from_stage=fields["stage"][0], to_stage=fields["stage"][1], reason=why, by=by)
            for pk, fields in ((pk, planned[pk]) for pk in part)
            if "stage" in fields
        )
        history.record_many(
            history.build(
                Initiative(pk=pk),
                kind=Change.Kind.BULK,
                fields=planned[pk],
                by=by,
                portfolio=portfolio,
                why=why,
                batch=batch,
            )
            for pk in part
        )
    return batch, len(planned)


def write_in_sets(wanted: Mapping[int, state.Values]) -> None:
    """Write stages, places and systems of many initiatives with a fixed number of statements per kind of value."""
    Initiative.objects.filter(pk__in=wanted).update(version=F("version") + 1)
    groups: dict[tuple[str, str | None], list[int]] = defaultdict(list)
    for pk, values in wanted.items():
        if "stage" in values:
            groups[values["stage"], values.get("stage_since_on", "")].append(pk)
    for (stage, since), ids in groups.items():
        dated = {} if since == "" else {"stage_since_on": since}
        Initiative.objects.filter(pk__in=ids).update(stage=stage, **dated)
    _write_places({pk: values["places"] for pk, values in wanted.items() if "places" in values})
    _write_systems({pk: values for pk, values in wanted.items() if "systems" in values or "main_system" in values})


def _write_places(wanted: Mapping[int, list[int]]) -> None:
    through = Initiative.places.through
    rows = through.objects.filter(initiative_id__in=wanted)
    now = {(initiative, place): pk for pk, initiative, place in rows.values_list("pk", "initiative_id", "place_id")}
    asked = {(pk, place) for pk, places in wanted.items() for place in places}
    through.objects.filter(pk__in=[pk for pair, pk in now.items() if pair not in asked]).delete()
    through.objects.bulk_create(
        [through(initiative_id=pk, place_id=place) for pk, place in sorted(asked - set(now))], batch_size=CHUNK
    )


def _write_systems(wanted: Mapping[int, state.Values]) -> None:
    placements = dict(state.home_placements(list(wanted)).values_list("pk", "initiative_id"))
    touches = PlacementSystem.objects.filter(placement__in=list(placements))
    now: dict[int, dict[int, PlacementSystem]] = defaultdict(dict)
    for touch in touches:
        now[touch.placement_id][touch.system_id] = touch
    gone, mains, new = [], [], []
    for placement, initiative in placements.items():
        values, here = wanted[initiative], now[placement]
        main = values.get("main_system", next((pk for pk, touch in here.items() if touch.is_main), None))
        systems = values.get("systems", list(here))
        gone += [touch.pk for pk, touch in here.items() if pk not in systems]
        mains += [here[main].pk] if main in here and main in systems else []
        new += [
            PlacementSystem(placement_id=placement, system_id=pk, is_main=pk == main)
            for pk in systems
            if pk not in here
        ]
    touches.filter(pk__in=gone).delete()
    touches.filter(is_main=True).exclude(pk__in=mains).update(is_main=False)
    PlacementSystem.objects.bulk_create(new, batch_size=CHUNK)
    touches.filter(pk__in=mains, is_main=False).update(is_main=True)
