"""What a reader chose to look at, read from the address and written back to it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portfolio_hub.overviews.frame.axes import AXES, Axis
from stakeholders.access import Access, Permission

COUNT, MONEY, LEARNING = "count", "money", "learning"
MAP, TABLE = "map", "table"
NEEDS = {MONEY: Permission.SEE_FUNDING, LEARNING: Permission.MAKE_SENSE}
"""Tallies of logs do not know circles, so only those who read every log see them by cell."""


@dataclass(frozen=True)
class Choice:
    """Two axes and what the cells show; `of` is the whole whose places are shown, `only` one member on the map."""

    rows: str = "commitments"
    columns: str = "systems"
    show: str = COUNT
    as_: str = ""
    of: str = ""
    only: str = ""

    @property
    def row_axis(self) -> Axis:
        return AXES[self.rows]

    @property
    def column_axis(self) -> Axis:
        return AXES[self.columns]

    @property
    def title(self) -> str:
        """Both axes in words."""
        return _("%(rows)s by %(columns)s") % {"rows": self.row_axis.label, "columns": low(self.column_axis.label)}

    @property
    def counts_closed(self) -> bool:
        """Closed initiatives are left out, unless the stage is what is looked at."""
        return "stages" in (self.rows, self.columns)

    @property
    def has_places(self) -> bool:
        return "places" in (self.rows, self.columns)

    @property
    def beside_places(self) -> str:
        """The axis that the map does not draw."""
        return self.columns if self.rows == "places" else self.rows

    @property
    def query(self) -> str:
        """The choice as the query string of an address; what is as always is left out, but for the axes."""
        pairs = {"rows": self.rows, "columns": self.columns}
        pairs |= {"show": self.show} if self.show != COUNT else {}
        pairs |= {"as": self.as_} if self.as_ else {}
        pairs |= {"of": self.of} if self.of and self.has_places else {}
        pairs |= {"only": self.only} if self.only and self.as_ == MAP else {}
        return urlencode(pairs)

    def but(self, **changes: str) -> str:
        """The query string with something else chosen."""
        return replace(self, **changes).query


def low(label: object) -> str:
    """A label within a sentence; German keeps the capitals of its nouns."""
    text = str(label)
    return text if (get_language() or "en").startswith("de") else text[:1].lower() + text[1:]


def shows(access: Access) -> tuple[str, ...]:
    """What this reader may have in the cells."""
    return (COUNT, *(name for name, permission in NEEDS.items() if access.may(permission)))


def chosen(data: Mapping[str, Any], access: Access, *, rows: str = "commitments", columns: str = "systems") -> Choice:
    """Read the address, also as it was before (`by=stages`); what can't be chosen gives way to the usual."""
    first = data.get("rows", data.get("by", rows))
    first = first if first in AXES else rows
    second = data.get("columns", columns)
    if second not in AXES or second == first:
        second = next(name for name in (columns, "systems", "stages") if name != first)
    show, as_ = data.get("show", COUNT), data.get("as", "")
    choice = Choice(
        rows=first,
        columns=second,
        show=show if show in shows(access) else COUNT,
        of=str(data.get("of", ""))[:18],
        only=str(data.get("only", ""))[:24],
    )
    is_known = as_ == TABLE or (as_ == MAP and choice.has_places)
    return replace(choice, as_=as_) if is_known else choice
