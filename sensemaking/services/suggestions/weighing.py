"""How much each kind of reason counts in a portfolio, and how what people decide moves that."""

from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import F, Q

from sensemaking.affinity.feedback import weight as weight_of
from sensemaking.models import ConnectionSuggestion, ReasonKind, ReasonWeight
from stakeholders.models import Portfolio

Dismissal = ConnectionSuggestion.Dismissal
TELLING = (Dismissal.UNRELATED, Dismissal.NOT_NOW)
"""Dismissals that speak against reasons; that two know each other already shows that the reasons were good."""


def weights_of(portfolio: Portfolio) -> dict[str, float]:
    """The weights that differ from 1."""
    return dict(ReasonWeight.objects.filter(portfolio=portfolio).values_list("kind", "weight"))


def rows_of(portfolio: Portfolio) -> list[ReasonWeight]:
    """A row for each kind of reason, in their order; those that nobody decided about are not saved."""
    known = {row.kind: row for row in ReasonWeight.objects.filter(portfolio=portfolio)}
    return [known.get(kind) or ReasonWeight(portfolio=portfolio, kind=kind) for kind in ReasonKind.values]


def learn(suggestion: ConnectionSuggestion, *, forget: bool = False) -> None:
    """Count a decision for each kind of its reasons and move their weights; `forget` takes that back."""
    if suggestion.status == ConnectionSuggestion.Status.ACCEPTED:
        name = "accepted"
    elif suggestion.dismissal in TELLING:
        name = "dismissed"
    else:
        return
    kinds = sorted({reason["kind"] for reason in suggestion.reasons} & set(ReasonKind.values))
    _count(suggestion.portfolio_id, kinds, name, -1 if forget else 1)


@transaction.atomic
def _count(portfolio_id: int, kinds: Collection[str], name: str, step: int) -> None:
    ReasonWeight.objects.bulk_create(
        [ReasonWeight(portfolio_id=portfolio_id, kind=kind) for kind in kinds], ignore_conflicts=True
    )
    rows = ReasonWeight.objects.filter(portfolio=portfolio_id, kind__in=kinds)
    list(rows.order_by("kind").select_for_update().values_list("pk"))
    rows.filter(Q(**{f"{name}__gte": -step}) if step < 0 else Q()).update(**{name: F(name) + step})
    _settle(rows.all())


def _settle(rows: Iterable[ReasonWeight]) -> None:
    moved = list(rows)
    for row in moved:
        row.weight = weight_of(row.accepted, row.dismissed)
    ReasonWeight.objects.bulk_update(moved, ["weight"])


@transaction.atomic
def reset(*, portfolio: Portfolio) -> bool:
    """Let every kind of reason count alike again; what people decided stays decided. False when nothing had moved."""
    return bool(ReasonWeight.objects.filter(portfolio=portfolio).delete()[0])
