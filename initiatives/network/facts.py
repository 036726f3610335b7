"""The rows behind a network, as far as one circle sees them."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.auth.models import AnonymousUser

from initiatives.models import (
    Connection,
    ConnectionKind,
    Initiative,
    NetworkReading,
    Participation,
    ParticipationRole,
    Placement,
    PlacementSystem,
)
from initiatives.network.graphs import Network, working_together
from stakeholders.access import READING, Access, steward_access
from stakeholders.models import Circle, Organisation, Portfolio

Subject = NetworkReading.Subject
APART = (ConnectionKind.ALTERNATIVE_TO, ConnectionKind.DUPLICATES, ConnectionKind.IN_TENSION)
"""Kinds that are drawn and not counted: they don't say that two work towards the same."""
BY_WIDTH = (Circle.TEAM, Circle.PORTFOLIO, Circle.FUNDERS, Circle.PUBLIC)


@dataclass(frozen=True)
class Facts:
    """`drawn` has everything that stands on the drawing, `counted` what measures are taken of."""

    drawn: Network
    counted: Network
    crowds: tuple[int, ...] = ()

    @cached_property
    def fingerprint(self) -> str:
        """The same for the same facts."""
        return hashlib.sha256(f"{self.drawn.fingerprint}{self.counted.fingerprint}{self.crowds}".encode()).hexdigest()


def circle_of(access: Access) -> str:
    """The widest reading that this role reaches: a steward's holds all, a visitor's what is public."""
    return next(circle for circle in BY_WIDTH if circle in access.circles)


def access_of(portfolio: Portfolio, circle: str) -> Access:
    """What somebody who reads up to this circle sees, and nobody's own team besides."""
    if circle == Circle.TEAM:
        return steward_access(portfolio)
    circles = frozenset(BY_WIDTH[BY_WIDTH.index(Circle(circle)) :])
    return Access(portfolio, AnonymousUser(), "", READING, circles)


def facts_of(access: Access, subject: str) -> Facts:
    """What this access sees of the subject."""
    return initiatives(access) if subject == Subject.INITIATIVES else organisations(access)


def initiatives(access: Access) -> Facts:
    """Initiatives, their connections that hold, and the main system of each; three queries.

    Closed initiatives stand on the drawing and are not counted, nor are ties of the kinds in `APART`.
    """
    rows = dict(Initiative.objects.seen_with(access).values_list("pk", "stage"))
    ties = list(seen_connections(access).values_list("source", "target", "kind"))
    groups = main_systems(access.portfolio)
    drawn = Network.of(rows, ((one, other) for one, other, _kind in ties), groups)
    active = [pk for pk, stage in rows.items() if stage != "closed"]
    counted = Network.of(active, ((one, other) for one, other, kind in ties if kind not in APART), groups)
    return Facts(drawn, counted)


def seen_connections(access: Access) -> Any:
    """Connections that hold and that this access sees, in no order."""
    return Connection.objects.seen_with(access).holding().order_by()


def main_systems(portfolio: Portfolio) -> dict[int, int]:
    """The main system of each initiative in the portfolio, by their ids."""
    live = Placement.objects.live().filter(portfolio=portfolio)
    rows = PlacementSystem.objects.filter(placement__in=live.values("pk"), is_main=True).order_by("pk")
    return dict(rows.values_list("placement__initiative", "system"))


def organisations(access: Access) -> Facts:
    """Organisations listed in the portfolio, and who takes part in an active initiative with whom; two queries.

    Whoever is only affected by an initiative does not work in it.
    """
    rows = dict(Organisation.objects.listed_in(access.portfolio).values_list("pk", "sector"))
    seen = Initiative.objects.seen_with(access).active().values("pk")
    parts = Participation.objects.live().filter(initiative__in=seen).exclude(role=ParticipationRole.AFFECTED)
    known = (part for part in parts.order_by().values_list("initiative", "organisation") if part[1] in rows)
    pairs, crowds = working_together(known)
    network = Network.of(rows, pairs, rows)
    return Facts(network, network, tuple(crowds))
