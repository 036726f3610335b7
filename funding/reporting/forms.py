"""What stewards fill in about reports to funders."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funding.models import FunderReport, ReportTemplate
from stakeholders.access import Access

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


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
