"""The money of a report: what a funder's vehicles took in, set aside, paid out and got back within the days."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from funding.models import Disbursement, FundingVehicle
from funding.rates import Rates, Sum, Total
from funding.reporting.blocks import Block, Cell, amount, bars, day, figure, paragraph, said, table
from funding.reporting.frame import Frame
from funding.reporting.names import name_of
from funding.sums import exact

KINDS = ("promised", "own", "drawn", "paid", "back")
"""Committed by the funder, paid in by it, paid in by all, paid out, and came back."""
BARS = 12
ByKind = dict[str, list[Sum]]
Summed = dict[str, Total]


@dataclass(frozen=True)
class Books:
    """Every sum within the days by vehicle and kind, and the rates into the report's currency."""

    goal: str
    rates: Rates
    vehicles: dict[FundingVehicle, ByKind]

    def of(self, vehicle: FundingVehicle, kind: str) -> Decimal:
        """What the vehicle has of a kind, in its own currency."""
        return exact(sum((one.amount for one in self.vehicles[vehicle][kind]), Decimal()), vehicle.currency)

    def converted(self, vehicle: FundingVehicle) -> Summed:
        """The same in the report's currency, each row by the rate of its day."""
        return {kind: self.rates.total(self.vehicles[vehicle][kind]) for kind in KINDS}

    def all(self) -> Summed:
        """Everything in the report's currency that can be said in it."""
        return {kind: self.rates.total(one for sums in self.vehicles.values() for one in sums[kind]) for kind in KINDS}


def books(frame: Frame) -> Books:
    """Read the sums. A portfolio keeps rates into its own currency, so a report in any other converts nothing."""
    goal = frame.report.template.currency
    rates = Rates.of(frame.portfolio) if goal == frame.portfolio.currency else Rates(goal, ())
    found: dict[int, ByKind] = {row.pk: defaultdict(list) for row in frame.vehicles}
    for promise in frame.commitments:
        found[promise.vehicle_id]["promised"].append(Sum(promise.amount, promise.vehicle.currency, promise.on))
    for drawn in frame.drawdowns:
        given = Sum(drawn.amount, drawn.commitment.vehicle.currency, drawn.on)
        found[drawn.commitment.vehicle_id]["drawn"].append(given)
        if drawn.commitment.funder_id == frame.funder.pk:
            found[drawn.commitment.vehicle_id]["own"].append(given)
    for row in frame.payments:
        kind = "back" if row.kind == Disbursement.Kind.RETURN else "paid"
        found[row.allocation.vehicle_id][kind].append(Sum(row.amount, row.allocation.vehicle.currency, row.on))
    return Books(goal, rates, {row: found[row.pk] for row in frame.vehicles})


def figures(frame: Frame) -> list[dict[str, str]]:
    """The few numbers on the first page, in the report's currency; what was converted says so."""
    if not frame.vehicles:
        return []
    kept = books(frame)
    sums = kept.all()
    labels = {
        "promised": _("You committed"),
        "own": _("You paid in, in these days"),
        "paid": _("Paid out, in these days"),
    }
    return [figure(label, _stated(sums[kind], kept.goal), _note(sums[kind])) for kind, label in labels.items()]


def _stated(total: Total, goal: str) -> str:
    """The sum in words; where all of it stands apart it is not known in this currency, and nothing is not zero."""
    is_unknown = total.amount == 0 and any(sum_ for _code, sum_ in total.apart_sums)
    return "–" if is_unknown else said(amount(total.amount, goal))


def _note(total: Total) -> str:
    """How the sum came about, where it is not simply in its currency."""
    apart = ", ".join(said(amount(sum_, code)) for code, sum_ in total.apart_sums)
    if apart:
        return _("without %(sums)s, for which no rate is kept") % {"sums": apart}
    return _("converted in part") if total.converted else ""


def money(frame: Frame) -> list[Block]:
    """The vehicles side by side, what was converted, and what the money went to."""
    if not frame.vehicles:
        return [paragraph(_("No money of %(funder)s is recorded here.") % {"funder": frame.funder.name})]
    kept = books(frame)
    blocks = [_at_a_glance(kept), *_converted(kept)]
    blocks += [paragraph(text) for text in unconverted(frame)]
    return [*blocks, *_purposes(frame)]


