"""Finds the amounts that a text states: digits, small numbers in words, and amounts without a number."""

import re
import unicodedata

NUMBER = re.compile(r"\d{1,3}(?:[.,\u00a0\u202f’]\d{3})+(?!\d)|\d+(?:[.,]\d+)?")
WORDS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9,
    "zehn": 10, "elf": 11, "zwölf": 12,
}  # fmt: skip
IN_WORDS = re.compile(rf"\b(?:{'|'.join(WORDS)})\b", re.IGNORECASE)
VAGUE = re.compile(
    r"%|\b(?:per ?cent|percent|doubl\w+|tripl\w+|quadrupl\w+|halv\w+|half|twice|thrice|majority|minority|"
    r"(?:a|one|two) (?:third|quarter|fifth)s?|dozens?|hundreds?|thousands?|millions?|billions?|"
    r"(?:nearly |almost )?all (?:of|logs|initiatives|people|residents)|everyone|everybody|no ?body|"
    r"most (?:of|logs|initiatives|people|residents)|"
    r"prozent|verdoppel\w*|verdreifach\w*|halbier\w*|hälfte|doppelt|mehrheit|minderheit|drittel|viertel|dutzend\w*|"
    r"hundert\w*|tausend\w*|millionen?|milliarden?|die meisten|alle (?:logs|initiativen|menschen)|niemand\w*)(?!\w)",
    re.IGNORECASE,
)


def numbers_of(text: str) -> list[float]:
    """Every number in the text; a sign such as ½ or ² stands for itself, below zero."""
    found = [_value(match.group()) for match in NUMBER.finditer(text)]
    found += [WORDS[match.group().lower()] for match in IN_WORDS.finditer(text)]
    found += [-ord(sign) for sign in text if unicodedata.category(sign) in {"No", "Nl"}]
    return found


def vague_amounts(text: str) -> set[str]:
    """Amounts that no number of a finding can bear out: “twice as many”, “a majority”, “39 %”."""
    return {match.group().lower() for match in VAGUE.finditer(text)}


def _value(digits: str) -> float:
    """The value of digits with separators: three digits after each make thousands, else it is a fraction."""
    parts = re.split(r"[.,\u00a0\u202f’]", digits)
    if len(parts) > 1 and all(len(part) == 3 for part in parts[1:]):
        return float("".join(parts))
    return float(".".join(parts))
