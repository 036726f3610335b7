"""Which rows have others hanging on them, found from the models themselves."""

from collections.abc import Collection

from django.db import models


def with_other_rows(model: type[models.Model], ids: Collection[int], *, own: Collection[str]) -> set[int]:
    """Ids to which any relation points except those named in `own` (their names on `model`)."""
    found: set[int] = set()
    for relation in model._meta.get_fields():
        if not (relation.auto_created and not relation.concrete) or relation.name in own:
            continue
        accessor = getattr(relation, "get_accessor_name", lambda: None)()
        if accessor in own:
            continue
        pointing = model._base_manager.filter(pk__in=ids, **{f"{relation.name}__isnull": False})
        found.update(pointing.values_list("pk", flat=True).distinct())
    return found
