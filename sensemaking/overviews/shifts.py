"""What changed around us: shifts of the context with what they may touch, and what people think of it now."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from sensemaking.models import Finding, Kind, LearningLog, Rethink, SenseMakingReport
from sensemaking.overviews.reports import QuoteMark, quotes_of
from sensemaking.services.shifts import Ground, Touched
from stakeholders.access import Access

PAGES = {
    "question": "sensemaking:question",
    "commitment": "initiatives:commitment",
    "decision": "sensemaking:decision",
    "option": "sensemaking:option",
    "connection": "initiatives:connection",
}
"""By kind: the page of one."""
AGAIN, TOLD = 12, 3


@dataclass(frozen=True, slots=True)
class TouchLine:
    """One thing that a shift may touch, why, and what was said of it."""

    kind: str
    pk: int
    title: str
    why: str
    url: str
    said: Rethink | None = None


@dataclass(frozen=True, slots=True)
class TouchGroup:
    """Things of one kind."""

    label: str
    lines: tuple[TouchLine, ...]

    @property
    def told(self) -> tuple[TouchLine, ...]:
        """Those of which something was said, and the nearest of the others."""
        said = tuple(line for line in self.lines if line.said is not None and line.said.verdict)
        left = tuple(line for line in self.lines if line not in said)
        return (*said, *left[: max(TOLD - len(said), 0)])

    @property
    def more(self) -> int:
        return len(self.lines) - len(self.told)


@dataclass(frozen=True, slots=True)
class ShiftView:
    """One shift in a report."""

    key: str
    log: int
    rule: str
    quotes: tuple[QuoteMark, ...]
    groups: tuple[TouchGroup, ...]


@dataclass(frozen=True, slots=True)
class ThinkAgain:
    """What one shift may touch, and whether everything was thought through."""

    groups: tuple[TouchGroup, ...]
    is_done: bool


def labels() -> dict[str, str]:
    """What each kind of thing is called, in the order in which they stand."""
    return {
        "question": _("Assumptions"),
        "commitment": _("Commitments"),
        "decision": _("Decisions not looked at again"),
        "option": _("Options kept open"),
        "connection": _("Connections"),
    }


def shifts_in(report: SenseMakingReport, portfolio_slug: str) -> tuple[ShiftView, ...]:
    """The shifts that a report tells of; one whose log the circle may no longer read is left out."""
    findings = list(report.findings.filter(kind=Finding.Kind.SHIFT).order_by("order", "pk"))
    quotes = quotes_of(report, [finding.pk for finding in findings], portfolio_slug, most=1) if findings else {}
    return tuple(
        ShiftView(
            key=finding.key,
            log=words[0].log,
            rule=finding.rule,
            quotes=tuple(words),
            groups=grouped(_frozen(finding, portfolio_slug)),
        )
        for finding in findings
        if (words := quotes.get(finding.pk))
    )


def _frozen(finding: Finding, slug: str) -> list[TouchLine]:
    rows = [row for row in finding.data.get("touches", ()) if row["kind"] in PAGES]
    return [
        TouchLine(row["kind"], row["id"], row["title"], row["why"], _url(slug, row["kind"], row["id"])) for row in rows
    ]


def touch_lines(access: Access, log: LearningLog) -> list[TouchLine]:
    """What the log may touch, and what it was once said to touch; for stewards, who see all of the portfolio."""
    said = {_target(row): row for row in _said_of(log) if row.target is not None}
    found = Ground(access.portfolio).touched_by(log)
    lines = [_line(access, one, said.pop((one.kind, one.row.pk), None)) for one in found]
    slug = access.portfolio.slug
    gone = [
        TouchLine(kind, pk, str(row.target), row.why, _url(slug, kind, pk), row)
        for (kind, pk), row in said.items()
        if row.verdict
    ]
    return lines + gone


def shift_of(access: Access, log: LearningLog) -> ThinkAgain | None:
    """What the page of a shift tells stewards; None for other logs and other people."""
    if log.kind != Kind.CONTEXT_SHIFT or not access.is_steward:
        return None
    return ThinkAgain(grouped(touch_lines(access, log)), is_thought_through(log))


def grouped(lines: Iterable[TouchLine]) -> tuple[TouchGroup, ...]:
    """The lines by kind."""
    by_kind: dict[str, list[TouchLine]] = defaultdict(list)
    for line in lines:
        by_kind[line.kind].append(line)
    return tuple(TouchGroup(label, tuple(by_kind[kind])) for kind, label in labels().items() if by_kind[kind])


def _line(access: Access, one: Touched, said: Rethink | None) -> TouchLine:
    url = _url(access.portfolio.slug, one.kind, one.row.pk)
    return TouchLine(one.kind, one.row.pk, str(one.row), one.why, url, said)


def _url(slug: str, kind: str, pk: int) -> str:
    return reverse(PAGES[kind], args=[slug, pk])


def _said_of(log: LearningLog) -> Sequence[Rethink]:
    of_connections = ("connection__source", "connection__target")
    return list(log.rethinks.select_related("question", "commitment", "decision", "option", "by", *of_connections))


def _target(row: Rethink) -> tuple[str, int]:
    kind = next(kind for kind in PAGES if getattr(row, f"{kind}_id"))
    return kind, getattr(row, f"{kind}_id")


def is_thought_through(log: LearningLog) -> bool:
    """Whether people said what they think of everything that was listed."""
    rows = log.rethinks.all()
    return rows.exists() and not rows.open().exists()


def waiting(access: Access) -> QuerySet[Any]:
    """Shifts of the context about which somebody still has to say what they change."""
    rows = Rethink.objects.filter(log=OuterRef("pk"))
    shifts = LearningLog.objects.seen_with(access).filter(kind=Kind.CONTEXT_SHIFT)
    return shifts.filter(~Exists(rows) | Exists(rows.open()))


def thought_again(access: Access, **target: Any) -> tuple[Rethink, ...]:
    """Why somebody was asked to think again about one thing, as far as the reader may see the shift."""
    logs = LearningLog.objects.seen_with(access).values("pk")
    rows = Rethink.objects.filter(Q(**target), log__in=logs).exclude(verdict="")
    return tuple(rows.select_related("log", "by").defer("log__search").order_by("-decided_at", "-pk")[:AGAIN])
