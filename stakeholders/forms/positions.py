"""Forms for positions and braids."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from stakeholders.forms.shared_text import SharedTextForm
from stakeholders.models import Braid, Position

WRITE = forms.Textarea(attrs={"rows": 4})
OPENED_EMPTY = {"needs": "", "fears": "", "cannot_accept": ""}


class PositionForm(SharedTextForm):
    """What an organisation needs, fears and can't accept, and who may read it."""

    class Meta:
        model = Position
        fields = ("needs", "fears", "cannot_accept", "circle")
        widgets = {"needs": WRITE, "fears": WRITE, "cannot_accept": WRITE, "circle": forms.RadioSelect}
        help_texts = {
            "circle": _("The team: the people who speak for your organisation, and the stewards."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.initial = {**self.initial, "edit": 0, "seen": json.dumps(OPENED_EMPTY)}

    def clean(self) -> dict[str, Any]:
        """Say one of the three at least."""
        cleaned = super().clean() or {}
        if not any(cleaned.get(name) for name in OPENED_EMPTY):
            raise forms.ValidationError(_now("Say at least one of the three: a need, a fear, what can’t be accepted."))
        return cleaned


class BraidForm(forms.ModelForm):
    """Which positions go together, and how."""

    class Meta:
        model = Braid
        fields = ("name", "how", "positions")
        widgets = {"how": forms.Textarea(attrs={"rows": 4}), "positions": forms.CheckboxSelectMultiple}
        labels = {"positions": _("Whose positions")}

    def __init__(self, *args: Any, positions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["positions"]
        field.queryset = positions  # type: ignore[attr-defined]
        field.required = True
        field.error_messages["required"] = _now("A braid needs two positions at least.")

    def clean_positions(self) -> Any:
        """One strand is no braid."""
        chosen = self.cleaned_data["positions"]
        if len(chosen) < 2:
            raise forms.ValidationError(_now("A braid needs two positions at least."))
        return chosen
