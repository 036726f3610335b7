"""Forms of decisions: recording one, and looking at it again."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.forms.record import DayInput
from initiatives.models import Initiative
from sensemaking.models import Decision, LearningLog
from stakeholders.access import Access
from stakeholders.forms.shared_text import SharedTextForm

FIELDS = (
    "title", "what", "question", "reasons", "dissent", "addressed_to", "status", "decided_on", "revisit_on", "circle",
)  # fmt: skip
MADE = (Decision.Status.PROPOSED, Decision.Status.DECIDED, Decision.Status.IN_EFFECT)


class DecisionForm(SharedTextForm):
    """What is decided, why, and on which evidence."""

    initiatives = forms.ModelMultipleChoiceField(
        Initiative.objects.none(), required=False, label=gettext_lazy("Initiatives it is about"),
        help_text=gettext_lazy("Hold Ctrl or ⌘ to choose several."), widget=forms.SelectMultiple(attrs={"size": 6}),
    )  # fmt: skip
    logs = forms.CharField(
        required=False, label=gettext_lazy("Learning logs it rests on"),
        help_text=gettext_lazy("Their numbers with commas between, as 1204, 1311."),
    )  # fmt: skip

    class Meta:
        model = Decision
        fields = FIELDS
        widgets = {
            "question": forms.Textarea(attrs={"rows": 2}),
            "reasons": forms.Textarea(attrs={"rows": 4}),
            "dissent": forms.Textarea(attrs={"rows": 2}),
            "decided_on": DayInput(),
            "revisit_on": DayInput(),
        }

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.access = access
        seen = Initiative.objects.seen_with(access).order_by("title", "pk").only("pk", "title")
        self.fields["initiatives"].queryset = seen  # type: ignore[attr-defined]
        choices = [choice for choice in Decision.Status.choices if choice[0] in (*MADE, self.instance.status)]
        self.fields["status"].choices = choices  # type: ignore[attr-defined]
        if self.instance.pk is not None:
            self.initial["initiatives"] = list(self.instance.initiatives.values_list("pk", flat=True))
            self.initial["logs"] = ", ".join(str(pk) for pk in self.instance.logs.values_list("pk", flat=True))

    def clean_logs(self) -> list[LearningLog]:
        """The logs with these numbers; a number nobody can read here is named."""
        words = self.cleaned_data["logs"].replace(",", " ").split()
        wanted = {int(word) for word in words if word.isdecimal() and len(word) < 18}
        found = list(LearningLog.objects.seen_with(self.access).filter(pk__in=wanted).only("pk"))
        missing = [word for word in words if not word.isdecimal()] + sorted(
            str(pk) for pk in wanted - {log.pk for log in found}
        )
        if missing:
            raise forms.ValidationError(
                _("No learning log here has this number: %(numbers)s.") % {"numbers": ", ".join(missing)}
            )
        return found

    def clean(self) -> dict[str, Any]:
        """What must agree with one another."""
        data = super().clean() or self.cleaned_data
        if data.get("status") != Decision.Status.PROPOSED and not data.get("decided_on"):
            self.add_error("decided_on", _("Say on which day it was decided."))
        decided, again = data.get("decided_on"), data.get("revisit_on")
        if decided and again and again <= decided:
            self.add_error("revisit_on", _("Look again after the day of the decision."))
        return data


class RevisitForm(forms.Form):
    """What came of a decision."""

    effect = forms.CharField(
        label=gettext_lazy("What came of it"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("What changed, what didn't, what surprised you. “Nothing yet” is an answer."),
    )  # fmt: skip
    again_on = forms.DateField(required=False, label=gettext_lazy("Look again on"), widget=DayInput())

    def clean_again_on(self) -> Any:
        """A day to come."""
        day = self.cleaned_data["again_on"]
        if day and day <= timezone.localdate():
            raise forms.ValidationError(_("Choose a day to come, or none."))
        return day
