"""B9: a whole report, in a process of its own, against turning the same texts into TF-IDF vectors."""

import json
import subprocess
import sys

from django.conf import settings

from tests.performance.one_report import NEW
from tests.performance.setting import Setting
from tests.performance.timing import Result
from tests.performance.world import City

LITTLE, FEW, MANY = 1_000, 10_000, 100_000
TIMES = 3
Measured = dict[str, float]


def b9(at: Setting) -> list[Result]:
    """Reports over a thousand, ten thousand and a hundred thousand logs: time, memory, growth, what is new on top."""
    little, few = _in_process(at.large, LITTLE, TIMES), _in_process(at.large, FEW, TIMES)
    results = [
        Result("B9", f"report over {few['logs']:,} logs ÷ TF-IDF", few["report"] / few["vectors"], 8,
               note=f"TF-IDF {few['vectors']:.2f} s, report {few['report']:.1f} s"),
        Result("B9", "the same, from nothing ÷ TF-IDF", few["nothing"] / few["vectors"], note=_seconds(few, "nothing")),
        Result("B9", "memory of the process", few["memory"], 400, unit=" MB", note=f"{few['start']} MB before it"),
        *_speed(little), *_speed(few), _on_top(few),
    ]  # fmt: skip
    if at.large.logs >= MANY * 5:
        many = _in_process(at.large, MANY, 1)
        what, took = f"{many['logs']:,} ÷ {few['logs']:,} logs", many["report"] / few["report"]
        results.append(Result("B9", what, took, 12, note=_seconds(many, "report")))
        results += [*_speed(many), _on_top(many)]
    return results


def _speed(found: Measured) -> list[Result]:
    """How many logs a report reads in a second, and the memory that it takes."""
    return [
        Result("B9", f"logs a second, {found['logs']:,} logs", found["logs"] / found["report"],
               note=f"{found['memory']} MB at most; {found['logs'] / found['nothing']:,.0f} from nothing"),
    ]  # fmt: skip


def _on_top(found: Measured) -> Result:
    """The report after some logs more, against the one from nothing."""
    what = f"{NEW:,} new logs on top of {found['logs'] - NEW:,} ÷ from nothing"
    note = f"{_seconds(found, 'some_new')} against {_seconds(found, 'nothing')}"
    return Result("B9", what, found["some_new"] / found["nothing"], note=note)


def _seconds(found: Measured, name: str) -> str:
    return f"{found[name]:.1f} s"


def _in_process(city: City, logs: int, times: int) -> Measured:
    command = [sys.executable, "-m", "tests.performance.one_report", str(city.portfolio.pk), str(logs), str(times)]
    done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr[-3000:])
    found: Measured = json.loads(done.stdout.splitlines()[-1])
    return found
