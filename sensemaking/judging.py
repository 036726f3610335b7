"""Finds what no narrative of the hub says: verdicts on work or people, and names that nobody brought up."""

import re
from collections.abc import Collection
from itertools import pairwise

from sensemaking.text import WORD

VERDICT = re.compile(
    r"\b(?:rated|ratings?|scor(?:e|es|ed|ing)|graded|rank(?:ed|ing|ings|s)?|traffic[- ]lights?|"
    r"(?:under|out)-?perform\w*|(?:best|worst|poor|poorly|badly)[- ]perform\w*|perform(?:s|ed|ing)? (?:poorly|badly)|"
    r"fail(?:s|ed|ing)? to|failures? (?:of|by)|blam\w+|to blame|at fault|fault of|culprits?|incompeten\w+|"
    r"negligen\w+|lazy|laziness|careless\w*|praise\w*|commend\w*|deserves? credit|congratulat\w*|hero(?:es|ic)\w*|"
    r"brilliant\w*|outstanding|exemplary|excellent\w*|disappoint\w*|overdue|(?:on|off)[- ]track|lagg\w+|amber|"
    r"(?:is|are|was|were|turn\w*|stays?|remains?|status|flag\w*|marked|coded) (?:red|green)(?=\W*(?:$|[.,;:!?]| "
    r"(?:on|for|in|this|because|again|now|and|with|by|to)\b))|"
    r"ampel\w*|bewertet\w*|bewertung\w*|benotet\w*|schulnoten?|punktzahl\w*|rangliste\w*|schuld|schuldig\w*|"
    r"versag\w+|unfähig\w*|nachlässig\w*|faulheit|vorbildlich\w*|hervorragend\w*|ausgezeichnet\w*|lobenswert\w*|"
    r"enttäusch\w+|überfällig\w*|auf (?:rot|gelb|grün))\b|[🔴🟠🟡🟢✅❌👍👎⭐🏆]",
    re.IGNORECASE,
)
RAG = re.compile(r"\bRAG\b")
TITLED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Sir|Herr|Frau|Madame|Monsieur|Señora?|Signora?)\.?\s+(\w[\w'’-]*)"
)
OWNER = re.compile(r"['’]s$")
ENDS = ".!?…:"
CAPITALISING = {"de", "lb"}
"""Languages that write every noun with a capital letter."""


def reads_as_verdict(text: str) -> bool:
    """Whether the text grades, praises or blames; a report says what was learned, never how somebody did."""
    return bool(VERDICT.search(text) or RAG.search(text))


def unknown_names(text: str, evidence: str, people: Collection[str], language: str) -> bool:
    """Whether the text names somebody or something that the evidence does not.

    Names are known by their capital letter; where all nouns have one, by two in a row or a title before them. Names
    of `people` count wherever they stand. Scripts without capitals only have those.
    """
    known = {word.casefold() for word in WORD.findall(evidence)}
    if _names_people(text, evidence, known, people):
        return True
    if any(_bare(match.group(1)) not in known for match in TITLED.finditer(text)):
        return True
    strange = [
        (match.start(), match.end())
        for match in WORD.finditer(text)
        if match.group()[0].isupper() and _bare(match.group()) not in known and not _is_first(text, match.start())
    ]
    if language.split("-")[0] not in CAPITALISING:
        return bool(strange)
    return any(text[end:start].isspace() for (_from, end), (start, _to) in pairwise(strange))


def _names_people(text: str, evidence: str, known: set[str], people: Collection[str]) -> bool:
    """Whether one of these people is named, in full or by a part of the name, and the evidence does not name them."""
    said = {OWNER.sub("", word) for word in WORD.findall(text)}
    for person in people:
        parts = [part for part in WORD.findall(person) if len(part) > 2]
        if any(part in said and part.casefold() not in known for part in parts):
            return True
        if person.casefold() in text.casefold() and person.casefold() not in evidence.casefold():
            return True
    return False


def _bare(word: str) -> str:
    return OWNER.sub("", word).casefold()


def _is_first(text: str, at: int) -> bool:
    """Whether a word opens a sentence, where a capital letter means nothing."""
    before = text[:at].rstrip(" \t(“„«\"'")
    return not before or before[-1] in ENDS
