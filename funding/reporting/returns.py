"""What a report says of learning and possibilities: decisions informed, money moved, options held and taken up."""

from typing import Any

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from funding import cited
from funding.models import Allocation
from funding.overviews.learning_parts import PARTS
from funding.overviews.learning_return import informed, learning_payments, moved
from funding.overviews.standing import dated
from funding.overviews.within import Within
from funding.reporting.blocks import Block, Cell, amount, count, day, entry, on, paragraph, table
from funding.reporting.frame import Frame
from funding.reporting.names import name_of
from funding.sums import exact
from initiatives.models import Initiative
from sensemaking.models import Decision, LearningLog, Option

SHORT = 4


def learning_return(frame: Frame) -> list[Block]:
    """The four numbers within the days, then the decisions and the money behind them, as far as funders see them."""
    rows = [*_spent(frame), _logs(frame), _decided(frame), *_redirected(frame)]
    columns = (_("What"), _("How much"), _("What it counts"))
    blocks = [
        paragraph(
            _("What learning had a part in, in the whole portfolio; others had theirs. It says nothing of savings.")
        ),
        table(_("From learning to money"), columns, rows),
    ]
    blocks += [block for block in (_decisions(frame), _moved(frame)) if block["rows"]]
    return blocks


def _by_currency(rows: Any, path: str, value: str) -> list[Cell]:
    found = rows.order_by().values_list(f"{path}currency").annotate(sum=Sum(value)).order_by(f"{path}currency")
    return [amount(exact(sum_, currency), currency) for currency, sum_ in found if sum_]


def _spent(frame: Frame) -> list[tuple[Cell, ...]]:
    paid = learning_payments(frame.access, Within(*frame.days))
    sums = _by_currency(paid, "allocation__vehicle__", "signed") or [_("nothing")]
    return [(str(PARTS["spent"].title), sum_, str(PARTS["spent"].rule)) for sum_ in sums]


def _logs(frame: Frame) -> tuple[Cell, ...]:
    written = LearningLog.objects.filter(portfolio=frame.portfolio, happened_on__range=frame.days)
    rule = _("Every learning log of the portfolio within the days, whoever may read it.")
    return str(PARTS["logs"].title), count(written.count()), rule


def _informed(frame: Frame) -> Any:
    return informed(frame.access, Within(*frame.days))


def _decided(frame: Frame) -> tuple[Cell, ...]:
    return str(PARTS["decisions"].title), count(_informed(frame).count()), str(PARTS["decisions"].rule)


def _shifted(frame: Frame) -> Any:
    return moved(frame.access, Within(*frame.days))


def _redirected(frame: Frame) -> list[tuple[Cell, ...]]:
    sums = _by_currency(_shifted(frame), "vehicle__", "kept") or [_("nothing")]
    return [(str(PARTS["redirected"].title), sum_, str(PARTS["redirected"].rule)) for sum_ in sums]


def _decisions(frame: Frame) -> Block:
    logs, findings = (cited.seen(frame.access, kind).order_by().values("pk") for kind in ("log", "finding"))
    rows = _informed(frame).annotate(
        many_logs=Count("logs", filter=Q(logs__in=logs), distinct=True),
        many_findings=Count("findings", filter=Q(findings__in=findings), distinct=True),
    )
    lines = (
        (on(row.decided_on), row.title, _rests_on(row.many_logs, row.many_findings))
        for row in rows.order_by("decided_on", "pk")[: SHORT if frame.is_short else None]
    )
    return table(_("Decisions that rest on learning"), (_("On"), _("Decision"), _("Rests on")), lines)


def _rests_on(logs: int, findings: int) -> str:
    """How much of what it cites is released to funders."""
    parts = []
    if logs:
        parts.append(ngettext("%(many)d learning log", "%(many)d learning logs", logs) % {"many": logs})
    if findings:
        parts.append(ngettext("%(many)d finding", "%(many)d findings", findings) % {"many": findings})
    return ", ".join(parts) or _("learning that is not released to funders")


