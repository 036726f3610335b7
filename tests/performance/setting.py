"""What every measure works on."""

from dataclasses import dataclass

from tests.performance.server import Server
from tests.performance.world import City


@dataclass(frozen=True)
class Setting:
    """What a measure works on: the server, the cities (the largest last), and how many rounds are worth the time."""

    server: Server
    cities: tuple[City, ...]
    rounds: int

    @property
    def large(self) -> City:
        return self.cities[-1]
