"""From the text of a cell to a value: cleaning, numbers, money, dates, choices, links, shapes."""

import json
import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from initiatives.imports.fields import Field, FieldKind
from initiatives.imports.plan import ColumnPlan
from portfolio_hub.lib.tabular.encodings import repair


class Unreadable(ValueError):
    """A cell that does not say what its field expects; the message is what was expected."""


_CENT = Decimal("0.01")
_MONEY_DIGITS = 16
_MOST_LATITUDE, _MOST_LONGITUDE = 90, 180
_SMALL_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "by",
        "for",
        "from",
        "in",
        "of",
        "on",
        "or",
        "the",
        "to",
        "with",
        "de",
        "del",
        "la",
        "le",
        "les",
        "des",
        "du",
        "et",
        "und",
        "der",
        "die",
        "das",
        "y",
    ]
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_CURRENCY = re.compile(r"^(?:[A-Z]{3}|[€$£¥])?\s*|\s*(?:[A-Z]{3}|[€$£¥])?$")
_PLAIN = re.compile(r"-?\d{1,30}(?:\.\d{1,30})?")
# One point before three digits is a decimal point (14.305 is a latitude); two of them, or a comma, group digits.
_GROUPED = re.compile(
    r"-?\d{1,3}(?:(?:[,'’\u00a0\u202f ]\d{3})+(?:\.\d+)?|(?:\.\d{3}){2,}(?:,\d+)?"
    r"|\.\d{3},\d+|(?:[\u00a0\u202f ]\d{3})+,\d+)"
)
_JS_DATE = re.compile(r"^(?:[A-Z][a-z]{2} )?([A-Z][a-z]{2}) (\d{1,2}) (\d{4})(?: \d\d:\d\d.*)?$")
_NUMERIC_DATE = re.compile(r"^(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})(?:[ T].*)?$")
_WORD_DATES = ("%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%d-%b-%Y", "%d-%b-%y", "%B %Y", "%b %Y")
# Neither database keeps a zero or half a surrogate pair.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_is_link = URLValidator(schemes=("http", "https"))


def clean(text: str, plan: ColumnPlan) -> str:
    """The text as the plan wants it: misread letters repaired, capitals turned into words."""
    if not text.isascii() or "\0" in text:
        text = _UNSTORABLE.sub("", text)
    text = text.strip()
    if plan.repair:
        text = repair(text)
    if plan.case and text.isupper():
        text = title_case(text) if plan.case == "title" else sentence_case(text)
    return text


def title_case(text: str) -> str:
    """ "DEPT OF DESIGN & CONSTRUCTION" as "Dept of Design & Construction"; codes with digits stay."""

    def word(match: re.Match[str]) -> str:
        piece = match.group()
        if any(char.isdigit() for char in piece):
            return piece
        if match.start() and piece.lower() in _SMALL_WORDS:
            return piece.lower()
        return piece[:1].upper() + piece[1:].lower()

    return _WORD.sub(word, text)


def sentence_case(text: str) -> str:
    """ "ADAMS STREET LIBRARY FIT OUT" as "Adams street library fit out"; codes with digits stay."""
    lowered = _WORD.sub(lambda m: m.group() if any(c.isdigit() for c in m.group()) else m.group().lower(), text)
    return lowered[:1].upper() + lowered[1:]


def number(text: str) -> Decimal:
    """A number as people write it, with currency signs and grouped digits; raises Unreadable."""
    if _PLAIN.fullmatch(text):
        return Decimal(text)
    bare = _CURRENCY.sub("", text.strip()).replace("\u2212", "-")
    if _GROUPED.fullmatch(bare):
        bare = _ungrouped(bare)
    elif re.fullmatch(r"-?\d+,\d+", bare):
        bare = bare.replace(",", ".")
    try:
        value = Decimal(bare)
    except InvalidOperation:
        raise Unreadable(_("a number")) from None
    if not value.is_finite():
        raise Unreadable(_("a number"))
    return value


def _ungrouped(bare: str) -> str:
    """The last mark is a decimal point when it differs from those before it or another mark grouped the digits."""
    marks = re.findall(r"[^\d-]", bare)
    last = marks[-1]
    is_decimal = last in ".," and marks.count(last) == 1 and len(marks) > 1
    head, _mark, tail = bare.rpartition(last) if is_decimal else (bare, "", "")
    return re.sub(r"[^\d-]", "", head) + (f".{tail}" if tail else "")


def _multiplied(text: str, plan: ColumnPlan) -> Decimal:
    value = number(text)
    return value * Decimal(plan.multiply) if plan.multiply else value


