"""What is installed is locked, said why, and fetched from wherever the machine is told to."""

import itertools
import re
import tomllib
from pathlib import Path

import pytest
from django.conf import settings
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(settings.BASE_DIR)
LOCKS = ("requirements/base.txt", "requirements/test.txt")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]+])?==(\S+)", flags=re.MULTILINE)


def pinned(lock: str) -> dict[str, str]:
    return {canonicalize_name(name): version for name, version in PINNED.findall((ROOT / lock).read_text())}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert not re.search(r"https?://|file:|--index-url|--extra-index-url|--find-links|--trusted-host| @ ", text)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_of_a_lock_has_a_hash(lock: str) -> None:
    for entry in re.split(r"\n(?=[A-Za-z0-9])", (ROOT / lock).read_text().strip()):
        assert "--hash=sha256:" in entry, entry.splitlines()[0]


def test_the_test_lock_holds_the_base_lock() -> None:
    base, test = map(pinned, LOCKS)
    assert {name: test.get(name) for name in base} == base


@pytest.mark.parametrize(("extras", "lock"), [((), LOCKS[0]), (("test", "dev"), LOCKS[1])])
def test_what_the_project_asks_for_is_locked_in_a_version_it_allows(extras: tuple[str, ...], lock: str) -> None:
    asked = PROJECT["dependencies"] + [line for extra in extras for line in PROJECT["optional-dependencies"][extra]]
    versions = pinned(lock)
    for line in asked:
        requirement = Requirement(line)
        assert requirement.specifier.contains(versions[canonicalize_name(requirement.name)]), line


def test_each_dependency_says_what_it_is_for() -> None:
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    asked = itertools.chain(PROJECT["dependencies"], *PROJECT["optional-dependencies"].values())
    for requirement in asked:
        line = next(line for line in lines if f'"{requirement}"' in line)
        assert re.search(r"# \w.{8,}", line), line
