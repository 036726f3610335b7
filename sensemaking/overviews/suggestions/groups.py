"""Suggested combinations as cards: tight groups, and what they together bring a commitment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from initiatives.models import Initiative, PolicyCommitment, System
from sensemaking.models import CombinationSuggestion
from sensemaking.wording_suggestions import group_because
from stakeholders.access import Access

MOST = 6


@dataclass(frozen=True)
class Group:
    """One suggested combination; all of its members are seen by the reader."""

    suggestion: CombinationSuggestion
    members: tuple[Initiative, ...]
    commitment: PolicyCommitment | None
    because: str
    make_url: str

    @property
    def pk(self) -> int:
        return self.suggestion.pk


def groups_waiting(access: Access) -> Sequence[Group]:
    """The groups that wait, of which this reader may see every member; the strongest first."""
    rows = CombinationSuggestion.objects.filter(portfolio=access.portfolio, status="open")
    found = list(rows.select_related("commitment").prefetch_related("initiatives").order_by("-score", "pk")[: 4 * MOST])
    wanted = {member.pk for row in found for member in row.initiatives.all()}
    seen = set(Initiative.objects.seen_with(access).filter(pk__in=wanted).values_list("pk", flat=True))
    names = dict(System.objects.filter(portfolio=access.portfolio).values_list("pk", "name"))
    groups = []
    for row in found:
        members = tuple(sorted(row.initiatives.all(), key=lambda one: one.title))
        if members and all(member.pk in seen for member in members):
            groups.append(_group(access, row, members, names))
    return groups[:MOST]


def _group(
    access: Access, row: CombinationSuggestion, members: tuple[Initiative, ...], names: Mapping[int, str]
) -> Group:
    needed = [one for reason in row.reasons for one in reason["facts"].get("systems", ())]
    systems = [names[one] for one in needed if one in names]
    query = urlencode({"initiative": [member.pk for member in members]}, doseq=True)
    address = f"{reverse('initiatives:combination-new', args=[access.portfolio.slug])}?{query}"
    because = group_because(row.reasons, systems, str(row.commitment or ""))
    return Group(row, members, row.commitment, because, address)
