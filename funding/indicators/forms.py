"""Forms of indicators and observations."""

from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funding.forms.typed import TypedDecimalField
from funding.indicators.rules import PLACES, faults, fits
from funding.models import Concern, Indicator, Observation
from funding.policies_indicators import observable
from funding.services import indicators
from initiatives.forms.record import DayInput
from initiatives.models import Combination
from portfolio_hub.lib.meanwhile import News
from stakeholders.access import Access
from stakeholders.forms.shared_text import SharedTextForm
from stakeholders.models import Change, Place, Portfolio, User

NUMBERS = ("value", "low", "high")


class IndicatorForm(SharedTextForm):
    """What is measured, in which unit and how; two people may edit it at once."""

    class Meta:
        model = Indicator
        fields = (
            "name", "unit", "method", "direction", "is_additive", "concern", "baseline", "baseline_on",
            "baseline_source",
        )  # fmt: skip
        labels = {"concern": _("Concern")}
        widgets = {"method": forms.Textarea(attrs={"rows": 3}), "baseline_on": DayInput()}
        help_texts = {
            "unit": _("As people say it: homes, tonnes of CO₂ a year, days above 30 degrees."),
            "method": _("Who counts what, how often, and what is left out."),
            "is_additive": _("Homes of two initiatives add up; percentages and averages do not."),
            "baseline": _("The value before the work began, in the same unit."),
        }

    def __init__(self, data: QueryDict | None = None, *, access: Access, instance: Indicator | None = None) -> None:
        super().__init__(data, instance=instance or Indicator(portfolio=access.portfolio))
        fields: Any = self.fields
        concerns = Concern.objects.filter(portfolio=access.portfolio, retired_on__isnull=True)
        if self.instance.concern_id:
            concerns = concerns | Concern.objects.filter(pk=self.instance.concern_id)
        fields["concern"].queryset, fields["concern"].empty_label = concerns, str(_("None in particular"))
        fields["baseline"] = _number_field(fields["baseline"])
        if self.instance.baseline is not None:
            self.initial["baseline"] = tidy(self.instance.baseline)

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if indicators.is_taken(self.instance, name):
            raise forms.ValidationError(_("This portfolio already has an indicator of that name."))
        return name

    def clean_baseline(self) -> Decimal | None:
        value = self.cleaned_data["baseline"]
        if value is not None and not fits(value):
            raise forms.ValidationError(_("A number with at most 18 digits before the point and 6 after it."))
        return None if value is None else value.quantize(Decimal(1).scaleb(-PLACES))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("baseline") is not None and not cleaned.get("baseline_on"):
            self.add_error("baseline_on", _("Say of which day the baseline is."))
        return cleaned

    def save_for(self, *, by: User, portfolio: Portfolio, why: str = "") -> tuple[Change | None, list[News]]:
        """Save a valid form; a new indicator through the service that keeps names apart."""
        if self.instance.pk is not None:
            return super().save_for(by=by, portfolio=portfolio, why=why)
        values = {name: self.cleaned_data[name] for name in self.names}
        return indicators.add(indicator=self.instance, values=values, by=by), []

    def write(self, values: dict[str, Any], *, edit: int, by: User, portfolio: Portfolio, why: str) -> Change | None:
        """Write through the service, which keeps the unit of what was observed."""
        facts: dict[str, Any] = {"edit": edit, "by": by, "portfolio": portfolio, "why": why}
        return indicators.describe(indicator=self.instance, values=values, **facts)


class ObservationForm(forms.ModelForm):
    """A value of a period with its source, or why it is missing; a correction begins with what stood there."""

    class Meta:
        model = Observation
        fields = (
            "initiative", "combination", "place", "from_on", "to_on", "value", "low", "high", "missing_why", "split_by",
            "group", "source", "url",
        )  # fmt: skip
        labels = {"combination": _("Combination"), "place": _("Place"), "to_on": _("To")}
        widgets = {"from_on": DayInput(), "to_on": DayInput()}
        help_texts = {
            "initiative": _("Leave initiative, combination and place empty for the portfolio as a whole."),
            "low": _("If the source says how sure it is: the band within which the value lies."),
            "missing_why": _("Only without a value. A gap that says why is worth more than no row."),
            "split_by": _("Only for a part of the whole: gender, age, tenure."),
            "group": _("Which part: women, under 25, tenants."),
        }

    def __init__(
        self, data: QueryDict | None = None, *, access: Access, indicator: Indicator,
        corrects: Observation | None = None, initial: dict[str, Any] | None = None,
    ) -> None:  # fmt: skip
        row = Observation(indicator=indicator)
        if corrects:
            initial = {name: getattr(corrects, name) for name in indicators.FACTS}
            initial |= {name: tidy(initial[name]) for name in NUMBERS if initial[name] is not None}
        super().__init__(data, instance=row, initial=initial)
        fields: Any = self.fields
        for name in NUMBERS:
            fields[name] = _number_field(fields[name])
        fields["value"].label = _("Value in %(unit)s") % {"unit": indicator.unit}
        self._subjects(access)
        if corrects:
            for name in indicators.SUBJECT:
                fields.pop(name, None)
            fields["why"] = forms.CharField(label=_("Why is it corrected?"), max_length=300)

    def _subjects(self, access: Access) -> None:
        """A contributor writes for initiatives of their own; a steward for whatever the portfolio has."""
        fields: Any = self.fields
        fields["initiative"].queryset = observable(access)
        for name in indicators.SUBJECT:
            fields[name].empty_label = str(_("None in particular"))
        if access.is_steward:
            fields["combination"].queryset = Combination.objects.seen_with(access)
            fields["place"].queryset = Place.objects.filter(portfolios=access.portfolio)
        else:
            fields["initiative"].required, fields["initiative"].help_text = True, ""
            del fields["combination"], fields["place"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name, words in faults(cleaned, today=timezone.localdate()).items():
            if name not in self.errors and not (name == "missing_why" and "value" in self.errors):
                self.add_error(name if name in self.fields else None, words)
        return cleaned

    def _post_clean(self) -> None:
        """The row is made by the service; the rules are asked in `clean`, each once and in words of ours."""


def _number_field(field: Any) -> TypedDecimalField:
    """The field for a number as people type it; its size is asked by the rules."""
    return TypedDecimalField(
        label=field.label, help_text=field.help_text, required=field.required, decimal_places=PLACES,
    )  # fmt: skip


def tidy(value: Decimal) -> Decimal:
    """The number without zeros that say nothing: 5.000000 is 5."""
    short = value.normalize()
    return short.quantize(Decimal(1)) if short == short.to_integral_value() else short
