"""Forms of the facet mix: two sliders for one judgement, four shares for what a portfolio means to have."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from initiatives.facets import FACETS, MIDDLE, fits
from initiatives.models import Facet, FacetJudgement
from initiatives.models.facet_mix import POLE


class Slider(forms.NumberInput):
    """A slider between two poles, which are named at its ends; the number is shown beside it."""

    input_type = "range"
    template_name = "initiatives/facets/slider.html"

    def __init__(self, low: str | Promise, high: str | Promise) -> None:
        super().__init__(attrs={"min": 0, "max": POLE, "step": 1})
        self.low, self.high = low, high

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The poles go with the rest."""
        return {**super().get_context(name, value, attrs), "low": self.low, "high": self.high}


class JudgementForm(forms.ModelForm):
    """One person's judgement of an initiative."""

    directedness = forms.IntegerField(
        label=_("How directed is it?"), min_value=0, max_value=POLE, initial=MIDDLE,
        widget=Slider(_("It answers what comes up"), _("It pursues a set direction")),
    )  # fmt: skip
    certainty = forms.IntegerField(
        label=_("How certain is what it takes?"), min_value=0, max_value=POLE, initial=MIDDLE,
        widget=Slider(_("Much is unknown"), _("It is well known")),
    )  # fmt: skip

    class Meta:
        model = FacetJudgement
        fields = ("directedness", "certainty", "why")


class MixForm(forms.Form):
    """The share of each facet that the portfolio means to have; together they are the whole."""

    why = forms.CharField(
        label=_("Why this mix"), required=False, max_length=300, help_text=_("It stays in the history.")
    )

    def __init__(self, *args: Any, intended: dict[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        why = self.fields.pop("why")
        for facet in FACETS:
            self.fields[facet] = forms.IntegerField(
                label=Facet(facet).label, min_value=0, max_value=100, initial=intended.get(facet, 25)
            )
        self.fields["why"] = why

    @property
    def shares(self) -> dict[str, int]:
        """What was said, by facet."""
        return {facet: self.cleaned_data[facet] for facet in FACETS}

    def clean(self) -> dict[str, Any]:
        """Refuse shares that make up more or less than the whole."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not fits(list(self.shares.values())):
            found = sum(self.shares.values())
            sentence = _("The four shares must add up to 100; they add up to %(found)d.")
            raise forms.ValidationError(sentence, params={"found": found})
        return cleaned
