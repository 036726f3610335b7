"""The form of a group of sectors and how many actors it needs."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from stakeholders.models import Sector, SectorThreshold

MOST_NEEDED = 1000


class ThresholdForm(forms.ModelForm):
    """A group's name, what counts towards it, and how many are enough."""

    chosen = forms.MultipleChoiceField(
        label=_("What counts towards it"), choices=Sector.choices, widget=forms.CheckboxSelectMultiple
    )
    needed = forms.IntegerField(
        label=_("Enough is"),
        min_value=0,
        max_value=MOST_NEEDED,
        help_text=_("How many actors of this group the journey needs. Nought means: welcome, and none is missing."),
    )
    field_order = ("name", "chosen", "needed", "note")

    class Meta:
        model = SectorThreshold
        fields = ("name", "needed", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        threshold = self.instance
        if threshold.pk:
            self.initial["chosen"] = list(threshold.sectors.values_list("sector", flat=True))
        elsewhere = threshold.portfolio.thresholds.exclude(pk=threshold.pk).values_list("sectors__sector", "name")
        taken = {sector: name for sector, name in elsewhere if sector}
        self.fields["chosen"].choices = [  # type: ignore[attr-defined]
            (key, f"{label} ({_now('now in %(name)s') % {'name': taken[key]}})" if key in taken else label)
            for key, label in Sector.choices
        ]

    def clean_name(self) -> str:
        """Two groups of one name would be one."""
        name: str = self.cleaned_data["name"]
        threshold = self.instance
        if threshold.portfolio.thresholds.filter(name=name).exclude(pk=threshold.pk).exists():
            raise forms.ValidationError(_now("There is a group of this name already."))
        return name
