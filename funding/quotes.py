"""Words of learning logs that outcomes quote: whether they stand there, and what stands around them."""

import re

from sensemaking.models import LearningLog
from sensemaking.services.releases import FIELDS, find_words

AROUND = 160
SENTENCES = re.compile(r"(?<=[.!?…:])\s+")


def stands_in(log: LearningLog | None, quote: str) -> bool:
    """Whether the log says exactly this, in one of its fields."""
    return log is not None and bool(find_words(log, quote))


def around(log: LearningLog | None, quote: str) -> tuple[str, str]:
    """Whole sentences of the log before the quote, or after it where none come before; at most about 160 letters."""
    words = find_words(log, quote) if log is not None else ""
    text = next((text for name in FIELDS if words in (text := getattr(log, name))), "") if words else ""
    before, _words, after = text.partition(words) if words else ("", "", "")
    lead = _last_sentences(before)
    return (lead, "") if lead else ("", _first_sentences(after))


def _last_sentences(text: str) -> str:
    """As many sentences from the end as fit, with the gap before the quote."""
    kept = ""
    for sentence in reversed(SENTENCES.split(text.strip())):
        longer = f"{sentence} {kept}".strip()
        if len(longer) > AROUND:
            break
        kept = longer
    return f"{kept}{text[len(text.rstrip()) :]}" if kept else ""


def _first_sentences(text: str) -> str:
    kept = ""
    for sentence in SENTENCES.split(text.strip()):
        longer = f"{kept} {sentence}".strip()
        if len(longer) > AROUND:
            break
        kept = longer
    return f"{text[: len(text) - len(text.lstrip())]}{kept}" if kept else ""
