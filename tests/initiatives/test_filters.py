"""Filters: what they read from an address, what they choose, and how many each facet promises."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from initiatives.models import Initiative, Stage
from initiatives.overviews import exports
from initiatives.overviews.chips import chips, names_in
from initiatives.overviews.facets import Wider, facets
from initiatives.overviews.filters import NO_SYSTEM, Filters, read
from initiatives.overviews.listing import chosen
from stakeholders.access import Access, access_for
from stakeholders.models import Portfolio, User
from tests.factories import make_initiative, make_lever, make_organisation, make_place, make_portfolio
from tests.initiatives.ground import CLOSED_HOW, Ground, make_ground

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(city: Portfolio) -> Ground:
    return make_ground(city)


@pytest.fixture
def access(city: Portfolio, alma: User) -> Access:
    found = access_for(alma, city)
    assert found is not None
    return found


def by_hand(ground: Ground, filters: Filters, now: datetime) -> set[int]:
    """The same choice, made row by row in Python."""

    def fits(initiative: Initiative) -> bool:
        systems, places, organisations = ground.hanging[initiative.pk]
        heard = initiative.last_heard_at or initiative.created_at
        words = f"{initiative.title} {initiative.summary}".lower().split()
        return all((
            all(any(word.startswith(part) for word in words) for part in filters.q.lower().split()),
            not filters.stage or initiative.stage in filters.stage,
            not filters.system or bool(systems & set(filters.system)) or (NO_SYSTEM in filters.system and not systems),
            not filters.place or bool(places & set(filters.place)),
            not filters.organisation or bool(organisations & set(filters.organisation)),
            not filters.quiet or (initiative.stage != "closed" and heard < now - timedelta(days=filters.quiet)),
            not filters.paused or initiative.is_paused == (filters.paused == "yes"),
            not filters.closed or (initiative.stage == "closed" and initiative.closed_how in filters.closed),
        ))  # fmt: skip

    return {initiative.pk for initiative in ground.initiatives if fits(initiative)}


def few(values: list[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(st.sampled_from(values), max_size=2, unique=True).map(
        lambda found: tuple(value for value in values if value in found)
    )


def wishes(ground: Ground) -> st.SearchStrategy[Filters]:
    return st.builds(
        Filters,
        q=st.sampled_from(["", "", "river", "ret", "heat num", "zzz"]),
        stage=few(Stage.values),
        system=few([NO_SYSTEM, *(row.pk for row in ground.systems)]),
        place=few([row.pk for row in ground.places]),
        organisation=few([row.pk for row in ground.organisations]),
        quiet=st.sampled_from([0, 0, 30, 60, 90, 180]),
        paused=st.sampled_from(["", "", "yes", "no"]),
        closed=few(CLOSED_HOW),
    )


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_combination_chooses_counts_and_exports_what_a_person_would_by_hand(
    ground: Ground, access: Access, data: st.DataObject
) -> None:
    now = timezone.now()
    filters = data.draw(wishes(ground))
    expected = by_hand(ground, filters, now)

    assert set(chosen(access, filters, now=now).values_list("pk", flat=True)) == expected
    assert {row[-1] for row in exports.rows(access, filters, now=now)} == expected
    assert read(QueryDict(filters.query)) == filters
    counted = facets(access, filters, now=now)
    assert counted.total == len(expected)
    group = data.draw(st.sampled_from(["stage", "system", "place", "organisation", "quiet", "closed"]))
    for choice in getattr(counted, group):
        value = choice.value if group == "quiet" else (choice.value,)
        alone = Filters(**{**vars(filters), group: value})
        assert choice.count == len(by_hand(ground, alone, now)), (group, choice)
    assert counted.paused == len(by_hand(ground, Filters(**{**vars(filters), "paused": "yes"}), now))


@pytest.mark.parametrize(
    "query",
    [
        "stage=nearly&stage=", "system=abc&system=-1&place=1e9", "quiet=-3",
        "quiet=99999999999999999999", "sort=colour",
        "closed=vanished", "paused=perhaps", "q=%00", "organisation=99999999999999999999999999",
    ],
)  # fmt: skip
def test_what_cannot_be_chosen_is_left_out(query: str, ground: Ground, access: Access) -> None:
    filters = read(QueryDict(query))
    assert not filters.are_set
    assert chosen(access, filters, now=timezone.now()).count() == len(ground.initiatives)


def test_a_number_far_too_large_is_still_a_number(access: Access) -> None:
    filters = read(QueryDict("quiet=9999999&q=%s" % ("long " * 100)))
    assert filters.quiet == 36_500
    assert len(filters.q) == 200
    assert chosen(access, filters, now=timezone.now()).count() == 0


def test_one_choice_can_be_taken_away(ground: Ground) -> None:
    filters = Filters(stage=("idea", "testing"), quiet=30, sort="-heard")
    assert filters.without("stage", "idea") == Filters(stage=("testing",), quiet=30, sort="-heard")
    assert filters.without("quiet") == Filters(stage=("idea", "testing"), sort="-heard")
    assert filters.cleared() == Filters(sort="-heard")
    assert filters.query == "stage=idea&stage=testing&quiet=30&sort=-heard"


def test_long_facets_show_twelve_keep_the_chosen_and_can_be_searched(city: Portfolio, access: Access) -> None:
    organisations = [make_organisation(f"Organisation {at:02}_", portfolio=city) for at in range(20)]
    for at, organisation in enumerate(organisations):
        for _time in range(2 if at < 15 else 1):
            make_initiative(city, lead=organisation)
    last = organisations[-1]
    now = timezone.now()

    counted = facets(access, Filters(organisation=(last.pk,)), now=now)

    assert len(counted.organisation) == 12
    assert (counted.organisation[0].label, counted.organisation[0].is_on) == (last.name, True)
    assert counted.more == {"organisation"}
    all_of_them = facets(access, Filters(), now=now, wider=Wider(more=frozenset(["organisation"])))
    assert len(all_of_them.organisation) == 20
    found = facets(access, Filters(), now=now, wider=Wider(find={"organisation": "ON 1"}))
    assert {choice.label for choice in found.organisation} == {f"Organisation 1{at}_" for at in range(10)}
    for text in ("%", "!", "__"):
        assert facets(access, Filters(), now=now, wider=Wider(find={"organisation": text})).organisation == []


def test_facets_take_one_statement(ground: Ground, access: Access, django_assert_num_queries: Any) -> None:
    everything = Filters(q="river", stage=("idea",), system=(1,), place=(1,), organisation=(1,), quiet=30, paused="no")
    for filters in (Filters(), everything):
        with django_assert_num_queries(1):
            facets(access, filters, now=timezone.now())


def test_only_what_the_circle_reaches_is_counted(city: Portfolio, ground: Ground, odile: User, chi: User) -> None:
    Initiative.objects.filter(pk=ground.initiatives[0].pk).update(circle="team")
    Initiative.objects.filter(pk=ground.initiatives[1].pk).update(circle="portfolio")
    now = timezone.now()
    for user, hidden in ((odile, 1), (chi, 2)):
        access = access_for(user, city)
        assert access is not None
        assert facets(access, Filters(), now=now).total == len(ground.initiatives) - hidden
        assert exports.rows(access, Filters(), now=now).count() == len(ground.initiatives) - hidden


def test_what_a_cell_of_the_frame_chooses_is_named_and_read_back(city: Portfolio, access: Access) -> None:
    lever, place = make_lever(city, "Skills"), make_place("Millbrook", portfolio=city)
    foreign = make_lever(make_portfolio(), "Secret lever")
    filters = Filters(
        lever=(lever.pk, foreign.pk),
        facet=("mission", "none"),
        sector=("business",),
        within=(place.pk,),
        state="active",
    )
    assert read(QueryDict(filters.query)) == filters
    labels = [chip.label for chip in chips(filters, names_in(filters, None, city))]
    assert labels == [
        "Skills", "something that is gone", "Mission-oriented", "No facet yet", "Led by: Business",
        "Millbrook and its parts", "Active",
    ]  # fmt: skip
    odd = read(QueryDict("facet=round&sector=pirates&within=-1&state=asleep&lever=x"))
    assert not odd.are_set
