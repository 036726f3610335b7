"""What a search of the logs looks for: the forms of its words in the portfolio's language, and slips forgiven."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Exists, Q
from django.db.models.functions import Length

from portfolio_hub.lib.search import beginning, words_of
from sensemaking.models import LearningLog, LogWord
from sensemaking.nearness import nearest, slips_allowed
from sensemaking.text import Analyser
from stakeholders.access import Access
from stakeholders.models import Portfolio

SHORTEST, BEGINNING = 4, 3
FORMS_READ, KNOWN_READ, FORMS = 1000, 4000, 12
SLIPS = 3
"""How many words of one search may be mended."""


@dataclass(frozen=True, slots=True)
class Sought:
    """Of each group, a log has some word; `mended` has what was typed with what it was taken for."""

    groups: tuple[tuple[str, ...], ...] = ()
    mended: tuple[tuple[str, str], ...] = ()


def sought(access: Access, query: str, *, is_exact: bool = False) -> Sought:
    """The words of a search, each with its other forms in the portfolio's language; word for word when `is_exact`."""
    words = words_of(query)
    if is_exact or not words:
        return Sought(tuple((word,) for word in words))
    forms = _forms(access.portfolio, words)
    return Sought(tuple((word, *forms[word]) for word in words))


def mend(access: Access, query: str) -> Sought | None:
    """Take words that no log has which this reader may see for the nearest that one has; None where there is none.

    What only logs beyond the reader's circle say is never told.
    """
    before = sought(access, query)
    finds = _finds(access, [LearningLog.objects.seen_with(access).having([group]) for group in before.groups])
    missing = list(dict.fromkeys(group[0] for group, found in zip(before.groups, finds, strict=True) if not found))
    if not missing or len(missing) > SLIPS:
        return None
    near = [(word, other) for word in missing for other in nearest(word, _known(access.portfolio, word))]
    seen = _finds(access, [LearningLog.objects.seen_with(access).naming(other) for _word, other in near])
    taken: dict[str, str] = {}
    for (word, other), is_seen in zip(near, seen, strict=True):
        if is_seen:
            taken.setdefault(word, other)
    if len(taken) < len(missing):
        return None
    words = [taken.get(group[0], group[0]) for group in before.groups]
    return Sought(sought(access, " ".join(words)).groups, tuple(taken.items()))


def _finds(access: Access, searches: Sequence[object]) -> Sequence[bool]:
    """Whether each search finds anything, in one query."""
    if not searches:
        return ()
    asked = {f"found_{at}": Exists(rows) for at, rows in enumerate(searches)}  # type: ignore[arg-type]
    found: Sequence[bool] = Portfolio.objects.filter(pk=access.portfolio.pk).annotate(**asked).values_list(*asked).get()
    return found


def _known(portfolio: Portfolio, word: str) -> Iterable[tuple[str, int]]:
    """Words of the portfolio's logs that could be meant, by how they begin or how they end."""
    allowed = slips_allowed(word)
    if not allowed:
        return ()
    begins = [beginning("word", letter) for letter in dict.fromkeys(word[:2])]
    rows = LogWord.objects.filter(portfolio=portfolio, logs__gt=0).annotate(length=Length("word"))
    rows = rows.filter(length__gte=max(len(word) - allowed, BEGINNING), length__lte=len(word) + allowed)
    rows = rows.filter(reduce(or_, begins) | Q(word__endswith=word[1:]))
    return rows.order_by("-logs", "word").values_list("word", "logs")[:KNOWN_READ]


def _forms(portfolio: Portfolio, words: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """For each word, those of the portfolio's logs with the same stem."""
    analyser = Analyser(portfolio.language)
    stems = {word: stem for word in words if len(word) >= SHORTEST and (stem := _stem(analyser, word))}
    found: dict[str, tuple[str, ...]] = dict.fromkeys(words, ())
    if not stems:
        return found
    begins = {text[: max(len(stem) - 1, BEGINNING)] for word, stem in stems.items() for text in (word, stem)}
    rows = LogWord.objects.filter(reduce(or_, (beginning("word", start) for start in sorted(begins))))
    rows = rows.filter(portfolio=portfolio, logs__gt=0)
    by_stem: dict[str, list[str]] = {stem: [] for stem in stems.values()}
    for known in rows.order_by("-logs", "word").values_list("word", flat=True)[:FORMS_READ]:
        if (stem := _stem(analyser, known)) in by_stem:
            by_stem[stem].append(known)
    for word, stem in stems.items():
        found[word] = tuple(other for other in by_stem[stem] if not other.startswith(word))[:FORMS]
    return found


def _stem(analyser: Analyser, word: str) -> str:
    """The stem of one word; empty for small words."""
    stems = analyser.stems(word)[1]
    return stems[0] if len(stems) == 1 else ""
