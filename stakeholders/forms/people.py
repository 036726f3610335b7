"""Forms about people: invitations, roles, accounts and keys."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from stakeholders.access import ROLE_SENTENCES
from stakeholders.addresses import MAX_ADDRESSES, Pasted, read_addresses
from stakeholders.models import ApiToken, Membership, Organisation, Portfolio, Role, User


class InviteForm(forms.Form):
    """Whom to ask, for which role."""

    addresses = forms.CharField(
        label=_("E-mail addresses"),
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocapitalize": "off"}),
        help_text=_("One or many, separated by anything. “Name &lt;address&gt;” works too."),
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.CONTRIBUTOR, widget=forms.RadioSelect)
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("They speak for"), required=False, empty_label=_("Nobody in particular")
    )
    note = forms.CharField(
        label=_("A word from you"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Stands in the letter."),
    )

    def __init__(self, *args: Any, portfolio: Portfolio, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pasted = Pasted((), (), ())
        self.fields["organisation"].queryset = portfolio.organisations.order_by("name")  # type: ignore[attr-defined]

    def clean_addresses(self) -> str:
        """Read the addresses; one at least has to be there, and not more than a letter round holds."""
        text: str = self.cleaned_data["addresses"]
        self.pasted = read_addresses(text)
        if not self.pasted.addresses:
            raise forms.ValidationError(_("There is no e-mail address in this text."))
        if len(self.pasted.addresses) > MAX_ADDRESSES:
            raise forms.ValidationError(
                _("These are %(count)d addresses; at most %(limit)d go at once."),
                params={"count": len(self.pasted.addresses), "limit": MAX_ADDRESSES},
            )
        return text

    @property
    def role_options(self) -> list[tuple[str, Any, Any, bool]]:
        """(value, label, sentence, chosen) of each role."""
        return role_options(str(self["role"].value()))


def role_options(chosen: str) -> list[tuple[str, Any, Any, bool]]:
    """(value, label, sentence, chosen) of each role."""
    return [(role.value, role.label, ROLE_SENTENCES[role], role.value == chosen) for role in Role]


class RoleForm(forms.Form):
    """Another role for a member, and why."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, widget=forms.RadioSelect)
    why = forms.CharField(label=_("Why"), required=False, max_length=500)

    @property
    def role_options(self) -> list[tuple[str, Any, Any, bool]]:
        """(value, label, sentence, chosen) of each role."""
        return role_options(str(self["role"].value()))


class WhyForm(forms.Form):
    """A reason for something that can't be taken back by a button."""

    why = forms.CharField(label=_("Why"), required=False, max_length=500)


class SpeaksForForm(forms.Form):
    """Which member speaks for an organisation."""

    member = forms.ModelChoiceField(Membership.objects.none(), label=_("Member"), empty_label=_("Choose a member"))
    title = forms.CharField(label=_("Role there"), required=False, max_length=120)

    def __init__(self, *args: Any, portfolio: Portfolio, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = Membership.objects.filter(portfolio=portfolio).select_related("user").order_by("user__name")
        field = self.fields["member"]
        field.queryset = members  # type: ignore[attr-defined]
        field.label_from_instance = lambda membership: str(membership.user)  # type: ignore[attr-defined]


class NewcomerForm(forms.Form):
    """What somebody new tells about themselves; the address is known from the letter."""

    name = forms.CharField(label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters. Leave it empty to sign in with a code sent by mail instead."),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        """Check the password against the name and address as well."""
        cleaned = super().clean() or {}
        password = cleaned.get("password")
        if password:
            try:
                validate_password(password, User(email=self.email, name=cleaned.get("name", "")))
            except forms.ValidationError as error:
                self.add_error("password", error)
        return cleaned


class ProfileForm(forms.ModelForm):
    """How somebody wants to be called and written to."""

    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("As the browser asks")), *settings.LANGUAGES]
    )

    class Meta:
        model = User
        fields = ("name", "language", "wants_mail", "is_credited")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True


class KeyForm(forms.Form):
    """A new key for a program."""

    name = forms.CharField(
        label=_("What it is for"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    scope = forms.ChoiceField(label=_("It may"), choices=ApiToken.Scope.choices, initial=ApiToken.Scope.READ)
    expires_on = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Without a day it opens the door until you revoke it."),
    )

    def clean_expires_on(self) -> datetime | None:
        """Return the end of the last day; it must not have passed."""
        last = self.cleaned_data["expires_on"]
        if last is None:
            return None
        if last < timezone.localdate():
            raise forms.ValidationError(_now("This day has passed."))
        return timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min))
