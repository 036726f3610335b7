"""Exchange rates as something that can be imported: what is kept stands, so a file only adds days."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from funding.models import ExchangeRate, LockedPeriod
from funding.services import looking_anew
from initiatives.imports.fields import Field, FieldKind, Problem, Record
from initiatives.imports.targets import Scope, Target, Values
from stakeholders.models import Portfolio

_DECIMALS, _WHOLE = 10, 10
Days = list[tuple[date, date]]


class RatesTarget(Target):
    """Rates into the portfolio's currency. One that is kept stays; a row that says otherwise is told."""

    name: ClassVar[str] = "rates"
    label = _("exchange rate")
    label_many = _("exchange rates")
    explanation = _("What one unit of a currency is worth in the portfolio's: one row for each currency and day.")
    model = ExchangeRate
    home_view = "funding:rates"
    order: ClassVar[int] = 62

    def fields(self, portfolio: Portfolio) -> tuple[Field, ...]:
        return (
            Field(
                "currency", _("currency"), is_required=True, max_length=3, aliases=("=currency", "=code", "iso code")
            ),
            Field(
                "rate", _("rate"), FieldKind.NUMBER, is_required=True, aliases=("=rate", "worth in", "exchange rate")
            ),
            Field(
                "on", _("from"), FieldKind.DATE, is_required=True, aliases=("=on", "=day", "=date", "=since", "=from")
            ),
            Field("source", _("where the rate comes from"), max_length=200, aliases=("=source",), keeps_capitals=True),
        )

    def tidy(self, record: Record) -> tuple[Record, Sequence[Problem]]:
        """One key for each currency and day, so that a second row of both is noticed in the whole file."""
        values = dict(record.values)
        currency, rate = str(values.get("currency", "")).upper(), values.get("rate")
        problems = []

        def refuse(found: object, expected: str) -> None:
            problems.append(Problem(record.row, "", str(found)[:120], expected, is_skipped=True))

        if currency and not re.fullmatch("[A-Z]{3}", currency):
            refuse(currency, _now("three letters that name a currency, as EUR"))
        if rate is not None:
            number = Decimal(str(rate)).normalize()
            values["rate"] = f"{number:f}"
            if number <= 0:
                refuse(rate, _now("a rate that is more than zero"))
            elif number.adjusted() >= _WHOLE or -int(number.as_tuple().exponent) > _DECIMALS:
                refuse(rate, _now("at most ten digits before the point and ten after it"))
        values |= {"currency": currency} if currency else {}
        key = f"{currency}:{values['on']}" if currency and values.get("on") else record.key
        return replace(record, values=values, key=key), problems

    def settle(self, scope: Scope, records: Sequence[Record]) -> tuple[list[Record], list[Problem]]:
        """Leave out the portfolio's own currency, days that were reported, and what would write over a kept rate."""
        periods = LockedPeriod.objects.filter(portfolio=scope.portfolio, opened_at__isnull=True)
        closed = list(periods.values_list("from_on", "to_on"))
        known, days = _here(scope, [record.key for record in records]), _kept_days(scope, records)
        through, problems = [], []
        for record in records:
            kept = known.get(record.key)
            reported = _is_reported(date.fromisoformat(record.values["on"]), days[record.values["currency"]], closed)
            if expected := _why_not(record.values, kept, reported, scope.portfolio.currency):
                problems.append(Problem(record.row, "", _said(record.values), expected, is_skipped=True))
            else:
                through.append(replace(record, values=_plain(kept)) if kept else record)
        return through, problems

    def find(self, scope: Scope, keys: Collection[str]) -> dict[str, int]:
        return {key: row.pk for key, row in _here(scope, keys).items()}

    def load(self, ids: Collection[int], scope: Scope) -> dict[int, dict[str, Any]]:
        return {row.pk: _plain(row) for row in ExchangeRate.objects.filter(pk__in=ids)}

    def create(self, scope: Scope, records: Sequence[Record]) -> list[int]:
        made = [ExchangeRate(portfolio=scope.portfolio, by=scope.by, **record.values) for record in records]
        kept = ExchangeRate.objects.bulk_create(made, batch_size=500)
        looking_anew.ask(portfolio_id=scope.portfolio.pk, currencies={row.currency for row in kept})
        return [row.pk for row in kept]

    def update(self, scope: Scope, changes: Mapping[int, Values]) -> None:
        """A rate that is kept stands; `settle` lets no other one through."""

    def delete(self, ids: Collection[int]) -> None:
        gone = ExchangeRate.objects.filter(pk__in=ids).order_by()
        portfolios, currencies = (set(gone.values_list(name, flat=True)) for name in ("portfolio", "currency"))
        gone.delete()
        for portfolio_id in portfolios:
            looking_anew.ask(portfolio_id=portfolio_id, currencies=currencies)

    def held(self, ids: Collection[int]) -> set[int]:
        """Rates of days that were reported since: reports say them."""
        later = LockedPeriod.objects.filter(
            portfolio=OuterRef("portfolio"), opened_at__isnull=True, to_on__gte=OuterRef("on")
        )
        found = ExchangeRate.objects.filter(Exists(later), pk__in=ids)
        return set(found.values_list("pk", flat=True))


def _here(scope: Scope, keys: Collection[str]) -> dict[str, ExchangeRate]:
    """Kept rates by currency and day."""
    codes = {key.partition(":")[0] for key in keys}
    days = {day for key in keys if (day := key.partition(":")[2])}
    rows = ExchangeRate.objects.filter(portfolio=scope.portfolio, currency__in=codes, on__in=days)
    found = {f"{row.currency}:{row.on.isoformat()}": row for row in rows}
    return {key: found[key] for key in keys if key in found}


def _plain(row: ExchangeRate) -> dict[str, Any]:
    said = {"currency": row.currency, "rate": f"{row.rate.normalize():f}", "on": row.on.isoformat()}
    return said | ({"source": row.source} if row.source else {})


def _said(values: Values) -> str:
    return f"{values['currency']} {values['rate']} ({values['on']})"


def _kept_days(scope: Scope, records: Sequence[Record]) -> dict[str, list[date]]:
    """For each currency the days from which rates are kept, in their order."""
    found: dict[str, list[date]] = defaultdict(list)
    codes = {record.values["currency"] for record in records}
    rows = ExchangeRate.objects.filter(portfolio=scope.portfolio, currency__in=codes).order_by("on")
    for currency, day in rows.values_list("currency", "on"):
        found[currency].append(day)
    return found


def _is_reported(day: date, kept: list[date], closed: Days) -> bool:
    """Whether a rate of that day, which holds until the next one that is kept, would convert what was reported."""
    after = bisect_right(kept, day)
    end = kept[after] if after < len(kept) else date.max
    return any(last >= day and first < end for first, last in closed)


def _why_not(values: Values, kept: ExchangeRate | None, reported: bool, own: str) -> str:
    if values["currency"] == own:
        return _now("another currency than the portfolio's own")
    if kept is not None and kept.rate != Decimal(values["rate"]):
        expected = _now("%(rate)s, as it is kept for that day; keep the right one from a later day")
        return expected % {"rate": f"{kept.rate.normalize():f}"}
    if kept is None and reported:
        return _now("a day after the periods that were reported")
    return ""
