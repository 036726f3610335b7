"""What stewards and authors fill in to ask, to answer, and to let words go to a wider circle."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from portfolio_hub.lib.meanwhile import News
from sensemaking.models import LearningLog, Release
from sensemaking.redacting import Suggestion, redacted, suggestions
from sensemaking.services.releases import find_words, wider_than
from stakeholders.models import Circle

LONGEST = 2_000


def _words(rows: int, **options: Any) -> forms.CharField:
    return forms.CharField(max_length=LONGEST, widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}), **options)


def _lines(text: str) -> str:
    """The text with the line breaks of the database, not those of browsers."""
    return text.replace("\r\n", "\n").strip()


class AskAuthorForm(forms.Form):
    """A question about a log."""

    question = _words(
        4, label=_("Your question"), help_text=_("One question at a time is answered soonest. Say what it is for.")
    )


class AnswerForm(forms.Form):
    """What the author answers; `seen` is the answer that stood there when the form was opened."""

    answer = _words(6, label=_("Your answer"))
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def given(self) -> dict[str, Any]:
        """The answer, and what was seen, which a program need not tell."""
        seen = self.cleaned_data["seen"] if "seen" in self.data else None
        return {"answer": self.cleaned_data["answer"], "seen": seen}

    def beside(self, now: str) -> tuple["AnswerForm", list[News]]:
        """The same words as if the form had been opened with `now`, and what that is, to be read before saving."""
        form = AnswerForm({"answer": self.cleaned_data["answer"], "seen": now})
        return form, [News(str(form["answer"].label), self.cleaned_data["seen"], now, is_both=True)]


class ReleaseForm(forms.Form):
    """Which words, for whom, and how they would read there; `seen` fields hold what the last page compared."""

    quote = _words(5, label=_("The words of the log"), help_text=_("Shorten them as you need; change nothing else."))
    wording = _words(5, label=_("As the wider circle would read them"))
    circle = forms.ChoiceField(label=_("For whom"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("What it is for"),
        max_length=500,
        help_text=_("The author reads this: a report, a story, a talk with the council."),
    )
    seen_quote = forms.CharField(required=False, widget=forms.HiddenInput)
    seen_wording = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, log: LearningLog, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.log = log
        choices = [(circle.value, circle.label) for circle in wider_than(log.circle)]
        self.fields["circle"].choices = choices  # type: ignore[attr-defined]

    @classmethod
    def opening(cls, log: LearningLog) -> "ReleaseForm":
        """The form as it opens: what was seen, with everything taken out that could point to somebody."""
        quote = log.saw.strip()[:LONGEST]
        if len(log.saw.strip()) > LONGEST and " " in quote:
            quote = quote[: quote.rfind(" ")]
        wider = wider_than(log.circle)
        only = {"circle": wider[0]} if len(wider) == 1 else {}
        taken_out = redacted(quote, suggestions(quote, log.author_name))
        return cls(log=log, initial={**only, **_compared(quote, taken_out)})

    def clean_quote(self) -> str:
        """Refuse words that do not stand so in the log."""
        quote = _lines(self.cleaned_data["quote"])
        if not find_words(self.log, quote):
            raise forms.ValidationError(
                _now("These words do not stand so in the log. Copy them from one of its fields, leaving nothing out.")
            )
        return quote

    @property
    def now(self) -> tuple[str, str]:
        """The words and the wording as they stand in the form."""
        return _lines(str(self["quote"].value() or "")), _lines(str(self["wording"].value() or ""))

    @property
    def offered(self) -> tuple[Suggestion, ...]:
        """What one may want to take out of the chosen words."""
        return suggestions(self.now[0], self.log.author_name)

    @property
    def is_seen(self) -> bool:
        """Whether nothing was changed since the page compared both."""
        return self.now == (_lines(self.data.get("seen_quote", "")), _lines(self.data.get("seen_wording", "")))

    def compared(self, out: Sequence[str], offered_before: Sequence[str]) -> "ReleaseForm":
        """The form with what was ticked taken out; words not offered before are taken out too.

        A wording that was written by hand stays; an untouched one follows the chosen words.
        """
        quote, wording = self.now
        is_by_hand = wording != _lines(self.data.get("seen_wording", ""))
        follows = quote != _lines(self.data.get("seen_quote", "")) and not is_by_hand
        chosen = [one for one in self.offered if one.words in out or one.words not in offered_before]
        data = {name: self.data.get(name, "") for name in ("quote", "circle", "note")}
        data |= _compared(quote, redacted(quote if follows or not wording else wording, chosen))
        again = ReleaseForm(data, log=self.log)
        for name in ("circle", "note"):
            again.errors.pop(name, None)
        return again


def _compared(quote: str, wording: str) -> dict[str, Any]:
    return {"quote": quote, "wording": wording, "seen_quote": quote, "seen_wording": wording}


class ConsentForm(forms.Form):
    """The author agrees, to these words or better ones."""

    names_author = forms.BooleanField(label=_("Show my name with it"), required=False)
    wording = _words(5, label=_("The words that others may read"))

    def __init__(self, *args: Any, release: Release, **kwargs: Any) -> None:
        kwargs["initial"] = {"wording": release.wording, "names_author": release.names_author}
        super().__init__(*args, **kwargs)
        log = release.log
        if log.author_name:
            name = ", ".join(part for part in (log.author_name, log.author_title) if part)
            self.fields["names_author"].label = _now("Show my name with it: %(name)s") % {"name": name}
        else:
            del self.fields["names_author"]

    @property
    def given(self) -> dict[str, Any]:
        """What the author agrees to."""
        data = self.cleaned_data
        return {"wording": _lines(data["wording"]), "names_author": data.get("names_author", False)}


class RefuseForm(forms.Form):
    """The author would rather not, with a word or without."""

    answer = _words(3, label=_("A word to whoever asks"), required=False)


class InPersonForm(forms.Form):
    """Who agreed, to whom and when."""

    in_person = forms.CharField(
        label=_("Who agreed, to whom and when"),
        max_length=300,
        help_text=_("Such as: Ida Holm, to me on the phone, 14 November. It is shown with the words to the stewards."),
    )
    names_author = forms.BooleanField(label=_("The author wants to be named"), required=False)


class AddReleaseForm(forms.Form):
    """Released words that a report may show beside a finding."""

    release = forms.ModelChoiceField(
        Release.objects.none(), label=_("Released words"), widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, *args: Any, releases: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["release"]
        field.queryset = releases  # type: ignore[attr-defined]
        field.label_from_instance = _told  # type: ignore[attr-defined]


def _told(release: Release) -> str:
    return f"“{release.wording}” ({Circle(release.circle).label})"
