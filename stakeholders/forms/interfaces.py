"""Forms about what a portfolio offers and needs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from stakeholders.access import Access
from stakeholders.forms.shared_text import SharedTextForm
from stakeholders.models import OpenInterface


class InterfaceForm(SharedTextForm):
    """An offer or a need in a few words, and who may see it."""

    class Meta:
        model = OpenInterface
        fields = ("side", "what", "title", "description", "circle")
        widgets = {"side": forms.RadioSelect, "description": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "circle": _(
                "Members of the wider portfolio, of those beside this one and of those inside it count as “the "
                "portfolio” here. What everyone may see also stands on this page for visitors, once it is open to them."
            )
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["side"].choices = OpenInterface.Side.choices  # type: ignore[attr-defined]
        self.fields["what"].choices = [("", _("Choose")), *OpenInterface.What.choices]  # type: ignore[attr-defined]


class MatchForm(forms.Form):
    """Which offer or need of the portfolios around answers ours."""

    other = forms.ModelChoiceField(
        OpenInterface.objects.none(), label=_("It is answered by"), empty_label=_("Choose one of those around us")
    )

    def __init__(self, *args: Any, access: Access, interface: OpenInterface, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fitting = OpenInterface.objects.around(access).exclude(status=OpenInterface.Status.WITHDRAWN)
        fitting = fitting.filter(what=interface.what).exclude(side=interface.side).select_related("portfolio")
        field: Any = self.fields["other"]
        field.queryset = fitting.order_by("portfolio__name", "title", "pk")
        field.label_from_instance = lambda other: f"{other.portfolio.name}: {other.title}"
