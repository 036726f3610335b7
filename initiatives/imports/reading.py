"""The files of a run as one stream of rows: read as the steward chose, joined by a column."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from initiatives.imports.fields import Problem
from initiatives.imports.plan import Plan
from initiatives.imports.shapes import named_shapes
from initiatives.models import ImportFile, ImportRun
from portfolio_hub.lib import tabular
from portfolio_hub.lib.tabular.source import Limits

SAMPLE_ROWS = 300


def limits() -> Limits:
    """The most that one file may hold, from the settings."""
    return Limits(max_bytes=settings.IMPORT_MAX_BYTES, max_rows=settings.IMPORT_MAX_ROWS)


def facts_of(source: tabular.Source) -> dict[str, Any]:
    """How a file was understood, as JSON for its row."""
    return {
        "kind": str(source.kind),
        "encoding": source.encoding,
        "delimiter": source.delimiter,
        "sheet": source.sheet,
        "header_row": source.header_row,
        "sheets": [[sheet.name, sheet.rows, sheet.columns] for sheet in source.sheets],
    }


def source_of(file: ImportFile) -> tabular.Source:
    """The file as it is to be read; raises TabularError when it is no longer kept."""
    path = Path(file.file.path) if file.file else None
    if path is None or not path.exists():
        raise tabular.NotATable(_("The file is no longer kept here. Upload it again."))
    facts = file.reading
    return tabular.Source(
        data=path,
        kind=tabular.Kind(facts["kind"]),
        encoding=facts.get("encoding", ""),
        delimiter=facts.get("delimiter", ""),
        sheet=facts.get("sheet", ""),
        header_row=facts.get("header_row", 1),
        limits=limits(),
    )


@dataclass(frozen=True, slots=True)
class JoinedRow:
    """One row of the first table with what the others say about it, and what is odd about its shape."""

    number: int
    cells: tuple[str, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class JoinedTable:
    """The columns of all tables, and the rows of the first one."""

    names: tuple[str, ...]
    exact: tuple[str, ...]
    rows: Iterator[JoinedRow]
    per_file: tuple[tuple[str, ...], ...] = ()


def open_run(run: ImportRun, plan: Plan) -> JoinedTable:
    """Read all tables of a run; further ones are looked up by their join column for each row of the first."""
    files = [file for file in run.files.all() if file.role == ImportFile.Role.TABLE]
    first = tabular.read(source_of(files[0]))
    if len(files) == 1:
        return JoinedTable(
            names=first.names,
            exact=tuple(header.exact for header in first.headers),
            rows=(_checked(row, row.cells) for row in first.rows),
            per_file=(first.names,),
        )
    return _join(first, files, plan)


def _join(first: tabular.Table, files: list[ImportFile], plan: Plan) -> JoinedTable:
    tables = [tabular.read(source_of(file)) for file in files[1:]]
    keys = [join_column(file, table.names, plan, first.names) for file, table in zip(files[1:], tables, strict=True)]
    first_key = first.names.index(join_column(files[0], first.names, plan, tables[0].names))
    names, exact = list(first.names), [header.exact for header in first.headers]
    lookups, places = [], []
    for file, table, key in zip(files[1:], tables, keys, strict=True):
        at = table.names.index(key)
        kept = [place for place in range(len(table.names)) if place != at]
        names += [_unique(table.names[place], names, file.name) for place in kept]
        exact += [table.headers[place].exact for place in kept]
        lookups.append({row.cells[at].strip(): row.cells for row in table.rows})
        places.append(kept)

    def rows() -> Iterator[JoinedRow]:
        for row in first.rows:
            cells, problems = list(row.cells), []
            key = row.cells[first_key].strip()
            for file, lookup, kept in zip(files[1:], lookups, places, strict=True):
                found = lookup.get(key)
                cells += [found[place] for place in kept] if found else [""] * len(kept)
                if found is None:
                    expected = _("a row with this value in %(file)s") % {"file": file.name}
                    problems.append(Problem(row.number, first.names[first_key], key[:200], expected))
            yield _checked(row, tuple(cells), tuple(problems))

    return JoinedTable(
        names=tuple(names),
        exact=tuple(exact),
        rows=rows(),
        per_file=(first.names, *[table.names for table in tables]),
    )


def join_column(file: ImportFile, names: tuple[str, ...], plan: Plan, others: tuple[str, ...]) -> str:
    """The column chosen for this file, else the first one that the other table has too."""
    chosen = plan.join.get(str(file.pk), "")
    if chosen in names:
        return chosen
    shared = {name.casefold() for name in others}
    for name in names:
        if name.casefold() in shared:
            return name
    raise tabular.NotATable(
        _("%(file)s has no column in common with the first file, so its rows cannot be joined.") % {"file": file.name}
    )


def _unique(name: str, taken: list[str], file_name: str) -> str:
    return name if name not in taken else f"{name} ({file_name})"


def _checked(row: tabular.Row, cells: tuple[str, ...], problems: tuple[Problem, ...] = ()) -> JoinedRow:
    if row.surplus:
        expected = _("no cells beyond the last column title")
        problems += (Problem(row.number, "", " | ".join(row.surplus)[:200], expected),)
    if row.is_short:
        problems += (Problem(row.number, "", _("fewer cells"), _("as many cells as there are column titles")),)
    return JoinedRow(row.number, cells, problems)


def shapes_of(run: ImportRun) -> dict[str, dict[str, Any]]:
    """Names in the file of shapes, lower case, with their GeoJSON geometry; the column is chosen or guessed."""
    file = next((file for file in run.files.all() if file.role == ImportFile.Role.SHAPES), None)
    return named_shapes(source_of(file)) if file else {}
