"""Shifts of the context as findings: read together, however many there are."""

from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from initiatives.models import System
from sensemaking.models import LogSystem
from sensemaking.services.findings_shifts import shifts_of
from stakeholders.models import Portfolio
from tests.factories import make_initiative, make_log, make_question, make_report


def test_more_shifts_take_no_more_queries(city: Portfolio, energy: System, health: System) -> None:
    make_question(city, "Heat pumps stay cheap.", kind="assumption")

    def told() -> tuple[int, list[list[str]]]:
        report = make_report(city)
        with CaptureQueriesContext(connection) as asked:
            found = shifts_of(report)
        return len(asked), [[touch["why"] for touch in finding.data["touches"]] for finding, _cited in found]

    for number in range(1, 5):
        street = make_initiative(city, f"Street {number}", system=energy)
        make_question(city, f"Street {number} stays open.", kind="assumption", initiative=street)
        log = make_log(street, "Grants end.", kind="context_shift", happened_on=date(2026, 7, number))
        LogSystem.objects.create(log=log, system=health)
        if number == 1:
            alone, _whys = told()
    many, whys = told()
    assert (many, len(whys)) == (alone, 4)
    assert [why[0] for why in whys] == [f"Same initiative: Street {number}" for number in (4, 3, 2, 1)]
