"""What higher floors hang on connections: the registry by which it is kept in the history and put back."""

from typing import TYPE_CHECKING, Any, Protocol

from portfolio_hub.lib.registry import Registry

if TYPE_CHECKING:
    from initiatives.models import Connection


class Tied(Protocol):
    """One kind of thing that hangs on connections."""

    def keep(self, connection: "Connection") -> list[dict[str, Any]]:
        """All of it as plain JSON, for the history."""

    def put_back(self, connection: "Connection", kept: list[dict[str, Any]]) -> None:
        """Make what was kept all that hangs on the connection."""


tied: Registry[Tied] = Registry("what hangs on a connection")


def keep(connection: "Connection") -> dict[str, list[dict[str, Any]]]:
    """By kind everything that hangs on a connection; kinds of which there is nothing are left out."""
    kept = {name: kind.keep(connection) for name, kind in tied.items()}
    return {name: rows for name, rows in kept.items() if rows}
