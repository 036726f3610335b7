"""Plants the tables around Riverton: the network above it, one of its districts, and a second city beside it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from initiatives.models import Initiative, Placement, PlacementSystem, System
from portfolio_hub.demo import millford, story
from portfolio_hub.demo.days import moment_of
from portfolio_hub.demo.ground import Ground
from stakeholders.models import (
    Affiliation,
    IntentVersion,
    Membership,
    OpenInterface,
    Organisation,
    Place,
    Portfolio,
    User,
)

Told = dict[str, Any]
NETWORK, CITY = "ten-rivers", "riverton"
OFFERED_ON = date(2026, 9, 18)


def plant(ground: Ground, initiatives: dict[str, Initiative]) -> None:
    """Write the other portfolios with all that makes them a table of their own."""
    told = story.chapter("levels.toml")
    world = plant_world(ground, told)
    portfolios = {CITY: ground.portfolio}
    for row in told["portfolios"]:
        portfolios[row["key"]] = portfolio = plant_portfolio(world, row, portfolios)
        systems = plant_systems(portfolio, row["systems"])
        plant_placed(world, portfolio, systems, row, initiatives)
        version = plant_intent(world, portfolio, row["intent"])
        if row["key"] == millford.KEY:
            millford.plant(world, portfolio, systems, version, row, told)
    Portfolio.objects.filter(pk=ground.portfolio.pk).update(parent=portfolios[NETWORK])
    plant_interfaces(world, portfolios, told["interfaces"])


def plant_world(ground: Ground, told: Told) -> Ground:
    """Write the places, organisations and people that Riverton does not list; return them beside its own."""
    places, organisations, people = dict(ground.places), dict(ground.organisations), dict(ground.people)
    for row in told["places"]:
        places[row["key"]] = Place.objects.create(
            name=row["name"], level=row["level"], within=places[row["within"]]
        )  # fmt: skip
    for row in told["organisations"]:
        organisations[row["key"]] = Organisation.objects.create(
            name=row["name"], sector=row["sector"], description=row["description"], place=places[millford.KEY]
        )
    for row in told["people"]:
        user = User.objects.create(email=row["email"], name=row["name"], password=make_password(None))
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        Affiliation.objects.create(
            user=user,
            organisation=organisations[row["organisation"]],
            title=row["title"],
            since_on=date(2024, 1, 8),
        )
        people[row["email"].split("@")[0]] = user
    return Ground(ground.portfolio, places, organisations, people, ground.systems, ground.levers)


def plant_portfolio(world: Ground, row: Told, portfolios: dict[str, Portfolio]) -> Portfolio:
    """Write one portfolio with its members, places and organisations."""
    portfolio = Portfolio.objects.create(
        name=row["name"],
        slug=row["slug"],
        purpose=row["intent"]["statement"],
        level=row["level"],
        place=world.places[row["place"]],
        parent=portfolios.get(row.get("parent", "")),
        shares_up=row["shares_up"],
        audience=Portfolio.Audience.PUBLIC,
        is_launched=True,
    )
    portfolio.places.set(_with_places_above(world.places[row["place"]]))
    portfolio.organisations.set(world.organisations[key] for key in row["organisations"])
    Membership.objects.bulk_create(
        Membership(portfolio=portfolio, user=world.people[person], role=role) for person, role in row["members"].items()
    )
    return portfolio


def _with_places_above(place: Place | None) -> Iterator[Place]:
    while place is not None:
        yield place
        place = place.within


def plant_systems(portfolio: Portfolio, told: list[list[Any]]) -> list[System]:
    """Write the frame of a portfolio: each has systems of its own."""
    return System.objects.bulk_create(
        System(portfolio=portfolio, name=name, icon=icon, colour=colour, description=description, order=order)
        for order, (name, icon, colour, description) in enumerate(told, start=1)
    )


def plant_placed(
    world: Ground, portfolio: Portfolio, systems: list[System], row: Told, initiatives: dict[str, Initiative]
) -> None:
    """Place initiatives of Riverton here too, with their places and actors, for reasons of this portfolio."""
    placed = [initiatives[key].pk for key in row.get("placed", {})]
    portfolio.places.add(*Place.objects.filter(initiatives__in=placed))
    portfolio.organisations.add(*Organisation.objects.filter(participations__initiative__in=placed))
    portfolio.places.add(*Place.objects.filter(organisations__in=portfolio.organisations.all()))
    for key, (main, other, rationale) in row.get("placed", {}).items():
        placement = Placement.objects.create(
            portfolio=portfolio,
            initiative=initiatives[key],
            rationale=rationale,
            since_on=max(row["intent"]["shared_on"], initiatives[key].started_on),
            added_by=world.steward,
        )
        PlacementSystem.objects.bulk_create(
            PlacementSystem(placement=placement, system=systems[number], is_main=number == main)
            for number in {main, other}
        )


def plant_intent(world: Ground, portfolio: Portfolio, row: Told) -> IntentVersion:
    """Write the first version of a portfolio's own intent."""
    return IntentVersion.objects.create(
        portfolio=portfolio,
        number=1,
        status=IntentVersion.Status.SHARED,
        drafted_by=world.steward,
        created_at=moment_of(row["shared_on"], portfolio.slug),
        **row,
    )


def plant_interfaces(world: Ground, portfolios: dict[str, Portfolio], told: list[Told]) -> None:
    """Write what each portfolio offers to the others and needs from them."""
    planted: dict[str, OpenInterface] = {}
    for row in told:
        other = planted.get(row.get("matched", ""))
        status = OpenInterface.Status
        planted[row["key"]] = OpenInterface.objects.create(
            portfolio=portfolios[row["portfolio"]],
            side=row["side"],
            what=row["what"],
            title=row["title"],
            description=row["description"],
            circle=row["circle"],
            status=status.MATCHED if other else status.OPEN,
            matched_with=other,
            by=world.people[row["by"]],
            created_at=moment_of(OFFERED_ON, row["key"]),
        )
