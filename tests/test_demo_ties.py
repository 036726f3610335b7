"""How things hang together in Riverton: complete in its files, consistent, and told in British English."""

from collections import Counter
from datetime import date

from initiatives.models import DIRECTED_KINDS, Connection, ConnectionKind, Lineage
from initiatives.models.offer import Given
from portfolio_hub.demo import story
from portfolio_hub.demo.days import TODAY
from sensemaking.models import ConnectionSuggestion
from tests.test_demo_story import AMERICAN, FILLER, sentences

HOLDING = ("observed", "hypothesised")
CHAPTERS = ("together.toml", "suggestions.toml")
ROWS = tuple(story.rows("connections.csv"))
LOGS = {log.title: log for log in story.logs()}
KEYS = {one.key: one for one in story.initiatives()}
PEOPLE = {person.key for person in story.people()}


def test_418_connections_of_all_kinds_and_states() -> None:
    accepted = story.chapter("suggestions.toml")["accepted"]
    assert sum(row["status"] in HOLDING for row in ROWS) + len(accepted) == 418
    assert {row["kind"] for row in ROWS} == set(ConnectionKind.values)
    assert {row["status"] for row in ROWS} == set(Connection.Status.values)
    assert min(Counter(row["confidence"] for row in ROWS).values()) > 40
    assert min(Counter(row["strength"] for row in ROWS).values()) > 40
    shown = sum(bool(row["log"] or row["note"]) for row in ROWS)
    assert shown > len(ROWS) // 3


def test_each_connection_is_said_once_by_somebody_after_both_had_begun() -> None:
    said = Counter(
        (row["kind"], *(ends if row["kind"] in DIRECTED_KINDS else sorted(ends)))
        for row in ROWS
        for ends in [(row["source"], row["target"])]
        if row["status"] != "ended"
    )
    assert said.most_common(1)[0][1] == 1
    assert not [text for text, times in Counter(row["statement"] for row in ROWS).items() if times > 1]
    for row in ROWS:
        assert row["source"] != row["target"]
        assert row["by"] in PEOPLE
        began = max(KEYS[row["source"]].steps[0].on, KEYS[row["target"]].steps[0].on)
        assert began <= date.fromisoformat(row["on"]) <= TODAY, row
        assert bool(row["ended_on"]) == (row["status"] == "ended"), row
        assert bool(row["outcome"]) == (row["status"] not in HOLDING), row
        assert len(row["statement"]) <= 120, row


def test_quotes_are_word_for_word() -> None:
    told = [row for row in ROWS if row["log"]]
    told += [one for row in story.chapter("together.toml")["combinations"] for one in row["evidence"] if "log" in one]
    for row in told:
        log = LOGS[row["log"]]
        assert row["quote"] in (log.saw, log.tried, log.next) or row["quote"] in log.saw, row


def test_warm_streets_hangs_together_with_five_others_as_on_its_page() -> None:
    around = {
        row["statement"]
        for row in ROWS
        if "warm-streets" in (row["source"], row["target"]) and row["status"] in HOLDING
    } | {row["statement"] for row in story.chapter("suggestions.toml")["accepted"] if "warm-streets" in row["between"]}
    assert around == {
        "Shares people: 12 trainees on site",
        "Shares a cause: cold, damp homes",
        "Builds on their doorstep visits",
        "Competes for the same roads, 2027",
        "Answers the jury’s third call",
    }


def test_everything_named_in_sets_steps_offers_and_decisions_exists() -> None:
    told, decided = story.chapter("together.toml"), story.chapter("suggestions.toml")
    challenges = {row["key"] for row in story.chapter("challenges.toml")["challenges"]}
    policies = {row["key"] for row in story.chapter("intent.toml")["policies"]}
    assert len(told["combinations"]) == 6
    for row in told["combinations"]:
        assert {key for key, _brings in row["members"]} <= KEYS.keys()
        assert len(row["members"]) >= 3
        assert row["evidence"]
    for row in told["lineage"]:
        assert {row["initiative"], row.get("other", row["initiative"])} <= KEYS.keys()
        assert row["kind"] in Lineage.Kind.values
        assert row.get("challenge", next(iter(challenges))) in challenges
        assert row.get("policy", next(iter(policies))) in policies
    assert len(told["offers"]) + len(told["needs"]) >= 12
    for row in (*told["offers"], *told["needs"]):
        assert row["kind"] in Given.Kind.values
        assert row["by"] in PEOPLE
    pairs = [frozenset(row["between"]) for row in (*decided["accepted"], *decided["dismissed"])]
    assert len(pairs) == len(set(pairs))
    assert set().union(*pairs) <= KEYS.keys()
    assert {row["why"] for row in decided["dismissed"]} == set(ConnectionSuggestion.Dismissal.values)
    assert all(row["on"] <= TODAY for row in (*decided["accepted"], *decided["dismissed"], *decided["asked"]))


def test_every_sentence_is_finished_british_and_without_filler() -> None:
    texts = [row[name] for row in ROWS for name in ("statement", "note", "outcome") if row[name]]
    texts += [text for name in CHAPTERS for text in sentences(story.chapter(name))]
    texts += [one.description for one in story.initiatives() if one.description]
    for text in texts:
        assert not AMERICAN.search(text), text
        assert not FILLER.search(text), text
        assert text == text.strip(), text
        assert "'" not in text, text
        assert '"' not in text, text