def _moved(frame: Frame) -> Block:
    """Rows of the funder's own vehicles; those of others are in the sum alone."""
    rows = dated(_shifted(frame), *frame.days).filter(vehicle__in=frame.vehicles)
    rows = rows.select_related("vehicle", "release").prefetch_related("informed_by")
    found: list[Allocation] = list(rows.order_by("day", "pk")[: SHORT if frame.is_short else None])
    seen = Decision.objects.seen_with(frame.access)
    named = Q(allocations_informed__allocation__in=found) | Q(releases_triggered__allocation__in=found)
    reasons = dict(seen.filter(named).values_list("pk", "title"))
    lines = (
        (
            on(row.day), name_of(frame, row), "; ".join(_because(row, reasons)),  # type: ignore[attr-defined]
            amount(exact(row.kept, row.vehicle.currency), row.vehicle.currency),  # type: ignore[attr-defined]
        )
        for row in found
    )  # fmt: skip
    return table(_("Your money that moved"), (_("On"), _("For"), _("Decision"), _("Amount")), lines)


def _because(row: Allocation, titles: dict[int, str]) -> list[str]:
    because = [reason.decision_id for reason in row.informed_by.all()]
    release = getattr(row, "release", None)
    because += [release.decision_id] if release is not None else []
    return list(dict.fromkeys(titles[pk] for pk in because if pk in titles))


def options(frame: Frame) -> list[Block]:
    """How many possibilities were opened, held, taken up and let go, what holding costs, and each one in words."""
    from_on, to_on = frame.days
    held = Q(closed_on__isnull=True) | Q(closed_on__gt=to_on)
    over = Q(closed_on__range=frame.days)
    rows = Option.objects.seen_with(frame.access).filter(opened_on__lte=to_on)
    sums = rows.aggregate(
        opened=Count("pk", filter=Q(opened_on__gte=from_on)),
        held=Count("pk", filter=held),
        taken=Count("pk", filter=over & Q(status=Option.Status.EXERCISED)),
        let_go=Count("pk", filter=over & Q(status=Option.Status.CLOSED)),
        cost=Sum("holding_cost", filter=held),
        uncosted=Count("pk", filter=held & Q(holding_cost__isnull=True)),
    )
    shown = list(rows.filter(held | over).order_by("-opened_on", "-pk")[: SHORT if frame.is_short else None])
    if not shown:
        return [paragraph(_("No option was opened, held or taken up in these days."))]
    taken = {row.taken_up_as_id for row in shown if row.taken_up_as_id}
    became = dict(Initiative.objects.seen_with(frame.access).filter(pk__in=taken).values_list("pk", "title"))
    return [_numbers(frame, sums), *(_option(frame, row, became) for row in shown)]


def _numbers(frame: Frame, sums: dict[str, Any]) -> Block:
    currency = frame.portfolio.currency
    lines: list[tuple[Cell, ...]] = [
        (_("Opened in these days"), count(sums["opened"])),
        (_("Held open on the last day"), count(sums["held"])),
        (_("Taken up in these days"), count(sums["taken"])),
        (_("Let go in these days"), count(sums["let_go"])),
    ]
    if sums["cost"]:
        lines.append((_("What holding them costs a year"), amount(exact(sums["cost"], currency), currency)))
    if sums["uncosted"]:
        words = ngettext(
            "%(many)d option held whose cost nobody has said",
            "%(many)d options held whose cost nobody has said",
            sums["uncosted"],
        )
        lines.append((words % {"many": sums["uncosted"]}, ""))
    return table(_("Possibilities in numbers"), (_("What"), _("How much")), lines)


def _option(frame: Frame, row: Option, became: dict[int, str]) -> Block:
    marks = [str(row.get_status_display()), _("opened %(day)s") % {"day": day(row.opened_on)}]
    if row.closed_on:
        marks.append(_("closed %(day)s") % {"day": day(row.closed_on)})
    elif row.expires_on:
        marks.append(_("can be taken up until %(day)s") % {"day": day(row.expires_on)})
    if row.holding_cost is not None:
        cost = amount(exact(row.holding_cost, frame.portfolio.currency), frame.portfolio.currency)
        marks.append(_("%(cost)s a year to hold") % {"cost": cost["text"] if isinstance(cost, dict) else cost})
    told = [row.description]
    if name := became.get(row.taken_up_as_id or 0):
        told.append(_("It became: %(name)s") % {"name": name})
    if row.closing_learning:
        told.append(_("What was learned: %(words)s") % {"words": row.closing_learning})
    return entry(row.title, "\n\n".join(part for part in told if part), " · ".join(marks))
