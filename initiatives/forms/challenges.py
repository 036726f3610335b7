"""Forms of challenges: raising, framing, seeing it differently, moving on, answering, merging and splitting."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from initiatives.carried import carried
from initiatives.forms.acts import reason
from initiatives.forms.record import FEW_PLACES, tick_instead
from initiatives.models import Challenge, Framing, FramingMark, Initiative, System
from initiatives.querysets import team_initiatives
from initiatives.services.challenges import raising
from initiatives.services.challenges.states import OPEN
from portfolio_hub.lib.many_rows import ManyRowsField
from portfolio_hub.lib.meanwhile import News, Stale
from stakeholders.access import Access
from stakeholders.forms.shared_text import SharedTextForm
from stakeholders.models import Change, Circle, Organisation, Place, Portfolio, User

SHOWN = 200
CIRCLES = [choice for choice in Circle.choices if choice[0] != Circle.TEAM]
"""A challenge has no team of its own."""


def spoken_for(access: Access) -> QuerySet[Organisation]:
    """The organisations for which this person may speak here: their own; for stewards any that is listed."""
    listed = Organisation.objects.listed_in(access.portfolio).order_by("name", "pk")
    if access.is_steward:
        return listed
    return listed.filter(pk__in=Organisation.objects.spoken_for_by(access.user).values("pk"))


def spoken_for_field(form: forms.BaseForm, access: Access, kept: int | None) -> None:
    """Offer the organisations one may speak for; what an edited row says already stays among them."""
    rows = spoken_for(access)
    if kept:
        rows = Organisation.objects.filter(pk__in=[kept, *rows.values_list("pk", flat=True)]).order_by("name", "pk")
    field: Any = form.fields["organisation"]
    field.queryset, field.empty_label = rows, str(_("Only for myself"))
    if not rows.exists():
        del form.fields["organisation"]
    elif not access.is_steward and kept is None and form.instance._state.adding:  # type: ignore[attr-defined]
        field.initial = rows.first()


class ChallengeForm(SharedTextForm):
    """A challenge in under a minute: only the first line is needed."""

    systems = ManyRowsField(
        System.objects.none(), required=False, label=_("Systems it touches"), widget=forms.CheckboxSelectMultiple
    )
    places = ManyRowsField(
        Place.objects.none(), required=False, label=_("Places"),
        help_text=_("Hold Ctrl or ⌘ to choose several."), widget=forms.SelectMultiple(attrs={"size": 8}),
    )  # fmt: skip

    class Meta:
        model = Challenge
        fields = ("title", "description", "organisation", "circle")
        widgets = {
            "title": forms.TextInput(attrs={"autocomplete": "off"}),
            "description": forms.Textarea(attrs={"rows": 5}),
        }
        help_texts = {
            "title": _("What is hard, for whom, where. A problem, not yet a solution."),
            "circle": _("You always see what you raised yourself."),
        }

    def __init__(self, data: QueryDict | None = None, *, access: Access, instance: Challenge | None = None):
        super().__init__(data, instance=instance or Challenge(portfolio=access.portfolio))
        self.access = access
        related = {"systems": System.objects.filter(portfolio=access.portfolio),
                   "places": Place.objects.listed_in(access.portfolio)}  # fmt: skip
        for name, rows in related.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
            if instance:
                self.initial[name] = [row.pk for row in getattr(instance, name).all()]
        if related["places"].count() <= FEW_PLACES:
            tick_instead(self.fields["places"])
        for name, rows in related.items():
            if not rows.exists():
                del self.fields[name]
        circles = CIRCLES if not instance or instance.circle != Circle.TEAM else Circle.choices
        self.fields["circle"].choices = circles  # type: ignore[attr-defined]
        if not instance and Circle.PORTFOLIO not in access.circles:
            self.initial["circle"] = Circle.FUNDERS
        spoken_for_field(self, access, instance.organisation_id if instance else None)

    @property
    def values(self) -> dict[str, Any]:
        """What the services take."""
        return {name: self.cleaned_data[name] for name in (*self.names, "systems", "places") if name in self.fields}

    def save_for(self, *, by: User, portfolio: Portfolio, why: str = "") -> tuple[Change | None, list[News]]:
        """Raise the challenge, or write the edit; systems and places go with the words in one edit."""
        if self.instance.pk is None:
            self.instance = raising.raise_challenge(portfolio=portfolio, by=by, why=why, **self.values)
            return Change.objects.of(self.instance).first(), []
        opened_with = self.cleaned_data.get("edit") or 0
        try:
            change = raising.edit(challenge=self.instance, by=by, values=self.values, edit=opened_with, why=why)
        except Stale as stale:
            ticked = {name: self.data.getlist(name) for name in ("systems", "places")}  # type: ignore[attr-defined]
            news = self._put_together(dict(stale.now))
            self.data = {**self.data, **ticked}
            return None, news
        return change, []


class FramingForm(SharedTextForm):
    """How one actor sees it; the line and what is going on are needed, the rest helps."""

    class Meta:
        model = Framing
        fields = ("title", "going_on", "affected", "boundary", "evidence", "organisation")
        widgets = {
            "title": forms.TextInput(attrs={"autocomplete": "off"}),
            "going_on": forms.Textarea(attrs={"rows": 5}),
            **{name: forms.Textarea(attrs={"rows": 3}) for name in ("affected", "boundary", "evidence")},
        }

    def __init__(self, data: QueryDict | None = None, *, access: Access, instance: Framing):
        super().__init__(data, instance=instance)
        spoken_for_field(self, access, instance.organisation_id)

    def clean_going_on(self) -> str:
        """Blanks say nothing."""
        text = self.cleaned_data["going_on"]
        if not text.strip():
            raise forms.ValidationError(_("Say what is going on, as you see it."))
        return str(text)


class MarkForm(forms.Form):
    """Agree, or see it differently and say how; `take_back` for neither."""

    stance = forms.ChoiceField(choices=FramingMark.Stance.choices)
    sentence = forms.CharField(label=_("How do you see it, in a sentence?"), max_length=300, required=False)


class StateForm(forms.Form):
    """Another state, and why; `seen` remembers the state that the form was opened in."""

    to = forms.ChoiceField(label=_("State"), widget=forms.RadioSelect)
    why = reason(_("Why does it move?"))
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, challenge: Challenge, to: str = ""):
        now = challenge.status
        super().__init__(data, initial={"seen": now, "to": to if to in OPEN and to != now else next_state(now)})
        choices = [(status.value, status.label) for status in OPEN if status != now]
        self.fields["to"].choices = choices  # type: ignore[attr-defined]


def next_state(status: str) -> str:
    """The state that usually follows."""
    order = [state.value for state in OPEN if state != Challenge.Status.PARKED]
    at = order.index(status) + 1 if status in order else 1
    return order[min(at, len(order) - 1)]


class ForwardForm(forms.Form):
    """Why this framing."""

    why = reason(_("Why this one?"))


class AnswerForm(forms.Form):
    """Which initiative answers the challenge, and how; contributors speak for those of their organisations."""

    initiative = forms.ModelChoiceField(Initiative.objects.none(), label=_("Initiative"))
    how = forms.CharField(label=_("How does it answer the challenge?"), max_length=300, required=False)

    def __init__(self, data: QueryDict | None = None, *, access: Access, challenge: Challenge, query: str = ""):
        super().__init__(data)
        rows = Initiative.objects.seen_with(access).filter(merged_into=None)
        rows = rows.exclude(pk__in=challenge.answers.values("initiative"))
        if not access.is_steward:
            rows = rows.filter(pk__in=team_initiatives(access.user))
        limit_choices(self.fields["initiative"], rows, query, chosen=data.get("initiative", "") if data else "")


def limit_choices(field: Any, rows: Any, query: str, *, chosen: str = "") -> None:
    """Offer the rows whose words match, at most two hundred; what was chosen already stays valid."""
    field.queryset = rows
    if not chosen:
        shown = rows.matching(query).order_by("title", "pk").values_list("pk", "title")[:SHOWN]
        field.choices = [("", _("Choose an initiative")), *shown]


class MergeForm(forms.Form):
    """Which challenges become part of this one, and why."""

    sources = ManyRowsField(
        Challenge.objects.none(), label=_("Merge into this one"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one challenge to merge into this one.")},
    )  # fmt: skip
    why = reason(_("Why are they one?"))

    def __init__(self, data: QueryDict | None = None, *, access: Access, challenge: Challenge, query: str = ""):
        super().__init__(data)
        rows = Challenge.objects.seen_with(access).exclude(status=Challenge.Status.MERGED).exclude(pk=challenge.pk)
        field: Any = self.fields["sources"]
        field.queryset = rows
        if data is None or not data.getlist("sources"):
            shown = rows.matching(query).order_by("title", "pk").values_list("pk", "title")
            field.choices = list(shown[:SHOWN])


class SplitForm(forms.Form):
    """What the new challenge is called, and what goes along."""

    title = forms.CharField(label=_("The new challenge in a line"), max_length=200)
    description = forms.CharField(label=_("What is going on"), required=False, widget=forms.Textarea(attrs={"rows": 4}))
    why = reason(_("Why are they two?"))

    def __init__(self, data: QueryDict | None = None, *, challenge: Challenge):
        super().__init__(data)
        for name, item in carried.items():
            rows = [(str(row.pk), self.words(row)) for row in item.rows(challenge)]
            if rows:
                label = _("Which %(things)s go along?") % {"things": item.label}
                self.fields[f"going_{name}"] = forms.MultipleChoiceField(
                    label=label, choices=rows, required=False, widget=forms.CheckboxSelectMultiple
                )
        self.order_fields(["title", "description", *(name for name in self.fields if name.startswith("going_")), "why"])

    @staticmethod
    def words(row: Any) -> str:
        """What stands beside the box."""
        return str(getattr(row, "initiative", row))

    @property
    def going(self) -> dict[str, set[int]]:
        """What goes along, by the name under which a challenge carries it."""
        return {
            name.removeprefix("going_"): {int(pk) for pk in self.cleaned_data[name]}
            for name in self.fields
            if name.startswith("going_")
        }
