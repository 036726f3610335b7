"""The documents keep their word: links lead somewhere, commands exist, variables are told, numbers stand once."""

import re
from pathlib import Path

import pytest

from portfolio_hub.demo import SIGN_INS, story

ROOT = Path(__file__).resolve().parent.parent
OURS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
DECISIONS = ROOT / "docs" / "decisions"
LINK = re.compile(r"\]\((?P<path>[^)\s]+)\)|(?:src|srcset|href)=\"(?P<attribute>[^\"]+)\"")
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`[^`\n]+`")
DJANGOS_OWN = {"runserver", "migrate", "makemigrations"}
NOT_FOR_OPERATORS = {
    "DJANGO_SETTINGS_MODULE": "the hub names its own settings",
    "SOURCE_DATE_EPOCH": "the hub sets it, so that the same report gives the same PDF",
}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def links(path: Path) -> list[str]:
    """The links of a document that point into the repository; code is left out."""
    text = SPAN.sub("", FENCE.sub("", path.read_text()))
    found = [match["path"] or match["attribute"] for match in LINK.finditer(text)]
    return [link for link in found if not re.match(r"[a-z]+:", link)]


@pytest.mark.parametrize("path", OURS, ids=name_of)
def test_every_link_leads_somewhere(path: Path) -> None:
    for link in links(path):
        target, _, anchor = link.partition("#")
        there = (path.parent / target).resolve() if target else path
        assert there.exists(), f"{name_of(path)} links to {link}"
        assert there.is_relative_to(ROOT), f"{name_of(path)} links out of the repository: {link}"
        if anchor:
            assert anchor in anchors(there), f"{name_of(path)} links to {link}"


def anchors(path: Path) -> set[str]:
    """The headings of a document as addresses within it."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", OURS, ids=name_of)
def test_every_make_command_exists(path: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    code = "\n".join([*FENCE.findall(path.read_text()), *SPAN.findall(path.read_text())])
    assert set(re.findall(r"\bmake ([a-z][a-z-]*)", code)) <= targets


@pytest.mark.parametrize("path", OURS, ids=name_of)
def test_every_management_command_exists(path: Path) -> None:
    commands = {file.stem for file in ROOT.glob("*/management/commands/*.py")} | DJANGOS_OWN
    assert set(re.findall(r"manage\.py ([a-z_]+)", path.read_text())) <= commands


def test_the_readme_names_the_two_commands() -> None:
    fences = FENCE.findall((ROOT / "README.md").read_text())
    assert "```\nmake run\n```" in fences
    assert "```\nmake test\n```" in fences


def test_the_readme_tells_riverton_as_it_is() -> None:
    for document in ("README.md", "CHANGELOG.md"):
        text = (ROOT / document).read_text()
        assert set(re.findall(r"(\d+) initiatives", text)) == {str(len(story.initiatives()))}
        assert set(re.findall(r"(\d+) learning logs", text)) == {str(len(story.logs()))}
    readme = (ROOT / "README.md").read_text()
    for person in SIGN_INS:
        assert person.email in readme
        assert f"`{person.password}`" in readme


def test_every_variable_of_the_environment_is_told_to_operators() -> None:
    told = set(re.findall(r"`([A-Z][A-Z_]+)`", (ROOT / "docs" / "guide" / "operators.md").read_text()))
    read: set[str] = set()
    for path in (ROOT / "portfolio_hub").rglob("*.py"):
        text = path.read_text()
        read |= set(re.findall(r"\benv(?:\.\w+)?\(\s*\"([A-Z_]+)\"", text))
        read |= set(re.findall(r"environ(?:\.get\(|\.setdefault\(|\[)\"([A-Z_]+)\"", text))
    assert {"SECRET_KEY", "DATABASE_URL", "REDIS_URL", "PORT", "WEB_WORKERS"} <= read
    assert read - told == set(NOT_FOR_OPERATORS)


def test_decisions_are_numbered_once_without_gaps_and_stand_in_their_index() -> None:
    files = sorted(path.name for path in DECISIONS.glob("0*.md"))
    assert [int(name[:4]) for name in files] == list(range(1, len(files) + 1))
    index = (DECISIONS / "README.md").read_text()
    for name in files:
        text = (DECISIONS / name).read_text()
        title = text.splitlines()[0].removeprefix("# ")
        assert f"| [{name[:4]}]({name}) | {title} |" in index
        assert [part for part in ("**Context.**", "**Decision.**", "**Consequences.**") if part not in text] == []
        assert len(text.splitlines()) <= 40, f"{name} is longer than half a page."


def test_pictures_are_small_and_each_is_shown_somewhere() -> None:
    shown = {(path.parent / link).resolve() for path in OURS for link in links(path)}
    for picture in (ROOT / "docs" / "images").glob("*"):
        assert picture.stat().st_size <= 250_000, picture.name
        assert picture in shown, f"{picture.name} is shown nowhere."
