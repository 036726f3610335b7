"""What a tag looks like: small letters, single spaces, not too long and not too many."""

from collections.abc import Iterable

LONGEST, MOST = 40, 12


def tidy(text: str) -> str:
    """A tag as it is kept; empty when nothing is left of it."""
    words = text.replace("\x00", "").replace(",", " ").replace(";", " ").strip(" #").split()
    return " ".join(words).casefold()[:LONGEST].strip()


def tags_in(text: str) -> list[str]:
    """The tags in a line, parted by commas or semicolons, each once and in their order."""
    return tidied(text.replace(";", ",").split(","))


def tidied(texts: Iterable[str]) -> list[str]:
    """These tags as they are kept, each once; what is beyond the most that a log has is left out."""
    return list(dict.fromkeys(tag for text in texts if (tag := tidy(text))))[:MOST]
