"""Each flow goes from end to end, as people do it: pages in a browser, letters, the real broker and worker."""

import email
import email.policy
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail

from tests.plugins.services import wait_for

HERE = Path(__file__).parent
BROWSER = {"open_page", "browser"}
BETWEEN_LETTERS = b"-" * 79


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a browser, and what needs a worker."""
    for item in items:
        if item.path.is_relative_to(HERE):
            names = set(getattr(item, "fixturenames", ()))
            if names & BROWSER:
                item.add_marker(pytest.mark.browser)
            if "worker" in names:
                item.add_marker(pytest.mark.worker)


def letters_to(address: str) -> list[str]:
    """What this process and its worker have written to an address."""
    here = [str(letter.body) for letter in mail.outbox if address in letter.to]
    return here + [text for to, text in _letters_of_the_worker() if address in to]


def _letters_of_the_worker() -> Iterator[tuple[str, str]]:
    """The worker has no mail server either: its letters are kept as files."""
    for file in sorted(Path(settings.EMAIL_FILE_PATH).glob("*.log")):
        for part in file.read_bytes().split(BETWEEN_LETTERS):
            letter = email.message_from_bytes(part.lstrip(), policy=email.policy.default)
            body = letter.get_body(("plain",))
            if letter["To"] and body:
                yield str(letter["To"]), body.get_content()


@pytest.fixture
def mailed_link() -> Callable[[str], str]:
    """Return a function that waits for a letter to an address and gives its link, without the host."""

    def of(address: str) -> str:
        wait_for(lambda: letters_to(address), seconds=30, what=lambda: f"a letter to {address}")
        found = re.search(r"https?://[^/\s]+(/\S+)", letters_to(address)[-1])
        assert found, letters_to(address)[-1]
        return found[1]

    return of
