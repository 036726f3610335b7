"""The form that creates and edits an initiative, and notices what others changed meanwhile."""

import json
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from initiatives.models import Facet, Initiative, Lever, PolicyCommitment, Stage, System
from initiatives.services.state import Values, plain
from portfolio_hub.lib.many_rows import ManyRowsField
from stakeholders.access import Access
from stakeholders.models import Organisation, Place

ABOUT = ("title", "summary", "description", "website")
WHEN = ("started_on", "ended_on")
MONEY = ("budget_amount", "budget_currency")
WHERE = ("latitude", "longitude")
RELATIONS = ("systems", "main_system", "levers", "places", "rationale", "facet")
FIELDS = (*ABOUT, *WHEN, *MONEY, *WHERE, "circle")


FEW_PLACES = 60


def tick_instead(field: forms.Field) -> None:
    """Show a choice of several as boxes to tick."""
    field.help_text = ""
    field.widget = forms.CheckboxSelectMultiple(choices=field.choices)  # type: ignore[attr-defined]


class DayInput(forms.DateInput):
    """The browser's own picker."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class RecordForm(forms.ModelForm):
    """Everything that an edit can say. `version` and `seen` remember what the form showed when it was opened."""

    systems = ManyRowsField(
        System.objects.none(), required=False, label=_("Systems it touches"), widget=forms.CheckboxSelectMultiple
    )
    main_system = forms.ModelChoiceField(System.objects.none(), required=False, label=_("Main system"))
    levers = ManyRowsField(
        Lever.objects.none(), required=False, label=_("Levers it pulls"), widget=forms.CheckboxSelectMultiple
    )
    places = ManyRowsField(
        Place.objects.none(), required=False, label=_("Places"),
        help_text=_("Hold Ctrl or ⌘ to choose several."), widget=forms.SelectMultiple(attrs={"size": 8}),
    )  # fmt: skip
    rationale = forms.CharField(
        required=False, label=_("Why it is in this portfolio"), widget=forms.Textarea(attrs={"rows": 3})
    )
    facet = forms.ChoiceField(choices=[("", "–"), *Facet.choices], required=False, label=_("Facet"))
    website = forms.URLField(required=False, label=_("Website"), max_length=500, assume_scheme="https")
    why = forms.CharField(
        required=False, max_length=500, label=_("Why this edit"), help_text=_("A line for the history.")
    )
    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Initiative
        fields = FIELDS
        widgets = {
            "title": forms.TextInput(attrs={"autocomplete": "off"}),
            "summary": forms.Textarea(attrs={"rows": 3}),
            "description": forms.Textarea(attrs={"rows": 8}),
            "started_on": DayInput(),
            "ended_on": DayInput(),
            "budget_amount": forms.NumberInput(attrs={"step": "0.01", "min": "0"}),
            "budget_currency": forms.TextInput(attrs={"maxlength": 3, "placeholder": "EUR"}),
        }

    def __init__(
        self, data: QueryDict | None = None, *, access: Access, values: Values | None = None, version: int = 0
    ):
        initial = {} if values is None else {**values, "version": version, "seen": json.dumps(values)}
        super().__init__(data, initial=initial)
        self.access = access
        frame = {"systems": System, "main_system": System, "levers": Lever}
        for name, model in frame.items():
            self.fields[name].queryset = model.objects.filter(portfolio=access.portfolio)  # type: ignore[attr-defined]
        self.fields["places"].queryset = Place.objects.listed_in(access.portfolio)  # type: ignore[attr-defined]
        if self.fields["places"].queryset.count() <= FEW_PLACES:  # type: ignore[attr-defined]
            tick_instead(self.fields["places"])
        for name in ("levers", "systems", "places"):
            if not self.fields[name].queryset.exists():  # type: ignore[attr-defined]
                self.fields[name].help_text = _("None yet. A steward adds them in the settings.")

    def clean_budget_currency(self) -> str:
        """Currencies in capitals."""
        return self.cleaned_data["budget_currency"].strip().upper()

    def clean(self) -> dict[str, Any]:
        """What must agree with one another."""
        data = super().clean() or self.cleaned_data
        start, end = data.get("started_on"), data.get("ended_on")
        if start and end and end < start:
            self.add_error("ended_on", _("It can't end before it starts."))
        if data.get("budget_amount") is not None and not data.get("budget_currency"):
            self.add_error("budget_currency", _("Say in which currency the budget is."))
        main, systems = data.get("main_system"), data.get("systems")
        if main and systems is not None and main not in systems:
            data["systems"] = System.objects.filter(pk__in=[main.pk, *systems.values_list("pk", flat=True)])
        return data

    def _get_validation_exclusions(self) -> set[str]:
        """The service checks the constraints of the row, which this form does not hold as a whole."""
        return {*super()._get_validation_exclusions(), *FIELDS} - {"title", "website", "budget_amount"}  # type: ignore[misc]

    @property
    def values(self) -> dict[str, Any]:
        """What the services take."""
        return {name: self.cleaned_data[name] for name in (*FIELDS, *RELATIONS)}

    @property
    def plain_values(self) -> Values:
        """The same as the history keeps them."""
        return {name: plain(value) for name, value in self.values.items()}

    def seen_values(self) -> Values:
        """What the form showed when it was opened; empty when the browser sent something else."""
        try:
            seen = json.loads(self.cleaned_data.get("seen") or "{}")
        except ValueError:
            return {}
        return seen if isinstance(seen, dict) else {}


def comparable(values: Values) -> Values:
    """Of a state, what the form can change."""
    return {name: values[name] for name in (*FIELDS, *RELATIONS) if name in values}


class NewRecordForm(RecordForm):
    """The same for a new one, with the stage at which it begins and who leads it."""

    stage = forms.ChoiceField(
        choices=[choice for choice in Stage.choices if choice[0] != Stage.CLOSED], label=_("Stage"),
        initial=Stage.EXPLORING,
    )  # fmt: skip
    lead = forms.ModelChoiceField(Organisation.objects.none(), required=False, label=_("Who leads it"))
    commitment = forms.ModelChoiceField(
        PolicyCommitment.objects.none(), required=False, label=_("Which promise it serves"),
        help_text=_("How, and with which share, can be said afterwards."),
    )  # fmt: skip

    def __init__(self, data: QueryDict | None = None, *, access: Access, given: QueryDict | None = None):
        super().__init__(data, access=access)
        promises = PolicyCommitment.objects.current().filter(portfolio=access.portfolio)
        self.fields["commitment"].queryset = promises  # type: ignore[attr-defined]
        if data is None and given is not None:
            self._fill_in(given)
        leads = Organisation.objects.listed_in(access.portfolio)
        if not access.is_steward:
            leads = leads.filter(pk__in=Organisation.objects.spoken_for_by(access.user).values("pk"))
            self.fields["lead"].required = True
            self.fields["lead"].help_text = _("One of the organisations for which you speak.")
        self.fields["lead"].queryset = leads  # type: ignore[attr-defined]
        if data is None:
            self.fields["budget_currency"].initial = access.portfolio.currency

    def _fill_in(self, given: QueryDict) -> None:
        """Begin with the system and the commitment that the address names."""
        for name, fields in (("system", ("systems", "main_system")), ("commitment", ("commitment",))):
            text = given.get(name, "")
            if not text.isdecimal() or len(text) > 17:
                continue
            for field in fields:
                if self.fields[field].queryset.filter(pk=int(text)).exists():  # type: ignore[attr-defined]
                    self.initial[field] = [int(text)] if field == "systems" else int(text)
