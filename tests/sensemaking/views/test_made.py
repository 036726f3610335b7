"""A report says how it was made, and which logs it could read only word by word."""

from collections.abc import Callable
from datetime import date

from django.test import Client

from initiatives.models import Initiative
from sensemaking.models import SenseMakingReport
from stakeholders.models import Portfolio, User
from tests.factories.talk import made, tell
from tests.sensemaking.tongues import NEIGHBOURS_AND_TREES

SignIn = Callable[[User | None], Client]
SENTENCE = "4 logs are in languages whose forms of words the hub does not know: Swahili (4)."


def told(city: Portfolio, streets: list[Initiative], *codes: str) -> SenseMakingReport:
    """A report on what four initiatives say of their neighbours in these languages."""
    for code in codes:
        tell(streets, NEIGHBOURS_AND_TREES[code][0], happened_on=date(2026, 8, 14))
    return made(city)


def test_the_report_says_which_logs_it_could_not_read_well(
    sign_in: SignIn, alma: User, city: Portfolio, streets: list[Initiative]
) -> None:
    report = told(city, streets, "en", "sw")
    assert report.facts["read_roughly"] == [["sw", 4]]
    assert SENTENCE in sign_in(alma).get(report.get_absolute_url()).content.decode()


def test_nothing_is_said_where_all_logs_were_read(
    sign_in: SignIn, alma: User, city: Portfolio, streets: list[Initiative]
) -> None:
    report = told(city, streets, "en", "de")
    assert report.facts["read_roughly"] == []
    assert "does not know" not in sign_in(alma).get(report.get_absolute_url()).content.decode()
