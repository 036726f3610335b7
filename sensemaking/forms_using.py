"""Forms for what people add to a log: where they used it, and tags."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sensemaking.forms import TagsField, day_input
from sensemaking.models import LogUse


class UseForm(forms.ModelForm):
    """Where a log was used, when, and where that can be read."""

    class Meta:
        model = LogUse
        fields = ("what", "used_on", "url")
        widgets = {
            "what": forms.TextInput(
                attrs={"placeholder": _("A meeting, a plan, a letter, a budget"), "autocomplete": "off"}
            ),
            "used_on": day_input(),
            "url": forms.URLInput(attrs={"placeholder": "https://"}),
        }
        help_texts = {"url": _("Where others can read about it.")}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["used_on"].initial = timezone.localdate


class TagsForm(forms.Form):
    """The tags of one log."""

    tags = TagsField()
