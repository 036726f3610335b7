"""What a reader chose to see of the connections, as it stands in the address."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict

from initiatives import tied
from initiatives.models import Connection, ConnectionKind, Initiative, PlacementSystem
from initiatives.overviews.challenges.filters import ids_of
from portfolio_hub.lib.search import words_of
from stakeholders.access import Access

OPEN = (str(Connection.Status.HYPOTHESISED), str(Connection.Status.OBSERVED))
STRENGTHS = {str(value): value for value in Connection.Strength.values}
EVIDENCE = ("with", "without")
SORTS: dict[str, tuple[str, ...]] = {
    "-said": ("-said_on", "-pk"),
    "said": ("said_on", "pk"),
    "name": ("source_title", "pk"),
    "-name": ("-source_title", "-pk"),
    "strength": ("strength", "pk"),
    "-strength": ("-strength", "-pk"),
}
DEFAULT = "-said"


@dataclass(frozen=True, slots=True)
class Filters:
    """What is wanted; empty means all, but for the state: without one, those that hold."""

    kind: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    confidence: tuple[str, ...] = ()
    strength: tuple[int, ...] = ()
    system: tuple[int, ...] = ()
    initiative: int = 0
    is_across: bool = False
    evidence: str = ""
    query: str = ""
    sort: str = DEFAULT

    @property
    def are_set(self) -> bool:
        """Whether anything narrows the list."""
        return bool(self.pairs)

    @property
    def pairs(self) -> list[tuple[str, Any]]:
        """The filters as names and values of the address."""
        many = (("kind", self.kind), ("state", self.status), ("confidence", self.confidence),
                ("strength", self.strength), ("system", self.system))  # fmt: skip
        one = (("initiative", self.initiative), ("across", int(self.is_across)), ("evidence", self.evidence),
               ("q", self.query))  # fmt: skip
        return [(name, value) for name, values in many for value in values] + [pair for pair in one if pair[1]]

    @property
    def address(self) -> str:
        """Filters and order as a query string, without the page."""
        return urlencode(self.pairs + ([("sort", self.sort)] if self.sort != DEFAULT else []))

    @property
    def order(self) -> tuple[str, ...]:
        """The order of the rows."""
        return SORTS[self.sort]


def read(given: QueryDict) -> Filters:
    """Read the filters of an address; what means nothing is left out."""
    sort = given.get("sort", "")
    initiative = ids_of(given.getlist("initiative")[:1])
    evidence = given.get("evidence", "")
    return Filters(
        kind=_among(given, "kind", ConnectionKind.values),
        status=_among(given, "state", Connection.Status.values),
        confidence=_among(given, "confidence", Connection.Confidence.values),
        strength=tuple(STRENGTHS[value] for value in given.getlist("strength") if value in STRENGTHS),
        system=ids_of(given.getlist("system")),
        initiative=initiative[0] if initiative else 0,
        is_across=given.get("across") == "1",
        evidence=evidence if evidence in EVIDENCE else "",
        query=given.get("q", "").replace("\x00", "").strip()[:200],
        sort=sort if sort in SORTS else DEFAULT,
    )


def _among(given: QueryDict, name: str, known: list[str]) -> tuple[str, ...]:
    return tuple(value for value in given.getlist(name) if value in known)


def chosen(access: Access, filters: Filters, *, without: str = "") -> Any:
    """The connections that the filters leave and the reader may see; `without` leaves one filter out, to count it."""
    rows = Connection.objects.touching(access)
    wanted = {"kind": filters.kind, "status": filters.status or OPEN, "confidence": filters.confidence,
              "strength": filters.strength}  # fmt: skip
    for name, values in wanted.items():
        if values and name != without:
            rows = rows.filter(**{f"{name}__in": values})
    if filters.initiative:
        rows = rows.of(filters.initiative)
    if filters.system:
        touching = PlacementSystem.objects.filter(system__in=filters.system, placement__portfolio=access.portfolio)
        live = touching.filter(placement__initiative__in=Initiative.objects.seen_with(access).values("pk"))
        ids = live.values("placement__initiative")
        rows = rows.filter(Q(source__in=ids) | Q(target__in=ids))
    if filters.is_across:
        here = Initiative.objects.placed_in(access.portfolio).values("pk")
        rows = rows.exclude(source__in=here, target__in=here)
    if filters.evidence:
        shown = Exists(tied.evidence_seen(access).filter(connection=OuterRef("pk")))
        rows = rows.filter(shown if filters.evidence == "with" else ~shown)
    for word in words_of(filters.query):
        at = Q(source__title__icontains=word) | Q(target__title__icontains=word) | Q(statement__icontains=word)
        rows = rows.filter(at)
    return rows
