"""Every row of a funder's money within the days, for the end of a report and for spreadsheets."""

from collections import defaultdict

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from funding.models import Disbursement, FundingVehicle
from funding.reporting.blocks import Block, amount, on, paragraph, table
from funding.reporting.frame import Frame
from funding.reporting.names import is_seen, name_of

SHORT = 5


def rows(frame: Frame) -> list[Block]:
    """What came in, what was set aside and what was paid, one row each."""
    blocks = [_paid_in(frame), _set_aside(frame), _paid_out(frame)]
    found = [block for block in blocks if block["rows"]]
    for block in found if frame.is_short else ():
        block["rows"] = block["rows"][:SHORT]
    return found or [paragraph(_("There is no row of money in these days."))]


def _paid_in(frame: Frame) -> Block:
    columns = (_("On"), _("Vehicle"), pgettext("flow of money", "From"), _("Note"), _("Amount"))
    lines = (
        (
            on(row.on), row.commitment.vehicle.name, row.commitment.funder.name, row.note,
            amount(row.amount, row.commitment.vehicle.currency),
        )
        for row in frame.drawdowns
    )  # fmt: skip
    return table(_("Paid in"), columns, lines)


def _set_aside(frame: Frame) -> Block:
    columns = (_("On"), _("Vehicle"), _("For"), _("What it is for"), _("Amount"))
    lines = (
        (
            on(row.on), row.vehicle.name, name_of(frame, row), row.purpose if is_seen(frame, row) else "",
            amount(row.amount, row.vehicle.currency),
        )
        for row in frame.set_aside
        if row.on >= frame.report.from_on
    )  # fmt: skip
    return table(_("Set aside"), columns, lines)


def _paid_out(frame: Frame) -> Block:
    columns = (_("On"), _("Vehicle"), _("For"), _("Note"), _("Amount"))
    lines = (
        (
            on(row.on), row.allocation.vehicle.name, name_of(frame, row.allocation), _note(frame, row),
            amount(row.amount, row.allocation.vehicle.currency),
        )
        for row in frame.payments
    )  # fmt: skip
    return table(_("Paid out and come back"), columns, lines)


def _note(frame: Frame, row: Disbursement) -> str:
    """What the row says of itself, where its reader may know what the money is for."""
    kind = _("came back") if row.kind == Disbursement.Kind.RETURN else ""
    if row.corrects_id:
        kind = _("corrects an earlier row")
    note = row.note if is_seen(frame, row.allocation) else ""
    return " · ".join(part for part in (kind, note) if part)


def without_note(frame: Frame) -> dict[FundingVehicle, int]:
    """How many payments of each vehicle say nothing about what they were for."""
    counted: dict[FundingVehicle, int] = defaultdict(int)
    for row in frame.payments:
        if not row.note.strip():
            counted[row.allocation.vehicle] += 1
    return dict(counted)
