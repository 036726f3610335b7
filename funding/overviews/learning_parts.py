"""The rows behind each number of the learning return."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from funding import cited
from funding.models import AllocationReason, Disbursement
from funding.overviews.learning_return import backed_initiatives, informed, learning_payments, moved
from funding.overviews.seen import Seen
from funding.overviews.standing import dated
from funding.overviews.within import Within
from funding.sums import exact
from initiatives.models import Initiative
from portfolio_hub.lib.exports import in_batches
from portfolio_hub.lib.keyset import Page, page_of
from sensemaking.models import Decision, LearningLog
from stakeholders.access import Access

SIZE = 50


@dataclass(frozen=True)
class Row:
    """One row behind a number; `note` says what it rests on."""

    title: str
    url: str
    on: date | None
    note: str = ""
    amount: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True)
class Part:
    """One of the four numbers: what it counts, by which rule, and how its rows are read."""

    title: str | Promise
    rule: str | Promise
    order: tuple[str, ...]
    rows: Callable[[Access, Within], Any]
    lines: Callable[[Access, list[Any]], list[Row]]


def page_of_part(access: Access, part: Part, within: Within, after: str) -> tuple[Page[Any], list[Row]]:
    """One page of rows that the reader may open."""
    page = page_of(part.rows(access, within), order=part.order, after=after, size=SIZE)
    return page, part.lines(access, page.rows)


def all_rows(access: Access, part: Part, within: Within) -> Iterator[tuple[object, ...]]:
    """Every row that the reader may open, for a file."""
    for batch in in_batches(part.rows(access, within).order_by(*part.order)):
        yield from map(as_cells, part.lines(access, batch))


COLUMNS = (
    gettext_lazy("What"),
    gettext_lazy("On"),
    gettext_lazy("Amount"),
    gettext_lazy("Currency"),
    gettext_lazy("Note"),
)


def as_cells(row: Row) -> tuple[object, ...]:
    """A row for a file."""
    return row.title, row.on, row.amount, row.currency, row.note


def _payments(access: Access, within: Within) -> Any:
    rows = learning_payments(access, within).visible_to(access.user)  # type: ignore[attr-defined]
    return rows.select_related("allocation__vehicle__portfolio")


def _payment_lines(access: Access, rows: list[Disbursement]) -> list[Row]:
    return [
        Row(
            row.allocation.purpose or _("Learning"), row.allocation.vehicle.get_absolute_url(), row.on,
            str(row.allocation.vehicle), exact(row.signed, row.allocation.vehicle.currency),  # type: ignore[attr-defined]
            row.allocation.vehicle.currency,
        )
        for row in rows
    ]  # fmt: skip


def _logs(access: Access, within: Within) -> Any:
    rows = LearningLog.objects.seen_with(access).filter(within.days("happened_on"))
    if within.vehicles:
        rows = rows.filter(initiative__in=backed_initiatives(access, within).order_by().values("pk"))
    return rows.select_related("initiative", "portfolio").defer("search", "initiative__search")


def _log_lines(access: Access, rows: list[LearningLog]) -> list[Row]:
    known = Initiative.objects.seen_with(access).filter(pk__in=[row.initiative_id for row in rows if row.initiative_id])
    names = dict(known.values_list("pk", "title"))
    slug = access.portfolio.slug
    return [
        Row(
            row.title or row.saw[:120],
            row.get_portfolio_url(slug),
            row.happened_on,
            names.get(row.initiative_id or 0, ""),
        )
        for row in rows
    ]


def _decisions(access: Access, within: Within) -> Any:
    seen, findings = LearningLog.objects.seen_with(access).only("pk"), cited.seen(access, "finding")
    rows = informed(access, within).select_related("portfolio")
    return rows.prefetch_related(
        Prefetch("logs", seen, to_attr="seen_logs"), Prefetch("findings", findings, to_attr="cited")
    )


def _decision_lines(access: Access, rows: list[Any]) -> list[Row]:
    return [
        Row(row.title, row.get_absolute_url(), row.decided_on, _rests_on(len(row.seen_logs), len(row.cited)))
        for row in rows
    ]


def _rests_on(logs: int, findings: int) -> str:
    parts = []
    if logs or not findings:
        words = ngettext("%(many)d learning log that you may read", "%(many)d learning logs that you may read", logs)
        parts.append(words % {"many": logs})
    if findings:
        parts.append(ngettext("%(many)d finding", "%(many)d findings", findings) % {"many": findings})
    return ", ".join(parts)


def _moved(access: Access, within: Within) -> Any:
    seen = Decision.objects.seen_with(access).order_by().values("pk")
    reasons = AllocationReason.objects.filter(decision__in=seen).select_related("decision")
    found = dated(moved(access, within), within.since, within.until)
    rows = found.visible_to(access.user).defer("initiative__search")  # type: ignore[attr-defined]
    whole = rows.select_related("vehicle__portfolio", "release__decision", "initiative", "combination")
    return whole.prefetch_related(Prefetch("informed_by", reasons, to_attr="because"))


def _moved_lines(access: Access, rows: list[Any]) -> list[Row]:
    known = Seen.of(access, rows)
    released = {row.release.decision_id for row in rows if getattr(row, "release", None)} - {None}
    seen = set(Decision.objects.seen_with(access).filter(pk__in=released).values_list("pk", flat=True))
    lines = []
    for row in rows:
        said = [reason.decision.title for reason in row.because if reason.decision]
        release = getattr(row, "release", None)
        if release is not None and release.decision_id in seen:
            said.append(release.decision.title)
        currency = row.vehicle.currency
        url = row.vehicle.get_absolute_url()
        lines.append(
            Row(known.name_of(row), url, row.day, "; ".join(dict.fromkeys(said)), exact(row.kept, currency), currency)
        )
    return lines


PARTS = {
    "spent": Part(
        gettext_lazy("Spent on learning"),
        gettext_lazy(
            "Money paid out under what is set aside for learning, whether a reserve or another vehicle pays, less what "
            "came back. Trials of other rules hold no real money and are left out."
        ),
        ("-on", "-id"), _payments, _payment_lines,
    ),
    "logs": Part(
        gettext_lazy("Learning logs"),
        gettext_lazy("Every learning log of the portfolio since that month, whoever may read it; drafts are not."),
        ("-happened_on", "-id"), _logs, _log_lines,
    ),
    "decisions": Part(
        gettext_lazy("Decisions informed"),
        gettext_lazy("Decisions that were made, that you may see, and that cite learning logs or findings of reports."),
        ("-decided_on", "-id"), _decisions, _decision_lines,
    ),
    "redirected": Part(
        gettext_lazy("Redirected"),
        gettext_lazy(
            "Agreed money whose reason, or whose release from a reserve, is such a decision, or a decision to move "
            "money. The learning had a part in it; others had theirs."
        ),
        ("-day", "-id"), _moved, _moved_lines,
    ),
}  # fmt: skip
