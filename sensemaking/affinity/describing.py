"""Says of pairs what speaks for them: ids, numbers, and words as people wrote them."""

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
from sensemaking.affinity.scoring import AT_ONCE, Scorer
from sensemaking.spelling import calmed
from sensemaking.text import words_of

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
    _spelled: dict[str, dict[str, list[str]]] = field(default_factory=dict)
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
        offer, need = max(matches, key=lambda match: (self._met(match[0], match[1], told), -match[0].id, -match[1].id))
        words = self._words(told, [offer.text, need.text])
        return {"offer": offer.id, "need": need.id, "words": words, "from": giving.initiative}, ()

    def _met(self, offer: Given, need: Given, told: Told) -> float:
        both = self._stems_of(offer.text) & self._stems_of(need.text)
        return sum(told.get(stem, 0.0) for stem in sorted(both))

    def _stage(self, one: int, other: int, common: _Shared) -> tuple[Mapping[str, Any], tuple[int, ...]]:
        """Who has done it and who is about to; the way leads from the former."""
        mine, theirs = self.profiles[one], self.profiles[other]
        ahead, behind = (mine, theirs) if self.scorer.facing.comes[one] == 2 else (theirs, mine)
        texts, heard = _texts(ahead, behind), [log.text for row in (ahead, behind) for log in row.logs]
        words = self._words(common.stems.get(TEXT, {}), texts) or self._words(common.stems.get(LEARNING, {}), heard)
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
            spelled = [word for form in forms for word in form.get(stem, ())]
            if spelled:
                found.append(min(spelled, key=lambda word: (-spelled.count(word), not word.islower(), word)))
            if len(found) == MOST_WORDS:
                break
        return found

    def _forms(self, text: str) -> dict[str, list[str]]:
        """How a text spells each stem; capitals of somebody who held down the shift key are none."""
        if text not in self._spelled:
            if len(self._spelled) >= REMEMBERED:
                self._spelled.clear()
            calm = calmed(text)
            _language, words, stems = self.reader.analyser.words_and_stems(calm)
            written = words_of(calm, as_spelled=True)
            if len(written) != len(words):
                written = words
            forms = self._spelled[text] = {}
            for word, stem in zip(written, stems, strict=True):
                if stem:
                    forms.setdefault(stem, []).append(word)
        return self._spelled[text]


def _texts(*profiles: Profile) -> list[str]:
    return [text for profile in profiles for text in (profile.title, profile.text)]
