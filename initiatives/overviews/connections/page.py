"""All that a connection's page shows beside its evidence."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404

from initiatives.models import Connection
from initiatives.overviews.connections.ends import End, ends_of
from initiatives.policies import Ruling
from initiatives.policies_connections import may_change, may_delete
from initiatives.wording_connections import STATUS_ICONS, STATUS_RULES, icon, verb
from stakeholders.access import Access, Permission


@dataclass(frozen=True)
class ConnectionPage:
    """What the page shows."""

    connection: Connection
    source: End
    target: End
    verb: Any
    icon: str
    rule: Any
    status_icon: str
    said_by: str
    siblings: list[tuple[Any, Connection]]
    change: Ruling
    delete: Ruling


def find(access: Access, pk: int) -> Connection:
    """The connection as it was said here, if this reader may see it and both of its ends; raises Http404."""
    rows = Connection.objects.visible_to(access.user).filter(portfolio=access.portfolio)
    found = rows.select_related("portfolio", "source", "target", "said_by", "said_for").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def connection_page(access: Access, connection: Connection) -> ConnectionPage:
    """Build the page in a fixed number of queries."""
    ends = ends_of(access, connection.source, connection.target)
    same = Connection.objects.visible_to(access.user).of(connection.source_id).of(connection.target_id)
    siblings = same.exclude(pk=connection.pk).select_related("portfolio", "source", "target")
    return ConnectionPage(
        connection=connection,
        source=ends[connection.source_id],
        target=ends[connection.target_id],
        verb=verb(connection.kind),
        icon=icon(connection.kind),
        rule=STATUS_RULES[connection.status],
        status_icon=STATUS_ICONS[connection.status],
        said_by=str(connection.said_by) if connection.said_by and access.may(Permission.SEE_PEOPLE) else "",
        siblings=[(verb(row.kind), row) for row in siblings],
        change=may_change(access, connection),
        delete=may_delete(access, connection),
    )
