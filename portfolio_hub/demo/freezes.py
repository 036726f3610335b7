"""Plants snapshots of Riverton as it stood on earlier days, made from stage tracks, evidence and signatures."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import F, Q
from django.utils import timezone

from initiatives.coverage import Cell, status_of
from initiatives.models import (
    Combination,
    Connection,
    PlacementSystem,
    PolicyCommitment,
    Service,
    Snapshot,
    SnapshotEntry,
    Stage,
    StageChange,
)
from initiatives.overviews.coverage import CoverageFact
from initiatives.snapshots import freezing, freezing_ties, taking
from portfolio_hub.demo.days import moment_of
from sensemaking.models import ServiceEvidence
from stakeholders.models import Endorsement, Portfolio, User

Stages = dict[int, str]


class Told(NamedTuple):
    """A snapshot that the stewards took."""

    on: date
    name: str
    kind: str
    note: str


TAKEN = (
    Told(
        date(2025, 9, 30), "Before the third heating winter", Snapshot.Kind.BY_HAND,
        "Kept before version 3 is shared, so that we can see in a year what the words changed.",
    ),
    Told(
        date(2026, 6, 30), "End of the spring cycle", Snapshot.Kind.CYCLE_END,
        "Three months after version 4, and the last day before the hot weeks.",
    ),
)  # fmt: skip


def plant(portfolio: Portfolio, steward: User) -> None:
    """Write the snapshots that were taken by hand and at the end of a cycle."""
    for told in TAKEN:
        snapshot = _begin(portfolio, told.name, told.kind, told.on, steward, note=told.note)
        fill(snapshot)


@contextmanager
def beside_report(portfolio: Portfolio, name: str, on: date, steward: User) -> Iterator[None]:
    """Stand in for the snapshot that publishing a report asks a worker for: it is filled as of that day, once."""
    snapshot = _begin(portfolio, name, Snapshot.Kind.REPORT, on, steward)
    yield
    if Snapshot.objects.ready().filter(portfolio=portfolio, name=name, kind=snapshot.kind).exists():
        snapshot.delete()
    else:
        fill(snapshot)


def _begin(portfolio: Portfolio, name: str, kind: str, on: date, steward: User, note: str = "") -> Snapshot:
    moment = moment_of(on, name)
    return Snapshot.objects.create(
        portfolio=portfolio, name=name, kind=kind, note=note, taken_on=on, status=Snapshot.Status.WORKING,
        by=steward, created_at=moment, asked_at=moment, heartbeat_at=timezone.now(),
    )  # fmt: skip


def fill(snapshot: Snapshot) -> None:
    """Write what the portfolio held on the snapshot's day, and make it ready."""
    stages = stages_on(snapshot.portfolio, snapshot.taken_on)
    entries = [entry for batch in freezing.initiatives(snapshot) for entry in batch if entry.object_id in stages]
    for entry in entries:
        entry.state = stages[entry.object_id]
        entry.facts["judged"] = {}
    facts = promises_on(snapshot.portfolio, snapshot.taken_on, stages)
    entries += [*freezing.commitments(snapshot, facts), *endorsements_on(snapshot), *ties_on(snapshot)]
    SnapshotEntry.objects.bulk_create(entries, batch_size=500)
    Snapshot.objects.filter(pk=snapshot.pk).update(
        status=Snapshot.Status.READY, facts=taking.numbers(snapshot, facts), finished_at=snapshot.created_at,
        heartbeat_at=None,
    )  # fmt: skip


def stages_on(portfolio: Portfolio, day: date) -> Stages:
    """By initiative: the stage it had on that day; those that came later are not in it."""
    track = StageChange.objects.filter(initiative__placements__portfolio=portfolio, on__lte=day).order_by("on", "pk")
    return dict(track.values_list("initiative", "to_stage"))


def ties_on(snapshot: Snapshot) -> Iterator[SnapshotEntry]:
    """The connections that had been said and not yet refuted or ended, and the combinations that had been named."""
    day = snapshot.taken_on
    said = Connection.objects.filter(portfolio=snapshot.portfolio, said_on__lte=day)
    known = {tie.pk: tie for tie in said.only("status", "said_on", "since_on", "ended_on")}
    for entry in (
        entry for batch in freezing_ties.connections(snapshot) for entry in batch if entry.object_id in known
    ):
        tie = known[entry.object_id]
        is_over = tie.ended_on is not None and tie.ended_on <= day
        if not is_over:
            was_seen = tie.status != Connection.Status.HYPOTHESISED and (tie.since_on or tie.said_on) <= day
            entry.state = Connection.Status.OBSERVED if was_seen else Connection.Status.HYPOTHESISED
            entry.facts["outcome"] = ""
        yield entry
    named = set(Combination.objects.filter(portfolio=snapshot.portfolio, said_on__lte=day).values_list("pk", flat=True))
    yield from (entry for entry in freezing_ties.combinations(snapshot) if entry.object_id in named)


def promises_on(portfolio: Portfolio, day: date, stages: Stages) -> list[CoverageFact]:
    """How far each promise was covered on that day, and which shares were evidenced and in hand."""
    systems = defaultdict(set)
    touches = PlacementSystem.objects.filter(placement__portfolio=portfolio)
    for initiative, system in touches.values_list("placement__initiative", "system"):
        systems[initiative].add(system)
    services = defaultdict(list)
    for service in Service.objects.filter(commitment__portfolio=portfolio, initiative__in=stages):
        services[service.commitment_id].append(service)
    shown = set(ServiceEvidence.objects.filter(observed_on__lte=day).values_list("service", flat=True))
    promises = PolicyCommitment.objects.filter(portfolio=portfolio).prefetch_related("needs")
    return [_fact(promise, services[promise.pk], stages, systems, shown) for promise in promises]


def _fact(
    promise: PolicyCommitment, services: list[Service], stages: Stages, systems: dict[int, set[int]], shown: set[int]
) -> CoverageFact:
    """One promise, counted as the hub counts it: only what is not closed covers, what was evidenced stays."""
    active = [service for service in services if stages[service.initiative_id] != Stage.CLOSED]
    cells = [
        Cell(sum(need.system_id in systems[service.initiative_id] for service in active), need.need)
        for need in promise.needs.all()
    ]
    return CoverageFact(
        promise.pk,
        promise.title,
        status_of(cells).value,
        sum((service.evidenced for service in services if service.pk in shown), Decimal(0)),
        sum((service.in_hand for service in active), Decimal(0)),
        len(active),
    )


def endorsements_on(snapshot: Snapshot) -> list[SnapshotEntry]:
    """Who stood on that day behind the version that was shared then."""
    day = snapshot.taken_on
    held = Q(version__ended_on__isnull=True) | Q(version__ended_on__gt=day)
    standing = Q(ended_on__isnull=True) | Q(ended_on__gt=day)
    rows = Endorsement.objects.filter(
        held, standing, version__portfolio=snapshot.portfolio, version__shared_on__lte=day, signed_on__lte=day
    ).exclude(status=Endorsement.Status.OFFERED)
    columns = ("organisation", "organisation__name", "organisation__sector", "version__number")
    return [
        SnapshotEntry(
            snapshot=snapshot, kind=SnapshotEntry.Kind.ENDORSEMENT, object_id=organisation, name=name,
            state=Endorsement.Status.RENEWED if renewed and renewed <= day else Endorsement.Status.CONFIRMED,
            facts={"sector": sector, "version": number},
        )
        for organisation, name, sector, number, renewed in rows.order_by("pk").values_list(*columns, F("renewed_on"))
    ]  # fmt: skip
