"""Checks what a machine drafted: a sentence stays only if what it cites is there and carries it. Pure."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sensemaking.judging import reads_as_verdict, unknown_names
from sensemaking.material import Material, Paragraphs, Piece, Sentence
from sensemaking.quantities import numbers_of, vague_amounts
from sensemaking.text import Analyser

LONGEST = 600
LEAST_SHARED = 0.4
"""The share of a sentence's content words, outside quotes, that must stand in what it cites."""
FEW_WORDS = 3
QUOTED = re.compile(
    r"[“„«»](?P<curly>[^“”„«»]*)[”“«»]|\"(?P<straight>[^\"]*)\"|[‹›](?P<angle>[^‹›]*)[‹›]|[「『](?P<corner>[^「」『』]*)[」』]|"
    r"(?<!\w)[‘‚'](?P<single>[^‘’‚']{2,})[’‘'](?!\w)"
)
STRAY = re.compile(r"[“”„«»\"‹›「」『』‘‚‛‟＂〝〞❝❞]|(?<!\w)'(?=\w)")
JOINERS = "\u200c\u200d"
MARKUP = re.compile(r"[<>`\[\]{}|\\]|https?:|www\.|\S@\S|\w://", re.IGNORECASE)


class Fault(StrEnum):
    """Why a sentence was dropped."""

    UNREADABLE = "unreadable"
    TOO_LONG = "too_long"
    MARKUP = "markup"
    NOTHING_CITED = "nothing_cited"
    UNKNOWN = "unknown"
    NOT_ITS_LOGS = "not_its_logs"
    QUOTE = "quote"
    NUMBER = "number"
    NAME = "name"
    VERDICT = "verdict"
    UNFOUNDED = "unfounded"


@dataclass(frozen=True, slots=True)
class Dropped:
    """A sentence that was refused, and why."""

    sentence: Sentence
    fault: Fault

    def as_json(self) -> dict[str, Any]:
        return {**self.sentence.as_json(), "fault": str(self.fault)}


@dataclass(frozen=True, slots=True)
class Checked:
    """What holds, in its order, and what was dropped."""

    paragraphs: Paragraphs
    dropped: tuple[Dropped, ...] = ()


def check(paragraphs: Iterable[Sequence[Sentence]], material: Material, people: Collection[str] = ()) -> Checked:
    """Keep the sentences that hold; `people` are names that no sentence may bring up by itself."""
    checker = Checker(material, people)
    kept: list[tuple[Sentence, ...]] = []
    dropped: list[Dropped] = []
    for paragraph in paragraphs:
        held = []
        for sentence in paragraph:
            fault = checker.fault_of(sentence)
            if fault:
                dropped.append(Dropped(sentence, fault))
            else:
                held.append(sentence)
        if held:
            kept.append(tuple(held))
    return Checked(tuple(kept), tuple(dropped))


