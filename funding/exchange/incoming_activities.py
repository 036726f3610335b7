"""IATI activities as something that can be imported: initiatives with roles, and the money that our limits can hold.

Publishers report what they please: money taken back that was never promised in the file, more paid than promised. What
fits becomes rows; every transaction is kept with what the source said, not with the facts that everybody reads, and
goes out again unchanged to those who see the money.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from funding.exchange.as_it_came import KEPT, TARGET, is_sound
from funding.exchange.incoming import GrantsTarget
from funding.exchange.incoming_fields import activity_fields
from funding.exchange.incoming_money import Award, Payment
from initiatives.imports.fields import Field, Problem, Record
from initiatives.imports.targets import EXTRA, Scope, Values
from initiatives.models import Initiative, Stage
from stakeholders.models import Portfolio

COMMITMENT, PAID = "2", ("3", "4")
_MOST_DIGITS = 18
_STAGES = {
    "1": Stage.EXPLORING,
    "2": Stage.GROWING,
    "3": Stage.EMBEDDED,
    "4": Stage.CLOSED,
    "5": Stage.CLOSED,
    "6": Stage.TESTING,
}


@dataclass(frozen=True, slots=True)
class Fitting:
    """What of an activity's transactions our limits can hold."""

    promised: Decimal
    payments: tuple[Payment, ...]
    on: date | None
    currency: str
    aside: int


def _sum(text: str) -> Decimal:
    """A sum that can be added to others; raises ValueError or InvalidOperation for what is none."""
    value = Decimal(text)
    if not value.is_finite() or value.adjusted() >= _MOST_DIGITS:
        raise ValueError(text)
    return value


def fitting(text: str) -> Fitting:
    """Promises added up; then each payment in order of its day, as far as the promise reaches."""
    rows = json.loads(text or "[]")
    try:
        known = sorted((date.fromisoformat(r["on"]), r["type"], _sum(r["value"]), r["currency"]) for r in rows)
    except (KeyError, ValueError, InvalidOperation):
        return Fitting(Decimal(0), (), None, "", len(rows))
    promised = sum((value for _on, kind, value, _cur in known if kind == COMMITMENT), Decimal(0))
    if promised <= 0 or len({currency for *_rest, currency in known}) != 1:
        return Fitting(Decimal(0), (), None, "", len(rows))
    payments: list[Payment] = []
    paid = Decimal(0)
    for on, kind, value, _currency in known:
        fits = value and 0 <= paid + value <= promised and (value > 0 or payments)
        if kind in PAID and fits:
            payments.append(Payment(value, on))
            paid += value
    first = min(on for on, kind, *_rest in known if kind == COMMITMENT)
    promises = sum(kind == COMMITMENT for _on, kind, *_rest in known)
    return Fitting(promised, tuple(payments), first, known[0][3], len(rows) - promises - len(payments))


class ActivitiesTarget(GrantsTarget):
    """Activities by the rules of grants; their money comes from their transactions."""

    name: ClassVar[str] = TARGET
    label = _("activity")
    label_many = _("activities (IATI)")
    explanation = _("Activities as publishers of aid report them in XML, with organisations, dates and transactions.")
    order: ClassVar[int] = 61

    def fields(self, portfolio: Portfolio) -> tuple[Field, ...]:
        return activity_fields(portfolio)

    def tidy(self, record: Record) -> tuple[Record, Sequence[Problem]]:
        values, extra, found = dict(record.values), dict(record.extra), []
        text = str(values.pop("transactions", ""))
        if text and not is_sound(text):
            found.append(Problem(record.row, "transactions", text[:120], _now("transactions")))
            text = ""
        if text and text != "[]":
            extra[KEPT] = text
        money = fitting(text)
        if money.aside:
            expected = _now("sums that fit a promise here; they are kept as they came and go out again so")
            found.append(Problem(record.row, "transactions", str(money.aside), expected))
        status = str(values.pop("status", ""))
        if status in _STAGES:
            values["stage"] = _STAGES[status].value
            early = Initiative.ClosedHow.ENDED_EARLY if status == "5" else Initiative.ClosedHow.COMPLETED
            values |= {"closed_how": early.value} if values["stage"] == Stage.CLOSED else {}
        reporter, funders = values.pop("reporter", []), values.get("funder")
        values["funder"] = (funders or reporter)[:1]
        for name in ("started_on", "ended_on"):
            if planned := values.pop(f"planned_{name}", None):
                values.setdefault(name, planned)
        values["amount_awarded"] = str(money.promised)
        values["amount_disbursed"] = str(sum((payment.amount for payment in money.payments), Decimal(0)))
        values["currency"] = money.currency or str(values.get("currency", ""))
        values["awarded_on"] = (money.on or date(1970, 1, 1)).isoformat()
        record, problems = super().tidy(replace(record, values=values, extra=extra))
        return record, [*found, *problems]

    def days(self, record: Record) -> set[date]:
        return super().days(record) | {payment.on for payment in self._payments(record)}

    def award(self, pk: int, record: Record) -> Award:
        return replace(super().award(pk, record), payments=self._payments(record))

    def _payments(self, record: Record) -> tuple[Payment, ...]:
        return fitting(record.extra.get(KEPT, "")).payments

    def shown(self, record: Record) -> Record:
        return replace(record, extra=_without_kept(record.extra))

    def update(self, scope: Scope, changes: Mapping[int, Values]) -> None:
        shown = {
            pk: {**values, EXTRA: _without_kept(values[EXTRA])} if values.get(EXTRA) else values
            for pk, values in changes.items()
        }
        super().update(scope, shown)


def _without_kept(extra: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in extra.items() if name != KEPT}
