"""The form that says where an initiative came from or what it became."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from initiatives.forms.acts import SHOWN_TARGETS
from initiatives.forms.record import DayInput
from initiatives.models import Challenge, Initiative, Lineage
from stakeholders.access import Access
from stakeholders.models import Organisation, PolicyLink

ENDS = ("initiative", "challenge", "policy", "organisation", "named")
KINDS = [
    (Lineage.Kind.CAME_FROM, _("It came from")),
    (Lineage.Kind.BECAME, _("It became")),
    (Lineage.Kind.SPUN_OUT, _("It spun out as")),
]


class LineageForm(forms.Form):
    """What happened, and the one thing at the other end: chosen from what the hub knows, or named."""

    kind = forms.ChoiceField(label=_("What happened?"), choices=KINDS, widget=forms.RadioSelect)
    initiative = forms.ModelChoiceField(Initiative.objects.none(), label=_("An initiative"), required=False)
    challenge = forms.ModelChoiceField(
        Challenge.objects.none(), label=_("A challenge that it came from"), required=False
    )
    policy = forms.ModelChoiceField(PolicyLink.objects.none(), label=_("A policy that it became"), required=False)
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("An organisation that it became or spun out as"), required=False
    )
    named = forms.CharField(
        label=_("Or its name"), required=False, max_length=200,
        help_text=_("A convening, a programme, anything that has no page here."),
    )  # fmt: skip
    why = forms.CharField(
        label=_("How did that come about?"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    on = forms.DateField(label=_("On"), required=False, widget=DayInput(), help_text=_("Today when left empty."))

    def __init__(
        self, data: QueryDict | None = None, *, access: Access, initiative: Initiative, query: str = ""
    ) -> None:
        super().__init__(data)
        others = Initiative.objects.seen_with(access).exclude(pk=initiative.pk)
        choices: dict[str, Any] = {
            "initiative": others,
            "challenge": Challenge.objects.seen_with(access).exclude(status="merged").order_by("title", "pk"),
            "policy": PolicyLink.objects.filter(portfolio=access.portfolio).order_by("title", "pk"),
            "organisation": Organisation.objects.listed_in(access.portfolio).order_by("name", "pk"),
        }
        for name, rows in choices.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
            self.fields[name].empty_label = "–"  # type: ignore[attr-defined]
        if data is None or not data.get("initiative"):
            shown = others.matching(query).order_by("title", "pk")[:SHOWN_TARGETS]
            self.fields["initiative"].choices = [("", "–"), *((row.pk, row.title) for row in shown)]  # type: ignore[attr-defined]
        for name in ("challenge", "policy", "organisation"):
            if not choices[name].exists():
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Exactly one thing stands at the other end."""
        data = super().clean() or self.cleaned_data
        given = [name for name in ENDS if data.get(name)]
        if not self.errors and len(given) != 1:
            words = _("Choose one of these, or give its name.") if not given else _("Choose only one of these.")
            self.add_error(given[1] if given else "named", words)
        return data

    @property
    def values(self) -> dict[str, Any]:
        """What the service takes."""
        data = self.cleaned_data
        end = next(data[name] for name in ENDS if data.get(name))
        return {"kind": data["kind"], "to": end, "why": data["why"], "on": data["on"]}
