"""A first plan for a file: columns matched to fields by their names and by what they hold; pure."""

import re
from collections.abc import Mapping, Sequence
from itertools import combinations

from initiatives.imports.fields import Field, FieldKind
from initiatives.imports.plan import KEEP, LEAVE_OUT, ColumnPlan, Plan
from initiatives.imports.profile import Profile

_SURE = 0.5
_ID_WORDS = frozenset(
    ["id", "ids", "code", "key", "number", "no", "nr", "ref", "reference", "identifier", "uid", "uuid"]
)


def guess(
    profiles: Sequence[Profile],
    rows: Sequence[Sequence[str]],
    fields: Sequence[Field],
    *,
    keeps_extra: bool,
    known: Mapping[str, frozenset[str]],
) -> Plan:
    """The best plan that can be made without asking; `known` has our own names by kind, lower case."""
    chosen = _matched(profiles, fields, known)
    _give_title(chosen, profiles, fields)
    _prefer_numbers_to_shape(chosen, fields)
    rest = KEEP if keeps_extra else LEAVE_OUT
    by_name = {field.name: field for field in fields}
    columns = {column.name: _column_plan(column, by_name.get(chosen.get(column.name, "")), rest) for column in profiles}
    return Plan(columns=columns, key=guess_key(profiles, rows))


def words_of(title: str) -> tuple[str, ...]:
    """The words of a column title without numbering: "sdg_tag_1" is (sdg, tag)."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", title)
    return tuple(word for word in re.findall(r"[^\W_]+", spaced.casefold()) if not word.isdigit())


def _matched(
    profiles: Sequence[Profile], fields: Sequence[Field], known: Mapping[str, frozenset[str]]
) -> dict[str, str]:
    """Pairs by falling merit; fields that take one column take their best."""
    pairs = [(merit(column, field, known), column, field) for column in profiles for field in fields]
    pairs = sorted((pair for pair in pairs if pair[0] >= _SURE), key=lambda pair: (-pair[0], pair[1].place))
    chosen: dict[str, str] = {}
    taken: dict[str, float] = {}
    for score, column, field in pairs:
        best = taken.get(field.name)
        if column.name in chosen or (best is not None and (field.kind is not FieldKind.LIST or score < best - 0.25)):
            continue
        chosen[column.name] = field.name
        taken.setdefault(field.name, score)
    return chosen


def merit(column: Profile, field: Field, known: Mapping[str, frozenset[str]]) -> float:
    """From 0 to about 1.5: the title's likeness, weighed by whether the cells can be read as this field."""
    if column.is_empty:
        return 0.0
    filled = column.filled / column.rows if field.is_required else 1.0
    return filled * _title_likeness(column, field) * _fitness(column, field) + _recognised(column, field, known)


def _title_likeness(column: Profile, field: Field) -> float:
    words = words_of(column.name)
    is_id = bool(_ID_WORDS & set(words)) and field.kind in (FieldKind.TEXT, FieldKind.NAMED)
    best = 0.0
    for alias in field.aliases:
        wanted = words_of(alias)
        # "=project" is meant whole: a "project location" is not the project's title.
        is_whole = alias.startswith("=")
        if is_id and not _ID_WORDS & set(wanted):
            continue
        if words == wanted:
            return 1.0 if len(alias) > 2 else 0.9
        if wanted and not is_whole and _contains(words, wanted):
            # The later in the title and the longer the alias, the more it is what the title is about.
            at_end = words[-len(wanted) :] == wanted
            score = (0.72 if at_end else 0.6) * min(1.0, 0.75 + 0.5 * len(wanted) / len(words))
            # In a whole question a single word may mean anything.
            best = max(best, score * (0.7 if len(words) > 6 and len(wanted) == 1 else 1.0))
    return best


