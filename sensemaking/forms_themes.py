"""Forms in which stewards decide about themes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portfolio_hub.lib.dates import day_full
from portfolio_hub.lib.many_rows import ManyRowsField
from sensemaking.models import LearningLog, Theme


class NameForm(forms.Form):
    """What a theme is called."""

    name = forms.CharField(
        label=_("Name"), max_length=120, required=False,
        help_text=_("As a reader would say it in a line. Leave it empty to let its logs name it."),
    )  # fmt: skip


class MergeForm(forms.Form):
    """Which theme this one lives on in."""

    into = forms.ModelChoiceField(Theme.objects.none(), label=_("It is the same as"))

    def __init__(self, *args: Any, theme: Theme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Theme.objects.filter(portfolio=theme.portfolio_id).shown().exclude(pk=theme.pk)
        self.fields["into"].queryset = others  # type: ignore[attr-defined]


class _LogsField(ManyRowsField):
    def label_from_instance(self, obj: Any) -> str:
        """The words of the log, as long as one line."""
        return f"{day_full(obj.happened_on)} · {obj.title or obj.saw[:160]}"


class SplitForm(forms.Form):
    """Which logs are a theme of their own, and its name."""

    name = forms.CharField(label=_("Name of the new theme"), max_length=120)
    logs = _LogsField(LearningLog.objects.none(), label=_("Its logs"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, logs: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["logs"].queryset = logs  # type: ignore[attr-defined]


class PlaceForm(forms.Form):
    """The theme to which a log belongs."""

    theme = forms.ModelChoiceField(
        Theme.objects.none(), label=_("It belongs to"), required=False, empty_label=_("No theme")
    )

    def __init__(self, *args: Any, log: LearningLog, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = Theme.objects.filter(portfolio=log.portfolio_id).shown()
        self.fields["theme"].queryset = shown  # type: ignore[attr-defined]
