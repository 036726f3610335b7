"""What stewards fill in to write into a report block by block, and to speak about it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sensemaking.models import CarriedQuestion, ReportRhythm, ReportSection
from sensemaking.report_forms import DateInput

LONGEST_TEXT = 4_000


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class SectionForm(forms.ModelForm):
    """A section's own heading and introduction; `seen` is the edit that the steward was looking at."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    introduction = forms.CharField(
        label=_("Introduction"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=_area(4),
        help_text=_("One or two sentences. Leave it empty to keep the usual ones. Markdown works here."),
    )

    class Meta:
        model = ReportSection
        fields = ("heading", "introduction", "is_hidden")
        help_texts = {"heading": _("Leave it empty to keep the usual heading.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = self.instance.edit
        self.fields["is_hidden"].help_text = _("Readers do not see it; the report says that it was left out.")


class FindingForm(forms.Form):
    """A finding in a steward's own words."""

    title = forms.CharField(label=_("Title"), max_length=200)
    body = forms.CharField(label=_("Text"), required=False, max_length=LONGEST_TEXT, widget=_area(4))
    seen = forms.IntegerField(widget=forms.HiddenInput)


class QuestionForm(forms.ModelForm):
    """A question that the report leaves open."""

    class Meta:
        model = CarriedQuestion
        fields = ("question", "carrier", "by_on")
        widgets = {"question": _area(2), "by_on": DateInput()}
        help_texts = {
            "question": _("Something nobody can answer yet, and somebody should: not a task."),
            "carrier": _("A person, a circle or an organisation that takes it along."),
        }


class RemarkForm(forms.Form):
    """What somebody says in the margin."""

    body = forms.CharField(label=_("Comment"), max_length=LONGEST_TEXT, widget=_area(4))


class RhythmForm(forms.Form):
    """How often a report is asked for by itself."""

    every = forms.ChoiceField(label=_("How often"), choices=ReportRhythm.Every.choices, widget=forms.RadioSelect)
