"""The form by which a steward sends a link for posting."""

from django import forms
from django.utils.translation import gettext_lazy as _


class LinkForm(forms.Form):
    """Who gets the link."""

    email = forms.EmailField(label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    name = forms.CharField(
        label=_("Name"), max_length=150, required=False, help_text=_("Stands with what they post."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
