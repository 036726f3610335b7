"""A language model that says what a test tells it to, over real HTTP."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar


def said(content: str) -> bytes:
    """An answer as a server of this kind wraps it."""
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]}).encode()


def sentences(*rows: dict[str, Any]) -> bytes:
    """An answer in the shape that was asked for: one paragraph."""
    return said(json.dumps({"paragraphs": [{"sentences": list(rows)}]}))


class FakeModel:
    """What the server answers, one after the other and the last for ever; and what it was asked."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.answers: list[tuple[int, bytes]] = []
        self.questions: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.drip = 0.0
        self.headers: dict[str, str] = {}

    def says(self, body: bytes, status: int = 200) -> None:
        self.answers.append((status, body))

    @property
    def asked(self) -> int:
        return len(self.questions)


class Handler(BaseHTTPRequestHandler):
    """Answers every POST with what comes next."""

    model: ClassVar[FakeModel]

    def do_POST(self) -> None:
        model = self.model
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        model.questions.append({"path": self.path, **question})
        model.keys.append(self.headers.get("Authorization", ""))
        status, body = model.answers.pop(0) if len(model.answers) > 1 else model.answers[0]
        self.send_response(status)
        for name, value in model.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self._send(body, model.drip)
        except OSError:
            self.close_connection = True

    def _send(self, body: bytes, drip: float) -> None:
        """All at once, or byte by byte with a pause after each."""
        if not drip:
            self.wfile.write(body)
            return
        for at in range(len(body)):
            self.wfile.write(body[at : at + 1])
            self.wfile.flush()
            time.sleep(drip)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on the terminal."""


@contextmanager
def fake_model() -> Iterator[FakeModel]:
    """A server on a free port for as long as the block runs."""
    handler = type("OwnHandler", (Handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    model = FakeModel(f"http://127.0.0.1:{server.server_port}/v1")
    handler.model = model  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield model
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
