"""Forms of policy commitments: the promise itself, its end, what it needs of which system, and who serves it."""

import json
from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from initiatives.forms.acts import reason
from initiatives.models import Initiative, PolicyCommitment, Service
from initiatives.models.commitment import SHARE
from stakeholders.access import Access
from stakeholders.forms.shared_text import SharedTextForm
from stakeholders.models import Organisation, PolicyLink, Portfolio


class CommitmentForm(SharedTextForm):
    """What was promised, how much of what by when, where, and by whom."""

    source_url = forms.URLField(required=False, label=_("Where it can be read"), max_length=500, assume_scheme="https")

    class Meta:
        model = PolicyCommitment
        fields = ("title", "promise", "amount", "unit", "year", "source", "source_url", "owner", "policy")
        widgets = {
            "promise": forms.Textarea(attrs={"rows": 4}),
            "amount": forms.NumberInput(attrs={"step": "any", "min": "0"}),
            "title": forms.TextInput(attrs={"autocomplete": "off"}),
        }
        help_texts = {
            "title": _("Short enough for a table, with its number and year: Retrofit 18,000 homes by 2032."),
            "promise": _("In the words in which it was promised."),
            "amount": _("A number where there is one, as 18000."),
            "unit": _("As homes, tonnes a year, per cent of streets."),
            "source": _("The plan, resolution, strategy or law that says it."),
        }

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = Organisation.objects.listed_in(access.portfolio)  # type: ignore[attr-defined]
        links = PolicyLink.objects.filter(portfolio=access.portfolio)
        self.fields["policy"].queryset = links  # type: ignore[attr-defined]
        if not links.exists():
            del self.fields["policy"]

    def clean_title(self) -> str:
        """Refuse a title that another commitment has already."""
        title: str = self.cleaned_data["title"]
        same = PolicyCommitment.objects.filter(portfolio=self.instance.portfolio_id, title__iexact=title)
        if same.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("There is a commitment of this title already."))
        return title

    def clean_amount(self) -> Decimal | None:
        """A promise of nothing is none."""
        amount: Decimal | None = self.cleaned_data["amount"]
        if amount is not None and amount <= 0:
            raise forms.ValidationError(_("Promise more than nothing, or leave it empty."))
        return amount


class RetireForm(forms.Form):
    """Why a commitment is no longer pursued."""

    why = reason(_("Why is it no longer pursued?"))


def need_name(commitment: int, system: int) -> str:
    """The name of the choice of one cell on the page of needs."""
    return f"need-{commitment}-{system}"


def needs_posted(data: QueryDict, commitments: Iterable[int], systems: Collection[int]) -> dict[tuple[int, int], str]:
    """The cells that this person has changed since the page was opened, by (commitment, system).

    What others changed meanwhile stays, because `seen` says what the page showed.
    """
    try:
        seen = json.loads(data.get("seen") or "{}")
    except ValueError:
        seen = {}
    seen = seen if isinstance(seen, dict) else {}
    names = ((commitment, system, need_name(commitment, system)) for commitment in commitments for system in systems)
    return {
        (commitment, system): str(data[name])
        for commitment, system, name in names
        if name in data and data[name] != seen.get(name, "")
    }


class ServiceForm(forms.Form):
    """How an initiative serves a commitment, and which share of the promise it has in hand and has evidenced."""

    how = forms.CharField(
        label=_("How does it serve the promise?"), max_length=300, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One sentence, as: retrofits 1,400 terraced homes street by street."),
    )  # fmt: skip
    in_hand = forms.DecimalField(
        label=_("Share in hand, %"), required=False, max_digits=5, decimal_places=2, validators=[*SHARE],
        help_text=_("How much of the whole promise it plans to deliver and has not shown yet."),
        widget=forms.NumberInput(attrs={"step": "any", "min": "0", "max": "100"}),
    )  # fmt: skip
    evidenced = forms.DecimalField(
        label=_("Share evidenced, %"), required=False, max_digits=5, decimal_places=2, validators=[*SHARE],
        help_text=_("How much of the whole promise is shown by a learning log or an observation."),
        widget=forms.NumberInput(attrs={"step": "any", "min": "0", "max": "100"}),
    )  # fmt: skip

    def __init__(self, data: QueryDict | None = None, *, service: Service | None = None) -> None:
        known = {name: getattr(service, name) for name in ("how", "in_hand", "evidenced")} if service else {}
        super().__init__(data, initial=known)
        if service is None:
            del self.fields["evidenced"]

    @property
    def values(self) -> dict[str, Any]:
        """What the service takes; an empty share is nothing."""
        data = self.cleaned_data
        shares: dict[str, Any] = {name: data[name] or Decimal(0) for name in ("in_hand", "evidenced") if name in data}
        return {"how": data["how"], **shares}


class ServesForm(ServiceForm):
    """The same with the commitment to choose."""

    commitment = forms.ModelChoiceField(
        PolicyCommitment.objects.none(), label=_("Which promise does it serve?"), empty_label=_("Choose a commitment")
    )
    field_order = ("commitment", "how", "in_hand")

    def __init__(self, data: QueryDict | None = None, *, initiative: Initiative, portfolio: Portfolio) -> None:
        super().__init__(data)
        served = Service.objects.filter(initiative=initiative).values("commitment")
        rows = PolicyCommitment.objects.current().filter(portfolio=portfolio).exclude(pk__in=served)
        self.fields["commitment"].queryset = rows  # type: ignore[attr-defined]

    @property
    def has_any(self) -> bool:
        """Whether there is a commitment left to choose."""
        return bool(self.fields["commitment"].queryset.exists())  # type: ignore[attr-defined]
