"""Forms of learning questions and sliders, and of the rule on small counts."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from sensemaking.models import LearningQuestion, Slider, SmallCountRule
from sensemaking.querysets import CIRCLES_BY_WIDTH
from stakeholders.forms.shared_text import SharedTextForm
from stakeholders.models import Circle


class QuestionForm(SharedTextForm):
    """A question or an assumption in a sentence, why it matters, and who may see it."""

    class Meta:
        model = LearningQuestion
        fields = ("kind", "text", "why", "circle")
        widgets = {
            "kind": forms.RadioSelect,
            "text": forms.TextInput(attrs={"autocomplete": "off"}),
            "why": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {
            "text": _("So that a log can speak for it or against it, as in “Neighbours persuade better than leaflets”.")
        }

    def __init__(self, data: QueryDict | None = None, *, instance: LearningQuestion) -> None:
        super().__init__(data, instance=instance)
        about = instance.initiative
        widest = CIRCLES_BY_WIDTH.index(about.circle) if about is not None else len(CIRCLES_BY_WIDTH) - 1
        narrowest = 0 if about is not None else 1
        allowed = {*CIRCLES_BY_WIDTH[narrowest : widest + 1], instance.circle if instance.pk else ""}
        field: Any = self.fields["circle"]
        field.choices = [choice for choice in Circle.choices if choice[0] in allowed]
        if instance.pk is None and about is not None and about.circle == Circle.TEAM:
            self.initial["circle"] = Circle.TEAM
        kind: Any = self.fields["kind"]
        kind.choices = LearningQuestion.Kind.choices


class SliderForm(forms.ModelForm):
    """The two poles, the question between them, and whether authors are asked."""

    class Meta:
        model = Slider
        fields = ("left", "right", "question", "order", "is_active")
        help_texts = {
            "left": _("Both poles are good things that pull apart, as in “Retrofit fast”."),
            "right": _("As in “Train local people first”."),
            "question": _("Optional: what the author is asked."),
        }

    def clean(self) -> dict[str, Any]:
        """Two poles that differ, and that the portfolio does not have yet."""
        data = super().clean() or self.cleaned_data
        left, right = data.get("left", "").strip(), data.get("right", "").strip()
        if left and left.casefold() == right.casefold():
            self.add_error("right", _("Name another pole: between two that are the same nothing can be placed."))
        same = Slider.objects.filter(portfolio=self.instance.portfolio, left=left, right=right)
        if same.exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("There is a slider with these poles."))
        return data


class SmallCountForm(forms.Form):
    """How few people would be pointed to by what a report tells."""

    fewest = forms.IntegerField(
        label=_("Fewest logs, and fewest people"), min_value=SmallCountRule.LEAST, max_value=SmallCountRule.MOST,
        help_text=_("So many logs by so many different people."),
    )  # fmt: skip
