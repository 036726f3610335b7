"""When observations may be added up, and which rows then count; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from enum import StrEnum
from itertools import combinations

Members = Mapping[int, frozenset[int]]
"""By combination: the initiatives in it."""
_DIGITS = 60


@dataclass(frozen=True, slots=True)
class Fact:
    """One standing observation. `value` is None where it is missing; `is_part` says that it is of a group."""

    id: int
    value: Decimal | None
    unit: str
    from_on: date
    to_on: date
    initiative: int | None = None
    combination: int | None = None
    is_of_place: bool = False
    is_part: bool = False
    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def period(self) -> tuple[date, date]:
        return self.from_on, self.to_on

    @property
    def is_of_portfolio(self) -> bool:
        """Whether it speaks of the portfolio as a whole."""
        return self.initiative is None and self.combination is None and not self.is_of_place


class LeftOut(StrEnum):
    """Why a row does not count into a total."""

    PART = "part"
    PLACE = "place"
    IN_COMBINATION = "in combination"
    IN_PORTFOLIO = "in portfolio"
    MISSING = "missing"


class WhyNot(StrEnum):
    """Why there is no total."""

    NOT_ADDITIVE = "not additive"
    NOTHING = "nothing"
    UNITS = "units"
    PERIODS = "periods"
    TWO_SOURCES = "two sources"
    SHARED_MEMBERS = "shared members"


@dataclass(frozen=True, slots=True)
class Total:
    """A sum for one period, the rows in it and those left out. The band is known only if all have one."""

    from_on: date
    to_on: date
    unit: str
    value: Decimal
    low: Decimal | None
    high: Decimal | None
    counted: tuple[int, ...]
    left_out: tuple[tuple[int, LeftOut], ...]

    @property
    def missing(self) -> int:
        """How many rows say that their value is missing."""
        return sum(why is LeftOut.MISSING for _id, why in self.left_out)


def total(facts: Iterable[Fact], *, members: Members, is_additive: bool) -> Total | WhyNot:
    """Add up observations of one indicator and one period, or say why that can't be done."""
    rows = sorted(facts, key=lambda fact: fact.id)
    left_out: dict[int, LeftOut] = {}
    whole = [row for row in rows if not _set_aside(row, left_out)]
    if not is_additive:
        return WhyNot.NOT_ADDITIVE
    if not whole:
        return WhyNot.NOTHING
    if len({row.unit for row in whole}) > 1:
        return WhyNot.UNITS
    if len({row.period for row in whole}) > 1:
        return WhyNot.PERIODS
    counting = _once(whole, members, left_out)
    if isinstance(counting, WhyNot):
        return counting
    return Total(
        *whole[0].period, whole[0].unit, _sum(row.value for row in counting),
        _band(row.low for row in counting), _band(row.high for row in counting),
        tuple(row.id for row in counting), tuple(sorted(left_out.items())),
    )  # fmt: skip


def by_period(facts: Iterable[Fact], *, members: Members, is_additive: bool) -> dict[tuple[date, date], Total | WhyNot]:
    """A total or the reason against it for each period, the newest first; sums of two periods are never added."""
    groups: dict[tuple[date, date], list[Fact]] = {}
    for fact in facts:
        if not fact.is_part and not fact.is_of_place:
            groups.setdefault(fact.period, []).append(fact)
    newest = sorted(groups, key=lambda period: (period[1], period[0]), reverse=True)
    return {period: total(groups[period], members=members, is_additive=is_additive) for period in newest}


def _set_aside(row: Fact, left_out: dict[int, LeftOut]) -> bool:
    """Parts and places lie within something else."""
    if row.is_part:
        left_out[row.id] = LeftOut.PART
    elif row.is_of_place:
        left_out[row.id] = LeftOut.PLACE
    return row.id in left_out


def _once(rows: list[Fact], members: Members, left_out: dict[int, LeftOut]) -> list[Fact] | WhyNot:
    """The rows that count so that nothing counts twice."""
    known = [row for row in rows if row.value is not None]
    subjects = [(row.initiative, row.combination) for row in known]
    if len(subjects) > len(set(subjects)):
        return WhyNot.TWO_SOURCES
    if not known:
        return WhyNot.NOTHING
    whole = [row for row in known if row.is_of_portfolio]
    together = {row.combination: members.get(row.combination, frozenset()) for row in known if row.combination}
    if not whole and any(one & other for one, other in combinations(together.values(), 2)):
        return WhyNot.SHARED_MEMBERS
    covered = frozenset().union(*together.values())
    for row in rows:
        if whole and not row.is_of_portfolio:
            left_out[row.id] = LeftOut.IN_PORTFOLIO
        elif row.initiative in covered:
            left_out[row.id] = LeftOut.IN_COMBINATION
        elif row.value is None:
            left_out[row.id] = LeftOut.MISSING
    return [row for row in rows if row.id not in left_out]


def _sum(values: Iterable[Decimal | None]) -> Decimal:
    with localcontext(prec=_DIGITS):
        return sum((value for value in values if value is not None), Decimal(0))


def _band(limits: Iterable[Decimal | None]) -> Decimal | None:
    """The limits together, as wide as they can be; unknown as soon as one is."""
    found = list(limits)
    return None if None in found else _sum(found)
