"""Pages of suggestions: who sees which, what stands behind them, and deciding with and without a script."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from initiatives.models import Connection, Initiative, Participation, System
from sensemaking.models import ConnectionSuggestion, LearningLog, SuggestionRun
from sensemaking.overviews.suggestions.cards import because, cards_of
from sensemaking.overviews.suggestions.evidence import proposed_statement
from sensemaking.overviews.suggestions.waiting import Filters, tray, waiting
from sensemaking.services.suggestions import accept, dismiss
from stakeholders.access import Access, access_for
from stakeholders.models import Organisation, Portfolio, User
from tests.factories import make_challenge, make_initiative, make_log, make_place
from tests.factories.suggestions import make_suggestion

pytestmark = pytest.mark.django_db
SignIn = Callable[[User | None], Client]
LIST = "/riverton/suggestions/"
HTMX = {"HX-Request": "true", "HX-Target": "suggestion-tray"}


def access(user: User, city: Portfolio) -> Access:
    found = access_for(user, city)
    assert found is not None
    return found


@pytest.fixture
def many(city: Portfolio, warm_streets: Initiative) -> list[ConnectionSuggestion]:
    """Seven that wait, the strongest first."""
    place = make_place("Millbrook", portfolio=city)
    return [
        make_suggestion(
            warm_streets, make_initiative(city, f"Idea {number}"), ("place", {"places": [place.pk]}, []),
            score=1 - number / 10,
        )
        for number in range(7)
    ]  # fmt: skip


def test_the_sentence_is_made_of_the_reasons_and_names(
    city: Portfolio, warm_streets: Initiative, trees: Initiative, coop: Organisation, alma: User,
    digging: LearningLog, roots: LearningLog,
) -> None:  # fmt: skip
    place = make_place("Millbrook", portfolio=city)
    row = make_suggestion(
        warm_streets, trees,
        ("place", {"places": [place.pk]}, []),
        ("organisation", {"organisations": [coop.pk]}, []),
        ("learning", {"words": ["digging"]}, [digging, roots]),
    )  # fmt: skip
    assert because(row, access(alma, city)) == (
        "both work in Millbrook, Millbrook Housing Co-op takes part in both, and the logs of both tell of “digging”."
    )


def test_every_kind_of_reason_reads_as_a_sentence(
    city: Portfolio, warm_streets: Initiative, trees: Initiative, alma: User, energy: System, health: System,
    digging: LearningLog, roots: LearningLog,
) -> None:  # fmt: skip
    need = warm_streets.needs.create(portfolio=city, kind="sites", what="A yard for scaffolding.")
    offer = trees.offers.create(portfolio=city, kind="sites", what="A yard, free in winter")
    cold = make_challenge(city, "Cold homes")

    def said(kind: str, facts: dict[str, object], *logs: LearningLog) -> str:
        ConnectionSuggestion.objects.all().delete()
        return because(make_suggestion(warm_streets, trees, (kind, facts, list(logs))), access(alma, city))

    assert said("text", {"words": ["warm", "damp"]}) == "both speak of “warm” and “damp”."
    assert said("near", {"metres": 240}) == "they are only 240 m apart."
    assert said("near", {"metres": 1234}) == "they are only 1.2 km apart."
    assert said("near", {"metres": 3}) == "both are at the same spot."
    both = said("system", {"systems": [energy.pk, health.pk]})
    assert both == "both touch Energy & buildings and Health & care."
    assert said("challenge", {"challenges": [cold.pk]}) == "both answer “Cold homes”."
    assert said("need", {"need": need.pk, "offer": offer.pk}) == (
        "Warm Streets Millbrook looks for “A yard for scaffolding”, and Street Tree Stewards offers "
        "“A yard, free in winter”."
    )
    facts = {"barrier": digging.pk, "enabler": roots.pk, "words": ["trench"]}
    assert said("barrier", facts, digging, roots) == (
        "what holds Warm Streets Millbrook back, “trench”, is what helped Street Tree Stewards."
    )
    assert said("stage", {"ahead": trees.pk}) == (
        "Street Tree Stewards has done what Warm Streets Millbrook is about to try."
    )
    assert said("text", {"words": []}) == "what is written of them reads alike."


def test_a_pair_is_shown_only_to_those_who_may_see_both(
    tired: ConnectionSuggestion, trees: Initiative, city: Portfolio, alma: User, bo: User, chi: User, odile: User
) -> None:
    shown = ConnectionSuggestion.objects.shown_to
    assert shown(access(alma, city)).count() == 1
    assert shown(access(bo, city)).count() == 1  # it touches an initiative of his co-op
    assert not shown(access(chi, city)).exists()
    assert not shown(access(odile, city)).exists()
    Initiative.objects.filter(pk=trees.pk).update(circle="team")
    assert shown(access(alma, city)).count() == 1
    assert not shown(access(bo, city)).exists()


def test_a_contributor_sees_only_what_touches_an_initiative_of_their_own(
    tired: ConnectionSuggestion, city: Portfolio, bo: User, sign_in: SignIn
) -> None:
    assert tired.first.title in sign_in(bo).get(LIST).content.decode()
    Participation.objects.all().delete()
    assert tired.first.title not in sign_in(bo).get(LIST).content.decode()
    assert sign_in(bo).get(f"{LIST}{tired.pk}/").status_code == 404


def test_a_reason_that_rests_on_what_is_hidden_is_left_out(
    city: Portfolio, warm_streets: Initiative, trees: Initiative, alma: User, bo: User, digging: LearningLog
) -> None:
    hidden = make_log(trees, "Between us: the contract fell through.", circle="team")
    secret = make_challenge(city, "A secret challenge", circle="team")
    row = make_suggestion(
        warm_streets, trees,
        ("learning", {"words": ["contract"]}, [digging, hidden]),
        ("challenge", {"challenges": [secret.pk]}, []),
        ("text", {"words": ["street"]}, []),
    )  # fmt: skip
    assert "contract" in because(row, access(alma, city))
    assert because(row, access(bo, city)) == "both speak of “street”."
    row.reasons = row.reasons[:2]
    row.save()
    assert cards_of(access(bo, city), [row]) == []
    assert len(cards_of(access(alma, city), [row])) == 1


def test_what_the_connection_will_say_holds_nothing_that_is_hidden_from_anybody(
    tired: ConnectionSuggestion, warm_streets: Initiative, trees: Initiative
) -> None:
    assert proposed_statement(tired) == ""
    tired.reasons = [*tired.reasons, {"kind": "text", "share": 0.3, "facts": {"words": ["street"]}, "logs": []}]
    assert proposed_statement(tired) == "Both speak of “street”."


def test_three_at_a_time_and_on_past_the_end(many: list[ConnectionSuggestion], alma: User, city: Portfolio) -> None:
    first = tray(access(alma, city), 0)
    assert ([card.pk for card in first.cards], first.total) == ([row.pk for row in many[:3]], 7)
    assert (first.before, first.after) == (None, "at=3")
    last = tray(access(alma, city), 6)
    assert (last.first, last.last, last.after, last.before) == (7, 7, None, "at=3")
    assert tray(access(alma, city), 5_000).at == 6


def test_near_and_far_rank_the_other_way_round(
    city: Portfolio, warm_streets: Initiative, trees: Initiative, alma: User
) -> None:
    facts = ("text", {"words": ["street"]}, [])
    near = make_suggestion(warm_streets, trees, facts, reach=0)
    far = make_suggestion(warm_streets, make_initiative(city), facts, reach=1)
    reader = access(alma, city)
    assert [card.pk for card in waiting(reader, Filters(rank="far"))] == [far.pk, near.pk]
    assert [card.pk for card in waiting(reader, Filters(rank="near"))] == [near.pk, far.pk]


def test_the_list_is_narrowed_by_what_the_address_says(
    tired: ConnectionSuggestion, many: list[ConnectionSuggestion], water: System, alma: User, sign_in: SignIn
) -> None:
    client = sign_in(alma)

    def shown(query: str) -> list[int]:
        return [card.pk for card in client.get(f"{LIST}?{query}").context["page"].tray.cards]

    assert len(shown("")) == 8
    assert shown("logs=1") == [tired.pk]
    assert shown("reason=learning") == [tired.pk]
    assert shown(f"system={water.pk}") == [tired.pk]
    assert len(shown("reason=nonsense&system=x&rank=up&at=-1&logs=maybe")) == 8
    assert shown("show=duplicates") == []


def test_the_page_takes_as_many_queries_for_many_as_for_few(
    city: Portfolio, warm_streets: Initiative, many: list[ConnectionSuggestion], alma: User, sign_in: SignIn,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    client = sign_in(alma)
    client.get(LIST)
    with django_assert_max_num_queries(32):
        client.get(LIST)
    with django_assert_max_num_queries(26):
        client.get(f"{LIST}{many[0].pk}/")


def test_without_a_script_accepting_leads_to_the_connection(
    tired: ConnectionSuggestion, alma: User, sign_in: SignIn
) -> None:
    client = sign_in(alma)
    answer = client.post(f"{LIST}{tired.pk}/accept/", {"as_proposed": "yes"})
    made = Connection.objects.get()
    assert answer["Location"] == made.get_absolute_url()
    assert "They are connected" in client.get(LIST).content.decode()


def test_in_the_tray_the_next_one_takes_its_place_and_the_focus(
    many: list[ConnectionSuggestion], alma: User, sign_in: SignIn
) -> None:
    client = sign_in(alma)
    answer = client.post(
        f"{LIST}{many[1].pk}/accept/", {"as_proposed": "yes", "slot": "1", "at": "0"}, headers=HTMX
    )  # fmt: skip
    page = answer.content.decode()
    assert answer["HX-Trigger"] == "ph:suggestion-decided"
    assert [card.pk for card in answer.context["tray"].cards] == [many[0].pk, many[2].pk, many[3].pk]
    assert page.index("data-focus") > page.index(f'id="suggestion-{many[2].pk}"')
    assert page.index("data-focus") < page.index(f'id="suggestion-{many[3].pk}"')
    assert f"/suggestions/{many[1].pk}/reopen/" in page  # the toast's undo


def test_the_second_steward_reads_who_was_quicker(tired: ConnectionSuggestion, alma: User, sign_in: SignIn) -> None:
    accept(suggestion=tired, by=alma)
    answer = sign_in(alma).post(f"{LIST}{tired.pk}/dismiss/", {"why": "unrelated"}, headers=HTMX)
    assert "Alma Steward has accepted this one already" in answer.content.decode()


def test_words_and_kind_are_edited_before_accepting(tired: ConnectionSuggestion, alma: User, sign_in: SignIn) -> None:
    client = sign_in(alma)
    assert "shares learning with" in client.get(f"{LIST}{tired.pk}/accept/").content.decode()
    client.post(f"{LIST}{tired.pk}/accept/", {"kind": "enables-back", "statement": "One trench for both."})
    made = Connection.objects.get()
    assert (made.kind, made.source, made.statement) == ("enables", tired.second, "One trench for both.")


def test_bad_input_is_refused(tired: ConnectionSuggestion, alma: User, sign_in: SignIn) -> None:
    client = sign_in(alma)
    assert client.post(f"{LIST}{tired.pk}/accept/", {"kind": "owns"}).status_code == 422
    assert client.post(f"{LIST}{tired.pk}/dismiss/", {"why": "bored"}).status_code == 422
    assert client.get(f"{LIST}99999/").status_code == 404
    assert not Connection.objects.exists()


def test_decided_ones_can_be_found_and_taken_back(tired: ConnectionSuggestion, alma: User, sign_in: SignIn) -> None:
    dismiss(suggestion=tired, by=alma, why="known")
    client = sign_in(alma)
    page = client.get(f"{LIST}?show=decided").content.decode()
    assert "They know each other already" in page
    assert tired.first.title in page
    client.post(f"{LIST}{tired.pk}/reopen/")
    tired.refresh_from_db()
    assert tired.is_open


def test_a_possible_duplicate_leads_to_the_merge_with_both_filled_in(
    city: Portfolio, warm_streets: Initiative, alma: User, sign_in: SignIn
) -> None:
    twin = make_initiative(city, "Warm streets, Millbrook")
    row = make_suggestion(warm_streets, twin, ("text", {"words": ["warm"]}, []), kind="duplicates")
    client = sign_in(alma)
    page = client.get(f"{LIST}?show=duplicates").content.decode()
    assert f"/riverton/initiatives/{twin.pk}/merge/" in page
    preview = client.post(f"/riverton/initiatives/{twin.pk}/merge/", {"target": warm_streets.pk, "why": "Twice"})
    assert preview.status_code == 200
    assert preview.context["target"] == warm_streets
    client.post(f"{LIST}{row.pk}/dismiss/", {"why": "unrelated"})
    row.refresh_from_db()
    assert row.status == "dismissed"


def test_a_steward_has_it_looked_for_again(alma: User, sign_in: SignIn, warm_streets: Initiative) -> None:
    client = sign_in(alma)
    assert "Nothing waits" in client.get(LIST).content.decode()
    client.post(f"{LIST}search/")
    run = SuggestionRun.objects.get()
    assert (run.by, run.is_whole) == (alma, True)
    assert "Waiting for a worker" in client.get(LIST).content.decode()
    SuggestionRun.objects.update(status="failed", problem="Something unexpected stood in the way.")
    assert "Something unexpected" in client.get(LIST).content.decode()


def test_the_evidence_marks_the_words_and_hides_what_is_hidden(
    tired: ConnectionSuggestion, digging: LearningLog, roots: LearningLog, bo: User, alma: User, sign_in: SignIn
) -> None:
    page = sign_in(alma).get(f"{LIST}{tired.pk}/").content.decode()
    assert "<mark>Residents on Canal Street are tired of digging.</mark>" in page
    LearningLog.objects.filter(pk=roots.pk).update(circle="team")
    assert sign_in(bo).get(f"{LIST}{tired.pk}/").status_code == 404  # no reason is left that he may see


def test_the_table_has_a_row_for_each(tired: ConnectionSuggestion, alma: User, sign_in: SignIn) -> None:
    text = b"".join(sign_in(alma).get(f"{LIST}export.csv")).decode()
    assert "Warm Streets Millbrook" in text
    assert "tell of “digging”" in text
