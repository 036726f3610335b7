"""What a row of money is for, as far as funders may read it."""

from django.utils.translation import gettext as _

from funding.models import Allocation
from funding.reporting.frame import Frame


def is_seen(frame: Frame, row: Allocation) -> bool:
    """Whether funders may know what this money is for."""
    target = ("initiative", row.initiative_id) if row.initiative_id else ("combination", row.combination_id)
    return target[1] is None or target in frame.seen_names


def name_of(frame: Frame, row: Allocation) -> str:
    """What the money is for, as far as funders may read its name."""
    if row.initiative_id:
        return frame.seen_names.get(("initiative", row.initiative_id)) or _("An initiative not released to funders")
    if row.combination_id:
        return frame.seen_names.get(("combination", row.combination_id)) or _("A combination not released to funders")
    return str(row.get_target_display())
