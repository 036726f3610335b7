"""What lies between two snapshots as a page and as a table."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from initiatives.models import Snapshot, SnapshotEntry
from initiatives.overviews.snapshots import reachable, state_label
from initiatives.snapshots.comparing import RULES, Comparison, Group
from portfolio_hub.lib.keyset import page_of
from stakeholders.access import Access

FEW, MANY = 8, 50
HEADINGS: dict[Group, str | Promise] = {
    Group.ENTERED: _("Entered the portfolio"),
    Group.LEFT: _("Left the portfolio"),
    Group.MOVED: _("Changed stage"),
    Group.COVERED: _("New coverage"),
    Group.UNCOVERED: _("Coverage lost"),
    Group.PROMISED: _("New promises"),
    Group.DROPPED: _("No longer pursued"),
    Group.ENDORSED: _("New endorsements"),
    Group.ENDED: _("Endorsements that ended"),
    Group.CONNECTED: _("New connections"),
    Group.REFUTED: _("Refuted connections"),
    Group.PARTED: _("Connections that ended"),
    Group.COMBINED: _("New combinations"),
    Group.DISSOLVED: _("Combinations that ended"),
}
SILENCES: dict[Group, str | Promise] = {
    Group.ENTERED: _("No initiative entered."),
    Group.LEFT: _("No initiative left."),
    Group.MOVED: _("Every initiative is in the stage in which it was."),
    Group.COVERED: _("No promise is reached further than before."),
    Group.UNCOVERED: _("No promise lost coverage."),
    Group.PROMISED: _("No promise was added."),
    Group.DROPPED: _("No promise was given up or fulfilled."),
    Group.ENDORSED: _("Nobody new stands behind the intent."),
    Group.ENDED: _("Everybody who stood behind the intent still does."),
    Group.CONNECTED: _("No initiatives were connected."),
    Group.REFUTED: _("No connection turned out not to be so."),
    Group.PARTED: _("Every connection still holds or was refuted."),
    Group.COMBINED: _("No combination was made."),
    Group.DISSOLVED: _("Every combination still stands."),
}
PARTS: tuple[tuple[str | Promise, tuple[Group, ...]], ...] = (
    (_("Initiatives"), (Group.ENTERED, Group.LEFT, Group.MOVED)),
    (_("Promises"), (Group.COVERED, Group.UNCOVERED, Group.PROMISED, Group.DROPPED)),
    (_("Endorsements"), (Group.ENDORSED, Group.ENDED)),
    (_("Connections"), (Group.CONNECTED, Group.REFUTED, Group.PARTED)),
    (_("Combinations"), (Group.COMBINED, Group.DISSOLVED)),
)
COLUMNS = (_("What changed"), _("Kind"), _("Name"), _("Before"), _("After"), _("Number"))


@dataclass(frozen=True)
class Difference:
    """One thing that differs; `was` and `now` are empty where it is not in the snapshot."""

    name: str
    was: str
    now: str
    url: str


@dataclass(frozen=True)
class Section:
    """One way in which the two differ, with the first things that do."""

    key: str
    heading: str
    count: int
    silence: str
    rows: list[Difference]
    next_cursor: str = ""

    @property
    def more(self) -> int:
        """Those that are not shown here."""
        return self.count - len(self.rows)


@dataclass(frozen=True)
class ComparisonPage:
    """Two snapshots side by side; `only` is the one section that was asked for in full."""

    before: Snapshot
    after: Snapshot
    parts: list[tuple[str, list[Section]]]
    only: Section | None

    @property
    def sections(self) -> list[Section]:
        """All sections in the order of the page."""
        return [section for _label, sections in self.parts for section in sections]

    @property
    def only_sections(self) -> list[Section]:
        """The one section as a list, for the table."""
        return [self.only] if self.only else []

    @property
    def changes(self) -> int:
        """How many things differ."""
        return sum(section.count for section in self.sections)

    @property
    def heading(self) -> str:
        """The finding, as a sentence."""
        count = {section.key: section.count for section in self.sections}
        if not self.changes:
            return gettext("Nothing has changed between the two")
        said = [
            (count["entered"], ngettext("%d initiative entered", "%d initiatives entered", count["entered"])),
            (count["left"], ngettext("%d left", "%d left", count["left"])),
            (count["moved"], ngettext("%d changed stage", "%d changed stage", count["moved"])),
            (count["covered"], ngettext("%d promise gained coverage", "%d promises gained coverage", count["covered"])),
            (count["endorsed"], ngettext("%d new endorsement", "%d new endorsements", count["endorsed"])),
            (count["connected"], ngettext("%d new connection", "%d new connections", count["connected"])),
        ]
        words = [text % number for number, text in said if number][:3]
        if not words:
            return ngettext("%d thing is different", "%d things are different", self.changes) % self.changes
        return ", ".join(words)


def comparison_page(comparison: Comparison, *, group: str = "", after: str = "") -> ComparisonPage:
    """Build the page: two counts, then two queries for each group that has any, or for the one asked for."""
    counts = comparison.counts()
    wanted = Group(group) if group in set(Group) else None
    parts = []
    for label, groups in PARTS:
        shown = [section(comparison, each, counts[each], size=0 if wanted else FEW) for each in groups]
        parts.append((str(label), shown))
    only = section(comparison, wanted, counts[wanted], size=MANY, after=after) if wanted else None
    return ComparisonPage(comparison.before, comparison.after, parts, only)


def section(comparison: Comparison, group: Group, count: int, *, size: int, after: str = "") -> Section:
    """One group with its first rows in the order of their names."""
    if not count or not size:
        return Section(group.value, str(HEADINGS[group]), count, str(SILENCES[group]), [])
    page = page_of(comparison.rows(group), order=("name", "pk"), after=after, size=size)
    there = reachable(page.rows, comparison.access)
    rows = [difference(row, there.get(row.object_id, "")) for row in page.rows]
    return Section(group.value, str(HEADINGS[group]), count, str(SILENCES[group]), rows, page.next_cursor)


def difference(row: SnapshotEntry, url: str = "") -> Difference:
    """What differs about a row of a comparison, in words."""
    was, now = (state_label(row.kind, state) if state else "" for state in (row.was, row.now))  # type: ignore[attr-defined]
    return Difference(row.name, was, now, url)


def table_rows(comparison: Comparison) -> Iterable[tuple[Any, ...]]:
    """Every difference as plain values, read as it is sent; one query for each group."""
    for group in RULES:
        for row in comparison.rows(group).order_by("name", "pk").iterator(2000):
            found = difference(row)
            yield (str(HEADINGS[group]), str(row.get_kind_display()), row.name, found.was, found.now, row.object_id)


def two_of(access: Access, before: str, after: str) -> tuple[list[Snapshot], Comparison | None]:
    """The ready snapshots to choose from, and the two chosen; without a choice the newest two; one query."""
    ready = list(Snapshot.objects.ready().filter(portfolio=access.portfolio).defer("facts")[:200])
    by_id = {str(snapshot.pk): snapshot for snapshot in ready}
    if not before and not after and len(ready) > 1:
        return ready, Comparison(ready[1], ready[0], access)
    first, second = by_id.get(before), by_id.get(after)
    if first is None or second is None or first == second:
        return ready, None
    return ready, Comparison(first, second, access)
