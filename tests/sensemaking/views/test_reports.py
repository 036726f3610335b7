"""Pages of reports: asking, following, reading, editing, publishing; and who may not."""

import csv
import io
from collections.abc import Callable
from datetime import date
from unittest.mock import patch

import pytest
from django.test import Client

from initiatives.models import Initiative, System
from sensemaking.models import SenseMakingReport
from sensemaking.services import making, reports, tallies
from stakeholders.models import Circle, Portfolio, User
from tests.factories import make_initiative, make_log, make_portfolio, make_report
from tests.factories.talk import DOORS, tell

SignIn = Callable[[User | None], Client]
Status = SenseMakingReport.Status
HOME = "/riverton/sense-making/"
pytestmark = pytest.mark.usefixtures("late_november", "nothing_is_sent")

APPS = (
    "People deleted the app once it asked for another password.",
    "The app was deleted by half of those who had to log in again.",
    "Nobody opened the app after the password was changed.",
)


@pytest.fixture
def spoken(city: Portfolio, streets: list[Initiative]) -> list[Initiative]:
    """The four spoke of doors in summer; three of them spoke of apps in spring."""
    tell(streets, DOORS, happened_on=date(2026, 7, 14), author_name="Dana Whitlock")
    tell(streets[:3], APPS, happened_on=date(2026, 5, 14))
    tallies.rebuild(city)
    return streets


@pytest.fixture
def published(draft: SenseMakingReport, alma: User) -> SenseMakingReport:
    return reports.publish(report=draft, by=alma)


# --- Home and asking ------------------------------------------------------------------------


def test_a_steward_sees_periods_with_their_number_of_logs(
    sign_in: SignIn, alma: User, spoken: list[Initiative]
) -> None:
    page = sign_in(alma).get(HOME).content.decode()
    assert "July–September 2026" in page
    assert "4 learning logs" in page
    assert "7 learning logs" in page


def test_without_reports_the_page_says_how_to_start(sign_in: SignIn, alma: User, odile: User, city: Portfolio) -> None:
    assert "Choose a period" in sign_in(alma).get(HOME).content.decode()
    page = sign_in(odile).get(HOME).content.decode()
    assert "When the stewards publish" in page
    assert "Make sense of a period" not in page


def test_asking_leads_to_the_report(sign_in: SignIn, alma: User, spoken: list[Initiative]) -> None:
    answer = sign_in(alma).post(f"{HOME}ask/", {"period": "last-quarter", "circle": "portfolio"})
    report = SenseMakingReport.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == report.get_absolute_url()
    assert (report.from_on, report.to_on) == (date(2026, 7, 1), date(2026, 10, 1))


def test_days_of_ones_own(sign_in: SignIn, alma: User, city: Portfolio) -> None:
    given = {"period": "own", "from_on": "2026-07-10", "to_on": "2026-07-20", "circle": "public"}
    sign_in(alma).post(f"{HOME}ask/", given)
    report = SenseMakingReport.objects.get()
    assert (report.from_on, report.to_on, report.circle) == (date(2026, 7, 10), date(2026, 7, 21), Circle.PUBLIC)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"period": "own", "circle": "portfolio"}, "Choose a day."),
        ({"period": "own", "from_on": "2026-07-20", "to_on": "2026-07-10", "circle": "portfolio"}, "before the first"),
        ({"period": "own", "from_on": "1990-01-01", "to_on": "2026-07-10", "circle": "portfolio"}, "five years"),
        ({"period": "own", "from_on": "soon", "to_on": "2026-07-10", "circle": "portfolio"}, "valid date"),
        ({"period": "tomorrow", "circle": "portfolio"}, "valid choice"),
        ({"period": "last-quarter", "circle": "team"}, "valid choice"),
        ({}, "required"),
    ],
)
def test_what_can_not_be_asked_is_said_beside_the_field(
    sign_in: SignIn, alma: User, city: Portfolio, given: dict[str, str], said: str
) -> None:
    answer = sign_in(alma).post(f"{HOME}ask/", given)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not SenseMakingReport.objects.exists()


