"""The quick page on which stewards think again after a shift of the context."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from sensemaking.models import Rethink
from sensemaking.overviews.shifts import TouchGroup, TouchLine, grouped
from sensemaking.services.rethinking import Thought

NOT_SAID = ("", _("Not said yet"))
LONGEST_NOTE = 2000


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing with its fields."""

    line: TouchLine
    verdict: BoundField
    note: BoundField


@dataclass(frozen=True, slots=True)
class AskedGroup:
    """Things of one kind with their fields."""

    label: str
    asked: tuple[Asked, ...]


class RethinkForm(forms.Form):
    """For each thing: does it still hold, and why."""

    def __init__(self, data: Any = None, *, lines: Sequence[TouchLine]) -> None:
        super().__init__(data)
        self.lines = lines
        for line in lines:
            said = line.said
            self.fields[_name("verdict", line)] = forms.ChoiceField(
                label=line.title, required=False, choices=[*Rethink.Verdict.choices, NOT_SAID],
                widget=forms.RadioSelect, initial=said.verdict if said else "",
            )  # fmt: skip
            self.fields[_name("note", line)] = forms.CharField(
                label=_("Why"), required=False, max_length=LONGEST_NOTE, initial=said.note if said else "",
                widget=forms.Textarea(attrs={"rows": 2}),
            )  # fmt: skip

    @property
    def groups(self) -> list[AskedGroup]:
        """The things by kind, as the page shows them."""
        return [self._group(group) for group in grouped(self.lines)]

    def _group(self, group: TouchGroup) -> AskedGroup:
        asked = (Asked(line, self[_name("verdict", line)], self[_name("note", line)]) for line in group.lines)
        return AskedGroup(group.label, tuple(asked))

    def thoughts(self, *, rest_holds: bool) -> list[Thought]:
        """What was said of each; with `rest_holds`, whatever was left open still holds."""
        return [self._thought(line, Rethink.Verdict.HOLDS if rest_holds else "") for line in self.lines]

    def _thought(self, line: TouchLine, otherwise: str) -> Thought:
        said = self.cleaned_data
        verdict = said[_name("verdict", line)] or otherwise
        return Thought(line.kind, line.pk, line.why, verdict, said[_name("note", line)])


def _name(what: str, line: TouchLine) -> str:
    return f"{what}_{line.kind}_{line.pk}"
