"""Who takes part in an initiative, from when to when."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.models import Initiative, Participation, ParticipationRole
from initiatives.services import state
from initiatives.services.records import locked
from stakeholders.models import Change, Organisation, User
from stakeholders.services import history


def _remember(row: Initiative, before: list[state.Values], by: User | None, why: str) -> Change | None:
    """Put the difference in who takes part into the history, and count it as an edit."""
    after = state.participations([row.pk]).get(row.pk, [])
    if before != after:
        Initiative.objects.filter(pk=row.pk).update(version=F("version") + 1)
    fields = history.difference({"participations": before}, {"participations": after})
    return history.record(row, kind=Change.Kind.EDITED, fields=fields, by=by, portfolio=row.home, why=why)


@transaction.atomic
def participate(
    *, initiative: Initiative, organisation: Organisation, role: str, by: User | None, since_on: date | None = None,
    why: str = "",
) -> Participation:  # fmt: skip
    """Let an organisation take part in a role; the same twice is one; raises ValidationError for an unknown role."""
    if role not in ParticipationRole.values:
        raise ValidationError({"role": _("Choose one of the roles.")})
    row = locked(initiative)
    before = state.participations([row.pk]).get(row.pk, [])
    part, _made = Participation.objects.get_or_create(
        initiative=row, organisation=organisation, role=role, until_on=None, defaults={"since_on": since_on}
    )
    _remember(row, before, by, why)
    return part


@transaction.atomic
def end_participation(
    *, participation: Participation, by: User | None, until_on: date | None = None, why: str = ""
) -> Change | None:
    """End a part on a day (today); raises ValidationError when that is not after it began."""
    row = locked(participation.initiative)
    before = state.participations([row.pk]).get(row.pk, [])
    until_on = until_on or timezone.localdate()
    if participation.since_on and until_on <= participation.since_on:
        raise ValidationError(
            {"until_on": _("It began on %(day)s; it can only end after that.") % {"day": participation.since_on}}
        )
    participation.until_on = until_on
    participation.save(update_fields=["until_on"])
    return _remember(row, before, by, why)


@transaction.atomic
def remove_participation(*, participation: Participation, by: User | None, why: str = "") -> Change | None:
    """Take away a part that never was, as after a slip of the hand."""
    row = locked(participation.initiative)
    before = state.participations([row.pk]).get(row.pk, [])
    participation.delete()
    return _remember(row, before, by, why)
