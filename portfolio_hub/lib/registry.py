"""A registry that a lower floor owns and higher floors fill in `ready()`."""

from collections.abc import Iterator
from typing import Generic, TypeVar

Entry = TypeVar("Entry")


class Registry(Generic[Entry]):
    """Named entries in the order of their registration.

    A lower app declares `targets: Registry[ImportTarget] = Registry("import target")`; a higher app calls
    `targets.add("logs", LogTarget())` in its `AppConfig.ready()`.
    """

    def __init__(self, what: str) -> None:
        self.what = what
        self._entries: dict[str, Entry] = {}

    def add(self, name: str, entry: Entry) -> None:
        """Register `entry`; raises ValueError when another entry has this name."""
        if name in self._entries:
            raise ValueError(f"The {self.what} {name!r} is registered twice.")
        self._entries[name] = entry

    def get(self, name: str) -> Entry:
        """Return the entry; raises LookupError when there is none of that name."""
        try:
            return self._entries[name]
        except KeyError:
            raise LookupError(f"There is no {self.what} {name!r}.") from None

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def items(self) -> list[tuple[str, Entry]]:
        """Return (name, entry) pairs in order of registration."""
        return list(self._entries.items())
