"""What can be imported: the registry that higher floors fill, and what an entry must be able to do."""

import uuid
from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import models

from initiatives.imports.fields import Field, Problem, Record, Text
from portfolio_hub.lib.registry import Registry
from stakeholders.models import Portfolio, User

Values = Mapping[str, Any]
EXTRA = "extra"
"""The name under which kept columns travel together with the fields."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where the rows of one import go, and who brings them."""

    portfolio: Portfolio
    by: User | None
    batch: uuid.UUID
    source: str
    file_name: str


class Target(ABC):
    """One kind of row that can come in.

    Values are plain (JSON) throughout: days as ISO text, money as decimal text, lists as lists, relations as
    sorted lists of ids. A target reads and writes them in sets: a fixed number of queries for any number of rows.
    """

    name: ClassVar[str]
    label: ClassVar[Text]
    label_many: ClassVar[Text]
    explanation: ClassVar[Text]
    model: ClassVar[type[models.Model]]
    home_view: ClassVar[str]
    order: ClassVar[int] = 0
    keeps_extra: ClassVar[bool] = False

    @abstractmethod
    def fields(self, portfolio: Portfolio) -> tuple[Field, ...]:
        """What a row can say here."""

    def tidy(self, record: Record) -> tuple[Record, Sequence[Problem]]:
        """One row with its values made to fit each other, and what was wrong between them; no queries."""
        return record, ()

    def settle(self, scope: Scope, records: Sequence[Record]) -> tuple[list[Record], list[Problem]]:
        """Replace texts that stand for rows of ours, for many records at once."""
        return list(records), []

    @abstractmethod
    def find(self, scope: Scope, keys: Collection[str]) -> dict[str, int]:
        """Rows of this source that are here already, by their key."""

    @abstractmethod
    def load(self, ids: Collection[int], scope: Scope) -> dict[int, dict[str, Any]]:
        """What rows say today, by id; ids that are gone are left out."""

    @abstractmethod
    def create(self, scope: Scope, records: Sequence[Record]) -> list[int]:
        """Write new rows and return their ids in the order of the records."""

    @abstractmethod
    def update(self, scope: Scope, changes: Mapping[int, Values]) -> None:
        """Write new values of some fields, by id."""

    def state(self, ids: Collection[int], scope: Scope) -> dict[int, dict[str, Any]]:
        """What the history compares, by id."""
        return self.load(ids, scope)

    def restore(self, scope: Scope, changes: Mapping[int, Values]) -> None:
        """Write back what `state` said before."""
        self.update(scope, changes)

    @abstractmethod
    def delete(self, ids: Collection[int]) -> None:
        """Take created rows away again."""

    def held(self, ids: Collection[int]) -> set[int]:
        """Rows to which people have attached something since, so that they must stay."""
        return set()


targets: Registry[Target] = Registry("import target")


def in_order() -> list[Target]:
    """What can be imported, in the order in which people look for it."""
    return sorted(targets, key=lambda target: target.order)
