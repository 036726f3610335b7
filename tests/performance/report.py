"""The results as lines on the screen and as a Markdown table."""

import os
import platform
from collections.abc import Sequence
from pathlib import Path

import django
from django.db import connection
from django.utils import timezone

from tests.performance.setting import Setting
from tests.performance.timing import Result


def lines(results: Sequence[Result]) -> str:
    """One line for each result, its goal beside it."""
    return "\n".join(
        f"{row.number:4} {row.what:44} {row.shown:>9}   {_goal(row):14} {row.verdict:14} {row.note}" for row in results
    )


def _goal(row: Result) -> str:
    return f"goal {row.wanted}" if row.wanted else ""


def keep(results: Sequence[Result], at: Setting, folder: Path) -> Path:
    """Write the Markdown table and return where it is."""
    folder.mkdir(exist_ok=True)
    path = folder / "performance.md"
    rows = [
        f"| {result.number} | {result.what} | {result.shown} | {result.wanted} | {result.verdict} | {result.note} |"
        for result in results
    ]
    head = ["| # | what | measured | goal | | |", "|---|---|---|---|---|---|"]
    path.write_text("\n".join([conditions(at), "", *head, *rows, ""]), encoding="utf-8")
    return path


def conditions(at: Setting) -> str:
    """On what the numbers were measured."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        version = cursor.fetchone()[0]
    return (
        f"{timezone.localdate():%Y-%m-%d}: {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"Django {django.__version__}, PostgreSQL {version}, gunicorn 2 × 2; "
        f"{at.large.initiatives:,} initiatives, {at.large.logs:,} learning logs, {at.rounds} rounds."
    )
