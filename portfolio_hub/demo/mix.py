"""Plants what people of Riverton judge its initiatives to be, and the mix that the portfolio means to hold."""

from datetime import date

from initiatives.models import FacetIntent, FacetJudgement, Initiative, Placement
from portfolio_hub.demo import story
from portfolio_hub.demo.days import moment_of
from portfolio_hub.demo.ground import Ground

INTENDED = {"enhancement": 35, "mission": 35, "adaptive": 20, "anticipatory": 10}


def plant(ground: Ground, initiatives: dict[str, Initiative]) -> None:
    """Write the judgements as people made them, and the intended shares."""
    placements = dict(Placement.objects.filter(portfolio=ground.portfolio).values_list("initiative", "pk"))
    FacetJudgement.objects.bulk_create(
        FacetJudgement(
            placement_id=placements[initiatives[row["initiative"]].pk],
            by=ground.people[row["by"]],
            directedness=int(row["directedness"]),
            certainty=int(row["certainty"]),
            why=row["why"],
            at=moment_of(date.fromisoformat(row["on"]), row["initiative"] + row["by"]),
        )
        for row in story.rows("judgements.csv")
    )
    FacetIntent.objects.bulk_create(
        FacetIntent(portfolio=ground.portfolio, facet=facet, share=share) for facet, share in INTENDED.items()
    )
