"""Measure the hub on a large portfolio: `make bench`, `make bench ARGS="b1 b8"`, `make bench ARGS=--small`."""

import argparse
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).resolve().parents[2]
DATABASE = "portfolio_hub_bench"
SIZES, SMALL_SIZES = (10, 1_000, 10_000), (10, 1_000)


def prepare() -> Path:
    """Set the environment before Django reads its settings: a database of its own, and a folder for the rest."""
    address = os.environ.get("TEST_DATABASE_URL", "")
    if not address.startswith("postgres"):
        raise SystemExit("The measurements need PostgreSQL: run `make bench`, or set TEST_DATABASE_URL.")
    with psycopg.connect(address, autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if not known:
            connection.execute(f"CREATE DATABASE {DATABASE}")
    folder = Path(tempfile.mkdtemp(prefix="portfolio-hub-bench-"))
    os.environ.update(
        DJANGO_SETTINGS_MODULE="tests.performance.settings",
        DATABASE_URL=urlunsplit(urlsplit(address)._replace(path=f"/{DATABASE}")),
        VAR_DIR=str(folder), STATIC_ROOT=str(folder / "static"), SECRET_KEY="only-for-measuring-" + "x" * 40,
        REDIS_URL="memory://", LOG_LEVEL="ERROR", SITE_URL="http://localhost:8000", DEBUG="0",
    )  # fmt: skip
    os.environ.pop("PORTFOLIO_HUB_TESTING", None)
    return folder


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="b1", help="measure these only")
    parser.add_argument("--small", action="store_true", help="1,000 initiatives and few rounds, for a quick try")
    parser.add_argument("--rounds", type=int, default=0, help="how often each page is asked for")
    parser.add_argument("--port", type=int, default=0, help="the port of the server that is measured")
    return parser.parse_args()


def measure(options: argparse.Namespace) -> int:
    """Build what is missing, measure, print and keep the table; return the number of goals missed."""
    import django

    django.setup()
    from django.core.management import call_command

    from portfolio_hub.lib.ports import free_port
    from tests.performance import report, world
    from tests.performance.measures import MEASURES
    from tests.performance.server import running
    from tests.performance.setting import Setting

    unknown = set(options.parts) - MEASURES.keys()
    if unknown:
        raise SystemExit(f"There is no measure {', '.join(sorted(unknown))}; there are {', '.join(MEASURES)}.")
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    cities = tuple(world.city(size) for size in (SMALL_SIZES if options.small else SIZES))
    rounds = options.rounds or (15 if options.small else 60)
    results = []
    with running(options.port or free_port()) as server:
        at = Setting(server, cities, rounds)
        for name, function in MEASURES.items():
            if not options.parts or name in options.parts:
                began = time.monotonic()
                found = function(at)
                results += found
                print(report.lines(found), f"  ({name}: {time.monotonic() - began:.0f} s)", sep="\n", flush=True)
    path = report.keep(results, at, ROOT / "var")
    wanted = [result for result in results if result.goal is not None]
    met = sum(result.is_met for result in wanted)
    print(f"{met} of {len(wanted)} goals met. The table is in {path.relative_to(ROOT)}.")
    return 0


def main() -> int:
    options = arguments()
    folder = prepare()
    try:
        return measure(options)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
