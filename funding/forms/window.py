"""Choosing the period and the vehicles of the funding page."""

from collections.abc import Iterable
from datetime import date
from html import escape
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from funding.forms.base import DateInput
from funding.overviews.window import PERIODS, Window, window_of


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=DateInput())


class Boxes(forms.CheckboxSelectMultiple):
    """The same boxes, written in one go: a template for each of hundreds takes longer than the sums of the page."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        chosen = {str(one) for one in value or ()}
        boxes = "".join(
            f'<label class="ph-check" for="id_{name}_{at}"><input type="checkbox" id="id_{name}_{at}" name="{name}"'
            f' value="{escape(str(key))}"{" checked" if str(key) in chosen else ""}>'
            f'<span class="ph-check-text">{escape(str(label))}</span></label>'
            for at, (key, label) in enumerate(self.choices)
        )
        return mark_safe(f'<div class="ph-checks" id="id_{name}">{boxes}</div>')


class WindowForm(forms.Form):
    """What the address says; what it says wrongly stands beside its field, and all days are shown."""

    period = forms.ChoiceField(label=_("Period"), required=False, choices=PERIODS)
    first = _day(_("From"))
    last = _day(_("To"))
    vehicle = forms.TypedMultipleChoiceField(label=_("Vehicles"), required=False, coerce=int, widget=Boxes)

    def __init__(self, data: QueryDict, *, vehicles: Iterable[tuple[int, str]], today: date) -> None:
        super().__init__(data)
        self.today = today
        self.names = dict(vehicles)
        fields: Any = self.fields
        fields["vehicle"].choices = list(self.names.items())

    def clean(self) -> dict[str, Any]:
        """The first day comes before the last one; own dates without a day are no period."""
        data = super().clean() or self.cleaned_data
        first, last = data.get("first"), data.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day lies before the first one."))
        return data

    @property
    def window(self) -> Window:
        """What to show; all days of the vehicles where the period has a fault."""
        is_valid, data = self.is_valid(), self.cleaned_data
        if not is_valid:
            return Window(vehicles=frozenset(data.get("vehicle", ())))
        period = data["period"] or ("own" if data["first"] or data["last"] else "")
        return window_of(period, self.today, own=(data["first"], data["last"]), vehicles=data["vehicle"])
