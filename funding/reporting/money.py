"""The money of a report: what a funder's vehicles took in, set aside, paid out and got back within the days."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from funding.models import Allocation, CapitalCommitment, Disbursement, Drawdown, FundingVehicle
from funding.rates import Rates, Sum, Total
from funding.reporting.blocks import Block, amount, day, paragraph, table
from funding.reporting.frame import Frame

Sums = dict[int, Decimal]


def money(frame: Frame) -> list[Block]:
    """The vehicles side by side, then every row within the days."""
    if not frame.vehicles:
        return [paragraph(_("No money of %(funder)s is recorded here.") % {"funder": frame.funder.name})]
    payments = list(_payments(frame))
    blocks = [_at_a_glance(frame, payments)]
    blocks += _converted(spent_elsewhere(frame, payments), frame.report.template.currency)
    blocks += [_paid_in(frame), _set_aside(frame), _paid_out(frame, payments)]
    return [block for block in blocks if block["kind"] != "table" or block["rows"]]


def _payments(frame: Frame) -> Iterable[Disbursement]:
    rows = Disbursement.objects.filter(allocation__vehicle__in=frame.vehicles, on__range=frame.days)
    return rows.select_related("allocation__vehicle").order_by("on", "pk")


def _drawdowns(frame: Frame) -> Iterable[Drawdown]:
    rows = Drawdown.objects.filter(commitment__vehicle__in=frame.vehicles, on__range=frame.days)
    return rows.select_related("commitment__vehicle", "commitment__funder").order_by("on", "pk")


def _sums(pairs: Iterable[tuple[int, Decimal]]) -> Sums:
    """Exact sums by vehicle; one vehicle has one currency."""
    sums: Sums = defaultdict(Decimal)
    for vehicle, sum_ in pairs:
        sums[vehicle] += sum_
    return sums


def _paid(payments: Iterable[Disbursement], kind: str) -> Sums:
    return _sums((row.allocation.vehicle_id, row.amount) for row in payments if row.kind == kind)


def _promised(frame: Frame) -> Sums:
    rows = CapitalCommitment.objects.filter(vehicle__in=frame.vehicles, funder=frame.funder, status="committed")
    return _sums(rows.filter(on__lte=frame.report.to_on).values_list("vehicle", "amount"))


def _at_a_glance(frame: Frame, payments: list[Disbursement]) -> Block:
    promised = _promised(frame)
    drawn = _sums((row.commitment.vehicle_id, row.amount) for row in _drawdowns(frame))
    out, back = (_paid(payments, kind) for kind in (Disbursement.Kind.PAYMENT, Disbursement.Kind.RETURN))
    columns = (_("Vehicle"), _("You committed"), _("Paid in"), _("Paid out"), _("Came back"))
    sums = (promised, drawn, out, back)
    rows = (
        (vehicle.name, *(amount(sum_.get(vehicle.pk, Decimal()), vehicle.currency) for sum_ in sums))
        for vehicle in frame.vehicles
    )
    return table(_("Your vehicles in these days"), columns, rows)


def spent_elsewhere(frame: Frame, payments: Iterable[Disbursement] | None = None) -> list[tuple[FundingVehicle, Total]]:
    """What vehicles in other currencies than the report's paid out, each row by the rate of its day.

    The portfolio keeps rates into its own currency only, so a report in any other converts nothing.
    """
    goal = frame.report.template.currency
    rates = Rates.of(frame.portfolio) if goal == frame.portfolio.currency else Rates(goal, ())
    paid: dict[int, list[Sum]] = defaultdict(list)
    for row in _payments(frame) if payments is None else payments:
        if row.kind == Disbursement.Kind.PAYMENT:
            paid[row.allocation.vehicle_id].append(Sum(row.amount, row.allocation.vehicle.currency, row.on))
    others = (vehicle for vehicle in frame.vehicles if vehicle.currency != goal and paid[vehicle.pk])
    return [(vehicle, rates.total(paid[vehicle.pk])) for vehicle in others]


def _converted(totals: list[tuple[FundingVehicle, Total]], goal: str) -> list[Block]:
    """The sums in the report's currency with their rates; what has no rate is left out, and said."""
    columns = (_("Vehicle"), _("Rates and their days"), _("Paid out, converted"))
    rows = (
        (
            vehicle.name,
            ", ".join(f"{rate.rate.normalize():f} ({day(rate.on)})" for rate in total.rates),
            amount(total.amount, goal),
        )
        for vehicle, total in totals
        if total.parts
    )
    return [
        table(_("Converted to %(currency)s") % {"currency": goal}, columns, rows),
        *(paragraph(unconverted(vehicle, total)) for vehicle, total in totals if total.apart),
    ]


