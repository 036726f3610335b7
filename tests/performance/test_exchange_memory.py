"""Files of money need no more memory for many activities than for few, and for 100 MB no more than for ten.

What waits for the garbage collector counts: a server under load lets it wait long, and its workers grow by it.

`ACTIVITIES=10000` measures at 1,000 and 10,000, and reads 100 MB; without it the same is asked of fewer, in smaller
batches, and of 20 MB, so that it is soon over.
"""

import gc
import os
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from textwrap import dedent

import pytest

from funding import exports_rows
from funding.exchange import activities, grants, organisations, plain, reach
from funding.exchange.reach import Reach
from funding.models import Allocation, Disbursement
from initiatives.models import Initiative, Placement
from portfolio_hub.lib import exports
from portfolio_hub.lib.tabular import writers
from stakeholders.access import Access, access_for
from stakeholders.models import Organisation, Portfolio, User
from tests.factories.funding import make_commitment, make_vehicle

ASKED = int(os.environ.get("ACTIVITIES", "0"))
MANY = ASKED or 120
FEW = max(MANY // 10, 40)
BATCH = 500 if ASKED else 20  # fewer than FEW
READ_IN = (4_700, 47_000) if ASKED else (940, 9_400)
PAYMENTS_EACH = 6
MEGABYTE = 1_000_000
DAY = date(2026, 1, 1)
READ = dedent(
    """
    import resource, sys
    from pathlib import Path
    import django
    from django.conf import settings
    settings.configure(USE_I18N=False)
    django.setup()
    from portfolio_hub.lib import tabular
    count = sum(1 for _row in tabular.rows(tabular.sniff(Path(sys.argv[1]))))
    print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    """
)


@pytest.fixture
def fund(city: Portfolio, mission: Organisation) -> Portfolio:
    """A vehicle with enough in it for everything."""
    make_commitment(make_vehicle(city, "Fund"), mission, 10**12)
    return city


def fill(portfolio: Portfolio, until: int) -> None:
    """More initiatives, each with money that was paid out in parts."""
    here = Initiative.objects.filter(home=portfolio).count()
    made = Initiative.objects.bulk_create(
        Initiative(home=portfolio, title=f"Initiative {number}", summary="x" * 300, circle="public")
        for number in range(here, until)
    )
    Placement.objects.bulk_create(Placement(portfolio=portfolio, initiative=row) for row in made)
    pot = portfolio.vehicles.get()
    money = Allocation.objects.bulk_create(
        Allocation(vehicle=pot, target="initiative", initiative=row, amount=100, paid_total=60, on=DAY) for row in made
    )
    Disbursement.objects.bulk_create(
        Disbursement(allocation=row, amount=Decimal("10.00"), on=DAY) for row in money for _part in range(PAYMENTS_EACH)
    )


def peak(pieces: Iterable[bytes]) -> tuple[int, int]:
    """How long the file is, and the most memory that was held while it was made, garbage with it."""
    gc.collect()
    gc.disable()
    tracemalloc.start()
    try:
        return sum(len(piece) for piece in pieces), tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        gc.enable()


FILES: dict[str, Callable[[Access], Iterable[bytes]]] = {
    "activities": lambda access: activities.as_xml(Reach(access)),
    "grants": lambda access: grants.as_json(Reach(access)),
    "allocations": lambda access: exports.stream(exports_rows.allocations_of(access), format="csv"),
    "payments": lambda access: exports.stream(exports_rows.payments_of(access), format="csv"),
}


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches that are smaller than the fewest rows."""
    monkeypatch.setattr(activities, "AT_ONCE", BATCH)
    monkeypatch.setattr(writers, "_BATCH", BATCH)
    for module in (exports, reach, grants, organisations):
        monkeypatch.setattr(module, "BATCH", BATCH)
    for other in (exports, exports_rows, plain):
        monkeypatch.setattr(other, "FETCHED_AT_ONCE", BATCH)


@pytest.mark.usefixtures("small_steps")
def test_many_activities_need_no_more_memory_than_few(fund: Portfolio, alma: User) -> None:
    access = access_for(alma, fund)
    assert access is not None
    fill(fund, 1)
    assert all(b"".join(pieces(access)) for pieces in FILES.values())  # what is loaded only once is loaded now
    found = {}
    for many in (FEW, MANY):
        fill(fund, many)
        found[many] = {name: peak(pieces(access)) for name, pieces in FILES.items()}
    for name in FILES:
        (short, held), (long, most) = found[FEW][name], found[MANY][name]
        assert long > short * MANY / FEW * 0.8
        assert most < held * 1.3 + MEGABYTE / 10, (name, held, most)


def read(path: Path) -> tuple[int, int]:
    """How many activities a fresh process finds in a file, and its largest size in kilobytes."""
    done = subprocess.run([sys.executable, "-c", READ, str(path)], capture_output=True, text=True, check=True)
    count, size = done.stdout.split()
    return int(count), int(size)


def test_ten_times_as_much_comes_in_with_the_same_memory(tmp_path: Path) -> None:
    activity = (
        "<iati-activity><iati-identifier>A-{}</iati-identifier><title><narrative>Roofs</narrative></title>"
        "<description><narrative>" + "x" * 2_000 + "</narrative></description></iati-activity>"
    )
    sizes = []
    for many in READ_IN:
        path = tmp_path / f"{many}.xml"
        with path.open("w") as file:
            file.write('<iati-activities version="2.03">')
            file.writelines(activity.format(number) for number in range(many))
            file.write("</iati-activities>")
        count, size = read(path)
        assert count == many
        sizes.append(size)
    assert path.stat().st_size > (100 if ASKED else 20) * MEGABYTE
    assert sizes[1] < sizes[0] + 8_000, sizes
