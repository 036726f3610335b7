"""Mail on machines without SMTP: printed to the console and kept in `EMAIL_FILE_PATH`."""

from collections.abc import Sequence
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends import console, filebased
from django.core.mail.backends.base import BaseEmailBackend


class ConsoleAndFileBackend(BaseEmailBackend):
    """Write each message to the console and to a file of its own, so that nothing is lost."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._backends = (console.EmailBackend(**kwargs), filebased.EmailBackend(**kwargs))

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        sent = [backend.send_messages(email_messages) for backend in self._backends]
        return sent[0] or 0
