"""`scripts/setup.sh` says in one sentence what a machine lacks."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
TOOLS = ("sh", "dirname", "id", "cat", "rm", "grep", "sed", "tail", "mkdir", "sha256sum", "chmod")
PYTHON_WITHOUT_VENV = """#!/bin/sh
case "$*" in *ensurepip*) exit 1;; *print*) echo 3.11;; --version) echo Python 3.11.2;; esac
"""
PYTHON_THAT_DRAWS_NO_PDF = """#!/bin/sh
case "$*" in *weasyprint*) exit 1;; *--version) echo Python 3.11.2;; esac
"""
VENV_WHOSE_PIP_FAILS = """#!/bin/sh
case "$*" in *install*) echo "{says}"; exit 1;; *--version) echo Python 3.11.2;; esac
"""


class Machine:
    """A bare machine: a copy of the project, and a PATH with nothing but what the test puts there."""

    def __init__(self, folder: Path) -> None:
        self.project, self.path = folder / "project", folder / "bin"
        self.path.mkdir()
        (self.project / "scripts").mkdir(parents=True)
        shutil.copy(ROOT / "scripts" / "setup.sh", self.project / "scripts")
        shutil.copytree(ROOT / "requirements", self.project / "requirements")
        for tool in TOOLS:
            found = shutil.which(tool)
            assert found, tool
            (self.path / tool).symlink_to(found)

    def has(self, path: Path, text: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)

    def sets_up(self, step: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.path / "sh"), "scripts/setup.sh", step],
            cwd=self.project,
            env={"PATH": str(self.path), "HOME": str(self.project), **environment},
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_without_python(machine: Machine) -> None:
    done = machine.sets_up("run")
    assert done.returncode == 1
    assert done.stderr.startswith("Portfolio Hub needs Python 3.11 or newer, and found none: install it")
    assert done.stderr.count("\n") == 1


def test_with_a_python_that_is_too_old(machine: Machine) -> None:
    machine.has(machine.path / "python3", "#!/bin/sh\nexit 1\n")
    assert "needs Python 3.11 or newer" in machine.sets_up("run").stderr


def test_without_the_venv_module(machine: Machine) -> None:
    machine.has(machine.path / "python3", PYTHON_WITHOUT_VENV)
    done = machine.sets_up("run")
    assert done.returncode == 1
    assert "apt install python3-venv" in done.stderr


@pytest.mark.parametrize(
    ("pip_says", "sentence"),
    [
        ("error: building wheel for numpy failed", "no C compiler is here: install one"),
        ("error: could not find a version", "all that pip said is in .venv/setup.log"),
    ],
)
def test_when_a_package_cannot_be_installed(machine: Machine, pip_says: str, sentence: str) -> None:
    machine.has(machine.project / ".venv" / "bin" / "python", VENV_WHOSE_PIP_FAILS.format(says=pip_says))
    done = machine.sets_up("run")
    assert done.returncode == 1
    assert pip_says in done.stderr
    assert sentence in done.stderr
    assert not (machine.project / ".venv" / "installed-base").exists(), "the next start tries again"


def test_packages_are_installed_again_only_when_their_lock_changed(machine: Machine) -> None:
    machine.has(machine.project / ".venv" / "bin" / "python", '#!/bin/sh\necho "$*" >>calls\n')
    for _ in range(2):
        assert machine.sets_up("run").returncode == 0
    calls = (machine.project / "calls").read_text()
    assert calls.count("install") == 1
    assert "--require-hashes" in calls
    with (machine.project / "requirements" / "base.txt").open("a") as lock:
        lock.write("# changed\n")
    assert machine.sets_up("run").returncode == 0
    assert (machine.project / "calls").read_text().count("install") == 2


def test_without_the_libraries_of_pdf_the_hub_starts_all_the_same(machine: Machine) -> None:
    machine.has(machine.project / ".venv" / "bin" / "python", PYTHON_THAT_DRAWS_NO_PDF)
    done = machine.sets_up("run")
    assert done.returncode == 0
    assert "can't be downloaded as PDF on this machine until Pango is installed" in done.stdout
    assert "apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0" in done.stdout


def test_a_machine_that_draws_pdf_is_asked_once(machine: Machine) -> None:
    machine.has(machine.project / ".venv" / "bin" / "python", '#!/bin/sh\necho "$*" >>calls\n')
    for _ in range(2):
        assert machine.sets_up("run").stdout.count("PDF") == 0
    assert (machine.project / "calls").read_text().count("import weasyprint") == 1


def test_without_a_browser(machine: Machine) -> None:
    done = machine.sets_up("browser")
    assert done.returncode == 1
    assert "apt install chromium" in done.stderr
    assert "browser tests are left out" in done.stderr


def test_with_a_browser_of_another_name(machine: Machine) -> None:
    machine.has(machine.path / "google-chrome", "#!/bin/sh\n")
    assert machine.sets_up("browser").returncode == 0


def test_continuous_integration_runs_the_readme_s_test_command() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert "exec make test </dev/null" in script.read_text()
