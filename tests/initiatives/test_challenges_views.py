"""Pages of challenges: the list with its filters and files, raising on a phone, framings, marks, merging."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client

from initiatives.models import Challenge, Framing, Initiative, System
from initiatives.services.challenges import answers, framing, states
from portfolio_hub.lib.exports import sources
from stakeholders.access import access_for
from stakeholders.models import Change, Organisation, Portfolio, User
from tests.factories import make_challenge, make_framing, make_initiative, make_organisation, make_place

SignIn = Callable[[User | None], Client]
CHALLENGES = "/riverton/challenges/"
MARK = {"HX-Request": "true"}


@pytest.fixture
def rents(city: Portfolio, bo: User, energy: System) -> Challenge:
    """What Bo raised, in framing."""
    challenge = make_challenge(city, "Rents rise", status="framing", raised_by=bo, description="Since the trees came.")
    challenge.systems.add(energy)
    challenge.places.add(make_place("Millbrook", portfolio=city))
    return challenge


@pytest.fixture
def view(rents: Challenge, bo: User) -> Framing:
    """How Bo sees it."""
    return make_framing(rents, "Moved out", by=bo)


def titles(response: Any) -> list[str]:
    return [row.title for row in response.context["page"].rows]


def test_an_empty_list_says_what_would_be_here_and_who_begins(sign_in: SignIn, city: Portfolio, odile: User) -> None:
    page = sign_in(odile).get(CHALLENGES)
    assert "No challenges yet" in page.text
    assert f"{CHALLENGES}new/" in page.text


def test_the_list_is_filtered_by_the_address_and_counted(
    sign_in: SignIn, city: Portfolio, rents: Challenge, energy: System, health: System, alma: User
) -> None:
    lonely = make_challenge(city, "Lonely clinics", status="raised")
    lonely.systems.add(health)
    make_challenge(city, "Gone", status="merged")
    client = sign_in(alma)
    assert titles(client.get(CHALLENGES)) == ["Lonely clinics", "Rents rise"]
    assert titles(client.get(f"{CHALLENGES}?state=merged")) == ["Gone"]
    assert titles(client.get(f"{CHALLENGES}?state=framing&state=raised&system={health.pk}")) == ["Lonely clinics"]
    assert titles(client.get(f"{CHALLENGES}?place={rents.places.get().pk}")) == ["Rents rise"]
    assert titles(client.get(f"{CHALLENGES}?q=tre")) == ["Rents rise"]
    page = client.get(f"{CHALLENGES}?system={energy.pk}")
    assert page.context["total"] == 1
    assert {row.label: row.count for row in page.context["facets"].system} == {energy.name: 1, health.name: 1}
    assert "No challenge that you may see fits" in client.get(f"{CHALLENGES}?q=nothing").text
    odd = client.get(f"{CHALLENGES}?state=odd&system=x&place=99999999999999999999&after=%00&q=%00")
    assert titles(odd) == ["Lonely clinics", "Rents rise"]


def test_the_list_has_pages_and_a_fragment(sign_in: SignIn, city: Portfolio, alma: User) -> None:
    for number in range(31):
        make_challenge(city, f"Challenge {number}")
    client = sign_in(alma)
    first = client.get(CHALLENGES)
    assert len(titles(first)) == 30
    second = client.get(CHALLENGES, {"after": first.context["page"].next_cursor})
    assert titles(second) == ["Challenge 0"]
    fragment = client.get(CHALLENGES, headers={"HX-Request": "true", "HX-Target": "challenges"})
    assert "<html" not in fragment.text
    assert "31 challenges" in fragment.text


def test_queries_stay_the_same_however_many_there_are(
    sign_in: SignIn, city: Portfolio, rents: Challenge, alma: User, chi: User, django_assert_max_num_queries: Any
) -> None:
    for _number in range(12):
        challenge = make_challenge(city)
        for _framing in range(3):
            framing.mark(framing=make_framing(challenge, by=chi), by=alma, stance="agree")
    client = sign_in(alma)
    with django_assert_max_num_queries(16):
        client.get(CHALLENGES)
    with django_assert_max_num_queries(22):
        client.get(f"{CHALLENGES}{challenge.pk}/")


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_what_is_shown_can_be_taken_along(
    sign_in: SignIn, city: Portfolio, rents: Challenge, alma: User, format: str
) -> None:
    make_challenge(city, "=Lonely", status="raised")
    answer = sign_in(alma).get(f"{CHALLENGES}export.{format}?state=framing")
    body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert "riverton-challenges" in answer["Content-Disposition"]
    if format == "csv":
        assert "Rents rise" in body.decode()
        assert "Lonely" not in body.decode()
    assert sign_in(alma).get(f"{CHALLENGES}export.pdf").status_code == 404


def test_downloads_hold_all_challenges_a_reader_may_see(
    city: Portfolio, rents: Challenge, alma: User, chi: User
) -> None:
    make_challenge(city, "Merged", status="merged")
    for user, count in ((alma, 2), (chi, 0)):
        assert len(list(sources.get("challenges").table(access_for(user, city)).rows)) == count


def test_a_funder_raises_a_challenge_for_their_own_organisation(
    sign_in: SignIn, chi: User, mission: Organisation, coop: Organisation
) -> None:
    client = sign_in(chi)
    form = client.get(f"{CHALLENGES}new/").context["form"]
    assert form.initial["circle"] == "funders"
    assert list(form.fields["organisation"].queryset) == [mission]
    values = {"title": "Money comes late", "circle": "portfolio", "organisation": coop.pk}
    assert client.post(f"{CHALLENGES}new/", values).status_code == 422
    answer = client.post(f"{CHALLENGES}new/", {**values, "organisation": mission.pk})
    made = Challenge.objects.get()
    assert (made.raised_by, made.organisation, answer.url) == (chi, mission, made.get_absolute_url())
    assert "Money comes late" in client.get(made.get_absolute_url()).text
    assert client.get(f"{made.get_absolute_url()}edit/").status_code == 200


def test_a_steward_raises_for_any_organisation(sign_in: SignIn, city: Portfolio, alma: User) -> None:
    other = make_organisation("Harbour Trust", portfolio=city)
    values = {"title": "Silt", "circle": "public", "organisation": other.pk}
    assert sign_in(alma).post(f"{CHALLENGES}new/", values).status_code == 302
    assert Challenge.objects.get().organisation == other


def test_the_second_editor_is_told_and_loses_nothing(
    sign_in: SignIn, rents: Challenge, alma: User, bo: User, energy: System, health: System
) -> None:
    address = f"{CHALLENGES}{rents.pk}/edit/"
    opened = sign_in(bo).get(address).context["form"].initial
    sign_in(alma).post(address, {**_posted(opened), "description": "Alma's words.", "systems": [energy.pk]})
    mine = {**_posted(opened), "title": "Bo's line", "systems": [energy.pk, health.pk]}
    late = sign_in(bo).post(address, mine)
    assert late.status_code == 409
    assert "Alma&#x27;s words." in late.text
    form = late.context["form"]
    assert (form["title"].value(), form["description"].value()) == ("Bo's line", "Alma's words.")
    assert form["systems"].value() == [str(energy.pk), str(health.pk)]
    again = {name: form[name].value() for name in ("title", "description", "circle", "edit", "seen", "systems")}
    assert sign_in(bo).post(address, again).status_code == 302
    rents.refresh_from_db()
    assert (rents.title, rents.description, rents.systems.count()) == ("Bo's line", "Alma's words.", 2)


def _posted(initial: dict[str, Any]) -> dict[str, Any]:
    names = ("title", "description", "circle", "edit", "seen")
    return {name: initial[name] for name in names}


def test_undo_stands_in_the_toast_and_works(sign_in: SignIn, rents: Challenge, alma: User) -> None:
    client = sign_in(alma)
    page = client.post(f"{CHALLENGES}{rents.pk}/state/", {"to": "convening", "why": "They meet.", "seen": "framing"})
    change = Change.objects.of(rents)[0]
    undo = f"{CHALLENGES}{rents.pk}/undo/{change.pk}/"
    assert undo in client.get(page.url).text
    client.post(undo)
    rents.refresh_from_db()
    assert rents.status == "framing"
    history = client.get(f"{CHALLENGES}{rents.pk}/history/").text
    assert "They meet." in history
    assert "undone" in history


def test_a_state_that_moved_meanwhile_is_a_conflict(sign_in: SignIn, rents: Challenge, alma: User) -> None:
    states.move(challenge=rents, to="parked", by=alma, why="Later.")
    values = {"to": "convening", "why": "They meet.", "seen": "framing"}
    late = sign_in(alma).post(f"{CHALLENGES}{rents.pk}/state/", values)
    assert late.status_code == 409
    assert "meanwhile" in late.text


def test_a_framing_without_words_is_told_beside_the_field(sign_in: SignIn, rents: Challenge, odile: User) -> None:
    address = f"{CHALLENGES}{rents.pk}/framings/new/"
    empty = sign_in(odile).post(address, {"title": "Mine", "going_on": "  "})
    assert empty.status_code == 422
    assert empty.context["form"].errors["going_on"]
    answer = sign_in(odile).post(address, {"title": "Mine", "going_on": "Nobody asked."})
    assert answer.url.endswith(f"#framing-{rents.framings.get().pk}")


def test_a_framing_is_edited_by_its_author_and_who_speaks_for_the_same(
    sign_in: SignIn, city: Portfolio, view: Framing, alma: User, bo: User, coop: Organisation
) -> None:
    address = f"{CHALLENGES}framings/{view.pk}/edit/"
    assert sign_in(alma).get(address).status_code == 403
    Framing.objects.filter(pk=view.pk).update(by=alma, organisation=coop)
    form = sign_in(bo).get(address).context["form"]
    values = {name: form[name].value() or "" for name in ("title", "going_on", "organisation", "edit", "seen")}
    assert sign_in(alma).post(address, {**values, "going_on": "Alma's."}).status_code == 302
    late = sign_in(bo).post(address, {**values, "title": "Bo's."})
    assert late.status_code == 409
    assert late.context["form"]["going_on"].value() == "Alma's."


def test_marks_are_given_changed_and_taken_back_in_place(sign_in: SignIn, view: Framing, odile: User) -> None:
    address, client = f"{CHALLENGES}framings/{view.pk}/mark/", sign_in(odile)
    swap = {**MARK, "HX-Target": f"framing-{view.pk}"}
    agreed = client.post(address, {"stance": "agree"}, headers=swap)
    assert "<html" not in agreed.text
    assert "1 agrees" in agreed.text
    assert "Odile Observer (Observer)" in agreed.text
    bare = client.post(address, {"stance": "different", "sentence": " "}, headers=swap)
    assert bare.status_code == 422
    assert "Say in a sentence how you see it." in bare.text
    words = {"stance": "different", "sentence": "It is <b>everywhere</b>."}
    assert client.post(address, words).url.endswith(f"#framing-{view.pk}")
    page = client.get(f"{CHALLENGES}{view.challenge_id}/").text
    assert "1 sees it differently" in page
    assert "It is &lt;b&gt;everywhere&lt;/b&gt;." in page
    client.post(address, {"take_back": "1"})
    assert not view.marks.exists()


def test_a_bad_mark_without_scripts_keeps_the_page_and_the_words(sign_in: SignIn, view: Framing, odile: User) -> None:
    long = "x" * 301
    answer = sign_in(odile).post(f"{CHALLENGES}framings/{view.pk}/mark/", {"stance": "different", "sentence": long})
    assert answer.status_code == 422
    assert "<html" in answer.text
    assert long in answer.text


def test_visitors_read_framings_without_names(sign_in: SignIn, open_city: Portfolio, chi: User, bo: User) -> None:
    challenge = make_challenge(open_city, "For all", circle="public", raised_by=bo)
    row = make_framing(challenge, "Too few homes", by=bo)
    framing.mark(framing=row, by=chi, stance="different", sentence="Not so.")
    page = sign_in(None).get(challenge.get_absolute_url()).text
    assert "Too few homes" in page
    assert "Not so." in page
    assert not any(name in page for name in ("Bo Contributor", "Chi Funder", "I agree", "Take it forward"))


def test_merging_shows_a_preview_first(sign_in: SignIn, city: Portfolio, view: Framing, alma: User) -> None:
    target = make_challenge(city, "Housing")
    client, address = sign_in(alma), f"{CHALLENGES}{target.pk}/merge/"
    assert "Rents rise" in client.get(f"{address}?q=rents").text
    values = {"sources": [view.challenge_id], "why": "The same."}
    preview = client.post(address, values)
    assert "1 framings" in preview.text
    assert not target.framings.exists()
    assert client.post(address, {**values, "sources": [target.pk]}).status_code == 422
    done = client.post(address, {**values, "confirm": "1"})
    assert done.url == target.get_absolute_url()
    assert "Took in" in client.get(done.url).text
    gone = client.get(view.challenge.get_absolute_url()).text
    assert "This was merged into" in gone
    assert "Say how you see it" not in gone


def test_splitting_shows_the_lineage_on_both(sign_in: SignIn, view: Framing, alma: User) -> None:
    client, address = sign_in(alma), f"{CHALLENGES}{view.challenge_id}/split/"
    assert "Moved out" in client.get(address).text
    values = {"title": "Owners gain", "why": "Another table.", "going_framings": [view.pk]}
    new = client.post(address, values)
    assert "Split from" in client.get(new.url).text
    assert "Split off" in client.get(view.challenge.get_absolute_url()).text
    assert "Moved out" in client.get(new.url).text


def test_an_initiative_shows_what_it_answers_to_those_who_may_see_it(
    sign_in: SignIn, rents: Challenge, warm_streets: Initiative, alma: User, chi: User
) -> None:
    client = sign_in(alma)
    linked = client.post(f"{CHALLENGES}{rents.pk}/answers/new/", {"initiative": warm_streets.pk, "how": "Warm."})
    assert linked.url == rents.get_absolute_url()
    address = f"{CHALLENGES}of-initiative/{warm_streets.pk}/"
    assert address in client.get(warm_streets.get_portfolio_url("riverton")).text
    assert "Rents rise" in client.get(address).text
    Initiative.objects.filter(pk=warm_streets.pk).update(circle="funders")
    assert "Rents rise" not in sign_in(chi).get(address).text
    fragment = {"HX-Request": "true", "HX-Target": "initiative-challenges"}
    assert sign_in(chi).get(address, headers=fragment).text.strip() == ""


def test_a_contributor_links_what_their_organisation_does(
    sign_in: SignIn, city: Portfolio, rents: Challenge, warm_streets: Initiative, bo: User
) -> None:
    other = make_initiative(city, "Not Bo's")
    client, address = sign_in(bo), f"{CHALLENGES}{rents.pk}/answers/new/"
    assert client.post(address, {"initiative": other.pk}).status_code == 422
    assert client.post(address, {"initiative": warm_streets.pk}).status_code == 302
    mine = rents.answers.get()
    assert client.post(f"{CHALLENGES}{rents.pk}/answers/{mine.pk}/remove/").status_code == 302
    assert not rents.answers.exists()


def test_a_hidden_initiative_is_not_named_beside_a_challenge(
    sign_in: SignIn, city: Portfolio, alma: User, chi: User
) -> None:
    challenge = make_challenge(city, "For funders", circle="funders")
    answers.link(challenge=challenge, initiative=make_initiative(city, "Hidden", circle="portfolio"), by=alma)
    assert "Hidden" in sign_in(alma).get(challenge.get_absolute_url()).text
    assert "Hidden" not in sign_in(chi).get(challenge.get_absolute_url()).text


def test_search_finds_it_for_those_who_may_see_it(sign_in: SignIn, rents: Challenge, odile: User, chi: User) -> None:
    assert rents.get_absolute_url() in sign_in(odile).get("/riverton/search/?q=trees").text
    assert rents.get_absolute_url() not in sign_in(chi).get("/riverton/search/?q=trees").text


def test_the_api_reads_raises_and_frames(
    sign_in: SignIn, rents: Challenge, view: Framing, odile: User, energy: System, coop: Organisation
) -> None:
    api, client = "/api/v1/portfolios/riverton/challenges/", sign_in(odile)
    found = client.get(api, {"q": "rents", "system": energy.pk, "status": "framing"}).json()["results"]
    assert [(row["id"], row["systems"], row["status"]) for row in found] == [(rents.pk, [energy.pk], "framing")]
    json = {"content_type": "application/json"}
    made = client.post(api, {"title": "Silt", "systems": [energy.pk], "status": "reviewed"}, **json)
    assert made.status_code == 201
    assert (made.json()["status"], made.json()["circle"]) == ("raised", "portfolio")
    assert client.post(api, {"title": "Silt", "organisation": coop.pk}, **json).status_code == 400
    framings = f"{api}{rents.pk}/framings/"
    assert client.post(framings, {"title": "Mine"}, **json).status_code == 400
    assert client.post(framings, {"title": "Mine", "going_on": "Nobody asked."}, **json).status_code == 201
    framing.mark(framing=view, by=odile, stance="agree")
    side_by_side = client.get(framings).json()["results"]
    assert {(row["title"], row["agree"], row["different"]) for row in side_by_side} == {
        ("Moved out", 1, 0), ("Mine", 0, 0),
    }  # fmt: skip


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_stewards_at_once_move_it_once(rents: Challenge, alma: User) -> None:
    def press(to: str) -> str:
        try:
            states.move(challenge=rents, to=to, by=alma, why="Now.", seen="framing")
        except ValidationError:
            return "refused"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(press, ("convening", "taken_up"))) == ["done", "refused"]
    assert Change.objects.of(rents).count() == 1
