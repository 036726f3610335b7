"""What the pages of an import show."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Min
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from initiatives.imports.fields import Field, FieldKind, Text
from initiatives.imports.names import IGNORE, MATCH, Named, named, named_kinds
from initiatives.imports.outline import outline
from initiatives.imports.plan import KEEP, ColumnPlan, Plan
from initiatives.imports.profile import Profile
from initiatives.imports.reading import join_column, shapes_of
from initiatives.imports.resolve import named_fields
from initiatives.imports.targets import targets
from initiatives.models import ImportFile, ImportProblem, ImportRun, System
from portfolio_hub.lib import formats
from portfolio_hub.lib.tabular.encodings import label as encoding_label
from stakeholders.models import Portfolio

SHOWN_VALUES = 500
SHOWN_RUNS = 50
PER_PAGE = 50
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


@dataclass(frozen=True, slots=True)
class ValueRow:
    """One repeated value and what it stands for."""

    place: int
    value: str
    count: int
    do: str
    id: int
    name: str
    has_shape: bool


@dataclass(frozen=True, slots=True)
class NamesSection:
    """All repeated values of one kind."""

    kind: Named
    values: list[ValueRow]
    hidden: int
    choices: list[tuple[int, str]]
    fields: list[str]


def names_page(run: ImportRun) -> list[NamesSection]:
    """The repeated values that the check found, most frequent first, with what each stands for."""
    plan = Plan.from_json(run.mapping)
    fields = targets.get(run.target).fields(run.portfolio)
    labels = {one.name: str(one.label) for one in fields}
    kinds = {name: kind for name, kind in named_fields(fields).items() if name in plan.fields}
    shapes = shapes_of(run)
    sections = []
    for name in dict.fromkeys(kinds.values()):
        kind = named_kinds.get(name)
        counts = run.preview.get("value_counts", {}).get(name, {})
        said = run.preview.get("values", {}).get(name, {})
        ordered = sorted(counts, key=lambda value: (-counts[value], value))
        if not ordered:
            continue
        sections.append(
            NamesSection(
                kind=kind,
                choices=kind.choices(run.portfolio),
                hidden=max(len(ordered) - SHOWN_VALUES, 0),
                fields=[labels[one] for one, of in kinds.items() if of == name],
                values=[
                    _value_row(place, value, counts[value], said.get(value, {}), shapes)
                    for place, value in enumerate(ordered[:SHOWN_VALUES])
                ],
            )
        )
    return sections


def _value_row(place: int, value: str, count: int, said: Mapping[str, Any], shapes: Mapping[str, Any]) -> ValueRow:
    name = said.get("name") or value
    return ValueRow(
        place=place,
        value=value,
        count=count,
        do=said.get("do", IGNORE),
        id=said.get("id", 0),
        name=name,
        has_shape=named(name) in shapes,
    )


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """What the check found, before anything is written."""

    fields: list[Text]
    rows: list[tuple[int, list[str]]]
    edits: list[dict[str, Any]]
    problems: list[dict[str, Any]]
    problem_count: int
    values: list[tuple[Text, int, int, int]]


def preview_page(run: ImportRun) -> PreviewPage:
    """First rows as they would come in, what would change, and the problems by column and kind."""
    fields = {one.name: one for one in targets.get(run.target).fields(run.portfolio)}
    shown = [name for name in fields if any(name in row["values"] for row in run.preview.get("rows", ()))]
    rows = [
        (row["row"], [_shown(fields[name], row["values"].get(name)) for name in shown])
        for row in run.preview.get("rows", ())
    ]
    edits = [
        {
            **edit,
            "labels": ", ".join(
                str(fields[name].label) if name in fields else _("other facts") for name in edit["fields"]
            ),
        }
        for edit in run.preview.get("edits", ())
    ]
    return PreviewPage(
        fields=[fields[name].label for name in shown],
        rows=rows,
        edits=edits,
        problems=grouped_problems(run)[:12],
        problem_count=run.preview.get("problems", 0),
        values=_value_totals(run),
    )


def _shown(one: Field, value: Any) -> str:
    if value is None:
        return ""
    if one.kind is FieldKind.CHOICE:
        return str(dict(one.choices).get(value, value))
    if one.kind is FieldKind.MONEY:
        return formats.number(Decimal(value), get_language() or "en", 2)
    if one.kind in (FieldKind.LATITUDE, FieldKind.LONGITUDE):
        return f"{value:.5f}"
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= 90 else text[:90] + "…"


def _value_totals(run: ImportRun) -> list[tuple[Text, int, int, int]]:
    """Per kind: how many values are matched, new, and left out."""
    totals = []
    for kind, plans in run.preview.get("values", {}).items():
        dos = [plan["do"] for plan in plans.values()]
        new = {named(plan["name"]) for plan in plans.values() if plan["do"] not in (MATCH, IGNORE)}
        if dos:
            totals.append((named_kinds.get(kind).label_many, dos.count(MATCH), len(new), dos.count(IGNORE)))
    return totals


def grouped_problems(run: ImportRun) -> list[dict[str, Any]]:
    """The same thing found in the same column, counted; rows that cannot come in first."""
    groups: Any = run.problems.values("column", "expected", "is_skipped").annotate(
        count=Count("pk"), first=Min("row"), example=Min("found"), kinds=Count("found", distinct=True)
    )
    return list(groups.order_by("-is_skipped", "-count", "first"))


def problems_page(run: ImportRun, number: str, *, skipped_only: bool) -> Page[ImportProblem]:
    """The problems one by one, in the order of the file."""
    rows = run.problems.filter(is_skipped=True) if skipped_only else run.problems.all()
    return Paginator(rows, PER_PAGE).get_page(number)


def kept_rows(run: ImportRun) -> list[dict[str, str]]:
    """Rows that an undo left alone, each with the reason."""
    kept = run.preview.get("kept", [])
    rows = targets.get(run.target).model._base_manager.in_bulk([entry["id"] for entry in kept])
    return [
        {"title": str(row), "url": _url(row, run), "reason": entry["reason"]}
        for entry in kept
        if (row := rows.get(entry["id"])) is not None
    ]


def _url(row: Any, run: ImportRun) -> str:
    return row.get_portfolio_url(run.portfolio.slug) if hasattr(row, "get_portfolio_url") else ""


def named_runs(portfolio: Portfolio) -> list[ImportRun]:
    """Imports of a portfolio, newest first, each with the name of what came in as `target_label`."""
    runs = list(ImportRun.objects.filter(portfolio=portfolio).select_related("by")[:SHOWN_RUNS])
    for run in runs:
        run.target_label = targets.get(run.target).label_many if run.target in targets else run.target
    return runs
