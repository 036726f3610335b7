"""Forms of the shared intent: its text, and what people say about it."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.db import transaction
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from portfolio_hub.lib.meanwhile import News
from stakeholders.forms.shared_text import SharedTextForm
from stakeholders.models import Change, IntentSuggestion, IntentVersion, Organisation, Portfolio, User
from stakeholders.services import intents
from stakeholders.wordings import nearest

LONGEST_STATEMENT, LONGEST_TEXT = 2_000, 6_000


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class IntentTextForm(SharedTextForm):
    """What a version says, and why it differs from the one before."""

    class Meta:
        model = IntentVersion
        fields = ("statement", "horizon", "left_open", "revise_if", "drafted_with", "why_changed")
        widgets = {
            "statement": forms.Textarea(attrs={"rows": 4, "class": "ph-intent-writing"}),
            "left_open": _area(3),
            "revise_if": _area(3),
            "why_changed": _area(3),
        }
        help_texts = {
            "statement": _("One to three sentences. A direction to walk in together, not a target list."),
            "horizon": _("A year, or an occasion: “2035”, “before the harbour is rebuilt”."),
            "left_open": _("The routes, means and places that nobody should read into it."),
            "revise_if": _("What you would have to see to write it anew."),
            "drafted_with": _("Groups and meetings, as they should be named in public."),
            "why_changed": _("Stands beside the version for everybody; earlier endorsers read it first."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, longest in (
            ("statement", LONGEST_STATEMENT),
            ("left_open", LONGEST_TEXT),
            ("revise_if", LONGEST_TEXT),
            ("why_changed", LONGEST_TEXT),
        ):
            self.fields[name].validators.append(MaxLengthValidator(longest))

    @transaction.atomic
    def save_for(self, *, by: User, portfolio: Portfolio, why: str = "") -> tuple[Change | None, list[News]]:
        """Save the text of a version that is still in the making; raises Refused for any other."""
        intents.hold_text(self.instance)
        return super().save_for(by=by, portfolio=portfolio, why=why)


class PassageForm(forms.Form):
    """Something said about a passage: the words have to stand in one of the texts."""

    passage = forms.CharField(
        label=_("About these words"),
        required=False,
        max_length=LONGEST_STATEMENT,
        widget=_area(2),
        help_text=_("Copied from the text. Leave it empty to speak about the whole."),
    )
    start = forms.IntegerField(required=False, min_value=0, max_value=1_000_000, widget=forms.HiddenInput)

    texts: tuple[str, ...]

    def __init__(self, *args: Any, version: IntentVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.texts = (version.statement, version.left_open, version.revise_if)

    def clean(self) -> dict[str, Any]:
        """Find the passage, and keep it as the text has it."""
        cleaned = super().clean() or {}
        passage, start = cleaned.get("passage", ""), cleaned.get("start") or 0
        cleaned["start"] = 0
        if not passage:
            return cleaned
        for text in self.texts:
            if place := nearest(passage, text, start):
                return {**cleaned, "passage": text[slice(*place)], "start": place[0]}
        self.add_error("passage", _now("These words don’t stand in the text. Copy them as they are there."))
        return cleaned


class CommentForm(PassageForm):
    """A comment on a version, or on some of its words."""

    body = forms.CharField(label=_("Your comment"), max_length=LONGEST_TEXT, widget=_area(4))

    field_order = ("passage", "body", "start")


class WordsForm(forms.Form):
    """An answer, or the new words of a comment."""

    body = forms.CharField(label=_("Your words"), max_length=LONGEST_TEXT, widget=_area(4))


class SuggestionForm(PassageForm):
    """Other words for a passage of the statement, or words to add to it."""

    wording = forms.CharField(
        label=_("Your wording"),
        required=False,
        max_length=LONGEST_STATEMENT,
        widget=_area(3),
        help_text=_("Leave it empty to suggest that the words go."),
    )
    why = forms.CharField(label=_("Why"), required=False, max_length=LONGEST_TEXT, widget=_area(2))
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("You speak for"),
        required=False,
        empty_label=_("Only yourself"),
        help_text=_(
            "If your words are taken, members read your name beside the version, and everybody the organisation’s."
        ),
    )

    field_order = ("passage", "wording", "why", "organisation", "start")

    def __init__(self, *args: Any, version: IntentVersion, by: User, **kwargs: Any) -> None:
        super().__init__(*args, version=version, **kwargs)
        self.texts = (version.statement,)
        self.fields["passage"].label = _("Words to replace")
        self.fields["passage"].help_text = _("Copied from the statement. Leave it empty to add words at its end.")
        spoken_for = Organisation.objects.spoken_for_by(by).listed_in(version.portfolio)
        self.fields["organisation"].queryset = spoken_for.order_by("name")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Something has to be different."""
        cleaned = super().clean()
        if "passage" in cleaned and "wording" in cleaned and cleaned["passage"] == cleaned["wording"]:
            self.add_error("wording", _now("Write how it should read instead."))
        return cleaned


class AnswerForm(forms.Form):
    """What a steward answers to a suggestion."""

    status = forms.ChoiceField(
        label=_("Your answer"),
        choices=(
            (IntentSuggestion.Status.ACCEPTED, _("Accept: the words go into the next text")),
            (IntentSuggestion.Status.DECLINED, _("Decline")),
        ),
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("In your words"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=_area(3),
        help_text=_("Whoever suggested it reads this, and so does everybody in the dialogue."),
    )

    def clean(self) -> dict[str, Any]:
        """Declining needs a sentence: somebody took the trouble to suggest it."""
        cleaned = super().clean() or {}
        if cleaned.get("status") == IntentSuggestion.Status.DECLINED and not cleaned.get("answer"):
            self.add_error("answer", _now("Say why, in a sentence; somebody took the trouble to suggest it."))
        return cleaned


class NoQuestions(forms.Form):
    """A step that needs a yes and nothing else."""


class ReasonForm(forms.Form):
    """A step that needs a reason, which everybody reads."""

    why = forms.CharField(label=_("Why"), max_length=1_000, widget=_area(3), help_text=_("Everybody reads it."))


class CompareForm(forms.Form):
    """Which two versions to lay side by side."""

    def __init__(self, *args: Any, numbers: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(number, _now("Version %(number)d") % {"number": number}) for number in numbers]
        for name, label in (("from", _("From")), ("to", _("To"))):
            self.fields[name] = forms.TypedChoiceField(label=label, choices=choices, coerce=int)