def _at_a_glance(kept: Books) -> Block:
    columns = (_("Vehicle"), _("You committed"), _("You paid in"), _("Paid in by all"), _("Paid out"), _("Came back"))
    rows = (
        (vehicle.name, *(amount(kept.of(vehicle, kind), vehicle.currency) for kind in KINDS))
        for vehicle in kept.vehicles
    )
    return table(_("Your vehicles in these days"), columns, rows)


def _converted(kept: Books) -> list[Block]:
    """Vehicles in other currencies with the rates that were used, and everything together."""
    others = {row: kept.converted(row) for row in kept.vehicles if row.currency != kept.goal}
    others = {row: sums for row, sums in others.items() if any(total.converted for total in sums.values())}
    if not others:
        return []
    columns = (
        _("Vehicle"), _("You committed"), _("You paid in"), _("Paid in by all"), _("Paid out"), _("Came back"),
        _("Rates and the days from which they hold"),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [(row.name, *_in_a_row(kept, sums), _rates(sums)) for row, sums in others.items()]
    rows.append((_("All your vehicles"), *_in_a_row(kept, kept.all()), _("in part converted")))
    title = _("Converted to %(currency)s, each row by the rate of its day") % {"currency": kept.goal}
    return [table(title, columns, rows)]


def _in_a_row(kept: Books, sums: Summed) -> list[Cell]:
    return [amount(sums[kind].amount, kept.goal) for kind in KINDS]


def _rates(sums: Summed) -> str:
    used = {rate.pk: rate for total in sums.values() for rate in total.rates}
    ordered = sorted(used.values(), key=lambda rate: rate.on)
    told = ((f"{rate.rate.normalize():f}", ", ".join(filter(None, (day(rate.on), rate.source)))) for rate in ordered)
    return "; ".join(f"{value} ({since})" for value, since in told)


def unconverted(frame: Frame) -> list[str]:
    """For each vehicle which sums stand apart, because no rate is kept for their days."""
    kept = books(frame)
    found = []
    for vehicle in kept.vehicles:
        apart = [one for total in kept.converted(vehicle).values() for one in total.apart if one.amount]
        if apart:
            words = {"vehicle": vehicle.name, "goal": kept.goal, "day": day(min(one.on for one in apart))}
            text = _("%(vehicle)s: sums of %(day)s and later are not converted: no rate to %(goal)s is kept for them.")
            found.append(text % words)
    return found


def _purposes(frame: Frame) -> list[Block]:
    """What the money is for, as far as funders may read it: set aside by the last day, paid within the days."""
    lines: dict[tuple[str, str, str], list[Decimal]] = defaultdict(lambda: [Decimal(), Decimal(), Decimal()])
    for given in frame.set_aside:
        held = given.kept  # type: ignore[attr-defined]
        lines[name_of(frame, given), given.vehicle.name, given.vehicle.currency][0] += held
    for row in frame.payments:
        vehicle = row.allocation.vehicle
        place = 2 if row.kind == Disbursement.Kind.RETURN else 1
        lines[name_of(frame, row.allocation), vehicle.name, vehicle.currency][place] += row.amount
    if not lines:
        return [paragraph(_("Nothing was set aside or paid out of these vehicles yet."))]
    ordered = sorted(lines.items(), key=lambda pair: (-pair[1][0], pair[0]))
    columns = (_("For"), _("Vehicle"), _("Set aside so far"), _("Paid out"), _("Came back"))
    rows = (
        (name, vehicle, *(amount(exact(sum_, currency), currency) for sum_ in sums))
        for (name, vehicle, currency), sums in ordered
    )
    return [*_largest(frame, lines), table(_("What your money is for"), columns, rows)]


def _largest(frame: Frame, lines: dict[tuple[str, str, str], list[Decimal]]) -> list[Block]:
    """A drawing of what is set aside in the report's currency; others can't stand on the same scale."""
    currency = frame.report.template.currency
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for (name, _vehicle, code), values in lines.items():
        if code == currency:
            sums[name] += values[0]
    ordered = sorted(((name, sum_) for name, sum_ in sums.items() if sum_ > 0), key=lambda pair: (-pair[1], pair[0]))
    if len(ordered) < 2:
        return []
    rows = [(name, amount(exact(sum_, currency), currency)) for name, sum_ in ordered[:BARS]]
    drawn = bars(_("What most of your money is for"), (_("For"), _("Set aside so far")), rows)
    if not (rest := sum((sum_ for _name, sum_ in ordered[BARS:]), Decimal())):
        return [drawn]
    left = said(amount(exact(rest, currency), currency))
    return [drawn, paragraph(_("%(sum)s are for all the others in the table below.") % {"sum": left})]
