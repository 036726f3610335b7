"""What a portfolio holds today as rows of a snapshot, one batch at a time."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from initiatives.facets import facet_of
from initiatives.models import (
    FacetJudgement,
    Initiative,
    Participation,
    ParticipationRole,
    Placement,
    PlacementSystem,
    Service,
    Snapshot,
    SnapshotEntry,
)
from initiatives.overviews.coverage import CoverageFact
from stakeholders.models import Endorsement, Portfolio

AT_ONCE = 1000
Kind = SnapshotEntry.Kind
Names = dict[int, list[str]]


def count(portfolio: Portfolio) -> int:
    """How many initiatives there are to freeze."""
    return Initiative.objects.placed_in(portfolio).count()


def initiatives(snapshot: Snapshot) -> Iterator[list[SnapshotEntry]]:
    """Yield the initiatives placed today, closed ones too, in batches; seven queries each."""
    placed = Initiative.objects.placed_in(snapshot.portfolio).order_by("pk")
    last = 0
    while batch := list(placed.filter(pk__gt=last).values("pk", "title", "stage", "is_paused", "circle")[:AT_ONCE]):
        last = batch[-1]["pk"]
        facts = _facts([row["pk"] for row in batch], snapshot.portfolio)
        yield [
            SnapshotEntry(
                snapshot=snapshot, kind=Kind.INITIATIVE, object_id=row["pk"], name=row["title"], state=row["stage"],
                circle=row["circle"], facts={"paused": row["is_paused"], **facts[row["pk"]]},
            )
            for row in batch
        ]  # fmt: skip


def _facts(ids: list[int], portfolio: Portfolio) -> dict[int, dict[str, Any]]:
    """By initiative: its systems (the main one first), levers, facet, leads, and the promises it serves."""
    live = Placement.objects.live().filter(portfolio=portfolio, initiative__in=ids).order_by("pk")
    placed = {pk: (initiative, facet) for pk, initiative, facet in live.values_list("pk", "initiative", "facet")}
    facets = dict(placed.values())
    touches = PlacementSystem.objects.filter(placement__in=placed).order_by("-is_main", "system__order", "pk")
    levers = Placement.levers.through.objects.filter(placement__in=placed).order_by("lever__order", "lever_id")
    leads = Participation.objects.live().filter(initiative__in=ids, role=ParticipationRole.LEAD).order_by("pk")
    serves = Service.objects.filter(
        initiative__in=ids, commitment__portfolio=portfolio, commitment__retired_on__isnull=True
    ).order_by("commitment__order", "pk")
    named = {
        "systems": _by(touches.values_list("placement__initiative", "system__name")),
        "levers": _by(levers.values_list("placement__initiative", "lever__name")),
        "leads": _by(leads.values_list("initiative", "organisation__name")),
        "serves": _by(serves.values_list("initiative", "commitment__title")),
    }
    judged = _judged(placed)
    return {
        pk: {
            "facet": facets.get(pk, ""),
            "judged": judged.get(pk, {}),
            **{key: named[key].get(pk, []) for key in named},
        }
        for pk in ids
    }


def _judged(placed: Iterable[int]) -> dict[int, dict[str, int]]:
    """By initiative: how many of its judgements fall into which facet."""
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    rows = FacetJudgement.objects.filter(placement__in=placed).order_by()
    for initiative, directedness, certainty in rows.values_list("placement__initiative", "directedness", "certainty"):
        counts[initiative][facet_of(directedness, certainty)] += 1
    return {initiative: dict(found) for initiative, found in counts.items()}


def _by(pairs: Iterable[tuple[int, str]]) -> Names:
    """The names that belong to each id, in their order, each once."""
    found: Names = defaultdict(list)
    for pk, name in pairs:
        if name not in found[pk]:
            found[pk].append(name)
    return found


def commitments(snapshot: Snapshot, facts: Iterable[CoverageFact]) -> list[SnapshotEntry]:
    """The promises with their coverage, and the shares (%) that are evidenced and in hand."""
    return [
        SnapshotEntry(
            snapshot=snapshot, kind=Kind.COMMITMENT, object_id=fact.pk, name=fact.title, state=fact.status,
            facts={
                "evidenced": float(fact.evidenced), "in_hand": float(fact.in_hand), "initiatives": fact.initiatives
            },
        )
        for fact in facts
    ]  # fmt: skip


def endorsements(snapshot: Snapshot) -> list[SnapshotEntry]:
    """Who stands behind the shared version of the intent, and who did until it lapsed."""
    rows = Endorsement.objects.filter(version__portfolio=snapshot.portfolio, version__status="shared").exclude(
        status=Endorsement.Status.WITHDRAWN
    )
    columns = ("organisation", "organisation__name", "organisation__sector", "status", "version__number")
    return [
        SnapshotEntry(
            snapshot=snapshot, kind=Kind.ENDORSEMENT, object_id=organisation, name=name, state=status,
            facts={"sector": sector, "version": number},
        )
        for organisation, name, sector, status, number in rows.order_by("pk").values_list(*columns)
    ]  # fmt: skip
