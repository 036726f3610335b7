"""The stories of Riverton quote its logs word for word, and no log without its author's consent."""

from typing import Any

import pytest

from portfolio_hub.demo import story as chapters
from sensemaking.plainness import measure

STORIES: list[dict[str, Any]] = chapters.chapter("stories.toml")["stories"]
QUOTES = [(told, block) for told in STORIES for block in told["blocks"] if block["kind"] == "quote"]
LOGS = {(log.initiative, log.title): log for log in chapters.logs()}


@pytest.mark.parametrize(("told", "block"), QUOTES, ids=[block["words"][:30] for _told, block in QUOTES])
def test_each_quote_stands_in_its_log_with_consent(told: dict[str, Any], block: dict[str, Any]) -> None:
    log = LOGS[tuple(block["log"])]  # type: ignore[index]
    assert any(block["words"] in text for text in (log.tried, log.saw, log.next, log.title))
    assert log.circle == "public" or "given_on" in block or "asked_on" in block
    if "given_on" in block:
        assert log.on < block["given_on"] <= told["published_on"]


def test_what_everybody_reads_waits_for_nobody() -> None:
    waiting = {told["slug"] for told, block in QUOTES if "asked_on" in block}
    assert waiting and not waiting & {told["slug"] for told in STORIES if "published_on" in told}


def test_texts_are_plain() -> None:
    for told in STORIES:
        for block in told["blocks"]:
            found = measure(block.get("body", ""))
            assert found is None or found.long_sentences == 0, block["body"]
