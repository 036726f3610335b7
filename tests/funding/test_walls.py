"""A funder at the addresses of another's vehicle: nothing there, whichever way it asks."""

import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from funding.models import FundingVehicle
from funding.services import money, periods, reserve, shadows
from funding.services.money import Purpose, Terms
from funding.services.reserve import Trigger
from initiatives.models import Initiative
from stakeholders.models import Change, Organisation, Portfolio, User
from tests.factories import make_log, make_organisation, make_vehicle
from tests.funding.conftest import DAY

SignIn = Callable[[User | None], Client]
SECRET = "Velvet curtain"
"""Stands in every text of the other vehicle that only its own people read."""
NOWHERE = 999_999_999
HANG_ON_A_VEHICLE = (
    "vehicle", "commitment-", "drawdown-", "allocation-", "disbursement-", "return-new", "payment-", "reserve", "trial",
)  # fmt: skip
OPEN_TO_ALL_FUNDERS = {"vehicle-new", "reserves", "reserve-now", "trials"}


@pytest.fixture
def theirs(city: Portfolio, purse: FundingVehicle, alma: User, warm_streets: Initiative) -> dict[str, int]:
    """A reserve of another funder with a trial beside it, and a row of each kind in it; numbers by what they name."""
    vehicle = make_vehicle(city, "Closed Garden Fund", rules=SECRET)
    by, other = {"by": alma}, make_organisation("Other House", portfolio=city)
    terms = Terms(flexibility="portfolio", note=SECRET)
    promise = money.commit(vehicle=vehicle, funder=other, amount=Decimal(900), terms=terms, on=DAY, **by)
    paid_in = money.draw_down(commitment=promise, amount=Decimal(700), on=DAY, note=SECRET, **by)
    purpose = Purpose(initiative=warm_streets, text=SECRET)
    row = money.allocate(vehicle=vehicle, amount=Decimal("333.33"), purpose=purpose, on=DAY, **by)
    payment = money.disburse(allocation=row, amount=Decimal("111.11"), on=DAY, note=SECRET, **by)
    kept = reserve.make(vehicle=vehicle, purpose="For surprises", floor=None, **by)
    log = make_log(warm_streets, "The street said yes.", circle="portfolio")
    trigger = Trigger(cites=log, why=SECRET)
    reserve.release(reserve=kept, amount=Decimal("22.22"), purpose=purpose, trigger=trigger, on=DAY, **by)
    trial = shadows.begin(beside=vehicle, name="Trial of theirs", instrument="grant", rules=SECRET, **by)
    gift = shadows.plan(shadow=trial, amount=Decimal("44.44"), purpose=purpose, on=DAY, **by)
    return {
        "vehicle": vehicle.pk, "commitment": promise.pk, "drawdown": paid_in.pk, "allocation": row.pk,
        "payment": payment.pk, "reserve": kept.pk, "trial": trial.pk, "gift": gift.pk,
    }  # fmt: skip


def patterns(resolver: URLResolver | URLPattern | None = None) -> Iterator[URLPattern]:
    """All addresses of the funding app."""
    for one in (resolver or get_resolver("funding.urls")).url_patterns:  # type: ignore[union-attr]
        if isinstance(one, URLResolver):
            yield from patterns(one)
        else:
            yield one


def row_of(name: str) -> str:
    """Whose number the address takes: `trial-new` and `reserve-edit` stand below a vehicle."""
    if name in ("trial-new", "reserve-edit", "commitment-new", "allocation-new") or name.startswith("vehicle"):
        return "vehicle"
    begins = {"drawdown-new": "commitment", "disbursement-": "allocation", "return-": "allocation"}
    return next((row for start, row in begins.items() if name.startswith(start)), name.partition("-")[0])


WALLED = sorted(
    one.name for one in patterns()
    if one.name and one.name.startswith(HANG_ON_A_VEHICLE) and one.name not in OPEN_TO_ALL_FUNDERS
)  # fmt: skip


def addresses(name: str, pk: int, gift: int) -> list[str]:
    """Every address of that name: each table and each format too."""
    more = [{}]
    if name == "vehicle-export":
        more = [{"table": table, "format": kind} for table in ("allocations", "payments") for kind in ("csv", "xlsx")]
    elif name == "trial-export":
        more = [{"format": kind} for kind in ("csv", "xlsx")]
    elif name == "trial-drop":
        more = [{"allocation": gift}]
    elif name == "reserve-undo":
        more = [{"change": Change.objects.latest("pk").pk}]
    return [reverse(f"funding:{name}", kwargs={"portfolio_slug": "riverton", "pk": pk, **kwargs}) for kwargs in more]


