"""Plants what stands beside the vehicles of Riverton: outside money, rates, closed days, calls and what would help."""

from decimal import Decimal
from typing import Any

from django.contrib.contenttypes.models import ContentType

from funding.models import (
    Concern,
    ExchangeRate,
    FundingCall,
    FundingMatch,
    LockedPeriod,
    OutsideMoney,
    SupportSought,
)
from funding.services import matches
from initiatives.models import Combination, Initiative
from portfolio_hub.demo import story
from portfolio_hub.demo.days import moment_of
from portfolio_hub.demo.ground import Ground
from stakeholders.models import Comment, Portfolio, User

LINKS = ("organisation", "initiative", "combination", "system", "amount")
Told = dict[str, Any]


def plant(
    ground: Ground, initiatives: dict[str, Initiative], together: dict[str, Combination], concerns: dict[str, Concern]
) -> None:
    """Write all of it but the matches, which are looked for once everything stands."""
    told = story.chapter("beside.toml")
    ExchangeRate.objects.bulk_create(
        ExchangeRate(
            portfolio=ground.portfolio, currency=currency, rate=Decimal(rate), on=on, source=source, by=ground.steward
        )
        for currency, rate, on, source in told["rates"]
    )
    OutsideMoney.objects.bulk_create(
        OutsideMoney(
            portfolio=ground.portfolio, amount=Decimal(row["amount"]), by=ground.steward,
            organisation=ground.organisations.get(row.get("organisation", "")),
            initiative=initiatives.get(row.get("initiative", "")), combination=together.get(row.get("combination", "")),
            system=ground.systems.get(row.get("system", "")),
            **{name: value for name, value in row.items() if name not in LINKS},
        )
        for row in told["outside"]
    )  # fmt: skip
    LockedPeriod.objects.bulk_create(
        LockedPeriod(
            portfolio=ground.portfolio, from_on=row["from"], to_on=row["to"], why=row["why"], by=ground.steward,
            at=moment_of(row["on"], row["why"]),
        )
        for row in told["closed"]
    )  # fmt: skip
    plant_sides(ground, told, together, concerns)


def plant_sides(ground: Ground, told: Told, together: dict[str, Combination], concerns: dict[str, Concern]) -> None:
    """Write what funders look for, and what would help."""
    for row in told["calls"]:
        call = FundingCall.objects.create(
            funder=ground.organisations[row["funder"]], looks_for=row["looks_for"], targets=row["targets"],
            least=row["least"], most=row["most"], until_on=row["until"], **_side(ground, row),
        )  # fmt: skip
        _lists(ground, call, row, concerns)
    for row in told["sought"]:
        sought = SupportSought.objects.create(
            target=row["target"], combination=together.get(row.get("combination", "")), would_help=row["would_help"],
            amount=row["amount"], **_side(ground, row),
        )  # fmt: skip
        _lists(ground, sought, row, concerns)


def _side(ground: Ground, row: Told) -> Told:
    """What both sides say in the same way."""
    return {
        "portfolio": ground.portfolio,
        "title": row["title"],
        "currency": ground.portfolio.currency,
        "by": ground.people[row["by"]],
        "created_at": moment_of(row["on"], row["title"]),
    }


def _lists(ground: Ground, side: FundingCall | SupportSought, row: Told, concerns: dict[str, Concern]) -> None:
    side.systems.set(ground.systems[key] for key in row["systems"])
    side.concerns.set(concerns[name] for name in row["concerns"])


def talk(portfolio: Portfolio) -> None:
    """Find where calls and what would help meet, and write what was said about it; once."""
    if FundingMatch.objects.filter(call__portfolio=portfolio).exists():
        return
    matches.find(portfolio_id=portfolio.pk)
    for found in FundingMatch.objects.filter(call__portfolio=portfolio).select_related("call", "support"):
        since = max(found.call.created_at, found.support.created_at)
        FundingMatch.objects.filter(pk=found.pk).update(created_at=since)
    told = story.chapter("beside.toml")
    titles = {row["key"]: row["title"] for row in (*told["calls"], *told["sought"])}
    kind = ContentType.objects.get_for_model(FundingMatch)
    for row in told["talks"]:
        match = FundingMatch.objects.filter(
            call__portfolio=portfolio, call__title=titles[row["call"]], support__title=titles[row["sought"]]
        ).first()
        if match is None:
            continue
        people = {user.email.split("@")[0]: user for user in User.objects.filter(memberships__portfolio=portfolio)}
        Comment.objects.bulk_create(
            Comment(
                portfolio=portfolio, content_type=kind, object_id=match.pk, body=body, by=people.get(key),
                at=moment_of(on, body),
            )
            for key, on, body in row["words"]
        )  # fmt: skip
        FundingMatch.objects.filter(pk=match.pk).update(status=FundingMatch.Status.TALKING)
