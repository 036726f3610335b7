"""Forms of the sensemaking app."""

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from initiatives.models import Initiative, Update
from portfolio_hub.lib import photos
from sensemaking import tagging
from sensemaking.forms_speaking import Speaking
from sensemaking.models import Kind, LearningLog, Mark
from sensemaking.overviews.posting import Desk
from sensemaking.services.posting import Post
from stakeholders.models import Circle

LONGEST = 5000
MOST_LISTENERS = 12
A_DAY = 24 * 60 * 60
UPDATE, LEARNING = "update", "learning"


class Words(forms.CharField):
    """A few sentences; `missing` is what to say when they are needed and not there."""

    def __init__(self, *, missing: Any = "", placeholder: Any = " ", rows: int = 2, **options: Any) -> None:
        attrs = {"rows": rows, "placeholder": placeholder, "data-missing": missing}
        widget = forms.Textarea(attrs=attrs)
        super().__init__(required=False, max_length=LONGEST, widget=widget, **options)
        self.missing = missing


class TagsField(forms.CharField):
    """Tags in one line, parted by commas; its value is a list. `suggested` is the id of a list of known ones."""

    def __init__(self, *, suggested: str = "") -> None:
        attrs = {"autocomplete": "off", "placeholder": _("noise, waiting"), "list": suggested}
        super().__init__(
            label=_("Tags"), required=False, max_length=(tagging.LONGEST + 2) * tagging.MOST,
            widget=forms.TextInput(attrs={name: value for name, value in attrs.items() if value}),
            help_text=_("A word or two each, parted by commas; others find the log by them."),
        )  # fmt: skip

    def clean(self, value: Any) -> list[str]:
        """The tags as they are kept."""
        return tagging.tags_in(str(super().clean(value) or ""))


class PhotoField(forms.FileField):
    """A photo, cleaned of everything but its pixels."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the photo as an upright JPEG, or nothing; raises ValidationError with a sentence."""
        if not data:
            return None
        return photos.clean(data, data.size)


NO_MARK = ("", _("Neither, or both"))


