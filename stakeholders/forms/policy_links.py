"""The form of a policy link."""

from itertools import pairwise
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from stakeholders.forms.shared_text import SharedTextForm
from stakeholders.models import IntentVersion, Organisation, PolicyLink, Portfolio

DAYS = ("proposed_on", "adopted_on", "in_force_on", "lapses_on")
NEEDED_DAY = {PolicyLink.Status.ADOPTED: "adopted_on", PolicyLink.Status.IN_FORCE: "in_force_on"}
WAS_SHARED = (IntentVersion.Status.SHARED, IntentVersion.Status.REVISED, IntentVersion.Status.RETIRED)


class PolicyLinkForm(SharedTextForm):
    """What the intent, or a passage of it, became."""

    class Meta:
        model = PolicyLink
        fields = (
            "title", "reference", "instrument", "level", "made_by", "status", *DAYS, "version", "passage", "url",
            "note",
        )  # fmt: skip
        widgets = {
            **{name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d") for name in DAYS},
            "passage": forms.Textarea(attrs={"rows": 2}),
            "note": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {"passage": _("Copy the words from the statement. Left empty, it is the whole intent.")}

    def __init__(self, *args: Any, portfolio: Portfolio, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        versions = IntentVersion.objects.filter(portfolio=portfolio, status__in=WAS_SHARED)
        listed = Organisation.objects.listed_in(portfolio).order_by("name")
        self.fields["version"].queryset = versions  # type: ignore[attr-defined]
        self.fields["version"].empty_label = _("No version in particular")  # type: ignore[attr-defined]
        self.fields["made_by"].queryset = listed  # type: ignore[attr-defined]
        self.fields["made_by"].empty_label = _("Not said yet")  # type: ignore[attr-defined]
        self.fields["url"].assume_scheme = "https"  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The days come in their order, the state has its day, and the passage stands in the statement."""
        cleaned = super().clean() or {}
        given = [(name, cleaned[name]) for name in DAYS if cleaned.get(name)]
        for (earlier, first), (name, second) in pairwise(given):
            if second < first:
                label = self._label(earlier).lower()
                self.add_error(name, _now("This day comes before “%(label)s”.") % {"label": label})
        needed = NEEDED_DAY.get(cleaned.get("status", ""))
        if needed and not cleaned.get(needed) and needed not in self.errors:
            self.add_error(needed, _now("Say since when."))
        self._check_passage(cleaned)
        return cleaned

    def _check_passage(self, cleaned: dict[str, Any]) -> None:
        passage, version = " ".join(cleaned.get("passage", "").split()), cleaned.get("version")
        if not passage:
            return
        if version is None:
            self.add_error("version", _now("Say in which version this passage stands."))
        elif passage not in " ".join(version.statement.split()):
            self.add_error("passage", _now("These words do not stand in version %(n)d.") % {"n": version.number})
