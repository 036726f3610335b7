"""What the pages of people, organisations and places show, each with a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Prefetch, QuerySet
from django.db.models.functions import Lower

from portfolio_hub.lib.keyset import Page, page_of
from stakeholders.access import Access
from stakeholders.involvement import involvements
from stakeholders.models import Affiliation, Change, Invitation, Membership, Organisation, Place, Portfolio, User
from stakeholders.outline import Outline, outline_of

PAGE_SIZE = 50
HISTORY = 30


@dataclass(frozen=True)
class DirectoryFilter:
    """What the reader of the directory asked for; empty values ask for nothing."""

    text: str = ""
    sectors: tuple[str, ...] = ()
    place: Place | None = None
    role: str = ""

    @property
    def is_set(self) -> bool:
        return bool(self.text or self.sectors or self.place or self.role)


@dataclass(frozen=True)
class DirectoryRow:
    """An organisation, and in how many initiatives it takes part."""

    organisation: Organisation
    initiatives: int | None


@dataclass(frozen=True)
class Directory:
    """A page of the directory; `sectors` counts what would be found in each sector."""

    rows: list[DirectoryRow]
    total: int
    sectors: dict[str, int]
    next_cursor: str
    is_first: bool


def directory(access: Access, wanted: DirectoryFilter, *, after: str = "", size: int = PAGE_SIZE) -> Directory:
    """Return one page of organisations by name."""
    anywhere = organisations(access, DirectoryFilter(wanted.text, (), wanted.place, wanted.role))
    counts = anywhere.order_by().values_list("sector").annotate(Count("pk"))
    sectors: dict[str, int] = dict(counts)
    chosen = [count for sector, count in sectors.items() if not wanted.sectors or sector in wanted.sectors]
    page = page_of(organisations(access, wanted), order=("sort_name", "pk"), after=after, size=size)
    return Directory(with_counts(access, page.rows), sum(chosen), sectors, page.next_cursor, page.is_first)


def organisations(access: Access, wanted: DirectoryFilter) -> "QuerySet[Any]":
    """The organisations of the portfolio that match, with `sort_name` to order them by."""
    rows = Organisation.objects.listed_in(access.portfolio).mentioning(wanted.text)
    if wanted.sectors:
        rows = rows.filter(sector__in=wanted.sectors)
    if wanted.place is not None:
        rows = rows.filter(place__in=places_within(access.portfolio, wanted.place))
    if wanted.role:
        for source in involvements:
            rows = rows.filter(pk__in=source.organisations_as(access, wanted.role))
    return rows.select_related("place").annotate(sort_name=Lower("name"))


def with_counts(access: Access, found: Iterable[Organisation]) -> list[DirectoryRow]:
    """Add to each organisation the number of initiatives it takes part in."""
    rows = list(found)
    counts = _added(source.by_organisation(access, [row.pk for row in rows]) for source in involvements)
    return [DirectoryRow(row, counts.get(row.pk, 0)) for row in rows]


def _added(several: Iterable[dict[int, int]]) -> dict[int, int]:
    total: dict[int, int] = {}
    for counts in several:
        for key, count in counts.items():
            total[key] = total.get(key, 0) + count
    return total


def places_within(portfolio: Portfolio, place: Place) -> set[int]:
    """The ids of a place and of everything that lies within it in this portfolio, in one query."""
    parts: dict[int | None, list[int]] = {}
    for pk, within in Place.objects.listed_in(portfolio).values_list("pk", "within"):
        parts.setdefault(within, []).append(pk)
    found, waiting = {place.pk}, [place.pk]
    while waiting:
        new = [pk for pk in parts.get(waiting.pop(), []) if pk not in found]
        found.update(new)
        waiting.extend(new)
    return found


@dataclass(frozen=True)
class PlaceRow:
    """A place in the list, how deep it is nested, and what happens there."""

    place: Place
    depth: int
    initiatives: int
    organisations: int


def place_rows(access: Access) -> list[PlaceRow]:
    """All places of the portfolio, each under the one it lies within."""
    rows = list(Place.objects.listed_in(access.portfolio).defer("geometry").order_by(Lower("name"), "pk"))
    here = Organisation.objects.listed_in(access.portfolio).filter(place__isnull=False).order_by()
    counts = dict(here.values_list("place").annotate(Count("pk")))
    happening = _added(source.by_place(access, [row.pk for row in rows]) for source in involvements)
    return [
        PlaceRow(place, depth, happening.get(place.pk, 0), counts.get(place.pk, 0)) for place, depth in nested(rows)
    ]


def nested(rows: list[Place]) -> list[tuple[Place, int]]:
    """Put places in the order of a tree; a place whose whole is not listed stands at the top."""
    listed = {row.pk for row in rows}
    parts: dict[int | None, list[Place]] = {}
    for row in rows:
        parts.setdefault(row.within_id if row.within_id in listed else None, []).append(row)
    ordered: list[tuple[Place, int]] = []

    def walk(whole: int | None, depth: int) -> None:
        for row in parts.get(whole, []):
            ordered.append((row, depth))
            walk(row.pk, depth + 1)

    walk(None, 0)
    return ordered


@dataclass(frozen=True)
class PlacePage:
    """A place with its parts; `outline` draws the place first, then its parts."""

    place: Place
    parts: list[PlaceRow]
    organisations: list[Organisation]
    initiatives: int
    outline: Outline | None

    @property
    def drawn_parts(self) -> list[tuple[Place, str]]:
        """The parts that have a shape, with their paths."""
        paths = self.outline.paths[1:] if self.outline else ()
        return [(row.place, path) for row, path in zip(self.parts, paths, strict=False) if path]


def place_page(access: Access, place: Place) -> PlacePage:
    """Gather what stands on a place's page."""
    parts = list(Place.objects.listed_in(access.portfolio).filter(within=place).order_by(Lower("name"), "pk"))
    ids = [place.pk, *(part.pk for part in parts)]
    happening = _added(source.by_place(access, ids) for source in involvements)
    here = Organisation.objects.listed_in(access.portfolio).filter(place__in=ids).order_by(Lower("name"), "pk")
    located = list(here)
    counts = {pk: sum(1 for row in located if row.place_id == pk) for pk in ids}
    return PlacePage(
        place=place,
        parts=[PlaceRow(part, 0, happening.get(part.pk, 0), counts[part.pk]) for part in parts],
        organisations=located,
        initiatives=happening.get(place.pk, 0),
        outline=outline_of([place.geometry, *(part.geometry for part in parts)]),
    )


