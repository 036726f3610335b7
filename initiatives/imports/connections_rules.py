"""The rules of saying a connection, for many rows at once: known ends, none with itself, none twice, no circle."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.imports.connections_fields import BACKWARD
from initiatives.imports.fields import Problem, Record
from initiatives.imports.names import named
from initiatives.imports.targets import Scope
from initiatives.models import DIRECTED_KINDS, Connection, ConnectionKind, Initiative
from initiatives.network.order import Order
from initiatives.services.connection_rules import narrowest
from initiatives.wording_connections import BACK

Status = Connection.Status
OVER = (Status.REFUTED.value, Status.ENDED.value)
PAIR_FIELDS = ("direction", "source_number", "target_number")
"""What only helps to find the two; it is no part of the connection."""
Pair = tuple[str, int, int]
COLUMNS = ("pk", "title", "external_id", "circle")
END_LABELS = {"source": gettext_lazy("from"), "target": gettext_lazy("to")}


@dataclass(frozen=True, slots=True)
class End:
    """An initiative that a row may name."""

    id: int
    title: str
    circle: str
    is_here: bool = True


def key_of(kind: str, source: int, target: int) -> str:
    """What a connection is called among imported rows; the same from whichever end it was said."""
    return f"{kind}:{source}:{target}"


def pair_of(key: str) -> Pair:
    """The kind and both ends of a key."""
    kind, source, target = key.split(":")
    return kind, int(source), int(target)


class Ends:
    """The initiatives that some rows name: those of the portfolio by title, identifier or number, others that the
    person may see by number.
    """

    def __init__(self, scope: Scope, records: Sequence[Record]) -> None:
        texts = {text for record in records for name in ("source", "target") if (text := record.values.get(name))}
        numbers = {_number(record.values.get(f"{name}_number")) for record in records for name in ("source", "target")}
        numbers |= {_number(text) for text in texts}
        here = Initiative.objects.placed_in(scope.portfolio).filter(merged_into__isnull=True)
        self.by_id = {row[0]: _end(row) for row in here.filter(pk__in=numbers - {0}).values_list(*COLUMNS)}
        self._of_others(scope, numbers - {0} - self.by_id.keys())
        self.by_name: dict[str, End | None] = {}
        self._by_name(here, texts)

    def _of_others(self, scope: Scope, numbers: Collection[int]) -> None:
        """Initiatives of other portfolios, where whoever imports may see them."""
        if numbers and scope.by is not None:
            seen = Initiative.objects.visible_to(scope.by).filter(merged_into__isnull=True, pk__in=numbers)
            self.by_id |= {row[0]: _end(row, is_here=False) for row in seen.values_list(*COLUMNS)}

    def _by_name(self, here: Any, texts: Collection[str]) -> None:
        """Titles and identifiers; two initiatives of one name stand for neither."""
        wanted = {named(text) for text in texts}
        exact = here.filter(Q(title__in=texts) | Q(external_id__in=texts))
        for row in (here if exact.count() < len(wanted) else exact).values_list(*COLUMNS).iterator(2000):
            for text in {named(row[1]), named(row[2])} & wanted - {""}:
                self.by_name[text] = None if text in self.by_name else _end(row)

    def find(self, record: Record, name: str) -> tuple[End | None, str]:
        """The end of a row, or what is wrong with what it says."""
        text, number = record.values.get(name, ""), _number(record.values.get(f"{name}_number"))
        if number:
            end = self.by_id.get(number)
            if end is None:
                return None, _("the number of an initiative in this portfolio, or of one that you can see")
            if named(text) not in (named(end.title), named(f"{end.title} ({number})"), str(number)):
                return None, _("the title of number %(number)s, which is “%(title)s”") % {
                    "number": number, "title": end.title,
                }  # fmt: skip
            return end, ""
        if named(text) in self.by_name and self.by_name[named(text)] is None:
            return None, _("a title that only one initiative has; add a column with their numbers")
        end = self.by_name.get(named(text)) or self.by_id.get(_number(text))
        return end, "" if end else _("the title, the number or the identifier of an initiative in this portfolio")


def _end(row: tuple[Any, ...], *, is_here: bool = True) -> End:
    return End(row[0], row[1], row[3], is_here)


def _number(text: Any) -> int:
    """The text as an id, 0 for anything else."""
    plain = str(text or "").strip()
    return int(plain) if plain.isdecimal() and len(plain) < 18 else 0


def understood(record: Record, ends: Ends) -> tuple[Record | None, Problem | None]:
    """The row with its two initiatives, in the order in which a connection is kept; or what keeps it out."""

    def refused(found: str, expected: str, column: Any = "") -> tuple[None, Problem]:
        return None, Problem(record.row, str(column), found[:120], expected, is_skipped=True)

    found: dict[str, End] = {}
    for name in ("source", "target"):
        end, expected = ends.find(record, name)
        if end is None:
            said = str(record.values.get(f"{name}_number") or record.values.get(name, ""))
            return refused(said, expected, END_LABELS[name])
        found[name] = end
    source, target = found["source"], found["target"]
    if source.id == target.id:
        return refused(source.title, _("two different initiatives; this one is connected with itself"))
    if not (source.is_here or target.is_here):
        return refused(f"{source.title} – {target.title}", _("two of which one at least is in this portfolio"))
    saying = record.values["kind"]
    kind = saying.removesuffix(BACK)
    if (saying != kind) != (kind in DIRECTED_KINDS and record.values.get("direction") == BACKWARD):
        source, target = target, source
    if kind not in DIRECTED_KINDS and source.id > target.id:
        source, target = target, source
    values = {name: value for name, value in record.values.items() if name not in PAIR_FIELDS}
    values |= {"kind": kind, "source": source.title, "target": target.title}
    if "circle" not in values:
        values["circle"] = narrowest((source.circle, target.circle))
    return replace(record, key=key_of(kind, source.id, target.id), values=values), None


def fitting(record: Record) -> tuple[Record, Problem | None]:
    """A state with what belongs to it: who refutes or ends says why, and what is over has its day."""
    status, values = record.values.get("status"), dict(record.values)
    if status in OVER and not values.get("outcome"):
        label = str(Status(status).label)
        expected = _("a reason in another column: why it is refuted or over")
        return record, Problem(record.row, _("state"), label, expected, is_skipped=True)
    if status == Status.ENDED:
        values.setdefault("ended_on", timezone.localdate().isoformat())
    elif "ended_on" in values:
        del values["ended_on"]
    return replace(record, values=values), None


class Standing:
    """What is said already of the pairs in some rows, and the order of what comes first."""

    def __init__(self, scope: Scope, records: Sequence[Record]) -> None:
        self.portfolio = scope.portfolio.pk
        self.rows: dict[str, int] = {}
        self.twins = twins_of({record.key for record in records})
        self.order: Order | None = None
        if any(record.key.startswith(ConnectionKind.PRECEDES) for record in records):
            held = Connection.objects.holding().filter(kind=ConnectionKind.PRECEDES).order_by("pk")
            self.order = Order(held.values_list("source_id", "target_id").iterator(5000))

    def refuses(self, record: Record) -> str:
        """What was expected instead of this row, or nothing."""
        first = self.rows.setdefault(record.key, record.row)
        if first != record.row:
            return _("another pair or another way; row %(row)s says the same") % {"row": first}
        status = record.values.get("status", Status.HYPOTHESISED.value)
        _pk, portfolio, was, outcome = self.twins.get(record.key, (0, self.portfolio, "", ""))
        if portfolio != self.portfolio:
            return _("a pair that is not connected yet; another portfolio keeps that connection")
        if was == Status.REFUTED and status != Status.REFUTED:
            return _("a pair of which this was not refuted: “%(why)s”") % {"why": outcome}
        kind, source, target = pair_of(record.key)
        is_new = kind == ConnectionKind.PRECEDES and status not in OVER and was not in (
            Status.HYPOTHESISED, Status.OBSERVED,
        )  # fmt: skip
        if is_new and self.order is not None and not self.order.add(source, target):
            return _("no circle; the second comes before the first already, directly or through others")
        return ""


Twin = tuple[int, int, str, str]


def twins_of(keys: Collection[str]) -> dict[str, Twin]:
    """By key: the connection of that pair and kind that is not over: id, portfolio, state, and why refuted."""
    wanted = {pair_of(key): key for key in keys}
    rows = Connection.objects.exclude(status=Status.ENDED).filter(
        source__in={source for _kind, source, _target in wanted}, target__in={target for *_kind, target in wanted}
    )
    columns = ("pk", "portfolio_id", "status", "outcome", "kind", "source_id", "target_id")
    return {
        wanted[row[4], row[5], row[6]]: (row[0], row[1], row[2], row[3])
        for row in rows.values_list(*columns).iterator(2000)
        if (row[4], row[5], row[6]) in wanted
    }
