"""Two people edit one text: what each of them changed, put together so that nothing is lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Values = Mapping[str, Any]


class Stale(Exception):
    """Somebody has edited the row since the form was opened; `now` is what it says today."""

    def __init__(self, now: Values) -> None:
        super().__init__("stale")
        self.now = now


@dataclass(frozen=True)
class News:
    """A field that somebody else changed meanwhile; `is_both` when this person changed it too."""

    label: str
    before: str
    now: str
    is_both: bool


def together(*, seen: Values, mine: Values, now: Values) -> dict[str, Any]:
    """What the form should hold: mine where I changed something, else theirs.

    `seen` is what stood in my form when I opened it; without it everything of mine counts as changed.
    """
    changed = changed_by_me(seen, mine)
    return {name: mine[name] if name in changed else now[name] for name in mine if name in now}


def changed_by_me(seen: Values, mine: Values) -> set[str]:
    """The fields in which my form differs from what stood in it when I opened it."""
    return {name for name in mine if name not in seen or mine[name] != seen[name]}


def theirs(*, seen: Values, now: Values) -> dict[str, list[Any]]:
    """What others changed meanwhile: for each field what I saw and what stands there now."""
    return {name: [seen[name], now[name]] for name in now if name in seen and seen[name] != now[name]}
