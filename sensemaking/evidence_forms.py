"""The form by which somebody says what shows that an initiative delivers."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from initiatives.forms.record import DayInput
from initiatives.models import Service
from initiatives.models.commitment import SHARE
from sensemaking.models import LearningLog, ServiceEvidence

LOGS = 60


class EvidenceForm(forms.Form):
    """A learning log of the initiative, or something observed with its source and day; and the share it evidences."""

    log = forms.ModelChoiceField(
        LearningLog.objects.none(), required=False, label=_("Learning log"),
        empty_label=_("none: I describe what was observed"),
    )  # fmt: skip
    note = forms.CharField(
        required=False, max_length=300, label=_("What was observed"), widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("As: 1,120 homes signed off by the building control register."),
    )  # fmt: skip
    url = forms.URLField(
        required=False, max_length=500, label=_("Where it can be checked"), assume_scheme="https"
    )  # fmt: skip
    observed_on = forms.DateField(
        required=False, label=_("When"), widget=DayInput(),
        help_text=_("Left empty: the day of the learning log, or today."),
    )  # fmt: skip
    evidenced = forms.DecimalField(
        label=_("Share of the promise now evidenced, %"), required=False, max_digits=5, decimal_places=2,
        validators=[*SHARE], widget=forms.NumberInput(attrs={"step": "any", "min": "0", "max": "100"}),
        help_text=_("All that is shown by now, this included. What was in hand gives way to it."),
    )  # fmt: skip

    def __init__(self, data: QueryDict | None = None, *, service: Service, logs: Any) -> None:
        super().__init__(data, initial={"evidenced": service.evidenced})
        used = ServiceEvidence.objects.filter(service=service, log__isnull=False).values("log")
        rows = logs.filter(initiative=service.initiative_id).exclude(pk__in=used).defer("search")
        field: Any = self.fields["log"]
        field.queryset = rows
        field.choices = [("", field.empty_label), *((row.pk, line_of(row)) for row in rows[:LOGS])]

    def clean(self) -> dict[str, Any]:
        """One of the two must be there."""
        data = super().clean() or self.cleaned_data
        if not self.errors and not data.get("log") and not data.get("note", "").strip():
            self.add_error("note", _("Choose a learning log, or say what was observed."))
        return data


def line_of(log: LearningLog) -> str:
    """A log in a line of a choice: its day and how it begins."""
    text = str(log)
    return f"{log.happened_on:%Y-%m-%d} · {text if len(text) <= 90 else text[:90].rsplit(' ', 1)[0] + '…'}"
