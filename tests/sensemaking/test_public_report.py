"""What strangers get of a report: public evidence in every form it can be had in, and nothing of narrower circles."""

import io
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from pypdf import PdfReader

from initiatives.models import Initiative, System
from sensemaking.models import LearningLog, SenseMakingReport
from sensemaking.services import reports, reviewing
from stakeholders.models import Circle, Portfolio, User
from tests.factories import make_initiative, make_log
from tests.factories.talk import DOORS, made, tell

SignIn = Callable[[User | None], Client]
pytestmark = pytest.mark.usefixtures("nothing_is_sent")
HIDDEN = ("Zweifelhaft", "Quietly Closing", "Hidden House", "Dana Whitlock", "Too bold?")
FORMS = ("", "evidence/", "evidence.csv", "report.md", "report.pdf", "changes.csv", "initiatives/?who=silent",
         "initiatives/?who=heard")  # fmt: skip


@pytest.fixture
def spoken(open_city: Portfolio, streets: list[Initiative], energy: System) -> list[Initiative]:
    """Four public initiatives that speak in public, and one of the portfolio that does not."""
    said = {"happened_on": date(2026, 7, 14), "author_name": "Dana Whitlock"}
    tell(streets, DOORS, circle=Circle.PUBLIC, **said)
    tell(streets, [f"Zweifelhaft: {saw}" for saw in DOORS], circle=Circle.FUNDERS, **said)
    shut = make_initiative(open_city, "Hidden House", system=energy)
    Initiative.objects.filter(pk=shut.pk).update(circle=Circle.PORTFOLIO)
    make_log(shut, "Quietly Closing the door on every neighbour.", circle=Circle.PORTFOLIO, **said)
    return streets


def published(city: Portfolio, by: User, circle: str) -> SenseMakingReport:
    report = made(city, circle=circle)
    reviewing.remark(report=report, by=by, body="Too bold?", section="themes")
    reports.publish(report=report, by=by)
    return report


def words_of(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if url.endswith(".pdf"):
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
    return body.decode()


def test_a_stranger_reads_public_evidence_only_in_every_form(
    sign_in: SignIn, alma: User, open_city: Portfolio, spoken: list[Initiative]
) -> None:
    report = published(open_city, alma, Circle.PUBLIC)
    anonymous = sign_in(None)
    forms = [f"{report.get_absolute_url()}{form}" for form in FORMS]
    forms += [f"{report.get_absolute_url()}themes/{row.pk}/" for row in report.findings.filter(kind="theme")]
    forms.append(f"/riverton/sense-making/logs/?report={report.pk}")
    said = {url: words_of(anonymous, url) for url in forms}
    for url, words in said.items():
        assert not [hidden for hidden in HIDDEN if hidden in words], url
    assert "neighbour" in said[report.get_absolute_url()]
    assert "Street 0" in said[f"{report.get_absolute_url()}evidence.csv"]
    cited = {log for log in report.findings.values_list("citations__log", flat=True) if log}
    assert set(LearningLog.objects.filter(pk__in=cited).values_list("circle", flat=True)) == {Circle.PUBLIC}


def test_what_is_taken_back_after_publishing_is_shown_no_more(
    sign_in: SignIn, alma: User, open_city: Portfolio, spoken: list[Initiative]
) -> None:
    report = published(open_city, alma, Circle.PUBLIC)
    anonymous = sign_in(None)
    before = words_of(anonymous, f"{report.get_absolute_url()}report.pdf")
    LearningLog.objects.filter(circle=Circle.PUBLIC).update(circle=Circle.PORTFOLIO)
    for form in ("", "evidence/", "evidence.csv", "report.md", "report.pdf"):
        words = words_of(anonymous, f"{report.get_absolute_url()}{form}")
        assert not [saw for saw in DOORS if saw in " ".join(words.split())], form
    assert any(saw in " ".join(before.split()) for saw in DOORS)


@pytest.mark.parametrize("circle", [Circle.PORTFOLIO, Circle.FUNDERS])
def test_a_report_of_a_narrower_circle_is_not_there_for_strangers(
    sign_in: SignIn, alma: User, dag: User, open_city: Portfolio, spoken: list[Initiative], circle: str
) -> None:
    report = published(open_city, alma, circle)
    for client in (sign_in(None), sign_in(dag)):
        for form in FORMS:
            assert client.get(f"{report.get_absolute_url()}{form}").status_code == 404, form
        assert report.title not in client.get("/riverton/sense-making/").content.decode()


def test_a_draft_for_everybody_is_the_stewards_own(
    sign_in: SignIn, alma: User, odile: User, open_city: Portfolio, spoken: list[Initiative]
) -> None:
    draft = made(open_city, circle=Circle.PUBLIC)
    for client in (sign_in(None), sign_in(odile)):
        assert client.get(f"{draft.get_absolute_url()}report.pdf").status_code == 404
    assert sign_in(alma).get(f"{draft.get_absolute_url()}report.pdf").status_code == 200
