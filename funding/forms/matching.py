"""Forms of calls, of what would help, and of what is said in a match."""

import json
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from funding.forms.base import DateInput
from funding.models import Allocation, CapitalCommitment, Concern, FundingCall, FundingMatch, MoneyFor, SupportSought
from funding.policies_matching import funders_for
from funding.services import matches, matching
from initiatives.models import Combination, System
from portfolio_hub.lib import dates
from portfolio_hub.lib.formats import minor_digits, money
from portfolio_hub.lib.many_rows import ManyRowsField
from portfolio_hub.lib.meanwhile import News
from stakeholders.access import Access
from stakeholders.forms.shared_text import SharedTextForm
from stakeholders.models import Change, Circle, Portfolio, User

LONGEST = 6_000
SUMS = ("least", "most", "amount")
CALL_CIRCLES = (
    (Circle.TEAM, _("Your organisation and the stewards")),
    (Circle.PORTFOLIO, _("Everyone in the portfolio, but no other funder")),
    (Circle.FUNDERS, _("Everyone in the portfolio, other funders too")),
    (Circle.PUBLIC, _("Everyone")),
)
SOUGHT_CIRCLES = (
    (Circle.TEAM, _("Stewards")),
    (Circle.PORTFOLIO, _("Everyone in the portfolio, but no funder")),
    (Circle.FUNDERS, _("Everyone in the portfolio, and its funders")),
    (Circle.PUBLIC, _("Everyone")),
)


