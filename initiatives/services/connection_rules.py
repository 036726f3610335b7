"""What can't be said of two initiatives: a tie with itself, twice the same, circles of what comes first."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import connection as database
from django.utils.translation import gettext as _

from initiatives.models import DIRECTED_KINDS, Connection, ConnectionKind, Initiative
from stakeholders.models import Circle, Portfolio, User

WIDTH = list(Circle.values)
"""Circles from the narrowest to the widest."""

REACHED = """
WITH RECURSIVE reached(id) AS (
    SELECT {to} FROM initiatives_connection
    WHERE {of} = %s AND kind = 'precedes' AND status IN ('hypothesised', 'observed') AND id <> %s
  UNION
    SELECT c.{to} FROM initiatives_connection c JOIN reached ON c.{of} = reached.id
    WHERE c.kind = 'precedes' AND c.status IN ('hypothesised', 'observed') AND c.id <> %s
) SELECT id FROM reached"""


class AlreadySaid(ValidationError):
    """The two are connected in this way already; `twin` is that connection."""

    def __init__(self, twin: Connection, *, by: User | None) -> None:
        self.twin = twin
        is_seen = by is None or Connection.objects.visible_to(by).filter(pk=twin.pk).exists()
        words = _("These two are connected in this way already.")
        if is_seen and twin.status == Connection.Status.REFUTED:
            words = _("This was said before and refuted: “%(why)s” Open that one again if it is true after all.") % {
                "why": twin.outcome
            }
        self.is_seen = is_seen
        super().__init__({"kind": words})


def in_order(kind: str, source: Initiative, target: Initiative) -> tuple[Initiative, Initiative]:
    """The ends as they are kept: a kind without direction has the smaller id first."""
    swap = kind not in DIRECTED_KINDS and source.pk > target.pk
    return (target, source) if swap else (source, target)


def before(initiative: int, *, but: int = 0) -> set[int]:
    """The ids of all that come before an initiative, at any distance, in one query; `but` leaves a connection out."""
    return _reached(initiative, "target_id", "source_id", but)


def after(initiative: int, *, but: int = 0) -> set[int]:
    """The ids of all that come after an initiative, at any distance, in one query."""
    return _reached(initiative, "source_id", "target_id", but)


def _reached(initiative: int, of: str, to: str, but: int) -> set[int]:
    with database.cursor() as cursor:
        cursor.execute(REACHED.format(of=of, to=to), [initiative, but, but])
        return {row[0] for row in cursor.fetchall()}


def refuse_ends(portfolio: Portfolio, source: Initiative, target: Initiative, by: User | None) -> None:
    """Raise ValidationError for ends that can't be tied here, or that this person may not see."""
    ids = {source.pk, target.pk}
    if len(ids) == 1:
        raise ValidationError({"target": _("Choose another initiative; this is the one you are connecting.")})
    if by is not None and Initiative.objects.visible_to(by).filter(pk__in=ids).count() < len(ids):
        raise ValidationError({"target": _("Choose an initiative that you can see.")})
    for end in (source, target):
        if end.merged_into_id:
            raise ValidationError(
                {"target": _("“%(title)s” was merged into another initiative. Connect that one.") % {"title": end}}
            )
    if not Initiative.objects.placed_in(portfolio).filter(pk__in=ids).exists():
        raise ValidationError({"target": _("One of the two has to be in this portfolio.")})


def twin_of(row: Connection) -> Connection | None:
    """Another connection of the same two in the same way that is not over."""
    same = Connection.objects.filter(source=row.source_id, target=row.target_id, kind=row.kind)
    return same.exclude(status=Connection.Status.ENDED).exclude(pk=row.pk).first()


def refuse(row: Connection, *, by: User | None) -> None:
    """Raise ValidationError for a connection that stands already, or that closes a circle of what comes first."""
    if row.status != Connection.Status.ENDED and (twin := twin_of(row)):
        raise AlreadySaid(twin, by=by)
    if row.kind != ConnectionKind.PRECEDES or not row.holds:
        return
    if row.source_id in after(row.target_id, but=row.pk or 0):
        raise ValidationError(
            {"kind": _("That would be a circle: “%(target)s” comes before “%(source)s” already, directly or through "
                       "others.") % {"source": row.source, "target": row.target}}
        )  # fmt: skip


def reach_of(circles: Collection[str], *ends: Initiative) -> str:
    """How far a new connection reaches: as far as its narrower end, but not beyond what the speaker sees."""
    reach = narrowest([end.circle for end in ends])
    return reach if reach in circles else narrowest(circles)


def narrowest(circles: Collection[str]) -> str:
    """The narrowest of some circles."""
    return min(circles, key=WIDTH.index)
