"""Policies on the pages of what they touch, and what a policy touches on its own."""

from dataclasses import dataclass

from django.db.models import Q

from initiatives.models import Initiative, PolicyCommitment, PolicyTouch
from stakeholders.access import Access
from stakeholders.models import PolicyLink, Portfolio

MOST_FOUND = 20


@dataclass(frozen=True)
class Touched:
    """What a policy touches, as far as the reader may see it."""

    policy: PolicyLink
    commitments: tuple[PolicyTouch, ...]
    initiatives: tuple[PolicyTouch, ...]


def policies_of(row: PolicyCommitment | Initiative, portfolio: Portfolio) -> list[PolicyLink]:
    """The policies of this portfolio that touch a commitment or an initiative, the latest first, in one query."""
    name = "initiative" if isinstance(row, Initiative) else "commitment"
    touching = Q(touches__in=PolicyTouch.objects.filter(**{name: row}))
    if isinstance(row, PolicyCommitment) and row.policy_id:
        touching |= Q(pk=row.policy_id)
    found = PolicyLink.objects.filter(touching, portfolio=portfolio).select_related("portfolio", "made_by")
    return list(found.distinct())


def touched_by(access: Access, policy: PolicyLink) -> Touched:
    """What the policy touches; initiatives that the reader may not see are left out."""
    rows = PolicyTouch.objects.filter(policy=policy)
    seen = Initiative.objects.seen_with(access).values("pk")
    return Touched(
        policy,
        tuple(rows.filter(commitment__isnull=False).select_related("commitment__portfolio")),
        tuple(rows.filter(initiative__in=seen).select_related("initiative").order_by("initiative__title")),
    )


def found_initiatives(access: Access, policy: PolicyLink, text: str) -> list[Initiative]:
    """Initiatives with all of these words that the policy does not touch yet, the first twenty by title."""
    if not text.strip():
        return []
    touched = PolicyTouch.objects.filter(policy=policy, initiative__isnull=False).values("initiative")
    rows = Initiative.objects.seen_with(access).exclude(pk__in=touched)
    for word in text.split()[:8]:
        rows = rows.filter(title__icontains=word)
    return list(rows.order_by("title", "pk")[:MOST_FOUND])
