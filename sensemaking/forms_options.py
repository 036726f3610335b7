"""Forms of options: offering one, taking one up, withdrawing one."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from initiatives.forms.acts import reason
from initiatives.forms.challenges import CIRCLES, limit_choices
from initiatives.models import Challenge, Initiative
from sensemaking.models import Option
from sensemaking.services.options import circles_within, waits
from stakeholders.access import Access
from stakeholders.forms.shared_text import SharedTextForm


class OptionForm(SharedTextForm):
    """A possibility in a line, more about it, and who may see it: never more people than see its challenge."""

    class Meta:
        model = Option
        fields = ("title", "description", "circle")
        widgets = {
            "title": forms.TextInput(attrs={"autocomplete": "off"}),
            "description": forms.Textarea(attrs={"rows": 5}),
        }

    def __init__(self, data: QueryDict | None = None, *, instance: Option, challenge: Challenge | None):
        super().__init__(data, instance=instance)
        allowed = circles_within(challenge.circle if challenge else "public")
        choices = [choice for choice in CIRCLES if choice[0] in allowed]
        if not choices or instance.circle not in dict(choices):
            choices = [choice for choice in Option._meta.get_field("circle").flatchoices if choice[0] in allowed]
        self.fields["circle"].choices = choices  # type: ignore[attr-defined]
        if instance.pk is None and challenge is not None:
            self.initial["circle"] = challenge.circle


class TakeUpForm(forms.Form):
    """A new initiative, or one that is there; and why now, while the challenge is still being framed."""

    early_why = reason(_("Why can't it wait until the problem is framed?"))
    initiative = forms.ModelChoiceField(
        Initiative.objects.none(), required=False, label=_("Does it become a new initiative, or part of one?")
    )
    title = forms.CharField(label=_("What is the new one called?"), max_length=200, required=False)
    summary = forms.CharField(
        label=_("In a sentence or two"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    how = forms.CharField(label=_("How does it answer the challenge?"), max_length=300, required=False)

    def __init__(self, data: QueryDict | None = None, *, access: Access, option: Option, query: str = ""):
        summary = option.description.replace("\r\n", "\n").strip()
        super().__init__(data, initial={"title": option.title, "summary": summary[:2000]})
        rows = Initiative.objects.seen_with(access).filter(merged_into=None)
        field: Any = self.fields["initiative"]
        chosen = data.get("initiative", "") if data else ""
        limit_choices(field, rows, query, chosen=chosen)
        field.empty_label = str(_("A new initiative"))
        if not chosen:
            field.choices = [("", _("A new initiative")), *list(field.choices)[1:]]
        if not waits(option.challenge):
            del self.fields["early_why"]
        if option.challenge is None:
            del self.fields["how"]

    def clean(self) -> dict[str, Any]:
        """A new initiative needs a title."""
        data = super().clean() or self.cleaned_data
        if not self.errors and not data.get("initiative") and not data.get("title", "").strip():
            self.add_error("title", _("Say what the new initiative is called, or choose one that is there."))
        return data


class WithdrawForm(forms.Form):
    """What was learned about it."""

    learning = reason(_("What have you learned about it?"))
