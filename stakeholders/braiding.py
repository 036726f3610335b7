"""Where positions may be braided: the words that one organisation's need shares with another's need or fear."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import snowballstemmer

SHORTEST = 4
FEWEST_SHARED = 1
MOST = 12

COMMON = frozenset(
    """
    about above across after again against almost along already also although always among another anyone anything
    around away back became because become been before being below best better between both bring came cannot cant
    city come could does doing done dont down during each either else enough even ever every everyone everything fear
    fears first from further gets give given goes going good great have having help here high hold however into itself
    just keep know large last least leave less like likely little long longer look made make makes making many maybe
    mean means might more most much must near need needed needs neither never next none nobody nothing often once only
    other others over part people place possible rather really right same same seem several shall should simply since
    some someone something soon still such sure take taken than that their theirs them themselves then there therefore
    these they thing things think this those though through time times together toward towards under until upon used
    very want wants ways well were what when where whether which while whole whom whose will with within without work
    would year years your yours able accept afraid
    aber alle allem allen aller alles also andere anderen auch beim bereits bitte brauchen brauchten dabei dadurch
    dafür damit dann darf daran darauf darum dass dein deine denn dich diese diesem diesen dieser dieses doch dort
    durch eher eigene eine einem einen einer eines einmal etwas euch eure euer für ganz gegen genau gibt habe haben
    hatte hier hinter ihre ihrem ihren ihrer immer jede jedem jeden jeder jedes jedoch jetzt kann kein keine keinem
    keinen keiner können machen mehr mein meine menschen mich mindestens müssen nach nicht nichts noch nurmehr oder
    ohne schon sehr seid sein seine sich sicher sind sogar solche sollen sondern sonst soweit über unser unsere unter
    viel viele vielleicht vom vor wann warum weil welche wenig wenn werden wieder will wird wollen wurde würde zudem
    zum zur zwar zwischen
    """.split()
)
"""Words that say nothing about a need."""

WORD = re.compile(r"[^\W\d_]+")
SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
STEMMER = snowballstemmer.stemmer("english")


@dataclass(frozen=True)
class Voice:
    """What one organisation said."""

    pk: int
    name: str
    needs: str = ""
    fears: str = ""


@dataclass(frozen=True)
class Cited:
    """A sentence of one voice, word for word, and whether it tells a need or a fear."""

    voice: Voice
    is_fear: bool
    words: str


@dataclass(frozen=True)
class Suggestion:
    """Two texts that speak of the same things."""

    shared: tuple[str, ...]
    first: Cited
    second: Cited

    @property
    def pks(self) -> tuple[int, int]:
        """The two voices."""
        return self.first.voice.pk, self.second.voice.pk


def terms_of(text: str) -> dict[str, str]:
    """Return stem → the word as it was first written, without words that say nothing."""
    terms: dict[str, str] = {}
    for word in WORD.findall(text):
        plain = word.lower()
        if len(plain) >= SHORTEST and plain not in COMMON:
            terms.setdefault(STEMMER.stemWord(plain), plain)
    return terms


def suggestions(voices: Sequence[Voice]) -> list[Suggestion]:
    """Suggest which needs go with which needs or fears of others, the most shared words first.

    A word that more than half of at least four voices use says nothing about two of them and does not count.
    """
    read = {voice.pk: (terms_of(voice.needs), terms_of(voice.fears)) for voice in voices}
    everywhere = _everywhere([needs | fears for needs, fears in read.values()])
    found: list[Suggestion] = []
    for one, other in combinations(voices, 2):
        pairs = ((one, other, False), (one, other, True), (other, one, True))
        candidates = [_compare(first, second, is_fear, read, everywhere) for first, second, is_fear in pairs]
        best = max((item for item in candidates if item), key=lambda item: len(item.shared), default=None)
        if best is not None:
            found.append(best)
    return sorted(found, key=lambda item: (-len(item.shared), item.first.voice.name, item.second.voice.name))[:MOST]


def _everywhere(vocabularies: Sequence[dict[str, str]]) -> set[str]:
    if len(vocabularies) < 4:
        return set()
    counts: dict[str, int] = {}
    for terms in vocabularies:
        for term in terms:
            counts[term] = counts.get(term, 0) + 1
    return {term for term, count in counts.items() if count > len(vocabularies) / 2}


def _compare(
    first: Voice,
    second: Voice,
    is_fear: bool,
    read: dict[int, tuple[dict[str, str], dict[str, str]]],
    everywhere: set[str],
) -> Suggestion | None:
    """What the need of one shares with the need (or fear) of the other."""
    needs, others = read[first.pk][0], read[second.pk][1 if is_fear else 0]
    shared = [term for term in needs if term in others and term not in everywhere]
    if len(shared) < FEWEST_SHARED:
        return None
    return Suggestion(
        tuple(needs[term] for term in shared),
        Cited(first, False, _sentence(first.needs, shared)),
        Cited(second, is_fear, _sentence(second.fears if is_fear else second.needs, shared)),
    )


def _sentence(text: str, shared: Sequence[str]) -> str:
    """The sentence that holds most of the shared words, as it was written."""
    sentences = [match.strip() for match in SENTENCE.findall(text) if match.strip()]
    return max(sentences, key=lambda sentence: sum(term in terms_of(sentence) for term in shared), default=text)
