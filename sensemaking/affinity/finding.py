"""Finds pairs of initiatives that may belong together: of a whole portfolio, and again of those that changed."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from sensemaking.affinity import places, scoring
from sensemaking.affinity.candidates import AT_ONCE, Search
from sensemaking.affinity.describing import Describer
from sensemaking.affinity.entries import ROW, Entries
from sensemaking.affinity.kinds import LEAST_SCORE, RULES, SCALE, STAGE
from sensemaking.affinity.matrix import Weigher
from sensemaking.affinity.profile import Pair, Profile
from sensemaking.affinity.reading import Reader, standing_in
from sensemaking.affinity.scale import Scale, counted

LOOKED_AT = 2
"""So many times what an initiative may bring are looked at, as some come to less when everything is counted."""


def find(
    profiles: Sequence[Profile],
    weights: Mapping[str, float],
    *,
    most: int = 10,
    decided: Collection[tuple[int, int]] = (),
    connected: Collection[tuple[int, int]] = (),
    home: str = "en",
    limit: int | None = None,
) -> list[Pair]:
    """The pairs that something speaks for, the strongest first; each initiative brings its `most` best ones.

    `weights` moves how much a kind of reason counts (1 where it says nothing); `decided` and `connected` pairs stay
    away; `home` is the language of a text that does not tell its own; `limit` is how many pairs are wanted at most.
    """
    return Finder(profiles, weights, most=most, away=(*decided, *connected), home=home).pairs(limit)


@dataclass(frozen=True)
class Changes:
    """What a comparison of changed initiatives gave: every initiative whose pairs may be others now (`touched`), and
    all the pairs that these have now. What else stood with one of them no longer holds.
    """

    touched: frozenset[int]
    pairs: tuple[Pair, ...]


class Finder:
    """Holds the matrix of a portfolio and the best pairs of each initiative.

    `scale` is that of an earlier whole search; without one everything is counted anew. `away` are pairs of ids.
    """

    def __init__(
        self,
        profiles: Sequence[Profile],
        weights: Mapping[str, float],
        *,
        most: int = 10,
        away: Iterable[tuple[int, int]] = (),
        home: str = "en",
        scale: Scale | None = None,
    ) -> None:
        self.most, self.weights = most, weights
        self.profiles: list[Profile] = sorted(profiles, key=lambda row: row.initiative)
        self.row_of = {row.initiative: at for at, row in enumerate(self.profiles)}
        if len(self.row_of) < len(self.profiles):
            raise ValueError("An initiative has one profile.")
        self._reader = Reader(home, scale.standing if scale else standing_in(self.profiles))
        said = [self._reader.read(profile) for profile in self.profiles]
        self.scale = scale or counted(self.profiles, said, list(self._reader.vocabulary.numbers), self._reader.standing)
        self._away_ids = {(min(pair), max(pair)) for pair in away}
        self._weigher = Weigher(self.scale, weights, self._reader.vocabulary)
        self._rows = self._weigher.rows(said)
        self._facing = scoring.facing_of(self.profiles, self.scale.points)
        self._nearby = places.Nearby.of(self._facing.points, self._facing.reach)
        least = SCALE**2 * LEAST_SCORE / (1 + RULES[STAGE].each * weights.get(STAGE, 1))
        self._search = Search(most * LOOKED_AT, int(least), self._ids(), self._away(), self._rows, self._weigher.width)
        self._entries = Entries(most)
        self._bars = np.zeros(len(self.profiles), dtype=np.int64)
        self.compare(np.arange(len(self.profiles)))

    def pairs(self, limit: int | None = None) -> list[Pair]:
        """The best pairs of every initiative, the strongest first, at most so many."""
        return self._described(*self._entries.best(), limit)

    def of(self, *initiatives: int) -> list[Pair]:
        """The pairs with one of these initiatives, the strongest first."""
        rows = np.array([self.row_of[known] for known in initiatives if known in self.row_of], dtype=np.int64)
        return self._described(*self._entries.best(rows))

    def changed(self, profiles: Sequence[Profile], gone: Iterable[int] = ()) -> Changes:
        """Compare initiatives that changed or are new with all others, by the same scale; those `gone` are left out."""
        touched = self.update(profiles, gone)
        return Changes(
            frozenset(self._search.ids[touched].tolist()), tuple(self._described(*self._entries.best(touched)))
        )

    def update(self, profiles: Sequence[Profile], gone: Iterable[int] = ()) -> np.ndarray:
        """The same without putting anything in words: the rows whose pairs may be others now."""
        nobody = [Profile(initiative, "") for initiative in sorted(set(gone) & self.row_of.keys())]
        new = [*profiles, *nobody]
        if not new:
            return np.empty(0, dtype=np.int64)
        rows = self._placed(new)
        self._rows.replace(rows, self._weigher.rows([self._reader.read(profile) for profile in new]))
        self._search.changed(rows, self._weigher.width)
        if self._facing.replace(rows, scoring.facing_of(new, self.scale.points)):
            self._nearby = places.Nearby.of(self._facing.points, self._facing.reach)
        touched = np.unique(np.concatenate((rows, self._entries.beside(rows), *self._reached(rows))))
        return self.compare(touched, rows)

    def put_away(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Some pairs were decided or connected: they stay away from now on, and others may come in their place."""
        new = {(min(pair), max(pair)) for pair in pairs}
        self._away_ids |= new
        self._search.away = self._away()
        rows = {self.row_of[end] for pair in new for end in pair if end in self.row_of}
        if rows:
            self.compare(np.array(sorted(rows), dtype=np.int64))

    def matrix(self) -> sparse.csr_matrix:
        """A row for each initiative: stems and things, as what they weigh."""
        return self._rows.csr(self._weigher.width)

    def _ids(self) -> np.ndarray:
        return np.array([row.initiative for row in self.profiles], dtype=np.int64)

    def _away(self) -> np.ndarray:
        """The pairs that stay away, by their rows."""
        known = [pair for pair in self._away_ids if pair[0] in self.row_of and pair[1] in self.row_of]
        rows = np.array([(self.row_of[one], self.row_of[other]) for one, other in known], dtype=np.int64).reshape(-1, 2)
        return np.unique(rows.min(axis=1, initial=ROW) * ROW + rows.max(axis=1, initial=0))

    def _placed(self, new: Sequence[Profile]) -> np.ndarray:
        """The rows of these profiles; new ones come at the end."""
        size = len(self.profiles)
        for profile in new:
            row = self.row_of.setdefault(profile.initiative, len(self.profiles))
            self.profiles[row : row + 1] = [profile]
        if len(self.profiles) > size:
            self._search.ids, self._search.away = self._ids(), self._away()
            self._bars = np.concatenate((self._bars, np.zeros(len(self.profiles) - size, dtype=np.int64)))
        return np.array([self.row_of[profile.initiative] for profile in new], dtype=np.int64)

    def _reached(self, rows: np.ndarray) -> Iterator[np.ndarray]:
        """Whoever has one of the changed rows among its nearest now."""
        for at in range(0, len(rows), AT_ONCE):
            found = self._search.products(rows[at : at + AT_ONCE])
            yield np.flatnonzero((found >= self._bars).any(axis=0))
        yield self._nearby.to(rows)[1]

    def compare(self, rows: np.ndarray, changed: np.ndarray | None = None) -> np.ndarray:
        """Find the candidates of these rows anew, and weigh those that have one of the `changed` ones (any if None)."""
        is_whole = len(rows) == len(self.profiles)
        nearest = self._search.all() if is_whole else self._search.of(rows)
        keys = np.sort(np.concatenate((nearest.rows * ROW + nearest.others, self._close(rows))))
        keys = keys[np.diff(keys, prepend=-1) > 0]
        self._bars[rows] = nearest.bars
        scores = self._weighed(keys, None if changed is None else self._known(rows, changed))
        self._entries.write(rows, *np.divmod(keys, ROW), scores, self._search.ids)
        return rows

    def _known(self, rows: np.ndarray, changed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The entries of these rows whose scores still hold."""
        keys, scores = self._entries.of(rows)
        holds = ~(np.isin(keys // ROW, changed) | np.isin(keys % ROW, changed))
        return keys[holds], scores[holds]

    def _close(self, rows: np.ndarray) -> np.ndarray:
        """Whoever is near these rows, as keys of entries."""
        ones, others = self._nearby.to(rows)
        keep = ~self._search.is_away(ones, others)
        return np.asarray(ones[keep] * ROW + others[keep])

    @property
    def _scorer(self) -> scoring.Scorer:
        return scoring.Scorer(self._rows, self._facing, self.weights, self._weigher.width)

    def _weighed(self, keys: np.ndarray, known: tuple[np.ndarray, np.ndarray] | None) -> np.ndarray:
        """The score of each entry, 0 where too little speaks for it; a pair is weighed once, and not if it is known."""
        found = np.zeros(len(keys))
        is_new = np.ones(len(keys), dtype=bool)
        if known is not None and len(known[0]):
            at = np.minimum(np.searchsorted(known[0], keys), len(known[0]) - 1)
            is_new = known[0][at] != keys
            found[~is_new] = known[1][at[~is_new]]
        ones, others = np.divmod(keys[is_new], ROW)
        pairs, where = _once(np.minimum(ones, others) * ROW + np.maximum(ones, others))
        found[is_new] = self._scorer.totals(*np.divmod(pairs, ROW))[where]
        return found

    def _described(
        self, ones: np.ndarray, others: np.ndarray, scores: np.ndarray, limit: int | None = None
    ) -> list[Pair]:
        ids = self._search.ids
        turn = ids[ones] > ids[others]
        ones, others = np.where(turn, others, ones), np.where(turn, ones, others)
        order = np.lexsort((ids[others], ids[ones], -scores))[:limit]
        describer = Describer(self.profiles, self._reader, self.scale, self._scorer)
        return describer.pairs(ones[order], others[order])


def _once(keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each key once, in order, and where each of the given ones is among them; by sorting."""
    order = np.argsort(keys)
    is_first = np.diff(keys[order], prepend=-1) > 0
    where = np.empty(len(keys), dtype=np.int64)
    where[order] = np.cumsum(is_first) - 1
    return keys[order][is_first], where
