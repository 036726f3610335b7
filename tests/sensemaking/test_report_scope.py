"""Reports about a part of a portfolio: systems, initiatives, places; what they read, and what they say of it."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from initiatives.models import Initiative, System
from initiatives.services import merging
from sensemaking.models import Finding, ReportRhythm, ReportScope, SenseMakingReport
from sensemaking.periods import Period
from sensemaking.services import making, reports, rhythm
from sensemaking.services.scope import Part, active_in, chosen_part, scope
from stakeholders.models import Circle, Place, Portfolio, User
from tests.factories import make_initiative, make_log, make_place

SignIn = Callable[[User | None], Client]
pytestmark = pytest.mark.usefixtures("nothing_is_sent")
SUMMER = Period(date(2026, 7, 1), date(2026, 10, 1))
JULY = date(2026, 7, 14)
ASKING = {"period": "own", "from_on": "2026-07-01", "to_on": "2026-09-30", "circle": "portfolio"}


@pytest.fixture
def streets(city: Portfolio, energy: System) -> Initiative:
    return make_initiative(city, "Warm Streets", system=energy)


@pytest.fixture
def clinics(city: Portfolio, health: System) -> Initiative:
    return make_initiative(city, "Clinics at Night", system=health)


@pytest.fixture
def dock(city: Portfolio) -> Place:
    return make_place("Dock Street", portfolio=city, within=make_place("Old Harbour", portfolio=city))


def asked(city: Portfolio, by: User, **part: tuple[int, ...]) -> SenseMakingReport:
    return reports.ask(portfolio=city, period=SUMMER, by=by, part=Part(**part))


def test_the_systems_said_of_a_log_go_before_those_of_its_initiative(
    city: Portfolio, alma: User, energy: System, health: System, streets: Initiative, clinics: Initiative
) -> None:
    inherits = make_log(clinics, happened_on=JULY)
    corrected = make_log(clinics, happened_on=JULY)
    corrected.own_systems.create(system=energy)
    own = make_log(streets, happened_on=JULY)
    own.own_systems.create(system=health)
    assert set(scope(asked(city, alma, systems=(health.pk,)))) == {inherits, own}
    assert set(scope(asked(city, alma, systems=(energy.pk,)))) == {corrected}


def test_a_place_counts_with_all_that_lies_within_it(
    city: Portfolio, alma: User, dock: Place, streets: Initiative, clinics: Initiative
) -> None:
    streets.places.add(dock)
    there, _elsewhere = make_log(streets, happened_on=JULY), make_log(clinics, happened_on=JULY)
    assert dock.within_id is not None
    report = asked(city, alma, places=(dock.within_id,))
    assert list(scope(report)) == [there]
    assert active_in(report) == [streets.pk]


def test_several_kinds_narrow_each_other(
    city: Portfolio, alma: User, energy: System, health: System, dock: Place, streets: Initiative, clinics: Initiative
) -> None:
    streets.places.add(dock)
    clinics.places.add(dock)
    make_log(streets, happened_on=JULY)
    sought = make_log(clinics, happened_on=JULY)
    make_log(None, portfolio=city, happened_on=JULY)
    assert list(scope(asked(city, alma, systems=(health.pk,), places=(dock.pk,)))) == [sought]
    assert not scope(asked(city, alma, systems=(health.pk,), initiatives=(streets.pk,))).exists()


def test_the_report_says_its_part_and_keeps_it_when_made_again(
    sign_in: SignIn, city: Portfolio, alma: User, energy: System, streets: Initiative, clinics: Initiative
) -> None:
    for at in range(3):
        make_log(streets, f"The scaffold came {at} days late.", happened_on=JULY)
        make_log(clinics, f"The clinic stayed open {at} hours longer.", happened_on=JULY)
    client = sign_in(alma)
    answer = client.post("/riverton/sense-making/ask/", {**ASKING, "systems": [energy.pk]})
    report = SenseMakingReport.objects.get()
    assert answer.headers["Location"] == report.get_absolute_url()
    for _run in range(2):
        assert making.make(report.pk)
        report.refresh_from_db()
        assert report.facts["logs"] == 3
        assert report.facts["title"] == "What we learned, July–September 2026: Energy & buildings"
        assert report.facts["standfirst"].startswith("About a part of the portfolio: Energy & buildings.")
        assert report.facts["expected"] == 1
        reports.rerun(report=report, by=alma)
    assert making.make(report.pk)
    page = client.get(report.get_absolute_url()).content.decode()
    assert "Only logs about a part of the portfolio were read: Energy &amp; buildings." in page
    logs = client.get(f"/riverton/sense-making/logs/?report={report.pk}").content.decode()
    assert "scaffold" in logs and "clinic stayed" not in logs


def test_each_part_is_a_report_of_its_own(
    city: Portfolio, alma: User, energy: System, health: System, streets: Initiative
) -> None:
    whole = asked(city, alma)
    warm = asked(city, alma, systems=(energy.pk,))
    assert asked(city, alma) == whole
    assert asked(city, alma, systems=(energy.pk,)) == warm
    assert len({whole, warm, asked(city, alma, systems=(health.pk,))}) == 3
    assert not ReportScope.objects.filter(report=whole).exists()


def test_reports_by_rhythm_are_whole(city: Portfolio, alma: User, energy: System) -> None:
    ReportRhythm.objects.create(portfolio=city, every="quarter", asked_to_on=date(2026, 7, 1))
    asked(city, alma, systems=(energy.pk,))
    assert rhythm.ask_due(date(2026, 10, 2)) == 1
    assert SenseMakingReport.objects.filter(part__isnull=True).count() == 1


def test_a_part_without_logs_is_refused_in_words(
    sign_in: SignIn, city: Portfolio, alma: User, energy: System, health: System, streets: Initiative
) -> None:
    make_log(streets, happened_on=JULY)
    answer = sign_in(alma).post("/riverton/sense-making/ask/", {**ASKING, "systems": [health.pk]})
    assert answer.status_code == 422
    assert "No learning log of these days" in answer.content.decode()
    assert not SenseMakingReport.objects.exists()


def test_what_is_not_of_this_portfolio_or_not_for_its_readers_is_refused(
    sign_in: SignIn, city: Portfolio, alma: User, dag: User, streets: Initiative
) -> None:
    client = sign_in(alma)
    elsewhere = make_initiative(Portfolio.objects.get(slug="elsewhere"), "Far Away")
    for wrong in ({"initiatives": [elsewhere.pk]}, {"initiatives": ["x"]}, {"places": ["9" * 30]}, {"systems": ["-1"]}):
        assert client.post("/riverton/sense-making/ask/", {**ASKING, **wrong}).status_code == 422, wrong
    make_log(streets, happened_on=JULY, circle=Circle.PUBLIC)
    Initiative.objects.filter(pk=streets.pk).update(circle=Circle.PORTFOLIO)
    answer = client.post("/riverton/sense-making/ask/", {**ASKING, "circle": "public", "initiatives": [streets.pk]})
    assert answer.status_code == 422
    assert "Not everybody who may read the report may see: Warm Streets." in answer.content.decode()


def test_themes_of_a_part_are_not_measured_against_the_whole_a_year_before(
    city: Portfolio, alma: User, energy: System, streets: Initiative
) -> None:
    year_before = reports.ask(portfolio=city, period=Period(date(2025, 7, 1), date(2025, 10, 1)), by=alma)
    assert making.make(year_before.pk)
    part = asked(city, alma, systems=(energy.pk,))
    make_log(streets, happened_on=JULY)
    assert making.make(part.pk)
    assert not part.findings.filter(kind=Finding.Kind.THEME, body__contains="a year before").exists()


def test_a_merged_initiative_stays_in_the_part_under_its_new_name(
    city: Portfolio, alma: User, streets: Initiative, clinics: Initiative
) -> None:
    report = asked(city, alma, initiatives=(clinics.pk,))
    assert chosen_part(report).initiatives == (clinics.pk,)
    merging.merge(source=clinics, target=streets, by=alma)
    assert chosen_part(report).initiatives == (streets.pk,)
