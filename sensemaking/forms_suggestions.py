"""Forms on which suggestions are decided: the words of the connection, why not, and whom to ask."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from initiatives.models import DIRECTED_KINDS
from initiatives.wording_connections import BACK, said, saying, sayings
from sensemaking.models import ConnectionSuggestion, SuggestionAsk
from stakeholders.addresses import read_addresses

LONGEST_WORDS = 2_000


class AcceptForm(forms.Form):
    """How the two hang together, read from the first to the second, and in which words."""

    kind = forms.ChoiceField(label=_("How they hang together"), choices=())
    statement = forms.CharField(
        label=_("In a sentence"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Both pages show it. Say what you see, so that others can tell whether it is so."),
    )  # fmt: skip

    def __init__(self, data: QueryDict | None = None, *, suggestion: ConnectionSuggestion, statement: str = ""):
        opened = {
            "kind": saying(suggestion.kind, from_source=suggestion.from_first or suggestion.kind not in DIRECTED_KINDS),
            "statement": statement,
        }
        super().__init__(data, initial=opened)
        first, second = suggestion.first, suggestion.second
        self.suggestion = suggestion
        field: Any = self.fields["kind"]
        field.choices = [
            (value, f"{first.title} – {words} – {second.title}") for value, words in sayings()
        ]  # fmt: skip

    @property
    def given(self) -> dict[str, Any]:
        """What the service takes."""
        value = self.cleaned_data["kind"]
        kind, source, _target = said(value, self.suggestion.first, self.suggestion.second)
        return {
            "kind": kind, "from_first": source == self.suggestion.first or not value.endswith(BACK),
            "statement": self.cleaned_data["statement"],
        }  # fmt: skip


class DismissForm(forms.Form):
    """Why it is none."""

    why = forms.ChoiceField(label=_("Why not?"), widget=forms.RadioSelect, choices=())

    def __init__(self, data: QueryDict | None = None, *, suggestion: ConnectionSuggestion):
        super().__init__(data)
        field: Any = self.fields["why"]
        field.choices = reasons_against(suggestion)


def reasons_against(suggestion: ConnectionSuggestion) -> list[tuple[str, Any]]:
    """The three reasons; of two that may be one there is only one: they are not."""
    Dismissal = ConnectionSuggestion.Dismissal
    if suggestion.is_duplicate:
        return [(Dismissal.UNRELATED.value, _("They are not the same"))]
    return list(Dismissal.choices)


class AskForm(forms.Form):
    """Whom to ask for each of the two, and in which words."""

    words = forms.CharField(
        label=_("Your words to them"), required=False, max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}), help_text=_("They read why the hub suggests it, too."),
    )  # fmt: skip

    def __init__(
        self, data: QueryDict | None = None, *, suggestion: ConnectionSuggestion, known: dict[int, list[str]]
    ) -> None:
        super().__init__(data)
        self.initiatives = (suggestion.first, suggestion.second)
        for one in self.initiatives:
            self.fields[f"to_{one.pk}"] = forms.CharField(
                label=_("Who answers for “%(title)s”") % {"title": one.title}, required=False, max_length=500,
                initial=", ".join(known.get(one.pk, [])), help_text=_("E-mail addresses."),
            )  # fmt: skip
        self.order_fields([*(f"to_{one.pk}" for one in self.initiatives), "words"])

    def clean(self) -> dict[str, Any]:
        """Read the addresses; one of the two may go without, not both."""
        cleaned: dict[str, Any] = super().clean() or {}
        self.letters: list[tuple[Any, str]] = []
        for one in self.initiatives:
            name = f"to_{one.pk}"
            pasted = read_addresses(cleaned.get(name, ""))
            if pasted.malformed:
                self.add_error(name, _("“%(text)s” is no e-mail address.") % {"text": pasted.malformed[0]})
            self.letters += [(one, address.email) for address in pasted.addresses]
        if not self.letters and not self.errors:
            self.add_error(None, _("Give at least one address to ask."))
        return cleaned


class AnswerForm(forms.Form):
    """What a lead says."""

    answer = forms.ChoiceField(
        label=_("Do the two belong together?"), choices=SuggestionAsk.Answer.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("In your words"), required=False, max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 3})
    )
