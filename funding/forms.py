"""What stewards fill in about money."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MinValueValidator
from django.utils.translation import gettext_lazy as _

from funding.models import Allocation, CapitalCommitment, Disbursement, Drawdown, FundingVehicle
from initiatives.models import Initiative
from portfolio_hub.lib.formats import minor_digits
from stakeholders.access import Access
from stakeholders.models import Organisation


class DateInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class VehicleForm(forms.ModelForm):
    """A new vehicle, or what is said about one; the currency is fixed once money may be in it."""

    class Meta:
        model = FundingVehicle
        fields = ("name", "instrument", "currency", "rules", "willing_to_learn", "order")

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.access = access
        if self.instance.pk:
            del self.fields["currency"]
        else:
            self.instance.portfolio = access.portfolio
            self.fields["currency"].initial = access.portfolio.currency

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        twins = FundingVehicle.objects.filter(portfolio=self.access.portfolio, name__iexact=name)
        if twins.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("This portfolio already has a vehicle of that name."))
        return name


class MoneyForm(forms.ModelForm):
    """Base of the forms about a sum on a day, with as many decimals as the currency has."""

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        digits = minor_digits(currency)
        least = Decimal(1).scaleb(-digits)
        self.fields["amount"] = forms.DecimalField(
            label=self.fields["amount"].label, max_digits=18 + digits, decimal_places=digits,
            validators=[MinValueValidator(least, _("The sum must be more than zero."))],
            widget=forms.NumberInput(attrs={"min": str(least), "step": str(least), "inputmode": "decimal"}),
        )  # fmt: skip


class CommitmentForm(MoneyForm):
    """A funder's promise."""

    class Meta:
        model = CapitalCommitment
        fields = ("funder", "amount", "flexibility", "status", "on", "note")
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


class AllocationForm(MoneyForm):
    """Money set aside for an initiative; none chosen means the portfolio as such."""

    class Meta:
        model = Allocation
        fields = ("initiative", "amount", "purpose", "status", "on")
        widgets = {"on": DateInput(), "purpose": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        initiative = self.fields["initiative"]
        initiative.queryset = Initiative.objects.seen_with(access).order_by("title", "pk")  # type: ignore[attr-defined]
        initiative.empty_label = _("The portfolio as such")  # type: ignore[attr-defined]
        self.fields["status"].choices = [  # type: ignore[attr-defined]
            choice for choice in Allocation.Status.choices if choice[0] in ("planned", "agreed")
        ]


class DisbursementForm(MoneyForm):
    """Money that was paid out."""

    class Meta:
        model = Disbursement
        fields = ("amount", "on", "note")
        widgets = {"on": DateInput()}


class ReasonForm(forms.Form):
    """Why something is taken back."""

    why = forms.CharField(label=_("Why"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)
