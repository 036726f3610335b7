"""A challenge as the history keeps it: plain values, written and put back in one way."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from initiatives.carried import carried
from initiatives.models import Challenge, Framing
from initiatives.signals import challenge_moved
from stakeholders.models import Change, User
from stakeholders.services import edits, history

Values = dict[str, Any]

TEXTS = ("title", "description", "circle", "organisation")
COLUMNS = (
    *TEXTS, "status", "status_since_on", "parked_why", "framing", "framing_why", "merged_into", "split_from",
)  # fmt: skip
RELATED = ("systems", "places")


def of(challenge: Challenge) -> Values:
    """Everything that an edit can change."""
    values = edits.facts_of(challenge, COLUMNS)
    return values | {name: sorted(getattr(challenge, name).values_list("pk", flat=True)) for name in RELATED}


def locked(challenge: Challenge) -> Challenge:
    """The row as the database has it now, held until the end of the transaction; a merged one can't be touched."""
    row = Challenge.objects.select_for_update(of=("self",)).select_related("portfolio").get(pk=challenge.pk)
    if row.is_merged:
        raise ValidationError(_("This was merged into another challenge. Go on there."))
    return row


def write(challenge: Challenge, values: Values) -> None:
    """Write plain values onto the row and count edits of its texts; names that are not its own are left alone."""
    known = edits.facts_of(challenge, TEXTS).items() if challenge.pk else ()
    if any(name in values and values[name] != value for name, value in known):
        challenge.edit += 1
    for name in COLUMNS:
        if name in values:
            field: Any = Challenge._meta.get_field(name)
            setattr(challenge, field.attname, field.to_python(values[name]) if not field.is_relation else values[name])
    challenge.search = challenge.searchable_text()
    challenge.save()
    for name in RELATED:
        if name in values:
            getattr(challenge, name).set(values[name])


def edit(
    challenge: Challenge, values: Values, *, by: User, why: str = "", kind: str = Change.Kind.EDITED,
    batch: uuid.UUID | None = None, **more: list[Any],
) -> Change | None:  # fmt: skip
    """Write values on a locked row and the difference into the history; `more` are further facts of the edit."""
    before = of(challenge)
    write(challenge, values)
    fields = history.difference(before, of(challenge)) | more
    change = history.record(
        challenge, kind=kind, fields=fields, by=by, portfolio=challenge.portfolio, why=why, batch=batch
    )
    if more or {"status", "circle"} & fields.keys():
        challenge_moved.send(sender=Challenge, challenge=challenge)
    return change


def restore(challenge: Challenge, values: Values, by: User) -> None:
    """Put earlier values back, and what had moved away with them."""
    for name, ids in (values.get("moved") or {}).items():
        carried.get(name).move(ids, challenge)
    write(challenge, values)
    challenge_moved.send(sender=Challenge, challenge=challenge)


def restore_framing(framing: Framing, values: Values, by: User) -> None:
    """Put the earlier words of a framing back."""
    for name, value in values.items():
        field: Any = Framing._meta.get_field(name)
        setattr(framing, field.attname, value)
    framing.edit += 1
    framing.save()
