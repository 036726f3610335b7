"""Connections between initiatives: saying, changing, refuting, ending and deleting them, each act in the history."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives import tied
from initiatives.models import Connection, ConnectionKind, Initiative
from initiatives.services.connection_rules import AlreadySaid, in_order, narrowest, refuse, refuse_ends, twin_of
from initiatives.services.stages import not_later
from portfolio_hub.lib.meanwhile import Stale
from portfolio_hub.lib.nesting import hold
from stakeholders.models import Change, Organisation, Portfolio, User
from stakeholders.policies import Refused
from stakeholders.services import edits, history

Status = Connection.Status
OPEN = (Status.HYPOTHESISED, Status.OBSERVED)

NAMES = (
    "source", "target", "kind", "statement", "status", "strength", "confidence", "circle", "said_for", "said_on",
    "since_on", "ended_on", "outcome",
)  # fmt: skip
"""What the history keeps of a connection."""


@transaction.atomic
def say(
    *, portfolio: Portfolio, source: Initiative, target: Initiative, kind: str, by: User | None, statement: str = "",
    status: str = Status.HYPOTHESISED, strength: int = Connection.Strength.CLEAR,
    confidence: str = Connection.Confidence.MEDIUM, circle: str | None = None, said_for: Organisation | None = None,
    since_on: date | None = None, said_on: date | None = None, why: str = "",
) -> Connection:  # fmt: skip
    """Say that two initiatives hang together; without `circle` it is as narrow as the narrower of the two.

    Raises ValidationError for one with itself, an end that is merged or that `by` may not see, two that are both
    elsewhere and a circle of what comes first; AlreadySaid when it stands already, from whichever end it was said.
    """
    source, target = _held(kind, source, target)
    refuse_ends(portfolio, source, target, by)
    source, target = in_order(kind, source, target)
    row = Connection(
        portfolio=portfolio, source=source, target=target, kind=kind, statement=statement.strip(), status=status,
        strength=strength, confidence=confidence, circle=circle or narrowest((source.circle, target.circle)),
        said_by=by, said_for=said_for, since_on=since_on, said_on=said_on or timezone.localdate(),
    )  # fmt: skip
    if status not in OPEN:
        raise ValidationError({"status": _("Say first that they are connected; refute or end it afterwards.")})
    _checked(row, by)
    _saved(row, by)
    fields = history.difference({}, {name: value for name, value in edits.facts_of(row, NAMES).items() if value})
    history.record(row, kind=Change.Kind.CREATED, fields=fields, by=by, portfolio=portfolio, why=why)
    return row


def _held(kind: str, *ends: Initiative) -> tuple[Initiative, Initiative]:
    """Both ends as the database has them now, held so that nobody connects or merges them meanwhile."""
    if kind == ConnectionKind.PRECEDES:
        hold(Connection)
    rows = Initiative.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    found = {row.pk: row for row in rows.filter(pk__in=[end.pk for end in ends]).defer("search", "description")}
    if any(end.pk not in found for end in ends):
        raise ValidationError({"target": _("One of the two is gone.")})
    return found[ends[0].pk], found[ends[1].pk]


def _checked(row: Connection, by: User | None) -> None:
    """Raise ValidationError for what can't be said."""
    row.full_clean(
        exclude=["portfolio", "source", "target", "said_by", "said_for"], validate_unique=False,
        validate_constraints=False,
    )  # fmt: skip
    refuse(row, by=by)


