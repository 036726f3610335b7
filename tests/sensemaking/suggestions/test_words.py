"""Authors see which connections rest on their logs, and meet one possible connection after posting."""

import uuid
from collections.abc import Callable

import pytest
from django.test import Client

from initiatives.models import CombinationMember, Initiative
from initiatives.services import combinations
from sensemaking.models import CombinationSuggestion, ConnectionSuggestion, LearningLog
from sensemaking.overviews.suggestions.posted import one_possible
from sensemaking.services import learning
from sensemaking.services.suggestions import accept, combining
from stakeholders.access import access_for
from stakeholders.attention import Look, rules
from stakeholders.models import Portfolio, User
from tests.factories import make_promise
from tests.factories.suggestions import make_suggestion

pytestmark = pytest.mark.django_db
SignIn = Callable[[User | None], Client]
WORDS = "/riverton/sense-making/my-words/"


def test_accepted_connections_stand_under_where_your_words_went(
    tired: ConnectionSuggestion, digging: LearningLog, alma: User, bo: User, sign_in: SignIn
) -> None:
    LearningLog.objects.filter(pk=digging.pk).update(by=bo)
    assert "Connection:" not in sign_in(bo).get(WORDS).content.decode()
    made = accept(suggestion=tired, by=alma)
    page = sign_in(bo).get(WORDS).content.decode()
    assert "“Warm Streets Millbrook” shares learning with “Street Tree Stewards”" in page.replace("&amp;", "&")
    assert f"/riverton/connections/{made.pk}/" in page
    assert "Residents on Canal Street are tired of digging." in page
    assert "1 of your 1 learning logs here went" in page


def test_not_where_one_end_is_hidden_from_the_author(
    tired: ConnectionSuggestion, digging: LearningLog, trees: Initiative, alma: User, bo: User, sign_in: SignIn
) -> None:
    LearningLog.objects.filter(pk=digging.pk).update(by=bo)
    accept(suggestion=tired, by=alma)
    Initiative.objects.filter(pk=trees.pk).update(circle="team")
    assert "Connection:" not in sign_in(bo).get(WORDS).content.decode()


def test_after_posting_one_possible_connection_is_shown_to_the_team(
    tired: ConnectionSuggestion, warm_streets: Initiative, bo: User, city: Portfolio, sign_in: SignIn
) -> None:
    key = uuid.uuid4()
    learning.record(portfolio=city, initiative=warm_streets, by=bo, saw="One trench would do.", client_key=key)
    client = sign_in(bo)
    address = f"/riverton/sense-making/posted/{key}/"
    page = client.get(address).content.decode()
    assert "This may connect" in page
    assert "Yes, link us" in page
    client.post(f"/riverton/suggestions/{tired.pk}/answer/", {"answer": "no"})
    assert "This may connect" not in client.get(address).content.decode()


def test_whoever_may_not_see_the_other_is_shown_nothing(
    tired: ConnectionSuggestion, warm_streets: Initiative, trees: Initiative, bo: User, chi: User, city: Portfolio
) -> None:
    for user in (bo, chi):
        access = access_for(user, city)
        assert access is not None
        assert (one_possible(access, warm_streets.pk) is not None) == (user == bo)
    Initiative.objects.filter(pk=trees.pk).update(circle="team")
    access = access_for(bo, city)
    assert access is not None
    assert one_possible(access, warm_streets.pk) is None


def test_what_waits_stands_in_the_garden(tired: ConnectionSuggestion, alma: User, city: Portfolio) -> None:
    access = access_for(alma, city)
    assert access is not None
    found = rules.get("suggestions").find(Look(access, 0, city.created_at.date()))
    assert found.total == 1
    assert found.items[0].detail.startswith("Because the logs of both tell of")
    rested = rules.get("suggestions").find(Look(access, 0, city.created_at.date(), resting={tired.pk}))
    assert rested.total == 0


@pytest.fixture
def group(city: Portfolio, warm_streets: Initiative, trees: Initiative) -> CombinationSuggestion:
    promise = make_promise(city, "Halve the heat")
    row = CombinationSuggestion.objects.create(
        portfolio=city,
        key="1-2",
        score=1,
        commitment=promise,
        reasons=[{"kind": "ties", "facts": {"connected": [[1, 2]]}}],
    )
    row.initiatives.set([warm_streets, trees])
    return row


def test_a_group_leads_to_the_form_with_its_members_and_is_accepted_by_making_it(
    group: CombinationSuggestion, city: Portfolio, warm_streets: Initiative, trees: Initiative, alma: User,
    sign_in: SignIn,
) -> None:  # fmt: skip
    page = sign_in(alma).get("/riverton/suggestions/").content.decode()
    assert f"combinations/new/?initiative={trees.pk}&amp;initiative={warm_streets.pk}" in page
    assert "1 connection holds them together." in page
    made = combinations.make(
        portfolio=city, name="Cool streets", effect="Shade and warmth", by=alma, members={warm_streets: "", trees: ""}
    )
    group.refresh_from_db()
    assert (group.status, group.combination) == ("accepted", made)
    assert CombinationMember.objects.count() == 2


def test_a_group_can_be_dismissed_and_taken_back(group: CombinationSuggestion, alma: User, sign_in: SignIn) -> None:
    client = sign_in(alma)
    client.post(f"/riverton/suggestions/groups/{group.pk}/dismiss/")
    group.refresh_from_db()
    assert group.status == "dismissed"
    assert not combining.dismiss(suggestion=group, by=alma)
    client.post(f"/riverton/suggestions/groups/{group.pk}/reopen/")
    group.refresh_from_db()
    assert group.status == "open"


def test_a_group_with_a_hidden_member_is_not_shown(
    group: CombinationSuggestion, trees: Initiative, alma: User, sign_in: SignIn
) -> None:
    trees.placements.all().delete()
    assert "Groups that may make" not in sign_in(alma).get("/riverton/suggestions/").content.decode()


def test_the_api_lists_accepts_and_dismisses(
    tired: ConnectionSuggestion, alma: User, bo: User, chi: User, sign_in: SignIn
) -> None:
    base = "/api/v1/portfolios/riverton/suggestions/"
    rows = sign_in(bo).get(base).json()["results"]
    assert [(row["id"], row["logs"], row["reasons"][0]["kind"]) for row in rows] == [(tired.pk, 2, "learning")]
    assert sign_in(chi).get(base).status_code == 403
    client = sign_in(alma)
    assert client.post(f"{base}{tired.pk}/dismiss/", {"why": "bored"}).status_code == 400
    answer = client.post(f"{base}{tired.pk}/accept/", {"kind": "enables"})
    assert (answer.status_code, answer.json()["status"]) == (200, "accepted")
    assert client.post(f"{base}{tired.pk}/dismiss/", {"why": "known"}).status_code == 409


def test_a_reader_of_the_api_is_told_only_reasons_they_may_know(
    warm_streets: Initiative, trees: Initiative, roots: LearningLog, bo: User, sign_in: SignIn
) -> None:
    LearningLog.objects.filter(pk=roots.pk).update(circle="team")
    row = make_suggestion(warm_streets, trees, ("learning", {"words": ["digging"]}, [roots]))
    base = "/api/v1/portfolios/riverton/suggestions/"
    assert sign_in(bo).get(base).json()["results"] == []
    assert sign_in(bo).get(f"{base}{row.pk}/").status_code == 404
