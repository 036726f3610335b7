"""How plain a text is to read: long sentences and long words, measured alike in any language that parts its words."""

import re
from dataclasses import dataclass

LONG_SENTENCE = 20
"""Words; plain texts stay under it."""
LONG_WORD = 6
"""Letters; words with more of them count as long (after Björnsson's LIX, 1968)."""
MANY_LONG_WORDS = 35
"""Of a hundred."""
LEAST_WORDS = 5
MARKUP = re.compile(
    r"```.*?```|`[^`]*`|!?\[([^\]]*)\]\([^)]*\)|https?://\S+|^[ \t]*(?:[#>]+|[-*+]|\d+[.)])[ \t]+", re.M | re.S
)
END = re.compile(r"[.!?…؟।][\"”’»)\]]*(?=\s|$)|\n")
WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
UNPARTED = re.compile("[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff]")
"""Scripts that write words without spaces between them."""


@dataclass(frozen=True, slots=True)
class Plainness:
    """What was measured of one text."""

    sentences: int
    long_sentences: int
    words: int
    long_words: int

    @property
    def mean(self) -> int:
        """Words in a sentence, on average."""
        return round(self.words / self.sentences)

    @property
    def long_words_of_hundred(self) -> int:
        return round(100 * self.long_words / self.words)

    @property
    def has_many_long_words(self) -> bool:
        return self.long_words_of_hundred > MANY_LONG_WORDS

    @property
    def is_plain(self) -> bool:
        return not self.long_sentences and not self.has_many_long_words


def measure(text: str) -> Plainness | None:
    """Measure a Markdown text; None where there is too little of it, or its script doesn't part words."""
    prose = MARKUP.sub(lambda found: f" {found[1] or ''} ", text.replace("\r\n", "\n"))
    lengths, long_words = [], 0
    for sentence in END.split(prose):
        words = WORD.findall(sentence)
        if words:
            lengths.append(len(words))
            long_words += sum(len(word) > LONG_WORD for word in words)
    if sum(lengths) < LEAST_WORDS or UNPARTED.search(prose):
        return None
    return Plainness(len(lengths), sum(length > LONG_SENTENCE for length in lengths), sum(lengths), long_words)
