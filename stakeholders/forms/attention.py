"""Forms of the garden: its rules, and why an item is not needed."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from stakeholders.attention import Rule, rules
from stakeholders.models import AttentionSetting
from stakeholders.services.attention import number_of

MOST = 3650


class RulesForm(forms.Form):
    """For each rule whether it looks, and its number."""

    def __init__(self, data: QueryDict | None = None, *, chosen: dict[str, AttentionSetting]) -> None:
        super().__init__(data)
        for name, rule in rules.items():
            setting = chosen.get(name)
            self.fields[f"{name}-on"] = forms.BooleanField(
                required=False, label=str(rule.label), initial=setting.is_on if setting else True
            )
            if rule.number is not None:
                self.fields[f"{name}-number"] = forms.IntegerField(
                    label=str(rule.unit), min_value=1, max_value=MOST, initial=number_of(rule, setting)
                )

    def rows(self) -> list[dict[str, Any]]:
        """Each rule with its fields, for the page."""
        return [
            {
                "rule": rule,
                "on": self[f"{name}-on"],
                "number": self[f"{name}-number"] if rule.number is not None else None,
                "sentence": _shown(rule, self[f"{name}-number"].value() if rule.number is not None else None),
            }
            for name, rule in sorted(rules.items(), key=lambda item: item[1].order)
        ]

    def values(self) -> dict[str, tuple[bool, int | None]]:
        """What the service takes."""
        data = self.cleaned_data
        return {name: (data[f"{name}-on"], data.get(f"{name}-number")) for name, _rule in rules.items()}


def _shown(rule: Rule, number: Any) -> str:
    """The rule in words with the number that stands in the form, as far as it is one."""
    is_number = number is not None and str(number).isdecimal()
    return str(rule.sentence) % {"number": int(number)} if is_number else str(rule.sentence).replace("%(number)d", "…")


class NotNeededForm(forms.Form):
    """Why an item is not needed."""

    why = forms.CharField(
        label=_("Why it is not needed"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A sentence for the other stewards. You can bring it back at any time."),
    )
