"""What changed between two texts, word by word: plain text in, spans out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

TOKEN = re.compile(r"\w+(?:['’‑-]\w+)*|\s+|[^\w\s]")
EDGES = re.compile(r"(\s*)(.*?)(\s*)", re.DOTALL)


class Kind(StrEnum):
    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Span:
    """A stretch of words that stayed, came or went; `lead` and `tail` are the blanks around its `words`.

    `is_replaced` marks removed words in whose place others follow.
    """

    kind: Kind
    text: str
    is_replaced: bool = False

    @property
    def lead(self) -> str:
        return self._parts[0]

    @property
    def words(self) -> str:
        return self._parts[1]

    @property
    def tail(self) -> str:
        return self._parts[2]

    @property
    def _parts(self) -> tuple[str, str, str]:
        match = EDGES.fullmatch(self.text)
        return (match[1], match[2], match[3]) if match else ("", self.text, "")


def differences(before: str, after: str) -> tuple[Span, ...]:
    """The spans that lead from one text to the other.

    Kept and removed spans joined are `before`, kept and added ones are `after`. Words are never cut, and a change
    is not broken up by the blank or the mark between two changed words.
    """
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return tuple(_spans(list(_steps(matcher, old, new))))


def has_changes(spans: tuple[Span, ...]) -> bool:
    """Whether anything came or went."""
    return any(span.kind != Kind.KEPT for span in spans)


@dataclass
class _Step:
    """Either the same text on both sides, or what went and what came."""

    kept: str = ""
    removed: str = ""
    added: str = ""

    @property
    def is_change(self) -> bool:
        return not self.kept


def _steps(matcher: "SequenceMatcher[str]", old: list[str], new: list[str]) -> Iterator[_Step]:
    """Kept and changed stretches in turn; a kept stretch without a word between two changes joins them."""
    opcodes = matcher.get_opcodes()
    held: _Step | None = None
    for at, (tag, old_from, old_to, new_from, new_to) in enumerate(opcodes):
        went, came = "".join(old[old_from:old_to]), "".join(new[new_from:new_to])
        is_bridge = tag == "equal" and not went.strip() and 0 < at < len(opcodes) - 1
        if tag == "equal" and not is_bridge:
            if held:
                yield held
            held = None
            yield _Step(kept=went)
        else:
            held = held or _Step()
            held.removed += went
            held.added += came
    if held:
        yield held


def _spans(steps: list[_Step]) -> Iterator[Span]:
    for step in steps:
        if not step.is_change:
            yield Span(Kind.KEPT, step.kept)
            continue
        if step.removed:
            yield Span(Kind.REMOVED, step.removed, is_replaced=bool(step.added))
        if step.added:
            yield Span(Kind.ADDED, step.added)
