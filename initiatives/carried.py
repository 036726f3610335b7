"""What goes along when challenges are merged or split: the registry that every floor fills."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.utils.functional import Promise

from portfolio_hub.lib.registry import Registry

if TYPE_CHECKING:
    from initiatives.models import Challenge


@dataclass(frozen=True)
class Carried:
    """Rows of `model` that hang on a challenge by its field `challenge`; `label` names them ("framings").

    `unique_with` names the field that may stand only once beside a challenge: rows that would be there twice stay.
    """

    model: str
    label: str | Promise
    unique_with: str = ""

    def rows(self, challenge: "Challenge") -> models.QuerySet[Any]:
        """The rows that hang on this challenge."""
        return apps.get_model(self.model)._base_manager.filter(challenge=challenge).order_by("pk")

    def movable(self, source: "Challenge", target: "Challenge") -> models.QuerySet[Any]:
        """The rows of the source that the target does not have already."""
        rows = self.rows(source)
        if not self.unique_with:
            return rows
        there = self.rows(target).order_by().values(self.unique_with)
        return rows.exclude(**{f"{self.unique_with}__in": there})

    def move(self, ids: Collection[int], to: "Challenge") -> None:
        """Hang these rows on another challenge."""
        apps.get_model(self.model)._base_manager.filter(pk__in=ids).update(challenge=to)


carried: Registry[Carried] = Registry("what a challenge carries")
