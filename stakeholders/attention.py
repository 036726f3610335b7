"""What the garden looks for: the registry of rules that every floor fills with its own."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from portfolio_hub.lib.formats import inside_quotes
from portfolio_hub.lib.registry import Registry

if TYPE_CHECKING:
    from stakeholders.access import Access

Text = str | Promise


@dataclass(frozen=True)
class Act:
    """Something that can be done about an item: a page that leads on."""

    label: Text
    url: str


@dataclass(frozen=True)
class Item:
    """One thing that needs a hand. `subject` is the id by which its rule knows it again; `since` may be unknown."""

    subject: int
    title: str
    url: str
    detail: str = ""
    since: date | None = None
    acts: tuple[Act, ...] = ()

    @property
    def title_inside(self) -> str:
        """The title for between quotation marks."""
        return inside_quotes(self.title)


@dataclass(frozen=True)
class Look:
    """How a rule is asked to look: for whom, with which number, past what is put to rest, which part of what it finds.

    `only` asks for one item by its subject, resting or not.
    """

    access: "Access"
    number: int
    today: date
    resting: Collection[int] = field(default_factory=frozenset)
    first: int = 0
    many: int = 10
    only: int | None = None


@dataclass(frozen=True)
class Found:
    """How many items there are, and those that were asked for."""

    total: int = 0
    items: tuple[Item, ...] = ()


@dataclass(frozen=True)
class Rule:
    """One thing to look for. `sentence` says the rule in words, with `%(number)d` where it has a number.

    `summary` names several items in one line (an `ngettext_lazy` with the number `many`); beds stand in the order of
    `order`. `for_stewards` keeps a rule to those who can act on it. A rule that can't tell since when (`is_sighted`)
    has the days on which its items were first seen kept by the hub.
    """

    label: Text
    icon: str
    sentence: Text
    summary: Any
    find: Callable[[Look], Found]
    number: int | None = None
    unit: Text = ""
    order: int = 50
    for_stewards: bool = False
    is_sighted: bool = False


rules: Registry[Rule] = Registry("rule of attention")


def found_rows(rows: QuerySet[Any], look: Look, item: Callable[[Any], Item]) -> Found:
    """Count the rows that are not put to rest, and turn the part that was asked for into items."""
    waiting = rows.exclude(pk__in=look.resting) if look.only is None else rows.filter(pk=look.only)
    total = waiting.count()
    part = waiting[look.first : look.first + look.many] if total else ()
    return Found(total, tuple(item(row) for row in part))


def found_items(items: Iterable[Item], look: Look) -> Found:
    """The same for items that are few enough to be made all."""
    waiting = [item for item in items if item.subject not in look.resting and look.only in (None, item.subject)]
    return Found(len(waiting), tuple(waiting[look.first : look.first + look.many]))
