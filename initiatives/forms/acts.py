"""Forms for single acts: a step between stages, an ending, a pause, taking part, merging, splitting, saved views."""

from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from initiatives.forms.record import FEW_PLACES, DayInput, tick_instead
from initiatives.models import Initiative, ParticipationRole, SavedView, Stage, System
from initiatives.overviews.page import Facts
from portfolio_hub.lib.many_rows import ManyRowsField
from stakeholders.access import Access
from stakeholders.models import Organisation, Place

OPEN_STAGES = [choice for choice in Stage.choices if choice[0] != Stage.CLOSED]


def reason(label: str | Promise, *, required: bool = True) -> forms.CharField:
    """A line or two that go into the history."""
    return forms.CharField(
        label=cast(str, label), required=required, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class StageForm(forms.Form):
    """Another stage, and why."""

    to = forms.ChoiceField(label=_("Stage"), choices=OPEN_STAGES)
    why = reason(_("Why does it move?"))
    on = forms.DateField(label=_("Since"), required=False, widget=DayInput(), help_text=_("Today when left empty."))

    def __init__(self, data: QueryDict | None = None, *, initiative: Initiative):
        super().__init__(data, initial={"to": next_stage(initiative.stage)})
        stages = [choice for choice in OPEN_STAGES if choice[0] != initiative.stage]
        self.fields["to"].choices = stages  # type: ignore[attr-defined]
        if initiative.stage == Stage.CLOSED:
            self.fields["why"].label = _("Why does it begin again?")
            del self.fields["on"]


def next_stage(stage: str) -> str:
    """The stage after this one, among those that are open."""
    names = [name for name, _label in OPEN_STAGES]
    at = names.index(stage) + 1 if stage in names else 1
    return names[min(at, len(names) - 1)]


class CloseForm(forms.Form):
    """How it ended, and what was learned."""

    how = forms.ChoiceField(
        label=_("How did it end?"), widget=forms.RadioSelect,
        choices=[choice for choice in Initiative.ClosedHow.choices if choice[0] != Initiative.ClosedHow.MERGED],
    )  # fmt: skip
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Spun out as which organisation?"), required=False, empty_label="–"
    )
    named = forms.CharField(
        label=_("Or its name"), required=False, max_length=200, help_text=_("Where it spun out and has no page here.")
    )
    learning = reason(_("What was learned?"))
    why = reason(_("Anything else for the history?"), required=False)
    on = forms.DateField(label=_("On"), required=False, widget=DayInput(), help_text=_("Today when left empty."))

    def __init__(self, data: QueryDict | None = None, *, access: Access):
        super().__init__(data)
        listed = Organisation.objects.listed_in(access.portfolio).order_by("name", "pk")
        self.fields["organisation"].queryset = listed  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What spun out lives on as something; what ended otherwise does not."""
        data = super().clean() or self.cleaned_data
        spun_out = data.get("how") == Initiative.ClosedHow.SPUN_OUT
        given = [name for name in ("organisation", "named") if data.get(name)]
        if spun_out and len(given) != 1:
            self.add_error("named", _("Choose as what it spun out, or give its name: one of the two."))
        if data.get("how") and not spun_out and given:
            self.add_error("how", _("Only what spun out lives on as something else."))
        return data

    @property
    def values(self) -> dict[str, Any]:
        """What the service takes."""
        data = dict(self.cleaned_data)
        organisation, named = data.pop("organisation"), data.pop("named")
        return {**data, "spun_out_as": organisation or named.strip()}


class PauseForm(forms.Form):
    """Why it rests, or goes on."""

    why = reason(_("Why?"))


class ParticipateForm(forms.Form):
    """An organisation, its role, and since when."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Organisation"))
    role = forms.ChoiceField(label=_("Role"), choices=ParticipationRole.choices, initial=ParticipationRole.PARTNER)
    since_on = forms.DateField(label=_("Since"), required=False, widget=DayInput())

    def __init__(self, data: QueryDict | None = None, *, access: Access):
        super().__init__(data)
        self.fields["organisation"].queryset = Organisation.objects.listed_in(access.portfolio)  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """The day from which an organisation no longer takes part."""

    until_on = forms.DateField(label=_("Until"), required=False, widget=DayInput())


class MergeForm(forms.Form):
    """Into which initiative, and why."""

    target = forms.ModelChoiceField(Initiative.objects.none(), label=_("Merge into"))
    why = reason(_("Why are they one?"))

    def __init__(self, data: QueryDict | None = None, *, access: Access, initiative: Initiative, query: str = ""):
        super().__init__(data)
        others = Initiative.objects.seen_with(access).filter(home=access.portfolio, merged_into=None)
        others = others.exclude(pk=initiative.pk)
        self.fields["target"].queryset = others  # type: ignore[attr-defined]
        if data is None or not data.get("target"):
            shown = others.matching(query).order_by("title", "pk")[:SHOWN_TARGETS]
            self.fields["target"].choices = [  # type: ignore[attr-defined]
                ("", _("Choose an initiative")),
                *((row.pk, row.title) for row in shown),
            ]


