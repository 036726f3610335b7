"""What a policy touches: commitments and initiatives, whose pages then show it."""

from collections.abc import Collection

from django.db import transaction

from initiatives.models import Initiative, PolicyCommitment, PolicyTouch
from stakeholders.models import Change, PolicyLink, User
from stakeholders.services import history


@transaction.atomic
def touch(*, policy: PolicyLink, initiative: Initiative, by: User) -> PolicyTouch:
    """Say that the policy touches an initiative; saying it twice changes nothing."""
    row, is_new = PolicyTouch.objects.get_or_create(policy=policy, initiative=initiative)
    if is_new:
        _note(policy, {"initiative": [None, initiative.title]}, by)
    return row


@transaction.atomic
def touch_commitments(*, policy: PolicyLink, commitments: Collection[PolicyCommitment], by: User) -> None:
    """Let the policy touch exactly these commitments of its portfolio."""
    PolicyLink.objects.select_for_update(of=("self",)).get(pk=policy.pk)
    rows = PolicyTouch.objects.filter(policy=policy, commitment__isnull=False).select_related("commitment")
    before = {row.commitment_id: str(row.commitment) for row in rows}
    after = {commitment.pk: commitment.title for commitment in commitments}
    rows.exclude(commitment__in=list(after)).delete()
    PolicyTouch.objects.bulk_create(PolicyTouch(policy=policy, commitment_id=pk) for pk in after if pk not in before)
    if before.keys() != after.keys():
        _note(policy, {"commitments": [sorted(before.values()), sorted(after.values())]}, by)


@transaction.atomic
def untouch(*, touch: PolicyTouch, by: User) -> None:
    """Take one of the things away that a policy touches."""
    _note(touch.policy, {"touches": [str(touch.commitment or touch.initiative), None]}, by)
    touch.delete()


def _note(policy: PolicyLink, fields: dict[str, list[object]], by: User) -> None:
    history.record(policy, kind=Change.Kind.EDITED, fields=fields, by=by, portfolio=policy.portfolio)
