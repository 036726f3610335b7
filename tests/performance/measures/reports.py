"""B9: a whole report, in a process of its own, against turning the same texts into TF-IDF vectors."""

import json
import subprocess
import sys

from django.conf import settings

from tests.performance.setting import Setting
from tests.performance.timing import Result
from tests.performance.world import City

FEW, MANY = 10_000, 100_000
TIMES = 3


def b9(at: Setting) -> list[Result]:
    """The report over ten thousand logs: time, memory, and how it grows."""
    few = _in_process(at.large, FEW, TIMES)
    results = [
        Result("B9", f"report over {few['logs']:,} logs ÷ TF-IDF", few["report"] / few["vectors"], 8,
               note=f"TF-IDF {few['vectors']:.2f} s, report {few['report']:.1f} s"),
        Result("B9", "memory of the process", few["memory"], 400, unit=" MB", note=f"{few['start']} MB before it"),
    ]  # fmt: skip
    if at.large.logs >= MANY * 5:
        many = _in_process(at.large, MANY, 1)
        what, took = f"{many['logs']:,} ÷ {few['logs']:,} logs", many["report"] / few["report"]
        results.append(Result("B9", what, took, 12, note=f"{many['report']:.1f} s"))
    return results


def _in_process(city: City, logs: int, times: int) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.performance.one_report", str(city.portfolio.pk), str(logs), str(times)]
    done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr[-3000:])
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found
