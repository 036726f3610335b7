"""Reads for the pages of the shared intent: its versions, what changed between them, and the talk beside the text."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from stakeholders.access import Access, Permission
from stakeholders.differences import Span, differences, has_changes
from stakeholders.intent_policies import may_change_comment, may_resolve, may_speak, may_withdraw
from stakeholders.models import Change, Comment, IntentSuggestion, IntentVersion
from stakeholders.services.intents import TEXTS
from stakeholders.wordings import places_of

SIGNED = Q(endorsements__status__in=("confirmed", "renewed")) | Q(
    endorsements__status="lapsed", status__in=("revised", "retired")
)
"""Endorsements that count for a version; those of an earlier one count as they once stood."""

STORY = 50


@dataclass(frozen=True)
class Part:
    """One of the texts of a version beside the same one of an earlier version."""

    name: str
    label: str
    text: str
    spans: tuple[Span, ...]

    @property
    def is_changed(self) -> bool:
        return has_changes(self.spans)


@dataclass(frozen=True)
class Credit:
    """Whose words stand in a version, and for which organisation they spoke."""

    person: str
    organisation: str


@dataclass(frozen=True)
class Thread:
    """A comment with its answers; `has_moved` when the words it quotes no longer stand in the text."""

    comment: Comment
    answers: tuple["Thread", ...]
    has_moved: bool
    may_edit: bool
    may_resolve: bool


@dataclass(frozen=True)
class Offer:
    """A suggested wording, with what it would change."""

    suggestion: IntentSuggestion
    spans: tuple[Span, ...]
    has_moved: bool
    may_withdraw: bool


@dataclass(frozen=True)
class Talk:
    """The dialogue beside a version, what is open first."""

    threads: tuple[Thread, ...]
    offers: tuple[Offer, ...]
    may_speak: bool

    @property
    def open_threads(self) -> tuple[Thread, ...]:
        return tuple(thread for thread in self.threads if not thread.comment.resolved_at)

    @property
    def settled_threads(self) -> tuple[Thread, ...]:
        return tuple(thread for thread in self.threads if thread.comment.resolved_at)

    @property
    def open_offers(self) -> tuple[Offer, ...]:
        return self._offers(IntentSuggestion.Status.OPEN)

    @property
    def answered_offers(self) -> tuple[Offer, ...]:
        return self._offers(IntentSuggestion.Status.ACCEPTED, IntentSuggestion.Status.DECLINED)

    @property
    def waiting(self) -> int:
        """Accepted wordings that stand in no version yet."""
        accepted = self._offers(IntentSuggestion.Status.ACCEPTED)
        return sum(offer.suggestion.taken_into_id is None for offer in accepted)

    @property
    def settled(self) -> int:
        return len(self.settled_threads) + len(self.answered_offers)

    def _offers(self, *statuses: str) -> tuple[Offer, ...]:
        return tuple(offer for offer in self.offers if offer.suggestion.status in statuses)


def counted(access: Access) -> QuerySet[IntentVersion]:
    """The versions this reader may open, newest first, each with `endorsed`: how many organisations signed it."""
    rows = IntentVersion.objects.seen_with(access).annotate(endorsed=Count("endorsements", filter=SIGNED))
    return rows.select_related("portfolio").order_by("-number")


def versions(access: Access) -> list[IntentVersion]:
    """The same, read."""
    return list(counted(access))


def standing(rows: Iterable[IntentVersion]) -> IntentVersion | None:
    """The version that holds now; before the first is shared, or after the last is retired, the newest."""
    found = list(rows)
    shared = next((row for row in found if row.status == IntentVersion.Status.SHARED), None)
    return shared or next(iter(found), None)


def before(version: IntentVersion, rows: Iterable[IntentVersion]) -> IntentVersion | None:
    """The version that this one follows."""
    return max((row for row in rows if row.number < version.number), key=lambda row: row.number, default=None)


def parts(version: IntentVersion, earlier: IntentVersion | None) -> tuple[Part, ...]:
    """The texts of a version, with what changed since an earlier one; what is empty in both is left out."""
    found = []
    for name in TEXTS:
        old, new = (getattr(earlier, name) if earlier else ""), getattr(version, name)
        if old or new:
            label = capfirst(str(IntentVersion._meta.get_field(name).verbose_name))  # type: ignore[union-attr]
            found.append(Part(name, label, new, differences(old, new) if earlier else ()))
    return tuple(found)


def credits_of(access: Access, version: IntentVersion) -> tuple[Credit, ...]:
    """Whose suggested words were taken into a version, once each; only members read the names of people."""
    rows = version.credits.select_related("by", "organisation").order_by("by__name", "pk")
    sees_people = access.may(Permission.SEE_PEOPLE)
    found = (
        Credit(
            person=str(row.by) if row.by and sees_people else "",
            organisation=str(row.organisation) if row.organisation else "",
        )
        for row in rows
    )
    return tuple(credit for credit in dict.fromkeys(found) if credit.person or credit.organisation)


def talk(access: Access, version: IntentVersion) -> Talk | None:
    """What members said about a version; None for readers without a role."""
    if not access.may(Permission.TAKE_PART):
        return None
    texts = (version.statement, version.left_open, version.revise_if)
    said = Comment.objects.about(version).select_related("by", "resolved_by")
    answers: dict[int | None, list[Comment]] = defaultdict(list)
    for comment in said:
        answers[comment.parent_id].append(comment)
    suggestions = version.suggestions.exclude(status=IntentSuggestion.Status.WITHDRAWN)
    suggestions = suggestions.select_related("by", "organisation", "answered_by", "taken_into__portfolio")
    return Talk(
        threads=tuple(_thread(access, comment, answers, texts) for comment in answers[None]),
        offers=tuple(_offer(access, suggestion, version.statement) for suggestion in suggestions),
        may_speak=may_speak(access, version),
    )


def _thread(
    access: Access, comment: Comment, answers: dict[int | None, list[Comment]], texts: tuple[str, ...]
) -> Thread:
    return Thread(
        comment=comment,
        answers=tuple(_thread(access, answer, {}, texts) for answer in answers.get(comment.pk, ())),
        has_moved=bool(comment.passage) and not any(places_of(comment.passage, text) for text in texts),
        may_edit=may_change_comment(access, comment),
        may_resolve=may_resolve(access, comment),
    )


def _offer(access: Access, suggestion: IntentSuggestion, text: str) -> Offer:
    return Offer(
        suggestion=suggestion,
        spans=differences(suggestion.passage, suggestion.wording),
        has_moved=bool(suggestion.passage) and not places_of(suggestion.passage, text),
        may_withdraw=may_withdraw(access, suggestion),
    )


@dataclass(frozen=True)
class Event:
    """Something that happened to a version: who, when, what in words, and why."""

    change: Change
    what: str


def story(access: Access, version: IntentVersion) -> tuple[Event, ...]:
    """The latest steps and edits of a version, newest first; nothing for readers without a role."""
    if not access.may(Permission.SEE_PEOPLE):
        return ()
    changes = Change.objects.of(version).filter(portfolio=access.portfolio).select_related("by")[:STORY]
    return tuple(Event(change, _what(change)) for change in changes)


def _what(change: Change) -> str:
    """A step by the state it led to, an edit by the texts it touched."""
    if "status" in change.fields and change.kind != Change.Kind.CREATED:
        return str(IntentVersion.Status(change.fields["status"][1]).label)
    labels = [str(IntentVersion._meta.get_field(name).verbose_name) for name in change.fields]  # type: ignore[union-attr]
    return f"{change.get_kind_display()}: {', '.join(labels)}"


@dataclass(frozen=True)
class Reading:
    """A version as it is read: clean, or with the changes since another one marked."""

    version: IntentVersion
    since: IntentVersion | None
    parts: tuple[Part, ...]
    shows_changes: bool

    @property
    def statement(self) -> Part | None:
        return next((part for part in self.parts if part.name == "statement"), None)

    @property
    def others(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if part.name != "statement")


def reading(version: IntentVersion, rows: Iterable[IntentVersion], *, show: str = "", since: str = "") -> Reading:
    """How an address asks to read a version: `show=changes`, against the version `since` or the one before."""
    rows = list(rows)
    chosen = next((row for row in rows if str(row.number) == since and row.pk != version.pk), None)
    earlier = chosen or before(version, rows)
    return Reading(version, earlier, parts(version, earlier), show == "changes" and earlier is not None)


def show_choices(page: Reading, address: str) -> list[dict[str, object]]:
    """The two ways to read it, for the segmented control."""
    if page.since is None:
        return []
    number = page.since.number
    return [
        {"label": _("Clean text"), "url": f"{address}?show=clean", "is_current": not page.shows_changes},
        {
            "label": _("Changes since version %(number)d") % {"number": number},
            "url": f"{address}?show=changes&since={number}",
            "is_current": page.shows_changes,
        },
    ]
