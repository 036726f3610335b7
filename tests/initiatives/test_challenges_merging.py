"""Challenges become one, and one becomes two; nothing is lost, and it can be taken back."""

import pytest
from django.core.exceptions import ValidationError

from initiatives.carried import carried
from initiatives.models import Challenge, Initiative, System
from initiatives.services.challenges import answers, framing, merging, raising, state, states, undoing
from sensemaking.models import Option
from sensemaking.services import options
from stakeholders.models import Change, Portfolio, User
from stakeholders.services.history import CannotUndo
from tests.factories import make_challenge, make_framing, make_initiative, make_portfolio


@pytest.fixture
def target(city: Portfolio) -> Challenge:
    return make_challenge(city, "Rents rise")


@pytest.fixture
def source(city: Portfolio, energy: System, bo: User, chi: User, alma: User, warm_streets: Initiative) -> Challenge:
    """A challenge with all that can hang on one."""
    row = make_challenge(city, "Trees make streets dear", status="framing")
    row.systems.add(energy)
    view = make_framing(row, "Moved out", by=bo)
    framing.mark(framing=view, by=chi, stance="different", sentence="Everywhere.")
    framing.take_forward(challenge=row, framing=view, by=alma, why="First.")
    options.offer(portfolio=city, by=bo, title="A rent promise", challenge=row)
    answers.link(challenge=row, initiative=warm_streets, by=alma)
    row.refresh_from_db()
    return row


def test_a_plan_says_what_will_move(source: Challenge, target: Challenge, energy: System) -> None:
    plan = merging.plan(sources=[source], target=target)
    assert {str(label): count for label, count in plan.moving} == {
        "framings": 1, "initiatives that answer": 1, "solutions offered": 1,
    }  # fmt: skip
    assert (plan.systems, plan.places) == ([energy.name], [])


def test_all_that_hangs_on_the_sources_moves_to_the_one(
    city: Portfolio, source: Challenge, target: Challenge, alma: User, energy: System
) -> None:
    third = make_challenge(city, "Owners gain")
    make_framing(third, "Gains")
    merging.merge(sources=[source, third], target=target, by=alma, why="The same in other words.")
    for row in (source, third, target):
        row.refresh_from_db()
    assert {row.title for row in target.framings.all()} == {"Moved out", "Gains"}
    assert target.framings.get(title="Moved out").marks.get().sentence == "Everywhere."
    assert (target.answers.count(), target.options.count(), target.systems.get()) == (1, 1, energy)
    assert {row.status for row in (source, third)} == {"merged"}
    assert (source.merged_into, source.framing) == (target, None)
    assert set(target.merged_from.all()) == {source, third}


def test_undo_puts_everything_back(source: Challenge, target: Challenge, alma: User) -> None:
    before = [state.of(source), state.of(target)]
    change = merging.merge(sources=[source], target=target, by=alma, why="The same.")
    undoing.undo(change=change, by=alma)
    for row in (source, target):
        row.refresh_from_db()
    assert [state.of(source), state.of(target)] == before
    assert (source.framings.count(), source.answers.count(), source.options.count()) == (1, 1, 1)
    assert not target.framings.exists()
    with pytest.raises(CannotUndo):
        undoing.undo(change=change, by=alma)


def test_undo_is_refused_once_somebody_went_on(source: Challenge, target: Challenge, alma: User) -> None:
    change = merging.merge(sources=[source], target=target, by=alma, why="The same.")
    states.move(challenge=target, to="convening", by=alma, why="They meet.")
    with pytest.raises(CannotUndo, match="edited this since"):
        undoing.undo(change=change, by=alma)
    source.refresh_from_db()
    assert source.status == "merged"


def test_an_initiative_that_answers_both_stands_once(
    source: Challenge, target: Challenge, alma: User, warm_streets: Initiative
) -> None:
    answers.link(challenge=target, initiative=warm_streets, by=alma)
    merging.merge(sources=[source], target=target, by=alma, why="The same.")
    assert (target.answers.count(), source.answers.count()) == (1, 1)


