"""Forms about where a portfolio belongs and what it tells further up."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from stakeholders.access import Access
from stakeholders.models import Portfolio
from stakeholders.services.levels import why_not_part_of

SharesUp = Portfolio.SharesUp

SEEN_THERE = {
    SharesUp.NOTHING: _("Its members see nothing of you; its stewards see that you are part of it."),
    SharesUp.NUMBERS: _(
        "Its members see your name, level and place, and four numbers: initiatives by stage, learning logs of the last "
        "quarter, commitments covered, signatories. The same numbers count in what it tells further up."
    ),
    SharesUp.ENTRIES: _(
        "As well as the numbers, its members read your intent, and its stewards a list of your initiatives with title, "
        "stage and main system. They do not get into your pages by that."
    ),
}
"""What each choice means, in words; entries for the team are neither shown nor counted by any of them."""


class JoinForm(forms.Form):
    """Which wider portfolio is asked."""

    parent = forms.ModelChoiceField(
        Portfolio.objects.none(),
        label=_("Part of"),
        empty_label=_("Choose a portfolio"),
        help_text=_("Those that you may read. When you tend both, it holds at once; otherwise its stewards are asked."),
    )
    note = forms.CharField(
        required=False, max_length=2000, label=_("A word to its stewards"), widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.portfolio = access.portfolio
        others = Portfolio.objects.visible_to(access.user).exclude(pk=self.portfolio.pk)
        if self.portfolio.parent_id:
            others = others.exclude(pk=self.portfolio.parent_id)
        self.fields["parent"].queryset = others.order_by("name")  # type: ignore[attr-defined]

    def clean_parent(self) -> Portfolio:
        """Refuse a circle beside the field."""
        parent: Portfolio = self.cleaned_data["parent"]
        if refusal := why_not_part_of(self.portfolio, parent):
            raise forms.ValidationError(refusal)
        return parent


class ShareForm(forms.Form):
    """What the wider portfolio sees of this one."""

    shares_up = forms.ChoiceField(
        label=_("What the wider portfolio sees"), choices=SharesUp.choices, widget=forms.RadioSelect
    )

    @property
    def options(self) -> list[tuple[str, Any, Any, bool]]:
        """(value, label, what is seen, chosen) of each choice."""
        chosen = str(self["shares_up"].value() or "")
        return [(value, label, SEEN_THERE[SharesUp(value)], value == chosen) for value, label in SharesUp.choices]


class AnswerForm(forms.Form):
    """Yes or no to a portfolio that asks to be taken in, with a word."""

    verdict = forms.ChoiceField(choices=[("accept", _("Take it in")), ("decline", _("Not now"))])
    answer = forms.CharField(required=False, max_length=2000, label=_("A word to them"))


class PartForm(forms.Form):
    """Why two portfolios part."""

    why = forms.CharField(required=False, max_length=500, label=_("Why"), help_text=_("A line for the history."))
