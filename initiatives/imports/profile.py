"""What a column holds, judged by a sample of its cells; pure."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from initiatives.imports.plan import ColumnPlan
from initiatives.imports.transform import Unreadable, day, number, shape
from portfolio_hub.lib.tabular.cells import is_error
from portfolio_hub.lib.tabular.encodings import repair

_TRIED = 60
_CODES = re.compile(r"\w*\d\w*(?: \w*\d\w*)+")
_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Profile:
    """One column: how full it is, how its values differ, and the share that reads as each kind of value."""

    name: str
    place: int
    filled: int
    rows: int
    distinct: int
    mean_length: float
    longest: int
    numbers: float
    days: float
    links: float
    shapes: float
    words: float
    capitals: float
    has_misread: bool
    separator: str
    day_order: str
    smallest: float
    largest: float
    examples: tuple[str, ...]
    common: tuple[tuple[str, int], ...]

    @property
    def is_empty(self) -> bool:
        return self.filled == 0

    @property
    def is_unique(self) -> bool:
        """Every row has a value, and no two the same."""
        return self.filled == self.rows == self.distinct and self.rows > 0

    @property
    def repeats(self) -> bool:
        """Few values stand for many rows, as agencies and districts do."""
        return 0 < self.distinct <= max(self.filled * 0.4, 2) and self.mean_length <= 60


def profile(name: str, place: int, cells: Sequence[str]) -> Profile:
    """Judge one column by its cells."""
    values = [text for cell in cells if (text := cell.strip()) and not is_error(text)]
    tried = values if len(values) <= _TRIED else values[:: max(len(values) // _TRIED, 1)][:_TRIED]
    counts = Counter(values)
    numbers = [float(value) for text in tried if (value := _number(text)) is not None]
    days = sum(_reads_day(text) for text in tried) if tried and len(numbers) < len(tried) else 0
    total = max(len(tried), 1)
    wordy = [text for text in tried if any(char.isalpha() for char in text)]
    return Profile(
        name=name,
        place=place,
        filled=len(values),
        rows=len(cells),
        distinct=len(counts),
        mean_length=sum(map(len, values)) / max(len(values), 1),
        longest=max(map(len, values), default=0),
        numbers=len(numbers) / total,
        days=days / total,
        links=sum(text.startswith(("http://", "https://", "www.")) for text in tried) / total,
        shapes=sum(text[:1] == "{" and _reads_shape(text) for text in tried) / total,
        words=len(wordy) / total,
        capitals=sum(text.isupper() for text in wordy) / max(len(wordy), 1),
        has_misread=any(repair(text) != text for text in values),
        separator=_separator(tried),
        day_order=_day_order(values),
        smallest=min(numbers, default=0),
        largest=max(numbers, default=0),
        examples=tuple(list(counts)[:_EXAMPLES]),
        common=tuple(counts.most_common(400)),
    )


def _number(text: str) -> Any:
    try:
        return number(text)
    except Unreadable:
        return None


def _reads_day(text: str) -> bool:
    """Whether it is a day in one order or the other."""
    for order in ("dmy", "mdy"):
        try:
            day(text, ColumnPlan(dates=order))
            return True
        except Unreadable:
            continue
    return False


def _reads_shape(text: str) -> bool:
    try:
        shape(text)
    except Unreadable:
        return False
    return True


def _separator(values: Sequence[str]) -> str:
    """What stands between several values in one cell, if anything does often enough."""
    short = [value for value in values if len(value) <= 200]
    if not short:
        return ""
    for mark in (";", "|"):
        if sum(mark in value for value in short) > len(short) * 0.2:
            return mark
    several = [value for value in short if " " in value]
    if several and all(_CODES.fullmatch(value) for value in several) and len(several) > len(short) * 0.1:
        return " "
    return "," if sum(value.count(",") > 1 for value in short) > len(short) * 0.3 else ""


def _day_order(values: Sequence[str]) -> str:
    """Whether 05/06/2014 is the 5th of June: a number above 12 settles it; without one the day comes first."""
    slashed = [match for text in values if (match := re.match(r"^(\d{1,2})[./-](\d{1,2})[./-]\d{2,4}\b", text))]
    if not slashed:
        return ""
    month_first = any(int(match[2]) > 12 for match in slashed) and not any(int(match[1]) > 12 for match in slashed)
    return "mdy" if month_first else "dmy"
