"""Grants as something that can be imported: each becomes an initiative with its organisations and its money."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from funding.exchange.incoming_fields import MONEY, grant_fields
from funding.exchange.incoming_money import Award, Payment, built_upon, take_back, write_awards
from funding.models import Allocation, FundingVehicle, LockedPeriod
from funding.policies import refuse_alone, refuse_proposal
from initiatives.imports.fields import Field, Problem, Record
from initiatives.imports.held import with_other_rows
from initiatives.imports.initiatives_target import InitiativesTarget
from initiatives.imports.targets import Scope, targets
from initiatives.models import ImportedRecord, Initiative
from portfolio_hub.lib.formats import minor_digits
from stakeholders.models import Portfolio
from stakeholders.policies import Refused

_OWN = frozenset({"placements", "participations", "places", "stage_changes", "allocations"})


class GrantsTarget(InitiativesTarget):
    """Grants: amounts that came in once are never written over, a correction is a row of the vehicle."""

    name: ClassVar[str] = "grants"
    label = _("grant")
    label_many = _("grants (360Giving)")
    explanation = _(
        "One row for each grant: who gave how much to whom, and when. Each becomes an initiative with money."
    )
    home_view = "funding:overview"
    order: ClassVar[int] = 60

    def fields(self, portfolio: Portfolio) -> tuple[Field, ...]:
        return grant_fields(portfolio)

    def tidy(self, record: Record) -> tuple[Record, Sequence[Problem]]:
        record, problems = super().tidy(record)
        values, found = dict(record.values), list(problems)
        currency = str(values.get("currency", "")).upper()
        values["currency"] = currency
        awarded, paid = (Decimal(values.get(name) or 0) for name in ("amount_awarded", "amount_disbursed"))

        def refuse(what: object, expected: str) -> None:
            found.append(Problem(record.row, "", str(what), expected, True))

        if awarded < 0 or paid < 0:
            refuse(min(awarded, paid), _now("a sum that is not negative"))
        elif paid > awarded:
            refuse(paid, _now("at most what was awarded"))
        elif len(values.get("funder") or ()) != 1 and values.get("funder"):
            refuse("; ".join(values["funder"]), _now("one funder"))
        elif max(awarded, paid).adjusted() > 14:
            refuse(awarded, _now("an amount with at most 15 digits before the point"))
        elif awarded and not re.fullmatch("[A-Z]{3}", currency):
            refuse(currency, _now("three letters that name a currency, as EUR"))
        elif any(sum_ != round(sum_, minor_digits(currency)) for sum_ in (awarded, paid)):
            refuse(awarded, _now("no more decimals than the currency has"))
        return replace(record, values=values), found

    def settle(self, scope: Scope, records: Sequence[Record]) -> tuple[list[Record], list[Problem]]:
        """Keep money that is here already as it is, and leave out what the rules of the vehicle do not allow."""
        kept = ImportedRecord.objects.filter(
            portfolio=scope.portfolio, target=self.name, source=scope.source, external_id__in=[r.key for r in records]
        )
        known = dict(kept.values_list("external_id", "values"))
        limits = _Limits(scope)
        problems: list[Problem] = []
        through = []
        for record in records:
            if record.key in known:
                record, found = _as_known(record, known[record.key])
                problems += found
                through.append(record)
            elif why := limits.why_not(record, self.days(record)):
                problems.append(Problem(record.row, "", str(record.values["amount_awarded"]), why, True))
            else:
                through.append(record)
        return through, problems

    def create(self, scope: Scope, records: Sequence[Record]) -> list[int]:
        ids = super().create(scope, [self.shown(record) for record in records])
        pairs = zip(ids, records, strict=True)
        write_awards(scope, [self.award(pk, record) for pk, record in pairs if record.values.get("funder")])
        return ids

    def shown(self, record: Record) -> Record:
        """The record with those of its facts that everybody may read who sees the initiative."""
        return record

    def days(self, record: Record) -> set[date]:
        """The days on which money of one record moves."""
        return {date.fromisoformat(record.values["awarded_on"])}

    def award(self, pk: int, record: Record) -> Award:
        """The money of one record, whose names are ids by now."""
        return _award(pk, record.values)

    def load(self, ids: Collection[int], scope: Scope) -> dict[int, dict[str, Any]]:
        """Money that came in stands as the source said it, so that it never counts as changed."""
        rows = super().load(ids, scope)
        said = ImportedRecord.objects.filter(
            portfolio=scope.portfolio, target=self.name, source=scope.source, object_id__in=rows
        )
        for pk, values in said.values_list("object_id", "values"):
            rows[pk] |= {name: values[name] for name in MONEY if name in values}
        return rows

    def delete(self, ids: Collection[int]) -> None:
        take_back(ids)
        super().delete(ids)

    def held(self, ids: Collection[int]) -> set[int]:
        said = ImportedRecord.objects.filter(target=self.name, object_id__in=ids).values_list("object_id", "values")
        with_money = {pk for pk, values in said if values.get("funder") and Decimal(values.get("amount_awarded") or 0)}
        return with_other_rows(Initiative, ids, own=_OWN) | built_upon(ids, with_money)


def _award(initiative: int, values: Mapping[str, Any]) -> Award:
    on, paid = date.fromisoformat(values["awarded_on"]), Decimal(values.get("amount_disbursed") or 0)
    return Award(
        initiative=initiative,
        funder=values["funder"][0],
        currency=values["currency"],
        amount=Decimal(values["amount_awarded"]),
        on=on,
        payments=(Payment(paid, on),) if paid else (),
        vehicle=int(values["vehicle"]) if values.get("vehicle") else None,
    )


def _as_known(record: Record, known: Mapping[str, Any]) -> tuple[Record, list[Problem]]:
    """The record with the money that came in first; another sum is told, not written."""
    problems = []
    for name in ("amount_awarded", "amount_disbursed"):
        now, before = record.values.get(name), known.get(name)
        if Decimal(now or 0) != Decimal(before or 0):
            expected = _now("%(before)s, as it came in; money is not written over: correct it in its vehicle")
            problems.append(Problem(record.row, "", str(now), expected % {"before": before}))
    values = {name: value for name, value in record.values.items() if name not in MONEY or name == "funder"}
    stands = {name: known[name] for name in MONEY if name in known and name != "funder"}
    return replace(record, values={**values, **stands}), problems


class _Limits:
    """What the rules let in: days that are open, the chosen vehicle's currency, voices, threshold and free money."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        closed = LockedPeriod.objects.filter(portfolio=scope.portfolio, opened_at__isnull=True)
        self.closed = list(closed.values_list("from_on", "to_on"))
        self.pots: dict[int, FundingVehicle] = {}
        self.left: dict[int, Decimal] = {}

    def why_not(self, record: Record, days: Collection[date]) -> str:
        """The reason why this money can't come in, or an empty text; what can is counted."""
        values = record.values
        amount = Decimal(values["amount_awarded"])
        if not amount:
            return ""
        if any(start <= day <= end for start, end in self.closed for day in days):
            return _now("a day outside the periods that were reported")
        return self._of_vehicle(int(values["vehicle"]), amount, values) if values.get("vehicle") else ""

    def _of_vehicle(self, pk: int, amount: Decimal, values: Mapping[str, Any]) -> str:
        if pk not in self.pots:
            self.pots[pk] = FundingVehicle.objects.get(portfolio=self.scope.portfolio, pk=pk)
            self.left[pk] = self.pots[pk].free_to_allocate
        pot = self.pots[pk]
        if values["currency"] != pot.currency:
            return _now("%(currency)s, the currency of the vehicle") % {"currency": pot.currency}
        if self.scope.by is not None:
            try:
                refuse_proposal(pot, self.scope.by)
                refuse_alone(Allocation(vehicle=pot, amount=amount, by=self.scope.by), self.scope.by)
            except Refused as refused:
                return str(refused)
        if amount > self.left[pk]:
            return _now("at most what is left to allocate in this vehicle")
        self.left[pk] -= amount
        return ""


def register() -> None:
    """Offer grants, activities and rates on the page of imports."""
    from funding.exchange.incoming_activities import ActivitiesTarget
    from funding.exchange.incoming_rates import RatesTarget

    for target in (GrantsTarget(), ActivitiesTarget(), RatesTarget()):
        targets.add(target.name, target)
