"""Forms of combinations: what they give together, who is in it and what each brings, and the end."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from initiatives.forms.challenges import CIRCLES
from initiatives.forms.record import DayInput
from initiatives.models import Combination, CombinationMember, Initiative
from initiatives.services import combinations
from portfolio_hub.lib.meanwhile import News, Stale
from stakeholders.forms.shared_text import SharedTextForm
from stakeholders.models import Change, Portfolio, User

BRINGS = "brings-"


def brings_field(title: str, *, initial: str = "") -> forms.CharField:
    """What one initiative brings; it remembers what it showed when the form was opened."""
    return forms.CharField(
        label=title, required=False, max_length=300, initial=initial, show_hidden_initial=bool(initial),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


class CombinationForm(SharedTextForm):
    """Its name, the effect, and who may see it; a new one asks what each of the chosen initiatives brings."""

    class Meta:
        model = Combination
        fields = ("name", "effect", "circle")
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "off"}), "effect": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "effect": _("What happens only because they work together, and would not if one of them stopped."),
            "circle": _("Members that a reader may not see stay hidden from them all the same."),
        }

    def __init__(
        self, data: QueryDict | None = None, *, portfolio: Portfolio, instance: Combination | None = None,
        members: Sequence[Initiative] = (),
    ) -> None:  # fmt: skip
        super().__init__(data, instance=instance or Combination(portfolio=portfolio))
        self.members = members
        self.fields["circle"].choices = CIRCLES  # type: ignore[attr-defined]
        for member in members:
            self.fields[f"{BRINGS}{member.pk}"] = brings_field(member.title)

    @property
    def of_members(self) -> list[forms.BoundField]:
        """What each of the chosen brings, as fields."""
        return [self[f"{BRINGS}{member.pk}"] for member in self.members]

    def save_for(self, *, by: User, portfolio: Portfolio, why: str = "") -> tuple[Change | None, list[News]]:
        """Make the combination, or write the edit; raises ValidationError for what the service refuses."""
        values = {name: self.cleaned_data[name] for name in self.names}
        if self.instance.pk is None:
            members = {member: self.cleaned_data[f"{BRINGS}{member.pk}"] for member in self.members}
            self.instance = combinations.make(portfolio=portfolio, members=members, by=by, **values)
            return Change.objects.of(self.instance).first(), []
        opened_with = self.cleaned_data.get("edit") or 0
        try:
            change = combinations.edit(combination=self.instance, values=values, edit=opened_with, by=by, why=why)
        except Stale as stale:
            if news := self._put_together(dict(stale.now)):
                return None, news
            self.instance.refresh_from_db()
            self.cleaned_data["edit"] = self.instance.edit
            return self.save_for(by=by, portfolio=portfolio, why=why)
        return change, []


class MembersForm(forms.Form):
    """What each member brings; only sentences that somebody touched are written."""

    def __init__(self, data: QueryDict | None = None, *, members: Sequence[CombinationMember]) -> None:
        super().__init__(data)
        self.members = members
        for member in members:
            field = brings_field(member.initiative.title, initial=member.brings)
            field.show_hidden_initial = True
            self.fields[f"{BRINGS}{member.initiative_id}"] = field

    @property
    def rows(self) -> list[tuple[CombinationMember, forms.BoundField]]:
        """Each member with its field."""
        return [(member, self[f"{BRINGS}{member.initiative_id}"]) for member in self.members]

    @property
    def touched(self) -> dict[Initiative, str]:
        """The sentences that differ from what stood in the form when it was opened."""
        names = {f"{BRINGS}{member.initiative_id}": member.initiative for member in self.members}
        return {names[name]: self.cleaned_data[name] for name in self.changed_data}

    def clashes(self) -> bool:
        """Whether somebody rewrote a sentence meanwhile that I touched as well; the form then says so and holds mine.

        The next try saves mine, for it has been read against theirs.
        """
        found = False
        for member in self.members:
            name = f"{BRINGS}{member.initiative_id}"
            seen = self.data.get(self.add_initial_prefix(name), member.brings)
            if name in self.changed_data and seen != member.brings and self.cleaned_data.get(name) != member.brings:
                words = member.brings or "–"
                self.add_error(name, _now("Somebody rewrote this meanwhile: “%(words)s”") % {"words": words})
                found = True
        if found:
            now = {self.add_initial_prefix(f"{BRINGS}{row.initiative_id}"): row.brings for row in self.members}
            self.data = {**self.data.dict(), **now}  # type: ignore[attr-defined]
        return found


class EndForm(forms.Form):
    """Why a combination is over."""

    why = forms.CharField(
        label=_("Why is it over?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stays as a memory of what was tried together."),
    )  # fmt: skip
    on = forms.DateField(label=_("On"), required=False, widget=DayInput(), help_text=_("Today when left empty."))

    @property
    def values(self) -> dict[str, Any]:
        """What the service takes."""
        return dict(self.cleaned_data)
