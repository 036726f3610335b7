"""What higher floors hang on connections: kept in the history, counted, and asked for when somebody connects."""

from typing import TYPE_CHECKING, Any, Protocol

from django import forms
from django.db import models
from django.http import QueryDict
from django.utils.functional import Promise

from portfolio_hub.lib.registry import Registry

if TYPE_CHECKING:
    from initiatives.models import Connection, Initiative
    from stakeholders.access import Access
    from stakeholders.models import User

EVIDENCE = "evidence"
"""The name of what speaks for connections and against them."""


class Tied(Protocol):
    """One kind of thing that hangs on connections."""

    def keep(self, connection: "Connection") -> list[dict[str, Any]]:
        """All of it as plain JSON, for the history."""

    def put_back(self, connection: "Connection", kept: list[dict[str, Any]]) -> None:
        """Make what was kept all that hangs on the connection."""

    def seen(self, access: "Access") -> models.QuerySet[Any]:
        """Rows with a `connection` that this reader may see."""


class Asked(Protocol):
    """Something that somebody may say together with a connection; `title` stands above its fields."""

    @property
    def title(self) -> str | Promise:
        """What is asked for."""

    def form(self, data: QueryDict | None, *, access: "Access", ends: "tuple[Initiative, Initiative]") -> forms.Form:
        """The fields, none of them needed."""

    def save(self, form: Any, *, connection: "Connection", by: "User") -> None:
        """Hang on the connection what was said; nothing for empty fields. Raises ValidationError."""


tied: Registry[Tied] = Registry("what hangs on a connection")
asked: Registry[Asked] = Registry("what is asked with a connection")


def keep(connection: "Connection") -> dict[str, list[dict[str, Any]]]:
    """By kind everything that hangs on a connection; kinds of which there is nothing are left out."""
    kept = {name: kind.keep(connection) for name, kind in tied.items()}
    return {name: rows for name, rows in kept.items() if rows}


def evidence_seen(access: "Access") -> models.QuerySet[Any]:
    """What speaks for connections or against them, as far as this reader may see it."""
    return tied.get(EVIDENCE).seen(access)
