"""The portfolio in outline, as every funder here sees it, and reserves against their floor."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from funding.cited import find_many, hidden
from funding.models import ReserveRelease, SupportSought
from funding.overviews import VehicleLine, funder_overview
from funding.overviews.reserve import Standing, key_of, standings
from funding.reporting.blocks import Block, Cell, amount, bars, entry, on, paragraph, said, table
from funding.reporting.frame import Frame
from funding.reporting.names import is_seen, name_of


def whole(frame: Frame) -> list[Block]:
    """All vehicles in sums, as they stand when the report is made; currencies are never added up."""
    page = funder_overview(frame.access)
    columns = (
        _("Vehicle"), _("Instrument"), _("Committed"), _("May move freely"), _("Set aside"), _("Paid out"),
        _("Not set aside yet"),
    )  # fmt: skip
    rows = [_line(line) for line in (*page.vehicles, *page.others)]
    if not rows:
        return [paragraph(_("No money is recorded in this portfolio yet."))]
    if len(page.vehicles) > 1:
        free = sum((line.free for line in page.vehicles), start=page.committed * 0)
        sums = (page.committed, page.flexible, page.allocated, page.paid, free)
        together = _("All in %(currency)s") % {"currency": page.currency}
        rows.append((together, "", *(amount(sum_, page.currency) for sum_ in sums)))
    blocks = [
        paragraph(_("As it stands on the day this report was made, your own vehicles among them.")),
        table(_("Vehicles of the portfolio"), columns, rows),
    ]
    ends = [(node.name, amount(node.amount, page.currency)) for node in page.systems if node.amount > 0]
    if len(ends) > 1:
        blocks.append(bars(_("Where the money goes"), (_("System"), _("Set aside")), ends))
    return blocks


def _line(line: VehicleLine) -> tuple[Cell, ...]:
    sums = (line.committed, line.flexible, line.allocated, line.paid, line.free)
    return (line.name, line.instrument, *(amount(sum_, line.currency) for sum_ in sums))


def reserve(frame: Frame) -> list[Block]:
    """How much may move, against the floor; releases from the funder's own reserves with what triggered them."""
    found = standings(frame.access)
    if not found:
        return [paragraph(_("No reserve is kept in this portfolio."))]
    mine = {row.vehicle_id for row in frame.reserves}
    blocks = [_standing(one, is_mine=one.reserve.vehicle_id in mine) for one in found]
    released = _releases(frame)
    return [*blocks, released] if released["rows"] else blocks


def _standing(one: Standing, *, is_mine: bool) -> Block:
    line = one.line
    sums = {"left": said(amount(line.free, line.currency)), "whole": said(amount(line.whole, line.currency))}
    words = [_("%(left)s of %(whole)s are not set aside yet.") % sums]
    shares = {"percent": one.flexibility.percent, "floor": one.floor}
    if one.floor is None:
        words.append(_("%(percent)d%% of all committed money may move; no floor is set.") % shares)
    elif one.flexibility.points_under:
        text = ngettext(
            "%(percent)d%% of all committed money may move, %(points)d point under the floor of %(floor)d%%.",
            "%(percent)d%% of all committed money may move, %(points)d points under the floor of %(floor)d%%.",
            one.flexibility.points_under,
        )
        words.append(text % {**shares, "points": one.flexibility.points_under})
    else:
        words.append(_("%(percent)d%% of all committed money may move; the floor is %(floor)d%%.") % shares)
    purpose = one.reserve.purpose if is_mine else ""
    return entry(line.name, "\n\n".join(part for part in (purpose, " ".join(words)) if part), line.instrument)


def _releases(frame: Frame) -> Block:
    """What was let out and agreed; what waits for a second person is not released yet."""
    rows = ReserveRelease.objects.filter(reserve__in=frame.reserves, at__date__range=frame.days)
    rows = rows.exclude(allocation__status="planned")
    released = list(rows.select_related("allocation__vehicle", "reserve__vehicle").order_by("at", "pk"))
    cited = find_many(frame.access, (key_of(row) for row in released))
    lines = []
    for row in released:
        why = cited.get(key_of(row)) or hidden(key_of(row)[0])
        sum_ = amount(row.allocation.amount, row.allocation.vehicle.currency)
        told = row.why if is_seen(frame, row.allocation) else ""
        because = why.title if why.row is not None else _("not released to funders")
        lines.append((on(row.at.date()), name_of(frame, row.allocation), f"{why.label}: {because}", told, sum_))
    columns = (_("On"), _("For"), _("What triggered it"), _("Why then"), _("Amount"))
    return table(_("Released from your reserves"), columns, lines)


def ask(frame: Frame) -> list[Block]:
    """What the portfolio says would help."""
    blocks = []
    for row in SupportSought.objects.seen_with(frame.access).open():
        meta = ""
        if row.amount is not None:
            meta = _("about %(sum)s") % {"sum": said(amount(row.amount, row.currency))}
        blocks.append(entry(row.title, row.would_help, meta))
    return blocks or [paragraph(_("We ask for nothing in particular at the moment."))]
