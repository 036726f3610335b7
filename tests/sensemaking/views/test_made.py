"""A report says how it was made, and which logs it could read only word by word."""

from collections.abc import Callable
from datetime import date

from django.test import Client

from initiatives.models import Initiative, System
from sensemaking.models import SenseMakingReport
from sensemaking.services import making
from stakeholders.models import Portfolio, User
from tests.factories import make_initiative, make_log, make_report
from tests.sensemaking.tongues import NEIGHBOURS_AND_TREES

SignIn = Callable[[User | None], Client]
SENTENCE = "4 logs are in languages whose forms of words the hub does not know: Swahili (4)."


def told(city: Portfolio, system: System, *codes: str) -> SenseMakingReport:
    """A report on what four initiatives say of their neighbours in these languages."""
    rows: list[Initiative] = [make_initiative(city, f"Street {number}", system=system) for number in range(4)]
    for code in codes:
        for initiative, text in zip(rows, NEIGHBOURS_AND_TREES[code][0], strict=True):
            make_log(initiative, text, happened_on=date(2026, 8, 14))
    report = make_report(city)
    assert making.make(report.pk)
    report.refresh_from_db()
    return report


def test_the_report_says_which_logs_it_could_not_read_well(
    sign_in: SignIn, alma: User, city: Portfolio, energy: System
) -> None:
    report = told(city, energy, "en", "sw")
    assert report.facts["read_roughly"] == [["sw", 4]]
    assert SENTENCE in sign_in(alma).get(report.get_absolute_url()).content.decode()


def test_nothing_is_said_where_all_logs_were_read(sign_in: SignIn, alma: User, city: Portfolio, energy: System) -> None:
    report = told(city, energy, "en", "de")
    assert report.facts["read_roughly"] == []
    assert "does not know" not in sign_in(alma).get(report.get_absolute_url()).content.decode()