def _saved(row: Connection, by: User | None) -> None:
    """Save; when somebody else said the same in this moment, raise what a look beforehand would have raised."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        if twin := twin_of(row):
            raise AlreadySaid(twin, by=by) from None
        raise


def locked(connection: Connection) -> Connection:
    """The row as the database has it now, held until the end of the transaction."""
    rows = Connection.objects.select_for_update(of=("self",)).select_related("portfolio", "source", "target")
    return rows.get(pk=connection.pk)


@transaction.atomic
def edit(*, connection: Connection, by: User | None, edit: int | None = None, why: str = "", **values: Any) -> (
    Change | None
):  # fmt: skip
    """Write what was given (source and target too, as long as they stay the same two) and nothing else.

    Raises Stale when `edit` is given and somebody has edited since, ValidationError as `say` does, Refused for a
    state that needs a reason.
    """
    if unknown := set(values) - set(NAMES):
        raise ValueError(f"A connection has no {', '.join(sorted(unknown))}.")
    kind = values.get("kind", connection.kind)
    _held(kind, connection.source, connection.target)
    row = locked(connection)
    if edit is not None and row.edit != edit:
        raise Stale(edits.facts_of(row, list(values)))
    if (status := values.get("status", row.status)) != row.status and not (row.holds and status in OPEN):
        raise Refused(_("Refute it, end it or take it up again, so that the reason is kept."))
    source, target = in_order(kind, values.get("source", row.source), values.get("target", row.target))
    if {source.pk, target.pk} != {row.source_id, row.target_id}:
        raise ValidationError({"target": _("A connection stays with its two initiatives. Say another one instead.")})
    change = _written(row, {**values, "source": source, "target": target}, by=by, why=why)
    connection.refresh_from_db()
    return change


def _written(row: Connection, values: dict[str, Any], *, by: User | None, why: str = "") -> Change | None:
    """Write values on a locked row and the difference into the history."""
    for name, value in values.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    _checked(row, by)
    wanted = {name: getattr(row, name) for name in values}
    try:
        with transaction.atomic():
            change = edits.save(row, values=wanted, by=by, portfolio=row.portfolio, why=why)
    except IntegrityError:
        if twin := twin_of(row):
            raise AlreadySaid(twin, by=by) from None
        raise
    if change is not None:
        Connection.objects.filter(pk=row.pk).update(edit=F("edit") + 1)
    return change


def observe(*, connection: Connection, by: User | None, why: str = "") -> Change | None:
    """Say that it has been seen; raises Refused for one that is refuted or over."""
    return _moved(connection, by, why, {"status": Status.OBSERVED}, only_from=OPEN)


def doubt(*, connection: Connection, by: User | None, why: str = "") -> Change | None:
    """Say that it is only thought, after all."""
    return _moved(connection, by, why, {"status": Status.HYPOTHESISED}, only_from=OPEN)


def refute(*, connection: Connection, by: User | None, why: str) -> Change | None:
    """Say that it turned out not to be so, and why; it stays. Raises ValidationError without a reason."""
    values = {"status": Status.REFUTED, "outcome": _reason(why), "ended_on": None}
    return _moved(connection, by, why, values, only_from=(*OPEN, Status.REFUTED))


def end(*, connection: Connection, by: User | None, why: str, on: date | None = None) -> Change | None:
    """Say that it held and no longer does, since when and why; raises ValidationError without a reason."""
    values = {"status": Status.ENDED, "outcome": _reason(why), "ended_on": not_later(on)}
    return _moved(connection, by, why, values, only_from=OPEN)


def reopen(*, connection: Connection, by: User | None, why: str = "") -> Change | None:
    """Take up again what was refuted or over, as something that people think; raises AlreadySaid for a newer twin."""
    values = {"status": Status.HYPOTHESISED, "outcome": "", "ended_on": None}
    return _moved(connection, by, why, values, only_from=(Status.REFUTED, Status.ENDED))


def _reason(why: str) -> str:
    if not why.strip():
        raise ValidationError({"why": _("Say why.")})
    return why.strip()


@transaction.atomic
def _moved(
    connection: Connection, by: User | None, why: str, values: dict[str, Any], *, only_from: tuple[str, ...]
) -> Change | None:
    """Bring a connection into another state, from the states in which that makes sense."""
    _held(connection.kind, connection.source, connection.target)
    row = locked(connection)
    if row.status not in only_from:
        raise Refused(
            _("Somebody has changed it meanwhile: it is “%(state)s” now.") % {"state": row.get_status_display()}
        )
    change = _written(row, values, by=by, why=why)
    connection.refresh_from_db()
    return change


@transaction.atomic
def delete(*, connection: Connection, by: User | None, why: str = "") -> Change | None:
    """Delete a connection with what hangs on it; the history keeps all of it, for `bring_back`."""
    row = locked(connection)
    facts = edits.facts_of(row, (*NAMES, "said_by")) | tied.keep(row)
    fields = {name: [value, None] for name, value in facts.items() if value not in (None, "")}
    change = history.record(row, kind=Change.Kind.DELETED, fields=fields, by=by, portfolio=row.portfolio, why=why)
    row.delete()
    return change


@transaction.atomic
def bring_back(*, change: Change, by: User) -> Connection:
    """Undo a deletion: the same connection again, with what hung on it; raises CannotUndo with the reason."""
    change = Change.objects.select_for_update(of=("self",)).get(pk=change.pk)
    if Change.objects.filter(undoes=change).exists():
        raise history.CannotUndo(_("This has been undone already."))
    facts = {name: pair[0] for name, pair in change.fields.items()}
    row = Connection(pk=change.object_id, portfolio=change.portfolio)
    for name in (*NAMES, "said_by"):
        if name in facts:
            _set(row, name, facts[name])
    if Initiative.objects.filter(pk__in=(row.source_id, row.target_id), merged_into__isnull=True).count() < 2:
        raise history.CannotUndo(_("One of the two initiatives is no longer there."))
    _held(row.kind, row.source, row.target)
    _standing(row, by)
    row.save(force_insert=True)
    _put_back(row, facts)
    undone = history.build(
        row, kind=Change.Kind.UNDONE, fields={name: pair[::-1] for name, pair in change.fields.items()}, by=by,
        portfolio=change.portfolio,
    )  # fmt: skip
    undone.undoes = change
    undone.save()
    return row


def restore(row: Connection, values: dict[str, Any], by: User) -> None:
    """Write earlier values back, with what hung on it; raises CannotUndo where another says the same by now."""
    _held(values.get("kind", row.kind), row.source, row.target)
    ends = {row.source_id, row.target_id}
    for name in NAMES:
        if name in values:
            _set(row, name, values[name])
    if {row.source_id, row.target_id} != ends:  # one of them was merged into another since
        raise history.CannotUndo(_("One of the two initiatives is no longer there."))
    _standing(row, by)
    row.edit += 1
    row.save()
    _put_back(row, values)


def _set(row: Connection, name: str, value: Any) -> None:
    field: Any = Connection._meta.get_field(name)
    setattr(row, field.attname, value if field.is_relation else field.to_python(value))


def _standing(row: Connection, by: User) -> None:
    try:
        refuse(row, by=by)
    except ValidationError as error:
        raise history.CannotUndo(" ".join(error.messages)) from None


def _put_back(row: Connection, values: dict[str, Any]) -> None:
    for name, kind in tied.tied.items():
        if name in values:
            kind.put_back(row, values[name] or [])
