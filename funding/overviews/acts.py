"""What was done with the money of a vehicle, step by step: who did it, when, and why."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from funding.models import (
    Allocation,
    CapitalCommitment,
    Disbursement,
    Drawdown,
    FlexibilityReserve,
    FundingVehicle,
    ReserveRelease,
    VehicleVoice,
)
from funding.overviews.seen import Seen
from initiatives.overviews.plain_history import NOTHING, PAGE, Words
from portfolio_hub.lib.dates import day_full
from portfolio_hub.lib.formats import money
from portfolio_hub.lib.keyset import Page, page_of
from stakeholders.access import Access
from stakeholders.models import Change

ROWS: tuple[tuple[Any, str, tuple[str, ...]], ...] = (
    (FundingVehicle, "pk", ()),
    (CapitalCommitment, "vehicle", ("funder",)),
    (Drawdown, "commitment__vehicle", ("commitment__funder",)),
    (Allocation, "vehicle", ("initiative", "combination")),
    (Disbursement, "allocation__vehicle", ("allocation__initiative", "allocation__combination")),
    (FlexibilityReserve, "vehicle", ("vehicle",)),
    (ReserveRelease, "reserve__vehicle", ("allocation__initiative", "allocation__combination")),
)
"""The models in which a step leaves its trace, how they lead to the vehicle, and what their names need."""

Difference = tuple[str, str, str]


@dataclass(frozen=True)
class Act:
    """One step: what was done and for what, and the differences in words."""

    change: Change
    title: str
    differences: list[Difference]
    is_undone: bool


def vehicle_acts(access: Access, vehicle: FundingVehicle, *, after: str = "") -> Page[Act]:
    """Read one page, newest first, in a fixed number of queries."""
    kinds = ContentType.objects.get_for_models(*(model for model, *_more in ROWS))
    of_vehicle = Q(pk__in=())
    for model, path, _names in ROWS:
        mine = model.objects.filter(**{path: vehicle.pk}).order_by()
        of_vehicle |= Q(content_type=kinds[model], object_id__in=mine.values("pk"))
    changes = Change.objects.filter(of_vehicle).select_related("by", "undone_by")
    page = page_of(changes, order=("-at", "-id"), after=after, size=PAGE)
    return Page(list(_acts(access, vehicle, page.rows)), page.next_cursor, page.is_first)


def _acts(access: Access, vehicle: FundingVehicle, changes: list[Change]) -> Iterator[Act]:
    models_by_kind = {ContentType.objects.get_for_model(model).pk: (model, names) for model, _path, names in ROWS}
    wanted: dict[int, list[Change]] = defaultdict(list)
    for change in changes:
        wanted[change.content_type_id].append(change)
    rows: dict[tuple[int, int], Any] = {}
    words: dict[int, Words] = {}
    for kind, group in wanted.items():
        model, names = models_by_kind[kind]
        found = model.objects.filter(pk__in={change.object_id for change in group}).select_related(*names)
        rows |= {(kind, row.pk): row for row in found}
        words[kind] = Words(model, access, [change.fields for change in group])
    seen = Seen.of(access, _allocations(rows.values()))
    for change in changes:
        row = rows[change.content_type_id, change.object_id]
        differences = list(_differences(change, row, vehicle, words[change.content_type_id]))
        yield Act(change, _title(change, row, seen), differences, hasattr(change, "undone_by"))


def _allocations(rows: Iterable[Any]) -> Iterator[Allocation]:
    for row in rows:
        if isinstance(row, Allocation):
            yield row
        elif isinstance(row, Disbursement | ReserveRelease):
            yield row.allocation


def _title(change: Change, row: models.Model, seen: Seen) -> str:
    """What was done, and for what or by which funder."""
    status = change.fields.get("status", [None, None])[1]
    if isinstance(row, CapitalCommitment):
        is_over = status == CapitalCommitment.Status.WITHDRAWN
        return f"{CapitalCommitment.Status.WITHDRAWN.label if is_over else _('Commitment')}: {row.funder}"
    if isinstance(row, Drawdown):
        return f"{_('Paid in')}: {row.commitment.funder}"
    if isinstance(row, Allocation):
        state = Allocation.Status.RETURNED if "returned" in change.fields else Allocation.Status(status or row.status)
        return f"{state.label}: {seen.name_of(row)}"
    if isinstance(row, Disbursement):
        done = _("Came back") if row.kind == Disbursement.Kind.RETURN else _("Paid out")
        return f"{_('Correction') if row.corrects_id else done}: {seen.name_of(row.allocation)}"
    if isinstance(row, ReserveRelease):
        return f"{_('Release')}: {seen.name_of(row.allocation)}"
    return f"{change.get_kind_display()}: {_('Reserve') if isinstance(row, FlexibilityReserve) else row}"


def _differences(change: Change, row: Any, vehicle: FundingVehicle, words: Words) -> Iterator[Difference]:
    """Sums and days as people write them; what the title says already is left out."""
    if isinstance(row, FundingVehicle | FlexibilityReserve):
        voices = {f"voice_{may}": str(label) for may, label in VehicleVoice.May.choices}
        yield from ((voices.get(label, label), *pair) for label, *pair in words.differences(change.fields))  # type: ignore[misc]
        return
    for name in ("amount", "returned"):
        if pair := change.fields.get(name):
            yield _("Amount"), NOTHING, money(Decimal(pair[1]), vehicle.currency, get_language() or "en", exact=True)
    if change.kind == Change.Kind.CREATED and hasattr(row, "on"):
        yield _("On"), NOTHING, day_full(row.on)
    if "ended_on" in change.fields:
        yield capfirst(_("ended on")), NOTHING, day_full(row.ended_on)
