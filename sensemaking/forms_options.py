"""Forms of options: offering one, moving one, taking one up, closing one."""

from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from initiatives.forms.acts import reason
from initiatives.forms.challenges import CIRCLES, limit_choices
from initiatives.forms.record import DayInput
from initiatives.models import Challenge, Initiative
from sensemaking.models import LearningLog, Option
from sensemaking.services.options import MOVES, circles_within, waits
from stakeholders.access import Access, Permission
from stakeholders.forms.shared_text import SharedTextForm
from stakeholders.models import User

CENT = Decimal("0.01")
REVERSIBLE = (("", _("Not known yet")), ("True", _("Yes")), ("False", _("No")))


class OptionForm(SharedTextForm):
    """A possibility in a line, who looks after it, what it costs, and who may see it.

    Never more people see it than see its challenge.
    """

    log = forms.CharField(
        required=False, label=_("The learning log that opened it"), help_text=_("Its number, when there is one.")
    )
    is_reversible = forms.TypedChoiceField(
        required=False, label=_("Could it be undone once taken up?"), choices=REVERSIBLE,
        coerce=lambda value: value == "True", empty_value=None,
    )  # fmt: skip

    class Meta:
        model = Option
        fields = (
            "title", "description", "owner", "holding_cost", "expires_on", "is_reversible", "log", "circle",
        )  # fmt: skip
        widgets = {
            "title": forms.TextInput(attrs={"autocomplete": "off"}),
            "description": forms.Textarea(attrs={"rows": 5}),
            "expires_on": DayInput(),
        }

    def __init__(
        self, data: QueryDict | None = None, *, instance: Option, challenge: Challenge | None, access: Access
    ) -> None:
        super().__init__(data, instance=instance)
        self.access = access
        self._limit(access)
        self._offer_circles(instance, challenge)

    def _limit(self, access: Access) -> None:
        """Only members look after it; money and a log are shown to those who may see them."""
        members = User.objects.filter(memberships__portfolio=access.portfolio).order_by("name", "pk")
        owner: Any = self.fields["owner"]
        owner.queryset, owner.empty_label = members, gettext("Nobody yet")
        costs = gettext("In %(currency)s: storage, options on land, people on call.")
        self.fields["holding_cost"].help_text = costs % {"currency": access.portfolio.currency}
        if not access.may(Permission.SEE_FUNDING):
            del self.fields["holding_cost"]
        kept = self.instance.log_id
        if kept and not LearningLog.objects.seen_with(access).filter(pk=kept).exists():
            del self.fields["log"]
        known = self.instance.is_reversible
        self.initial["is_reversible"] = "" if known is None else str(known)

    def clean_holding_cost(self) -> Decimal | None:
        """An amount to the cent."""
        amount: Decimal | None = self.cleaned_data["holding_cost"]
        if amount is not None and amount < 0:
            raise forms.ValidationError(gettext("Keeping it open costs nothing or more."))
        return None if amount is None else amount.quantize(CENT)

    def clean_log(self) -> LearningLog | None:
        """The log with this number."""
        number = self.cleaned_data["log"].strip()
        if not number:
            return None
        pk = int(number) if number.isdecimal() and len(number) < 18 else 0
        found: LearningLog | None = LearningLog.objects.seen_with(self.access).filter(pk=pk).only("pk").first()
        if found is None:
            raise forms.ValidationError(
                gettext("No learning log here has this number: %(numbers)s.") % {"numbers": number[:40]}
            )
        return found

    def _offer_circles(self, instance: Option, challenge: Challenge | None) -> None:
        allowed = circles_within(challenge.circle if challenge else "public")
        choices = [choice for choice in CIRCLES if choice[0] in allowed]
        if not choices or instance.circle not in dict(choices):
            choices = [choice for choice in Option._meta.get_field("circle").flatchoices if choice[0] in allowed]
        self.fields["circle"].choices = choices  # type: ignore[attr-defined]
        if instance.pk is None and challenge is not None:
            self.initial["circle"] = challenge.circle


class TakeUpForm(forms.Form):
    """A new initiative, or one that is there; and why now, while the challenge is still being framed."""

    early_why = reason(_("Why can't it wait until the problem is framed?"))
    initiative = forms.ModelChoiceField(
        Initiative.objects.none(), required=False, label=_("Does it become a new initiative, or part of one?")
    )
    title = forms.CharField(label=_("What is the new one called?"), max_length=200, required=False)
    summary = forms.CharField(
        label=_("In a sentence or two"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    how = forms.CharField(label=_("How does it answer the challenge?"), max_length=300, required=False)

    def __init__(self, data: QueryDict | None = None, *, access: Access, option: Option, query: str = ""):
        summary = option.description.replace("\r\n", "\n").strip()
        super().__init__(data, initial={"title": option.title, "summary": summary[:2000]})
        rows = Initiative.objects.seen_with(access).filter(merged_into=None)
        field: Any = self.fields["initiative"]
        chosen = data.get("initiative", "") if data else ""
        limit_choices(field, rows, query, chosen=chosen)
        field.empty_label = str(_("A new initiative"))
        if not chosen:
            field.choices = [("", _("A new initiative")), *list(field.choices)[1:]]
        if not waits(option.challenge):
            del self.fields["early_why"]
        if option.challenge is None:
            del self.fields["how"]

    def clean(self) -> dict[str, Any]:
        """A new initiative needs a title."""
        data = super().clean() or self.cleaned_data
        if not self.errors and not data.get("initiative") and not data.get("title", "").strip():
            self.add_error("title", _("Say what the new initiative is called, or choose one that is there."))
        return data


class MoveForm(forms.Form):
    """Whether it is open, probed a little, or rests."""

    to = forms.ChoiceField(label=_("State"), choices=[(state.value, state.label) for state in MOVES])
    why = reason(_("Why?"), required=False)


class WithdrawForm(forms.Form):
    """What was learned about it."""

    learning = reason(_("What have you learned about it?"))
