"""What goes along when one initiative is merged into another: the registry that every floor fills."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.utils.functional import Promise

from portfolio_hub.lib.registry import Registry

if TYPE_CHECKING:
    from initiatives.models import Initiative


@dataclass(frozen=True)
class Follower:
    """Rows of `model` that point at an initiative by `field`; `label` names them on the preview ("learning logs").

    `unique_with` names the field that may stand only once beside an initiative: rows that would be there twice stay.
    `after` is called once rows have moved, with the ids of both initiatives, to set right what is counted from them.
    """

    model: str
    label: str | Promise
    field: str = "initiative"
    unique_with: str = ""
    after: Callable[[Collection[int]], None] | None = None

    def rows(self, initiative: "Initiative") -> models.QuerySet[Any]:
        """The rows that hang on this initiative."""
        return apps.get_model(self.model)._base_manager.filter(**{self.field: initiative})

    def movable(self, source: "Initiative", target: "Initiative") -> models.QuerySet[Any]:
        """The rows of the source that go along to the target."""
        rows = self.rows(source)
        if not self.unique_with:
            return rows
        there = self.rows(target).values(self.unique_with)
        return rows.exclude(**{f"{self.unique_with}__in": there})

    def carry(self, ids: Collection[int], *, of: "Initiative | None", to: "Initiative") -> None:
        """Move these rows of one initiative to another; the way back after an undo is the same."""
        self.move(ids, to)

    def move(self, ids: Collection[int], to: "Initiative") -> None:
        """Hang these rows on another initiative."""
        rows = apps.get_model(self.model)._base_manager.filter(pk__in=ids)
        touched = {to.pk, *rows.order_by().values_list(f"{self.field}_id", flat=True).distinct()}
        rows.update(**{self.field: to})
        if self.after and ids:
            self.after(touched)


followers: Registry[Follower] = Registry("follower")
