"""The sections of a report: in which order they stand, and where each kind of finding belongs."""

from collections.abc import Sequence

from sensemaking.models import Finding, ReportSection

Name = ReportSection.Name
USUAL_ORDER: tuple[str, ...] = tuple(Name.values)

SECTION_OF: dict[str, str] = {
    Finding.Kind.THEME: Name.THEMES,
    Finding.Kind.CHANGE: Name.CHANGED,
    Finding.Kind.TENSION: Name.TENSIONS,
    Finding.Kind.BARRIER: Name.BARRIERS,
    Finding.Kind.TRANSFER: Name.TRANSFERS,
    Finding.Kind.SURPRISE: Name.SURPRISES,
    Finding.Kind.BLIND_SPOT: Name.HEARD,
    Finding.Kind.SHIFT: Name.SHIFTS,
}


def arranged(rows: Sequence[ReportSection]) -> list[ReportSection]:
    """Every section in the order of this report; those that nobody touched are unsaved rows in their usual place."""
    known = {row.name: row for row in rows}
    sections = [known.get(name) or ReportSection(name=name, order=at, edit=0) for at, name in enumerate(USUAL_ORDER)]
    return sorted(sections, key=lambda row: (row.order, USUAL_ORDER.index(row.name)))


def moved(names: Sequence[str], name: str, by: int) -> list[str]:
    """The names with one of them moved up (-1) or down (+1); at an end it stays."""
    order = list(names)
    was = order.index(name)
    to = min(max(was + by, 0), len(order) - 1)
    order.insert(to, order.pop(was))
    return order


def anchor_of(finding: Finding) -> str:
    """Where in the page of the report a finding stands."""
    if finding.kind in (Finding.Kind.CHANGE, Finding.Kind.BLIND_SPOT):
        return SECTION_OF[finding.kind]
    has_words = finding.kind not in (Finding.Kind.TRANSFER, Finding.Kind.SURPRISE, Finding.Kind.SHIFT)
    return f"words-{finding.pk}" if has_words else finding.key