def test_what_can_not_become_one_is_refused(city: Portfolio, source: Challenge, target: Challenge, alma: User) -> None:
    def refused(words: str, *sources: Challenge, into: Challenge = target) -> None:
        with pytest.raises(ValidationError, match=words):
            merging.merge(sources=sources, target=into, by=alma, why="The same.")

    refused("at least one")
    refused("with itself", target)
    refused("another portfolio", make_challenge(make_portfolio("Elsewhere")))
    refused("parked or merged", source, into=make_challenge(city, status="parked", parked_why="Later."))
    refused("Narrow the circle", source, into=make_challenge(city, circle="public"))
    with pytest.raises(ValidationError, match="why they are one"):
        merging.merge(sources=[source], target=target, by=alma, why=" ")
    merging.merge(sources=[source], target=target, by=alma, why="The same.")
    refused("was merged", source)
    refused("was merged", target, into=source)


def test_nothing_is_done_with_a_merged_one(source: Challenge, target: Challenge, alma: User, bo: User) -> None:
    merging.merge(sources=[source], target=target, by=alma, why="The same.")
    with pytest.raises(ValidationError, match="Go on there"):
        states.move(challenge=source, to="framing", by=alma, why="Again.")
    with pytest.raises(ValidationError, match="Go on there"):
        framing.add(challenge=source, by=bo, title="Late", going_on="Late.")
    with pytest.raises(ValidationError, match="Go on there"):
        options.offer(portfolio=source.portfolio, by=bo, title="Late", challenge=source)


def test_a_split_takes_along_what_was_chosen_and_both_remember(
    city: Portfolio, source: Challenge, alma: User, energy: System
) -> None:
    stays = make_framing(source, "Stays")
    goes = source.framing
    assert goes
    going = {name: list(item.rows(source).values_list("pk", flat=True)) for name, item in carried.items()}
    going["framings"] = [goes.pk]
    new = merging.split(challenge=source, by=alma, title="Owners gain", why="Another table.", going=going)
    source.refresh_from_db()
    assert (new.split_from, new.status, new.circle, new.systems.get()) == (source, "framing", source.circle, energy)
    assert (new.framings.get(), source.framings.get()) == (goes, stays)
    assert (new.options.count(), new.answers.count(), source.framing) == (1, 1, None)
    assert list(source.split_into.all()) == [new]


def test_a_split_can_be_taken_back_until_the_new_one_is_worked_on(source: Challenge, alma: User, bo: User) -> None:
    before = state.of(source)
    view = source.framings.get()
    new = merging.split(challenge=source, by=alma, title="New", why="Two.", going={"framings": [view.pk]})
    undoing.undo(change=source_edit(source), by=alma)
    source.refresh_from_db()
    assert state.of(source) == before
    assert not Challenge.objects.filter(pk=new.pk).exists()

    new = merging.split(challenge=source, by=alma, title="New", why="Two.")
    framing.add(challenge=new, by=bo, title="Mine", going_on="Worked on.")
    with pytest.raises(CannotUndo, match="worked on since"):
        undoing.undo(change=source_edit(source), by=alma)
    assert Challenge.objects.filter(pk=new.pk).exists()


def source_edit(challenge: Challenge) -> Change:
    return Change.objects.of(challenge)[0]


def test_a_split_never_takes_rows_of_another_challenge(source: Challenge, target: Challenge, alma: User) -> None:
    foreign = make_framing(target)
    new = merging.split(challenge=source, by=alma, title="New", why="Two.", going={"framings": [foreign.pk]})
    foreign.refresh_from_db()
    assert foreign.challenge == target
    assert not new.framings.exists()


def test_a_split_needs_a_title_and_a_why(source: Challenge, alma: User) -> None:
    with pytest.raises(ValidationError, match="Say in a line"):
        merging.split(challenge=source, by=alma, title=" ", why="Two.")
    with pytest.raises(ValidationError, match="why they are two"):
        merging.split(challenge=source, by=alma, title="New", why="")


def test_options_follow_the_state_of_where_they_hang(city: Portfolio, source: Challenge, alma: User, bo: User) -> None:
    taken_up = raising.raise_challenge(portfolio=city, by=bo, title="Taken up")
    states.move(challenge=taken_up, to="taken_up", by=alma, why="It begins.")
    change = merging.merge(sources=[source], target=taken_up, by=alma, why="The same.")
    assert Option.objects.get().status == "open"
    undoing.undo(change=change, by=alma)
    assert Option.objects.get().status == "parked"


def test_a_merged_initiative_is_not_offered_as_an_answer(city: Portfolio, target: Challenge, alma: User) -> None:
    gone = make_initiative(city, "Gone", merged_into=make_initiative(city, "There"))
    with pytest.raises(ValidationError, match="not in the portfolio"):
        answers.link(challenge=target, initiative=gone, by=alma)
