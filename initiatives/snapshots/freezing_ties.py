"""What hangs together in a portfolio today as rows of a snapshot, one batch at a time."""

from collections.abc import Iterator

from initiatives.models import Combination, CombinationMember, Connection, Initiative, Snapshot, SnapshotEntry
from initiatives.services.connection_rules import narrowest

AT_ONCE = 2000
NAME = 200
Kind = SnapshotEntry.Kind


def connections(snapshot: Snapshot) -> Iterator[list[SnapshotEntry]]:
    """Yield the connections between initiatives placed today, in batches; refuted ones and ended ones too.

    Whoever may not see one of the ends does not see the connection: its circle is the narrowest of the three.
    """
    here = Initiative.objects.placed_in(snapshot.portfolio).values("pk")
    rows = Connection.objects.filter(source__in=here, target__in=here).select_related("source", "target")
    rows = rows.only(
        "kind", "status", "strength", "circle", "source__title", "source__circle", "target__title", "target__circle"
    ).order_by("pk")  # fmt: skip
    last = 0
    while batch := list(rows.filter(pk__gt=last)[:AT_ONCE]):
        last = batch[-1].pk
        yield [_connection(snapshot, row) for row in batch]


def _connection(snapshot: Snapshot, row: Connection) -> SnapshotEntry:
    ends = {"source": row.source_id, "target": row.target_id}
    return SnapshotEntry(
        snapshot=snapshot, kind=Kind.CONNECTION, object_id=row.pk, state=row.status,
        name=f"{row.source.title} · {row.target.title}"[:NAME],
        circle=narrowest((row.circle, row.source.circle, row.target.circle)),
        facts={**ends, "kind": row.kind, "strength": row.strength},
    )  # fmt: skip


def combinations(snapshot: Snapshot) -> list[SnapshotEntry]:
    """The combinations of the portfolio with the ids of their members."""
    members: dict[int, list[int]] = {}
    rows = CombinationMember.objects.filter(combination__portfolio=snapshot.portfolio).order_by("pk")
    for combination, initiative in rows.values_list("combination", "initiative"):
        members.setdefault(combination, []).append(initiative)
    return [
        SnapshotEntry(
            snapshot=snapshot, kind=Kind.COMBINATION, object_id=row.pk, name=row.name, circle=row.circle,
            state="ended" if row.ended_on else "current", facts={"members": members.get(row.pk, [])},
        )
        for row in Combination.objects.filter(portfolio=snapshot.portfolio).order_by("pk")
    ]  # fmt: skip
