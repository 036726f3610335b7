"""The garden: what needs a hand in a portfolio, rule by rule, for one reader."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise

from stakeholders.access import Access
from stakeholders.attention import Found, Item, Look, Rule, rules
from stakeholders.models import AttentionMark, AttentionSetting, AttentionSighting
from stakeholders.services.attention import number_of, settings_of

IN_SHORT = 5
A_FEW = 5
PAGE = 50


@dataclass(frozen=True)
class Bed:
    """What one rule found: how many items, those shown, and the rule in words."""

    name: str
    rule: Rule
    sentence: str
    found: Found
    first: int = 0

    @property
    def label(self) -> str | Promise:
        return self.rule.label

    @property
    def title(self) -> str:
        """The one item by its own name, several in one line."""
        return (
            self.found.items[0].title if self.found.total == 1 else str(self.rule.summary % {"many": self.found.total})
        )

    @property
    def more(self) -> int:
        """How many items are not shown."""
        return self.found.total - self.first - len(self.found.items)

    @property
    def next_first(self) -> int:
        return self.first + len(self.found.items)


@dataclass(frozen=True)
class Garden:
    """The beds that have something in them; `resting` counts items that somebody put to rest."""

    beds: tuple[Bed, ...]
    total: int
    resting: int


def garden(access: Access, *, only: str = "", first: int = 0, few: int = A_FEW, today: date | None = None) -> Garden:
    """Let every rule of the portfolio look, or only the one named; `few` items of each are shown.

    Two or three queries for each rule, and three for settings, marks and sightings; nothing grows with the portfolio.
    """
    today = today or timezone.localdate()
    chosen = settings_of(access.portfolio)
    resting: dict[str, set[int]] = {}
    for rule, subject in (
        AttentionMark.objects.filter(portfolio=access.portfolio).resting().values_list("rule", "subject")
    ):
        resting.setdefault(rule, set()).add(subject)
    look = Look(access=access, number=0, today=today, first=first, many=few)
    beds = [
        _bed(name, rule, chosen.get(name), replace(look, resting=frozenset(resting.get(name, ()))))
        for name, rule in looking(access, chosen)
        if only in ("", name)
    ]
    full = _with_sightings(access, [bed for bed in beds if bed.found.total])
    return Garden(full, sum(bed.found.total for bed in full), sum(len(subjects) for subjects in resting.values()))


def looking(access: Access, chosen: dict[str, AttentionSetting]) -> Iterator[tuple[str, Rule]]:
    """The rules that look for this reader."""
    for name, rule in sorted(rules.items(), key=lambda item: item[1].order):
        is_on = name not in chosen or chosen[name].is_on
        if is_on and (access.is_steward or not rule.for_stewards):
            yield name, rule


def _bed(name: str, rule: Rule, setting: AttentionSetting | None, look: Look) -> Bed:
    number = number_of(rule, setting)
    found = rule.find(replace(look, number=number))
    return Bed(name, rule, sentence_of(rule, number), found, look.first)


def sentence_of(rule: Rule, number: int) -> str:
    """The rule in words, with its number."""
    return str(rule.sentence) % {"number": number} if rule.number is not None else str(rule.sentence)


def _with_sightings(access: Access, beds: list[Bed]) -> tuple[Bed, ...]:
    """Say since when, where the hub keeps it."""
    wanted = {bed.name: [item.subject for item in bed.found.items] for bed in beds if bed.rule.is_sighted}
    if not wanted:
        return tuple(beds)
    rows: Any = AttentionSighting.objects.filter(
        portfolio=access.portfolio, rule__in=wanted, subject__in={pk for ids in wanted.values() for pk in ids}
    )
    since = {(rule, subject): on for rule, subject, on in rows.values_list("rule", "subject", "since_on")}
    return tuple(replace(bed, found=_dated(bed, since)) if bed.name in wanted else bed for bed in beds)


def _dated(bed: Bed, since: dict[tuple[str, int], date]) -> Found:
    items = tuple(replace(item, since=item.since or since.get((bed.name, item.subject))) for item in bed.found.items)
    return Found(bed.found.total, items)


def item_of(access: Access, name: str, subject: int) -> Item | None:
    """The item as its rule finds it now for this reader, or None when it is no longer there."""
    if name not in rules:
        return None
    rule, today = rules.get(name), timezone.localdate()
    if rule.for_stewards and not access.is_steward:
        return None
    number = number_of(rule, settings_of(access.portfolio).get(name))
    found = rule.find(Look(access=access, number=number, today=today, only=subject, many=1))
    return found.items[0] if found.items else None
