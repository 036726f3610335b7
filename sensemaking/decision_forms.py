"""Forms of decisions: recording one, and looking at it again."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.forms.record import DayInput
from initiatives.models import Initiative
from portfolio_hub.lib.many_rows import ManyRowsField
from sensemaking.deciding import Given, published
from sensemaking.models import Decision, Finding, LearningLog, Option
from stakeholders.access import Access
from stakeholders.forms.shared_text import SharedTextForm

FIELDS = (
    "title", "what", "question", "reasons", "dissent", "addressed_to", "status", "decide_by", "decided_on",
    "revisit_on", "circle",
)  # fmt: skip
REPORTS = 3
DONE = (Option.Status.EXERCISED, Option.Status.CLOSED)
MADE = (Decision.Status.PROPOSED, Decision.Status.DECIDED, Decision.Status.IN_EFFECT)


class FindingsField(ManyRowsField):
    """Findings by their period and title."""

    def label_from_instance(self, obj: Any) -> str:
        """As in “July–September 2026: Trust arrives with a neighbour”."""
        return f"{obj.report.period_name}: {obj.title}"


class DecisionForm(SharedTextForm):
    """What is decided, why, and on which evidence."""

    options = ManyRowsField(
        Option.objects.none(), required=False, label=gettext_lazy("Options that were weighed"),
        help_text=gettext_lazy("Hold Ctrl or ⌘ to choose several."), widget=forms.SelectMultiple(attrs={"size": 6}),
    )  # fmt: skip
    findings = FindingsField(
        Finding.objects.none(), required=False, label=gettext_lazy("Findings it rests on"),
        help_text=gettext_lazy("From published reports, the newest first."),
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )  # fmt: skip

    initiatives = ManyRowsField(
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
            "decide_by": DayInput(),
            "decided_on": DayInput(),
            "revisit_on": DayInput(),
        }

    def __init__(self, *args: Any, access: Access, given: Given | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.access = access
        given = given or Given()
        seen = Initiative.objects.seen_with(access).order_by("title", "pk").only("pk", "title")
        self.fields["initiatives"].queryset = seen  # type: ignore[attr-defined]
        choices = [choice for choice in Decision.Status.choices if choice[0] in (*MADE, self.instance.status)]
        self.fields["status"].choices = choices  # type: ignore[attr-defined]
        self._offer(given)
        if self.instance.pk is None:
            self.initial = {**self.initial, "decided_on": timezone.localdate(), **given.initial}
        else:
            self.initial["options"] = list(self.instance.options.values_list("pk", flat=True))
            self.initial["findings"] = list(self.instance.findings.values_list("pk", flat=True))
            self.initial["initiatives"] = list(self.instance.initiatives.values_list("pk", flat=True))
            self.initial["logs"] = ", ".join(str(pk) for pk in self.instance.logs.values_list("pk", flat=True))

    def _offer(self, given: Given) -> None:
        """Options kept open, findings of the newest published reports, and whatever is named already."""
        options, findings = given.options, given.findings
        if self.instance.pk is not None:
            options = self.instance.options.values("pk")
            findings = self.instance.findings.values("pk")
        weighed = Option.objects.seen_with(self.access)
        self.fields["options"].queryset = weighed.filter(  # type: ignore[attr-defined]
            ~Q(status__in=DONE) | Q(pk__in=options)
        ).order_by("title", "pk")
        reports = published(self.access)
        newest = list(reports.order_by("-to_on", "-pk").values_list("pk", flat=True)[:REPORTS])
        found = Finding.objects.filter(report__in=reports.values("pk")).exclude(kind=Finding.Kind.BLIND_SPOT)
        rows = found.filter(Q(report__in=newest) | Q(pk__in=findings)).select_related("report")
        rows = rows.defer("data", "report__facts")
        self.fields["findings"].queryset = rows.order_by("-report__to_on", "kind", "order", "pk")  # type: ignore[attr-defined]

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
        if data.get("status") == Decision.Status.PROPOSED:
            data["decided_on"] = None
        elif not data.get("decided_on"):
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
