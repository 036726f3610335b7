"""No file is longer than somebody reads in one go."""

from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 400
OURS = (
    "portfolio_hub",
    "stakeholders",
    "initiatives",
    "sensemaking",
    "funding",
    "templates",
    "static",
    "tests",
    "scripts",
)
KINDS = (".py", ".html", ".css", ".js", ".txt", ".sh")

EXEMPT = {
    "migrations": "written by makemigrations",
    "vendor": "other people's files, kept as they came",
    "hub.css": "joined from the other stylesheets by scripts/css.py",
}


def files() -> Iterator[Path]:
    for folder in OURS:
        yield from (path for path in (ROOT / folder).rglob("*") if path.suffix in KINDS and path.is_file())


def test_no_file_has_more_than_400_lines() -> None:
    long = {}
    for path in files():
        if EXEMPT.keys() & set(path.relative_to(ROOT).parts):
            continue
        with path.open(encoding="utf-8") as lines:
            count = sum(1 for _line in lines)
        if count > LONGEST:
            long[str(path.relative_to(ROOT))] = count
    assert not long, f"Split these: {long}"


@pytest.mark.parametrize("name", EXEMPT)
def test_no_exemption_is_stale(name: str) -> None:
    assert EXEMPT[name]
    assert any(name in path.parts for path in files())
