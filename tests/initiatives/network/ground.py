"""Ties, readings and organisations for tests of the network."""

from typing import Any

from initiatives.models import Connection, ConnectionKind, Initiative, NetworkReading, Participation
from initiatives.network.reading import read
from initiatives.services import network
from stakeholders.models import Organisation, Portfolio


def tie(source: Initiative, target: Initiative, kind: str = ConnectionKind.ENABLES, **fields: Any) -> Connection:
    """A tie said in the home of its source."""
    return Connection.objects.create(portfolio=source.home, source=source, target=target, kind=kind, **fields)


def take_part(initiative: Initiative, *organisations: Organisation, role: str = "partner", **fields: Any) -> None:
    """Organisations take part in an initiative."""
    for organisation in organisations:
        Participation.objects.create(initiative=initiative, organisation=organisation, role=role, **fields)


def read_all(portfolio: Portfolio) -> list[NetworkReading]:
    """Both networks as every circle sees them, read here and now."""
    asked = network.ask_all(portfolio=portfolio)
    for row in asked:
        assert read(row.pk)
        row.refresh_from_db()
    return asked


def reading_of(portfolio: Portfolio, circle: str = "team", subject: str = "initiatives") -> NetworkReading:
    """One network, read here and now."""
    row = network.ask(portfolio=portfolio, subject=subject, circle=circle)
    assert read(row.pk)
    row.refresh_from_db()
    return row
