"""The form by which somebody says what speaks for a connection, or against it."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from initiatives.forms.record import DayInput
from initiatives.models import Connection, Initiative
from sensemaking.evidence_forms import line_of
from sensemaking.models import LearningLog
from sensemaking.services import ties
from stakeholders.access import Access
from stakeholders.models import User

if TYPE_CHECKING:
    from django.utils.functional import Promise

LOGS = 60
SIDES = ((False, _("It speaks for it")), (True, _("It speaks against it")))


class TieEvidenceForm(forms.Form):
    """A learning log with the words in it that matter, or something observed with its source and day."""

    log = forms.ModelChoiceField(
        LearningLog.objects.none(), required=False, label=_("Learning log"),
        empty_label=_("none: I describe what was observed"),
    )  # fmt: skip
    quote = forms.CharField(
        required=False, max_length=400, label=_("Its words"), widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Copied from the log as they stand there. They are shown only to those who may read it."),
    )  # fmt: skip
    note = forms.CharField(
        required=False, max_length=500, label=_("What was observed"), widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    url = forms.URLField(
        required=False, max_length=500, label=_("Where it can be checked"), assume_scheme="https"
    )  # fmt: skip
    observed_on = forms.DateField(
        required=False, label=_("When"), widget=DayInput(),
        help_text=_("Left empty: the day of the learning log, or today."),
    )  # fmt: skip
    speaks_against = forms.TypedChoiceField(
        label=_("Which way?"), choices=SIDES, coerce=lambda value: value == "True", empty_value="", required=False,
        widget=forms.RadioSelect, initial=False,
    )  # fmt: skip

    def __init__(
        self, data: QueryDict | None = None, *, logs: QuerySet[Any], chosen: int = 0, prefix: str | None = None
    ) -> None:
        super().__init__(data, prefix=prefix, initial={"log": chosen or None, "speaks_against": False})
        field: Any = self.fields["log"]
        field.queryset = logs
        shown: Sequence[LearningLog] = list(logs.order_by("-happened_on", "-pk")[:LOGS])
        field.choices = [("", field.empty_label), *((row.pk, line_of(row)) for row in shown)]

    def clean_speaks_against(self) -> bool:
        """Whoever says nothing means that it speaks for it."""
        return bool(self.cleaned_data["speaks_against"])

    @property
    def says_something(self) -> bool:
        """Whether any field that matters is filled."""
        return any(self.cleaned_data.get(name) for name in ("log", "quote", "note", "url"))

    def clean(self) -> dict[str, Any]:
        """Words need their log, and an address what it shows."""
        data = super().clean() or self.cleaned_data
        has_log, note = data.get("log"), data.get("note", "").strip()
        if data.get("quote", "").strip() and not has_log and "log" not in self.errors:
            self.add_error("log", _("Choose the learning log in which these words stand."))
        elif data.get("url") and not has_log and not note:
            self.add_error("note", _("Say what was observed there."))
        return data


class AddEvidenceForm(TieEvidenceForm):
    """The same, where something has to be said."""

    def clean(self) -> dict[str, Any]:
        """One of the two must be there."""
        data = super().clean()
        if not self.errors and not data.get("log") and not data.get("note", "").strip():
            self.add_error("note", _("Choose a learning log, or say what was observed."))
        return data


class FirstEvidence:
    """Asked together with a new connection."""

    title: "str | Promise" = _("What shows it? A first piece of evidence")

    def form(self, data: QueryDict | None, *, access: Access, ends: tuple[Initiative, Initiative]) -> TieEvidenceForm:
        """The fields, none of them needed."""
        return TieEvidenceForm(data, logs=logs_about(access, [end.pk for end in ends]), prefix="evidence")

    def save(self, form: TieEvidenceForm, *, connection: Connection, by: User) -> None:
        """Hang it on the connection."""
        if form.says_something:
            ties.add_evidence(connection=connection, by=by, **form.cleaned_data)


def logs_about(access: Access, initiatives: Collection[int]) -> QuerySet[Any]:
    """The logs about these initiatives that this person may read, to choose evidence from."""
    rows = LearningLog.objects.visible_to(access.user).exclude(status=LearningLog.Status.DRAFT)
    return rows.filter(initiative__in=list(initiatives)).defer("search")
