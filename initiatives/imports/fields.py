"""What a target can take: fields with their kinds, and records made of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise

Text = str | Promise


class FieldKind(StrEnum):
    """How the text of a cell is understood."""

    TEXT = "text"
    LONG_TEXT = "long text"
    CHOICE = "choice"
    DATE = "date"
    MONEY = "money"
    NUMBER = "number"
    LATITUDE = "latitude"
    LONGITUDE = "longitude"
    SHAPE = "shape"
    LINK = "link"
    LIST = "list"
    NAMED = "named"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a row can say.

    `aliases` are names such columns have in the wild; `names` is, for `NAMED`, what kind of our rows the
    repeated values stand for (organisation, system, place); `synonyms` other words for the choices; `is_fixable`
    says that one value for all rows makes sense, whatever the kind. With `keeps_capitals`, values in capitals are
    abbreviations, which no guess turns into words.
    """

    name: str
    label: Text
    kind: FieldKind = FieldKind.TEXT
    is_required: bool = False
    aliases: tuple[str, ...] = ()
    choices: tuple[tuple[str, Text], ...] = ()
    synonyms: tuple[tuple[str, str], ...] = ()
    max_length: int = 0
    names: str = ""
    group: Text = ""
    default: str = ""
    keeps_capitals: bool = False
    is_fixable: bool = False

    @property
    def takes_many(self) -> bool:
        """Whether a row may have several values."""
        return self.kind in (FieldKind.LIST, FieldKind.NAMED)

    @property
    def can_be_fixed(self) -> bool:
        """Whether one value for all rows makes sense."""
        is_short_code = self.kind is FieldKind.TEXT and 0 < self.max_length <= 3
        is_kind = self.kind in (FieldKind.CHOICE, FieldKind.DATE)
        return self.is_fixable or is_kind or self.names == "system" or is_short_code

    @property
    def takes_joiner(self) -> bool:
        """Whether several columns become one text."""
        return self.kind in (FieldKind.TEXT, FieldKind.LONG_TEXT)

    @property
    def takes_multiplier(self) -> bool:
        """Whether the number in the file may be in thousands or millions."""
        return self.kind in (FieldKind.MONEY, FieldKind.NUMBER)


@dataclass(frozen=True, slots=True)
class Problem:
    """What was found where something else was expected; a skipped row does not come in at all."""

    row: int
    column: str
    found: str
    expected: str
    is_skipped: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """One row as understood: its number in the file, its key there, and only the values that are not empty."""

    row: int
    key: str
    values: Mapping[str, Any]
    extra: Mapping[str, str]
