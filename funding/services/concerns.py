"""Concerns are begun with, ordered, retired and taken up again here; their words are saved as shared texts."""

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from funding.impact.packs import PACKS
from funding.models import Concern
from stakeholders.models import Change, Portfolio, User
from stakeholders.policies import Refused
from stakeholders.services import edits, history, shared_texts


@transaction.atomic
def start(*, portfolio: Portfolio, pack: str, by: User) -> int:
    """Lay down the concerns of a pack where there are none yet; return how many."""
    Portfolio.objects.select_for_update(of=("self",)).get(pk=portfolio.pk)
    if pack not in PACKS:
        raise Refused(_("There is no such set of concerns."))
    if portfolio.concerns.exists():
        raise Refused(_("This portfolio has its concerns already."))
    batch, changes = uuid.uuid4(), []
    for order, (name, meaning) in enumerate(PACKS[pack].concerns):
        row = Concern.objects.create(portfolio=portfolio, name=str(name), meaning=str(meaning), order=order)
        fields = {"name": [None, row.name], "meaning": [None, row.meaning]}
        created = Change.Kind.CREATED
        changes.append(history.build(row, kind=created, fields=fields, by=by, portfolio=portfolio, batch=batch))
    history.record_many(changes)
    return len(changes)


@transaction.atomic
def add(*, concern: Concern, values: dict[str, Any], by: User) -> Change | None:
    """Add a concern after the others; raises Refused for a name that is taken."""
    portfolio = Portfolio.objects.select_for_update(of=("self",)).get(pk=concern.portfolio_id)
    _name_is_free(concern, values["name"])
    last = portfolio.concerns.order_by("-order").first()
    values = {**values, "order": last.order + 1 if last else 0}
    return edits.save(concern, values=values, by=by, portfolio=portfolio)


@transaction.atomic
def edit(*, concern: Concern, values: dict[str, Any], edit: int, by: User, why: str = "") -> Change | None:
    """Change name or meaning; raises Stale when somebody edited meanwhile, and Refused for a name that is taken."""
    portfolio = Portfolio.objects.select_for_update(of=("self",)).get(pk=concern.portfolio_id)
    if "name" in values:
        _name_is_free(concern, values["name"])
    return shared_texts.save(concern, values=values, edit=edit, by=by, portfolio=portfolio, why=why)


@transaction.atomic
def move(*, concern: Concern, up: bool, by: User) -> None:
    """Let a concern change places with the one before or after it."""
    portfolio = Portfolio.objects.select_for_update(of=("self",)).get(pk=concern.portfolio_id)
    rows = list(Concern.objects.filter(portfolio=portfolio).current())
    here = next((at for at, row in enumerate(rows) if row.pk == concern.pk), None)
    if here is None or not 0 <= (there := here - 1 if up else here + 1) < len(rows):
        return
    before = {row.pk: row.order for row in rows}
    rows[here], rows[there] = rows[there], rows[here]
    for order, row in enumerate(rows):
        row.order = order
    Concern.objects.bulk_update(rows, ["order"])
    fields = {"order": [before[concern.pk], there]}
    history.record(concern, kind=Change.Kind.EDITED, fields=fields, by=by, portfolio=portfolio)


@transaction.atomic
def retire(*, concern: Concern, by: User, again: bool = False) -> Change | None:
    """No longer look at a concern, or look at it again; its judgements stay as they are."""
    row = Concern.objects.select_for_update(of=("self",)).select_related("portfolio").get(pk=concern.pk)
    if (row.retired_on is None) == again:
        return None
    day = None if again else timezone.localdate()
    return edits.save(row, values={"retired_on": day}, by=by, portfolio=row.portfolio)


def restore(concern: Concern, values: dict[str, Any], by: User) -> None:
    """Write earlier words, place or state back; raises CannotUndo when the name went to another meanwhile."""
    row = Concern.objects.select_for_update(of=("self",)).get(pk=concern.pk)
    own: dict[str, Any] = {}
    for name, value in values.items():
        field: Any = Concern._meta.get_field(name)
        own[name] = field.to_python(value)
    if "name" in own and _is_taken(row, own["name"]):
        raise history.CannotUndo(_("Another concern has that name by now. Rename one of the two first."))
    Concern.objects.filter(pk=row.pk).update(**own, edit=row.edit + 1)


def _is_taken(concern: Concern, name: str) -> bool:
    rows = Concern.objects.filter(portfolio=concern.portfolio_id, name__iexact=name)
    return rows.exclude(pk=concern.pk).exists()


def _name_is_free(concern: Concern, name: str) -> None:
    if _is_taken(concern, name):
        raise Refused(_("There is a concern of this name already."))
