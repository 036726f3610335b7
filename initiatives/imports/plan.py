"""How the columns of a file are to be read; kept as JSON on the run, frozen once it is confirmed."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Self

KEEP = "*"
"""Instead of a field's name: keep the column as an extra fact, under its own title."""
LEAVE_OUT = ""


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """What one column says, and how its text is changed on the way.

    `case` is "", "title" or "sentence" and touches only texts in capitals; `multiply` a decimal number;
    `dates` the order of day and month ("ymd", "dmy", "mdy"); `separator` what stands between several values.
    """

    field: str = LEAVE_OUT
    case: str = ""
    repair: bool = False
    multiply: str = ""
    dates: str = ""
    separator: str = ""


@dataclass(frozen=True, slots=True)
class ValuePlan:
    """What a repeated value stands for: a row of ours (`id`), a new one called `name`, or nothing."""

    do: str = "new"
    name: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that is decided before the rows are read."""

    columns: Mapping[str, ColumnPlan] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    joiners: Mapping[str, str] = field(default_factory=dict)
    key: tuple[str, ...] = ()
    source: str = ""
    join: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, ValuePlan]] = field(default_factory=dict)
    names_confirmed: bool = False

    def columns_of(self, name: str) -> list[str]:
        """The columns read into one field, in the order of the file."""
        return [column for column, plan in self.columns.items() if plan.field == name]

    @property
    def fields(self) -> set[str]:
        """The fields that some column or a fixed value fills."""
        from_columns = {plan.field for plan in self.columns.values()} - {KEEP, LEAVE_OUT}
        return from_columns | {name for name, value in self.fixed.items() if value}

    def as_json(self) -> dict[str, Any]:
        """Plain values for a JSON column."""
        return asdict(self) | {"key": list(self.key)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read a plan back; what is missing has its default."""
        return cls(
            columns={name: ColumnPlan(**plan) for name, plan in data.get("columns", {}).items()},
            fixed=dict(data.get("fixed", {})),
            joiners=dict(data.get("joiners", {})),
            key=tuple(data.get("key", ())),
            source=data.get("source", ""),
            join=dict(data.get("join", {})),
            values={
                kind: {value: ValuePlan(**plan) for value, plan in plans.items()}
                for kind, plans in data.get("values", {}).items()
            },
            names_confirmed=bool(data.get("names_confirmed")),
        )

    def fitting(self, headers: Iterable[str]) -> Self:
        """This plan for a file with these columns: plans of columns that are not there fall away."""
        known = {name.casefold(): name for name in headers}
        columns = {known[name.casefold()]: plan for name, plan in self.columns.items() if name.casefold() in known}
        key = tuple(known[name.casefold()] for name in self.key if name.casefold() in known)
        ordered = {name: columns.get(name, ColumnPlan(field=KEEP)) for name in known.values()}
        return replace(self, columns=ordered, key=key if len(key) == len(self.key) else (), names_confirmed=False)


def digest(headers: Iterable[str]) -> str:
    """The same for files with the same column titles, whatever their order and case."""
    titles = "\n".join(sorted(name.casefold() for name in headers))
    return hashlib.sha256(titles.encode()).hexdigest()
