"""Plants what organisations of Riverton need, fear and can't accept, and where that was braided."""

from portfolio_hub.demo import story
from portfolio_hub.demo.days import moment_of
from portfolio_hub.demo.ground import Ground
from stakeholders.models import Braid, Position


def plant(ground: Ground) -> None:
    """Write positions and braids."""
    told = story.chapter("positions.toml")
    positions = {}
    for row in told["positions"]:
        key = row["organisation"]
        positions[key] = Position.objects.create(
            portfolio=ground.portfolio,
            organisation=ground.organisations[key],
            needs=row["needs"],
            fears=row["fears"],
            cannot_accept=row["cannot_accept"],
            circle=row["circle"],
            by=ground.people[row["by"]],
            at=moment_of(row["on"], key),
        )
    for row in told["braids"]:
        braid = Braid.objects.create(
            portfolio=ground.portfolio,
            name=row["name"],
            how=row["how"],
            by=ground.steward,
            at=moment_of(row["on"], row["name"]),
        )
        braid.positions.set(positions[key] for key in row["positions"])