# --- Following ------------------------------------------------------------------------------


def test_the_page_follows_the_work_and_works_without_javascript(sign_in: SignIn, alma: User, city: Portfolio) -> None:
    report = make_report(
        city, status=Status.WORKING, progress_done=218, progress_total=352, progress_note="Reading the learning logs"
    )
    page = sign_in(alma).get(report.get_absolute_url()).content.decode()
    assert "218 of 352" in page
    assert 'hx-trigger="every 2s"' in page
    assert "Look again" in page


def test_the_fragment_polls_until_the_report_is_there(sign_in: SignIn, alma: User, city: Portfolio) -> None:
    report = make_report(city, status=Status.WORKING)
    url = f"{report.get_absolute_url()}progress/"
    headers = {"HX-Request": "true", "HX-Target": "report-progress"}
    client = sign_in(alma)
    fragment = client.get(url, headers=headers).content.decode()
    assert "every 2s" in fragment and "<html" not in fragment
    SenseMakingReport.objects.update(status=Status.READY)
    assert client.get(url, headers=headers)["HX-Refresh"] == "true"
    assert client.get(url)["Location"] == report.get_absolute_url()


def test_a_failed_report_says_why_and_how_to_go_on(sign_in: SignIn, alma: User, city: Portfolio) -> None:
    report = make_report(city, status=Status.FAILED, problem="The report was started several times.")
    client = sign_in(alma)
    page = client.get(report.get_absolute_url()).content.decode()
    assert "The report was started several times." in page
    assert "Try again" in page
    client.post(f"{report.get_absolute_url()}again/")
    report.refresh_from_db()
    assert report.status == Status.ASKED


# --- Reading --------------------------------------------------------------------------------


def test_the_report_shows_themes_quotes_and_who_was_silent(
    sign_in: SignIn, alma: User, draft: SenseMakingReport, city: Portfolio
) -> None:
    page = sign_in(alma).get(draft.get_absolute_url()).content.decode()
    assert "What we learned, July–September 2026" in page
    assert "<mark>" in page and any(saw in page for saw in DOORS)
    assert "Dana Whitlock" in page
    assert "1 theme gained ground" in page
    assert "What changed since April–June 2026" in page
    assert "Publish" in page


def test_every_number_leads_to_its_logs(sign_in: SignIn, alma: User, draft: SenseMakingReport) -> None:
    client = sign_in(alma)
    assert client.get(f"{HOME}logs/?report={draft.pk}").content.decode().count('class="ph-long"') == 4
    assert client.get(f"{HOME}logs/?report={draft.pk}&when=before").content.decode().count('class="ph-long"') == 3
    theme = draft.findings.get(kind="theme")
    assert client.get(f"{HOME}logs/?finding={theme.pk}").content.decode().count('class="ph-long"') == 4
    faded = draft.findings.get(kind="change")
    assert client.get(f"{HOME}logs/?finding={faded.pk}&when=before").content.decode().count('class="ph-long"') == 3