def money(text: str, plan: ColumnPlan) -> Decimal:
    """An exact amount with two places; raises Unreadable."""
    value = _multiplied(text, plan)
    if value.adjusted() >= _MONEY_DIGITS - 1:
        raise Unreadable(_("an amount with at most 15 digits before the point"))
    return value.quantize(_CENT)


def day(text: str, plan: ColumnPlan) -> date:
    """A day; `plan.dates` decides between 5/6 and 6/5; raises Unreadable."""
    text = " ".join(text.split())
    if match := _NUMERIC_DATE.match(text):
        return _numeric_day(match, plan.dates)
    if match := _JS_DATE.match(text):
        text = f"{match[2]} {match[1]} {match[3]}"
    for pattern in _WORD_DATES:
        try:
            return datetime.strptime(text, pattern).date()
        except ValueError:
            continue
    if re.fullmatch(r"(?:19|20)\d\d", text):
        return date(int(text), 1, 1)
    raise Unreadable(_date_example(plan.dates))


def _numeric_day(match: re.Match[str], order: str) -> date:
    first, second, third = (int(part) for part in match.groups())
    if len(match[1]) == 4:
        parts = (first, second, third)
    elif order == "mdy":
        parts = (third, first, second)
    else:
        parts = (third, second, first)
    year = parts[0] + (2000 if parts[0] < 100 else 0)
    try:
        return date(year, parts[1], parts[2])
    except ValueError:
        raise Unreadable(_date_example(order)) from None


def _date_example(order: str) -> str:
    examples = {"dmy": _("a day such as 31/12/2025"), "mdy": _("a day such as 12/31/2025")}
    return examples.get(order, _("a day such as 2025-12-31"))


def _coordinate(text: str, limit: int) -> float:
    """A latitude (`limit` 90) or a longitude (180); raises Unreadable."""
    try:
        value = float(number(text))
    except Unreadable:
        value = limit + 1.0
    if not -limit <= value <= limit:
        is_latitude = limit == _MOST_LATITUDE
        raise Unreadable(_("a latitude between -90 and 90") if is_latitude else _("a longitude between -180 and 180"))
    return value


def choice(text: str, field: Field) -> str:
    """The code whose code, label or synonym was written, whatever the case; raises Unreadable with what there is."""
    wanted = text.casefold()
    for code, label in (*field.choices, *field.synonyms):
        if wanted in (code.casefold(), str(label).casefold()):
            return code
    raise Unreadable(_("one of: %(choices)s") % {"choices": ", ".join(str(label) for _code, label in field.choices)})


def link(text: str, limit: int = 0) -> str:
    """A web address; one without a scheme gets https; raises Unreadable."""
    address = text if "://" in text else f"https://{text}"
    if limit and len(address) > limit:
        raise Unreadable(_("a web address of at most %(limit)s characters") % {"limit": limit})
    try:
        _is_link(address)
    except ValidationError:
        raise Unreadable(_("a web address")) from None
    return address


def shape(text: str) -> dict[str, Any]:
    """A GeoJSON geometry, or a well-known point "POINT (lon lat)"; raises Unreadable."""
    if match := re.fullmatch(r"POINT\s*\(\s*(-?[\d.]+)\s+(-?[\d.]+)\s*\)", text.strip(), re.IGNORECASE):
        return {"type": "Point", "coordinates": [float(match[1]), float(match[2])]}
    try:
        geometry = json.loads(text)
    except ValueError:
        geometry = None
    if not isinstance(geometry, dict) or not isinstance(geometry.get("coordinates"), list):
        raise Unreadable(_("a GeoJSON geometry"))
    return geometry


def pieces(text: str, separator: str) -> tuple[str, ...]:
    """A list in one cell, without blanks and doubles; an empty separator means one value."""
    if separator == " ":
        parts = text.split()
    else:
        parts = [part.strip() for part in text.split(separator)] if separator else [text]
    return tuple(dict.fromkeys(part for part in parts if part))


def parse(text: str, field: Field, plan: ColumnPlan) -> Any:
    """The value of one cleaned, non-empty cell; raises Unreadable saying what was expected."""
    match field.kind:
        case FieldKind.MONEY:
            return money(text, plan)
        case FieldKind.NUMBER:
            return _multiplied(text, plan)
        case FieldKind.DATE:
            return day(text, plan)
        case FieldKind.CHOICE:
            return choice(text, field)
        case FieldKind.LINK:
            return link(text, field.max_length)
        case FieldKind.LATITUDE:
            return _coordinate(text, _MOST_LATITUDE)
        case FieldKind.LONGITUDE:
            return _coordinate(text, _MOST_LONGITUDE)
        case FieldKind.SHAPE:
            return shape(text)
        case FieldKind.LIST | FieldKind.NAMED:
            return pieces(text, plan.separator)
        case _:
            return text