def _contains(words: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    return any(words[at : at + len(wanted)] == wanted for at in range(len(words) - len(wanted) + 1))


def _fitness(column: Profile, field: Field) -> float:
    """How far the cells can be read as the field expects; 0 rules the pair out."""
    match field.kind:
        case FieldKind.DATE:
            return column.days if column.days > 0.6 else 0.0
        case FieldKind.MONEY | FieldKind.NUMBER:
            return column.numbers if column.numbers > 0.7 else 0.0
        case FieldKind.LATITUDE:
            return float(column.numbers > 0.8 and column.smallest >= -90 and column.largest <= 90)
        case FieldKind.LONGITUDE:
            return float(column.numbers > 0.8 and column.smallest >= -180 and column.largest <= 180)
        case FieldKind.SHAPE:
            return 1.5 * column.shapes
        case FieldKind.LINK:
            return column.links if column.links > 0.7 else 0.0
        case FieldKind.CHOICE:
            return _share_of_choices(column, field)
        case FieldKind.NAMED:
            return 1.0 if column.words > 0.8 and column.longest <= 150 and column.shapes == 0 else 0.0
        case FieldKind.TEXT | FieldKind.LONG_TEXT:
            return 1.0 if column.shapes == 0 and column.links < 0.5 else 0.0
        case _:
            return 1.0 if column.shapes == 0 and column.mean_length < 80 else 0.0


def _share_of_choices(column: Profile, field: Field) -> float:
    labels = {text.casefold() for code, label in (*field.choices, *field.synonyms) for text in (code, str(label))}
    known = sum(count for value, count in column.common if value.casefold() in labels)
    return 1.0 if known > 0.6 * max(column.filled, 1) else 0.0


def _recognised(column: Profile, field: Field, known: Mapping[str, frozenset[str]]) -> float:
    """Cells that say what they are, whatever the title: names of ours, shapes, the codes of a choice."""
    if field.kind is FieldKind.NAMED and column.repeats:
        names = known.get(field.names, frozenset())
        hits = sum(count for value, count in column.common if value.casefold() in names)
        return 0.6 * hits / max(column.filled, 1)
    if field.kind is FieldKind.SHAPE and column.shapes > 0.8:
        return 0.6
    if field.kind is FieldKind.CHOICE and field.choices and column.words > 0.8:
        return 0.5 * _share_of_choices(column, field)
    return 0.0


def _give_title(chosen: dict[str, str], profiles: Sequence[Profile], fields: Sequence[Field]) -> None:
    """A required text nobody is called after goes to the first column of short, different texts."""
    for field in fields:
        is_text_field = field.kind in (FieldKind.TEXT, FieldKind.LONG_TEXT)
        if not field.is_required or not is_text_field or field.name in chosen.values():
            continue
        limit = 110 if field.kind is FieldKind.TEXT else 100_000
        for column in profiles:
            is_free = chosen.get(column.name, "") in ("", "summary", "description")
            is_text = column.words > 0.9 and column.filled >= 0.9 * column.rows and column.shapes == column.links == 0
            in_words = any(" " in value for value in column.examples)
            if is_free and is_text and in_words and 8 <= column.mean_length <= limit and not column.repeats:
                chosen[column.name] = field.name
                break


def _prefer_numbers_to_shape(chosen: dict[str, str], fields: Sequence[Field]) -> None:
    """Latitude and longitude say the same as a point: with both, the shape is not needed."""
    kinds = {field.name: field.kind for field in fields}
    used = {kinds[name] for name in chosen.values()}
    if {FieldKind.LATITUDE, FieldKind.LONGITUDE} <= used:
        for column in [name for name, field in chosen.items() if kinds[field] is FieldKind.SHAPE]:
            chosen[column] = LEAVE_OUT


def _column_plan(column: Profile, field: Field | None, rest: str) -> ColumnPlan:
    """The field with the changes its cells seem to need."""
    if field is None:
        is_worth_keeping = not column.is_empty and column.shapes == 0
        return ColumnPlan(field=rest if is_worth_keeping else LEAVE_OUT, repair=column.has_misread)
    in_capitals = column.capitals > 0.4 and column.mean_length > 4
    is_text = field.kind in (FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.NAMED)
    takes_case = is_text and not field.keeps_capitals
    long_case = "sentence" if field.kind is FieldKind.LONG_TEXT else "title"
    return ColumnPlan(
        field=field.name,
        case=long_case if in_capitals and takes_case else "",
        repair=column.has_misread,
        dates=column.day_order if field.kind is FieldKind.DATE else "",
        separator=column.separator if field.takes_many else "",
    )


def guess_key(profiles: Sequence[Profile], rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The columns by which rows are told apart: a unique id, else two that are unique together."""
    like_ids = [column for column in profiles if _ID_WORDS & set(words_of(column.name)) and column.filled]
    for column in like_ids:
        if column.is_unique:
            return (column.name,)
    for one, two in combinations(like_ids[:8], 2):
        if one.filled == two.filled == one.rows and len({(r[one.place], r[two.place]) for r in rows}) == len(rows):
            return (one.name, two.name)
    return ()
