"""Where a learning question or an assumption stands, from the logs on each side; pure."""

from dataclasses import dataclass
from enum import StrEnum

OUTWEIGHS, REFUTES, FEWEST_TO_REFUTE = 2, 3, 3


class State(StrEnum):
    """What the logs say about it together."""

    UNTESTED = "untested"
    SUPPORTED = "supported"
    CHALLENGED = "challenged"
    REFUTED = "refuted"


@dataclass(frozen=True, slots=True)
class Standing:
    """How many logs speak for it and against it."""

    helping: int = 0
    against: int = 0

    @property
    def state(self) -> State:
        """What follows from the two counts.

        Refuted: three logs against it at least, and three times as many as for it. Supported: twice as many for it
        as against it. Challenged: any others against it. Untested: no log on either side.
        """
        if not self.helping and not self.against:
            return State.UNTESTED
        if self.against >= max(FEWEST_TO_REFUTE, REFUTES * self.helping):
            return State.REFUTED
        return State.SUPPORTED if self.helping >= OUTWEIGHS * self.against else State.CHALLENGED
