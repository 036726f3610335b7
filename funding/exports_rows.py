"""Every allocation and every payment of the vehicles that the reader sees in detail, for the page of downloads.

The rows are plain values that the database puts into words itself, so that half a million of them leave it at once.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Case, CharField, DecimalField, Expression, F, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Round
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from funding.models import Allocation, Disbursement
from funding.overviews.seen import AS_SUCH, HIDDEN_COMBINATION, HIDDEN_INITIATIVE
from funding.sums import exact
from initiatives.models import Combination, Initiative
from portfolio_hub.lib.copying import can_copy
from portfolio_hub.lib.exports import FETCHED_AT_ONCE, ExportSource, PlainTable, sources
from portfolio_hub.lib.formats import minor_digits
from stakeholders.access import Access, Permission

Row = Sequence[Any]
_TARGETS = Allocation.Target.choices


def allocations_of(access: Access) -> PlainTable:
    """One row for each allocation, vehicle by vehicle; what the reader may not see has no name."""
    columns = (
        _("Vehicle"),
        _("For"),
        pgettext_lazy("what an allocation is for", "Kind"),
        _("State"),
        _("On"),
        _("Amount"),
        _("Paid out"),
        _("Came back"),
        _("Currency"),
        _("What for"),
        _("Number"),
        _("Agreed on"),
        _("Ended on"),
    )
    rows = Allocation.objects.filter(vehicle__portfolio=access.portfolio).real().visible_to(access.user)
    told = rows.order_by("vehicle__order", "vehicle", "pk").annotate(
        name=_name(access, ""),
        kind_words=_words("target", Allocation.Target.choices),
        state_words=_words("status", Allocation.Status.choices),
        exact_amount=_exact(access, "amount", "vehicle__currency"),
        exact_paid=_exact(access, "paid_total", "vehicle__currency"),
        exact_returned=_exact(access, "returned_total", "vehicle__currency"),
        what_for=_purpose(access),
    )
    values = told.values_list(
        "vehicle__name", "name", "kind_words", "state_words", "on", "exact_amount", "exact_paid", "exact_returned",
        "vehicle__currency", "what_for", "pk", "agreed_on", "ended_on",
    )  # fmt: skip
    return PlainTable(columns, _finished(values, sums=(5, 6, 7), currency=8))


def payments_of(access: Access) -> PlainTable:
    """One row for each payment, return and correction, in the order in which they were written."""
    columns = (
        _("Vehicle"),
        _("From or to"),
        pgettext_lazy("of a payment", "Kind"),
        _("On"),
        _("Amount"),
        _("Currency"),
        _("Number"),
        _("Corrects number"),
        _("Number of the allocation"),
    )
    rows = Disbursement.objects.filter(allocation__vehicle__portfolio=access.portfolio).real().visible_to(access.user)
    told = rows.order_by("pk").annotate(
        name=_name(access, "allocation__"),
        kind_words=_words("kind", Disbursement.Kind.choices),
        exact_amount=_exact(access, "amount", "allocation__vehicle__currency"),
    )
    values = told.values_list(
        "allocation__vehicle__name", "name", "kind_words", "on", "exact_amount", "allocation__vehicle__currency", "pk",
        "corrects", "allocation",
    )  # fmt: skip
    return PlainTable(columns, _finished(values, sums=(4,), currency=5))


def _name(access: Access, path: str) -> Expression:
    """What the money is for, as far as the reader may know, as `Seen.name_of` says it of one row."""
    initiatives, combinations = Initiative.objects.seen_with(access), Combination.objects.seen_with(access)
    kinds = ((kind, AS_SUCH if kind == Allocation.Target.PORTFOLIO else words) for kind, words in _TARGETS)
    return Case(
        When(**{f"{path}initiative__in": initiatives.values("pk")}, then=f"{path}initiative__title"),
        When(**{f"{path}combination__in": combinations.values("pk")}, then=f"{path}combination__name"),
        When(**{f"{path}initiative__isnull": False}, then=Value(str(HIDDEN_INITIATIVE))),
        When(**{f"{path}combination__isnull": False}, then=Value(str(HIDDEN_COMBINATION))),
        default=_words(f"{path}target", kinds),
        output_field=TextField(),
    )


def _purpose(access: Access) -> Expression:
    """The purpose of what the reader may know, and of what is for no single thing."""
    of_all = Q(initiative__isnull=True, combination__isnull=True)
    known = Q(initiative__in=Initiative.objects.seen_with(access).values("pk"))
    known |= Q(combination__in=Combination.objects.seen_with(access).values("pk"))
    return Case(When(of_all | known, then="purpose"), default=Value(""), output_field=TextField())


def _words(field: str, choices: Iterable[tuple[str, Any]]) -> Expression:
    """The words for a choice, in the reader's language."""
    whens = (When(**{field: value}, then=Value(str(words))) for value, words in choices)
    return Case(*whens, default=F(field), output_field=CharField())


def _exact(access: Access, sum_: str, currency: str) -> Expression:
    """A sum with all decimals of its currency."""
    kinds = access.portfolio.vehicles.order_by().values_list("currency", flat=True).distinct()
    whens = (When(**{currency: one}, then=Round(sum_, precision=minor_digits(one))) for one in kinds)
    return Case(*whens, default=F(sum_), output_field=DecimalField(max_digits=21, decimal_places=3))


def _finished(rows: QuerySet[Any, Any], *, sums: tuple[int, ...], currency: int) -> Iterable[Row]:
    """The rows as they are where the database keeps the digits of a sum; SQLite leaves trailing ones away."""
    return rows if can_copy(rows) else _with_digits(rows, sums, currency)


def _with_digits(rows: QuerySet[Any, Any], sums: tuple[int, ...], currency: int) -> Iterator[Row]:
    for row in rows.iterator(FETCHED_AT_ONCE):
        cells = list(row)
        for place in sums:
            cells[place] = exact(cells[place], row[currency])
        yield cells


def register() -> None:
    """Offer both tables."""
    for name, label, explanation, table in (
        (
            "allocations",
            _("Allocations"),
            _("What the vehicles that you see in detail planned and set aside, and what was paid out of it."),
            allocations_of,
        ),
        (
            "payments",
            _("Payments"),
            _("Each payment out of these vehicles, each return and each correction."),
            payments_of,
        ),
    ):
        sources.add(name, ExportSource(name, label, explanation, Permission.SEE_FUNDING, table))
