"""The days to close."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from funding.forms.base import DateInput
from funding.models import LockedPeriod


class PeriodForm(forms.ModelForm):
    """From, to, and the report for which the days are closed."""

    class Meta:
        model = LockedPeriod
        fields = ("from_on", "to_on", "why")
        labels = {"to_on": _("To")}
        widgets = {"from_on": DateInput(), "to_on": DateInput()}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        from_on, to_on = data.get("from_on"), data.get("to_on")
        if from_on and to_on and to_on < from_on:
            self.add_error("to_on", _("A period ends on the day it begins, or later."))
        return data