def unconverted(vehicle: FundingVehicle, total: Total) -> str:
    """Which sum stands apart because no rate is kept for it."""
    (currency, sum_), *_rest = total.apart_sums
    apart = amount(sum_, currency)
    words = {
        "vehicle": vehicle.name,
        "sum": apart["text"] if isinstance(apart, dict) else apart,
        "goal": total.currency,
    }
    return _("%(vehicle)s: %(sum)s paid out are not converted, because no rate to %(goal)s is kept for them.") % words


def _paid_in(frame: Frame) -> Block:
    columns = (_("On"), _("Vehicle"), pgettext("flow of money", "From"), _("Note"), _("Amount"))
    rows = (
        (
            day(row.on), row.commitment.vehicle.name, row.commitment.funder.name, row.note,
            amount(row.amount, row.commitment.vehicle.currency),
        )
        for row in _drawdowns(frame)
    )  # fmt: skip
    return table(_("Paid in"), columns, rows)


def _set_aside(frame: Frame) -> Block:
    agreed = Allocation.objects.filter(vehicle__in=frame.vehicles, on__range=frame.days).exclude(status="planned")
    columns = (_("On"), _("Vehicle"), _("For"), _("What it is for"), _("Amount"))
    rows = (
        (
            day(row.on), row.vehicle.name, name_of(frame, row), row.purpose if _is_seen(frame, row) else "",
            amount(row.amount, row.vehicle.currency),
        )
        for row in agreed.select_related("vehicle").order_by("on", "pk")
    )  # fmt: skip
    return table(_("Set aside"), columns, rows)


def _paid_out(frame: Frame, payments: list[Disbursement]) -> Block:
    columns = (_("On"), _("Vehicle"), _("For"), _("Note"), _("Amount"))
    rows = (
        (
            day(row.on), row.allocation.vehicle.name, name_of(frame, row.allocation), _note(frame, row),
            amount(row.amount, row.allocation.vehicle.currency),
        )
        for row in payments
    )  # fmt: skip
    return table(_("Paid out and come back"), columns, rows)


def _note(frame: Frame, row: Disbursement) -> str:
    """What the row says of itself, where its reader may know what the money is for."""
    kind = _("came back") if row.kind == Disbursement.Kind.RETURN else ""
    if row.corrects_id:
        kind = _("corrects an earlier row")
    note = row.note if _is_seen(frame, row.allocation) else ""
    return " · ".join(part for part in (kind, note) if part)


def _is_seen(frame: Frame, row: Allocation) -> bool:
    """Whether funders may know what this money is for."""
    target = ("initiative", row.initiative_id) if row.initiative_id else ("combination", row.combination_id)
    return target[1] is None or target in frame.seen_names


def name_of(frame: Frame, row: Allocation) -> str:
    """What the money is for, as far as funders may read its name."""
    if row.initiative_id:
        return frame.seen_names.get(("initiative", row.initiative_id)) or _("An initiative not released to funders")
    if row.combination_id:
        return frame.seen_names.get(("combination", row.combination_id)) or _("A combination not released to funders")
    return row.get_target_display()


def without_note(frame: Frame) -> dict[FundingVehicle, int]:
    """How many payments of each vehicle say nothing about what they were for."""
    counted: dict[FundingVehicle, int] = defaultdict(int)
    for row in _payments(frame):
        if not row.note.strip():
            counted[row.allocation.vehicle] += 1
    return dict(counted)
