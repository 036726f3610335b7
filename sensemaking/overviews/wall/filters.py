"""What a reader chose on the wall of logs: read from the address, and written back to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from initiatives.models import Initiative
from sensemaking.models import Finding, Kind, LearningLog, Mark, SenseMakingReport
from sensemaking.periods import Period
from sensemaking.tagging import tidy
from sensemaking.veiling import veil
from stakeholders.access import Access
from stakeholders.models import Circle

Pair = tuple[str, str]
NO_MARK = "none"
YES, NO = "yes", "no"
ORDER = ("-happened_on", "-id")
MOST = 20
LAST_YEAR = "9999"
SCOPE = ("report", "finding", "when")
"""Where the reader came from; it stays when what they chose by hand is cleared."""

FIXED: dict[str, Sequence[str]] = {
    "kind": Kind.values, "mark": [*Mark.values, NO_MARK], "circle": Circle.values, "used": (YES, NO),
    "photo": (YES,), "who": ("me",), "exact": (YES,), "when": ("before",),
}  # fmt: skip
NUMBERS = ("system", "place", "theme")


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What a reader chose, as it stands in the address; what means nothing is left out.

    `chosen` has every single choice as (name, value), in one order. `like` is a log whose like are wanted.
    """

    chosen: tuple[Pair, ...] = ()
    query: str = ""
    initiatives: tuple[Initiative, ...] = ()
    like: LearningLog | None = None
    from_on: date | None = None
    to_on: date | None = None
    report: SenseMakingReport | None = None
    finding: Finding | None = None
    is_before: bool = False

    def values(self, name: str) -> list[str]:
        """What is chosen under a name."""
        return [value for known, value in self.chosen if known == name]

    def ids(self, name: str) -> list[int]:
        """The same for rows."""
        return [int(value) for value in self.values(name)]

    def has(self, name: str) -> bool:
        """Whether anything is chosen under a name."""
        return bool(self.values(name))

    @property
    def by_hand(self) -> tuple[Pair, ...]:
        """What the reader narrowed beyond the report or theme they came from."""
        return tuple(pair for pair in self.chosen if pair[0] not in (*SCOPE, "exact"))

    @property
    def address(self) -> str:
        """The filter as a query string, without the page."""
        return urlencode(self.chosen)

    @property
    def cleared(self) -> str:
        """The query string with nothing chosen by hand."""
        return urlencode([pair for pair in self.chosen if pair[0] in SCOPE])

    def without(self, *pairs: Pair) -> str:
        """The query string without some choices."""
        return urlencode([pair for pair in self.chosen if pair not in pairs])

    @property
    def as_typed(self) -> str:
        """The query string that forgives no slip."""
        return urlencode([*self.chosen, ("exact", YES)])

    @property
    def counted(self) -> int | None:
        """How many logs there are where a report has counted them; None where nobody has."""
        if self.by_hand:
            return None
        if self.finding is not None:
            return self.finding.before_count if self.is_before else self.finding.log_count
        if self.report is not None:
            value = self.report.facts.get("logs_before" if self.is_before else "logs")
            return int(value) if value is not None else None
        return None

    @property
    def title(self) -> str:
        """What the list is about."""
        if self.finding is not None:
            return self.finding.title
        if len(self.initiatives) == 1:
            return self.initiatives[0].title
        return _("Learning logs")

    @property
    def period(self) -> Period | None:
        """The period of the report the reader came from."""
        if self.report is None:
            return None
        period = Period(self.report.from_on, self.report.to_on)
        return period.before() if self.is_before else period

    @property
    def days(self) -> tuple[date | None, date | None]:
        """The first day asked for, and the day after the last; a month counts within the days."""
        first, end = self.from_on, self.to_on + timedelta(days=1) if self.to_on and self.to_on < date.max else None
        if months := self.values("month"):
            month = _day(f"{months[0]}-01")
            assert month is not None
            after = (month + timedelta(days=31)).replace(day=1)
            first, end = max(first or month, month), min(end or after, after)
        return first, end


def log_filter(given: Any, access: Access) -> LogFilter:
    """Read the filter from the address; ids that the reader may not see count as not given."""
    query = given if isinstance(given, QueryDict) else QueryDict(urlencode(given, doseq=True))
    reports = SenseMakingReport.objects.seen_with(access)
    finding = _one(Finding.objects.filter(report__in=reports).select_related("report"), query.get("finding"))
    veil([finding] if finding else [])
    report = finding.report if finding else _one(reports, query.get("report"))
    initiatives = _several(Initiative.objects.seen_with(access).defer("search"), query.getlist("initiative"))
    like = _one(LearningLog.objects.seen_with(access).defer("search"), query.get("like"))
    words = " ".join(query.get("q", "").replace("\x00", "").split())[:200]
    from_on, to_on = _day(query.get("from")), _day(query.get("to"))
    rows = {"finding": finding, "report": None if finding else report, "like": like}
    pairs = [("q", words)] if words else []
    pairs += [(name, str(row.pk)) for name, row in rows.items() if row is not None]
    pairs += [("initiative", str(row.pk)) for row in initiatives]
    pairs += [(name, day.isoformat()) for name, day in (("from", from_on), ("to", to_on)) if day]
    return LogFilter(
        chosen=(*pairs, *_plain(query, is_member=bool(access.role))),
        query=words,
        initiatives=tuple(initiatives),
        like=like,
        from_on=from_on,
        to_on=to_on,
        report=report,
        finding=finding,
        is_before=query.get("when") == "before",
    )


def _plain(query: QueryDict, *, is_member: bool) -> list[Pair]:
    """What needs no look into the database."""
    pairs = [
        (name, value)
        for name, known in FIXED.items()
        for value in dict.fromkeys(query.getlist(name))
        if value in known and (is_member or name != "who")
    ]
    for name in NUMBERS:
        pairs += [(name, value) for value in dict.fromkeys(query.getlist(name)[:MOST]) if _is_id(value)]
    pairs += [("tag", tag) for tag in dict.fromkeys(map(tidy, query.getlist("tag")[:MOST])) if tag]
    pairs += [("language", code) for code in dict.fromkeys(query.getlist("language")[:MOST]) if code.isalpha()]
    month = query.get("month", "")
    is_month = len(month) == len("2026-07") and month < LAST_YEAR and _day(f"{month}-01") is not None
    return [*pairs, ("month", month)] if is_month else pairs


def _is_id(text: str | None) -> bool:
    return bool(text) and str(text).isdecimal() and str(text).isascii() and len(str(text)) < 16


def _one(rows: QuerySet[Any], pk: str | None) -> Any:
    """The row with this id, or None."""
    return rows.filter(pk=int(pk)).first() if pk and _is_id(pk) else None


def _several(rows: QuerySet[Any], texts: Sequence[str]) -> list[Any]:
    """The rows with these ids."""
    ids = [int(text) for text in texts[:MOST] if _is_id(text)]
    return list(rows.filter(pk__in=ids).order_by("title", "pk")) if ids else []


def _day(text: str | None) -> date | None:
    """The day that the text names, or None."""
    try:
        return parse_date(text) if text else None
    except ValueError:
        return None
