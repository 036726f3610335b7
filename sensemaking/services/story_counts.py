"""What numbers, charts and maps of a story say: counted over what everybody may read, on a day, and kept."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count
from django.db.models.functions import TruncMonth

from initiatives.models import Initiative
from sensemaking.models import Decision, Finding, LearningLog, Option, SenseMakingReport
from sensemaking.netting import last_quarters
from sensemaking.periods import Period, months_later
from sensemaking.veiling import veil
from stakeholders.access import READING, Access
from stakeholders.models import Circle, Portfolio

MONTHS = 12
THEMES = 8
PLACES = 400
FACTS = ("logs", "initiatives", "themes", "decisions", "options")
CHARTS = ("months", "themes", "options")
MAPS = ("initiatives", "logs")
PERIODS = ("last-quarter", "this-quarter", "last-half", "last-year", "this-year", "all")


def anybody(portfolio: Portfolio) -> Access:
    """What somebody without a role may read here, were the portfolio open."""
    return Access(portfolio, AnonymousUser(), "", READING, frozenset({Circle.PUBLIC}))


def period_of(key: str, today: date) -> Period | None:
    """The stretch of time that a choice names; None for all of it."""
    which, _dash, kind = key.partition("-")
    if not kind:
        return None
    running = Period.around(today, kind)
    return running if which == "this" else running.before()


def newest_report(portfolio: Portfolio, period: Period | None = None) -> SenseMakingReport | None:
    """The newest published report for everybody, of one that ends within the period where there is one."""
    rows = SenseMakingReport.objects.seen_with(anybody(portfolio))
    if period is not None:
        rows = rows.filter(to_on__gt=period.from_on, to_on__lte=period.to_on)
    return rows.order_by("-to_on", "-published_at", "-pk").first()


def numbers(portfolio: Portfolio, facts: list[str], period: Period | None, today: date) -> dict[str, Any]:
    """Count these facts; one that can't be known is None."""
    values = {name: _COUNTED[name](portfolio, period) for name in FACTS if name in facts}
    return {
        "facts": list(values),
        "values": values,
        "from_on": period.from_on.isoformat() if period else None,
        "to_on": period.to_on.isoformat() if period else None,
        "on": today.isoformat(),
    }


def _logs(portfolio: Portfolio, period: Period | None) -> Any:
    rows = LearningLog.objects.seen_with(anybody(portfolio))
    return rows.in_period(period.from_on, period.to_on) if period else rows


def _initiatives(portfolio: Portfolio, period: Period | None) -> int:
    heard = _logs(portfolio, period).order_by().values("initiative")
    return Initiative.objects.seen_with(anybody(portfolio)).filter(pk__in=heard).count()


def _themes(portfolio: Portfolio, period: Period | None) -> int | None:
    report = newest_report(portfolio, period)
    return report.findings.filter(kind=Finding.Kind.THEME).count() if report else None


def _decisions(portfolio: Portfolio, period: Period | None) -> int:
    """Those for everybody to read that rest on a log for everybody to read."""
    reader = anybody(portfolio)
    rows = Decision.objects.seen_with(reader).exclude(status=Decision.Status.PROPOSED)
    if period:
        rows = rows.filter(decided_on__gte=period.from_on, decided_on__lt=period.to_on)
    return rows.filter(logs__in=LearningLog.objects.seen_with(reader)).order_by().distinct().count()


def _options(portfolio: Portfolio, period: Period | None) -> int:
    rows = Option.objects.seen_with(anybody(portfolio))
    if period:
        rows = rows.filter(opened_on__gte=period.from_on, opened_on__lt=period.to_on)
    return int(rows.count())


_COUNTED: dict[str, Callable[[Portfolio, Period | None], int | None]] = {
    "logs": lambda portfolio, period: int(_logs(portfolio, period).count()),
    "initiatives": _initiatives,
    "themes": _themes,
    "decisions": _decisions,
    "options": _options,
}


def chart(portfolio: Portfolio, choice: str, today: date) -> dict[str, Any]:
    """The rows of a chart."""
    return {"on": today.isoformat(), **_DRAWN[choice](portfolio, today)}


def _months(portfolio: Portfolio, today: date) -> dict[str, Any]:
    """Logs of the last twelve months by the month they tell about."""
    first = months_later(today, 1 - MONTHS)
    rows = _logs(portfolio, Period(first, months_later(today, 1))).order_by()
    counted = dict(rows.annotate(month=TruncMonth("happened_on")).values_list("month").annotate(n=Count("pk")))
    months = [months_later(first, at) for at in range(MONTHS)]
    return {"rows": [[month.isoformat(), counted.get(month, 0)] for month in months]}


def _theme_rows(portfolio: Portfolio, today: date) -> dict[str, Any]:
    """The themes of the newest report for everybody, with the period before."""
    report = newest_report(portfolio)
    if report is None:
        return {"rows": []}
    kinds = (Finding.Kind.THEME, Finding.Kind.CHANGE)
    found = list(report.findings.filter(kind__in=kinds).order_by("-log_count", "order")[:THEMES])
    veil(found)
    rows = [[row.title, row.before_count, row.log_count, row.pk] for row in found]
    return {"rows": rows, "report": report.pk, "from_on": report.from_on.isoformat(), "to_on": report.to_on.isoformat()}


def _option_rows(portfolio: Portfolio, today: date) -> dict[str, Any]:
    """Options opened and taken up or closed in each of the last quarters."""
    days = list(Option.objects.seen_with(anybody(portfolio)).values_list("opened_on", "closed_on"))
    opened, closed = [first for first, _last in days], [last for _first, last in days if last]
    return {
        "rows": [
            [quarter.from_on.isoformat(), quarter.to_on.isoformat(), _within(opened, quarter), _within(closed, quarter)]
            for quarter in last_quarters(today)
        ]
    }


def _within(days: list[date], period: Period) -> int:
    return sum(period.from_on <= day < period.to_on for day in days)


_DRAWN: dict[str, Callable[[Portfolio, date], dict[str, Any]]] = {
    "months": _months,
    "themes": _theme_rows,
    "options": _option_rows,
}


def places(portfolio: Portfolio, choice: str, today: date) -> dict[str, Any]:
    """How many initiatives, or logs, everybody may read of in each place of the portfolio, the places within it too."""
    initiatives = Initiative.objects.seen_with(anybody(portfolio)).filter(merged_into=None)
    happens = Initiative.places.through.objects.filter(initiative__in=initiatives).order_by()
    pairs = list(happens.values_list("place", "initiative"))
    each = dict.fromkeys((initiative for _place, initiative in pairs), 1)
    if choice == "logs":
        logs = _logs(portfolio, None).order_by().values_list("initiative").annotate(n=Count("pk"))
        each = {initiative: many for initiative, many in logs if initiative}
    within = dict(portfolio.places.values_list("pk", "within"))
    members: dict[int, set[int]] = {}
    for place, initiative in pairs:
        at: int | None = place
        for _step in range(len(within) + 1):
            if at is None:
                break
            members.setdefault(at, set()).add(initiative)
            at = within.get(at)
    values = {
        str(place): sum(each.get(initiative, 0) for initiative in found)
        for place, found in members.items()
        if place in within
    }
    return {"on": today.isoformat(), "values": values}
