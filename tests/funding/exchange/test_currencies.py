"""Sums of every size and kind of currency go out and come in to the last digit."""

import json
from collections.abc import Callable
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from funding.exchange import activities, grants, organisations
from funding.exchange.reach import Reach
from funding.models import FundingVehicle
from portfolio_hub.lib import tabular
from stakeholders.access import access_for
from stakeholders.models import Organisation, Portfolio, User
from tests.factories import make_initiative
from tests.factories.funding import make_allocation, make_commitment, make_vehicle
from tests.funding.exchange.test_activities_in import bring  # noqa: F401 (a fixture)

SUMS = [
    ("JPY", "5", "5"),
    ("JPY", "1000000000001", "1000000000001"),
    ("KWD", "0.001", "0.001"),
    ("KWD", "1234567890.125", "1234567890.125"),
    ("EUR", "0.01", "0.01"),
    ("EUR", "1000000000.01", "1000000000.01"),
    ("EUR", "40000000", "40000000.00"),
]


@pytest.mark.parametrize(("currency", "amount", "written"), SUMS)
def test_a_sum_goes_out_with_all_decimals_of_its_currency(
    city: Portfolio, alma: User, mission: Organisation, currency: str, amount: str, written: str
) -> None:
    pot = make_vehicle(city, "Pot", currency=currency)
    make_commitment(pot, mission, Decimal(amount))
    make_allocation(pot, Decimal(amount), make_initiative(city, "Roofs"))
    access = access_for(alma, city)
    assert access is not None
    reach = Reach(access)
    assert f'"amountAwarded": {written}'.encode() in b"".join(grants.as_json(reach))
    assert str(next(grants.as_rows(reach))[4]) == written
    for document in (activities.as_xml(reach), organisations.as_xml(reach)):
        root = ElementTree.fromstring(b"".join(document))
        found = {(row.get("currency"), row.text) for row in root.iter("value")}
        assert found == {(currency, written)}


@pytest.mark.parametrize(("currency", "amount", "written"), SUMS)
def test_a_sum_comes_in_as_it_went_out(
    bring: Callable[[bytes], object],  # noqa: F811 (fixture)
    currency: str,
    amount: str,
    written: str,
) -> None:
    bring(
        f"""<iati-activities version="2.03"><iati-activity default-currency="{currency}">
        <iati-identifier>A-1</iati-identifier><reporting-org ref="B-1"><narrative>Sun Trust</narrative></reporting-org>
        <title><narrative>Roofs</narrative></title><transaction><transaction-type code="2"/>
        <transaction-date iso-date="2024-01-01"/><value>{written}</value></transaction></iati-activity>
        </iati-activities>""".encode()
    )
    pot = FundingVehicle.objects.get()
    assert (pot.currency, pot.committed_total) == (currency, Decimal(amount))


def test_a_long_number_of_json_is_not_rounded() -> None:
    said = '{"grants": [{"id": "1", "amountAwarded": 123456789012345.678, "share": 0.5, "whole": 40000.0}]}'
    (row,) = tabular.rows(tabular.sniff(said.encode()))
    assert row.cells == ("1", "123456789012345.678", "0.5", "40000")
    shape = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [13.404954000000001, 52.5]},
        "properties": {"a": 1},
    }
    (feature,) = tabular.rows(tabular.sniff(json.dumps({"type": "FeatureCollection", "features": [shape]}).encode()))
    assert json.loads(feature.cells[-1])["coordinates"] == [13.404954000000001, 52.5]
