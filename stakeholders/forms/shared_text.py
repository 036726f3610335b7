"""The base of forms for a text that two people may edit at once."""

import json
from typing import Any

from django import forms
from django.db import models
from django.utils.text import capfirst

from portfolio_hub.lib.meanwhile import News, Stale, changed_by_me, theirs, together
from stakeholders.models import Change, Portfolio, User
from stakeholders.services import edits, shared_texts


def _lines(value: Any) -> Any:
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


class SharedTextForm(forms.ModelForm):
    """A form of a row with an `edit` count. It remembers what it showed when it was opened.

    `save_for` writes, or returns what others changed meanwhile; the form then holds the words of both, ready to be
    shown with `components/meanwhile.html` and status 409, and saves at the next try.
    """

    edit = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.initial = {**self.initial, "edit": self.instance.edit, "seen": json.dumps(self._facts(self.instance))}

    @property
    def names(self) -> list[str]:
        """The fields of the row that the form edits."""
        return [name for name in self._meta.fields or () if name in self.fields]

    def _facts(self, row: models.Model) -> dict[str, Any]:
        return edits.facts_of(row, list(self._meta.fields or ()))

    def save_for(self, *, by: User, portfolio: Portfolio, why: str = "") -> tuple[Change | None, list[News]]:
        """Save a valid form; (change, nothing) when it is written, (None, news) when others were quicker."""
        values = {name: self.cleaned_data[name] for name in self.names}
        if self.instance.pk is None:
            return edits.save(self.instance, values=values, by=by, portfolio=portfolio, why=why), []
        opened_with = self.cleaned_data.get("edit") or 0
        try:
            return self.write(values, edit=opened_with, by=by, portfolio=portfolio, why=why), []
        except Stale as stale:
            if news := self._put_together(dict(stale.now)):
                return None, news
        # Something else about the row moved on, none of these texts: there is nothing to read through.
        self.cleaned_data["edit"] = type(self.instance)._base_manager.get(pk=self.instance.pk).edit
        return self.save_for(by=by, portfolio=portfolio, why=why)

    def write(self, values: dict[str, Any], *, edit: int, by: User, portfolio: Portfolio, why: str) -> Change | None:
        """Write what the form says on a row that was opened at this count; a row with a service of its own calls it."""
        return shared_texts.save(self.instance, values=values, edit=edit, by=by, portfolio=portfolio, why=why)

    def clean(self) -> dict[str, Any]:
        """Lines end alike whatever browser they come from, so that only words count as changes."""
        cleaned = super().clean() or self.cleaned_data
        return {name: _lines(value) for name, value in cleaned.items()}

    def _put_together(self, now: dict[str, Any]) -> list[News]:
        """Let the form hold the words of both, as if it had just been opened; return what they changed."""
        mine, now = self._facts(self.instance), {name: _lines(value) for name, value in now.items()}
        # What I saw is told by my browser; where that fails, I am taken to have seen what I wrote.
        told = self._seen()
        both, mine_changed = together(seen=told, mine=mine, now=now), changed_by_me(told, mine)
        seen = {name: told.get(name, mine[name]) for name in mine}
        current = type(self.instance)._base_manager.get(pk=self.instance.pk)
        held = {name: "" if value is None else value for name, value in both.items()}
        held |= {"edit": current.edit, "seen": json.dumps(now)}
        self.data = {**self.data.dict(), **{self.add_prefix(name): value for name, value in held.items()}}  # type: ignore[attr-defined]
        return [
            News(
                self._label(name),
                str(pair[0] or "–"),
                str(pair[1] or "–"),
                name in mine_changed and mine[name] != pair[1],
            )
            for name, pair in theirs(seen=seen, now=now).items()
        ]

    def _seen(self) -> dict[str, Any]:
        try:
            seen = json.loads(self.cleaned_data.get("seen") or "{}")
        except ValueError:
            return {}
        return {name: _lines(value) for name, value in seen.items()} if isinstance(seen, dict) else {}

    def _label(self, name: str) -> str:
        return capfirst(str(self.fields[name].label or name))
