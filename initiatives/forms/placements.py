"""Forms of an initiative's placement in a further portfolio."""

import json
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from initiatives.models import Facet, Initiative, Lever, Placement, System
from initiatives.services.placements import EDITED, tended_by
from initiatives.services.state import Values, plain
from portfolio_hub.lib.many_rows import ManyRowsField
from stakeholders.models import Portfolio, User


class PlaceInForm(forms.Form):
    """Into which portfolio, and why."""

    portfolio = forms.ModelChoiceField(
        Portfolio.objects.none(), label=_("Place it in"), empty_label=_("Choose a portfolio that you tend")
    )
    rationale = forms.CharField(
        required=False, max_length=4000, label=_("Why it belongs there"), widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, user: User, initiative: Initiative, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = Placement.objects.live().filter(initiative=initiative).values("portfolio")
        rows = Portfolio.objects.filter(pk__in=tended_by(user)).exclude(pk__in=there)
        self.fields["portfolio"].queryset = rows.order_by("name")  # type: ignore[attr-defined]

    @property
    def has_choices(self) -> bool:
        """Whether there is a portfolio to choose."""
        return bool(self.fields["portfolio"].queryset)  # type: ignore[attr-defined]


class PlacementForm(forms.Form):
    """What this portfolio says about an initiative that another one keeps. `edit` and `seen` remember its opening."""

    rationale = forms.CharField(
        required=False,
        max_length=4000,
        label=_("Why it is in this portfolio"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    systems = ManyRowsField(
        System.objects.none(), required=False, label=_("Systems it touches"), widget=forms.CheckboxSelectMultiple
    )
    main_system = forms.ModelChoiceField(System.objects.none(), required=False, label=_("Main system"))
    levers = ManyRowsField(
        Lever.objects.none(), required=False, label=_("Levers it pulls"), widget=forms.CheckboxSelectMultiple
    )
    facet = forms.ChoiceField(choices=[("", "–"), *Facet.choices], required=False, label=_("Facet"))
    why = forms.CharField(
        required=False, max_length=500, label=_("Why this edit"), help_text=_("A line for the history.")
    )
    edit = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: QueryDict | None = None, *, portfolio: Portfolio, values: Values | None = None, edit: int = 0
    ) -> None:
        initial = {} if values is None else {**values, "edit": edit, "seen": json.dumps(values)}
        super().__init__(data, initial=initial)
        for name, model in (("systems", System), ("main_system", System), ("levers", Lever)):
            field: Any = self.fields[name]
            field.queryset = model.objects.filter(portfolio=portfolio)
            if not field.queryset.exists():
                field.help_text = _("None yet. A steward adds them in the settings.")

    @property
    def values(self) -> dict[str, Any]:
        """What the service takes."""
        return {name: self.cleaned_data[name] for name in EDITED}

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


class EndPlacementForm(forms.Form):
    """Why it leaves this portfolio."""

    why = forms.CharField(required=False, max_length=500, label=_("Why"), help_text=_("A line for the history."))
