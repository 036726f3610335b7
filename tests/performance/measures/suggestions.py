"""B11: suggestions among all pairs, exactly, against one product of the same texts; memory, and what changed."""

import json
import subprocess
import sys

from django.conf import settings

from tests.performance.setting import Setting
from tests.performance.timing import Result

SIZES = ((500, 5), (10_000, 5), (50_000, 2))
"""Initiatives, and rounds of each."""
SMALL = ((500, 5), (10_000, 3))
ENOUGH = 10_000
FEW_ROUNDS = 20


def b11(at: Setting) -> list[Result]:
    """Portfolios of 500, 10,000 and 50,000 invented initiatives, each in a process of its own."""
    results = []
    for size, rounds in SMALL if at.rounds < FEW_ROUNDS else SIZES:
        results += _of(size, _in_process(size, rounds))
    return results


def _of(size: int, found: dict[str, float]) -> list[Result]:
    """The goals hold from 10,000 on; smaller portfolios are only told of."""
    is_large = size >= ENOUGH
    note = (
        f"product of texts {found['product']:.2f} s, all pairs weighed {found['all']:.2f} s; quickest rounds "
        f"{found['quickest']:.1f}; read and compared first {found['built']:.0f} s; 1,000 told {found['told']:.1f} s"
    )
    results = [
        Result("B11", f"all pairs of {size:,}, top 10 ÷ product of their texts", found["all"] / found["product"],
               3 if is_large else None, note=note),
        Result("B11", f"memory it takes beside the matrix of {size:,}", found["memory"], 150, unit=" MB"),
    ]  # fmt: skip
    if size == ENOUGH:
        note = f"{found['touched']:.0f} initiatives looked at again; quickest {found['one_quickest'] * 1000:.1f} ms"
        results.append(Result("B11", "one changed among 10,000", found["one"] * 1000, 5, unit=" ms", note=note))
    note = f"{found['hundred']:.2f} s, {found['whole']:.2f} s"
    return [*results, Result("B11", f"100 changed among {size:,} ÷ all", found["hundred"] / found["whole"], note=note)]


def _in_process(size: int, rounds: int) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.performance.one_affinity", str(size), str(rounds)]
    done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr[-3000:])
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found