SHOWN_TARGETS = 200


class SplitForm(forms.Form):
    """What the new initiative is called, and what goes along."""

    title = forms.CharField(label=_("What is the new one called?"), max_length=200)
    summary = forms.CharField(label=_("In a sentence or two"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    stage = forms.ChoiceField(label=_("Stage"), choices=OPEN_STAGES)
    participations = forms.MultipleChoiceField(
        label=_("Who goes along?"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("They move from this initiative to the new one."),
    )  # fmt: skip
    places = forms.MultipleChoiceField(
        label=_("Which places go along?"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("They move from this initiative to the new one."),
    )  # fmt: skip
    systems = forms.MultipleChoiceField(
        label=_("Which systems does it touch?"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("This initiative keeps touching them too."),
    )  # fmt: skip
    why = reason(_("Why are they two?"))

    def __init__(self, data: QueryDict | None = None, *, initiative: Initiative, facts: Facts):
        is_open = initiative.stage != Stage.CLOSED
        super().__init__(data, initial={
            "stage": initiative.stage if is_open else Stage.EXPLORING,
            "systems": [str(row.pk) for row in facts.systems],
        })  # fmt: skip
        choices: dict[str, list[tuple[str, str]]] = {
            "participations": [(str(part.pk), f"{part.name} · {part.role_label}") for part in facts.here],
            "places": [(str(place.pk), place.name) for place in facts.places],
            "systems": [(str(system.pk), system.name) for system in facts.systems],
        }
        for name, options in choices.items():
            self.fields[name].choices = options  # type: ignore[attr-defined]
            if not options:
                del self.fields[name]

    @property
    def values(self) -> dict[str, Any]:
        """What the service takes."""
        data = dict(self.cleaned_data)
        for name in ("participations", "places", "systems"):
            data[name] = {int(pk) for pk in data.get(name, ())}
        return data


class BulkForm(forms.Form):
    """What is to change on all chosen initiatives; whatever is left empty stays."""

    stage = forms.ChoiceField(label=_("Stage"), required=False, choices=[("", _("Stays")), *OPEN_STAGES])
    add_systems = ManyRowsField(
        System.objects.none(), required=False, label=_("Systems to add"), widget=forms.CheckboxSelectMultiple
    )
    remove_systems = ManyRowsField(
        System.objects.none(), required=False, label=_("Systems to remove"), widget=forms.CheckboxSelectMultiple
    )
    main_system = forms.ModelChoiceField(
        System.objects.none(), required=False, label=_("Main system"), empty_label=_("Stays")
    )
    add_places = ManyRowsField(
        Place.objects.none(), required=False, label=_("Places to add"), widget=forms.SelectMultiple(attrs={"size": 6})
    )
    remove_places = ManyRowsField(
        Place.objects.none(), required=False, label=_("Places to remove"),
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )  # fmt: skip
    why = reason(_("Why?"), required=False)

    def __init__(self, data: QueryDict | None = None, *, access: Access):
        super().__init__(data)
        for name in ("add_systems", "remove_systems", "main_system"):
            self.fields[name].queryset = System.objects.filter(portfolio=access.portfolio)  # type: ignore[attr-defined]
        few = Place.objects.listed_in(access.portfolio).count() <= FEW_PLACES
        for name in ("add_places", "remove_places"):
            self.fields[name].queryset = Place.objects.listed_in(access.portfolio)  # type: ignore[attr-defined]
            if few:
                tick_instead(self.fields[name])

    def clean(self) -> dict[str, Any]:
        """Something must change, and a new stage has a reason."""
        data = super().clean() or self.cleaned_data
        if self.errors:
            return data
        if data.get("stage") and not data.get("why", "").strip():
            self.add_error("why", _("Say in a line why they move to another stage."))
        if not any(data.get(name) for name in self.fields if name != "why"):
            raise forms.ValidationError(_("Choose at least one thing to change."))
        if set(data["add_systems"]) & set(data["remove_systems"]):
            self.add_error("remove_systems", _("The same system can't be added and removed."))
        if data["main_system"] and data["main_system"] in data["remove_systems"]:
            self.add_error("main_system", _("It can't be the main one and be removed."))
        if set(data["add_places"]) & set(data["remove_places"]):
            self.add_error("remove_places", _("The same place can't be added and removed."))
        return data


class SaveViewForm(forms.ModelForm):
    """A name for a set of filters, and whether the others may use it."""

    query = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)

    class Meta:
        model = SavedView
        fields = ("name", "is_shared")
