"""Other words for the intent: suggested, answered, and put into the next text with credit to who gave them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portfolio_hub.lib.meanwhile import Stale
from stakeholders.models import Change, IntentSuggestion, IntentVersion, Organisation, User
from stakeholders.policies import Refused
from stakeholders.services import edits, history, intents, shared_texts
from stakeholders.wordings import Reworded, Wording, reword

Status = IntentSuggestion.Status


@dataclass(frozen=True)
class Ground:
    """The text that accepted words go into: of the version in the making (`target`), or a copy of `version`."""

    version: IntentVersion
    target: IntentVersion | None

    @property
    def edit(self) -> int:
        """The count of edits of the text that is shown."""
        return (self.target or self.version).edit

    @property
    def text(self) -> str:
        return (self.target or self.version).statement


def suggest(
    *,
    version: IntentVersion,
    by: User,
    passage: str,
    start: int,
    wording: str,
    why: str = "",
    organisation: Organisation | None = None,
) -> IntentSuggestion:
    """Offer other words for a passage, or words to add."""
    return IntentSuggestion.objects.create(
        version=version, by=by, passage=passage, start=start, wording=wording, why=why, organisation=organisation
    )


@transaction.atomic
def answer(*, suggestion: IntentSuggestion, status: str, text: str, by: User) -> IntentSuggestion:
    """Accept or decline with an answer; raises Refused once it is withdrawn or its words stand in a version."""
    rows = IntentSuggestion.objects.select_for_update(of=("self",)).select_related("version__portfolio")
    current: IntentSuggestion = rows.get(pk=suggestion.pk)
    if reason := why_not_answer(current):
        raise Refused(reason)
    values = {"status": status, "answer": text, "answered_by": by, "answered_at": timezone.now()}
    edits.save(current, values=values, by=by, portfolio=current.version.portfolio, why=text)
    return current


def why_not_answer(suggestion: IntentSuggestion) -> str:
    """The reason why it can't be answered any more, or an empty text."""
    if suggestion.status == Status.WITHDRAWN:
        return _("Whoever suggested this has withdrawn it.")
    if suggestion.taken_into_id is not None:
        return _("These words stand in a version already.")
    return ""


def withdraw(*, suggestion: IntentSuggestion, by: User) -> None:
    """Take one's own open suggestion back; raises Refused when it was answered meanwhile."""
    open_one = IntentSuggestion.objects.filter(pk=suggestion.pk, by=by, status=Status.OPEN)
    if not open_one.update(status=Status.WITHDRAWN):
        raise Refused(_("This suggestion was answered meanwhile."))


def ground_of(version: IntentVersion) -> Ground:
    """Where accepted wordings of a version go: into what is in the making, or into one that follows the shared one."""
    versions = IntentVersion.objects.filter(portfolio=version.portfolio)
    return Ground(versions.shared().first() or version, versions.in_the_making().first())


def waiting(version: IntentVersion) -> list[IntentSuggestion]:
    """Accepted suggestions whose words stand in no version yet, with who gave them."""
    accepted = version.suggestions.filter(status=Status.ACCEPTED, taken_into=None)
    return list(accepted.select_related("by", "organisation").order_by("pk"))


def preview(text: str, suggestions: Iterable[IntentSuggestion]) -> Reworded:
    """The text with the suggested words in it, and what doesn't fit."""
    return reword(text, [Wording(row.pk, row.passage, row.start, row.wording) for row in suggestions])


@transaction.atomic
def take(*, version: IntentVersion, by: User, edit: int, by_hand: Collection[int] = ()) -> IntentVersion:
    """Write the accepted wordings of a version into the text in the making, or into a new draft; credit them.

    `edit` is the count of edits of the text that was shown; raises Stale when it has moved on. `by_hand` are
    suggestions that don't fit by themselves, and that the writer has worked in or is about to.
    """
    ground = ground_of(version)
    if ground.edit != edit:
        raise Stale({"statement": ground.text})
    suggestions = waiting(version)
    reworded = preview(ground.text, suggestions)
    credited = [row for row in suggestions if row.pk in {*reworded.taken, *(set(by_hand) & set(reworded.left))}]
    if not credited:
        raise Refused(_("None of the accepted wordings fits this text."))
    if ground.target is None:
        values = edits.facts_of(ground.version, list(intents.TEXTS)) | {"statement": reworded.text}
        target = intents.start_draft(portfolio=version.portfolio, values=values, by=by)
    else:
        target = ground.target
        values = {"statement": reworded.text}
        shared_texts.save(target, values=values, edit=edit, by=by, portfolio=version.portfolio)
    _credit(credited, target, by)
    return target


def _credit(suggestions: list[IntentSuggestion], target: IntentVersion, by: User) -> None:
    IntentSuggestion.objects.filter(pk__in=[row.pk for row in suggestions]).update(taken_into=target)
    history.record_many(
        history.build(
            row,
            kind=Change.Kind.EDITED,
            fields={"taken_into": [None, target.pk]},
            by=by,
            portfolio=target.portfolio,
        )
        for row in suggestions
    )