@dataclass(frozen=True)
class People:
    """The members of a portfolio, the invitations of its stewards, and how the roles came about."""

    members: list[Membership]
    invitations: list[Invitation]
    history: list[Change]


def people(access: Access) -> People:
    """Gather the members' page; invitations and history are for stewards."""
    listed = Affiliation.objects.live().filter(organisation__portfolios=access.portfolio).select_related("organisation")
    members = (
        Membership.objects.filter(portfolio=access.portfolio)
        .select_related("user", "portfolio")
        .prefetch_related(Prefetch("user__affiliations", listed.order_by("organisation__name"), to_attr="speaks"))
        .order_by(Lower("user__name"), "user__email")
    )
    if not access.is_steward:
        return People(list(members), [], [])
    invitations = access.portfolio.invitations.exclude(status=Invitation.Status.ACCEPTED)
    waiting = invitations.select_related("invited_by", "organisation", "portfolio")[:100]
    return People(list(members), list(waiting), role_history(access.portfolio))


def role_history(portfolio: Portfolio) -> list[Change]:
    """The newest changes of roles in a portfolio, with the people they are about."""
    about_people = Change.objects.filter(portfolio=portfolio, content_type=ContentType.objects.get_for_model(User))
    return list(about_people.select_related("by").prefetch_related("target")[:HISTORY])


@dataclass(frozen=True)
class PortfolioRow:
    """A portfolio in the list of the door; `role` is empty for those who only read what is public."""

    portfolio: Portfolio
    role: str


def portfolio_rows(user: User | AnonymousUser, portfolios: Iterable[Portfolio]) -> list[PortfolioRow]:
    """Add to each portfolio the role that the user has in it, their own first."""
    memberships = Membership.objects.filter(user_id=user.pk) if user.pk else Membership.objects.none()
    roles = {membership.portfolio_id: str(membership.get_role_display()) for membership in memberships}
    rows = [PortfolioRow(portfolio, roles.get(portfolio.pk, "")) for portfolio in portfolios]
    return sorted(rows, key=lambda row: not row.role)


def keys_page(user: User, after: str = "") -> Page[Any]:
    """A person's keys, newest first."""
    return page_of(user.api_tokens.all(), order=("-created_at", "-pk"), after=after)
