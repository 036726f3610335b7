"""Numbers as people type them: 1234.5, 1.234,5, 1,234.5, 1 234,5 or 1'234.5."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import get_format
from django.utils.translation import gettext as _

SPACES = re.compile(r"[\s'’\u00a0\u202f]")
GROUPED = {mark: re.compile(rf"-?\d{{1,3}}(?:{re.escape(mark)}\d{{3}})+") for mark in ".,"}
LONGEST = 60
PLAIN = re.compile(r"-?(?:\d+(?:\.\d*)?|\.\d+)")


def typed(text: str, decimal_mark: str = ".") -> Decimal | None:
    """Read a number, None if it is none. Where one mark could be either, the language's `decimal_mark` decides."""
    if len(text) > LONGEST:
        return None
    bare = SPACES.sub("", text).replace("\u2212", "-")
    group_mark = "." if decimal_mark == "," else ","
    if "." in bare and "," in bare:
        decimal_mark = max(".,", key=bare.rfind)
        group_mark = "." if decimal_mark == "," else ","
    elif bare.count(decimal_mark) > 1:
        decimal_mark, group_mark = group_mark, decimal_mark
    elif group_mark in bare and not (GROUPED[group_mark].fullmatch(bare) and not bare.lstrip("-").startswith("0")):
        decimal_mark, group_mark = group_mark, decimal_mark
    whole, mark, tail = bare.partition(decimal_mark)
    if group_mark in whole:
        if not GROUPED[group_mark].fullmatch(whole):
            return None
        whole = whole.replace(group_mark, "")
    plain = f"{whole}.{tail}" if mark else whole
    return Decimal(plain) if PLAIN.fullmatch(plain) else None


class NumberField(forms.DecimalField):
    """An exact number, typed as in English or as in German."""

    widget = forms.TextInput

    def __init__(self, **facts: Any) -> None:
        super().__init__(localize=True, **facts)

    def to_python(self, value: Any) -> Decimal | None:
        """Read it as the reader's language writes numbers, or as another does when only that makes sense."""
        if value in self.empty_values:
            return None
        found = typed(str(value), get_format("DECIMAL_SEPARATOR"))
        if found is None:
            raise ValidationError(_("Write a number, as %(example)s.") % {"example": _example()}, code="invalid")
        return found

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "decimal", "autocomplete": "off"}


def _example() -> str:
    return "1.234,5" if get_format("DECIMAL_SEPARATOR") == "," else "1,234.5"
