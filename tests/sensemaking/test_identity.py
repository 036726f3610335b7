"""A theme is known again: laws of the matching, and what people decided stands."""

import random
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sensemaking.identity import Cluster, heirs, match, profile_of
from sensemaking.records import Known, Question
from sensemaking.rollup import roll_up
from tests.sensemaking.test_rollup import MAY, SPEECH, everything, logs

STEMS = st.sampled_from(["door", "neighbour", "tree", "shade", "kerb", "lorry", "bench", "water"])
PROFILES = st.dictionaries(STEMS, st.floats(0.1, 1.0), min_size=1, max_size=5)
LOGS = st.frozensets(st.integers(1, 12), max_size=6)
CLUSTERS = st.lists(st.builds(Cluster, PROFILES, LOGS), max_size=6, unique_by=lambda one: tuple(sorted(one.logs)))
PAST = st.lists(st.builds(Known, st.integers(1, 50), PROFILES, LOGS), max_size=6, unique_by=lambda one: one.id)


@given(CLUSTERS, PAST)
def test_a_theme_is_at_most_one_group(clusters: list[Cluster], known: list[Known]) -> None:
    found = [theme for theme in match(clusters, known) if theme is not None]
    assert len(found) == len(set(found))
    assert set(found) <= {theme.id for theme in known}


@given(CLUSTERS, PAST, st.randoms())
def test_the_order_changes_nothing(clusters: list[Cluster], known: list[Known], rng: random.Random) -> None:
    expected = dict(zip([one.logs for one in clusters], match(clusters, known), strict=True))
    rng.shuffle(clusters)
    rng.shuffle(known)
    assert dict(zip([one.logs for one in clusters], match(clusters, known), strict=True)) == expected


@given(PROFILES)
def test_what_is_told_the_same_way_is_the_same(profile: dict[str, float]) -> None:
    assert match([Cluster(profile, frozenset())], [Known(7, profile)]) == (7,)


def test_what_is_told_in_other_words_is_new() -> None:
    assert match([Cluster({"door": 1.0}, frozenset({1}))], [Known(7, {"tree": 1.0}, frozenset({2}))]) == (None,)


def test_shared_logs_tell_twins_apart() -> None:
    told = {"door": 0.8, "neighbour": 0.6}
    known = [Known(1, told, frozenset({1, 2})), Known(2, told, frozenset({8, 9}))]
    clusters = [Cluster(told, frozenset({8, 9, 10})), Cluster(told, frozenset({1, 2, 3}))]
    assert match(clusters, known) == (2, 1)


def test_a_merged_theme_lives_on_in_the_last_heir() -> None:
    chain = [Known(1, {}, merged_into=2), Known(2, {}, merged_into=3), Known(3, {})]
    assert heirs(chain) == {1: 3, 2: 3, 3: 3}
    assert heirs([Known(1, {}, merged_into=2), Known(2, {}, merged_into=1)]).keys() == {1, 2}


def test_a_profile_keeps_the_weightiest_stems_in_a_settled_order() -> None:
    assert profile_of(["b", "a", "c"], np.array([0.5, 0.5, 0.0])) == {"a": 0.5, "b": 0.5}


def known_from(question: Question, **decided: dict[str, Any]) -> list[Known]:
    """The themes of a run as a later one knows them; `decided` by a word that tells the theme."""
    found = []
    for at, theme in enumerate(roll_up(question).themes, start=1):
        choice = next((facts for word, facts in decided.items() if word in theme.profile), {})
        found.append(Known(at, theme.profile, frozenset(log for log, _near in theme.logs), **choice))
    return found


def test_a_name_that_people_gave_stands_in_the_next_period() -> None:
    known = known_from(Question(now=everything()), door={"name": "Trust at the door"})
    again = roll_up(Question(now=logs("doors", start=400) + logs("trees", start=500), known=known))
    names = {theme.name for theme in again.themes if 400 in dict(theme.logs)}
    assert names == {"Trust at the door"}


def test_the_same_scope_gives_the_same_report_when_it_is_known() -> None:
    first = roll_up(Question(now=everything()))
    again = roll_up(Question(now=everything(), known=known_from(Question(now=everything()))))
    assert [(theme.words, theme.logs) for theme in again.themes] == [
        (theme.words, theme.logs) for theme in first.themes
    ]
    assert len({theme.known.id for theme in again.themes if theme.known}) == 3


def test_what_is_set_aside_is_not_shown_and_its_logs_are_counted_apart() -> None:
    known = known_from(Question(now=everything()), tree={"is_excluded": True})
    again = roll_up(Question(now=everything(), known=known))
    assert all(100 not in dict(theme.logs) for theme in again.themes)
    assert (len(again.themes), again.left_out.apart) == (2, 5)


def test_merged_themes_are_one() -> None:
    first = known_from(Question(now=everything()))
    doors = next(theme for theme in first if 0 in theme.logs)
    merged = [
        theme
        if theme is doors or 200 in theme.logs
        else Known(theme.id, theme.profile, theme.logs, merged_into=doors.id)
        for theme in first
    ]
    again = roll_up(Question(now=everything(), known=merged))
    both = next(theme for theme in again.themes if theme.known and theme.known.id == doors.id)
    assert {log for log, _near in both.logs} == {*range(5), *range(100, 105)}
    assert len(again.themes) == 2


def test_a_pinned_theme_stays_though_few_speak_of_it() -> None:
    known = known_from(Question(now=everything()), kerb={"is_pinned": True, "name": "Kerbs"})
    few = logs("doors") + logs("trees", start=100) + logs("kerbs", start=200, count=2)
    kerbs = [theme for theme in roll_up(Question(now=few, known=known)).themes if theme.name == "Kerbs"]
    assert [dict(theme.logs).keys() for theme in kerbs] == [{200, 201}]
    assert not [theme for theme in roll_up(Question(now=few)).themes if 200 in dict(theme.logs)]


def test_a_log_goes_where_people_put_it() -> None:
    known = known_from(Question(now=everything()))
    doors = next(theme.id for theme in known if 0 in theme.logs)
    again = roll_up(Question(now=everything(), known=known, moved={100: doors, 0: None}))
    theme = next(theme for theme in again.themes if theme.known and theme.known.id == doors)
    assert {log for log, _near in theme.logs} == {1, 2, 3, 4, 100}
    assert again.left_out.apart == 1
    assert sum(len(theme.logs) for theme in again.themes) == 14


@settings(max_examples=5, deadline=None)
@given(st.randoms())
def test_known_themes_in_any_order_give_the_same_answer(rng: random.Random) -> None:
    question = Question(now=logs("doors") + logs("trees", start=100), before=logs("kerbs", MAY, 200))
    known = known_from(question)
    expected = roll_up(Question(now=question.now, before=question.before, known=known))
    rng.shuffle(known)
    assert roll_up(Question(now=question.now, before=question.before, known=known)) == expected


def test_every_log_stays_in_one_theme() -> None:
    known = known_from(Question(now=everything()), kerb={"is_pinned": True})
    placed = [log for theme in roll_up(Question(now=everything(), known=known)).themes for log, _near in theme.logs]
    assert len(placed) == len(set(placed)) == sum(map(len, SPEECH.values()))
