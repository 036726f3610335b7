"""Extracts, completes and compiles translations with Babel, so that no gettext programs are needed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
SOURCES = ("portfolio_hub", "stakeholders", "initiatives", "sensemaking", "funding")
DOMAIN = "django"
ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)
"""The date in a catalogue's head, so that a file changes only when its texts do."""


@dataclass(frozen=True)
class Gap:
    """A text that a language lacks, or that does not fit its source."""

    text: str
    problem: str


def extracted(base: Path) -> Catalog:
    """Return every text of the code and the templates below `base`, without dates or line numbers."""
    catalog = Catalog(project="Portfolio Hub", charset="utf-8")
    for path, source in _sources(base):
        for _line, message, _comments, context in extract(
            "python", BytesIO(source.encode()), keywords=KEYWORDS, options={"encoding": "utf-8"}
        ):
            if message and (message[0] if isinstance(message, tuple) else message):
                places: list[Any] = [(path, None)]  # without the line, which would change with every edit
                catalog.add(message, locations=places, context=context)
    return catalog


def _sources(base: Path) -> Iterator[tuple[str, str]]:
    for folder in SOURCES:
        for path in sorted((base / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path.relative_to(base).as_posix(), path.read_text()
    for suffix in ("*.html", "*.txt"):
        for path in sorted((base / "templates").rglob(suffix)):
            calls = templatize(path.read_text(), origin=str(path))
            # Babel reads it as Python, to which the indentation of a page means nothing.
            yield path.relative_to(base).as_posix(), "\n".join(line.strip() for line in calls.splitlines())


def po_path(base: Path, language: str) -> Path:
    """Where a language keeps its texts."""
    return base / "locale" / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def updated(base: Path, language: str) -> Catalog:
    """Return the language's texts brought up to the source: new ones empty, those no longer used gone."""
    path = po_path(base, language)
    kept = Catalog(locale=language)
    if path.exists():
        with path.open("rb") as file:
            kept = read_po(file, locale=language)
    fresh = Catalog(
        locale=language, project="Portfolio Hub", charset="utf-8", fuzzy=False,
        creation_date=ALWAYS, revision_date=ALWAYS,
    )  # fmt: skip
    for message in sorted(extracted(base), key=lambda entry: (str(entry.id).casefold(), entry.context or "")):
        if not message.id:
            continue
        known = kept.get(message.id[0] if isinstance(message.id, tuple) else message.id, message.context)
        keeps = known is not None and not known.fuzzy and isinstance(known.id, tuple) == isinstance(message.id, tuple)
        string = known.string if known is not None and keeps else None
        files = sorted({file for file, _line in message.locations})[:1]
        flags = [flag for flag in message.flags if flag.endswith("-format")]
        places: list[Any] = [(files[0], None)]
        fresh.add(message.id, string, locations=places, flags=flags, context=message.context)
    return fresh


def po_text(catalog: Catalog) -> bytes:
    """The catalogue as a file that changes only when its texts do."""
    out = BytesIO()
    write_po(out, catalog, width=110, omit_header=False, sort_output=False, include_lineno=False)
    dated = (
        b'"POT-Creation-Date',
        b'"PO-Revision-Date',
        b'"Generated-By',
        b"# FIRST AUTHOR",
        b"# Copyright",
        b"#, fuzzy",
    )
    return b"\n".join(line for line in out.getvalue().split(b"\n") if not line.startswith(dated))


def mo_bytes(catalog: Catalog) -> bytes:
    """The compiled catalogue that Django reads."""
    out = BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def gaps(catalog: Catalog) -> list[Gap]:
    """Texts without a translation, and translations whose placeholders differ from their source."""
    found: list[Gap] = []
    for message in catalog:
        if not message.id:
            continue
        strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
        source = message.id if isinstance(message.id, str) else message.id[0]
        if not all(strings):
            found.append(Gap(source, "not translated"))
        else:
            found += [Gap(source, str(error)) for error in _misfits(message)]
    return found


def _misfits(message: Message) -> list[Exception]:
    return list(message.check())
