"""Challenges: raised, framed side by side, moved on, answered; bad input is told what is wrong."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from initiatives.activity import activity
from initiatives.models import Answer, Challenge, Framing, FramingMark, Initiative, System
from initiatives.services import merging as initiative_merging
from initiatives.services.challenges import answers, framing, raising, state, states, undoing
from portfolio_hub.lib.meanwhile import Stale
from stakeholders.access import access_for
from stakeholders.models import Change, Organisation, Portfolio, User
from stakeholders.services.history import CannotUndo
from tests.factories import make_challenge, make_framing, make_initiative, make_place, make_portfolio

Status = Challenge.Status


@pytest.fixture
def rents(city: Portfolio, bo: User) -> Challenge:
    """What Bo raised."""
    return raising.raise_challenge(portfolio=city, by=bo, title="Rents rise where streets get greener")


def seen(user: User, portfolio: Portfolio) -> set[Challenge]:
    access = access_for(user, portfolio)
    assert access
    found = set(Challenge.objects.seen_with(access))
    assert found == set(Challenge.objects.visible_to(user))
    return found


def test_a_raised_challenge_says_what_where_and_for_whom(
    city: Portfolio, chi: User, coop: Organisation, energy: System
) -> None:
    place = make_place("Millbrook", portfolio=city)
    made = raising.raise_challenge(
        portfolio=city, by=chi, title=" Cold homes ", description="Most of all in winter.", organisation=coop,
        systems=[energy], places=[place], circle="funders",
    )  # fmt: skip
    made.refresh_from_db()
    assert (made.title, made.status, made.circle, made.raised_by) == ("Cold homes", "raised", "funders", chi)
    assert (made.systems.get(), made.places.get(), made.organisation) == (energy, place, coop)
    assert made.status_since_on == timezone.localdate()
    assert Challenge.objects.all().matching("winter").get() == made
    created = Change.objects.of(made).get()
    assert (created.kind, created.by, created.fields["title"]) == ("created", chi, [None, "Cold homes"])


def test_a_challenge_without_a_line_is_refused(city: Portfolio, bo: User) -> None:
    with pytest.raises(ValidationError, match="Say in a line"):
        raising.raise_challenge(portfolio=city, by=bo, title="   ")


def test_who_sees_it_follows_its_circle_and_the_raiser_always_does(
    city: Portfolio, alma: User, bo: User, chi: User, odile: User, dag: User
) -> None:
    own = raising.raise_challenge(portfolio=city, by=chi, title="Mine", circle="portfolio")
    other = make_challenge(city, "Of the portfolio")
    wide = make_challenge(city, "Of the funders too", circle="funders")
    for user in (alma, bo, odile):
        assert seen(user, city) == {own, other, wide}
    assert seen(chi, city) == {own, wide}
    assert not Challenge.objects.visible_to(dag).exists()


def test_an_edit_writes_words_and_places_at_once_and_can_be_undone(rents: Challenge, bo: User, energy: System) -> None:
    before = state.of(rents)
    change = raising.edit(challenge=rents, by=bo, values={"title": "Rents rise", "systems": [energy]}, edit=1)
    assert change
    assert change.fields == {"title": [before["title"], "Rents rise"], "systems": [[], [energy.pk]]}
    assert (rents.title, rents.edit) == ("Rents rise", 2)
    undoing.undo(change=change, by=bo)
    rents.refresh_from_db()
    assert state.of(rents) == before
    assert Challenge.objects.all().matching("greener").exists()


def test_the_second_of_two_editors_learns_what_the_first_wrote(rents: Challenge, alma: User, bo: User) -> None:
    raising.edit(challenge=rents, by=alma, values={"title": "Alma's words"}, edit=1)
    with pytest.raises(Stale) as stale:
        raising.edit(challenge=rents, by=bo, values={"title": "Bo's words"}, edit=1)
    assert stale.value.now["title"] == "Alma's words"


def test_several_framings_stand_side_by_side(rents: Challenge, bo: User, chi: User, coop: Organisation) -> None:
    framing.add(challenge=rents, by=bo, title="Moved out", going_on="Rents rise.", organisation=coop)
    framing.add(challenge=rents, by=chi, title="Too few homes", going_on="Everywhere.")
    assert [row.title for row in rents.framings.all()] == ["Moved out", "Too few homes"]
    with pytest.raises(ValidationError, match="what is going on"):
        framing.add(challenge=rents, by=bo, title="Empty", going_on="  ")
    with pytest.raises(IntegrityError), transaction.atomic():
        Framing.objects.create(challenge=rents, title="Empty", going_on="")


def test_one_agrees_or_says_how_one_sees_it_and_may_change_ones_mind(rents: Challenge, bo: User, chi: User) -> None:
    view = make_framing(rents, by=bo)
    framing.mark(framing=view, by=chi, stance="agree")
    framing.mark(framing=view, by=chi, stance="different", sentence="It is the same everywhere.")
    mark = view.marks.get()
    assert (mark.stance, mark.sentence) == ("different", "It is the same everywhere.")
    framing.unmark(framing=view, by=chi)
    assert not view.marks.exists()


@pytest.mark.parametrize(
    ("stance", "sentence", "words"),
    [("different", " ", "in a sentence"), ("maybe", "", "agree or see it differently")],
)
def test_a_mark_that_says_nothing_is_refused(
    rents: Challenge, bo: User, chi: User, stance: str, sentence: str, words: str
) -> None:
    view = make_framing(rents, by=bo)
    with pytest.raises(ValidationError, match=words):
        framing.mark(framing=view, by=chi, stance=stance, sentence=sentence)
    with pytest.raises(ValidationError, match="how you see it yourself"):
        framing.mark(framing=view, by=bo, stance="agree")


def test_the_database_wants_a_sentence_with_a_difference(rents: Challenge, bo: User, chi: User) -> None:
    view = make_framing(rents, by=bo)
    with pytest.raises(IntegrityError), transaction.atomic():
        FramingMark.objects.create(framing=view, by=chi, stance="different")


def test_one_framing_is_taken_forward_with_a_why_and_the_others_stay(rents: Challenge, alma: User, bo: User) -> None:
    first, second = make_framing(rents, by=bo), make_framing(rents)
    with pytest.raises(ValidationError, match="Say why"):
        framing.take_forward(challenge=rents, framing=first, by=alma, why=" ")
    change = framing.take_forward(challenge=rents, framing=first, by=alma, why="We can act on it.")
    rents.refresh_from_db()
    assert (rents.framing, rents.framing_why) == (first, "We can act on it.")
    assert set(rents.framings.all()) == {first, second}
    assert change
    undoing.undo(change=change, by=alma)
    rents.refresh_from_db()
    assert rents.framing is None


def test_a_framing_of_another_challenge_is_not_taken_forward(city: Portfolio, rents: Challenge, alma: User) -> None:
    foreign = make_framing(make_challenge(city))
    with pytest.raises(ValidationError, match="another challenge"):
        framing.take_forward(challenge=rents, framing=foreign, by=alma, why="Mixed up.")


def test_each_step_has_its_reason_and_parking_keeps_it(rents: Challenge, alma: User) -> None:
    states.move(challenge=rents, to="framing", by=alma, why="Let us hear them.")
    parked = states.move(challenge=rents, to="parked", by=alma, why="The region measures first.", seen="framing")
    rents.refresh_from_db()
    assert (rents.status, rents.parked_why) == ("parked", "The region measures first.")
    assert parked
    undoing.undo(change=parked, by=alma)
    rents.refresh_from_db()
    assert (rents.status, rents.parked_why) == ("framing", "")


@pytest.mark.parametrize(
    ("to", "why", "words"),
    [("framing", "", "Say in a line why"), ("raised", "Why not", "in this state already"),
     ("merged", "Why not", "one of the states"), ("done", "Why not", "one of the states")],
)  # fmt: skip
def test_a_step_that_can_not_be_is_refused(rents: Challenge, alma: User, to: str, why: str, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        states.move(challenge=rents, to=to, by=alma, why=why)
    rents.refresh_from_db()
    assert rents.status == Status.RAISED


def test_the_second_of_two_stewards_is_told_that_it_moved_meanwhile(rents: Challenge, alma: User) -> None:
    states.move(challenge=rents, to="convening", by=alma, why="They meet on Monday.", seen="raised")
    with pytest.raises(ValidationError, match="Convening"):
        states.move(challenge=rents, to="parked", by=alma, why="Nobody has time.", seen="raised")
    rents.refresh_from_db()
    assert rents.status == Status.CONVENING


def test_an_initiative_answers_a_challenge_once(rents: Challenge, alma: User, warm_streets: Initiative) -> None:
    answers.link(challenge=rents, initiative=warm_streets, by=alma)
    answer = answers.link(challenge=rents, initiative=warm_streets, by=alma, how="Warm homes at the same rent.")
    answer.refresh_from_db()
    assert Answer.objects.get() == answer
    assert answer.how == "Warm homes at the same rent."
    with pytest.raises(CannotUndo):
        undoing.undo(change=Change.objects.of(rents)[0], by=alma)
    answers.unlink(answer=answer, by=alma)
    assert not rents.answers.exists()


def test_an_initiative_of_another_portfolio_does_not_answer(rents: Challenge, alma: User) -> None:
    foreign = make_initiative(make_portfolio("Elsewhere"), "Foreign")
    with pytest.raises(ValidationError, match="not in the portfolio"):
        answers.link(challenge=rents, initiative=foreign, by=alma)


def test_a_timeline_tells_the_challenge_to_those_who_may_see_it(
    city: Portfolio, rents: Challenge, alma: User, chi: User, warm_streets: Initiative
) -> None:
    answer = answers.link(challenge=rents, initiative=warm_streets, by=alma, how="With warm homes.")
    source = activity.get("answer")
    access, funders = access_for(alma, city), access_for(chi, city)
    assert access
    assert funders
    entry = source.load([answer.pk], warm_streets, access)[0]
    assert "Rents rise" in entry.title
    assert (entry.body, entry.url) == ("With warm homes.", rents.get_absolute_url())
    assert not source.rows(warm_streets, funders).exists()


def test_answers_follow_when_initiatives_are_merged_and_stand_once(
    city: Portfolio, rents: Challenge, alma: User, warm_streets: Initiative
) -> None:
    twin = make_initiative(city, "Twin")
    other = make_challenge(city)
    for challenge, initiative in ((rents, twin), (rents, warm_streets), (other, twin)):
        answers.link(challenge=challenge, initiative=initiative, by=alma)
    initiative_merging.merge(source=twin, target=warm_streets, by=alma, why="One thing")
    assert set(warm_streets.answers.values_list("challenge", flat=True)) == {rents.pk, other.pk}
