"""A vehicle: what is said about it, and who proposes, agrees and releases in it."""

from typing import Any

from django import forms
from django.db.models import Case, When
from django.utils.translation import gettext_lazy as _

from funding.forms.base import CurrencyField, sum_field
from funding.models import FundingVehicle, VehicleVoice
from portfolio_hub.lib.many_rows import ManyRowsField
from stakeholders.access import Access
from stakeholders.models import User

VOICES = {
    "proposes": VehicleVoice.May.PROPOSE,
    "agrees": VehicleVoice.May.AGREE,
    "releases": VehicleVoice.May.RELEASE,
}


def voice_field(label: Any, help_text: Any) -> ManyRowsField:
    """People of the portfolio to choose from."""
    return ManyRowsField(
        User.objects.none(), required=False, label=label, widget=forms.CheckboxSelectMultiple, help_text=help_text
    )


class VehicleForm(forms.ModelForm):
    """A new vehicle, or what is said about one and who decides in it; the currency is fixed once money may be in it."""

    proposes = voice_field(_("Who proposes"), _("Nobody chosen: stewards."))
    agrees = voice_field(_("Who agrees"), _("Nobody chosen: stewards."))
    releases = voice_field(
        _("Who releases, when it is a reserve"),
        _("Nobody chosen: stewards. Who releases proposes by it; without a say in agreeing, others agree to it."),
    )

    class Meta:
        model = FundingVehicle
        fields = ("name", "instrument", "currency", "rules", "willing_to_learn", "order", "second_above")
        field_classes = {"currency": CurrencyField}
        help_texts = {"second_above": _("Larger sums are agreed by somebody else than who proposed them.")}

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.access = access
        above = self.fields["second_above"]
        currency = str(self.instance.currency or self.data.get("currency") or access.portfolio.currency).upper()
        self.fields["second_above"] = sum_field(
            currency, above.label, may_be_nothing=True, required=False, help_text=above.help_text
        )
        if self.instance.pk:
            del self.fields["currency"]
        else:
            self.instance.portfolio = access.portfolio
            self.fields["currency"].initial = access.portfolio.currency
        people = User.objects.filter(memberships__portfolio=access.portfolio)
        voices = list(self.instance.voices.values_list("may", "user")) if self.instance.pk else []
        for name, may in VOICES.items():
            chosen = [user for said, user in voices if said == may]
            first = (Case(When(pk__in=chosen, then=0), default=1),) if chosen else ()
            self.fields[name].queryset = people.order_by(*first, "name", "email")  # type: ignore[attr-defined]
            self.fields[name].initial = chosen

    @property
    def voices(self) -> dict[str, list[User]]:
        """Who was chosen for what, as the service takes it."""
        return {may: list(self.cleaned_data[name]) for name, may in VOICES.items()}

    @property
    def facts(self) -> dict[str, Any]:
        """What is said of the vehicle itself."""
        return {name: value for name, value in self.cleaned_data.items() if name not in VOICES}

    def clean(self) -> dict[str, Any]:
        """Two different people are needed above the threshold, so one alone can't be the only voice for both."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        proposing, agreeing = (set(data.get(name) or ()) for name in ("proposes", "agrees"))
        if data.get("second_above") is not None and len(proposing) == 1 and proposing == agreeing:
            self.add_error("agrees", _("Above the threshold a second person agrees: name somebody else here."))
        return data

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        twins = FundingVehicle.objects.filter(portfolio=self.access.portfolio, name__iexact=name)
        if twins.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("This portfolio already has a vehicle of that name."))
        return name
