"""The reasons of suggestions as one reader may know them: what rests on something hidden from them is left out."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from initiatives.models import Challenge, Lever, Need, Offer, PolicyCommitment, System
from sensemaking.models import ConnectionSuggestion, LearningLog, ReasonKind
from sensemaking.wording_suggestions import Seen
from stakeholders.access import Access
from stakeholders.models import Organisation, Place

Told = Mapping[str, Any]
Ids = Mapping[str, set[int]]
Rows = Callable[[Access, set[int]], QuerySet[Any]]

NAMED: Mapping[str, tuple[Rows, str]] = {
    "organisations": (lambda access, ids: Organisation.objects.filter(pk__in=ids), "name"),
    "places": (lambda access, ids: Place.objects.filter(pk__in=ids), "name"),
    "systems": (lambda access, ids: System.objects.filter(portfolio=access.portfolio, pk__in=ids), "name"),
    "levers": (lambda access, ids: Lever.objects.filter(portfolio=access.portfolio, pk__in=ids), "name"),
    "commitments": (
        lambda access, ids: PolicyCommitment.objects.filter(portfolio=access.portfolio, pk__in=ids),
        "title",
    ),
    "challenges": (lambda access, ids: Challenge.objects.seen_with(access).filter(pk__in=ids), "title"),
}
"""What the facts of a reason name by ids: the rows that a reader may see, and where their name stands."""


@dataclass(frozen=True)
class Known:
    """What one reader may know of everything that some suggestions speak of; read in a fixed number of queries."""

    names: Mapping[str, Mapping[int, str]]
    offers: Mapping[int, tuple[str, int]]
    needs: Mapping[int, tuple[str, int]]
    logs: Mapping[int, int]


def known_to(access: Access, rows: Iterable[ConnectionSuggestion]) -> Known:
    """Read it, once for all the suggestions of a page."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        for reason in row.reasons:
            _gather(reason, wanted)
    names = {
        what: dict(read(access, wanted[what]).order_by().values_list("pk", field)) if wanted[what] else {}
        for what, (read, field) in NAMED.items()
    }
    return Known(
        names,
        _given(Offer.objects.seen_with(access), wanted["offer"]),
        _given(Need.objects.seen_with(access), wanted["need"]),
        dict(LearningLog.objects.seen_with(access).filter(pk__in=wanted["logs"]).order_by()
             .values_list("pk", "initiative")) if wanted["logs"] else {},
    )  # fmt: skip


def _gather(reason: Told, wanted: dict[str, set[int]]) -> None:
    facts = reason["facts"]
    wanted["logs"].update(reason.get("logs", ()))
    wanted["logs"].update(facts[name] for name in ("barrier", "enabler") if name in facts)
    for name in ("offer", "need"):
        if name in facts:
            wanted[name].add(facts[name])
    for name in NAMED:
        wanted[name].update(facts.get(name, ()))


def _given(rows: QuerySet[Any], ids: set[int]) -> dict[int, tuple[str, int]]:
    if not ids:
        return {}
    found = rows.filter(pk__in=ids, initiative__isnull=False).order_by().values_list("pk", "what", "initiative")
    return {pk: (what, initiative) for pk, what, initiative in found}


def seen_reasons(row: ConnectionSuggestion, known: Known) -> tuple[Seen, ...]:
    """The reasons of one suggestion that this reader may know, the strongest first."""
    titles = {row.first_id: row.first.title, row.second_id: row.second.title}
    found = (_seen(reason, titles, known) for reason in row.reasons if reason["kind"] in ReasonKind.values)
    return tuple(sorted((one for one in found if one is not None), key=lambda one: -one.share))


def _seen(reason: Told, titles: Mapping[int, str], known: Known) -> Seen | None:
    kind, facts, logs = reason["kind"], reason["facts"], tuple(reason.get("logs", ()))
    if any(log not in known.logs for log in logs):
        return None
    more: dict[str, Any] | None = {"words": tuple(facts.get("words", ())), "metres": facts.get("metres")}
    for name, seen in known.names.items():
        if name in facts:
            names = tuple(seen[pk] for pk in facts[name] if pk in seen)
            more = {**(more or {}), "names": names} if names else None
    if kind == ReasonKind.BARRIER:
        more = _between(facts, "enabler", "barrier", known.logs, titles)
    elif kind == ReasonKind.NEED:
        more = _exchange(facts, known, titles)
    elif kind == ReasonKind.STAGE:
        more = {**(more or {}), **_ahead(facts, titles)}
    if more is None:
        return None
    return Seen(kind, reason["share"], facts=facts, **more)


def _between(
    facts: Told, giver: str, taker: str, of: Mapping[int, int], titles: Mapping[int, str]
) -> dict[str, Any] | None:
    """Whose log tells what helped, and whose what stands in the way; None where one of the two logs is not seen."""
    ends = [titles.get(of.get(facts.get(name, 0), 0), "") for name in (giver, taker)]
    if not all(ends):
        return None
    return {"giver": ends[0], "taker": ends[1], "words": tuple(facts.get("words", ()))}


def _exchange(facts: Told, known: Known, titles: Mapping[int, str]) -> dict[str, Any] | None:
    offer, need = known.offers.get(facts.get("offer", 0)), known.needs.get(facts.get("need", 0))
    if offer is None or need is None or offer[1] not in titles or need[1] not in titles:
        return None
    return {"gives": offer[0], "takes": need[0], "giver": titles[offer[1]], "taker": titles[need[1]]}


def _ahead(facts: Told, titles: Mapping[int, str]) -> dict[str, str]:
    """Who has done what the other is about to try; `ahead` holds the id of the first."""
    ahead = facts.get("ahead", 0)
    if ahead not in titles:
        return {}
    behind = next(title for pk, title in titles.items() if pk != ahead)
    return {"giver": titles[ahead], "taker": behind}
