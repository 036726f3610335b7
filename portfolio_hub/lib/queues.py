"""The queues of the workers, named by who waits for the result."""

from enum import StrEnum


class Queue(StrEnum):
    """WAITING: a person looks at a progress bar. BACKGROUND: nobody waits. MAIL: a letter leaves soon."""

    WAITING = "waiting"
    BACKGROUND = "background"
    MAIL = "mail"