def day_input() -> forms.DateInput:
    """A date as browsers pick it."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PostForm(forms.Form):
    """An update, a learning log or both, about one initiative."""

    mode = forms.ChoiceField(
        label=_("What do you post?"), choices=((UPDATE, _("Update")), (LEARNING, _("Learning log"))), initial=LEARNING
    )
    initiative = forms.IntegerField(
        widget=forms.HiddenInput, error_messages={"required": _("Choose the initiative this is about.")}
    )
    news = Words(
        label=_("What is new?"), rows=4, placeholder=_("One thing that moved, or got stuck"),
        missing=_("Say in a sentence what is new, or choose “Nothing new”."),
    )  # fmt: skip
    nothing_new = forms.BooleanField(label=_("Nothing new"), required=False)
    tried = Words(
        label=_("What did you try?"), placeholder=_("What you did, or changed"),
        missing=_("Say in a few words what you tried."),
    )  # fmt: skip
    saw = Words(
        label=_("What did you see?"), placeholder=_("What happened, also what you did not expect"),
        missing=_("Say in a sentence what you saw."),
    )  # fmt: skip
    next = Words(label=_("What will you do next?"), placeholder=_("Keep, change or stop something"))
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices, required=False)
    mark = forms.ChoiceField(
        label=_("Did it help or stand in the way?"), choices=[NO_MARK, *Mark.choices], required=False
    )
    circle = forms.ChoiceField(label=_("Who may see it"), choices=Circle.choices, required=False)
    happened_on = forms.DateField(label=_("When"), required=False, widget=day_input())
    tags = TagsField(suggested="tags-known")
    photo = PhotoField(label=_("Photo"), required=False)
    photo_alt = forms.CharField(
        label=_("What does the photo show?"), required=False, max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    listeners = forms.TypedMultipleChoiceField(label=_("Who else should hear this?"), coerce=int, required=False)
    client_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    seconds = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: "MultiValueDict[str, Any] | None" = None,
        *,
        desk: Desk,
        mode: str = LEARNING,
    ) -> None:
        self.desk = desk
        initial = {
            "mode": mode if mode in (UPDATE, LEARNING) else LEARNING,
            "initiative": desk.chosen.pk if desk.chosen else None,
            "circle": desk.usual_circle,
            "happened_on": timezone.localdate(),
            "client_key": uuid.uuid4(),
        }
        super().__init__(data, files, initial=initial)
        self._offer("circle", [(circle.value, circle.label) for circle in desk.circles])
        self._offer("listeners", self._listener_choices())
        self.speaking = Speaking(self, desk.questions, desk.sliders)

    @property
    def shown_mode(self) -> str:
        """The half of the form that is open: the one chosen, or the one with something to mend."""
        if self.is_bound and self.errors.keys() & {"tried", "saw", "next"}:
            return LEARNING
        if self.is_bound and "news" in self.errors:
            return UPDATE
        return str(self["mode"].value() or LEARNING)

    @property
    def chosen_listeners(self) -> list[str]:
        """Ids of the initiatives that are ticked."""
        return [str(pk) for pk in self["listeners"].value() or ()]

    @property
    def key(self) -> uuid.UUID:
        """The key under which this post can come only once."""
        return self.cleaned_data["client_key"] or uuid.uuid4()

    def clean_initiative(self) -> Initiative:
        found = self.desk.initiatives.filter(pk=self.cleaned_data["initiative"]).first()
        if found is None:
            raise ValidationError(_("Choose the initiative this is about."))
        return found

    def clean_listeners(self) -> list[Initiative]:
        wanted = self.cleaned_data["listeners"][:MOST_LISTENERS]
        return list(self.desk.listeners.filter(pk__in=wanted)) if wanted else []

    def clean_seconds(self) -> int | None:
        seconds: int | None = self.cleaned_data["seconds"]
        return seconds if seconds is not None and 0 < seconds <= A_DAY else None

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        wants_learning = said.get("mode") == LEARNING or any(said.get(name) for name in ("tried", "saw", "next"))
        for name in ("tried", "saw") if wants_learning else ():
            self._require(name)
        if said.get("mode") == UPDATE and not said.get("nothing_new"):
            self._require("news")
        return said

    def content(self) -> Post:
        """What was written, as the service wants it; for a valid form."""
        said = self.cleaned_data
        names = ("initiative", "news", "tried", "saw", "next", "mark", "photo", "photo_alt", "listeners", "seconds")
        return Post(
            **{name: said[name] for name in names},
            nothing_new=said["nothing_new"] and said["mode"] == UPDATE,
            kind=said["kind"] or Kind.LEARNING,
            circle=said["circle"] or self.desk.usual_circle,
            happened_on=said["happened_on"],
            sides=self.speaking.sides,
            placings=self.speaking.values,
            tags=said["tags"],
        )

    def _require(self, name: str) -> None:
        if not self.cleaned_data.get(name) and name not in self.errors:
            field = self.fields[name]
            assert isinstance(field, Words)
            self.add_error(name, field.missing)

    def _offer(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def _listener_choices(self) -> list[tuple[int, str]]:
        """The suggestions, and whoever was chosen already; `clean_listeners` asks who may be told."""
        offered = {choice.pk: choice.initiative.title for choice in self.desk.suggestions}
        sent = self.data.getlist("listeners") if isinstance(self.data, MultiValueDict) else []
        more = {int(pk) for pk in sent[:MOST_LISTENERS] if str(pk).isdecimal()} - offered.keys()
        if more:
            offered.update(self.desk.listeners.filter(pk__in=more).values_list("pk", "title"))
        return list(offered.items())


class LogForm(forms.ModelForm):
    """The words, day, kind and circle of a log that is there."""

    why = forms.CharField(
        label=_("Why do you change it?"), required=False, max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    class Meta:
        model = LearningLog
        fields = ("title", "tried", "saw", "next", "happened_on", "kind", "mark", "circle", "photo_alt")
        labels = {
            "tried": _("What did you try?"),
            "saw": _("What did you see?"),
            "next": _("What will you do next?"),
            "mark": _("Did it help or stand in the way?"),
        }
        widgets = {
            "tried": forms.Textarea(attrs={"rows": 3}),
            "saw": forms.Textarea(attrs={"rows": 3}),
            "next": forms.Textarea(attrs={"rows": 2}),
            "happened_on": day_input(),
        }

    def __init__(self, *args: Any, circles: tuple[Circle, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _narrow(self, circles)
        mark = self.fields["mark"]
        assert isinstance(mark, forms.ChoiceField)
        mark.choices = [NO_MARK, *Mark.choices]

    @property
    def values(self) -> dict[str, Any]:
        """What the log shall say; for a valid form."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.fields}


class UpdateForm(forms.ModelForm):
    """The words, day and circle of an update that is there."""

    class Meta:
        model = Update
        fields = ("title", "body", "happened_on", "circle", "photo_alt")
        labels = {"body": _("What is new?")}
        widgets = {
            "body": forms.Textarea(attrs={"rows": 4}),
            "happened_on": day_input(),
        }

    def __init__(self, *args: Any, circles: tuple[Circle, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _narrow(self, circles)

    @property
    def values(self) -> dict[str, Any]:
        """What the update shall say; for a valid form."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.fields}


def _narrow(form: "forms.ModelForm[Any]", circles: tuple[Circle, ...]) -> None:
    """Offer only these circles, and the one that stands there; without a photo nobody describes it."""
    field = form.fields["circle"]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [pair for pair in Circle.choices if pair[0] in circles or pair[0] == form.instance.circle]
    if not form.instance.photo:
        del form.fields["photo_alt"]
