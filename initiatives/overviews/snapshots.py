"""The list of snapshots, what one of them holds, and what lies between two, ready to print."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from initiatives.coverage import Status
from initiatives.models import Combination, Connection, Initiative, PolicyCommitment, Snapshot, SnapshotEntry, Stage
from initiatives.overviews.coverage import STATUS_LABELS
from initiatives.snapshots.comparing import CURRENT
from portfolio_hub.lib.exports import ExportSource, PlainTable
from portfolio_hub.lib.keyset import Page, page_of
from stakeholders.access import Access, Permission
from stakeholders.models import Endorsement, Organisation

Kind = SnapshotEntry.Kind
STANDING = ("confirmed", "renewed")
MOST_OF_EFFECT = 160
LABELS: dict[str, dict[str, str | Promise]] = {
    Kind.INITIATIVE: dict(Stage.choices),
    Kind.COMMITMENT: {status.value: label for status, label in STATUS_LABELS.items()},
    Kind.ENDORSEMENT: dict(Endorsement.Status.choices),
    Kind.CONNECTION: dict(Connection.Status.choices),
    Kind.COMBINATION: {CURRENT: _("Together"), "ended": _("Over")},
}
ROUTES: dict[str, str] = {
    Kind.INITIATIVE: "initiatives:detail",
    Kind.COMMITMENT: "initiatives:commitment",
    Kind.ENDORSEMENT: "stakeholders:organisation",
    Kind.CONNECTION: "initiatives:connection",
    Kind.COMBINATION: "initiatives:combination",
}
KINDS: dict[str, str | Promise] = {
    Kind.INITIATIVE: _("Initiatives"),
    Kind.COMMITMENT: _("Promises"),
    Kind.ENDORSEMENT: _("Endorsements"),
    Kind.CONNECTION: _("Connections"),
    Kind.COMBINATION: _("Combinations"),
}


@dataclass(frozen=True)
class Numbers:
    """What a snapshot counts, for one reader."""

    stages: list[dict[str, Any]]
    coverage: dict[str, int]
    endorsed: int
    gap: int | None

    @property
    def initiatives(self) -> int:
        """All that were in it."""
        return sum(stage["count"] for stage in self.stages)

    @property
    def promises(self) -> int:
        """All that were pursued."""
        return sum(self.coverage.values())

    @property
    def covered(self) -> int:
        """Those with enough active initiatives."""
        return self.coverage.get(Status.COVERED, 0)


def numbers(snapshot: Snapshot, access: Access) -> Numbers:
    """The numbers a snapshot keeps, of the circles that this reader is in; no query."""

    def counted(kind: str) -> Counter[str]:
        found: Counter[str] = Counter()
        for circle, states in snapshot.facts.get(kind, {}).items():
            if circle in access.circles:
                found.update(states)
        return found

    stages, endorsed = counted(Kind.INITIATIVE), counted(Kind.ENDORSEMENT)
    base = f"{reverse('initiatives:snapshot', args=[access.portfolio.slug, snapshot.pk])}?kind=initiative&state="
    return Numbers(
        [
            {"key": key, "label": label, "count": stages[key], "url": f"{base}{key}#entries"}
            for key, label in Stage.choices
            if stages[key]
        ],
        dict(counted(Kind.COMMITMENT)),
        sum(endorsed[status] for status in STANDING),
        snapshot.facts.get("gap"),
    )


@dataclass(frozen=True)
class Line:
    """One snapshot in the list."""

    snapshot: Snapshot
    numbers: Numbers | None


def listed(access: Access, *, after: str = "") -> tuple[list[Line], Page[Snapshot]]:
    """The portfolio's snapshots, the newest first, with their numbers; one query."""
    rows = Snapshot.objects.filter(portfolio=access.portfolio).select_related("by")
    page = page_of(rows, order=("-taken_on", "-pk"), after=after, size=50)
    return [Line(row, numbers(row, access) if row.is_ready else None) for row in page.rows], page


@dataclass(frozen=True)
class Entry:
    """One thing as it stood then, in words; `url` leads to what it is today, where there is such a page."""

    kind: str
    kind_label: str
    name: str
    state: str
    state_label: str
    details: str
    url: str


@dataclass(frozen=True)
class Wanted:
    """What the list of entries is narrowed to; anything unknown is left out."""

    kind: str = Kind.INITIATIVE
    state: str = ""
    q: str = ""

    @classmethod
    def read(cls, query: Any) -> "Wanted":
        """Take the choice from an address."""
        kind = query.get("kind", "")
        kind = kind if kind in KINDS else Kind.INITIATIVE.value
        state = query.get("state", "")
        text = query.get("q", "").replace("\x00", "").strip()[:100]
        return cls(kind, state if state in LABELS[kind] else "", text)


def chosen(snapshot: Snapshot, access: Access, wanted: Wanted) -> Any:
    """The entries of one kind that the reader may see and has asked for."""
    rows = SnapshotEntry.objects.seen_with(access).filter(snapshot=snapshot, kind=wanted.kind)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    return rows.filter(name__icontains=wanted.q) if wanted.q else rows


@dataclass(frozen=True)
class SnapshotPage:
    """A ready snapshot with its numbers and a page of its entries."""

    snapshot: Snapshot
    numbers: Numbers
    wanted: Wanted
    entries: list[Entry]
    next_cursor: str
    others: list[Snapshot]

    @property
    def kinds(self) -> list[dict[str, Any]]:
        """Links between the kinds of entries."""
        return [
            {"label": label, "url": f"?kind={kind}#entries", "is_current": kind == self.wanted.kind}
            for kind, label in KINDS.items()
        ]

    @property
    def states(self) -> list[tuple[str, str | Promise]]:
        """The states that entries of this kind can have."""
        return list(LABELS[self.wanted.kind].items())


