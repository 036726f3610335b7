"""What an observation must say, wherever it comes from; pure."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

Facts = Mapping[str, Any]
WHOLE_DIGITS, PLACES = 18, 6


def faults(facts: Facts, *, today: date) -> dict[str, str]:
    """By field: what is wrong with an observation of these values; empty when all is well."""
    found = {**_of_period(facts, today), **_of_value(facts), **_of_band(facts), **_of_part(facts)}
    if facts.get("initiative") and facts.get("combination"):
        found["combination"] = _("An observation is of an initiative or of a combination, not of both.")
    return found


def _of_period(facts: Facts, today: date) -> dict[str, str]:
    begin, end = facts.get("from_on"), facts.get("to_on")
    if begin and end and end < begin:
        return {"to_on": _("The period ends before it begins.")}
    if end and end > today:
        return {"to_on": _("What has not happened yet can't be observed. The period ends today at the latest.")}
    return {}


def _of_value(facts: Facts) -> dict[str, str]:
    value, why = facts.get("value"), facts.get("missing_why")
    if value is None and not why:
        return {"missing_why": _("Give the value, or say why it is missing.")}
    if value is not None and why:
        return {"missing_why": _("There is a value, so it is not missing. Leave one of the two empty.")}
    return {
        name: _("A number with at most 18 digits before the point and 6 after it.")
        for name in ("value", "low", "high")
        if facts.get(name) is not None and not fits(facts[name])
    }


def _of_band(facts: Facts) -> dict[str, str]:
    value, low, high = (facts.get(name) for name in ("value", "low", "high"))
    if value is None and (low is not None or high is not None):
        return {"low": _("What is missing has no band.")}
    if low is not None and value is not None and low > value:
        return {"low": _("The value lies below its band.")}
    if high is not None and value is not None and high < value:
        return {"high": _("The value lies above its band.")}
    return {}


def _of_part(facts: Facts) -> dict[str, str]:
    if facts.get("group") and not facts.get("split_by"):
        return {"split_by": _("Say by what it is split, as gender or age.")}
    if facts.get("split_by") and not facts.get("group"):
        return {"group": _("Say which part this is, as women or under 25.")}
    return {}


def fits(value: Decimal) -> bool:
    """Whether the number can be kept exactly."""
    exponent = value.normalize().as_tuple().exponent
    return value.is_finite() and value.adjusted() < WHOLE_DIGITS and isinstance(exponent, int) and exponent >= -PLACES
