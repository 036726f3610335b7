"""What shows that an initiative delivers its share of a promise: the registry that higher floors fill."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from portfolio_hub.lib.registry import Registry

if TYPE_CHECKING:
    from initiatives.models import Service
    from stakeholders.access import Access


@dataclass(frozen=True, slots=True)
class Proof:
    """One thing that shows delivery, as a page prints it."""

    text: str
    on: date
    url: str = ""
    is_learning: bool = False


class Proofs(Protocol):
    """One kind of proof that hangs on services."""

    def has_any(self, service: "Service") -> bool:
        """Whether something shows what this service delivered."""

    def shown(self, services: Collection[int], access: "Access") -> Mapping[int, list[Proof]]:
        """By service what this reader may see, the newest first, in one query."""

    def keep(self, service: "Service") -> list[dict[str, Any]]:
        """All of it as plain JSON, for the history."""

    def put_back(self, service: "Service", kept: list[dict[str, Any]]) -> None:
        """Make what was kept all that hangs on the service."""


proofs: Registry[Proofs] = Registry("kind of proof")


def shown(services: Collection[int], access: "Access") -> dict[int, list[Proof]]:
    """Everything that shows what these services delivered, the newest first."""
    found: dict[int, list[Proof]] = {}
    for kind in proofs if services else ():
        for service, lines in kind.shown(services, access).items():
            found.setdefault(service, []).extend(lines)
    return {service: sorted(lines, key=lambda proof: proof.on, reverse=True) for service, lines in found.items()}