def snapshot_page(snapshot: Snapshot, access: Access, wanted: Wanted, *, after: str = "") -> SnapshotPage:
    """Build the page of a ready snapshot in three queries."""
    page = page_of(chosen(snapshot, access, wanted), order=("name", "pk"), after=after, size=50)
    others = Snapshot.objects.ready().filter(portfolio=access.portfolio).exclude(pk=snapshot.pk).defer("facts")
    return SnapshotPage(
        snapshot, numbers(snapshot, access), wanted, entries(page.rows, access), page.next_cursor, list(others[:100])
    )


def entries(rows: Iterable[SnapshotEntry], access: Access) -> list[Entry]:
    """Entries of one kind in words; one query."""
    rows = list(rows)
    there = reachable(rows, access)
    return [
        Entry(
            row.kind, str(row.get_kind_display()), row.name, row.state, state_label(row.kind, row.state),
            details(row), there.get(row.object_id, ""),
        )
        for row in rows
    ]  # fmt: skip


def state_label(kind: str, state: str) -> str:
    """A stage, a coverage or a status in words."""
    return str(LABELS[kind].get(state, state))


def reachable(rows: list[SnapshotEntry], access: Access) -> dict[int, str]:
    """The pages of those things that still exist and that the reader may open today; one query for one kind."""
    if not rows:
        return {}
    kind, ids = rows[0].kind, [row.object_id for row in rows]
    found: dict[str, Any] = {
        Kind.INITIATIVE: Initiative.objects.seen_with(access),
        Kind.COMMITMENT: PolicyCommitment.objects.filter(portfolio=access.portfolio),
        Kind.ENDORSEMENT: Organisation.objects.listed_in(access.portfolio),
        Kind.CONNECTION: Connection.objects.seen_with(access).filter(portfolio=access.portfolio),
        Kind.COMBINATION: Combination.objects.seen_with(access),
    }
    pks = found[kind].filter(pk__in=ids).order_by().values_list("pk", flat=True)
    return {pk: reverse(ROUTES[kind], args=[access.portfolio.slug, pk]) for pk in pks}


def details(row: SnapshotEntry) -> str:
    """What else was known about a thing, in one line."""
    facts = row.facts
    if row.kind == Kind.INITIATIVE:
        paused = [gettext("paused")] if facts.get("paused") else []
        return " · ".join([*paused, *facts.get("systems", [])[:3], *facts.get("leads", [])[:1]])
    if row.kind == Kind.COMMITMENT:
        shares = {name: round(facts.get(name, 0)) for name in ("evidenced", "in_hand")}
        return gettext("%(evidenced)d%% evidenced, %(in_hand)d%% in hand") % shares
    if row.kind == Kind.CONNECTION:
        return str(facts.get("statement", ""))
    if row.kind == Kind.COMBINATION:
        return shortened(str(facts.get("effect", "")))
    return gettext("version %(number)s of the intent") % {"number": facts.get("version", "–")}


def shortened(text: str) -> str:
    """A long text cut at a word."""
    return text if len(text) <= MOST_OF_EFFECT else f"{text[:MOST_OF_EFFECT].rsplit(' ', 1)[0]}…"


COLUMNS = (
    _("Kind"), _("Name"), _("State"), _("Circle"), _("Paused"), _("Systems"), _("Levers"), _("Facet"), _("Leads"),
    _("Promises served"), _("Evidenced, %"), _("In hand, %"), _("Number"),
)  # fmt: skip


def table_rows(snapshot: Snapshot, access: Access) -> Iterable[tuple[Any, ...]]:
    """Everything a snapshot holds that the reader may see, as plain values, read as it is sent."""
    rows = SnapshotEntry.objects.seen_with(access).filter(snapshot=snapshot).order_by("kind", "name", "pk")
    for row in rows.iterator(2000):
        facts = row.facts
        joined = {name: ", ".join(facts.get(name, ())) for name in ("systems", "levers", "leads", "serves")}
        yield (
            str(row.get_kind_display()), row.name, state_label(row.kind, row.state), row.circle,
            gettext("yes") if facts.get("paused") else "", joined["systems"], joined["levers"], facts.get("facet", ""),
            joined["leads"], joined["serves"], facts.get("evidenced", ""), facts.get("in_hand", ""), row.object_id,
        )  # fmt: skip


def all_snapshots() -> ExportSource:
    """What all snapshots hold, on the page of downloads."""
    return ExportSource(
        "snapshots",
        _("Snapshots"),
        _("Every initiative, promise, endorsement and connection of every snapshot, as it stood on its day."),
        Permission.SEE_PEOPLE,
        lambda access: PlainTable((_("Snapshot"), _("As of"), *COLUMNS), _rows_of_all(access)),
    )


def _rows_of_all(access: Access) -> Iterable[tuple[Any, ...]]:
    """The rows of each snapshot in turn, the oldest first."""
    ready = Snapshot.objects.ready().filter(portfolio=access.portfolio).defer("facts")
    for snapshot in ready.order_by("taken_on", "pk"):
        for row in table_rows(snapshot, access):
            yield (snapshot.name, snapshot.taken_on, *row)
