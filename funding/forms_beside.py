"""What is filled in about rates, reserves, money from outside and trials of other rules."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from funding.cited import Cited, choices, find, valid_name
from funding.forms.base import CurrencyField, DateInput, sum_field
from funding.forms.money import AimForm
from funding.forms.typed import TypedDecimalField
from funding.models import ExchangeRate, FlexibilityReserve, FundingVehicle, OutsideMoney, ReserveRelease
from initiatives.models import Combination, Initiative, System
from stakeholders.access import Access
from stakeholders.forms.shared_text import SharedTextForm
from stakeholders.models import Organisation


class RateForm(forms.ModelForm):
    """A rate from a day on."""

    class Meta:
        model = ExchangeRate
        fields = ("currency", "rate", "on", "source")
        field_classes = {"currency": CurrencyField}
        widgets = {"on": DateInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label = self.fields["rate"].label
        self.fields["rate"] = TypedDecimalField(label=label, max_digits=20, decimal_places=10)

    def clean_rate(self) -> Decimal:
        rate: Decimal = self.cleaned_data["rate"]
        if rate <= 0:
            raise forms.ValidationError(_("A rate is more than zero."))
        return rate


class ReserveForm(SharedTextForm):
    """What a reserve is for, and how much shall be able to move."""

    class Meta:
        model = FlexibilityReserve
        fields = ("purpose", "floor")
        widgets = {"purpose": forms.Textarea(attrs={"rows": 3})}


class CitedField(forms.ChoiceField):
    """One of the newest entries, or another that is named by the address."""

    def valid_value(self, value: Any) -> bool:
        """Whether the reader sees the entry is asked by the form."""
        return valid_name(value)


class ReleaseForm(AimForm):
    """Money let out of a reserve, and what triggered it."""

    cite = CitedField(label=_("What triggered it"), help_text=_("A decision, a finding or a learning log."))
    why = ReserveRelease._meta.get_field("why").formfield(widget=forms.Textarea(attrs={"rows": 2}))
    field_order = ("cite", "why", "amount", "target", "initiative", "combination", "purpose", "on")

    def __init__(self, *args: Any, access: Access, also: str = "", **kwargs: Any) -> None:
        super().__init__(*args, access=access, **kwargs)
        self.fields["cite"].choices = choices(access, also)  # type: ignore[attr-defined]

    def clean_cite(self) -> Cited:
        found = find(self.access, self.cleaned_data["cite"])
        if found is None:
            raise forms.ValidationError(_("This entry is not there, or not released to you."))
        return found


class OutsideMoneyForm(forms.ModelForm):
    """Money that no vehicle here holds."""

    class Meta:
        model = OutsideMoney
        fields = (
            "layer", "who", "organisation", "amount", "currency", "on", "source", "url", "sureness", "initiative",
            "combination", "system", "why", "circle",
        )  # fmt: skip
        field_classes = {"currency": CurrencyField}
        labels = {"combination": _("Combination")}
        widgets = {"on": DateInput(), "why": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = {
            "organisation": Organisation.objects.listed_in(access.portfolio),
            "initiative": Initiative.objects.seen_with(access).defer("search").order_by("title", "pk"),
            "combination": Combination.objects.seen_with(access),
            "system": System.objects.filter(portfolio=access.portfolio),
        }
        for name, queryset in rows.items():
            field: Any = self.fields[name]
            field.queryset, field.empty_label = queryset, "–"
        currency = str(self.data.get("currency") or self.instance.currency or access.portfolio.currency).upper()
        self.fields["amount"] = sum_field(currency, self.fields["amount"].label)
        self.fields["currency"].initial = access.portfolio.currency


class ShadowForm(forms.ModelForm):
    """A trial of other rules beside a vehicle."""

    class Meta:
        model = FundingVehicle
        fields = ("name", "instrument", "rules", "willing_to_learn")
        widgets = {"rules": forms.Textarea(attrs={"rows": 4}), "willing_to_learn": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.access = access
        self.fields["rules"].required = True

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if FundingVehicle.objects.filter(portfolio=self.access.portfolio, name__iexact=name).exists():
            raise forms.ValidationError(_("This portfolio already has a vehicle of that name."))
        return name
