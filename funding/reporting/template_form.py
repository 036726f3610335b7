"""The form of a template: what one funder wants to read; two who edit it at once lose nothing."""

import json
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from funding.models import ReportTemplate
from funding.reporting.sections import NAMES, Section, read
from initiatives.models import Initiative
from portfolio_hub.lib.meanwhile import News, changed_by_me, theirs, together
from stakeholders.access import Access
from stakeholders.models import Organisation

MOST_MONTHS = 60
KINDS = ("heading", "shown", "order")


class TemplateForm(forms.ModelForm):
    """A template; each section has its own heading, its place, and whether it is shown.

    It remembers what it showed when it was opened, so that `put_together` can tell mine from theirs.
    """

    edit = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = ReportTemplate
        fields = ("funder", "name", "currency", "months", "initiatives")
        labels = {"funder": _("Funder")}
        help_texts = {
            "initiatives": _("None chosen means: those that this funder’s money is for."),
            "currency": _("Sums in others are converted by the rate of their day, where you keep one, and say so."),
        }
        widgets = {"initiatives": forms.SelectMultiple(attrs={"size": 8})}

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.access = access
        if not self.instance.pk:
            self.instance.portfolio = access.portfolio
            self.fields["currency"].initial = access.portfolio.currency
        funders = Organisation.objects.listed_in(access.portfolio)
        self.fields["funder"].queryset = funders.order_by("name")  # type: ignore[attr-defined]
        named = self.fields["initiatives"]
        named.queryset = Initiative.objects.seen_with(access).order_by("title", "pk").defer("search")  # type: ignore[attr-defined]
        self.fields["months"].validators = [MinValueValidator(1), MaxValueValidator(MOST_MONTHS)]
        for place, section in enumerate(read(self.instance.sections), start=1):
            self._offer(section, place)
        if self.instance.pk:
            self.initial = {**self.initial, "edit": self.instance.edit, "seen": json.dumps(raw_of(self.instance))}

    def _offer(self, section: Section, place: int) -> None:
        usual = {"placeholder": NAMES[section.name], "aria-label": _("Heading of “%(name)s”") % {"name": section.title}}
        shown = {"aria-label": _("“%(name)s” is shown") % {"name": section.title}}
        order = {"aria-label": _("Place of “%(name)s”") % {"name": section.title}, "min": 1, "max": len(NAMES)}
        self.fields[f"heading_{section.name}"] = forms.CharField(
            label="", required=False, max_length=150, initial=section.heading, widget=forms.TextInput(attrs=usual)
        )
        self.fields[f"shown_{section.name}"] = forms.BooleanField(
            label="", required=False, initial=section.is_shown, widget=forms.CheckboxInput(attrs=shown)
        )
        self.fields[f"order_{section.name}"] = forms.IntegerField(
            label="", required=False, min_value=1, max_value=99, initial=place, widget=forms.NumberInput(attrs=order)
        )

    def plain_fields(self) -> Iterator[forms.BoundField]:
        """The fields that are not about a section."""
        return (self[name] for name in self.Meta.fields)

    def section_rows(self) -> list[dict[str, Any]]:
        """The fields of the sections, a row for each."""
        order = [section.name for section in read(self.instance.sections)]
        return [{"title": NAMES[name], **{kind: self[f"{kind}_{name}"] for kind in KINDS}} for name in order]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not any(cleaned.get(f"shown_{name}") for name in NAMES):
            self.add_error(None, _("Show at least one section."))
        twins = ReportTemplate.objects.filter(
            portfolio=self.access.portfolio, funder=cleaned.get("funder"), name=cleaned.get("name")
        )
        if twins.exclude(pk=self.instance.pk).exists():
            self.add_error("name", _("This funder already has a template of that name."))
        return cleaned

    def facts(self) -> dict[str, Any]:
        """What the template is to say, without its initiatives."""
        return {name: self.cleaned_data[name] for name in ("funder", "name", "currency", "months")} | {
            "sections": self.sections()
        }

    def sections(self) -> list[dict[str, Any]]:
        """The sections as they were filled in, in their order."""
        data = self.cleaned_data
        names = sorted(NAMES, key=lambda name: data.get(f"order_{name}") or len(NAMES))
        chosen = (Section(name, data.get(f"heading_{name}", ""), bool(data.get(f"shown_{name}"))) for name in names)
        return [section.as_json() for section in chosen]

    def put_together(self, current: ReportTemplate) -> list[News]:
        """Let the form hold the words of both, as if it had just been opened; return what others changed."""
        mine, now, told = self._mine(), raw_of(current), self._seen()
        both, changed = together(seen=told, mine=mine, now=now), changed_by_me(told, mine)
        data = QueryDict(mutable=True)
        for name, value in {**both, "edit": current.edit, "seen": json.dumps(now)}.items():
            values = value if isinstance(value, list) else [value]
            data.setlist(name, [str(one) for one in values if one is not False])
        self.data = data
        seen = {name: told.get(name, value) for name, value in mine.items()}
        return [
            News(
                self._label(name), self._words(name, before), self._words(name, after),
                name in changed and mine[name] != after,
            )
            for name, (before, after) in theirs(seen=seen, now=now).items()
        ]  # fmt: skip

    def _mine(self) -> dict[str, Any]:
        data = self.cleaned_data
        plain = {"funder": data["funder"].pk, **{name: data[name] for name in ("name", "currency", "months")}}
        rows = {f"{kind}_{name}": data.get(f"{kind}_{name}") for name in NAMES for kind in KINDS}
        return {**plain, "initiatives": sorted(row.pk for row in data["initiatives"]), **rows}

    def _seen(self) -> dict[str, Any]:
        try:
            seen = json.loads(self.cleaned_data.get("seen") or "{}")
        except ValueError:
            return {}
        return seen if isinstance(seen, dict) else {}

    def _label(self, name: str) -> str:
        field = self.fields[name]
        return capfirst(str(field.label or field.widget.attrs.get("aria-label") or name))

    def _words(self, name: str, value: Any) -> str:
        if name == "funder":
            return str(Organisation.objects.filter(pk=value).first() or "–")
        if name == "initiatives":
            rows = Initiative.objects.seen_with(self.access).filter(pk__in=value)
            return ", ".join(rows.order_by("title").values_list("title", flat=True)) or "–"
        if isinstance(value, bool):
            return _now("yes") if value else _now("no")
        return str(value or "–")


def raw_of(template: ReportTemplate) -> dict[str, Any]:
    """What the fields of the form hold for a template, as plain JSON."""
    raw: dict[str, Any] = {"funder": template.funder_id, "name": template.name, "currency": template.currency}
    raw |= {"months": template.months, "initiatives": sorted(template.initiatives.values_list("pk", flat=True))}
    for place, section in enumerate(read(template.sections), start=1):
        raw |= {
            f"heading_{section.name}": section.heading, f"shown_{section.name}": section.is_shown,
            f"order_{section.name}": place,
        }  # fmt: skip
    return raw
