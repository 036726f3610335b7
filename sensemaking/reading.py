"""Reads the text of a log once: its language, its stems, and the words by which people may look for it."""

from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from sensemaking import stopwords, text
from sensemaking.records import Read
from sensemaking.text import Analyser

SHORTEST_WORD = 4
DIGEST_BYTES = 16


class Features(NamedTuple):
    """What is kept of one text, as it stands in the database."""

    digest: str
    language: str
    stems: str
    words: str

    @property
    def read(self) -> Read:
        """As much of it as the engine asks for."""
        return Read(self.language, self.stems)


@cache
def rules() -> bytes:
    """The rules by which texts are read: whatever changes them changes this."""
    modules = [Path(str(module.__file__)).read_bytes() for module in (text, stopwords)]
    return b"|".join((*modules, Path(__file__).read_bytes(), version("snowballstemmer").encode()))


@dataclass(slots=True)
class Reader:
    """Reads the texts of portfolios of one language."""

    language: str
    digest: str = ""
    _key: bytes = b""
    _analyser: Analyser = field(init=False)

    def __post_init__(self) -> None:
        self._analyser = Analyser(self.language)
        self._key = blake2b(rules() + b"|" + self._analyser.home.encode(), digest_size=DIGEST_BYTES).digest()
        self.digest = self._key.hex()

    def digest_of(self, told: str) -> str:
        """The digest of a text and of the rules by which it is read."""
        return blake2b(told.encode(), key=self._key, digest_size=DIGEST_BYTES).hexdigest()

    def features(self, told: str) -> Features:
        """Read a text."""
        language, words, stems = self._analyser.words_and_stems(told)
        telling = {word for word, stem in zip(words, stems, strict=True) if stem and len(word) >= SHORTEST_WORD}
        return Features(
            self.digest_of(told), language, " ".join(stem for stem in stems if stem), " ".join(sorted(telling))
        )
