"""The connections between two systems, one by one: the rows behind a cell of the density table."""

from typing import Any

from django.db.models import Q

from initiatives.models import Placement, System
from initiatives.network.facts import APART, seen_connections
from portfolio_hub.lib.keyset import Page, page_of
from stakeholders.access import Access


def between(access: Access, one: System, other: System, *, after: str = "") -> Page[Any]:
    """Connections that hold between active initiatives of which each has one of the systems as its main one."""

    def main(system: System) -> Any:
        live = Placement.objects.live().filter(portfolio=access.portfolio)
        return live.filter(touches__system=system, touches__is_main=True).values("initiative")

    pairs = Q(source__in=main(one), target__in=main(other)) | Q(source__in=main(other), target__in=main(one))
    rows = seen_connections(access).filter(pairs).exclude(kind__in=APART)
    rows = rows.exclude(source__stage="closed").exclude(target__stage="closed").select_related("source", "target")
    return page_of(rows, order=("-said_on", "-pk"), after=after, size=50)
