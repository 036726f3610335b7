"""Promises, money paid in, set aside, paid out and come back."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from funding.cited import Cited, find_named, offered, valid_name
from funding.forms.base import DateInput, MoneyForm, sum_field
from funding.models import Allocation, CapitalCommitment, Disbursement, Drawdown
from funding.services.money import Purpose
from initiatives.models import Combination, Initiative
from stakeholders.access import Access
from stakeholders.models import Organisation


class CitesField(forms.MultipleChoiceField):
    """Any of the newest entries, or others that are named by the address."""

    def valid_value(self, value: Any) -> bool:
        return valid_name(value)


class CommitmentForm(MoneyForm):
    """A funder's promise."""

    class Meta:
        model = CapitalCommitment
        fields = ("funder", "amount", "flexibility", "status", "on", "note")
        labels = {"funder": _("Funder")}
        widgets = {"on": DateInput(), "note": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["funder"].queryset = Organisation.objects.listed_in(access.portfolio)  # type: ignore[attr-defined]
        self.fields["status"].choices = [  # type: ignore[attr-defined]
            choice for choice in CapitalCommitment.Status.choices if choice[0] != CapitalCommitment.Status.WITHDRAWN
        ]


class DrawdownForm(MoneyForm):
    """Money that was paid in."""

    class Meta:
        model = Drawdown
        fields = ("amount", "on", "note")
        widgets = {"on": DateInput()}


class AimForm(MoneyForm):
    """A sum and what it is for, which decides whether a name is asked for."""

    class Meta:
        model = Allocation
        fields: tuple[str, ...] = ("amount", "target", "initiative", "combination", "purpose", "on")
        labels = {"initiative": _("Initiative"), "combination": _("Combination")}
        widgets = {"on": DateInput(), "purpose": forms.Textarea(attrs={"rows": 2})}

    NAMED = {
        Allocation.Target.INITIATIVE: ("initiative", _("Choose the initiative it is for.")),
        Allocation.Target.COMBINATION: ("combination", _("Choose the combination it is for.")),
    }

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.access = access
        rows: dict[str, Any] = {
            "initiative": Initiative.objects.seen_with(access).defer("search").order_by("title", "pk"),
            "combination": Combination.objects.seen_with(access).current().order_by("name", "pk"),
        }
        for name, found in rows.items():
            field: Any = self.fields[name]
            field.queryset, field.empty_label = found, _("Choose one")
        self.fields["target"].choices = Allocation.Target.choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for the name that the target needs, and leave out what was chosen for another one."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        wanted, words = self.NAMED.get(data.get("target", ""), ("", ""))
        for name in ("initiative", "combination"):
            if name != wanted:
                data[name] = None
                self.errors.pop(name, None)
        if wanted and not data.get(wanted) and wanted not in self.errors:
            self.add_error(wanted, words)
        return data

    def _post_clean(self) -> None:
        """The row is made by a service, which knows the vehicle."""

    def aim(self) -> Purpose:
        """What the sum is for, as the services take it."""
        data = self.cleaned_data
        return Purpose(
            initiative=data["initiative"], combination=data["combination"], target=data["target"], text=data["purpose"]
        )


class AllocationForm(AimForm):
    """Money planned or agreed for something, and what it is informed by."""

    cites = CitesField(
        required=False, label=_("Informed by"), widget=forms.CheckboxSelectMultiple,
        help_text=_("Decisions, findings and learning logs. Others read them as far as they may."),
    )  # fmt: skip

    class Meta(AimForm.Meta):
        fields = ("target", "initiative", "combination", "amount", "purpose", "status", "on", "cites")
        labels = AimForm.Meta.labels | {
            "target": _("For"), "purpose": _("In a sentence"), "status": _("Planned or agreed"),
        }  # fmt: skip
        help_texts = {"status": _("A plan holds nothing back until somebody agrees to it.")}

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, access=access, **kwargs)
        self.fields["status"].choices = [  # type: ignore[attr-defined]
            choice for choice in Allocation.Status.choices if choice[0] in ("planned", "agreed")
        ]
        sent: Any = self.data
        chosen = sent.getlist("cites") if self.is_bound else self.initial.get("cites", ())
        self.fields["cites"].choices = offered(access, chosen)  # type: ignore[attr-defined]
        if not chosen and not self.fields["cites"].choices:  # type: ignore[attr-defined]
            del self.fields["cites"]

    def clean_cites(self) -> tuple[Cited, ...]:
        """What was chosen, as far as the person sees it."""
        names = set(self.cleaned_data["cites"])
        found = find_named(self.access, names)
        if len(found) < len(names):
            raise forms.ValidationError(_("This entry is not there, or not released to you."))
        return found

    def aim(self) -> Purpose:
        """Whether it is planned or agreed, too, and what it is informed by."""
        cites = tuple(one.row for one in self.cleaned_data.get("cites") or ())
        return replace(super().aim(), status=self.cleaned_data["status"], informed_by=cites)


class DisbursementForm(MoneyForm):
    """Money that was paid out."""

    class Meta:
        model = Disbursement
        fields = ("amount", "on", "note")
        widgets = {"on": DateInput()}


class CorrectionForm(forms.Form):
    """What a payment was in truth; nothing at all is an answer too."""

    on = forms.DateField(
        label=_("Corrected on"),
        widget=DateInput(),
        help_text=_("The row that was wrong stands; this is a further one."),
    )
    why = forms.CharField(label=_("Why"), max_length=200)

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"] = sum_field(currency, _("What it was in truth"), may_be_nothing=True)
        self.order_fields(["amount", "on", "why"])
