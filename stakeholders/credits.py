"""Who made what possible, told from the records alone: no points, no ranks, newest first.

Each floor registers the deeds that it knows of. Nothing is stored: whoever no longer wants to be named is gone from
every page at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Protocol

from django.db.models import DateField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, TruncDate
from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from portfolio_hub.lib import keyset
from portfolio_hub.lib.registry import Registry
from stakeholders.access import Access, Permission
from stakeholders.models import Affiliation, Organisation, User

AT_ONCE = 20


class Deed(StrEnum):
    """What somebody did for others."""

    OPENED = "opened"
    CONNECTED = "connected"
    UNBLOCKED = "unblocked"
    DEAD_END = "dead_end"


DEED_LABELS: dict[str, Promise] = {
    Deed.OPENED: _("Opened"),
    Deed.CONNECTED: _("Connected"),
    Deed.UNBLOCKED: _("Unblocked"),
    Deed.DEAD_END: _("Shared a dead end that helped"),
}
DEED_ICONS = {Deed.OPENED: "door", Deed.CONNECTED: "link", Deed.UNBLOCKED: "key", Deed.DEAD_END: "road-sign"}


class CreditSource(Protocol):
    """One kind of deed in the records.

    `day` names the field of its day (`is_moment`: of its moment); `person` and `organisation` the fields that lead to
    who did it and for whom, `organisation` empty where no record says for whom.
    """

    deed: Deed
    day: str
    is_moment: bool
    person: str
    organisation: str

    def rows(self, access: Access) -> QuerySet[Any]:
        """Every deed that this reader may see, with all that its sentence needs."""

    def words(self, row: Any, access: Access) -> SafeString:
        """The deed in a sentence without its subject, linked to its rows: one that begins with a verb."""


credit_sources: Registry[CreditSource] = Registry("source of credits")


@dataclass(frozen=True)
class Credit:
    """One deed, ready to print. `person` and `organisation` are those who may be named to this reader."""

    deed: Deed
    on: date
    words: SafeString
    person: User | None
    organisation: Organisation | None

    @property
    def label(self) -> Promise:
        return DEED_LABELS[self.deed]

    @property
    def who(self) -> str:
        """Those who may be named, in a line: Bo Contributor, Millbrook Housing Co-op."""
        return ", ".join(str(name) for name in (self.person, self.organisation) if name)

    @property
    def icon(self) -> str:
        return DEED_ICONS[self.deed]


@dataclass(frozen=True)
class CreditsPage:
    """Some deeds, the newest first, and the cursor of those before them."""

    rows: list[Credit]
    next_cursor: str
    is_first: bool


Key = tuple[date, str, int]


def of_person(access: Access, person: User, *, after: str = "", size: int = AT_ONCE) -> CreditsPage:
    """What a person made possible; nothing when they don't want to be named."""
    if not person.is_credited:
        return CreditsPage([], "", is_first=True)
    return _page(access, lambda source: Q(**{source.person: person.pk}), after, size)


def of_organisation(access: Access, organisation: Organisation, *, after: str = "", size: int = AT_ONCE) -> CreditsPage:
    """What was done for an organisation: said for it, or done by somebody who spoke for it on that day.

    People who don't want to be named don't count for it, unless the record names the organisation itself.
    """
    if not organisation.is_credited:
        return CreditsPage([], "", is_first=True)

    def rule(source: CreditSource) -> Q:
        spoke = Affiliation.objects.filter(
            Q(since_on__isnull=True) | Q(since_on__lte=OuterRef("_on")),
            Q(until_on__isnull=True) | Q(until_on__gt=OuterRef("_on")),
            user=OuterRef(source.person), organisation=organisation,
        )  # fmt: skip
        through = Q(Exists(spoke)) & Q(**{f"{source.person}__is_credited": True})
        if not source.organisation:
            return through
        named = source.organisation
        return Q(**{named: organisation.pk}) | (Q(**{f"{named}__isnull": True}) & through)

    return _page(access, rule, after, size)


def of_all(access: Access, *, since: date, until: date, size: int = AT_ONCE) -> CreditsPage:
    """What people and organisations who are willing to be named made possible from a day to before another."""

    def rule(source: CreditSource) -> Q:
        willing = Q(**{f"{source.person}__is_credited": True}) if access.may(Permission.SEE_PEOPLE) else Q(pk__in=())
        if source.organisation:
            willing |= Q(**{f"{source.organisation}__is_credited": True})
        return willing & Q(_on__gte=since, _on__lt=until)

    return _page(access, rule, "", size)


def _page(access: Access, rule: Any, after: str, size: int) -> CreditsPage:
    """The newest deeds of all sources: one query for their keys, and one for each source that has some of them."""
    begin, sources = _read(after), sorted(credit_sources.items())
    parts = []
    for at, (name, source) in enumerate(sources):
        rows = _dated(source, access).filter(rule(source)).order_by()
        if begin:
            rows = rows.filter(_beyond(begin, name))
        parts.append(rows.annotate(_at=Value(at)).values_list("_on", "_at", "pk"))
    if not parts:
        return CreditsPage([], "", is_first=begin is None)
    keys = list(parts[0].union(*parts[1:], all=True).order_by("-_on", "-_at", "-pk")[: size + 1])
    shown = keys[:size]
    found: dict[tuple[int, int], Credit] = {}
    for at in {key[1] for key in shown}:
        source = sources[at][1]
        rows = _dated(source, access).filter(pk__in=[key[2] for key in shown if key[1] == at])
        found |= {(at, row.pk): _credit(source, row, access) for row in rows}
    last = shown[-1] if len(keys) > size else None
    cursor = keyset.encode([last[0].isoformat(), sources[last[1]][0], last[2]]) if last else ""
    credits = [found[key[1:]] for key in shown if key[1:] in found]
    return CreditsPage(credits, cursor, is_first=begin is None)


def _dated(source: CreditSource, access: Access) -> QuerySet[Any]:
    """The rows of a source, each with its day, the newest first."""
    day = TruncDate(source.day) if source.is_moment else Cast(F(source.day), DateField())
    return source.rows(access).annotate(_on=day).order_by("-_on", "-pk")


def _beyond(begin: Key, name: str) -> Q:
    """What comes after a key: earlier days, and on the same day names and numbers that come before."""
    same = Q(pk__lt=begin[2]) if name == begin[1] else Q() if name < begin[1] else Q(pk__in=())
    return Q(_on__lt=begin[0]) | (Q(_on=begin[0]) & same)


def _read(after: str) -> Key | None:
    """The key in a cursor, or none when it isn't one."""
    values: Sequence[Any] | None = keyset.decode(after, 3)
    if values is None or not isinstance(values[0], str) or not isinstance(values[2], int):
        return None
    try:
        day = parse_date(values[0])
    except ValueError:
        return None
    return (day, str(values[1]), min(values[2], 2**62)) if day else None


def _credit(source: CreditSource, row: Any, access: Access) -> Credit:
    """The deed with those who may be named: people only to whoever may see people."""
    person = follow(row, source.person) if access.may(Permission.SEE_PEOPLE) else None
    organisation = follow(row, source.organisation) if source.organisation else None
    return Credit(
        source.deed, row._on, source.words(row, access), person if person and person.is_credited else None,
        organisation if organisation and organisation.is_credited else None,
    )  # fmt: skip


def follow(row: Any, path: str) -> Any:
    """What a path of fields leads to from a row that was read with it."""
    for step in path.split("__"):
        row = getattr(row, step) if row is not None else None
    return row
