"""Fields by which an author says what a log speaks to: questions, the place between two poles, systems."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from initiatives.models import System
from portfolio_hub.lib.many_rows import ManyRowsField
from sensemaking.models import Bearing, LearningQuestion, Slider
from sensemaking.services.speaking import LEFT, RIGHT

NOT_SAID = ("", _("Neither"))
MIDDLE = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its field."""

    question: LearningQuestion
    field: BoundField


@dataclass(frozen=True, slots=True)
class Poles:
    """A slider with its field and the tick that says that the log is placed."""

    slider: Slider
    field: BoundField
    tick: BoundField


class Speaking:
    """Adds such fields to a form, and reads what was said; every one of them may be skipped."""

    def __init__(
        self, form: forms.Form, questions: Sequence[LearningQuestion], sliders: Sequence[Slider],
        sides: Mapping[int, str] | None = None, values: Mapping[int, int] | None = None,
    ) -> None:  # fmt: skip
        self.form, self._questions, self._sliders = form, questions, sliders
        for question in questions:
            form.fields[f"question_{question.pk}"] = forms.ChoiceField(
                label=question.text, required=False, choices=[*Bearing.Side.choices, NOT_SAID],
                widget=forms.RadioSelect, initial=(sides or {}).get(question.pk, ""),
            )  # fmt: skip
        for slider in sliders:
            value = (values or {}).get(slider.pk)
            form.fields[f"placed_{slider.pk}"] = forms.BooleanField(required=False, initial=value is not None)
            form.fields[f"slider_{slider.pk}"] = forms.IntegerField(
                label=slider.question or str(slider), required=False, min_value=LEFT, max_value=RIGHT,
                initial=MIDDLE if value is None else value,
                widget=forms.NumberInput(attrs={"type": "range", "step": 1}),
                error_messages=dict.fromkeys(("min_value", "max_value", "invalid"), _("Place it between 0 and 100.")),
            )  # fmt: skip

    def __bool__(self) -> bool:
        return bool(self._questions or self._sliders)

    @property
    def asked(self) -> list[Asked]:
        """The questions, as a page shows them."""
        return [Asked(question, self.form[f"question_{question.pk}"]) for question in self._questions]

    @property
    def poles(self) -> list[Poles]:
        """The sliders, as a page shows them."""
        return [
            Poles(slider, self.form[f"slider_{slider.pk}"], self.form[f"placed_{slider.pk}"])
            for slider in self._sliders
        ]

    @property
    def has_errors(self) -> bool:
        """Whether one of its fields is to be mended."""
        return any(asked.field.errors for asked in self.asked) or any(poles.field.errors for poles in self.poles)

    @property
    def sides(self) -> dict[LearningQuestion, str]:
        """What was said about each question; empty where nothing was."""
        return {question: self.form.cleaned_data[f"question_{question.pk}"] for question in self._questions}

    @property
    def values(self) -> dict[Slider, int | None]:
        """Where the log was placed on each slider; None where it was not."""
        said = self.form.cleaned_data
        return {
            slider: said[f"slider_{slider.pk}"] if said[f"placed_{slider.pk}"] else None for slider in self._sliders
        }


class SpeakingForm(forms.Form):
    """What a log that is there speaks to, and which systems it is about."""

    systems = ManyRowsField(
        System.objects.none(), required=False, label=_("Systems it is about"), widget=forms.CheckboxSelectMultiple,
        help_text=_("With none ticked, those of its initiative."),
    )  # fmt: skip

    def __init__(
        self, data: Any = None, *, portfolio_systems: Any, systems: Sequence[int],
        questions: Sequence[LearningQuestion], sides: Mapping[int, str],
        sliders: Sequence[Slider], values: Mapping[int, int],
    ) -> None:  # fmt: skip
        super().__init__(data, initial={"systems": systems})
        field: Any = self.fields["systems"]
        field.queryset = portfolio_systems
        self.speaking = Speaking(self, questions, sliders, sides, values)
