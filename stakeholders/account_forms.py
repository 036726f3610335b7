"""The sign-in forms in the hub's own words."""

from typing import Any

from allauth.account import forms
from django.utils.translation import gettext_lazy as _


class Worded:
    """Calls the address what the hub calls it everywhere."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("login", "email"):
            if name in self.fields:
                self.fields[name].label = _("E-mail address")
                self.fields[name].widget.attrs.pop("placeholder", None)


class LoginForm(Worded, forms.LoginForm):
    """Sign in with a password."""


class RequestLoginCodeForm(Worded, forms.RequestLoginCodeForm):
    """Ask for a code by mail."""


class ResetPasswordForm(Worded, forms.ResetPasswordForm):
    """Ask for a new password."""


class AddEmailForm(Worded, forms.AddEmailForm):
    """Add another address."""
