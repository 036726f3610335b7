"""What programs write about money goes through the forms of the pages, so that both keep the same rules."""

import re
from collections.abc import Callable
from typing import Any, TypeVar

from django.forms import BaseForm
from django.http import QueryDict
from django.utils import translation
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request

from funding.services.limits import ClosedDays, OverLimit
from stakeholders.policies import Refused

Made = TypeVar("Made")
Filled = TypeVar("Filled", bound=BaseForm)
PLAIN = re.compile(r"-?\d{1,30}(\.\d{1,30})?")
NUMBERS = ("amount", "rate")


def filled(make: Callable[[QueryDict], Filled], request: Request, known: dict[str, Any] | None = None) -> Filled:
    """A valid form with what was sent, over what is `known` already; raises ValidationError by field otherwise.

    Sums have a point and no mark between thousands, whatever the caller's language.
    """
    data = QueryDict(mutable=True)
    for name, value in {**(known or {}), **_sent(request)}.items():
        if isinstance(value, list):
            data.setlist(name, [str(one) for one in value])
        elif value is not None:
            data[name] = str(value)
    for name in NUMBERS:
        if name in data and not PLAIN.fullmatch(str(data[name])):
            raise ValidationError({name: ["Write the number with a point and without marks between thousands."]})
    with translation.override("en"):
        form = make(data)
        if not form.is_valid():
            raise ValidationError({name: [str(why) for why in errors] for name, errors in form.errors.items()})
    return form


def _sent(request: Request) -> dict[str, Any]:
    data: Any = request.data
    if isinstance(data, QueryDict):
        return {name: values if len(values) > 1 else values[0] for name, values in data.lists() if values}
    if not isinstance(data, dict):
        raise ValidationError("Send one object.")
    return data


def done(act: Callable[[], Made]) -> Made:
    """Do what the service does: 400 with the field where a limit stands, 403 where others decide."""
    try:
        return act()
    except ClosedDays as closed:
        raise ValidationError({"on": [str(closed)]}) from None
    except OverLimit as over:
        raise ValidationError({"amount": [str(over)]}) from None
    except Refused as refused:
        raise PermissionDenied(str(refused)) from None
