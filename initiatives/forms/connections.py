"""Forms by which people say how two initiatives hang together, change it, refute it and end it."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from initiatives.forms.challenges import spoken_for
from initiatives.forms.record import DayInput
from initiatives.models import Connection, Initiative
from initiatives.services import connections
from initiatives.services.connection_rules import reach_of
from initiatives.wording_connections import BACK, is_saying, said, saying, sayings
from portfolio_hub.lib.meanwhile import News
from stakeholders.access import Access
from stakeholders.forms.shared_text import SharedTextForm
from stakeholders.models import Change, Circle, Organisation, Portfolio, User

KNOWN = (
    (Connection.Status.HYPOTHESISED, _("We think so; nobody has seen it yet")),
    (Connection.Status.OBSERVED, _("Somebody has seen it happen")),
)


class ConnectionForm(SharedTextForm):
    """What one initiative does for another, from the side of the first; a new one may say whether it was seen."""

    kind = forms.ChoiceField(label=_("How do they hang together?"), choices=())

    class Meta:
        model = Connection
        fields = ("kind", "statement", "status", "strength", "confidence", "since_on", "said_for", "circle")
        widgets = {
            "statement": forms.Textarea(attrs={"rows": 2}),
            "status": forms.RadioSelect,
            "since_on": DayInput(),
        }
        labels = {"status": _("How do you know?"), "confidence": _("How sure are you?")}
        help_texts = {
            "statement": _("What one does for the other, as you would tell a neighbour."),
            "circle": _("Only people who see both initiatives see it in any case."),
        }

    def __init__(
        self, data: QueryDict | None = None, *, access: Access, instance: Connection, here: Initiative | None = None,
        suggested: str = "", statement: str = "",
    ) -> None:  # fmt: skip
        super().__init__(data, instance=instance)
        self.here = here or instance.source
        self.other = instance.target if self.here.pk == instance.source_id else instance.source
        is_new = instance._state.adding
        fields: Any = self.fields
        fields["kind"].choices = [("", _("Choose…")), *sayings()] if is_new else sayings()
        fields["status"].choices = KNOWN
        fields["strength"].choices = Connection.Strength.choices
        fields["confidence"].choices = Connection.Confidence.choices
        fields["circle"].choices = [
            choice for choice in Circle.choices if choice[0] in access.circles or choice[0] == instance.circle
        ]
        self._organisations(access, None if is_new else instance.said_for_id)
        if is_new:
            self.initial["circle"] = reach_of(access.circles, self.here, self.other)
            self.initial["kind"] = suggested if is_saying(suggested) else ""
            self.initial["statement"] = statement[:300]
        else:
            self.initial["kind"] = saying(instance.kind, from_source=self.here.pk == instance.source_id)
            del fields["status"]

    def _organisations(self, access: Access, kept: int | None) -> None:
        rows = spoken_for(access)
        if kept:
            rows = Organisation.objects.filter(pk__in=[kept, *rows.values_list("pk", flat=True)]).order_by("name")
        field: Any = self.fields["said_for"]
        field.queryset, field.empty_label = rows, str(_("Only for myself"))
        if not rows.exists():
            del self.fields["said_for"]

    def clean_kind(self) -> str:
        """The kind alone; which of the two it starts from is remembered."""
        chosen = self.cleaned_data["kind"]
        kind, self.source, self.target = said(chosen, self.here, self.other)
        return kind

    @property
    def ends(self) -> dict[str, Any]:
        """Source and target, as they were said."""
        return {"source": self.source, "target": self.target}

    def save_for(self, *, by: User, portfolio: Portfolio, why: str = "") -> tuple[Change | None, list[News]]:
        """Say it, or write the edit; raises ValidationError as the service does."""
        if not self.instance._state.adding:
            return super().save_for(by=by, portfolio=portfolio, why=why)
        values = {name: self.cleaned_data[name] for name in self.names}
        self.instance = connections.say(portfolio=portfolio, by=by, **values, **self.ends)
        return Change.objects.of(self.instance).first(), []

    def write(self, values: dict[str, Any], *, edit: int, by: User, portfolio: Portfolio, why: str) -> Change | None:
        """Write an edit through the rules of connections."""
        return connections.edit(connection=self.instance, by=by, edit=edit, why=why, **values, **self.ends)

    def _put_together(self, now: dict[str, Any]) -> list[News]:
        """Hold the words of both; the verb stays said from the side on which it was said."""
        was_back = self.data.get(self.add_prefix("kind"), "").endswith(BACK)
        news = super()._put_together(now)
        name = self.add_prefix("kind")
        self.data = {**self.data, name: saying(self.data[name], from_source=not was_back)}
        return news


class WhyForm(forms.Form):
    """Why it is not so, or no longer."""

    why = forms.CharField(label=_("Why?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    on = forms.DateField(label=_("On"), required=False, widget=DayInput(), help_text=_("Today when left empty."))

    def __init__(self, data: QueryDict | None = None, *, asks_when: bool = False) -> None:
        super().__init__(data)
        if not asks_when:
            del self.fields["on"]
