"""The intent turned into policy: what is deleted stays in the history."""

from django.db import transaction

from stakeholders.models import Change, PolicyLink, User
from stakeholders.services import edits, history

FACTS = ("title", "reference", "instrument", "level", "status", "adopted_on", "passage", "url", "note")


@transaction.atomic
def delete(*, policy: PolicyLink, by: User) -> None:
    """Take a policy link away, with everything it touched."""
    fields = {name: [value, None] for name, value in edits.facts_of(policy, FACTS).items() if value}
    history.record(policy, kind=Change.Kind.DELETED, fields=fields, by=by, portfolio=policy.portfolio)
    policy.delete()
