"""Forms of outcomes: writing one, asking a source, answering, deciding, and what the list is narrowed to."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from funding.models import Concern, Outcome, OutcomeAsk
from funding.quotes import stands_in
from funding.services import outcomes
from initiatives.forms.record import DayInput
from initiatives.models import Combination, Initiative
from initiatives.querysets import team_initiatives
from portfolio_hub.lib.many_rows import ManyRowsField
from portfolio_hub.lib.meanwhile import News
from sensemaking.models import LearningLog
from stakeholders.access import Access
from stakeholders.forms.shared_text import SharedTextForm
from stakeholders.models import Change, Portfolio, User

SHOWN = 300
YES_NO = (("True", _("Yes")), ("False", _("No")))
BETTER = (("True", _("For the better")), ("False", _("For the worse")))


def _choice(label: Any, choices: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, choices=choices, coerce=lambda value: value == "True", empty_value=None, initial="True"
    )


class OutcomeForm(SharedTextForm):
    """Who changed what, our part in it, and from which learning log, if any."""

    log = forms.CharField(
        required=False, label=_("The learning log that tells of it"), help_text=_("Its number, when there is one.")
    )
    quote = forms.CharField(
        required=False, max_length=400, label=_("Its words"), widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Copied from the log as they are."),
    )  # fmt: skip
    is_expected = _choice(_("Was it expected?"), YES_NO)
    is_positive = _choice(_("Is it for the better?"), BETTER)
    concerns = ManyRowsField(
        Concern.objects.none(), required=False, label=_("Concerns it bears on"), widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Outcome
        fields = (
            "who", "what", "contribution", "significance", "kind", "is_expected", "is_positive", "on", "initiative",
            "combination", "log", "quote", "circle",
        )  # fmt: skip
        labels = {"combination": _("Combination")}
        widgets = {
            "who": forms.TextInput(attrs={"autocomplete": "off"}),
            "what": forms.Textarea(attrs={"rows": 3}),
            "contribution": forms.Textarea(attrs={"rows": 2}),
            "significance": forms.Textarea(attrs={"rows": 2}),
            "on": DayInput(),
        }

    def __init__(self, data: QueryDict | None = None, *, instance: Outcome, access: Access) -> None:
        super().__init__(data, instance=instance)
        self.access = access
        fields: Any = self.fields
        fields["initiative"].queryset = self._initiatives()
        fields["initiative"].empty_label = gettext("The portfolio as a whole")
        fields["initiative"].required = not access.is_steward
        together = Q(pk__in=Combination.objects.seen_with(access).values("pk")) | Q(pk=instance.combination_id)
        fields["combination"].queryset = Combination.objects.filter(together).order_by("name", "pk")
        fields["combination"].empty_label = gettext("None")
        fields["concerns"].queryset = self._concerns()
        if instance.pk is not None:
            self.initial["concerns"] = [concern.pk for concern in instance.concerns.all()]
            self.initial.update((name, str(getattr(instance, name))) for name in ("is_expected", "is_positive"))
        self._veil(access, instance)
        if instance.pk is not None:
            self.initial["seen"] = json.dumps(self._facts(instance))

    def _facts(self, row: Any) -> dict[str, Any]:
        """Without what this person may not read."""
        return {name: value for name, value in super()._facts(row).items() if name in self.fields}

    def _put_together(self, now: dict[str, Any]) -> list[News]:
        """Keep the concerns that were chosen, too."""
        chosen = self.data.getlist("concerns") if isinstance(self.data, QueryDict) else []
        news = super()._put_together(now)
        self.data["concerns"] = chosen  # type: ignore[index]
        return news

    def _initiatives(self) -> Any:
        """Stewards choose any of the portfolio; contributors those of their own organisations; what it has stays."""
        rows = Initiative.objects.seen_with(self.access).filter(merged_into=None)
        if not self.access.is_steward:
            rows = rows.filter(pk__in=team_initiatives(self.access.user))
        choice = Q(pk__in=rows.order_by().values("pk")) | Q(pk=self.instance.initiative_id)
        return Initiative.objects.filter(choice).order_by("title", "pk")

    def _concerns(self) -> Any:
        """Concerns that are looked at; one that was retired since stays with the outcome that has it."""
        kept = self.instance.concerns.order_by().values("pk") if self.instance.pk is not None else ()
        rows = Concern.objects.filter(portfolio=self.access.portfolio)
        return rows.filter(Q(retired_on__isnull=True) | Q(pk__in=kept))

    def _veil(self, access: Access, outcome: Outcome) -> None:
        """Who may not see the log edits neither its number nor its words."""
        if outcome.log_id and not LearningLog.objects.seen_with(access).filter(pk=outcome.log_id).exists():
            del self.fields["log"], self.fields["quote"]
        elif outcome.quote and not stands_in(outcome.log, outcome.quote):
            self.initial["quote"] = ""

    def clean_log(self) -> LearningLog | None:
        """The log with this number."""
        number = self.cleaned_data["log"].strip()
        if not number:
            return None
        pk = int(number) if number.isdecimal() and len(number) < 18 else 0
        found: LearningLog | None = LearningLog.objects.seen_with(self.access).filter(pk=pk).first()
        if found is None:
            no_log = gettext("No learning log here has this number: %(number)s.")
            raise ValidationError(no_log % {"number": number[:40]})
        return found

    def clean(self) -> dict[str, Any]:
        """The quote stands in the log, word for word."""
        data = super().clean() or self.cleaned_data
        try:
            if not self.errors:
                outcomes.refuse_other_words(data)
        except ValidationError as error:
            self.add_error(None, error)
        return data

    @property
    def values(self) -> dict[str, Any]:
        """What the form says of the row, without concerns."""
        return {name: self.cleaned_data[name] for name in self.names}

    def write(self, values: dict[str, Any], *, edit: int, by: User, portfolio: Portfolio, why: str) -> Change | None:
        """Save through the service, with the concerns."""
        concerns = list(self.cleaned_data["concerns"])
        return outcomes.edit(outcome=self.instance, values=values, concerns=concerns, opened_with=edit, by=by)


class OutcomeAskForm(forms.ModelForm):
    """Whom to ask, and your words to them."""

    class Meta:
        model = OutcomeAsk
        fields = ("name", "email", "words")
        widgets = {"words": forms.Textarea(attrs={"rows": 4, "maxlength": 2000})}


class SourceForm(forms.Form):
    """What a source answers."""

    answer = forms.ChoiceField(
        label=_("Is it true?"), choices=OutcomeAsk.Answer.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the three.")},
    )  # fmt: skip
    note = forms.CharField(
        label=_("In your words"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class DecideForm(forms.Form):
    """How sure a steward finds it, and on what that rests."""

    substantiation = forms.ChoiceField(label=_("How sure is it?"), choices=Outcome.Substantiation.choices)
    why = forms.CharField(label=_("What does this rest on?"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class OutcomeFilter(forms.Form):
    """What the list is narrowed to; whatever is not valid narrows nothing."""

    kind = forms.ChoiceField(required=False, label=_("Kind of change"))
    sure = forms.ChoiceField(required=False, label=_("How sure"))
    expected = forms.ChoiceField(required=False, label=_("Expected"))
    way = forms.ChoiceField(required=False, label=_("For the better"))
    concern = forms.ModelChoiceField(Concern.objects.none(), required=False, label=_("Concern"))
    initiative = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict, *, portfolio: Portfolio) -> None:
        super().__init__(data)
        fields: Any = self.fields
        anything = [("", _("All"))]
        fields["kind"].choices = [*anything, *Outcome.Kind.choices]
        fields["sure"].choices = [*anything, *Outcome.Substantiation.choices]
        fields["expected"].choices = [*anything, ("True", _("Expected")), ("False", _("Not expected"))]
        fields["way"].choices = [*anything, *BETTER]
        fields["concern"].queryset = Concern.objects.filter(portfolio=portfolio)
        fields["concern"].empty_label = _("All")

    @property
    def wanted(self) -> dict[str, Any]:
        """Field lookups for what is narrowed."""
        self.is_valid()
        names = {
            "kind": "kind", "sure": "substantiation", "expected": "is_expected", "way": "is_positive",
            "concern": "concerns", "initiative": "initiative",
        }  # fmt: skip
        given = {names[name]: self.cleaned_data.get(name) for name in names}
        return {name: value for name, value in given.items() if value not in (None, "")}
