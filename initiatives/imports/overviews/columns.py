"""What the page that matches columns shows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from initiatives.imports.fields import Field, FieldKind, Text
from initiatives.imports.outline import outline
from initiatives.imports.plan import KEEP, ColumnPlan, Plan
from initiatives.imports.profile import Profile
from initiatives.imports.reading import join_column
from initiatives.models import ImportFile, ImportRun, System
from portfolio_hub.lib.tabular.encodings import label as encoding_label
from stakeholders.models import Portfolio

_EXAMPLE_LENGTH = 70


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """One column on the page that matches them."""

    place: int
    name: str
    exact: str
    profile: Profile
    plan: ColumnPlan
    is_key: bool
    errors: Mapping[str, str]

    @property
    def examples(self) -> list[str]:
        """A few of its values, cut to fit."""
        return [
            text if len(text) <= _EXAMPLE_LENGTH else text[:_EXAMPLE_LENGTH] + "…" for text in self.profile.examples
        ]

    @property
    def ways(self) -> str:
        """In a few words, how its text changes on the way."""
        plan = self.plan
        ways = (
            (plan.case == "title", _("Like a Title")), (plan.case == "sentence", _("Like a sentence")),
            (plan.repair, _("letters repaired")), (plan.multiply, f"× {plan.multiply}"),
            (plan.dates == "dmy", "31/12/2025"), (plan.dates == "mdy", "12/31/2025"),
            (plan.separator, _("parted by “%(mark)s”") % {"mark": plan.separator}),
        )  # fmt: skip
        return ", ".join(words for applies, words in ways if applies)


@dataclass(frozen=True, slots=True)
class FixedRow:
    """One field that may have the same value in every row."""

    field: Field
    value: str
    choices: Sequence[tuple[str, Text]]
    error: str

    @property
    def is_day(self) -> bool:
        return self.field.kind is FieldKind.DATE


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file and how it is read."""

    file: ImportFile
    kind: str
    encoding: str
    columns: Sequence[str] = ()
    join: str = ""


@dataclass(frozen=True, slots=True)
class ColumnsPage:
    """Everything on the page that matches columns."""

    columns: list[ColumnRow]
    groups: list[tuple[Text, list[Field]]]
    fixed: list[FixedRow]
    joined: list[tuple[Field, str]]
    files: list[FileRow]
    plan: Plan
    keeps_extra: bool
    errors: Mapping[str, str] = field(default_factory=dict)


def columns_page(run: ImportRun, plan: Plan, errors: Mapping[str, str] | None = None) -> ColumnsPage:
    """Read the first rows and lay the plan beside them; raises TabularError."""
    errors = errors or {}
    facts = outline(run, plan)
    fields = facts.target.fields(run.portfolio)
    columns = [
        ColumnRow(
            place=place,
            name=name,
            exact=exact,
            profile=facts.profiles[place],
            plan=plan.columns.get(name, ColumnPlan(field=KEEP)),
            is_key=name in plan.key,
            errors={key.split("-", 1)[1]: text for key, text in errors.items() if key.startswith(f"c{place}-")},
        )
        for place, (name, exact) in enumerate(zip(facts.names, facts.table.exact, strict=True))
    ]
    return ColumnsPage(
        columns=columns,
        groups=_grouped(fields),
        fixed=_fixed(fields, plan, run.portfolio, errors),
        joined=[
            (f, plan.joiners.get(f.name, "")) for f in fields if f.takes_joiner and len(plan.columns_of(f.name)) > 1
        ],
        files=_files(run, plan, facts.table.per_file),
        plan=plan,
        keeps_extra=facts.target.keeps_extra,
        errors=errors,
    )


def _grouped(fields: Iterable[Field]) -> list[tuple[Text, list[Field]]]:
    groups: dict[str, tuple[Text, list[Field]]] = {}
    for one in fields:
        groups.setdefault(str(one.group), (one.group, []))[1].append(one)
    return list(groups.values())


def _fixed(fields: Iterable[Field], plan: Plan, portfolio: Portfolio, errors: Mapping[str, str]) -> list[FixedRow]:
    systems = [(name, name) for name in System.objects.filter(portfolio=portfolio).values_list("name", flat=True)]
    return [
        FixedRow(
            field=one,
            value=plan.fixed.get(one.name, ""),
            error=errors.get(f"fixed-{one.name}", ""),
            choices=systems if one.names == "system" else one.choices,
        )
        for one in fields
        if one.can_be_fixed
    ]


def _files(run: ImportRun, plan: Plan, per_file: Sequence[Sequence[str]]) -> list[FileRow]:
    tables = [file for file in run.files.all() if file.role == ImportFile.Role.TABLE]
    rows = []
    for place, (file, names) in enumerate(zip(tables, per_file, strict=True)):
        others = per_file[1] if place == 0 and len(per_file) > 1 else per_file[0]
        rows.append(
            FileRow(
                file=file,
                kind=file.reading["kind"].upper(),
                encoding=encoding_label(file.reading["encoding"]),
                columns=names,
                join=join_column(file, tuple(names), plan, tuple(others)) if len(tables) > 1 else "",
            )
        )
    return rows
