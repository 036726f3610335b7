"""Money that a file brings: vehicles, promises, allocations and payments in sets, under the rules of single ones."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain, count

from django.db.models import Exists, F, OuterRef, QuerySet, Sum

from funding.models import Allocation, CapitalCommitment, Disbursement, FundingVehicle, LockedPeriod
from funding.policies import refuse_alone, refuse_proposal
from funding.services.limits import locked
from initiatives.imports.targets import Scope
from portfolio_hub.lib.tabular import NotATable
from portfolio_hub.lib.writing import write_many
from stakeholders.models import Change, Organisation
from stakeholders.policies import Refused
from stakeholders.services import history


@dataclass(frozen=True, slots=True)
class Payment:
    """A sum paid out on a day; a negative one corrects the last positive one before it."""

    amount: Decimal
    on: date


@dataclass(frozen=True, slots=True)
class Award:
    """The money of one grant: awarded by the funder on a day, and paid out so far."""

    initiative: int
    funder: int
    currency: str
    amount: Decimal
    on: date
    payments: tuple[Payment, ...] = ()
    vehicle: int | None = None

    @property
    def paid(self) -> Decimal:
        return sum((payment.amount for payment in self.payments), Decimal(0))


def write_awards(scope: Scope, awards: Sequence[Award]) -> None:
    """Write the rows and their totals; zero sums hold nothing and make no row."""
    by_pot: dict[tuple[int | None, int, str], list[Award]] = defaultdict(list)
    for award in awards:
        if award.amount > 0:
            by_pot[(award.vehicle, 0 if award.vehicle else award.funder, award.currency)].append(award)
    for (chosen, funder, currency), group in by_pot.items():
        total = sum((award.amount for award in group), Decimal(0))
        if chosen:
            pot = locked(FundingVehicle(pk=chosen))
        else:
            pot = _own_pot(scope, funder, currency)
            _refuse_alone(scope, pot, max(award.amount for award in group))
            _promise(scope, pot, funder, total, min(award.on for award in group))
        pot.allocated_total += total
        pot.paid_total += sum((award.paid for award in group), Decimal(0))
        pot.save(update_fields=["committed_total", "allocated_total", "paid_total"])
        _write_rows(scope, pot, group)


def _own_pot(scope: Scope, funder: int, currency: str) -> FundingVehicle:
    """The vehicle of a funder's grants in one currency, opened when the first of them comes in."""
    own = f"{Organisation.objects.get(pk=funder).name[:110]} ({currency})"
    there = {pot.name: pot for pot in FundingVehicle.objects.filter(portfolio=scope.portfolio, name__startswith=own)}
    names = chain((own,), (f"{own} {number}" for number in count(2)))
    name = next(name for name in names if _takes(there.get(name), currency))
    if name in there:
        return locked(there[name])
    facts = {"instrument": FundingVehicle.Instrument.GRANT, "currency": currency}
    pot = FundingVehicle.objects.create(portfolio=scope.portfolio, name=name, **facts)
    fields = {"name": [None, name], "currency": [None, currency]}
    history.record(
        pot, kind=Change.Kind.CREATED, by=scope.by, why=scope.file_name, portfolio=scope.portfolio, fields=fields
    )
    return locked(pot)


def _takes(pot: FundingVehicle | None, currency: str) -> bool:
    """Whether money of a currency goes into a vehicle of that name: one that is to be opened, or open and no trial."""
    return pot is None or (pot.currency == currency and not pot.is_shadow and pot.closed_on is None)


def _refuse_alone(scope: Scope, pot: FundingVehicle, biggest: Decimal) -> None:
    """Stop with a sentence where the rules that the vehicle was given meanwhile let nobody write this alone."""
    if scope.by is None:
        return
    try:
        refuse_proposal(pot, scope.by)
        refuse_alone(Allocation(vehicle=pot, amount=biggest, by=scope.by), scope.by)
    except Refused as refused:
        raise NotATable(f"{pot.name}: {refused}") from None


def _promise(scope: Scope, pot: FundingVehicle, funder: int, total: Decimal, on: date) -> None:
    """What the funder promised is what its grants add up to; one promise for each source until it is reported."""
    promise = _promises(pot, scope.source).filter(funder=funder).last()
    if promise is None:
        CapitalCommitment.objects.create(
            vehicle=pot, funder_id=funder, amount=total, on=on, note=scope.source, by=scope.by
        )
    else:
        promise.amount, promise.on = promise.amount + total, min(promise.on, on)
        promise.save(update_fields=["amount", "on"])
    pot.committed_total += total


