"""Suggested combinations: written by the search, accepted by making one, dismissed for ever."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from initiatives.models import (
    Combination,
    CombinationMember,
    Connection,
    Initiative,
    PolicyCommitment,
    SystemNeed,
)
from sensemaking.affinity.profile import Pair, Profile
from sensemaking.models import CombinationSuggestion, ConnectionSuggestion
from stakeholders.models import Portfolio, User

if TYPE_CHECKING:
    from sensemaking.affinity.communities import Group

Status = ConnectionSuggestion.Status


def found(portfolio: Portfolio, profiles: Sequence[Profile], pairs: Iterable[Pair]) -> "list[Group]":
    """Tight groups that together bring what a commitment needs, out of connections and of pairs that may be some.

    Combinations that there are, groups that people decided about, and parts of either stay away.
    """
    # Here and not above: the web server imports this module and has no use for networkx.
    from sensemaking.affinity.communities import Gap, groups

    needs = SystemNeed.objects.filter(commitment__portfolio=portfolio, commitment__retired_on__isnull=True)
    essential: dict[int, set[int]] = defaultdict(set)
    for commitment, system in needs.filter(need=SystemNeed.Need.ESSENTIAL).values_list("commitment", "system"):
        essential[commitment].add(system)
    placed = Initiative.objects.placed_in(portfolio).values("pk")
    said = Connection.objects.holding().filter(source__in=placed, target__in=placed).order_by()
    edges = said.values_list("source", "target")
    gaps = [Gap(commitment, frozenset(systems)) for commitment, systems in essential.items()]
    return groups(profiles, pairs, edges, gaps, known=_known(portfolio))


def _known(portfolio: Portfolio) -> list[frozenset[int]]:
    """The members of combinations, and of groups that people decided about."""
    sets: dict[tuple[str, int], set[int]] = defaultdict(set)
    members = CombinationMember.objects.filter(combination__portfolio=portfolio)
    for combination, initiative in members.values_list("combination", "initiative"):
        sets["combination", combination].add(initiative)
    decided = CombinationSuggestion.objects.filter(portfolio=portfolio).exclude(status=Status.OPEN)
    for pk, initiative in decided.values_list("pk", "initiatives"):
        sets["suggestion", pk].add(initiative)
    return [frozenset(members) for members in sets.values()]


def keep(portfolio: Portfolio, new: "Sequence[Group]") -> None:
    """Let these groups wait and no others; decided ones stay as they are. Within the transaction of a search."""
    rows = CombinationSuggestion.objects.filter(portfolio=portfolio)
    alive = set(Initiative.objects.placed_in(portfolio).values_list("pk", flat=True))
    promised = set(PolicyCommitment.objects.filter(portfolio=portfolio).values_list("pk", flat=True))
    wanted = {_key(group): group for group in new if alive.issuperset(group.initiatives)}
    rows.filter(status=Status.OPEN).exclude(key__in=wanted).delete()
    known = {row.key: row for row in rows}
    for key, group in wanted.items():
        facts = {
            "score": group.score, "commitment_id": group.commitment if group.commitment in promised else None,
            "reasons": [{"kind": one.kind, "share": one.share, "facts": dict(one.facts)} for one in group.reasons],
        }  # fmt: skip
        if key not in known:
            made = CombinationSuggestion.objects.create(portfolio=portfolio, key=key, **facts)
            made.initiatives.set(group.initiatives)
        elif known[key].status == Status.OPEN:
            rows.filter(pk=known[key].pk).update(**facts)


def _key(group: "Group") -> str:
    return "-".join(str(one) for one in sorted(group.initiatives))


def dismiss(*, suggestion: CombinationSuggestion, by: User) -> bool:
    """Remember that it is none; False when it was decided already."""
    waiting = CombinationSuggestion.objects.filter(pk=suggestion.pk, status=Status.OPEN)
    return bool(waiting.update(status=Status.DISMISSED, decided_at=timezone.now(), decided_by=by))


def reopen(*, suggestion: CombinationSuggestion) -> bool:
    """Let a dismissed one wait again; False for any other."""
    dismissed = CombinationSuggestion.objects.filter(pk=suggestion.pk, status=Status.DISMISSED)
    return bool(dismissed.update(status=Status.OPEN, decided_at=None, decided_by=None))


@transaction.atomic
def settle(instance: CombinationMember, created: bool, **kwargs: Any) -> None:
    """Whoever puts all members of a waiting group into a combination has accepted it."""
    combination = instance.combination
    if created:
        waiting = CombinationSuggestion.objects.filter(
            portfolio=combination.portfolio_id, status=Status.OPEN, initiatives=instance.initiative_id
        )
        for row in waiting.prefetch_related("initiatives"):
            _accept_if_made(row, combination)


def _accept_if_made(row: CombinationSuggestion, combination: Combination) -> None:
    wanted = {one.pk for one in row.initiatives.all()}
    there = set(combination.members.filter(initiative__in=wanted).values_list("initiative", flat=True))
    if wanted <= there:
        CombinationSuggestion.objects.filter(pk=row.pk, status=Status.OPEN).update(
            status=Status.ACCEPTED, decided_at=timezone.now(), decided_by=combination.said_by, combination=combination
        )
