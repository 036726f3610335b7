"""Says of pairs what speaks for them: ids, numbers, and words as people wrote them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from sensemaking.affinity import kinds
from sensemaking.affinity.kinds import KINDS, SETS
from sensemaking.affinity.places import metres
from sensemaking.affinity.profile import Given, Heard, Pair, Profile, Reason
from sensemaking.affinity.proposals import propose, reach
from sensemaking.affinity.reading import BARRIER, ENABLER, LEARNING, NEED, OFFER, SLOTS, STRIDE, TEXT, Reader
from sensemaking.affinity.scale import Scale
from sensemaking.affinity.scoring import AT_ONCE, Scorer, by_kind
from sensemaking.spelling import calmed, is_shouting

MOST_WORDS = 5
LOGS_OF_EACH = 2
REMEMBERED = 5_000

Told = dict[str, float]
"""Stems that both say, by how much each adds."""


@dataclass(slots=True)
class _Shared:
    """The columns that two rows share: stems by slot, and things by kind, the most telling first."""

    stems: dict[int, Told]
    things: dict[str, list[int]]


@dataclass
class Describer:
    """Makes pairs of rows into pairs of initiatives with reasons."""

    profiles: Sequence[Profile]
    reader: Reader
    scale: Scale
    scorer: Scorer
    _spelled: dict[str, dict[str, Counter[str]]] = field(default_factory=dict)
    _stems: dict[str, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def _keys(self) -> list[Any]:
        return list(self.reader.vocabulary.numbers)

    def pairs(self, ones: np.ndarray, others: np.ndarray) -> list[Pair]:
        """Each pair with its reasons; the first of each has the smaller id."""
        found: list[Pair] = []
        for at in range(0, len(ones), AT_ONCE):
            some = slice(at, at + AT_ONCE)
            parts = self.scorer.scores(ones[some], others[some]).parts
            shared = self.scorer.shared(ones[some], others[some])
            for row, (one, other) in enumerate(zip(ones[some].tolist(), others[some].tolist(), strict=True)):
                inside = slice(shared.indptr[row], shared.indptr[row + 1])
                common = self._common(shared.indices[inside].tolist(), shared.data[inside].tolist())
                found.append(self._pair(one, other, parts[row], common))
        return found

    def _common(self, columns: Sequence[int], values: Sequence[int]) -> _Shared:
        stems: dict[int, Told] = {}
        things: dict[str, list[tuple[int, int]]] = {}
        names = {slot: kind for kind, slot in SLOTS.items()}
        for column, value in zip(columns, values, strict=True):
            number, slot = divmod(column, STRIDE)
            key = self._keys[number]
            if slot in names:
                things.setdefault(names[slot], []).append((-value, key[1]))
            else:
                stems.setdefault(slot, {})[key[1] if isinstance(key, tuple) else key] = float(value)
        return _Shared(stems, {kind: [key for _value, key in sorted(rows)] for kind, rows in things.items()})

    def _pair(self, one: int, other: int, parts: np.ndarray, common: _Shared) -> Pair:
        mine, theirs = self.profiles[one], self.profiles[other]
        score = float(parts.sum())
        strength = {kind: float(part) for kind, part in zip(KINDS, parts.tolist(), strict=True) if part > 0}
        order = sorted(strength, key=lambda kind: (-strength[kind], KINDS.index(kind)))
        reasons = tuple(
            Reason(kind, round(strength[kind] / score, 6), *self._facts(kind, one, other, common)) for kind in order
        )
        plain = {kind: part / self.scorer.weights.get(kind, 1.0) for kind, part in strength.items()}
        kind, from_first = propose(mine, theirs, reasons, plain)
        return Pair(mine.initiative, theirs.initiative, kind, from_first, score, reach(mine, theirs), reasons)

    def _facts(self, kind: str, one: int, other: int, common: _Shared) -> tuple[Mapping[str, Any], tuple[int, ...]]:
        """What a sentence about this reason is made of, and the logs that it rests on."""
        mine, theirs = self.profiles[one], self.profiles[other]
        if kind in SETS:
            things = common.things[kind]
            return {SETS[kind]: things, "had": [self.scale.had.get((kind, key), 0) for key in things]}, ()
        if kind == kinds.NEAR:
            points = self.scorer.facing.points
            return {"metres": round(float(metres(points[one], points[other])))}, ()
        if kind == kinds.TEXT:
            return {"words": self._words(common.stems.get(TEXT, {}), _texts(mine, theirs))}, ()
        if kind == kinds.LEARNING:
            return self._heard(mine, theirs, common.stems.get(LEARNING, {}))
        if kind == kinds.BARRIER:
            return self._barrier(mine, theirs, common)
        if kind == kinds.NEED:
            return self._given(mine, theirs, common)
        return self._stage(one, other, common)

    def _heard(self, mine: Profile, theirs: Profile, told: Told) -> tuple[Mapping[str, Any], tuple[int, ...]]:
        logs = [*self._best(mine.logs, told)[:LOGS_OF_EACH], *self._best(theirs.logs, told)[:LOGS_OF_EACH]]
        return {"words": self._words(told, [log.text for log in logs])}, tuple(log.log for log in logs)

    def _barrier(self, mine: Profile, theirs: Profile, common: _Shared) -> tuple[Mapping[str, Any], tuple[int, ...]]:
        """The barrier of one and the enabler of the other; the way leads from whoever was helped."""
        ways = ((mine, theirs, common.stems.get(BARRIER, {})), (theirs, mine, common.stems.get(ENABLER, {})))
        held, helped, told = max(ways, key=lambda way: sum(way[2].values()))
        barrier = self._best([log for log in held.logs if log.is_barrier], told)[0]
        enabler = self._best([log for log in helped.logs if log.is_enabler], told)[0]
        words = self._words(told, [barrier.text, enabler.text])
        facts = {"barrier": barrier.log, "enabler": enabler.log, "words": words, "from": helped.initiative}
        return facts, (barrier.log, enabler.log)

    def _given(self, mine: Profile, theirs: Profile, common: _Shared) -> tuple[Mapping[str, Any], tuple[int, ...]]:
        """The offer of one and the need of the other; the way leads from whoever offers."""
        ways = ((mine, theirs, common.stems.get(OFFER, {})), (theirs, mine, common.stems.get(NEED, {})))
        giving, seeking, told = max(ways, key=lambda way: sum(way[2].values()))
        matches = [(offer, need) for offer in giving.offers for need in seeking.needs if offer.kind == need.kind]
        offer, need = max(matches, key=lambda match: (self._met(*match, told), -match[0].id, -match[1].id))
        words = self._words(told, [offer.text, need.text])
        return {"offer": offer.id, "need": need.id, "words": words, "from": giving.initiative}, ()

    def _met(self, offer: Given, need: Given, told: Told) -> float:
        both = self._stems_of(offer.text) & self._stems_of(need.text)
        return sum(told.get(stem, 0.0) for stem in sorted(both))

    def _stage(self, one: int, other: int, common: _Shared) -> tuple[Mapping[str, Any], tuple[int, ...]]:
        """Who has done it and who is about to; the way leads from the former."""
        mine, theirs = self.profiles[one], self.profiles[other]
        ahead, behind = (mine, theirs) if self.scorer.facing.comes[one] == 2 else (theirs, mine)
        told = common.stems.get(TEXT) or common.stems.get(LEARNING, {})
        words = self._words(told, _texts(ahead, behind))
        facts = {"ahead": ahead.initiative, "behind": behind.initiative, "words": words, "from": ahead.initiative}
        return facts, ()

    def _best(self, logs: Iterable[Heard], told: Told) -> list[Heard]:
        """The logs that say most of the stems, the best first; one that says none only where none does."""
        sums = {log: sum(told.get(stem, 0.0) for stem in sorted(self._stems_of(log.text))) for log in logs}
        best = sorted(sums, key=lambda log: (-sums[log], log.log))
        return [log for log in best if sums[log] > 0] or best[:1]

    def _stems_of(self, text: str) -> frozenset[str]:
        if text not in self._stems:
            if len(self._stems) >= REMEMBERED:
                self._stems.clear()
            self._stems[text] = frozenset(self.reader.stems(text))
        return self._stems[text]

    def _words(self, told: Told, texts: Sequence[str]) -> list[str]:
        """The most telling words that are shared, each as it is most often spelled in these texts."""
        forms = [self._forms(text) for text in texts]
        found: list[str] = []
        for stem in sorted(told, key=lambda stem: (-told[stem], stem)):
            spelled: Counter[str] = Counter()
            for form in forms:
                spelled.update(form.get(stem, ()))
            if spelled:
                found.append(min(spelled, key=lambda word: (-spelled[word], word)))
            if len(found) == MOST_WORDS:
                break
        return found

    def _forms(self, text: str) -> dict[str, Counter[str]]:
        """How a text spells each stem."""
        if text not in self._spelled:
            if len(self._spelled) >= REMEMBERED:
                self._spelled.clear()
            self._spelled[text] = self._spell(text)
        return self._spelled[text]

    def _spell(self, text: str) -> dict[str, Counter[str]]:
        """The same for a text that is read for the first time.

        Capitals mean nothing where a sentence begins or somebody held down the shift key: such words count half.
        """
        forms: dict[str, Counter[str]] = {}
        is_calm = not is_shouting(text)
        for word, stem, is_first, _follows in self.reader.analyser.spelled(text if is_calm else calmed(text)):
            if stem:
                is_plain = is_first and word[1:] == word[1:].lower()
                written = word.lower() if is_plain or (not is_calm and word.isupper()) else word
                forms.setdefault(stem, Counter())[written] += 1 + (is_calm and not is_plain)
        return forms


def _texts(*profiles: Profile) -> list[str]:
    """Titles and texts, and logs where neither says the words."""
    own = [text for profile in profiles for text in (profile.title, profile.text)]
    return own + [log.text for profile in profiles for log in profile.logs]
