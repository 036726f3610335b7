"""The page of positions: who needs and fears what, as far as the reader's circle reaches, and how it can be braided."""

from dataclasses import dataclass

from django.db.models import Prefetch

from stakeholders.access import Access
from stakeholders.braiding import Suggestion, Voice, suggestions
from stakeholders.models import Braid, Organisation, Position


@dataclass(frozen=True)
class Interests:
    """Positions and braids that the reader may see; suggestions for the facilitator alone."""

    positions: tuple[Position, ...]
    braids: tuple[Braid, ...]
    suggestions: tuple[Suggestion, ...]
    writable: frozenset[int]
    """Organisations whose position the reader may write."""
    unwritten: tuple[Organisation, ...]
    """Organisations the reader speaks for that have not said anything yet."""


def interests_of(access: Access) -> Interests:
    """Gather the page in a fixed number of queries."""
    seen = Position.objects.visible_to(access.user).filter(portfolio=access.portfolio).select_related("organisation")
    rows = tuple(seen)
    strands = Prefetch("positions", seen)
    woven = Braid.objects.visible_to(access.user).filter(portfolio=access.portfolio).prefetch_related(strands)
    braids = tuple(braid for braid in woven if braid.positions.all())
    listed = Organisation.objects.listed_in(access.portfolio)
    mine = list(listed.spoken_for_by(access.user).order_by("name")) if access.role else []
    written = {row.organisation_id for row in rows}
    return Interests(
        positions=rows,
        braids=braids,
        suggestions=tuple(_fresh(rows, braids)) if access.is_steward else (),
        writable=frozenset(written) if access.is_steward else frozenset(one.pk for one in mine),
        unwritten=tuple(one for one in mine if one.pk not in written),
    )


def _fresh(rows: tuple[Position, ...], braids: tuple[Braid, ...]) -> list[Suggestion]:
    """What may go together and stands in no braid yet."""
    voices = [Voice(row.pk, row.organisation.name, row.needs, row.fears) for row in rows]
    woven = [{position.pk for position in braid.positions.all()} for braid in braids]
    return [one for one in suggestions(voices) if not any(set(one.pks) <= strands for strands in woven)]
