"""The story of Riverton in its data files is complete, distinct, consistent and told in British English."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from funding.models import CapitalCommitment, FundingVehicle
from initiatives.models import Facet, Initiative, ParticipationRole, Stage, SystemNeed, Update
from portfolio_hub.demo import story
from portfolio_hub.demo.days import TODAY, day_of, instalments
from sensemaking.models import Kind, Mark
from stakeholders.models import Circle, Role
from stakeholders.models.organisation import Sector

CHAPTERS = (
    "intent.toml", "positions.toml", "challenges.toml", "decisions.toml", "levels.toml", "combinations.toml",
    "money.toml", "outcomes.toml", "beside.toml",
)  # fmt: skip
TOLD_IN_LINES = {
    "decisions.csv": ("title", "reasons", "addressed_to"),
    "options.csv": ("title", "description", "parked_why"),
    "members.csv": ("brings",),
    "contributions.csv": ("mechanism", "note"),
    "indicators.csv": ("name", "method", "baseline_source"),
    "observations.csv": ("source",),
    "returns.csv": ("note",),
}
STAGES = ["idea", "exploring", "testing", "growing", "embedded", "closed"]

SHARES = {
    "clean-air": (12, 25), "flood-safe": (9, 33), "fuel-poverty": (14, 38), "tree-canopy": (31, 27),
    "public-food": (18, 44), "transport": (22, 41), "retrofit": (21, 42), "green-jobs": (24, 39), "waste": (16, 47),
    "clean-heat": (38, 34), "age-well": (27, 46), "own-plan": (46, 38),
}  # fmt: skip
"""Of each promise, in percent: what is evidenced, and what is in hand."""

AMERICAN = re.compile(
    r"\b(colou?rful|color\w*|neighbor\w*|behavior\w*|favor\w*|honor\w*|labor|harbor\w*|center\w*|theater\w*|liters?|gr[a]y|"
    r"organiz\w*|realiz\w*|recogniz\w*|apologiz\w*|analyz\w*|catalog|cozy|curbs?|mold\w*|plow\w*|tires|aluminum|"
    r"sidewalks?|gotten|apartments?|elevators?|trash|programs?|fulfill|skeptic\w*|traveler\w*|jewelry|gas station)\b",
    re.IGNORECASE,
)
FILLER = re.compile(
    r"lorem|ipsum|\btbd\b|\btodo\b|placeholder|\bfoo\b|\bxxx\b|\bproject \d+|initiative \d+|\bsample\b|synerg|holistic|"
    r"cutting-edge|leverag|best-in-class|game.chang|stakeholder engagement|innovative|empower",
    re.IGNORECASE,
)


def all_texts() -> list[str]:
    """Every sentence that a reader of the demo city may meet."""
    texts = [part for one in story.initiatives() for part in (one.title, one.summary, one.rationale)]
    texts += [one.closing_learning for one in story.initiatives()]
    texts += [step.reason for one in story.initiatives() for step in one.steps]
    texts += [part for one in story.logs() for part in (one.title, one.tried, one.saw, one.next)]
    texts += [part for one in story.updates() for part in (one.title, one.body)]
    texts += [row["description"] for name in ("organisations.csv", "frame.csv") for row in story.rows(name)]
    texts += [part for row in story.rows("vehicles.csv") for part in (row["rules"], row["willing_to_learn"])]
    texts += [one.note for one in story.commitments()] + [one.purpose for one in story.allocations()]
    texts += [row[name] for row in story.rows("endorsements.csv") for name in ("promise", "brings", "ended_why")]
    texts += [row[name] for row in story.rows("promises.csv") for name in ("title", "promise", "unit", "source")]
    texts += [row[name] for row in story.rows("services.csv") for name in ("how", "note")]
    texts += [row["why"] for row in story.rows("judgements.csv")]
    texts += [row[name] for row in story.rows("millford.csv") for name in ("title", "summary", "said")]
    texts += [
        text for name, columns in TOLD_IN_LINES.items() for row in story.rows(name) for text in map(row.get, columns)
    ]
    texts += [text for name in CHAPTERS for text in sentences(story.chapter(name))]
    return [str(text) for text in texts if text]


def sentences(told: Any) -> Iterator[str]:
    """Every text in a chapter that is more than a key."""
    if isinstance(told, dict):
        told = list(told.values())
    if isinstance(told, list):
        for part in told:
            yield from sentences(part)
    elif isinstance(told, str) and " " in told:
        yield told.strip()


def test_there_are_enough_words_and_no_two_are_the_same() -> None:
    logs, updates, initiatives = story.logs(), story.updates(), story.initiatives()
    assert len(initiatives) == 240
    assert len(logs) >= 190
    assert 430 <= len(updates) <= 480
    for texts in (
        [one.title for one in initiatives],
        [one.summary for one in initiatives],
        [one.key for one in initiatives],
        *([getattr(log, part) for log in logs] for part in ("title", "tried", "saw", "next")),
        [update.title for update in updates if update.title],
        [update.body for update in updates if update.body],
        [row["description"] for row in story.rows("organisations.csv")],
        [row["promise"] for row in story.rows("endorsements.csv")],
        [row["brings"] for row in story.rows("endorsements.csv")],
        [row["how"] for row in story.rows("services.csv")],
        [row["why"] for row in story.rows("judgements.csv") if row["why"]],
    ):
        assert [text for text, times in Counter(texts).items() if times > 1] == []


def test_every_text_is_finished_british_and_without_filler() -> None:
    for text in all_texts():
        assert not AMERICAN.search(text), text
        assert not FILLER.search(text), text
        assert text == text.strip(), text
        assert not re.search(r"  |['\"]", text), text
    for one in story.initiatives():
        assert one.summary.endswith("."), one.summary
        assert 40 <= len(one.summary) <= 220, one.summary
    for log in story.logs():
        assert all(part[-1] in ".?!" for part in (log.tried, log.saw, log.next)), log.title


def test_everything_named_exists() -> None:
    initiatives = {one.key for one in story.initiatives()}
    people = {person.key for person in story.people()}
    organisations = {row["key"] for row in story.rows("organisations.csv")}
    places = {place.key for place in story.places()}
    frame = {row["key"] for row in story.rows("frame.csv")}
    for log in story.logs():
        assert {log.initiative, *log.listeners} <= initiatives, log.title
        assert log.by in people, log.title
    assert {post.initiative for post in story.posts()} <= initiatives
    assert {one.initiative for one in story.allocations()} <= initiatives
    for name in ("closings.csv", "placements.csv", "stage_reasons.csv"):
        assert {row["initiative"] for row in story.rows(name)} <= initiatives
    assert {person.organisation for person in story.people()} <= organisations
    assert {row["place"] for row in story.rows("organisations.csv")} <= places
    for one in story.initiatives():
        assert one.places, one.key
        assert set(one.places) <= places, one.key
        assert {*one.systems, *one.levers} <= frame, one.key
        assert {organisation for organisation, _role in one.parts} <= organisations, one.key
        assert 2 <= len(one.parts) <= 5, one.key
        assert len(set(one.systems)) == len(one.systems) <= 4, one.key


def test_everything_named_about_intent_and_promises_exists() -> None:
    initiatives = {one.key for one in story.initiatives()}
    people = {person.key for person in story.people()}
    organisations = {row["key"] for row in story.rows("organisations.csv")}
    systems = {row["key"] for row in story.rows("frame.csv") if row["kind"] == "system"}
    promises = {row["key"]: row for row in story.rows("promises.csv")}
    policies = {row["key"] for row in story.chapter("intent.toml")["policies"]}
    logs = {(log.initiative, log.title): log for log in story.logs()}
    for row in promises.values():
        assert row["owner"] in organisations
        assert row["policy"] in {"", *policies}
        needs = [said.split(":") for said in row["needs"].split()]
        assert {system for system, _need in needs} <= systems
        assert {need for _system, need in needs} <= set(SystemNeed.Need.values)
    for row in story.rows("services.csv"):
        assert row["promise"] in promises
        assert row["initiative"] in initiatives
        assert len(row["how"]) <= 300
        assert bool(Decimal(row["evidenced"])) == bool(row["log"] or row["note"]), row
        assert not row["log"] or (row["initiative"], row["log"]) in logs, row
        assert bool(row["note"]) == bool(row["observed_on"]), row
        assert row["observed_on"] <= str(TODAY)
    assert {row["organisation"] for row in story.rows("endorsements.csv")} <= organisations
    assert {row["initiative"] for row in story.rows("judgements.csv")} <= initiatives
    assert {row["by"] for row in story.rows("judgements.csv")} <= people


def test_everything_named_about_money_and_what_came_of_it_exists() -> None:
    initiatives = {one.key for one in story.initiatives()}
    people = {person.key for person in story.people()}
    together = {row["key"] for row in story.chapter("combinations.toml")["combinations"]}
    logs = {log.title: log for log in story.logs()}
    for row in (*story.rows("members.csv"), *story.rows("returns.csv")):
        assert row["initiative"] in initiatives
        assert row.get("combination", "care") in together
    for row in (*story.rows("contributions.csv"), *story.rows("observations.csv")):
        assert row["of"] in initiatives | together
        assert row["by"] in people
    for name, day in (("decisions.csv", "decided_on"), ("contributions.csv", "on")):
        for row in story.rows(name):
            for title in filter(None, row["logs"].split(" · ")):
                assert str(logs[title].on) <= row[day] <= str(TODAY), row
    for row in story.rows("options.csv"):
        assert row["owner"] in people
        assert not row["log"] or str(logs[row["log"]].on) <= row["opened_on"], row
        assert row["opened_on"] <= str(TODAY) < row["expires_on"]
    for row in story.chapter("outcomes.toml")["outcomes"]:
        assert row.get("quote", "") in logs[row["log"]].saw
        assert logs[row["log"]].on <= row["on"]


def test_endorsers_grow_from_version_to_version() -> None:
    rows = list(story.rows("endorsements.csv"))
    assert sum(row["last"] == "4" and not row["state"] for row in rows) == 71
    assert sum(int(row["first"]) <= 2 <= int(row["last"]) for row in rows) == 36
    assert sum(int(row["first"]) <= 3 <= int(row["last"]) for row in rows) == 58
    assert all(row["ended_why"] and row["ended_on"] for row in rows if row["state"] in ("lapsed", "withdrawn"))
    assert len({row["organisation"] for row in rows}) == len(rows)


def test_shares_of_each_promise_add_up_to_what_the_city_says() -> None:
    sums: dict[str, list[Decimal]] = {}
    for row in story.rows("services.csv"):
        both = sums.setdefault(row["promise"], [Decimal(0), Decimal(0)])
        both[0] += Decimal(row["evidenced"])
        both[1] += Decimal(row["in_hand"])
    assert {key: tuple(int(part) for part in both) for key, both in sums.items()} == SHARES
    assert all(part == int(part) for both in sums.values() for part in both)
    assert sum(100 - sum(both) for both in SHARES.values()) == 39 * len(SHARES)


def test_only_words_of_the_vocabulary_are_used() -> None:
    initiatives = story.initiatives()
    assert {role for one in initiatives for _organisation, role in one.parts} <= set(ParticipationRole.values)
    assert {step.stage for one in initiatives for step in one.steps} <= set(Stage.values)
    assert {one.facet for one in initiatives} == {"", *Facet.values}
    assert {one.closed_how for one in initiatives} <= {"", *Initiative.ClosedHow.values}
    assert {log.kind for log in story.logs()} == set(Kind.values)
    assert {log.mark for log in story.logs()} == {"", *Mark.values}
    assert {log.circle for log in story.logs()} == set(Circle.values)
    assert {update.kind for update in story.updates()} == set(Update.Kind.values)
    assert {person.role for person in story.people()} == set(Role.values)
    assert {row["sector"] for row in story.rows("organisations.csv")} == set(Sector.values)
    assert {row["instrument"] for row in story.rows("vehicles.csv")} <= set(FundingVehicle.Instrument.values)
    assert {one.flexibility for one in story.commitments()} == set(CapitalCommitment.Flexibility.values)


def test_stages_follow_one_another_and_reasons_belong_to_a_step() -> None:
    steps = {(one.key, step.stage) for one in story.initiatives() for step in one.steps}
    for row in story.rows("stage_reasons.csv"):
        assert (row["initiative"], row["stage"]) in steps, row
    for one in story.initiatives():
        for before, after in pairwise(one.steps):
            assert before.on < after.on, one.key
            assert STAGES.index(before.stage) < STAGES.index(after.stage), one.key
        assert date(2023, 1, 1) <= one.steps[0].on <= one.steps[-1].on <= TODAY, one.key
        assert bool(one.closed_how) == bool(one.closing_learning) == (one.stage == "closed"), one.key
        if one.stage in ("growing", "embedded", "closed"):
            assert one.steps[-1].reason, one.key


def test_nobody_speaks_before_the_beginning_or_after_the_end() -> None:
    told = {one.key: one for one in story.initiatives()}
    for post in story.posts():
        one = told[post.initiative]
        assert one.steps[0].on <= post.on <= TODAY, (one.key, post.on)
        if one.stage == "closed":
            assert post.on <= one.steps[-1].on, (one.key, post.on)


@pytest.mark.parametrize(
    ("initiative", "day", "words"),
    [
        ("warm-streets", "2026-11-18", "Neighbours minded the noise less than the wait."),
        ("warm-streets", "2026-09-18", "7 of 9 doors opened for Mrs Osei. 2 of 22 answered the leaflet."),
        ("warm-streets", "2026-09-18", "Doors opened when Mrs Osei from number 14 came along."),
        ("warm-streets", "2026-09-18", "We stopped leafleting in week two."),
        ("home-before-hospital", "2026-08-04", "I prescribed a bench. Then I found out the bench has no tree."),
        ("night-bus-pact", "2026-11-16", "Night shift workers sleep at noon. Our cool hours miss them."),
        ("cool-rooms", "2026-08-24", "My mother’s flat was 31 degrees in July. With the awnings it was 25."),
        ("cool-rooms", "2026-08-24", "She slept at home all summer."),
        ("repair-guild", "2026-07-24", "I came to fix a toaster and left with an apprenticeship."),
        ("repair-guild", "2026-07-24", "Nobody asked for my grades."),
        ("quiet-freight", "2026-09-09", "We used to fight over the loading bay. Now there is a rota and a group chat."),
    ],
)
def test_the_quotes_that_riverton_is_known_for_are_word_for_word(initiative: str, day: str, words: str) -> None:
    logs = [log for log in story.logs() if log.initiative == initiative and str(log.on) == day]
    assert any(words in log.saw for log in logs)


@pytest.mark.parametrize(
    ("words", "grows"),
    [
        (r"neighbour|door|knock", True),
        (r"shade|tree|awning", True),
        (r"kerb|loading bay", True),
        (r"tender|insurance|procurement", True),
        (r"volunteer", False),
        (r"\bapps?\b|password|log-in", False),
    ],
)
def test_patterns_rise_and_fade_from_spring_to_summer(words: str, grows: bool) -> None:
    told = ((log, f"{log.title} {log.tried} {log.saw} {log.next}") for log in story.logs())
    speaks = [log for log, text in told if re.search(words, text, re.IGNORECASE)]
    spring = sum(date(2026, 4, 1) <= log.on < date(2026, 7, 1) for log in speaks)
    summer = sum(date(2026, 7, 1) <= log.on < date(2026, 10, 1) for log in speaks)
    assert (summer > spring) == grows
    assert max(spring, summer) >= 5


def test_most_learning_is_of_the_last_year() -> None:
    days = [log.on for log in story.logs()]
    assert min(days) < date(2024, 7, 1)
    assert sum(day >= date(2025, 10, 1) for day in days) > len(days) * 0.8
    circles = Counter(log.circle for log in story.logs())
    assert circles["portfolio"] + circles["public"] > len(days) * 0.7


def test_districts_do_not_overlap() -> None:
    rings = {
        place.key: place.geometry["coordinates"][0]
        for place in story.places()
        if place.geometry and place.within == "riverton"
    }
    assert len(rings) == 13
    for ring in rings.values():
        assert ring[0] == ring[-1]
    for key, ring in rings.items():
        for step in range(1, 20):
            for inner in ring[:-1]:
                point = _between(inner, _middle(ring), step / 20)
                holders = [name for name, other in rings.items() if _holds(other, point)]
                assert holders in ([key], []), (key, holders)


def _middle(ring: list[list[float]]) -> tuple[float, float]:
    corners = ring[:-1]
    return sum(x for x, _y in corners) / len(corners), sum(y for _x, y in corners) / len(corners)


def _between(start: list[float], end: tuple[float, float], share: float) -> tuple[float, float]:
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def _holds(ring: list[list[float]], point: tuple[float, float]) -> bool:
    """Whether a ray from the point crosses the ring an odd number of times."""
    x, y = point
    crossings = 0
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
            crossings += 1
    return crossings % 2 == 1


def test_days_and_instalments_are_the_same_every_time_and_add_up() -> None:
    assert day_of("2026-06-12", "any") == date(2026, 6, 12)
    first = day_of("2024-03", "canal-heat")
    assert first == day_of("2024-03", "canal-heat")
    assert (first.year, first.month) == (2024, 3)
    assert first.weekday() < 5
    for sum_ in (Decimal(1), Decimal(999), Decimal("6912000.00"), Decimal("1511000")):
        parts = list(instalments(sum_, date(2023, 2, 20)))
        assert sum(part for _on, part in parts) == sum_
        assert all(part > 0 and date(2023, 2, 20) <= on <= TODAY for on, part in parts)
