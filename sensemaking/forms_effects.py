"""Forms that say what came of a decision, and keep it as a learning log."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.models import Initiative
from sensemaking.decision_forms import RevisitForm
from sensemaking.models import Decision, LearningLog
from stakeholders.access import Access
from stakeholders.models import Circle


class EffectForm(RevisitForm):
    """What came of a decision, whether to look again, and whether it becomes a learning log, about what, for whom."""

    as_log = forms.BooleanField(
        required=False, initial=True, label=gettext_lazy("Keep it as a learning log, too"),
        help_text=gettext_lazy("Of the kind “Outcome”, so that the next report learns from it."),
    )  # fmt: skip
    initiative = forms.ModelChoiceField(
        Initiative.objects.none(), required=False, label=gettext_lazy("The log is about"),
        empty_label=gettext_lazy("The portfolio itself"),
    )  # fmt: skip
    circle = forms.ChoiceField(choices=Circle.choices, label=gettext_lazy("Who may see the log"))

    def __init__(self, data: Any = None, *, decision: Decision, access: Access) -> None:
        super().__init__(data, initial={"effect": decision.effect, "circle": decision.circle})
        seen = Initiative.objects.seen_with(access).only("pk", "title").order_by("title", "pk")
        rows: models.QuerySet[Any] = seen.filter(decisions=decision)
        self.fields["initiative"].queryset = rows  # type: ignore[attr-defined]
        if len(only := list(rows[:2])) == 1:
            self.initial["initiative"] = only[0].pk

    @property
    def told(self) -> dict[str, Any]:
        """What the decision keeps."""
        return {name: self.cleaned_data[name] for name in ("effect", "again_on")}

    @property
    def log(self) -> dict[str, Any] | None:
        """The log to write, if one is wanted."""
        said = self.cleaned_data
        if not said["as_log"]:
            return None
        return {"saw": said["effect"], "initiative": said["initiative"], "circle": said["circle"]}


class EffectLogForm(forms.Form):
    """A log that is there and tells what came of a decision."""

    log = forms.CharField(
        label=gettext_lazy("Number of the learning log"), max_length=16,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, access: Access) -> None:
        super().__init__(data)
        self.access = access

    def clean_log(self) -> LearningLog:
        """The log with this number, if this reader may see it."""
        number = self.cleaned_data["log"].strip().lstrip("#")
        seen = LearningLog.objects.seen_with(self.access)
        found = seen.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 16 else None
        if found is None:
            raise forms.ValidationError(_("No learning log here has this number: %(numbers)s.") % {"numbers": number})
        return found
