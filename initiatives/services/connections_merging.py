"""Connections of an initiative that is merged go along, but for those that would be with itself, twice, or a circle."""

from collections.abc import Collection
from typing import Any, NamedTuple

from django.db import models

from initiatives.followers import Follower
from initiatives.models import DIRECTED_KINDS, Connection, ConnectionKind, Initiative
from initiatives.services.connection_rules import after, before

Key = tuple[int, int, str]


class _Tie(NamedTuple):
    pk: int
    source: int
    target: int
    kind: str
    status: str

    @property
    def key(self) -> Key:
        return self.source, self.target, self.kind


def ties_of(initiative: int) -> list[_Tie]:
    """The connections with an initiative at either end."""
    rows = Connection.objects.of(initiative).order_by("pk")
    return [_Tie(*row) for row in rows.values_list("pk", "source_id", "target_id", "kind", "status")]


def rehung(tie: Key, of: int, to: int) -> Key:
    """The two and their kind with one initiative in the place of another, as it would be kept."""
    source, target = (to if end == of else end for end in tie[:2])
    if tie[2] not in DIRECTED_KINDS and source > target:
        source, target = target, source
    return source, target, tie[2]


def twins(of: Initiative, to: Initiative) -> dict[int, int]:
    """By connection of the one its twin at the other: the same tie with the same third, in the same way."""
    there = {tie.key: tie.pk for tie in ties_of(to.pk) if tie.status != Connection.Status.ENDED}
    found = ((tie.pk, there.get(rehung(tie.key, of.pk, to.pk))) for tie in ties_of(of.pk))
    return {pk: twin for pk, twin in found if twin is not None and twin != pk}


class ConnectionFollower(Follower):
    """Both ends follow. What stays is kept with the record of the merged initiative and is no longer drawn."""

    def rows(self, initiative: Initiative) -> models.QuerySet[Any]:
        """The connections with it at either end."""
        return Connection.objects.of(initiative.pk)

    def movable(self, source: Initiative, target: Initiative) -> models.QuerySet[Any]:
        """Those that say something about the target which is not said, and can't be wrong, already."""
        have = {tie.key for tie in ties_of(target.pk) if tie.status != Connection.Status.ENDED}
        earlier, later = before(target.pk), after(target.pk)

        def can_move(tie: _Tie) -> bool:
            new = rehung(tie.key, source.pk, target.pk)
            if new[0] == new[1] or (tie.status != Connection.Status.ENDED and new in have):
                return False
            if tie.kind != ConnectionKind.PRECEDES:
                return True
            return new[1] not in earlier if new[0] == target.pk else new[0] not in later

        return Connection.objects.filter(pk__in=[tie.pk for tie in ties_of(source.pk) if can_move(tie)])

    def carry(self, ids: Collection[int], *, of: Initiative | None, to: Initiative) -> None:
        """Put one in the place of the other at whichever end it stands; what is said there already stays."""
        assert of is not None
        have = {tie.key for tie in ties_of(to.pk) if tie.status != Connection.Status.ENDED}
        rows = list(Connection.objects.of(of.pk).filter(pk__in=ids))
        moving = []
        for row in rows:
            key = rehung((row.source_id, row.target_id, row.kind), of.pk, to.pk)
            if key[0] == key[1] or (key in have and row.status != Connection.Status.ENDED):
                continue
            row.source_id, row.target_id = key[:2]
            moving.append(row)
        Connection.objects.bulk_update(moving, ["source", "target"], batch_size=500)
