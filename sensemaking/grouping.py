"""Puts logs into themes: by their wording, as themes known from earlier reports, and where people put them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sensemaking import identity, themes
from sensemaking.records import Known, Question, Record, voices
from sensemaking.vectors import Vectors

FEWEST_LOGS = 3
MANY_VOICES = 30


@dataclass(slots=True)
class Group:
    """The logs of one theme in both periods, each with its nearness; `distinct` leaves out repetitions."""

    vector: np.ndarray
    known: Known | None = None
    now: list[tuple[Record, float]] = field(default_factory=list)
    before: list[tuple[Record, float]] = field(default_factory=list)
    distinct: list[Record] = field(default_factory=list)

    def in_order(self) -> "Group":
        """The same with the nearest first, then by id."""

        def order(pair: tuple[Record, float]) -> Any:
            return (-round(pair[1], 4), pair[0].id)

        now, own = sorted(self.now, key=order), {record.id for record in self.distinct}
        distinct = [record for record, _near in now if record.id in own]
        return Group(self.vector, self.known, now, sorted(self.before, key=order), distinct)


def carries(records: Sequence[Record], fewest: int) -> bool:
    """Say whether different logs make a theme: three at least, of `fewest` initiatives (three, when many speak)."""
    return len(records) >= FEWEST_LOGS and len({record.initiative for record in records}) >= fewest


def fewest_voices(now: Sequence[Record]) -> int:
    """How many initiatives a theme needs."""
    return 3 if len(voices(now)) >= MANY_VOICES else 2


class Grouping:
    """The logs of both periods (the first `count` are of this one) beside their vectors."""

    def __init__(self, question: Question, vectors: Vectors, records: Sequence[Record], count: int) -> None:
        self.question, self.vectors, self.records, self.count = question, vectors, records, count
        self.fewest = fewest_voices(records[:count])
        self.heirs = identity.heirs(question.known)
        self.known = {theme.id: theme for theme in question.known}

    def groups(self) -> tuple[np.ndarray, list[Group]]:
        """Return how near each row is to its theme, and the groups that make a theme."""
        sorter = themes.Sorter(self.vectors.matrix)
        words, _theme_of, nearness = placed = sorter.find(self._accept)
        matched = self._matched(placed)
        if pinned := self._unmatched_pins(matched):
            vectors = np.array([self._vector(theme) for theme in pinned], dtype=np.float32)
            words = np.vstack([words, vectors]) if len(words) else vectors
            placed = sorter.settle(words, self._accept, len(pinned))
            words, _theme_of, nearness = placed
            loose = len(words) - len(pinned)
            matched = (*self._matched(placed, loose, pinned), *(theme.id for theme in pinned))
        groups = self._filled(placed, matched)
        return nearness, [group for group in groups if self._stands(group)]

    def _accept(self, rows: np.ndarray) -> bool:
        """A theme has enough logs and voices in one of the periods."""
        first = self.vectors.first_of_row
        own = [(self.records[first[row]], first[row] < self.count) for row in rows]
        return any(carries([record for record, now in own if now == is_now], self.fewest) for is_now in (True, False))

    def _stands(self, group: Group) -> bool:
        """Say whether the group is shown: not set aside, and pinned or of enough logs and voices."""
        if group.known is not None and group.known.is_excluded:
            return False
        if not group.now and not group.before:
            return False
        if group.known is not None and group.known.is_pinned:
            return True
        before = [record for record, _near in group.before]
        return carries(group.distinct, self.fewest) or carries(before, self.fewest)

    def _matched(
        self, placed: themes.Sorted, loose: int | None = None, pinned: Sequence[Known] = ()
    ) -> tuple[int | None, ...]:
        """The known theme that each of the first `loose` groups lives on in; None for a new one."""
        words, theme_of, _nearness = placed
        if not self.known:
            return (None,) * (len(words) if loose is None else loose)
        logs: list[list[int]] = [[] for _theme in words]
        for record, row in zip(self.records, self.vectors.row_of, strict=True):
            if row >= 0 and theme_of[row] >= 0:
                logs[theme_of[row]].append(record.id)
        clusters = [
            identity.Cluster(identity.profile_of(self.vectors.stems, vector), frozenset(own))
            for vector, own in zip(words[:loose], logs, strict=False)
        ]
        taken = {theme.id for theme in pinned}
        known = [theme for theme in self.question.known if theme.id not in taken]
        return tuple(None if theme is None else self.heirs[theme] for theme in identity.match(clusters, known))

    def _unmatched_pins(self, matched: Sequence[int | None]) -> list[Known]:
        """Pinned themes that no group is, as far as their stems are spoken."""
        spoken = set(self.vectors.stems)
        return [
            theme
            for theme in sorted(self.question.known, key=lambda theme: theme.id)
            if theme.is_pinned and not theme.is_excluded and self.heirs[theme.id] == theme.id
            and theme.id not in matched and spoken & theme.profile.keys()
        ]  # fmt: skip

    def _vector(self, theme: Known) -> np.ndarray:
        """The profile of a theme over the stems of this run, of length 1."""
        weights = np.array([theme.profile.get(stem, 0.0) for stem in self.vectors.stems], dtype=np.float32)
        length = float(np.linalg.norm(weights))
        return weights / length if length else weights

    def _filled(self, placed: themes.Sorted, matched: Sequence[int | None]) -> list[Group]:
        """The groups with their logs; those of one heir are one group, and logs go where people put them."""
        words, theme_of, nearness = placed
        groups: dict[tuple[str, int], Group] = {}
        group_of: list[Group] = []
        for at, (vector, theme) in enumerate(zip(words, matched, strict=True)):
            key = ("new", at) if theme is None else ("known", theme)
            known = None if theme is None else self.known[theme]
            group = groups.setdefault(key, Group(np.zeros_like(vector), known))
            group.vector = group.vector + vector
            group_of.append(group)
        for at, (record, row) in enumerate(zip(self.records, self.vectors.row_of, strict=True)):
            if record.id in self.question.moved:
                target = self._chosen(self.question.moved[record.id], groups)
            else:
                target = group_of[theme_of[row]] if row >= 0 and theme_of[row] >= 0 else None
            if target is not None:
                self._put(target, at, float(nearness[row]) if row >= 0 else 0.0)
        return [_unit(group) for group in groups.values()]

    def _chosen(self, theme: int | None, groups: dict[tuple[str, int], Group]) -> Group | None:
        """The group of the theme into which people put a log."""
        if theme is None or theme not in self.heirs:
            return None
        heir = self.heirs[theme]
        known = self.known[heir]
        return groups.setdefault(("known", heir), Group(self._vector(known), known))

    def _put(self, group: Group, at: int, near: float) -> None:
        """Add the log at this place to the group."""
        record, row = self.records[at], self.vectors.row_of[at]
        is_now = at < self.count
        (group.now if is_now else group.before).append((record, near))
        if is_now and (row < 0 or self.vectors.first_of_row[row] == at):
            group.distinct.append(record)


def _unit(group: Group) -> Group:
    """The group with words of length 1."""
    length = float(np.linalg.norm(group.vector))
    if length:
        group.vector = np.asarray(group.vector / length, dtype=np.float32)
    return group
