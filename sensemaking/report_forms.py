"""What stewards fill in to ask for a report, and to edit one."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from initiatives.models import Initiative, System
from portfolio_hub.lib.many_rows import ManyRowsField
from sensemaking.models import LearningLog, SenseMakingReport
from sensemaking.overviews.home import Preset
from sensemaking.periods import Period
from sensemaking.querysets import at_least_as_wide_as
from sensemaking.services.scope import Part, logs_of_part
from stakeholders.access import Access
from stakeholders.models import Circle, Place

OWN = "own"
SEVERAL = _("Hold Ctrl or ⌘ to choose several.")
SIX_LINES = forms.SelectMultiple(attrs={"size": 6})
LONGEST_MONTHS = 60


class DateInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class AskForm(forms.Form):
    """A period, chosen or typed, for whom the report is, and of which part of the portfolio."""

    period = forms.ChoiceField(label=_("Period"), widget=forms.RadioSelect)
    from_on = forms.DateField(label=_("From"), required=False, widget=DateInput())
    to_on = forms.DateField(label=_("To"), required=False, widget=DateInput())
    circle = forms.ChoiceField(
        label=_("Who may read it"),
        help_text=_("Logs that were shared with a narrower circle stay out."),
        choices=[choice for choice in Circle.choices if choice[0] != Circle.TEAM],
        initial=Circle.PORTFOLIO,
    )
    systems = ManyRowsField(
        System.objects.none(), required=False, label=_("Systems"), widget=forms.CheckboxSelectMultiple
    )
    initiatives = ManyRowsField(
        Initiative.objects.none(), required=False, label=_("Initiatives"), help_text=SEVERAL, widget=SIX_LINES
    )
    places = ManyRowsField(
        Place.objects.none(), required=False, label=_("Places"),
        help_text=_("With all that lies within them. Hold Ctrl or ⌘ to choose several."), widget=SIX_LINES,
    )  # fmt: skip

    def __init__(self, *args: Any, access: Access, presets: tuple[Preset, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.access = access
        offered = {
            "systems": System.objects.filter(portfolio=access.portfolio),
            "initiatives": Initiative.objects.placed_in(access.portfolio).order_by("title", "pk").only("pk", "title"),
            "places": access.portfolio.places.only("pk", "name"),
        }
        for name, rows in offered.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        self.presets = {preset.key: preset for preset in presets}
        field = self.fields["period"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*((preset.key, preset.name) for preset in presets), (OWN, _("Other days"))]
        best = next((preset for preset in presets if preset.logs), presets[0])
        self.initial.setdefault("period", best.key)

    def clean(self) -> dict[str, Any]:
        """Turn the choice into a period, or say which day is missing."""
        cleaned = super().clean() or {}
        if cleaned.get("period") == OWN:
            self._check_days(cleaned)
        if not self.errors and not self.chosen_part.is_whole:
            self._check_part(cleaned)
        return cleaned

    def _check_days(self, cleaned: dict[str, Any]) -> None:
        """Say which day is missing or wrong."""
        first, last = cleaned.get("from_on"), cleaned.get("to_on")
        for name, value in (("from_on", first), ("to_on", last)):
            if value is None and name not in self.errors:
                self.add_error(name, _("Choose a day."))
        if first and last:
            if last < first:
                self.add_error("to_on", _("The last day lies before the first."))
            elif Period(first, _after(last)).length_in_months > LONGEST_MONTHS:
                self.add_error("to_on", _("A report covers five years at most."))

    def _check_part(self, cleaned: dict[str, Any]) -> None:
        """A part has logs, and its initiatives may be named to whoever reads the report."""
        readers = at_least_as_wide_as(cleaned["circle"])
        shut = [row for row in cleaned["initiatives"].only("title", "circle") if row.circle not in readers]
        if shut:
            names = ", ".join(row.title for row in shut[:3])
            self.add_error(
                "initiatives", _("Not everybody who may read the report may see: %(names)s.") % {"names": names}
            )
            return
        period = self.chosen_period
        logs = LearningLog.objects.filter(portfolio=self.access.portfolio, circle__in=readers).exclude(status="draft")
        if not logs_of_part(logs.in_period(period.from_on, period.to_on), self.chosen_part).exists():
            self.add_error(None, _("No learning log of these days that these readers may see is about this part."))

    @property
    def chosen_part(self) -> Part:
        """What of the portfolio the report is about."""
        chosen = (self.cleaned_data[name] for name in ("systems", "initiatives", "places"))
        return Part(*(tuple(sorted(row.pk for row in rows)) for rows in chosen))

    @property
    def has_part(self) -> bool:
        """Whether somebody has narrowed the report, so that the page shows how."""
        names = ("systems", "initiatives", "places")
        return self.is_bound and any(self.data.get(name) or name in self.errors for name in names)

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
