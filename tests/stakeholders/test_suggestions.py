"""Other words for the intent: suggested by anybody with a role, answered by stewards, taken with credit."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from portfolio_hub.lib.meanwhile import Stale
from stakeholders.access import access_for
from stakeholders.intent_overviews import Credit, credits_of, talk
from stakeholders.models import Change, IntentSuggestion, IntentVersion, Organisation, Portfolio, User
from stakeholders.policies import Refused
from stakeholders.services import suggestions
from tests.factories import make_intent

SignIn = Callable[[User | None], Client]
STATEMENT = "Every home warm, and nobody left out."
Status = IntentSuggestion.Status


@pytest.fixture
def version(city: Portfolio) -> IntentVersion:
    return make_intent(city, STATEMENT, status="in_dialogue")


def offer(
    version: IntentVersion, by: User, passage: str, wording: str, *, accepted: bool = True, **facts: Organisation
) -> IntentSuggestion:
    """A suggestion, accepted unless said otherwise."""
    start = max(version.statement.find(passage), 0)
    offered = suggestions.suggest(version=version, by=by, passage=passage, start=start, wording=wording, **facts)
    if accepted:
        return suggestions.answer(suggestion=offered, status=Status.ACCEPTED, text="Yes.", by=by)
    return offered


def test_somebody_suggests_for_an_organisation(
    sign_in: SignIn, city: Portfolio, bo: User, coop: Organisation, version: IntentVersion
) -> None:
    address = reverse("stakeholders:intent-suggest", args=[city.slug, version.number])
    data = {"passage": "warm", "wording": "warm and dry", "why": "Damp makes ill.", "organisation": coop.pk}
    assert sign_in(bo).post(address, data).status_code == 302
    offered = IntentSuggestion.objects.get()
    assert (offered.passage, offered.start, offered.organisation, offered.status) == ("warm", 11, coop, Status.OPEN)


def test_nobody_suggests_for_an_organisation_of_others(
    sign_in: SignIn, city: Portfolio, bo: User, mission: Organisation, version: IntentVersion
) -> None:
    address = reverse("stakeholders:intent-suggest", args=[city.slug, version.number])
    answer = sign_in(bo).post(address, {"passage": "warm", "wording": "dry", "organisation": mission.pk})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "data",
    [{}, {"passage": "warm", "wording": "warm"}, {"passage": "a palace", "wording": "a hut"}, {"wording": "x" * 2001}],
)
def test_a_suggestion_changes_something(
    sign_in: SignIn, city: Portfolio, bo: User, version: IntentVersion, data: dict[str, str]
) -> None:
    address = reverse("stakeholders:intent-suggest", args=[city.slug, version.number])
    assert sign_in(bo).post(address, data).status_code == 422
    assert not IntentSuggestion.objects.exists()


def test_the_database_refuses_words_that_change_nothing(bo: User, version: IntentVersion) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        offer(version, bo, "warm", "warm", accepted=False)


def test_only_stewards_answer_and_declining_needs_a_sentence(
    sign_in: SignIn, city: Portfolio, alma: User, bo: User, version: IntentVersion
) -> None:
    offered = offer(version, bo, "warm", "dry", accepted=False)
    address = reverse("stakeholders:suggestion-answer", args=[city.slug, offered.pk])
    assert sign_in(bo).post(address, {"status": "accepted"}).status_code == 403
    assert sign_in(alma).post(address, {"status": "declined"}).status_code == 422
    assert sign_in(alma).post(address, {"status": "declined", "answer": "Warmth comes first."}).status_code == 302
    offered.refresh_from_db()
    assert (offered.status, offered.answer, offered.answered_by) == (Status.DECLINED, "Warmth comes first.", alma)
    change = Change.objects.of(offered).get()
    assert change.fields["status"] == [Status.OPEN, Status.DECLINED]
    assert change.why == "Warmth comes first."


def test_one_withdraws_ones_own_open_suggestion(
    sign_in: SignIn, city: Portfolio, bo: User, chi: User, version: IntentVersion
) -> None:
    offered = offer(version, bo, "warm", "dry", accepted=False)
    address = reverse("stakeholders:suggestion-withdraw", args=[city.slug, offered.pk])
    assert sign_in(chi).post(address).status_code == 403
    assert sign_in(bo).post(address).status_code == 302
    assert sign_in(bo).post(address).status_code == 403
    heard = talk(access_for(bo, city), version)
    assert heard
    assert not heard.offers
    with pytest.raises(Refused, match="withdrawn"):
        suggestions.answer(suggestion=offered, status=Status.ACCEPTED, text="", by=chi)


def test_accepted_words_go_into_the_text_in_dialogue_with_credit(
    city: Portfolio, alma: User, bo: User, chi: User, coop: Organisation, version: IntentVersion
) -> None:
    offer(version, bo, "warm", "warm and dry", organisation=coop)
    offer(version, chi, "nobody left out", "everybody heard")
    offer(version, chi, "Every", "Each", accepted=False)
    taken_into = suggestions.take(version=version, by=alma, edit=version.edit)
    assert taken_into.pk == version.pk
    version.refresh_from_db()
    assert version.statement == "Every home warm and dry, and everybody heard."
    credits = credits_of(access_for(alma, city), version)
    assert credits == (Credit(str(bo), coop.name), Credit(str(chi), ""))
    assert not suggestions.waiting(version)


def test_strangers_read_organisations_and_no_names(
    open_city: Portfolio, alma: User, bo: User, chi: User, dag: User, coop: Organisation
) -> None:
    shared = make_intent(open_city, STATEMENT)
    for person, organisation in ((bo, coop), (chi, None)):
        IntentSuggestion.objects.create(
            version=shared, taken_into=shared, status=Status.ACCEPTED, wording="x", by=person, organisation=organisation
        )
    assert credits_of(access_for(dag, open_city), shared) == (Credit("", coop.name),)
    assert len(credits_of(access_for(alma, open_city), shared)) == 2


def test_words_for_the_shared_version_begin_the_next_one(city: Portfolio, alma: User, bo: User) -> None:
    shared = make_intent(city, STATEMENT, horizon="2035", left_open="The route.")
    offer(shared, bo, "warm", "warm and dry")
    begun = suggestions.take(version=shared, by=alma, edit=shared.edit)
    assert (begun.number, begun.status, begun.horizon, begun.left_open) == (2, "draft", "2035", "The route.")
    assert begun.statement == "Every home warm and dry, and nobody left out."
    shared.refresh_from_db()
    assert shared.statement == STATEMENT
    assert [str(credit.by) for credit in begun.credits.all()] == [str(bo)]


def test_words_for_the_shared_version_go_into_the_next_one_when_it_exists(
    city: Portfolio, alma: User, bo: User
) -> None:
    shared = make_intent(city, STATEMENT)
    making = make_intent(city, "By 2035 every home is warm.", status="draft")
    fits, _left = offer(shared, bo, "warm", "dry"), offer(shared, bo, "nobody left out", "all in")
    suggestions.take(version=shared, by=alma, edit=making.edit)
    making.refresh_from_db()
    assert making.statement == "By 2035 every home is dry."
    assert list(making.credits.all()) == [fits]


def test_what_does_not_fit_is_shown_and_stays(
    sign_in: SignIn, city: Portfolio, alma: User, bo: User, version: IntentVersion
) -> None:
    offer(version, bo, "warm", "dry")
    over = offer(version, bo, "home warm", "house cool")
    address = reverse("stakeholders:intent-next", args=[city.slug, version.number])
    page = sign_in(alma).get(address)
    assert [one.pk for one, _reason in page.context["left"]] == [over.pk]
    assert "Another wording changes the same words." in page.content.decode()
    sign_in(alma).post(address, {"edit": version.edit})
    assert suggestions.waiting(version) == [over]
    version.refresh_from_db()
    sign_in(alma).post(address, {"edit": version.edit, "by_hand": [str(over.pk), "7²", "x"]})
    over.refresh_from_db()
    assert over.taken_into == version
    with pytest.raises(Refused, match="already"):
        suggestions.answer(suggestion=over, status=Status.DECLINED, text="No.", by=alma)


def test_a_text_that_moved_on_is_shown_again_before_it_is_written(
    sign_in: SignIn, city: Portfolio, alma: User, bo: User, version: IntentVersion
) -> None:
    offer(version, bo, "warm", "dry")
    with pytest.raises(Stale):
        suggestions.take(version=version, by=alma, edit=7)
    address = reverse("stakeholders:intent-next", args=[city.slug, version.number])
    assert sign_in(alma).post(address, {"edit": "7"}).status_code == 409
    assert sign_in(alma).post(address, {"edit": "x"}).status_code == 409
    version.refresh_from_db()
    assert version.statement == STATEMENT


def test_a_draft_thrown_away_gives_its_words_back(city: Portfolio, alma: User, bo: User) -> None:
    from stakeholders.services import intents

    shared = make_intent(city, STATEMENT)
    offered = offer(shared, bo, "warm", "dry")
    intents.discard(version=suggestions.take(version=shared, by=alma, edit=shared.edit), by=alma)
    assert suggestions.waiting(shared) == [offered]
