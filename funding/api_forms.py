"""What programs write about money goes through the forms of the pages, so that both keep the same rules."""

import re
import uuid
from collections.abc import Callable
from typing import Any, TypeVar

from django.forms import BaseForm
from django.http import QueryDict
from django.utils import translation
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request

from funding.services.limits import OverLimit, WrongDay
from stakeholders.policies import Refused

Made = TypeVar("Made")
Filled = TypeVar("Filled", bound=BaseForm)
PLAIN = re.compile(r"-?\d{1,30}(\.\d{1,30})?")
NUMBERS = ("amount", "rate", "second_above", "least", "most")


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


def known(form: BaseForm) -> dict[str, Any]:
    """What stands in an unbound form: where somebody sends nothing, that stays."""
    with translation.override("en"):
        return {name: form[name].value() for name in form.fields}


def _sent(request: Request) -> dict[str, Any]:
    data: Any = request.data
    if isinstance(data, QueryDict):
        return {name: values if len(values) > 1 else values[0] for name, values in data.lists() if values}
    if not isinstance(data, dict):
        raise ValidationError("Send one object.")
    return data


def done(act: Callable[[], Made], *, over: str = "amount", day: str = "on") -> Made:
    """Do what the service does: 400 where a limit stands, said at the field `over`, or at `day` where it is the day
    that is wrong or closed; 403 where others decide.
    """
    try:
        return act()
    except WrongDay as wrong:
        raise ValidationError({day: [str(wrong)]}) from None
    except OverLimit as limit:
        raise ValidationError({over: [str(limit)]}) from None
    except Refused as refused:
        raise PermissionDenied(str(refused)) from None


def key_of(request: Request) -> uuid.UUID | None:
    """The `client_key` with which a sum was sent: the same one again writes nothing more."""
    sent = _sent(request).get("client_key")
    try:
        return uuid.UUID(str(sent)) if sent is not None else None
    except ValueError:
        raise ValidationError({"client_key": ["Send a UUID."]}) from None


def in_state(act: Callable[[], Made]) -> Made:
    """Do what the service does: 400 where it can't be done now, whoever asks."""
    try:
        return act()
    except Refused as refused:
        raise ValidationError({"non_field_errors": [str(refused)]}) from None