class SideForm(SharedTextForm):
    """What both sides say: words, systems, concerns, sums in a currency, and who may see it."""

    LISTS: tuple[str, ...] = ("systems", "concerns")

    systems = ManyRowsField(
        System.objects.none(), required=False, label=_("Systems"), widget=forms.CheckboxSelectMultiple
    )
    concerns = ManyRowsField(
        Concern.objects.none(), required=False, label=_("Concerns"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: QueryDict | None = None, *, instance: Any, access: Access) -> None:
        super().__init__(data, instance=instance)
        fields: Any = self.fields
        fields["systems"].queryset = System.objects.filter(portfolio=access.portfolio)
        fields["concerns"].queryset = Concern.objects.current().filter(portfolio=access.portfolio)
        for name in SUMS:
            if name in fields:
                fields[name].widget = forms.NumberInput(attrs={"min": "0", "step": "any", "inputmode": "decimal"})
        fields["currency"].widget.attrs.update(size=4, autocomplete="off")
        if instance.pk is None:
            fields["currency"].initial = self.initial["currency"] = access.portfolio.currency
            return
        self.initial.update(self._listed(instance), **{name: self._plain(name, instance) for name in SUMS})
        self.initial["seen"] = json.dumps({**self._facts(instance), **self._listed(instance)})

    def clean_currency(self) -> str:
        """Three capital letters; small ones mean the same."""
        return str(self.cleaned_data["currency"] or "").strip().upper()

    def clean(self) -> dict[str, Any]:
        """Sums are more than nothing, with as many decimals as their currency has."""
        data = super().clean() or self.cleaned_data
        currency = data.get("currency") or ""
        for name in SUMS:
            amount = data.get(name)
            if not isinstance(amount, Decimal):
                continue
            if amount <= 0:
                self.add_error(name, _("The sum must be more than zero."))
            elif currency and amount != round(amount, minor_digits(currency)):
                digits = minor_digits(currency)
                words = _now("%(currency)s has %(digits)d decimals.") % {"currency": currency, "digits": digits}
                self.add_error(name, words)
        return data

    @property
    def values(self) -> dict[str, Any]:
        """What the services take of the row itself."""
        return {name: self.cleaned_data[name] for name in self.names}

    @property
    def lists(self) -> dict[str, Any]:
        """Systems and concerns, as the services take them."""
        return {name: list(self.cleaned_data[name]) for name in ("systems", "concerns")}

    def write(self, values: dict[str, Any], *, edit: int, by: User, portfolio: Portfolio, why: str) -> Change | None:
        """Save through the service, with systems and concerns."""
        return matching.edit(row=self.instance, values=values, opened_with=edit, by=by, **self.lists)

    def _facts(self, row: Any) -> dict[str, Any]:
        """Sums as the database writes them, so that 100 and 100.000 are the same; what is ticked stands apart."""
        facts = super()._facts(row)
        for name in SUMS:
            if facts.get(name) is not None:
                facts[name] = f"{Decimal(facts[name]):.3f}"
        return {name: value for name, value in facts.items() if name not in self.LISTS}

    def _listed(self, row: Any) -> dict[str, list[Any]]:
        """What is ticked in the row."""
        return {name: sorted(one.pk for one in getattr(row, name).all()) for name in ("systems", "concerns")}

    def _plain(self, name: str, row: Any) -> Any:
        amount = getattr(row, name, None)
        return None if amount is None else round(amount, minor_digits(row.currency))

    def _put_together(self, now: dict[str, Any]) -> list[News]:
        """What is ticked is theirs where I left it, else mine."""
        given: Any = self.data
        mine = {name: given.getlist(self.add_prefix(name)) for name in self.LISTS}
        seen, row = self._seen(), type(self.instance)._default_manager.get(pk=self.instance.pk)
        theirs = self._listed(row)
        news = super()._put_together({name: value for name, value in now.items() if name not in self.LISTS})
        data: Any = self.data
        for name in self.LISTS:
            was, ticked = [str(one) for one in seen.get(name, [])], [str(one) for one in theirs[name]]
            is_mine = sorted(mine[name]) != sorted(was)
            data[self.add_prefix(name)] = mine[name] if is_mine else ticked
            if sorted(ticked) != sorted(was):
                news.append(News(self._label(name), self._named(name, was), self._named(name, ticked), is_mine))
        data["seen"] = json.dumps({**json.loads(data["seen"]), **theirs})
        for name in SUMS:
            if data.get(name):
                data[name] = f"{Decimal(data[name]).normalize():f}"
        return news

    def _named(self, name: str, keys: list[str]) -> str:
        choices = {str(key): str(label) for key, label in self.fields[name].choices}  # type: ignore[attr-defined]
        return ", ".join(choices[key] for key in keys if key in choices) or "–"


class CallForm(SideForm):
    """What a funder looks for."""

    LISTS = ("targets", "systems", "concerns")

    targets = forms.MultipleChoiceField(
        label=_("What may the money be for?"), choices=MoneyFor.choices, required=False,
        widget=forms.CheckboxSelectMultiple, help_text=_("Nothing ticked: it may be for any of them."),
    )  # fmt: skip

    class Meta:
        model = FundingCall
        fields = ("funder", "title", "looks_for", "targets", "least", "most", "currency", "until_on", "circle")
        widgets = {"looks_for": forms.Textarea(attrs={"rows": 6}), "until_on": DateInput()}
        labels = {"title": _("In a line")}
        help_texts = {
            "looks_for": _(
                "In your own words. Matches are found by what you tick below, and by the words you use here."
            ),
            "until_on": _("The last day on which it is open. Leave it empty when there is none."),
        }

    field_order = ("funder", "title", "looks_for", "targets", "systems", "concerns")

    def __init__(self, data: QueryDict | None = None, *, instance: FundingCall, access: Access) -> None:
        super().__init__(data, instance=instance, access=access)
        fields: Any = self.fields
        fields["looks_for"].validators.append(MaxLengthValidator(LONGEST))
        fields["circle"].choices = CALL_CIRCLES
        funders = funders_for(access)
        fields["funder"].queryset, fields["funder"].label = funders, _("In whose name")
        if instance.pk is None and len(funders) == 1:
            fields["funder"].initial = self.initial["funder"] = funders[0].pk

    def clean(self) -> dict[str, Any]:
        """At most is no less than at least; a new last day is not over."""
        data = super().clean()
        least, most, until = data.get("least"), data.get("most"), data.get("until_on")
        if least is not None and most is not None and most < least:
            self.add_error("most", _("This is less than “at least”."))
        if until is not None and until < timezone.localdate() and until != self.initial.get("until_on"):
            self.add_error("until_on", _("That day is over."))
        return data

    def _listed(self, row: Any) -> dict[str, list[Any]]:
        return {"targets": sorted(row.targets), **super()._listed(row)}


class SupportForm(SideForm):
    """What would help the portfolio."""

    class Meta:
        model = SupportSought
        fields = ("target", "combination", "title", "would_help", "amount", "currency", "circle")
        widgets = {"would_help": forms.Textarea(attrs={"rows": 6})}
        labels = {"target": _("What would help?")}
        help_texts = {"amount": _("Leave it empty when it is open how much.")}

    field_order = ("target", "combination", "title", "would_help", "systems", "concerns")

    def __init__(self, data: QueryDict | None = None, *, instance: SupportSought, access: Access) -> None:
        super().__init__(data, instance=instance, access=access)
        fields: Any = self.fields
        fields["would_help"].validators.append(MaxLengthValidator(LONGEST))
        fields["circle"].choices = SOUGHT_CIRCLES
        # An initiative asks on the board of offers and needs; here the portfolio does.
        fields["target"].choices = [("", "–"), *(one for one in MoneyFor.choices if one[0] != MoneyFor.INITIATIVE)]
        combinations = Combination.objects.seen_with(access)
        kept = Combination.objects.filter(pk=instance.combination_id or 0)
        fields["combination"].queryset = (combinations.current() | kept).order_by("name", "pk")
        fields["combination"].empty_label = "–"

    def clean(self) -> dict[str, Any]:
        """A combination is named where it is for one, and nowhere else; a sum has a currency."""
        data = super().clean()
        if data.get("target") != MoneyFor.COMBINATION:
            data["combination"] = None
            self.errors.pop("combination", None)
        elif not data.get("combination") and "combination" not in self.errors:
            self.add_error("combination", _("Choose the combination it is for."))
        if data.get("amount") is not None and not data.get("currency") and "currency" not in self.errors:
            self.add_error("currency", _("Say in which currency."))
        return data


class SayForm(forms.Form):
    """Something for the other side."""

    body = forms.CharField(
        label=_("What do you say?"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip


class AsideForm(forms.Form):
    """Why a match is left."""

    why = forms.CharField(
        label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The other side reads it."),
    )  # fmt: skip


class AgreeForm(forms.Form):
    """What a match led to: in words, and the money where it stands in the books."""

    outcome = forms.CharField(
        label=_("What you agreed on"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A sentence. Both sides read it."),
    )  # fmt: skip
    commitment = forms.ModelChoiceField(
        CapitalCommitment.objects.none(), required=False, label=_("The promise in the books"), empty_label="–"
    )
    allocation = forms.ModelChoiceField(
        Allocation.objects.none(), required=False, label=_("The allocation in the books"), empty_label="–"
    )

    def __init__(self, data: QueryDict | None = None, *, match: FundingMatch, access: Access) -> None:
        super().__init__(data, initial={
            "outcome": match.outcome, "commitment": match.commitment_id, "allocation": match.allocation_id,
        })  # fmt: skip
        promised = (
            CapitalCommitment.objects.real()
            .visible_to(access.user)
            .filter(funder=match.call.funder_id, vehicle__portfolio=access.portfolio)
        )
        given = matches.of_funder(match).visible_to(access.user)
        rows: dict[str, Any] = {
            "commitment": promised.select_related("vehicle").order_by("-on", "-pk"),
            "allocation": given.select_related("vehicle").order_by("-on", "-pk"),
        }
        for name, found in rows.items():
            self.fields[name].queryset = found  # type: ignore[attr-defined]
            self.fields[name].label_from_instance = _money_label  # type: ignore[attr-defined]


def _money_label(row: CapitalCommitment | Allocation) -> str:
    """A sum in a vehicle; initiatives keep their names to those who see them."""
    amount = money(row.amount, row.vehicle.currency, get_language() or "en", exact=True)
    what = f" → {row.get_target_display()}" if isinstance(row, Allocation) else ""
    return f"{row.vehicle.name}{what} · {amount} · {dates.day_full(row.on)}"
