"""What stewards fill in to ask for a report, and to edit one."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sensemaking.models import SenseMakingReport
from sensemaking.overviews.home import Preset
from sensemaking.periods import Period
from stakeholders.models import Circle

OWN = "own"
LONGEST_MONTHS = 60


class DateInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class AskForm(forms.Form):
    """A period, chosen or typed, and for whom the report is."""

    period = forms.ChoiceField(label=_("Period"), widget=forms.RadioSelect)
    from_on = forms.DateField(label=_("From"), required=False, widget=DateInput())
    to_on = forms.DateField(label=_("To"), required=False, widget=DateInput())
    circle = forms.ChoiceField(
        label=_("Who may read it"),
        help_text=_("Logs that were shared with a narrower circle stay out."),
        choices=[choice for choice in Circle.choices if choice[0] != Circle.TEAM],
        initial=Circle.PORTFOLIO,
    )

    def __init__(self, *args: Any, presets: tuple[Preset, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.presets = {preset.key: preset for preset in presets}
        field = self.fields["period"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*((preset.key, preset.name) for preset in presets), (OWN, _("Other days"))]
        best = next((preset for preset in presets if preset.logs), presets[0])
        self.initial.setdefault("period", best.key)

    def clean(self) -> dict[str, Any]:
        """Turn the choice into a period, or say which day is missing."""
        cleaned = super().clean() or {}
        if cleaned.get("period") != OWN:
            return cleaned
        first, last = cleaned.get("from_on"), cleaned.get("to_on")
        for name, value in (("from_on", first), ("to_on", last)):
            if value is None and name not in self.errors:
                self.add_error(name, _("Choose a day."))
        if first and last:
            if last < first:
                self.add_error("to_on", _("The last day lies before the first."))
            elif Period(first, _after(last)).length_in_months > LONGEST_MONTHS:
                self.add_error("to_on", _("A report covers five years at most."))
        return cleaned

    @property
    def chosen_period(self) -> Period:
        """The period asked for, once the form is valid."""
        chosen = self.cleaned_data["period"]
        if chosen == OWN:
            return Period(self.cleaned_data["from_on"], _after(self.cleaned_data["to_on"]))
        return self.presets[chosen].period


class EditForm(forms.ModelForm):
    """Title, standfirst and notes; `version` is the one that the steward was looking at."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = SenseMakingReport
        fields = ("title", "standfirst", "notes")
        widgets = {
            "title": forms.TextInput,
            "standfirst": forms.Textarea(attrs={"rows": 3}),
            "notes": forms.Textarea(attrs={"rows": 8}),
        }
        help_texts = {
            "title": _("Leave it empty to keep the title that was made from the logs."),
            "standfirst": _("One or two sentences: what did the portfolio learn?"),
            "notes": _("What the numbers do not say. Markdown works here."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        facts = self.instance.facts
        self.fields["title"].widget.attrs["placeholder"] = facts.get("title", "")
        self.fields["standfirst"].widget.attrs["placeholder"] = facts.get("standfirst", "")
        self.initial["version"] = self.instance.version


def _after(day: date) -> date:
    """The day after, where the period ends."""
    return day + timedelta(days=1)
