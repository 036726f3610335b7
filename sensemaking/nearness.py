"""How far two spellings are apart, for searches with a slip of the pen."""

from collections.abc import Iterable

SHORT, LONG = 4, 7


def slips_allowed(word: str) -> int:
    """How many slips a word of this length may have: none in the shortest, two in long ones."""
    return 0 if len(word) < SHORT else 1 if len(word) < LONG else 2


def slips(one: str, other: str, most: int) -> int:
    """Letters left out, put in, mistaken or swapped with their neighbour; anything above `most` is `most` + 1."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        last, row = row, [at]
        for to, sign in enumerate(other, 1):
            least = min(last[to] + 1, row[to - 1] + 1, last[to - 1] + (letter != sign))
            if before and to > 1 and letter == other[to - 2] and one[at - 2] == sign:
                least = min(least, before[to - 2] + 1)
            row.append(least)
        if min(row) > most and min(last) > most:
            return most + 1
        before = last
    return min(row[-1], most + 1)


def nearest(word: str, known: Iterable[tuple[str, int]], *, most: int = 3) -> list[str]:
    """Words that `word` may have been meant for, the nearest first, and of those as near the commonest.

    `known` has words with how often each is used.
    """
    allowed = slips_allowed(word)
    near = ((slips(word, other, allowed), -count, other) for other, count in known if other != word)
    return [other for _apart, _count, other in sorted(found for found in near if found[0] <= allowed)[:most]]
