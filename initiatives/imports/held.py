"""Which rows have others hanging on them, found from the models themselves."""

from collections.abc import Collection

from django.db import models
from django.db.models import Q


def with_other_rows(model: type[models.Model], ids: Collection[int], *, own: Collection[str]) -> set[int]:
    """Ids to which any relation points except those named in `own` (their names on `model`).

    A model that the hub writes by itself says with `BY_HAND` which of its rows a person had a hand in; only these hold.
    """
    found: set[int] = set()
    for relation in model._meta.get_fields():
        if not (relation.auto_created and not relation.concrete) or relation.name in own:
            continue
        accessor = getattr(relation, "get_accessor_name", lambda: None)()
        if accessor in own:
            continue
        pointing = model._base_manager.filter(pk__in=ids, **{f"{relation.name}__isnull": False})
        by_hand: Q | None = getattr(relation.related_model, "BY_HAND", None)
        if by_hand is not None:
            rows = relation.related_model._base_manager.filter(by_hand)  # type: ignore[union-attr]
            pointing = pointing.filter(**{f"{relation.name}__in": rows})
        found.update(pointing.values_list("pk", flat=True).distinct())
    return found
