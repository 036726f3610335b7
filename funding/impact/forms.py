"""Forms of concerns, and of judging what contributes to them."""

from typing import Any

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.text import Truncator
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from funding.impact.evidence import observed, seen_observations, seen_outcomes, seen_pieces, shown
from funding.models import Concern, Contribution, ContributionEvidence, Observation, Outcome
from funding.services import concerns
from funding.services.contributions import Piece
from initiatives.forms.record import DayInput
from initiatives.models import Combination, Initiative
from initiatives.overviews.combinations.filters import members_seen
from sensemaking.models import LearningLog
from stakeholders.access import Access
from stakeholders.forms.shared_text import SharedTextForm
from stakeholders.models import Change, Portfolio, User

FEW = 12
LONGEST = 110
MOST_LOGS = 20


class ConcernForm(SharedTextForm):
    """What a portfolio cares for, and what it means by it."""

    class Meta:
        model = Concern
        fields = ("name", "meaning")
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "off"}), "meaning": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"name": _("One or two words: it heads a column.")}

    def clean_name(self) -> str:
        """Two concerns of one name would be one."""
        name: str = self.cleaned_data["name"].strip()
        rows = Concern.objects.filter(portfolio=self.instance.portfolio_id, name__iexact=name)
        if rows.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_now("There is a concern of this name already."))
        return name

    def write(self, values: dict[str, Any], *, edit: int, by: User, portfolio: Portfolio, why: str) -> Change | None:
        return concerns.edit(concern=self.instance, values=values, edit=edit, by=by, why=why)

    def add_for(self, *, by: User) -> Change | None:
        """Add a new one; raises Refused when somebody took the name meanwhile."""
        return concerns.add(concern=self.instance, values={name: self.cleaned_data[name] for name in self.names}, by=by)


