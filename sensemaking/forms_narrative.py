"""What a steward writes instead of the sentences from the findings."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sensemaking.models import ReportNarrative
from stakeholders.forms.shared_text import SharedTextForm

LONGEST_TEXT = 12_000


class NarrativeForm(SharedTextForm):
    """The narrative as a text; it begins with the words that stand in the report now."""

    body = forms.CharField(
        label=_("Text"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=_("Markdown works here. It stays when the report is made again."),
        error_messages={"required": _("Write something, or go back to the sentences from the findings.")},
    )

    class Meta:
        model = ReportNarrative
        fields = ("body",)

    def __init__(self, *args: Any, standing: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = {"body": standing}
        self.initial = {**self.initial, **seen, "edit": self.instance.edit, "seen": json.dumps(seen)}
