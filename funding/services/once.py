"""What a program sends again, because it heard no answer, is written once."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from funding.models import FundingVehicle
from funding.services.limits import locked
from stakeholders.models import Change, User


@transaction.atomic
def once(
    *, vehicle: FundingVehicle, model: type[models.Model], key: uuid.UUID | None, by: User, act: Callable[[], Any]
) -> Any:
    """Write the row that `act` makes, or find the one that this person wrote with the same key in this vehicle's
    portfolio; the history keeps the key. Two that come at once wait for each other at the vehicle.
    """
    pot = locked(vehicle)
    if key is None:
        return act()
    kind = ContentType.objects.get_for_model(model)
    sent = Change.objects.in_batch(key).filter(by=by, portfolio=pot.portfolio_id, content_type=kind)
    if known := sent.filter(kind=Change.Kind.CREATED).first():
        return known.target
    row = act()
    Change.objects.of(row).filter(kind=Change.Kind.CREATED).update(batch=key)
    return row
