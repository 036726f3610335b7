"""Files of money need no more memory for many activities than for few, and for 100 MB no more than for ten.

`ACTIVITIES=10000` measures at 1,000 and 10,000, and reads 100 MB; without it the same is asked of fewer, in smaller
batches, and of 20 MB, so that it is soon over.
"""

import gc
import os
import subprocess
import sys
import tracemalloc
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from textwrap import dedent

import pytest

from funding.exchange import activities, grants, reach
from funding.exchange.reach import Reach
from funding.models import Allocation, Disbursement
from initiatives.models import Initiative, Placement
from portfolio_hub.lib import exports
from stakeholders.access import access_for
from stakeholders.models import Organisation, Portfolio, User
from tests.factories.funding import make_commitment, make_vehicle

ASKED = int(os.environ.get("ACTIVITIES", "0"))
MANY = ASKED or 160
FEW = max(MANY // 10, 40)
BATCH = 500 if ASKED else 20  # fewer than FEW
READ_IN = (4_700, 47_000) if ASKED else (940, 9_400)
COLLECTED_EVERY = 10
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
    """More initiatives, each with money that was paid out in two parts."""
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
        Disbursement(allocation=row, amount=Decimal("30.00"), on=DAY) for row in money for _twice in range(2)
    )


def peak(pieces: Iterable[bytes]) -> tuple[int, int]:
    """How long the file is, and the most memory that was held while it was made; garbage does not count."""
    length = 0
    gc.collect()
    gc.freeze()  # so that looking for garbage again is quick
    tracemalloc.start()
    try:
        for number, piece in enumerate(pieces):
            length += len(piece)
            if number % COLLECTED_EVERY == 0:
                gc.collect()
        return length, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        gc.unfreeze()


def test_many_activities_need_no_more_memory_than_few(
    fund: Portfolio, alma: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (exports, reach):
        monkeypatch.setattr(module, "BATCH", BATCH)
    access = access_for(alma, fund)
    assert access is not None
    kinds = (activities.as_xml, grants.as_json)
    fill(fund, 1)
    assert all(b"".join(kind(Reach(access))) for kind in kinds)  # what is loaded only once is loaded now
    found = {}
    for many in (FEW, MANY):
        fill(fund, many)
        found[many] = [peak(kind(Reach(access))) for kind in kinds]
    for (short, held), (long, most) in zip(found[FEW], found[MANY], strict=True):
        assert long > short * MANY / FEW * 0.8
        assert most < held * 1.3 + MEGABYTE / 10, (held, most)


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
