"""What a log leaves behind: reports and themes keep nothing that only it has said, once it is narrowed or gone."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from initiatives.models import Initiative
from sensemaking.models import Finding, FindingEdit, FindingLog, FindingName, LearningLog, SenseMakingReport, Theme
from sensemaking.services import forgetting, learning, making, reports, writing
from sensemaking.veiling import veil
from stakeholders.models import Circle, Portfolio, User
from tests.factories import make_report
from tests.factories.talk import made, tell

SignIn = Callable[[User | None], Client]
CLAUSE = "Grandmother Ottilie opened the door"
DOORS = (
    "Grandmother Ottilie opened the door. The neighbour had knocked at the door before us.",
    "A known neighbour at the door made the first visit possible.",
    "Every door that opened had a neighbour standing beside us.",
    "Without the neighbour nobody opened the door for a visit.",
)


@pytest.fixture
def logs(streets: list[Initiative], bo: User) -> list[LearningLog]:
    """Four logs of the summer on doors; only the first speaks of Ottilie."""
    return tell(streets, DOORS, by=bo, happened_on=date(2026, 7, 14))


@pytest.fixture
def draft(city: Portfolio, logs: list[LearningLog], monkeypatch: pytest.MonkeyPatch) -> SenseMakingReport:
    """A draft whose one theme has its name from the first log, and quotes it."""
    monkeypatch.setattr("sensemaking.clauses.clause", lambda *_facts: CLAUSE)
    report = made(city)
    theme = report.findings.get(kind="theme")
    assert theme.title == CLAUSE
    FindingLog.objects.filter(finding=theme, log=logs[0]).update(quote="Grandmother Ottilie opened the door.")
    return report


def theme_of(report: SenseMakingReport) -> Finding:
    finding: Finding = report.findings.get(kind="theme")
    return finding


def everything(report: SenseMakingReport, client: Client) -> str:
    """All pages and files on which the report or its theme is told."""
    finding = theme_of(report)
    slug, theme = report.portfolio.slug, finding.of_theme.theme_id
    addresses = [
        report.get_absolute_url(),
        reverse("sensemaking:theme", args=[slug, report.pk, finding.pk]),
        reverse("sensemaking:themes-one", args=[slug, theme]),
        *(reverse(f"sensemaking:{name}", args=[slug]) for name in ("themes", "home", "report-compare")),
        *(reverse(f"sensemaking:{name}", args=[slug, report.pk]) for name in ("report-evidence", "report-markdown")),
        reverse("sensemaking:logs", args=[slug]) + f"?finding={finding.pk}&when=before",
        reverse("overview", args=[slug]),
        reverse("api:report-detail", args=[slug, report.pk]),
    ]
    said = []
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        said.append(answer.content.decode())
    table: Any = client.get(reverse("sensemaking:report-evidence-csv", args=[slug, report.pk]))
    return "\n".join([*said, b"".join(table.streaming_content).decode()])


def test_a_run_remembers_from_which_logs_a_theme_has_its_name(
    draft: SenseMakingReport, logs: list[LearningLog]
) -> None:
    row = FindingName.objects.get()
    assert (row.finding, row.log, row.name) == (theme_of(draft), logs[0], CLAUSE)


def test_narrowed_after_publication_neither_quote_nor_name_are_shown(
    draft: SenseMakingReport, logs: list[LearningLog], alma: User, bo: User, odile: User, sign_in: SignIn
) -> None:
    reports.publish(report=draft, by=alma)
    odiles = sign_in(odile)
    assert "Ottilie" in odiles.get(draft.get_absolute_url()).content.decode()
    learning.edit(log=logs[0], by=bo, values={"circle": Circle.TEAM})
    assert "Ottilie" not in everything(draft, odiles)
    assert theme_of(draft).title == CLAUSE
    assert "Ottilie" not in Theme.objects.get().found_name
    learning.edit(log=logs[0], by=bo, values={"circle": Circle.PORTFOLIO})
    assert "Ottilie" in odiles.get(draft.get_absolute_url()).content.decode()


def test_reworded_after_publication_the_old_words_are_not_shown(
    draft: SenseMakingReport, logs: list[LearningLog], alma: User, bo: User, sign_in: SignIn
) -> None:
    reports.publish(report=draft, by=alma)
    learning.edit(log=logs[0], by=bo, values={"saw": "A resident opened the door. The neighbour had knocked before."})
    assert "Ottilie" not in everything(draft, sign_in(bo))
    theme = Theme.objects.get()
    assert not any("ottili" in word.lower() for word in (*theme.profile, *theme.words, theme.found_name))


def test_deleted_while_in_draft_nothing_of_it_is_left(
    draft: SenseMakingReport, logs: list[LearningLog], alma: User, bo: User, sign_in: SignIn
) -> None:
    learning.withdraw(log=logs[0], by=bo)
    assert "Ottilie" not in everything(draft, sign_in(alma))
    theme = theme_of(draft)
    assert "neighbour" in theme.title.lower()
    kept = Theme.objects.get()
    assert kept.profile
    assert not any("ottili" in word.lower() for word in (*kept.profile, *kept.words, kept.found_name))
    assert str(logs[0].pk) not in theme.data["near"]


def test_narrowed_while_in_draft_the_quote_and_the_name_go(
    draft: SenseMakingReport, logs: list[LearningLog], bo: User
) -> None:
    learning.edit(log=logs[0], by=bo, values={"circle": Circle.TEAM})
    assert "Ottilie" not in theme_of(draft).title
    assert not FindingLog.objects.filter(log=logs[0]).exclude(quote="").exists()


def test_a_name_that_another_log_says_too_stays(draft: SenseMakingReport, logs: list[LearningLog], bo: User) -> None:
    FindingName.objects.create(finding=theme_of(draft), log=logs[1], name=CLAUSE)
    LearningLog.objects.filter(pk=logs[1].pk).update(saw=DOORS[0])
    learning.withdraw(log=logs[0], by=bo)
    assert theme_of(draft).title == CLAUSE
    assert Theme.objects.get().found_name == CLAUSE


def test_what_stewards_wrote_stays_and_the_words_kept_beside_it_go(
    draft: SenseMakingReport, logs: list[LearningLog], alma: User, bo: User
) -> None:
    writing.rewrite(finding=theme_of(draft), by=alma, seen=0, title="Doors open to neighbours", body="")
    learning.withdraw(log=logs[0], by=bo)
    assert theme_of(draft).title == "Doors open to neighbours"
    assert "Ottilie" not in FindingEdit.objects.get().found_title


def test_an_edit_that_takes_nothing_away_changes_nothing(
    draft: SenseMakingReport, logs: list[LearningLog], bo: User
) -> None:
    learning.edit(log=logs[0], by=bo, values={"next": "We knock again.", "circle": Circle.FUNDERS})
    assert theme_of(draft).title == CLAUSE
    assert FindingLog.objects.filter(log=logs[0]).exclude(quote="").exists()
    assert Theme.objects.get().found_name == CLAUSE


def test_narrowed_while_the_report_is_made_the_name_is_not_kept(
    city: Portfolio, logs: list[LearningLog], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sensemaking.clauses.clause", lambda *_facts: CLAUSE)
    report = make_report(city)
    claimed = SenseMakingReport.claim(report.pk)
    assert claimed is not None
    rollup = making.roll_up(making.question_of(claimed))
    LearningLog.objects.filter(pk=logs[0].pk).update(circle="team")
    assert making._write(claimed, rollup)
    assert "Ottilie" not in theme_of(report).title
    assert "Ottilie" not in Theme.objects.get().found_name


def test_veiling_takes_one_query(
    draft: SenseMakingReport, django_assert_num_queries: Callable[[int], Any], warm_streets: Initiative
) -> None:
    findings = list(draft.findings.all())
    with django_assert_num_queries(1):
        veil(findings)
    assert theme_of(draft).title in {finding.title for finding in findings}


def test_logs_changed_by_an_import_are_followed_too(draft: SenseMakingReport, logs: list[LearningLog]) -> None:
    was = {log.pk: log for log in logs}
    now = LearningLog.objects.in_bulk(was)
    now[logs[0].pk].saw = "A resident opened the door."
    now[logs[0].pk].save()
    forgetting.follow_many(was=was, now=now)
    assert "Ottilie" not in theme_of(draft).title
    assert not FindingLog.objects.filter(log=logs[0]).exclude(quote="").exists()


def test_the_name_that_a_closer_report_found_is_the_stewards_alone(
    draft: SenseMakingReport, alma: User, odile: User, sign_in: SignIn
) -> None:
    reports.publish(report=draft, by=alma)
    Theme.objects.update(found_name="Only the team said this")
    wall = reverse("sensemaking:logs", args=["riverton"]) + f"?theme={Theme.objects.get().pk}"
    assert "Only the team said this" in sign_in(alma).get(wall).content.decode()
    page = sign_in(odile).get(wall).content.decode()
    assert "Only the team said this" not in page
    assert CLAUSE in page