def test_the_chart_has_a_table_with_the_same_numbers_and_a_file(
    sign_in: SignIn, alma: User, draft: SenseMakingReport
) -> None:
    client = sign_in(alma)
    table = client.get(f"{draft.get_absolute_url()}?as=table", headers={"HX-Request": "true", "HX-Target": "changes"})
    assert '<th scope="row">' in table.content.decode() and "<html" not in table.content.decode()
    answer = client.get(f"{draft.get_absolute_url()}changes.csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["Theme", "April–June 2026", "July–September 2026", "Difference"]
    assert [row[1:] for row in rows[1:]] == [["0", "4", "4"], ["3", "0", "-3"]]


def test_the_page_of_a_theme(sign_in: SignIn, alma: User, draft: SenseMakingReport) -> None:
    theme = draft.findings.get(kind="theme")
    page = sign_in(alma).get(f"{draft.get_absolute_url()}themes/{theme.pk}/").content.decode()
    assert theme.title in page
    assert page.count("<mark>") == 3
    assert "A theme needs at least three different logs" in page
    assert all(f"Street {at}" in page for at in range(4))


def test_who_was_heard_and_who_was_not(
    sign_in: SignIn, alma: User, city: Portfolio, spoken: list[Initiative], energy: System
) -> None:
    make_initiative(city, "Quiet Garden", system=energy)
    make_initiative(city, "Lone Bench")
    report = make_report(city)
    making.make(report.pk)
    client, url = sign_in(alma), f"{report.get_absolute_url()}initiatives/"
    silent = client.get(f"{url}?who=silent").content.decode()
    assert "Quiet Garden" in silent and "Lone Bench" in silent and "Street 0" not in silent
    assert "Lone Bench" not in client.get(f"{url}?who=silent&system={energy.pk}").content.decode()
    assert "Quiet Garden" not in client.get(f"{url}?who=silent&system=none").content.decode()
    heard = client.get(f"{url}?who=heard").content.decode()
    assert "Street 3" in heard and "Quiet Garden" not in heard


def test_a_published_report_is_read_by_its_circle(
    sign_in: SignIn, published: SenseMakingReport, bo: User, odile: User, chi: User, dag: User
) -> None:
    url = published.get_absolute_url()
    for reader in (bo, odile):
        page = sign_in(reader).get(url)
        assert page.status_code == 200
        assert "Throw away" not in page.content.decode()
    assert sign_in(chi).get(url).status_code == 404
    assert sign_in(dag).get(url).status_code == 404
    assert sign_in(None).get(url).status_code == 302


def test_a_draft_is_for_stewards_only(sign_in: SignIn, draft: SenseMakingReport, bo: User) -> None:
    client = sign_in(bo)
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert draft.facts["title"] not in client.get(HOME).content.decode()


def test_only_stewards_make_sense(sign_in: SignIn, published: SenseMakingReport, bo: User) -> None:
    client, url = sign_in(bo), published.get_absolute_url()
    assert client.post(f"{HOME}ask/", {"period": "last-quarter", "circle": "portfolio"}).status_code == 403
    for path in ("edit/", "publish/", "again/", "discard/", "review/"):
        assert client.post(f"{url}{path}").status_code == 403
    assert SenseMakingReport.objects.get() == published
    published.refresh_from_db()
    assert (published.status, published.attempts) == (Status.PUBLISHED, 1)


def test_a_public_report_names_no_people_and_no_inner_logs(
    sign_in: SignIn, open_city: Portfolio, spoken: list[Initiative], alma: User
) -> None:
    for initiative, saw in zip(spoken, DOORS, strict=True):
        initiative.logs.filter(saw=saw).update(circle=Circle.PUBLIC)
    spoken[0].circle = Circle.PORTFOLIO
    spoken[0].save()
    report = make_report(open_city, circle=Circle.PUBLIC)
    making.make(report.pk)
    report.refresh_from_db()
    reports.publish(report=report, by=alma)
    page = sign_in(None).get(report.get_absolute_url()).content.decode()
    assert any(saw in page for saw in DOORS)
    assert "Dana Whitlock" not in page
    assert "Street 0" not in page
    assert not any(saw in page for saw in APPS)
    assert report.facts["logs_before"] == 0


def test_a_quote_goes_when_its_log_is_withdrawn_from_the_circle(
    sign_in: SignIn, draft: SenseMakingReport, spoken: list[Initiative], alma: User
) -> None:
    quoted = draft.findings.get(kind="theme").citations.exclude(quote="").first()
    assert quoted is not None
    quoted.log.circle = Circle.TEAM
    quoted.log.save()
    assert quoted.quote not in sign_in(alma).get(draft.get_absolute_url()).content.decode()


def test_a_report_of_another_portfolio_is_not_found(sign_in: SignIn, alma: User, draft: SenseMakingReport) -> None:
    other = make_report(make_portfolio("Elsewhere", slug="other"), status=Status.READY)
    assert sign_in(alma).get(f"{HOME}reports/{other.pk}/").status_code == 404
    assert sign_in(alma).get(f"{HOME}reports/999999/").status_code == 404


# --- Editing and publishing -----------------------------------------------------------------


def test_a_steward_writes_title_standfirst_and_notes(sign_in: SignIn, alma: User, draft: SenseMakingReport) -> None:
    given = {"title": "Trust first", "standfirst": "Doors.", "notes": "**Read** <script>x()</script>", "version": 1}
    client = sign_in(alma)
    assert client.post(f"{draft.get_absolute_url()}edit/", given).status_code == 302
    page = client.get(draft.get_absolute_url()).content.decode()
    assert "Trust first" in page and "<strong>Read</strong>" in page
    assert "<script>x()" not in page


def test_what_was_written_survives_making_it_again(sign_in: SignIn, alma: User, draft: SenseMakingReport) -> None:
    client, url = sign_in(alma), draft.get_absolute_url()
    client.post(f"{url}edit/", {"title": "Trust first", "standfirst": "", "notes": "Ours.", "version": 1})
    client.post(f"{url}again/")
    assert making.make(draft.pk)
    page = client.get(url).content.decode()
    assert "Trust first" in page and "Ours." in page


def test_two_stewards_at_once_lose_no_text(sign_in: SignIn, alma: User, draft: SenseMakingReport) -> None:
    client, url = sign_in(alma), f"{draft.get_absolute_url()}edit/"
    client.post(url, {"title": "First", "standfirst": "", "notes": "", "version": 1})
    answer = client.post(url, {"title": "Second", "standfirst": "", "notes": "", "version": 1})
    assert answer.status_code == 422
    assert "Somebody else changed" in answer.content.decode() and "Second" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.title == "First"


def test_review_and_publishing_in_steps(sign_in: SignIn, alma: User, draft: SenseMakingReport) -> None:
    client, url = sign_in(alma), draft.get_absolute_url()
    client.post(f"{url}review/")
    draft.refresh_from_db()
    assert draft.status == Status.IN_REVIEW
    assert "Publish this report?" in client.get(f"{url}publish/").content.decode()
    client.post(f"{url}publish/")
    draft.refresh_from_db()
    assert draft.status == Status.IN_REVIEW
    client.post(f"{url}publish/", {"confirm": "yes"})
    draft.refresh_from_db()
    assert draft.status == Status.PUBLISHED


def test_a_published_report_offers_no_edits(sign_in: SignIn, alma: User, published: SenseMakingReport) -> None:
    client, url = sign_in(alma), published.get_absolute_url()
    assert client.get(f"{url}edit/").status_code == 302
    page = client.post(f"{url}review/", follow=True).content.decode()
    assert "stays as it is" in page
    assert "Make it again" not in page


def test_throwing_a_draft_away(sign_in: SignIn, alma: User, draft: SenseMakingReport) -> None:
    answer = sign_in(alma).post(f"{draft.get_absolute_url()}discard/")
    assert answer["Location"] == HOME
    assert not SenseMakingReport.objects.exists()


# --- Cost -----------------------------------------------------------------------------------


def test_pages_cost_the_same_with_many_logs_and_initiatives(
    sign_in: SignIn, alma: User, city: Portfolio, draft: SenseMakingReport, django_assert_max_num_queries: Callable
) -> None:
    for at in range(30):
        make_log(make_initiative(city, f"More {at}"), f"{DOORS[at % 4]} And {at}.", happened_on=date(2026, 8, 1))
    tallies.rebuild(city)
    with patch.object(reports, "send"):
        reports.rerun(report=draft, by=alma)
    making.make(draft.pk)
    client = sign_in(alma)
    for url in (HOME, draft.get_absolute_url(), f"{HOME}logs/", f"{draft.get_absolute_url()}initiatives/?who=heard"):
        with django_assert_max_num_queries(16):
            assert client.get(url).status_code == 200
