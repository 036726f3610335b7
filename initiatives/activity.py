"""What appears in an initiative's timeline: the registry that every floor fills with its own kinds of entries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from django.db.models import QuerySet
from django.utils.functional import Promise

from portfolio_hub.lib.registry import Registry

if TYPE_CHECKING:
    from initiatives.models import Initiative
    from stakeholders.access import Access

PLAIN = "initiatives/entries/plain.html"
LEARNING = "initiatives/entries/learning.html"
"""Templates for the body of an entry; higher floors may name their own. `learning` reads `facts.tried`,
`facts.saw` and `facts.next`."""


@dataclass(frozen=True)
class Entry:
    """One thing that happened. `kind` is the name of its source; `links` are (label, address) pairs."""

    kind: str
    on: date
    pk: int
    title: str
    byline: str = ""
    body: str = ""
    icon: str = "notes"
    url: str = ""
    template: str = PLAIN
    is_learning: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)
    links: Sequence[tuple[str, str]] = ()


class Source(Protocol):
    """One kind of entry: `rows` says which there are, `load` reads the few that a page shows.

    `day` names the date field of the model by which rows are ordered. `rows` must use the circles of `access`.
    """

    day: str

    @property
    def label(self) -> str | Promise:
        """The name of this kind, as people read it."""

    def rows(self, initiative: "Initiative", access: "Access") -> QuerySet[Any]:
        """Every entry of this kind that may be seen."""

    def load(self, ids: Sequence[int], initiative: "Initiative", access: "Access") -> list[Entry]:
        """The entries with these ids, in one query, in any order."""


activity: Registry[Source] = Registry("kind of activity")
