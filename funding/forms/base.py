"""What the forms about money share: days, and sums with as many decimals as their currency has."""

from decimal import Decimal
from typing import Any

from babel.numbers import is_currency
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funding.forms.typed import TypedDecimalField
from portfolio_hub.lib.formats import minor_digits

EXACT_DIGITS = 15


class DateInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class CurrencyField(forms.CharField):
    """Three letters, small ones too, of a currency that there is."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).upper()

    def validate(self, value: Any) -> None:
        super().validate(value)
        if len(value) == 3 and not is_currency(value):
            raise ValidationError(_("%(code)s is no currency."), params={"code": value}, code="currency")


def sum_field(
    currency: str, label: Any, *, may_be_nothing: bool = False, required: bool = True, help_text: Any = ""
) -> TypedDecimalField:
    """A sum in a currency, more than zero unless nothing is a sensible answer.

    Totals have room for a thousand of the largest; fifteen digits are what both databases keep exactly.
    """
    digits = minor_digits(currency)
    step = Decimal(1).scaleb(-digits)
    least = Decimal(0) if may_be_nothing else step
    words = _("The sum can't be less than zero.") if may_be_nothing else _("The sum must be more than zero.")
    return TypedDecimalField(
        label=label, max_digits=EXACT_DIGITS, decimal_places=digits, places=digits, required=required,
        help_text=help_text, validators=[MinValueValidator(least, words)],
    )  # fmt: skip


class MoneyForm(forms.ModelForm):
    """Base of the forms about a sum on a day, with as many decimals as the currency has."""

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"] = sum_field(currency, self.fields["amount"].label)


class ReasonForm(forms.Form):
    """Why something is taken back."""

    why = forms.CharField(label=_("Why"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)


class EndingForm(ReasonForm):
    """From which day on a promise or an allocation no longer counts, and why."""

    on = forms.DateField(
        label=_("On"),
        widget=DateInput(),
        initial=timezone.localdate,
        help_text=_("It counts until this day: sums of earlier days stay as they are."),
    )
    field_order = ("on", "why")
