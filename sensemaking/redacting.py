"""Finds in somebody's words what could point to a person, and takes it out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from sensemaking.stopwords import STOPWORDS

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(r"(?<![\w.,€$£])\+?\(?\d(?:[ \-/.()]{0,2}\d){6,14}(?!\w)")
DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{1,3}(?:[ ,.]\d{3})+")
CAPITAL = r"[A-ZÀ-ÖØ-ÞĀ-Ž][^\W\d_]*[a-zß-öø-ÿ][^\W\d_]*(?:[-'’][^\W\d_]+)*"
PARTICLE = r"(?:van|von|der|den|de|da|di|du|del|la|le|el|al|bin|ibn|ten|ter|zu)"
PERSON = re.compile(rf"\b{CAPITAL}(?:[ \u00a0]+{PARTICLE}){{0,2}}(?:[ \u00a0]+{CAPITAL})+")
SMALL = frozenset(word for words in STOPWORDS.values() for word in words)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Words that could point to somebody, and what could stand there instead."""

    words: str
    instead: str


def suggestions(text: str, author: str = "") -> tuple[Suggestion, ...]:
    """What one may want to take out of the text, each once, in the order in which it stands there."""
    found: dict[str, str] = {}
    rest = text
    for words, instead in _found(text, author):
        if words in rest:
            found.setdefault(words, instead)
            rest = rest.replace(words, " " * len(words))
    return tuple(Suggestion(words, found[words]) for words in sorted(found, key=text.index))


def _found(text: str, author: str) -> Iterator[tuple[str, str]]:
    """Every hit with its placeholder, the surest kinds first."""
    for match in EMAIL.finditer(text):
        yield match.group(), _("[an address]")
    for match in PHONE.finditer(text):
        if not DATE.fullmatch(match.group()):
            yield match.group(), _("[a number]")
    for name in _names_of(author):
        for match in re.finditer(rf"\b{re.escape(name)}\b", text):
            yield match.group(), _("[the author]")
    for match in PERSON.finditer(text):
        if name := _without_opening(match.group()):
            yield name, _("[a person]")


def _names_of(author: str) -> tuple[str, ...]:
    """The author's whole name, then its parts."""
    parts = [part for part in author.split() if len(part) > 1 and part[0].isupper()]
    return tuple(dict.fromkeys((author.strip(), *parts))) if author.strip() else ()


def _without_opening(name: str) -> str:
    """The pair without a small word that only opens the sentence; empty where one capital word is left."""
    words = name.split()
    while words and words[0].lower() in SMALL:
        words = words[1:]
    return name[name.index(words[0]) :] if len(words) > 1 else ""


def redacted(text: str, chosen: Sequence[Suggestion]) -> str:
    """The text with the chosen words replaced wherever they stand, the longest first."""
    instead = {one.words: one.instead for one in chosen}
    longest_first = sorted(instead, key=len, reverse=True)
    if not longest_first:
        return text
    anywhere = re.compile("|".join(rf"(?<!\w){re.escape(words)}(?!\w)" for words in longest_first))
    return anywhere.sub(lambda match: instead[match.group()], text)
