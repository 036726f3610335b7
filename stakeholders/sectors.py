"""Who has signed the shared intent, sector by sector, against how many the journey needs; and who to ask next."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stakeholders.access import Access
from stakeholders.involvement import active_organisations
from stakeholders.models import Endorsement, EndorsementRequest, IntentVersion, Organisation, SectorThreshold

LEAD = "lead"
ASKED_NEXT = 3
MOST_DOTS = 60
"""More dots than that are a bar: nobody counts them any more."""


@dataclass(frozen=True)
class Candidate:
    """An organisation that is active in the portfolio and has not signed; `initiatives` counts those it is in."""

    pk: int
    name: str
    initiatives: int
    is_asked: bool


@dataclass(frozen=True)
class Sector:
    """One row: how many signed, how many of them lead an initiative, how many are needed, who to ask next."""

    pk: int
    name: str
    needed: int
    leading: int
    signed: int
    note: str = ""
    next_to_ask: tuple[Candidate, ...] = ()
    more_to_ask: int = 0

    @property
    def missing(self) -> int:
        """How many are still needed."""
        return max(self.needed - self.signed, 0)

    @property
    def has_enough(self) -> bool:
        """Whether the journey has as many as the stewards judged it needs."""
        return not self.missing

    @property
    def to_ask(self) -> int:
        """How many organisations can be asked next."""
        return len(self.next_to_ask) + self.more_to_ask

    @property
    def following(self) -> int:
        """How many signed without leading an initiative."""
        return self.signed - self.leading

    @property
    def extent(self) -> int:
        """How long the row is: whoever signed, or as many as are needed."""
        return max(self.signed, self.needed)

    @property
    def is_many(self) -> bool:
        """Whether the row is drawn as a bar instead of dots."""
        return self.extent > MOST_DOTS

    @property
    def dots(self) -> tuple[tuple[str, bool], ...]:
        """What each dot is (leads, signed, needed), and whether the mark of enough stands right after it."""
        kinds = ["leads"] * self.leading + ["signed"] * self.following + ["needed"] * self.missing
        return tuple((kind, place == self.needed) for place, kind in enumerate(kinds, start=1))


@dataclass(frozen=True)
class Sectors:
    """All rows, for one version of the intent; `others` signed from sectors that count towards no row."""

    version: IntentVersion | None
    rows: tuple[Sector, ...] = ()
    total: int = 0
    others: int = 0

    @property
    def enough(self) -> int:
        """How many rows have enough actors."""
        return sum(1 for row in self.rows if row.has_enough)

    @property
    def furthest(self) -> Sector | None:
        """The row that has the smallest part of what it needs."""
        short = [row for row in self.rows if row.missing]
        return min(short, key=lambda row: row.signed / row.needed, default=None)

    @property
    def widest(self) -> int:
        """The length that bars share, with a little air."""
        return max((row.extent for row in self.rows), default=0) + 1

    @property
    def finding(self) -> str:
        """The sentence above the rows."""
        count, whole = self.enough, len(self.rows)
        if not count:
            return _("No sector has enough actors yet")
        if count == whole:
            return ngettext("The sector has enough actors", "All sectors have enough actors", whole)
        facts = {"count": spelled(count).capitalize(), "whole": spelled(whole)}
        return (
            ngettext(
                "%(count)s of %(whole)s sectors has enough actors",
                "%(count)s of %(whole)s sectors have enough actors",
                count,
            )
            % facts
        )


def spelled(count: int) -> str:
    """Small numbers as words, as headings have them."""
    words = (
        _("none"), _("one"), _("two"), _("three"), _("four"), _("five"), _("six"), _("seven"), _("eight"), _("nine"),
        _("ten"), _("eleven"), _("twelve"),
    )  # fmt: skip
    return words[count] if count < len(words) else str(count)


def counted_version(access: Access) -> IntentVersion | None:
    """The version whose signatories count: the shared one, or else the one in dialogue for those who may see it."""
    rows = IntentVersion.objects.seen_with(access).filter(status__in=("shared", "in_dialogue"))
    return max(rows, key=lambda row: row.status == IntentVersion.Status.SHARED, default=None)


def signatories(access: Access) -> Sectors:
    """How many signed in each sector, for the overview."""
    return _build(access, with_candidates=False)


def sectors_of(access: Access) -> Sectors:
    """The same with who leads an initiative and who to ask next."""
    return _build(access, with_candidates=True)


def _build(access: Access, *, with_candidates: bool) -> Sectors:
    version = counted_version(access)
    facts = ("pk", "name", "needed", "note", "sectors__sector")
    parts = list(SectorThreshold.objects.filter(portfolio=access.portfolio).values_list(*facts, named=True))
    thresholds = {part.pk: part for part in parts}.values()
    row_of = {part.sectors__sector: part.pk for part in parts if part.sectors__sector}
    standing = Endorsement.objects.standing().filter(version=version) if version else Endorsement.objects.none()
    signed = list(standing.order_by().values_list("organisation", "organisation__sector"))
    leads = active_organisations(access, LEAD) if with_candidates and signed else {}
    counts: dict[int, int] = defaultdict(int)
    leading: dict[int, int] = defaultdict(int)
    for pk, sector in signed:
        if row := row_of.get(sector):
            counts[row] += 1
            leading[row] += pk in leads
    waiting = _candidates(access, version, row_of) if with_candidates else {}
    rows = tuple(
        Sector(
            row.pk, row.name, row.needed, leading[row.pk], counts[row.pk], row.note,
            tuple(waiting.get(row.pk, ())[:ASKED_NEXT]), max(len(waiting.get(row.pk, ())) - ASKED_NEXT, 0),
        )
        for row in thresholds
    )  # fmt: skip
    return Sectors(version, rows, len(signed), len(signed) - sum(counts.values()))


def _candidates(access: Access, version: IntentVersion | None, row_of: dict[str, int]) -> dict[int, list[Candidate]]:
    """By row: organisations that take part in live initiatives and have not answered, the busiest first.

    Whoever withdrew or said "not now" is left in peace.
    """
    if version is None:
        return {}
    active = active_organisations(access)
    answered = set(version.endorsements.exclude(status="lapsed").values_list("organisation", flat=True))
    letters = dict(version.requests.order_by("pk").values_list("organisation", "status"))
    found: dict[int, list[Candidate]] = defaultdict(list)
    listed = Organisation.objects.listed_in(access.portfolio).filter(sector__in=list(row_of))
    for pk, name, sector in listed.values_list("pk", "name", "sector"):
        if pk not in active or pk in answered or letters.get(pk) == EndorsementRequest.Status.DECLINED:
            continue
        is_asked = letters.get(pk) == EndorsementRequest.Status.ASKED
        found[row_of[sector]].append(Candidate(pk, name, active[pk], is_asked))
    for candidates in found.values():
        candidates.sort(key=lambda one: (one.is_asked, -one.initiatives, one.name))
    return found
