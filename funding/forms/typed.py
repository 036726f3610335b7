"""Sums as people type them: 1,234.56 in English, 1.234,56 in German, and refused where they could mean two things."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

GAPS = str.maketrans("", "", " \u00a0\u202f'’")
ONE_MARK = re.compile(r"(-?)(\d+)([.,])(\d+)")
GROUPED = {",": re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?"), ".": re.compile(r"-?\d{1,3}(\.\d{3})+(,\d+)?")}
GROUP = 3


class Ambiguous(ValueError):
    """The text reads as one number in one country and as another elsewhere."""


def grouping_mark() -> str:
    """What stands between thousands in the reader's language."""
    return "." if (get_language() or "").startswith("de") else ","


def plain(text: str, decimals: int) -> str:
    """The number as programs write it; text that is none comes back as it is.

    A single mark before three digits is a thousand or a fraction, as the language has it; where the sum may have three
    decimals and the mark would group them, nobody can tell: Ambiguous.
    """
    text = text.translate(GAPS)
    mark = grouping_mark()
    if one := ONE_MARK.fullmatch(text):
        sign, whole, found, rest = one.groups()
        is_group = found == mark and len(rest) == GROUP and 0 < len(whole) <= GROUP and whole != "0"
        if is_group and decimals >= GROUP:
            raise Ambiguous
        return f"{sign}{whole}{'' if is_group else '.'}{rest}"
    for between, pattern in GROUPED.items():
        if pattern.fullmatch(text):
            return text.replace(between, "").replace(",", ".")
    return text


class TypedDecimalField(forms.DecimalField):
    """A number as it is typed in the reader's language, written back the same way."""

    def __init__(self, *, places: int | None = None, **kwargs: Any) -> None:
        self.places = places
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            try:
                value = plain(value.strip(), self.decimal_places or 0)
            except Ambiguous:
                raise ValidationError(
                    _("This could be two sums. Write it without a mark between thousands."), code="ambiguous"
                ) from None
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        """A sum from the database with the decimals of its currency; what was typed stays as it was typed."""
        if not isinstance(value, Decimal):
            return value
        text = f"{value:.{self.places}f}" if self.places is not None else f"{value.normalize():f}"
        return text.replace(".", ",") if grouping_mark() == "." else text
