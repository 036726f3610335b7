"""Forms of offers and needs: putting one on the board, and matching it with its other half."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from initiatives.forms.record import DayInput
from initiatives.models import ConnectionKind, Need, Offer
from initiatives.models.offer import Given
from initiatives.policies_connections import may_connect
from initiatives.policies_offers import initiatives_for, organisations_for
from stakeholders.access import Access

FIELDS = ("kind", "what", "details", "initiative", "organisation", "until_on", "circle")


class GivenForm(forms.ModelForm):
    """What is given or sought, by whom, until when, and who may see it."""

    class Meta:
        model = Offer
        fields = FIELDS
        widgets = {
            "kind": forms.RadioSelect, "what": forms.TextInput(attrs={"autocomplete": "off"}),
            "details": forms.Textarea(attrs={"rows": 4}), "until_on": DayInput(),
        }  # fmt: skip
        labels = {"initiative": _("By which initiative?"), "organisation": _("By which organisation?")}
        help_texts = {"until_on": _("The last day on which it holds. Leave it empty when there is none.")}

    def __init__(self, data: QueryDict | None = None, *, access: Access, instance: Given) -> None:
        super().__init__(data, instance=instance)
        kept = {"initiative": instance.initiative_id, "organisation": instance.organisation_id}
        allowed: dict[str, Any] = {"initiative": initiatives_for(access), "organisation": organisations_for(access)}
        for name, rows in allowed.items():
            field: Any = self.fields[name]
            model = rows.model
            known = [kept[name]] if kept[name] else []
            field.queryset = model.objects.filter(pk__in=rows.values("pk")) | model.objects.filter(pk__in=known)
            field.empty_label = "–"
        self.fields["kind"].choices = Given.Kind.choices  # type: ignore[attr-defined]

    def _post_clean(self) -> None:
        """The service checks the row; the form only reads it."""

    @property
    def values(self) -> dict[str, Any]:
        """What the services take."""
        return {name: self.cleaned_data[name] for name in FIELDS}


class NeedForm(GivenForm):
    """The same for what is sought."""

    class Meta(GivenForm.Meta):
        model = Need  # type: ignore[assignment]


class MatchForm(forms.Form):
    """Whether the two initiatives are now connected, and how."""

    tie = forms.ChoiceField(label=_("Say how the two initiatives hang together now"), required=False,
                            widget=forms.RadioSelect)  # fmt: skip
    statement = forms.CharField(label=_("In a sentence"), required=False, max_length=300)

    def __init__(self, data: QueryDict | None = None, *, access: Access, offer: Offer, need: Need) -> None:
        super().__init__(data)
        ends = offer.initiative, need.initiative
        if ends[0] is None or ends[1] is None or ends[0] == ends[1] or not may_connect(access, ends[0], ends[1]):
            del self.fields["tie"], self.fields["statement"]
            return
        names = {"giver": ends[0], "taker": ends[1]}
        self.fields["tie"].choices = [  # type: ignore[attr-defined]
            ("", _("Say nothing about it")),
            (ConnectionKind.SHARES_RESOURCE, _("“%(giver)s” shares a resource with “%(taker)s”") % names),
            (ConnectionKind.ENABLES, _("“%(giver)s” enables “%(taker)s”") % names),
        ]

    @property
    def values(self) -> dict[str, str]:
        """What the service takes."""
        return {"tie": self.cleaned_data.get("tie", ""), "statement": self.cleaned_data.get("statement", "")}
