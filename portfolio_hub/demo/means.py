"""Plants what money is for in Riverton, where it went beyond initiatives, and what came of it."""

from funding.models import FundingVehicle
from initiatives.models import Initiative
from portfolio_hub.demo import beside, further, harvested, measured, valued
from portfolio_hub.demo.ground import Ground


def plant(ground: Ground, initiatives: dict[str, Initiative], vehicles: dict[str, FundingVehicle]) -> None:
    """Write combinations, concerns and contributions, and the money that rests on them."""
    together = valued.plant_combinations(ground, initiatives)
    concerns = valued.plant_concerns(ground)
    valued.plant_contributions(ground, initiatives, together, concerns)
    further.plant(ground, initiatives, vehicles, together)
    measured.plant(ground, initiatives, together, concerns)
    harvested.plant(ground, initiatives, together, concerns)
    beside.plant(ground, initiatives, together, concerns)
