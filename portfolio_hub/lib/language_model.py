"""Speaks to a language model behind an OpenAI-compatible address; knows nothing of what it is asked."""

import contextlib
import http.client
import json
import socket
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

MOST_BYTES = 512 * 1024
"""More than that is no narrative; the rest of the answer is not read."""
Message = dict[str, str]


class Trouble(StrEnum):
    """What went wrong between the hub and the model."""

    OFF = "off"
    ADDRESS = "address"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    BUSY = "busy"
    SLOW = "slow"
    LARGE = "large"
    MOVED = "moved"
    STRANGE = "strange"


PASSING = frozenset({Trouble.UNREACHABLE, Trouble.BUSY, Trouble.SLOW, Trouble.STRANGE})


class ModelTrouble(Exception):
    """The model gave no answer; `kind` says why, and `may_pass` whether it is worth asking again."""

    def __init__(self, kind: Trouble, detail: str = "") -> None:
        super().__init__(f"{kind}: {detail}" if detail else str(kind))
        self.kind = kind
        self.detail = detail

    @property
    def may_pass(self) -> bool:
        return self.kind in PASSING


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """A model as the operator has set it; `seconds` is how long one answer may take from first byte to last."""

    url: str
    name: str
    key: str = ""
    seconds: float = 60

    @classmethod
    def of_settings(cls) -> "LanguageModel":
        """The model of the settings; it is off unless address and name are set."""
        return cls(
            url=settings.LANGUAGE_MODEL_URL,
            name=settings.LANGUAGE_MODEL_NAME,
            key=settings.LANGUAGE_MODEL_KEY,
            seconds=settings.LANGUAGE_MODEL_SECONDS,
        )

    @property
    def is_on(self) -> bool:
        return bool(self.url and self.name)

    @property
    def host(self) -> str:
        """Where the words go, as people read it."""
        return urlsplit(self.url).netloc.rpartition("@")[2]

    def complete(self, messages: Sequence[Message]) -> str:
        """Return what the model answers; raises ModelTrouble. Redirects are never followed."""
        if not self.is_on:
            raise ModelTrouble(Trouble.OFF)
        status, body = self._post({"model": self.name, "messages": list(messages), "temperature": 0, "stream": False})
        if status in (401, 403):
            raise ModelTrouble(Trouble.REFUSED, str(status))
        if 300 <= status < 400:
            raise ModelTrouble(Trouble.MOVED, str(status))
        if status == 429 or status >= 500:
            raise ModelTrouble(Trouble.BUSY, str(status))
        if status != 200:
            raise ModelTrouble(Trouble.ADDRESS, str(status))
        return _content(body)

    def _address(self) -> SplitResult:
        address = urlsplit(self.url)
        if address.scheme not in ("http", "https") or not address.hostname:
            raise ModelTrouble(Trouble.ADDRESS, self.url)
        return address

    def _post(self, question: dict[str, Any]) -> tuple[int, bytes]:
        """Send the question and read the answer, within the time and size that are allowed."""
        try:
            address = self._address()
            kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
            connection = kind(address.hostname or "", address.port, timeout=self.seconds)
            with contextlib.closing(connection):
                return self._exchange(connection, f"{address.path.rstrip('/')}/chat/completions", question)
        except ValueError as error:
            raise ModelTrouble(Trouble.ADDRESS, type(error).__name__) from error

    def _exchange(
        self, connection: http.client.HTTPConnection, path: str, question: dict[str, Any]
    ) -> tuple[int, bytes]:
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        is_over = threading.Event()
        try:
            connection.connect()
            with _cut_after(connection.sock, self.seconds, is_over):
                connection.request("POST", path, json.dumps(question).encode(), headers)
                answer = connection.getresponse()
                body = answer.read(MOST_BYTES + 1)
        except (OSError, http.client.HTTPException) as error:
            slow = is_over.is_set() or isinstance(error, TimeoutError)
            raise ModelTrouble(Trouble.SLOW if slow else Trouble.UNREACHABLE, type(error).__name__) from error
        if is_over.is_set():
            raise ModelTrouble(Trouble.SLOW)
        if len(body) > MOST_BYTES:
            raise ModelTrouble(Trouble.LARGE)
        return answer.status, body


@contextlib.contextmanager
def _cut_after(line: socket.socket, seconds: float, is_over: threading.Event) -> Iterator[None]:
    """Cut the line when the time is over, however slowly bytes drip in; the event tells that it was cut."""

    def cut() -> None:
        is_over.set()
        with contextlib.suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _content(body: bytes) -> str:
    """The words of the answer; raises ModelTrouble when it is not shaped as one."""
    try:
        said = json.loads(body)["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError) as error:
        raise ModelTrouble(Trouble.STRANGE, type(error).__name__) from error
    if not isinstance(said, str):
        raise ModelTrouble(Trouble.STRANGE, "content")
    return said
