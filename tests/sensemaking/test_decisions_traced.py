"""What decisions weigh and rest on, the brief on two pages, and how long it took from log to decision."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from initiatives.activity import activity
from initiatives.models import Initiative
from sensemaking.models import Decision, Finding, FindingLog, LearningLog, Option
from sensemaking.overviews.briefs import EXCERPT_CHARS, brief_of
from sensemaking.overviews.decisions import decision_page, decision_rows
from sensemaking.overviews.traces import traced
from sensemaking.services import options, tallies
from stakeholders.access import access_for
from stakeholders.models import Portfolio, User
from tests.factories import make_log, make_report

SignIn = Callable[[User | None], Client]
TODAY = date(2026, 11, 21)

pytestmark = pytest.mark.django_db


def make_decision(city: Portfolio, **fields: Any) -> Decision:
    fields.setdefault("decided_on", date(2026, 10, 1))
    return Decision.objects.create(portfolio=city, title="Fund four more streets", what="amplify", **fields)


@pytest.fixture
def log(warm_streets: Initiative) -> LearningLog:
    return make_log(warm_streets, saw="Doors opened for Mrs Osei.", happened_on=date(2026, 9, 1))


@pytest.fixture
def theme(city: Portfolio, log: LearningLog) -> Finding:
    """A theme of a published report that cites the log."""
    report = make_report(city, status="ready")
    found = Finding.objects.create(report=report, kind="theme", key="t1", title="Trust arrives with a neighbour")
    FindingLog.objects.create(finding=found, log=log, weight=1, quote="Doors opened")
    type(report).objects.filter(pk=report.pk).update(status="published", published_at=timezone.now())
    return found


def test_from_a_published_finding_to_a_decision_and_back_along_the_whole_chain(
    city: Portfolio, alma: User, sign_in: SignIn, theme: Finding, log: LearningLog, warm_streets: Initiative
) -> None:
    client = sign_in(alma)
    new = f"{reverse('sensemaking:decision-new', args=[city.slug])}?finding={theme.pk}"
    theme_url = reverse("sensemaking:theme", args=[city.slug, theme.report_id, theme.pk])
    assert f'href="{new}"' in client.get(theme_url).text
    form = client.get(new).context["form"]
    assert form.initial["findings"] == [theme.pk]
    assert form.initial["logs"] == str(log.pk)
    assert form.initial["initiatives"] == [warm_streets.pk]
    weighed = options.offer(portfolio=city, by=alma, title="A second street")
    data = {
        "title": "Go on", "what": "amplify", "status": "decided", "decided_on": "2026-10-01", "circle": "portfolio",
        "logs": str(log.pk), "findings": [theme.pk], "initiatives": [warm_streets.pk], "options": [weighed.pk],
    }  # fmt: skip
    page = client.post(new, data, follow=True).text
    for words in ("Trust arrives with a neighbour", "Doors opened for Mrs", warm_streets.title, "A second street"):
        assert words in page
    for back in (
        reverse("sensemaking:log", args=[city.slug, log.pk]),
        reverse("sensemaking:initiative-decisions", args=[city.slug, warm_streets.pk]),
        weighed.get_absolute_url(),
    ):
        assert "Go on" in client.get(back).text
    access = access_for(alma, city)
    assert access
    source = activity.get("decisions")
    entries = source.load([row.pk for row in source.rows(warm_streets, access)], warm_streets, access)
    assert [entry.title for entry in entries] == ["Go on"]


def test_a_draft_report_or_a_hidden_log_prefills_nothing(
    city: Portfolio, alma: User, sign_in: SignIn, warm_streets: Initiative
) -> None:
    draft = Finding.objects.create(report=make_report(city, status="ready"), kind="theme", key="t", title="Not yet")
    base = reverse("sensemaking:decision-new", args=[city.slug])
    for asked in (f"finding={draft.pk}", "finding=x", "option=999999", "log=99999999999999999999"):
        answer = sign_in(alma).get(f"{base}?{asked}")
        assert answer.status_code == 200
        assert not answer.context["form"].initial.get("findings")
        assert not answer.context["form"].initial.get("logs")
    data = {"title": "x", "what": "stop", "status": "proposed", "circle": "portfolio", "findings": [draft.pk]}
    assert sign_in(alma).post(base, data).status_code == 422


def test_what_is_narrower_than_the_reader_is_nowhere(
    city: Portfolio, alma: User, chi: User, sign_in: SignIn, theme: Finding, log: LearningLog, warm_streets: Initiative
) -> None:
    wide, narrow = make_decision(city, circle="funders"), make_decision(city, circle="portfolio")
    Decision.objects.filter(pk=narrow.pk).update(title="Only for us")
    hidden = options.offer(portfolio=city, by=alma, title="A quiet option")
    wide.options.add(hidden)
    wide.findings.add(theme)
    wide.logs.add(log)
    wide.initiatives.add(warm_streets)
    narrow.initiatives.add(warm_streets)
    funder = sign_in(chi)
    for name in ("decision", "decision-brief"):
        page = funder.get(reverse(f"sensemaking:{name}", args=[city.slug, wide.pk])).text
        for words in ("A quiet option", "Trust arrives", "Doors opened"):
            assert words not in page
    assert funder.get(reverse("sensemaking:decision-brief", args=[city.slug, narrow.pk])).status_code == 404
    Initiative.objects.update(circle="public")
    panel = funder.get(reverse("sensemaking:initiative-decisions", args=[city.slug, warm_streets.pk])).text
    assert "Fund four more streets" in panel
    assert "Only for us" not in panel
    access = access_for(chi, city)
    assert access
    [row] = list(decision_rows(access))
    assert "A quiet option" not in row
    [told] = funder.get(f"/api/v1/portfolios/{city.slug}/decisions/").json()["results"]
    assert (told["options"], told["findings"], told["logs"]) == ([], [], [])
    assert funder.get(f"/api/v1/portfolios/{city.slug}/options/").json()["results"] == []


def test_the_brief_quotes_exact_words_and_counts_what_does_not_fit(
    city: Portfolio, alma: User, theme: Finding, log: LearningLog, warm_streets: Initiative
) -> None:
    decision = make_decision(city)
    decision.findings.add(theme)
    long = make_log(warm_streets, saw="The street waited for the crane and " * 30, happened_on=date(2026, 9, 2))
    decision.logs.add(log, long, *(make_log(warm_streets, saw=f"Seen {number}.") for number in range(9)))
    access = access_for(alma, city)
    assert access
    brief = brief_of(access, decision_page(access, decision.pk, TODAY))
    assert [excerpt.words for excerpt in brief.findings[0].excerpts] == ["Doors opened"]
    assert log.pk not in {excerpt.log.pk for excerpt in brief.excerpts}
    assert brief.more_logs == 10 - len(brief.excerpts)
    for excerpt in brief.excerpts:
        assert excerpt.words in excerpt.log.saw
        assert len(excerpt.words) <= EXCERPT_CHARS


def test_the_numbers_have_their_rows_behind_them(
    city: Portfolio, alma: User, odile: User, chi: User, sign_in: SignIn, warm_streets: Initiative, log: LearningLog
) -> None:
    later = make_log(warm_streets, saw="After the fact.", happened_on=date(2026, 10, 20))
    other = make_log(warm_streets, saw="Ten days before.", happened_on=date(2026, 9, 21))
    team = make_log(warm_streets, saw="Among us.", circle="team", happened_on=date(2026, 9, 21))
    tallies.rebuild(city)
    decision = make_decision(city)
    decision.logs.add(log, later, other, team)
    make_decision(city, status="proposed", decided_on=None).logs.add(later)
    numbers = {}
    for person in (alma, odile, chi):
        access = access_for(person, city)
        assert access
        numbers[person.pk] = traced(access, TODAY)
    assert (numbers[alma.pk].informed, numbers[alma.pk].total) == (3, 4)
    assert (numbers[odile.pk].informed, numbers[odile.pk].total) == (2, 3)
    assert (numbers[chi.pk].informed, numbers[chi.pk].total) == (0, None)
    [quarter] = [quarter for quarter in numbers[odile.pk].quarters if quarter.logs]
    assert (quarter.period.from_on, quarter.logs, quarter.days) == (date(2026, 10, 1), 2, 20)
    page = sign_in(odile).get(quarter.url).context["page"]
    assert sorted(trace.days for trace in page.traces) == [10, 30]
    assert (page.logs, page.total) == (2, 2)
    empty = f"{reverse('sensemaking:decision-traces', args=[city.slug])}?quarter=2025-01-01"
    assert "No log has led to a decision here" in sign_in(odile).get(empty).text
    csv = b"".join(sign_in(odile).get(reverse("sensemaking:decision-traces-csv", args=[city.slug]))).decode()  # type: ignore[call-overload]
    assert len(csv.strip().splitlines()) == 3
    assert "2 of 3 learning logs" in sign_in(odile).get(reverse("sensemaking:decisions", args=[city.slug])).text
    for strange in ("x", "2026-02-31", "99999-01-01"):
        assert sign_in(odile).get(f"{numbers[alma.pk].url}?quarter={strange}&after=zzz").status_code == 200


def test_the_api_hides_people_money_and_logs_from_those_who_may_not_see_them(
    city: Portfolio, alma: User, chi: User, sign_in: SignIn, log: LearningLog
) -> None:
    options.offer(portfolio=city, by=alma, title="Wide", circle="funders", owner=alma, holding_cost=5, log=log)
    url = f"/api/v1/portfolios/{city.slug}/options/"
    [seen] = sign_in(alma).get(url).json()["results"]
    assert (seen["owner"], seen["holding_cost"], seen["log"]) == (alma.name, "5.00", log.pk)
    [seen] = sign_in(chi).get(url).json()["results"]
    assert seen["log"] is None
    assert Option.objects.count() == 1
