"""Words that both sides use, apart from those that every call uses."""

from initiatives.fitting import stem, words_of
from sensemaking.stopwords import STOPWORDS

MOST_SHOWN = 5
WORN = frozenset(
    stem(word)
    for word in (
        "call calls fund funds funder funders funding money give gives given support supports look looks looking seek "
        "help helps would could need needs initiative initiatives portfolio portfolios combination learning reserve "
        "backbone work works working project projects year years month months make makes move moves "
        "moving possible whole people"
    ).split()
)
"""Stems that say nothing about what the money is for."""

SMALL = frozenset(stem(word) for words in STOPWORDS.values() for word in words)


def telling(text: str) -> dict[str, str]:
    """By stem: the words of a text that tell what it is about."""
    return {root: word for root, word in words_of(text).items() if root not in WORN and root not in SMALL}


def shared(first: str, second: str) -> tuple[str, ...]:
    """The words of the first that the second uses too, the longest first; longer words tell more."""
    mine, theirs = telling(first), telling(second)
    return tuple(sorted((mine[root] for root in mine.keys() & theirs.keys()), key=lambda word: (-len(word), word)))