class Checker:
    """Knows the findings and words of one report."""

    def __init__(self, material: Material, people: Collection[str] = ()) -> None:
        self.material = material
        self.people = frozenset(people)
        self.pieces = material.by_key
        self.quotes = material.quotes
        self.logs = _logs_of(material.pieces)
        self.analyser = Analyser(material.language)

    def fault_of(self, sentence: Sentence) -> Fault | None:
        """The first reason why the sentence does not hold, or None."""
        text = sentence.text
        if not text.strip() or any(_is_hidden(sign) for sign in text):
            return Fault.UNREADABLE
        if len(text) > LONGEST:
            return Fault.TOO_LONG
        if MARKUP.search(text):
            return Fault.MARKUP
        return self.citation_fault(sentence) or self._fault_of_words(sentence)

    def citation_fault(self, sentence: Sentence) -> Fault | None:
        """Whether what the sentence cites is not there, or does not have the words and numbers that it states."""
        if not sentence.findings and not sentence.logs:
            return Fault.NOTHING_CITED
        if not set(sentence.findings) <= self.pieces.keys() or not set(sentence.logs) <= self.logs:
            return Fault.UNKNOWN
        pieces = self._cited(sentence)
        if sentence.logs and sentence.findings and not set(sentence.logs) <= _logs_of(pieces):
            return Fault.NOT_ITS_LOGS
        if not sentence.logs and any(piece.cited for piece in pieces):
            return Fault.NOTHING_CITED
        if not self._quotes_stand(sentence, pieces):
            return Fault.QUOTE
        if not self._numbers_stand(sentence, pieces):
            return Fault.NUMBER
        return None

    def _fault_of_words(self, sentence: Sentence) -> Fault | None:
        """Whether the sentence says what nothing of what it cites says."""
        own = QUOTED.sub(" ", sentence.text)
        if reads_as_verdict(own):
            return Fault.VERDICT
        evidence = self._evidence(sentence)
        if unknown_names(own, evidence, self.people, self.material.language):
            return Fault.NAME
        said = set(self.analyser.stems(own)[1])
        if not said:
            return None if own != sentence.text else Fault.UNFOUNDED
        known = set(self.analyser.stems(evidence)[1])
        if len(said) <= FEW_WORDS and own != sentence.text:
            return None
        return None if len(said & known) >= LEAST_SHARED * len(said) else Fault.UNFOUNDED

    def _cited(self, sentence: Sentence) -> list[Piece]:
        return [self.pieces[key] for key in sentence.findings]

    def _words(self, sentence: Sentence) -> list[str]:
        """The words of the cited logs."""
        return [text for log in sentence.logs for text in self.quotes.get(log, ())]

    def _evidence(self, sentence: Sentence) -> str:
        """Everything that the sentence may draw on."""
        parts = [self.material.period, *self._words(sentence)]
        for piece in self._cited(sentence):
            parts += [piece.title, piece.body, piece.rule, *piece.systems, *_poles(piece)]
        return "\n".join(parts)

    def _quotes_stand(self, sentence: Sentence, pieces: Sequence[Piece]) -> bool:
        """Words in quotation marks stand exactly so in a cited log, or name a cited finding or one of its poles."""
        names = {name for piece in pieces for name in (piece.title, *_poles(piece))}
        words = self._words(sentence)
        rest = sentence.text
        for name in sorted(names, key=len, reverse=True):
            rest = rest.replace(f"“{name}”", " ").replace(f"„{name}“", " ")
        for match in QUOTED.finditer(rest):
            said = next((group for group in match.groups() if group is not None), "").strip()
            if not said or said in names:
                continue
            bare = said.rstrip(".,;:!?")
            if not bare or not any(bare in text for text in words):
                return False
        return not STRAY.search(QUOTED.sub(" ", rest))

    def _numbers_stand(self, sentence: Sentence, pieces: Sequence[Piece]) -> bool:
        """Numbers outside quotes occur among those of the cited findings, or in the words of the cited logs."""
        own = sentence.text
        for piece in pieces:
            own = own.replace(piece.title, " ")
        own = QUOTED.sub(" ", own)
        evidence = self._evidence(sentence)
        if vague_amounts(own) - vague_amounts(evidence):
            return False
        stated = set(numbers_of(own))
        proper = {number for piece in pieces for number in piece.numbers}
        proper |= {*numbers_of(evidence), len(sentence.findings), len(sentence.logs)}
        totals = {self.material.logs, self.material.logs_before, self.material.initiatives} - proper
        # A total says nothing about a finding; it may only stand beside a number that does: “of 352 logs, 38 …”.
        return stated <= proper | totals and (not stated & totals or bool(stated & proper))


def _is_hidden(sign: str) -> bool:
    """Whether a character steers or hides instead of being read; joiners belong to words of some scripts."""
    return unicodedata.category(sign) in {"Cc", "Cf", "Co", "Cs"} and sign not in JOINERS


def _logs_of(pieces: Iterable[Piece]) -> set[int]:
    return {log for piece in pieces for log in (*piece.cited, *(one.log for one in piece.quotes))}


def _poles(piece: Piece) -> tuple[str, ...]:
    """The names of the two poles of a slider."""
    return tuple(str(piece.data[side]) for side in ("left", "right") if piece.data.get(side))