class JudgeForm(forms.ModelForm):
    """One sentence, the size, how we know, and what shows it."""

    judged = forms.IntegerField(required=False, widget=forms.HiddenInput)
    pieces = forms.MultipleChoiceField(
        label=_("What shows it"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("“Evidenced” needs at least one thing here or below."),
    )  # fmt: skip
    logs = forms.RegexField(
        r"^\s*\d{1,18}(\s*[,;\s]\s*\d{1,18})*\s*$", label=_("Other learning logs, by number"), required=False,
        help_text=_("For example: 2702, 2815"),
    )  # fmt: skip
    note = forms.CharField(label=_("Something else that was observed"), required=False, max_length=300)
    url = forms.URLField(
        label=_("Where it can be checked"), required=False, max_length=500, assume_scheme="https"
    )  # fmt: skip

    class Meta:
        model = Contribution
        fields = ("mechanism", "size", "is_harm", "evidence", "on")
        widgets = {
            "size": forms.RadioSelect, "evidence": forms.RadioSelect, "on": DayInput(),
            "mechanism": forms.Textarea(attrs={"rows": 2}),
        }  # fmt: skip
        help_texts = {"mechanism": _("For example: warm homes need less gas, street by street.")}

    def __init__(
        self, data: QueryDict | None = None, *, access: Access, concern: Concern, of: Initiative | Combination
    ) -> None:
        key = {"initiative" if isinstance(of, Initiative) else "combination": of}
        self.before = concern.contributions.filter(is_current=True, **key).first()
        self.access, self.of = access, of
        initial: dict[str, Any] = {"judged": self.before.pk if self.before else None}
        if self.before is not None:
            initial |= {name: getattr(self.before, name) for name in ("mechanism", "size", "is_harm", "evidence")}
        super().__init__(data, initial=initial, instance=Contribution(concern=concern, **key))
        self.initial.update(initial)
        for name in ("size", "evidence"):
            field: Any = self.fields[name]
            field.choices = [choice for choice in field.choices if choice[0]]
        self._offer_pieces()

    def _post_clean(self) -> None:
        """The service checks the row as a whole, and says what is wrong."""

    def refuse(self, error: forms.ValidationError) -> None:
        """Say what the service refused beside its field; with nothing to choose from, what shows it is noted."""
        problems = error.message_dict
        if "pieces" not in self.fields and "pieces" in problems:
            problems["note"] = problems.pop("pieces")
        self.add_error(None, forms.ValidationError(problems))

    def _offer_pieces(self) -> None:
        """What it rested on so far, chosen; and what the hub has about the same thing."""
        mine = {"initiative": self.of} if isinstance(self.of, Initiative) else {"combination": self.of}
        groups: list[tuple[str, list[tuple[str, str]]]] = []
        kept = seen_pieces(self.access).filter(contribution=self.before) if self.before else ()
        self.kept = {f"piece:{row.pk}": row for row in kept}
        self.offered: dict[str, Any] = {}
        if self.kept:
            words = {key: shown(row, self.access).words for key, row in self.kept.items()}
            groups.append((_now("It rested on so far"), [(key, _short(said)) for key, said in words.items()]))
            self.initial["pieces"] = list(self.kept)
        known = [(row.log_id, row.outcome_id, row.observation_id) for row in self.kept.values()]
        for at, (name, label, rows) in enumerate((
            ("log", _now("Learning logs"), self._logs()),
            ("outcome", _now("Outcomes"), seen_outcomes(self.access).filter(**mine)),
            ("observation", _now("Observations"), seen_observations(self.access).filter(**mine)
             .select_related("indicator")),
        )):  # fmt: skip
            found = rows.exclude(pk__in=[ids[at] for ids in known if ids[at]])[:FEW]
            offered = {f"{name}:{row.pk}": row for row in found}
            self.offered |= offered
            if offered:
                groups.append((label, [(key, _short(_words(row))) for key, row in offered.items()]))
        if groups:
            self.fields["pieces"].choices = groups  # type: ignore[attr-defined]
        else:
            del self.fields["pieces"]

    def _logs(self) -> Any:
        rows = LearningLog.objects.seen_with(self.access)
        if isinstance(self.of, Initiative):
            return rows.filter(initiative=self.of)
        members = members_seen(self.access).filter(combination=self.of)
        return rows.filter(Q(initiative__in=members.values("initiative")))

    def clean_logs(self) -> list[LearningLog]:
        """The logs of these numbers; none may be missing."""
        text: str = self.cleaned_data["logs"] or ""
        numbers = {int(word) for word in text.replace(",", " ").replace(";", " ").split()}
        if len(numbers) > MOST_LOGS:
            raise forms.ValidationError(_now("At most %(count)d at once.") % {"count": MOST_LOGS})
        found = list(LearningLog.objects.seen_with(self.access).filter(pk__in=numbers))
        if missing := sorted(numbers - {log.pk for log in found}):
            words = ", ".join(str(number) for number in missing)
            raise forms.ValidationError(_now("There is no learning log with this number: %(numbers)s") % {
                "numbers": words
            })  # fmt: skip
        return found

    @property
    def chosen(self) -> list[Piece]:
        """All that the judgement is to rest on, each once."""
        data, found = self.cleaned_data, []
        for key in data.get("pieces", ()):
            if key in self.kept:
                found.append(_again(self.kept[key]))
            else:
                found.append(Piece(**{key.partition(":")[0]: self.offered[key]}))
        there = {piece.log.pk for piece in found if piece.log}
        found += [Piece(log=log) for log in data.get("logs") or () if log.pk not in there]
        if data.get("note") or data.get("url"):
            found.append(Piece(note=data.get("note", ""), url=data.get("url", "")))
        return found

    @property
    def values(self) -> dict[str, Any]:
        """The judgement itself."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}


def _again(row: ContributionEvidence) -> Piece:
    return Piece(row.log, row.outcome, row.observation, row.note, row.url)


def _words(row: LearningLog | Outcome | Observation) -> str:
    return observed(row) if isinstance(row, Observation) else str(row)


def _short(words: str) -> str:
    return Truncator(words).chars(LONGEST)