def _write_rows(scope: Scope, pot: FundingVehicle, group: Sequence[Award]) -> None:
    allocations = write_many(
        [
            Allocation(
                vehicle=pot,
                target=Allocation.Target.INITIATIVE,
                initiative_id=award.initiative,
                amount=award.amount,
                paid_total=award.paid,
                on=award.on,
                agreed_on=award.on,
                agreed_by=scope.by,
                by=scope.by,
            )
            for award in group
        ]
    )
    _write_payments(scope, list(zip(allocations, group, strict=True)))


def _write_payments(scope: Scope, pairs: Sequence[tuple[Allocation, Award]]) -> None:
    """Payments first; what corrects one of them is a further row that names it."""
    rows: list[Disbursement] = []
    corrections: list[Disbursement] = []
    for allocation, award in pairs:
        last: Disbursement | None = None
        for payment in award.payments:
            row = Disbursement(
                allocation=allocation, amount=payment.amount, on=payment.on, note=scope.source, by=scope.by
            )
            if payment.amount > 0:
                last = row
                rows.append(row)
            else:
                row.corrects = last
                corrections.append(row)
    write_many(rows)
    for row in corrections:
        row.corrects_id = row.corrects.pk if row.corrects else None
    write_many(corrections)


def built_upon(ids: Collection[int], with_money: Collection[int]) -> set[int]:
    """Initiatives whose money people went on with since it came in: a further allocation, payment, return or reason,
    or a report of its days. Only those in `with_money` came in with any. Their vehicles are kept from others until
    the transaction ends, so that it stays so.
    """
    rows = Allocation.objects.filter(initiative__in=ids)
    list(FundingVehicle.objects.select_for_update().filter(pk__in=rows.values("vehicle")).order_by("pk"))
    payments = Disbursement.objects.filter(allocation__in=rows.values("pk"))
    more = rows.exclude(status=Allocation.Status.AGREED) | rows.filter(returned_total__gt=0)
    paid = payments.exclude(note=F("allocation__initiative__source"))
    told = payments.filter(_reported("allocation__vehicle"))
    counted = Counter(rows.values_list("initiative_id", flat=True))
    touched = {pk for pk, many in counted.items() if many > 1 or pk not in with_money}
    for found in (more, rows.filter(informed_by__isnull=False), rows.filter(_reported("vehicle"))):
        touched |= set(found.values_list("initiative_id", flat=True))
    return touched.union(*(found.values_list("allocation__initiative_id", flat=True) for found in (paid, told)))


def _reported(vehicle: str) -> Exists:
    """Whether the day of a row, whose vehicle has that path, lies in a period that was reported."""
    periods = LockedPeriod.objects.filter(portfolio=OuterRef(f"{vehicle}__portfolio"), opened_at__isnull=True)
    return Exists(periods.filter(from_on__lte=OuterRef("on"), to_on__gte=OuterRef("on")))


def _promises(pot: FundingVehicle, source: str) -> QuerySet[CapitalCommitment]:
    """What was promised for the grants of a source, as far as it was not reported since; the newest last."""
    rows = CapitalCommitment.objects.filter(vehicle=pot, note=source, status=CapitalCommitment.Status.COMMITTED)
    return rows.filter(~_reported("vehicle")).order_by("pk")


def take_back(ids: Collection[int]) -> None:
    """Take away what `write_awards` wrote for these initiatives, and vehicles that are empty after that."""
    rows = Allocation.objects.filter(initiative__in=ids)
    sums = rows.values("vehicle", "initiative__source").annotate(awarded=Sum("amount"), paid=Sum("paid_total"))
    found = [
        (row["vehicle"], row["initiative__source"], row["awarded"], row["paid"]) for row in sums.order_by("vehicle")
    ]
    payments = Disbursement.objects.filter(allocation__in=rows.values("pk"))
    payments.filter(corrects__isnull=False).delete()
    payments.delete()
    rows.delete()
    for vehicle, source, awarded, paid in found:
        pot = locked(FundingVehicle(pk=vehicle))
        pot.allocated_total -= awarded
        pot.paid_total -= paid
        promises = (row for row in _promises(pot, source).reverse() if row.amount - row.drawn_total >= awarded)
        promise = next(promises, None)
        if promise is not None:
            pot.committed_total -= awarded
            _shrink(promise, awarded)
        pot.save(update_fields=["committed_total", "allocated_total", "paid_total"])
        if promise is not None and not pot.commitments.exists() and not pot.allocations.exists():
            pot.delete()


def _shrink(promise: CapitalCommitment, amount: Decimal) -> None:
    if promise.amount == amount:
        promise.delete()
    else:
        promise.amount -= amount
        promise.save(update_fields=["amount"])
