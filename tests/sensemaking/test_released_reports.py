"""Released words in reports: added to a theme, read by the wider circle, withdrawn, moved along by a rerun."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from initiatives.models import Initiative
from sensemaking.models import Finding, FindingRelease, LearningLog, Release, SenseMakingReport
from sensemaking.services import keeping, learning, released_findings, releases, reports
from stakeholders.models import Portfolio, User
from tests.factories import make_log, make_report

SignIn = Callable[[User | None], Client]
SAW = "Ida Holm lent us her kitchen. Nobody minded the dust."
QUOTE = "Ida Holm lent us her kitchen."
WORDING = "[a resident] lent us a kitchen."
FACTS: dict[str, Any] = {
    **dict.fromkeys(("logs", "logs_before", "initiatives", "initiatives_before", "themes", "rising", "expected"), 1),
    **{name: [] for name in ("months", "heard", "silent")},
    **{name: {} for name in ("kinds", "marks", "systems", "languages")},
    "left_out": {"short": 0, "repeated": 0, "apart": 0},
}


@pytest.fixture
def log(warm_streets: Initiative, bo: User) -> LearningLog:
    return make_log(warm_streets, SAW, by=bo, author_name="Bo Contributor", circle="team")


@pytest.fixture
def asked(log: LearningLog, alma: User) -> Release:
    """Alma asks Bo whether funders may read it."""
    return releases.ask(log=log, quote=QUOTE, wording=WORDING, circle="funders", by=alma)


@pytest.fixture
def given(asked: Release) -> Release:
    return releases.give(release=asked, wording=WORDING, names_author=False)


@pytest.fixture
def draft(city: Portfolio, alma: User) -> SenseMakingReport:
    """A draft for funders with one theme."""
    report = make_report(city, status="ready", circle="funders", facts=FACTS)
    Finding.objects.create(report=report, kind="theme", key="theme-1", title="Kitchens", data={"stems": ["kitchen"]})
    return report


def text(answer: Any) -> str:
    return str(answer.content.decode())


def at(name: str, *args: object) -> str:
    return reverse(f"sensemaking:{name}", args=["riverton", *args])


def test_released_words_stand_in_a_report_without_a_way_to_the_log(
    sign_in: SignIn, given: Release, draft: SenseMakingReport, alma: User, chi: User
) -> None:
    theme = draft.findings.get()
    almas = sign_in(alma)
    add = at("report-released", draft.pk, theme.pk)
    assert WORDING in text(almas.get(add))
    assert almas.post(add, {"release": given.pk}).status_code == 302
    reports.publish(report=draft, by=alma)
    log_url = given.log.get_portfolio_url("riverton")
    for page in (draft.get_absolute_url(), at("theme", draft.pk, theme.pk), at("report-markdown", draft.pk)):
        chis = text(sign_in(chi).get(page))
        assert WORDING in chis, page
        assert log_url not in chis
        assert "Ida Holm" not in chis
    assert WORDING in text(sign_in(chi).get(at("report-evidence", draft.pk)))
    table = b"".join(sign_in(chi).get(at("report-evidence-csv", draft.pk)).streaming_content).decode()  # type: ignore[attr-defined]
    assert WORDING in table
    assert log_url in text(almas.get(at("theme", draft.pk, theme.pk)))


def test_withdrawn_words_leave_a_note_in_what_is_published_and_nothing_in_drafts(
    sign_in: SignIn, given: Release, draft: SenseMakingReport, alma: User, chi: User
) -> None:
    released_findings.add(finding=draft.findings.get(), release=given, by=alma)
    releases.withdraw(release=given)
    almas = sign_in(alma)
    assert WORDING not in text(almas.get(draft.get_absolute_url()))
    assert "Words withdrawn" not in text(almas.get(draft.get_absolute_url()))
    reports.publish(report=draft, by=alma)
    for page in (draft.get_absolute_url(), at("report-markdown", draft.pk), at("report-evidence", draft.pk)):
        chis = text(sign_in(chi).get(page))
        assert "Words withdrawn by their author." in chis, page
        assert WORDING not in chis


def test_only_words_for_these_readers_can_be_added_and_only_to_drafts(
    sign_in: SignIn, asked: Release, draft: SenseMakingReport, alma: User
) -> None:
    theme = draft.findings.get()
    add = at("report-released", draft.pk, theme.pk)
    almas = sign_in(alma)
    assert almas.post(add, {"release": asked.pk}).status_code == 422
    releases.give(release=asked, wording=WORDING, names_author=False)
    SenseMakingReport.objects.filter(pk=draft.pk).update(circle="public")
    assert almas.post(add, {"release": asked.pk}).status_code == 422
    SenseMakingReport.objects.filter(pk=draft.pk).update(circle="funders")
    assert almas.post(add, {"release": asked.pk}).status_code == 302
    row = FindingRelease.objects.get()
    assert almas.post(add, {"remove": "x"}).status_code == 404
    almas.post(add, {"remove": row.pk})
    assert not FindingRelease.objects.exists()
    draft.refresh_from_db()
    reports.publish(report=draft, by=alma)
    assert almas.get(add).status_code == 404
    with pytest.raises(reports.CannotChange):
        released_findings.add(finding=theme, release=asked, by=alma)


def test_added_words_move_along_when_the_report_is_made_again(
    given: Release, draft: SenseMakingReport, alma: User
) -> None:
    released_findings.add(finding=draft.findings.get(), release=given, by=alma)
    earlier = keeping.earlier(draft)
    again = Finding(report=draft, kind="theme", key="theme-3", title="Other words", data={"stems": ["kitchen"]})
    keeping.keep(draft, earlier, [(again, [])])
    assert FindingRelease.objects.get().key == "theme-3"
    keeping.keep(draft, keeping.earlier(draft), [])
    assert FindingRelease.objects.get().key == ""


def test_a_deleted_log_takes_its_releases_along(
    given: Release, draft: SenseMakingReport, alma: User, bo: User, sign_in: SignIn, chi: User
) -> None:
    released_findings.add(finding=draft.findings.get(), release=given, by=alma)
    reports.publish(report=draft, by=alma)
    learning.withdraw(log=given.log, by=bo)
    assert not Release.objects.exists()
    assert "Words withdrawn by their author." in text(sign_in(chi).get(draft.get_absolute_url()))


def test_released_words_stand_once_beside_a_finding(given: Release, draft: SenseMakingReport, alma: User) -> None:
    first = released_findings.add(finding=draft.findings.get(), release=given, by=alma)
    assert released_findings.add(finding=draft.findings.get(), release=given, by=alma) == first
    with pytest.raises(IntegrityError), transaction.atomic():
        FindingRelease.objects.create(report=draft, key="theme-1", release=given)
