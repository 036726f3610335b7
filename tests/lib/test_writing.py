"""Many rows are written as one by one, on either engine."""

import pytest
from django.db import IntegrityError, transaction

from initiatives.models import Initiative
from portfolio_hub.lib.writing import write_many
from stakeholders.models import Change, Portfolio, User

pytestmark = pytest.mark.django_db


def initiatives(city: Portfolio, count: int, **fields: object) -> list[Initiative]:
    rows = [
        Initiative(home=city, title=f"Row {n}\t\\N 'quoted'", extra={"n": [n, None, "ü"]}, **fields)
        for n in range(count)
    ]
    for row in rows:
        row.search = row.searchable_text()
    return rows


@pytest.mark.parametrize("count", [0, 3, 120])
def test_rows_get_ids_and_read_back_as_they_were(city: Portfolio, count: int) -> None:
    made = write_many(initiatives(city, count, budget_amount="12.50", budget_currency="EUR", latitude=1.5))

    again = Initiative.objects.in_bulk([row.pk for row in made])
    assert len(again) == count
    for number, row in enumerate(made):
        found = again[row.pk]
        assert (found.title, found.extra, found.latitude) == (
            f"Row {number}\t\\N 'quoted'",
            {"n": [number, None, "ü"]},
            1.5,
        )
        assert f"{found.budget_amount}" == "12.50"
        assert not row._state.adding


def test_written_rows_are_found_by_search(city: Portfolio) -> None:
    rows = initiatives(city, 30)
    rows[7].title = "Wärmere Straßen — für alle"
    rows[7].search = rows[7].searchable_text()

    write_many(rows)

    assert Initiative.objects.matching("wärmere alle").get().title.startswith("Wärmere")


def test_constraints_hold(city: Portfolio) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        write_many(initiatives(city, 30, source="x", external_id="1"))
    with pytest.raises(IntegrityError), transaction.atomic():
        write_many(initiatives(city, 30, stage="closed"))
    assert not Initiative.objects.exists()


def test_ids_go_on_after_the_last_one(city: Portfolio, alma: User) -> None:
    made = write_many(initiatives(city, 30))

    after = Initiative.objects.create(home=city, title="One more")

    assert after.pk > max(row.pk for row in made)
    assert not Change.objects.exists()
