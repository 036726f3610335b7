"""Forms for signing, asking and renewing."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from portfolio_hub.lib.many_rows import ManyRowsField
from stakeholders.addresses import MAX_ADDRESSES, Pasted, read_addresses
from stakeholders.models import Endorsement, Organisation, Portfolio, User
from stakeholders.models.endorsement import VALID_DAYS, day_after
from stakeholders.services.endorsements import Signature

LONGEST_DAYS = 3653


def one_year() -> date:
    """The day until which an endorsement holds when nobody says otherwise."""
    return day_after(VALID_DAYS)


def day_field(**options: Any) -> forms.DateField:
    """A day, with the browser's own picker."""
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


class PromiseForm(forms.Form):
    """A promise in the organisation's own words, what it brings, and until when it holds."""

    promise = forms.CharField(
        label=_("What you promise, in your words"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Whoever may read this portfolio reads it under your organisation’s name."),
    )
    brings = forms.CharField(
        label=_("What you bring"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("People, rooms, data, money, permissions, patience."),
    )
    valid_until = day_field(
        label=_("Valid until"), initial=one_year, help_text=_("We ask you again before that day. It can be renewed.")
    )

    def clean_valid_until(self) -> date:
        """Refuse a day that has passed, or one that nobody can promise for."""
        day: date = self.cleaned_data["valid_until"]
        if day < timezone.localdate():
            raise forms.ValidationError(_now("This day has passed."))
        if day > day_after(LONGEST_DAYS):
            raise forms.ValidationError(_now("Ten years are as far as a promise reaches. It can be renewed."))
        return day


class RenewForm(PromiseForm):
    """The promise as it reads now, for longer."""

    @classmethod
    def opening(cls, endorsement: Endorsement) -> dict[str, Any]:
        """What the form shows first."""
        return {"promise": endorsement.promise, "brings": endorsement.brings, "valid_until": one_year()}


class LinkForm(PromiseForm):
    """What somebody signs who came by a mailed link."""

    name = forms.CharField(label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    role = forms.CharField(
        label=_("Your role there"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    speaks = forms.BooleanField(label=_("I may speak for this organisation."))

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["speaks"].label = _now("I may speak for %(name)s.") % {"name": organisation.name}

    @property
    def signature(self) -> Signature:
        """What is signed."""
        data = self.cleaned_data
        return Signature(data["promise"], data["brings"], data["name"], data["role"], data["valid_until"])


class EndorseForm(PromiseForm):
    """What a signed-in person signs for one of the organisations they speak for."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("You sign for"), empty_label=None)
    role = forms.CharField(label=_("Your role there"), max_length=150, required=False)
    field_order = ("organisation", "promise", "brings", "role", "valid_until")

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]

    def signature_of(self, user: User) -> Signature:
        """What is signed, in the name of this person."""
        data = self.cleaned_data
        return Signature(data["promise"], data["brings"], str(user), data["role"], data["valid_until"])


class RecordForm(PromiseForm):
    """What a steward records that was signed on paper or said aloud."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Organisation"), empty_label=_("Choose an organisation")
    )
    is_offer = forms.TypedChoiceField(
        label=_("How sure it is"),
        choices=(
            ("signed", _("Signed: I hold the paper, and it counts")),
            ("offered", _("Offered: they said so, and will confirm it")),
        ),
        coerce=lambda said: said == "offered",
        initial="signed",
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label=_("Signed by"), max_length=150)
    role = forms.CharField(label=_("Role there"), max_length=150, required=False)
    signed_on = day_field(label=_("Signed on"), initial=timezone.localdate)
    field_order = ("organisation", "is_offer", "name", "role", "signed_on", "promise", "brings", "valid_until")

    def __init__(self, *args: Any, portfolio: Portfolio, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = Organisation.objects.listed_in(portfolio).order_by("name")
        self.fields["organisation"].queryset = listed  # type: ignore[attr-defined]
        self.fields["promise"].required = False
        self.fields["promise"].help_text = _("Whoever may read this portfolio reads it under the organisation’s name.")
        self.fields["promise"].label = _("What they promise, in their words")
        self.fields["brings"].label = _("What they bring")

    def clean_signed_on(self) -> date:
        """Nobody has signed tomorrow."""
        day: date = self.cleaned_data["signed_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_now("This day has not come yet."))
        return day

    @property
    def signature(self) -> Signature:
        """What was signed."""
        data = self.cleaned_data
        return Signature(data["promise"], data["brings"], data["name"], data["role"], data["valid_until"])


class WithdrawForm(forms.Form):
    """Why an organisation takes its name back, if it wants to say so."""

    why = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("You owe nobody a reason. If you give one, the people of this portfolio can read it."),
    )


class NotNowForm(forms.Form):
    """An answer that is not a signature."""

    answer = forms.CharField(
        label=_("A word about it"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class AskForm(forms.Form):
    """Whom to ask: one organisation at these addresses, and others at the addresses of those who speak for them."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), required=False, label=_("Organisation"), empty_label=_("Choose an organisation")
    )
    addresses = forms.CharField(
        label=_("E-mail addresses"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        help_text=_("As they come: Name <name@example.org>. Left empty, the people who speak for it get the letter."),
    )
    others = ManyRowsField(
        Organisation.objects.none(), required=False, label=_("Others"), widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(
        label=_("A word from you"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, portfolio: Portfolio, known: dict[int, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        self.pasted = Pasted((), (), ())
        listed = Organisation.objects.listed_in(portfolio).order_by("name")
        self.fields["organisation"].queryset = listed  # type: ignore[attr-defined]
        self.fields["others"].queryset = listed  # type: ignore[attr-defined]

    def clean_addresses(self) -> str:
        """Read the addresses; pieces that are none are named."""
        text: str = self.cleaned_data["addresses"]
        self.pasted = read_addresses(text)
        if len(self.pasted.addresses) > MAX_ADDRESSES:
            raise forms.ValidationError(_now("At most %(limit)d addresses at once.") % {"limit": MAX_ADDRESSES})
        for piece in self.pasted.malformed:
            raise forms.ValidationError(_now("“%(piece)s” is not an e-mail address.") % {"piece": piece})
        return text

    def clean(self) -> dict[str, Any]:
        """There must be somebody to write to."""
        cleaned = super().clean() or {}
        organisation, others = cleaned.get("organisation"), cleaned.get("others")
        if "addresses" in self.errors or "organisation" in self.errors:
            return cleaned
        if organisation is None and self.pasted.addresses:
            self.add_error("organisation", _now("Say which organisation these addresses belong to."))
        elif organisation is None and not others:
            self.add_error("organisation", _now("Choose whom to ask."))
        elif organisation is not None and not self.pasted.addresses and not self.known.get(organisation.pk):
            self.add_error("addresses", _now("Nobody with an account speaks for it yet. Whom shall we write to?"))
        return cleaned

    @property
    def letters(self) -> list[tuple[Organisation, Any]]:
        """Each organisation with an address, once."""
        data = self.cleaned_data
        chosen = data["organisation"]
        letters = [(chosen, to) for to in self.pasted.addresses or self.known.get(chosen.pk, ())] if chosen else []
        rest = [one for one in data["others"] if chosen is None or one.pk != chosen.pk]
        return letters + [(one, to) for one in rest for to in self.known.get(one.pk, ())]


class SignatoriesForm(forms.Form):
    """The filters of the list of signatories, as they stand in the address."""

    q = forms.CharField(required=False, max_length=200)
    sector = forms.CharField(required=False, max_length=20)
    state = forms.ChoiceField(
        required=False, label=_("State"), choices=[("", _("Standing")), ("all", _("All")), *Endorsement.Status.choices]
    )
