"""What hangs together in a portfolio today as rows of a snapshot, one batch at a time."""

from collections.abc import Iterator

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from initiatives.models import Combination, CombinationMember, Connection, Initiative, Snapshot, SnapshotEntry
from initiatives.services.connection_rules import narrowest
from initiatives.snapshots.comparing import CURRENT
from initiatives.wording_connections import verb
from stakeholders.querysets import circles_of_roles

AT_ONCE = 1000
LONGEST, MOST_OF_TITLE = 200, 80
Kind = SnapshotEntry.Kind
COLUMNS = (
    "pk", "source_id", "target_id", "kind", "status", "strength", "confidence", "statement", "since_on", "said_on",
    "outcome", "circle", "source__title", "target__title", "source__circle", "target__circle",
)  # fmt: skip


def connections(snapshot: Snapshot) -> Iterator[list[SnapshotEntry]]:
    """Yield the connections between initiatives placed today, those that are refuted or over too; a query a batch.

    An entry names both ends, so it reaches no further than the narrowest of the three. What another portfolio said
    is frozen only where everybody may read it there.
    """
    placed = Initiative.objects.placed_in(snapshot.portfolio).values("pk")
    said = Q(portfolio=snapshot.portfolio) | circles_of_roles(AnonymousUser())
    rows = Connection.objects.filter(said, source__in=placed, target__in=placed).order_by("pk")
    last = 0
    while batch := list(rows.filter(pk__gt=last).values(*COLUMNS)[:AT_ONCE]):
        last = batch[-1]["pk"]
        yield [
            SnapshotEntry(
                snapshot=snapshot, kind=Kind.CONNECTION, object_id=row["pk"], state=row["status"],
                name=f"{short(row['source__title'])} {verb(row['kind'])} {short(row['target__title'])}"[:LONGEST],
                circle=narrowest((row["circle"], row["source__circle"], row["target__circle"])),
                facts={
                    "source": row["source_id"], "target": row["target_id"],
                    **{name: row[name] for name in ("kind", "strength", "confidence", "statement", "outcome")},
                    **{name: str(row[name] or "") for name in ("since_on", "said_on")},
                },
            )
            for row in batch
        ]  # fmt: skip


def combinations(snapshot: Snapshot) -> list[SnapshotEntry]:
    """The combinations of the portfolio with the ids of the members that reach as far as they do, in two queries."""
    members: dict[int, list[int]] = {}
    rows = CombinationMember.objects.filter(combination__portfolio=snapshot.portfolio).order_by("pk")
    columns = ("combination", "initiative", "initiative__circle", "combination__circle")
    for combination, initiative, circle, reach in rows.values_list(*columns):
        if narrowest((circle, reach)) == reach:
            members.setdefault(combination, []).append(initiative)
    return [
        SnapshotEntry(
            snapshot=snapshot, kind=Kind.COMBINATION, object_id=row.pk, name=row.name, circle=row.circle,
            state="ended" if row.ended_on else CURRENT,
            facts={"effect": row.effect, "members": members.get(row.pk, [])},
        )
        for row in Combination.objects.filter(portfolio=snapshot.portfolio).order_by("pk")
    ]  # fmt: skip


def short(title: str) -> str:
    """A title that leaves room for another."""
    return title if len(title) <= MOST_OF_TITLE else f"{title[: MOST_OF_TITLE - 1].rstrip()}…"