@pytest.mark.parametrize("name", WALLED)
def test_pages_fragments_and_files_of_anothers_vehicle_are_not_there(
    sign_in: SignIn, chi: User, theirs: dict[str, int], name: str
) -> None:
    client, pk = sign_in(chi), theirs[row_of(name)]
    for there, nowhere in zip(
        addresses(name, pk, theirs["gift"]), addresses(name, NOWHERE, theirs["gift"]), strict=True
    ):
        for headers in ({}, {"HX-Request": "true", "HX-Target": "ph-money"}):
            for ask in (client.get, client.post):
                found, missing = ask(there, headers=headers), ask(nowhere, headers=headers)
                assert found.status_code == missing.status_code, there
                assert found.status_code in (403, 404, 405), there
                assert SECRET not in found.content.decode()


def test_the_walk_knows_the_addresses() -> None:
    assert {"vehicle", "vehicle-export", "allocation-agree", "payment-correct", "reserve", "trial"} <= set(WALLED)


def test_the_api_does_not_know_anothers_vehicle(sign_in: SignIn, chi: User, theirs: dict[str, int]) -> None:
    client, root = sign_in(chi), "/api/v1/portfolios/riverton"
    base = f"{root}/vehicles/"
    for row in ("capital-commitments/{commitment}", "allocations/{allocation}", "payments/{payment}"):
        assert client.get(f"{root}/{row.format(**theirs)}/").status_code == 404, row
    for below in ("commitments", "allocations"):
        assert client.get(f"{base}{theirs['vehicle']}/{below}/").status_code == 404, below
    for act in ("vehicles/{vehicle}/allocations", "allocations/{allocation}/agree"):
        assert client.post(f"{root}/{act.format(**theirs)}/", {}).status_code == 404, act
    for path in (f"{base}{theirs['vehicle']}/", f"{base}{theirs['vehicle']}/payments/", f"{base}{theirs['trial']}/"):
        assert client.get(path).status_code == 404, path
    listed = client.get(base).json()["results"]
    assert theirs["vehicle"] not in {one["id"] for one in listed}
    assert len(listed) == 1


OUTLINE = (
    "overview", "reserves", "trials", "leverage", "rates", "exchange", "exchange-grants-json", "exchange-grants-csv",
    "exchange-activities", "exchange-organisations", "learning-return", "option-value", "freedom", "impact", "outcomes",
)  # fmt: skip


def content(answer: object) -> str:
    """What the answer says; a workbook's sheets unpacked."""
    parts = getattr(answer, "streaming_content", None)
    raw = b"".join(parts) if parts is not None else answer.content  # type: ignore[attr-defined]
    if raw.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(raw)) as book:
            raw = b"\n".join(book.read(name) for name in book.namelist())
    return str(raw.decode(errors="replace"))


def test_no_page_for_all_funders_tells_the_rows_of_anothers_vehicle(
    sign_in: SignIn, chi: User, city: Portfolio, theirs: dict[str, int], warm_streets: Initiative
) -> None:
    client = sign_in(chi)
    paths = [reverse(f"funding:{name}", args=["riverton"]) for name in OUTLINE]
    paths += [
        reverse("funding:initiative-money", args=["riverton", warm_streets.pk]),
        "/api/v1/portfolios/riverton/funding/", "/api/v1/portfolios/riverton/reserves/",
        "/riverton/", "/riverton/funding/vehicles.csv", "/riverton/funding/flows.csv",
    ]  # fmt: skip
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 200, path
        text = content(answer)
        for word in (SECRET, "44.44", "Trial of theirs"):
            assert word not in text, (path, word)


def test_what_everybody_may_do_with_periods_says_nothing_of_vehicles(
    sign_in: SignIn, chi: User, city: Portfolio, alma: User, theirs: dict[str, int]
) -> None:
    period = periods.close(portfolio=city, from_on=date(2025, 1, 1), to_on=date(2025, 2, 1), why="Report", by=alma)
    client = sign_in(chi)
    for name, args in (("periods", ()), ("period-new", ()), ("period-open", (period.pk,))):
        assert client.get(reverse(f"funding:{name}", args=["riverton", *args])).status_code == 403


def test_a_funder_who_takes_its_promise_back_no_longer_reads_the_vehicle(
    sign_in: SignIn, chi: User, alma: User, purse: FundingVehicle, mission: Organisation
) -> None:
    client = sign_in(chi)
    assert client.get(purse.get_absolute_url()).status_code == 200
    promise = purse.commitments.get(funder=mission)
    money.withdraw(commitment=promise, on=DAY, by=alma, why="The council said no")
    assert client.get(purse.get_absolute_url()).status_code == 404
