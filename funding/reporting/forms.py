"""What stewards fill in about reports to funders."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funding.models import FunderReport, ReportTemplate
from funding.reporting.sections import NAMES, Section, read
from initiatives.models import Initiative
from stakeholders.access import Access
from stakeholders.models import Organisation

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
MOST_MONTHS = 60


class TemplateForm(forms.ModelForm):
    """A template; each section has its own heading, its place, and whether it is shown."""

    class Meta:
        model = ReportTemplate
        fields = ("funder", "name", "currency", "months", "initiatives")
        help_texts = {"initiatives": _("None chosen means: those that this funder’s money is for.")}

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.access = access
        if not self.instance.pk:
            self.instance.portfolio = access.portfolio
            self.fields["currency"].initial = access.portfolio.currency
        funders = Organisation.objects.listed_in(access.portfolio)
        self.fields["funder"].queryset = funders.order_by("name")  # type: ignore[attr-defined]
        named = self.fields["initiatives"]
        named.queryset = Initiative.objects.seen_with(access).order_by("title", "pk")  # type: ignore[attr-defined]
        self.fields["months"].validators = [MinValueValidator(1), MaxValueValidator(MOST_MONTHS)]
        for place, section in enumerate(read(self.instance.sections), start=1):
            self._offer(section, place)

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
        kinds = ("heading", "shown", "order")
        order = [section.name for section in read(self.instance.sections)]
        return [{"title": NAMES[name], **{kind: self[f"{kind}_{name}"] for kind in kinds}} for name in order]

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

    def sections(self) -> list[dict[str, Any]]:
        """The sections as they were filled in, in their order."""
        data = self.cleaned_data
        names = sorted(NAMES, key=lambda name: data.get(f"order_{name}") or len(NAMES))
        chosen = (Section(name, data.get(f"heading_{name}", ""), bool(data.get(f"shown_{name}"))) for name in names)
        return [section.as_json() for section in chosen]


class ReportForm(forms.Form):
    """A report from a template over some days; the last full period is proposed."""

    template = forms.ModelChoiceField(label=_("Template"), queryset=ReportTemplate.objects.none())
    from_on = forms.DateField(label=_("From"), widget=DAY)
    to_on = forms.DateField(label=_("To"), widget=DAY)

    def __init__(self, *args: Any, access: Access, chosen: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = ReportTemplate.objects.filter(portfolio=access.portfolio).select_related("funder")
        self.fields["template"].queryset = rows  # type: ignore[attr-defined]
        template = rows.filter(pk=chosen).first() if chosen.isdecimal() and len(chosen) < 19 else rows.first()
        if template is not None:
            from_on, to_on = last_period(template.months, timezone.localdate())
            self.initial = {"template": template.pk, "from_on": from_on, "to_on": to_on}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        from_on, to_on = cleaned.get("from_on"), cleaned.get("to_on")
        if from_on and to_on and to_on < from_on:
            self.add_error("to_on", _("The last day comes before the first."))
        return cleaned


def last_period(months: int, today: date) -> tuple[date, date]:
    """The latest full months before today, as first and last day."""
    first_of_month = today.replace(day=1)
    count = first_of_month.year * 12 + first_of_month.month - 1 - months
    return date(count // 12, count % 12 + 1, 1), first_of_month - timedelta(days=1)


class WordsForm(forms.ModelForm):
    """The steward's own words on top."""

    class Meta:
        model = FunderReport
        fields = ("words",)
        widgets = {"words": forms.Textarea(attrs={"rows": 5})}


class SendForm(forms.Form):
    """Sending, and whether the days are closed with it."""

    closes_days = forms.BooleanField(
        label=_("Close these days: money can’t be written on them any more, corrections are later rows"), required=False
    )
