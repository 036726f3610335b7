"""Plants the ground of Riverton: portfolio, places, organisations, people and the frame."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from initiatives.models import Lever, System
from portfolio_hub.demo import SIGN_INS, SLUG, story
from portfolio_hub.demo.days import day_of
from stakeholders.models import Affiliation, Membership, Organisation, Place, Portfolio, User


@dataclass(frozen=True)
class Ground:
    """What the rest of the story stands on, each by its key in the data files."""

    portfolio: Portfolio
    places: dict[str, Place]
    organisations: dict[str, Organisation]
    people: dict[str, User]
    systems: dict[str, System]
    levers: dict[str, Lever]

    @property
    def steward(self) -> User:
        return self.people["noor"]


def plant() -> Ground:
    """Write portfolio, places, organisations, people and the frame."""
    places = plant_places()
    portfolio = Portfolio.objects.create(
        name="Riverton 2035",
        slug=SLUG,
        purpose=story.text("intent.txt"),
        level="city",
        place=places["riverton"],
        currency="EUR",
        language="en",
        audience=Portfolio.Audience.PUBLIC,
        is_launched=True,
        flexible_floor=40,
    )
    portfolio.places.set(places.values())
    organisations = plant_organisations(portfolio, places)
    people = plant_people(portfolio, organisations)
    return Ground(portfolio, places, organisations, people, *plant_frame(portfolio))


def plant_places() -> dict[str, Place]:
    """Write the places, each inside the one that holds it."""
    planted: dict[str, Place] = {}
    for place in story.places():
        planted[place.key] = Place.objects.create(
            name=place.name,
            level=place.level,
            within=planted[place.within] if place.within else None,
            geometry=place.geometry,
        )
    return planted


def plant_organisations(portfolio: Portfolio, places: dict[str, Place]) -> dict[str, Organisation]:
    """Write the organisations and list them in the portfolio."""
    rows = list(story.rows("organisations.csv"))
    planted = Organisation.objects.bulk_create(
        Organisation(name=row["name"], sector=row["sector"], description=row["description"], place=places[row["place"]])
        for row in rows
    )
    portfolio.organisations.set(planted)
    return {row["key"]: organisation for row, organisation in zip(rows, planted, strict=True)}


def plant_people(portfolio: Portfolio, organisations: dict[str, Organisation]) -> dict[str, User]:
    """Write the people with role and affiliation; only those of the sign-ins get a password."""
    passwords = {sign_in.email: sign_in.password for sign_in in SIGN_INS}
    people = story.people()
    users = User.objects.bulk_create(
        User(email=person.email, name=person.name, password=make_password(passwords.get(person.email)))
        for person in people
    )
    pairs = list(zip(people, users, strict=True))
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
    Membership.objects.bulk_create(
        Membership(portfolio=portfolio, user=user, role=person.role) for person, user in pairs
    )
    Affiliation.objects.bulk_create(
        Affiliation(
            user=user,
            organisation=organisations[person.organisation],
            title=person.title,
            since_on=day_of("2023-01", person.key),
        )
        for person, user in pairs
    )
    return {person.key: user for person, user in pairs}


def plant_frame(portfolio: Portfolio) -> tuple[dict[str, System], dict[str, Lever]]:
    """Write the seven systems and the eight levers."""
    systems: dict[str, System] = {}
    levers: dict[str, Lever] = {}
    for row in story.rows("frame.csv"):
        if row["kind"] == "system":
            systems[row["key"]] = System(
                portfolio=portfolio,
                name=row["name"],
                icon=row["icon"],
                colour=int(row["colour"]),
                description=row["description"],
                order=len(systems) + 1,
            )
        else:
            levers[row["key"]] = Lever(
                portfolio=portfolio, name=row["name"], description=row["description"], order=len(levers) + 1
            )
    System.objects.bulk_create(systems.values())
    Lever.objects.bulk_create(levers.values())
    return systems, levers
