"""Judgements become facets, and a mix, without averaging anybody away."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from initiatives.facets import FACETS, Agreement, agreement, counted, facet_of, fits, off_by
from initiatives.models import FacetIntent, FacetJudgement, Initiative, Placement, System
from initiatives.overviews.facet_mix import Wanted, balance, facets_page, intended_shares, placed, said
from initiatives.services import facets, merging, undoing
from stakeholders.access import Access, access_for
from stakeholders.models import Change, Portfolio, User
from stakeholders.policies import Refused
from tests.factories import make_initiative, make_portfolio, make_user

percent = st.integers(0, 100)


@pytest.mark.parametrize(
    ("directedness", "certainty", "facet"),
    [
        (90, 90, "enhancement"), (90, 10, "mission"), (10, 90, "adaptive"), (10, 10, "anticipatory"),
        (50, 50, "enhancement"), (49, 50, "adaptive"), (50, 49, "mission"), (0, 0, "anticipatory"),
    ],
)  # fmt: skip
def test_two_sliders_make_a_facet(directedness: int, certainty: int, facet: str) -> None:
    assert facet_of(directedness, certainty) == facet


@given(st.lists(st.tuples(percent, percent)))
def test_no_judgement_is_lost(points: list[tuple[int, int]]) -> None:
    assert sum(counted(points).values()) == len(points)


@pytest.mark.parametrize(
    ("counts", "verdict"),
    [
        ({}, Agreement.NOBODY), ({"mission": 1}, Agreement.ONE), ({"mission": 3}, Agreement.ALL),
        ({"mission": 2, "adaptive": 1}, Agreement.MOST), ({"mission": 3, "adaptive": 2}, Agreement.DIFFER),
        ({"mission": 1, "adaptive": 1}, Agreement.DIFFER),
    ],
)  # fmt: skip
def test_agreement_has_words(counts: dict[str, int], verdict: Agreement) -> None:
    assert agreement(counts) == verdict


def test_judgements_are_told_and_not_averaged() -> None:
    assert said({"mission": 3, "adaptive": 2}) == "3 of 5 say mission, 2 adaptive"
    assert said({"mission": 4}) == "All 4 say mission"
    assert said({"adaptive": 1}) == "1 person says adaptive"
    assert said({"mission": 0}) == "Nobody has judged it yet"


def test_shares_make_up_one_whole() -> None:
    assert fits([40, 30, 20, 10])
    assert not fits([40, 30, 20, 11])
    assert not fits([110, -10, 0, 0])
    assert off_by(1, 4, 40) == -15
    assert off_by(0, 0, 40) is None
    assert off_by(1, 4, None) is None


@pytest.fixture
def access(alma: User, city: Portfolio) -> Access:
    found = access_for(alma, city)
    assert found
    return found


def placement(initiative: Initiative) -> Placement:
    return initiative.placements.get()


def judge(initiative: Initiative, by: User, directedness: int, certainty: int, why: str = "") -> FacetJudgement:
    return facets.judge(placement=placement(initiative), by=by, directedness=directedness, certainty=certainty, why=why)


def test_each_person_has_one_judgement_and_may_change_it(warm_streets: Initiative, alma: User, bo: User) -> None:
    judge(warm_streets, alma, 80, 20)
    judge(warm_streets, bo, 20, 20)
    judge(warm_streets, alma, 80, 80, "The way is known now")
    found = FacetJudgement.objects.values_list("by", "directedness", "certainty", "why")
    assert set(found) == {(alma.pk, 80, 80, "The way is known now"), (bo.pk, 20, 20, "")}
    assert facets.withdraw(placement=placement(warm_streets), by=alma)
    assert not facets.withdraw(placement=placement(warm_streets), by=alma)
    assert FacetJudgement.objects.get().by == bo


def test_the_database_keeps_judgements_between_their_poles(warm_streets: Initiative, alma: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        FacetJudgement.objects.create(placement=placement(warm_streets), by=alma, directedness=101, certainty=0)
    judge(warm_streets, alma, 1, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        FacetJudgement.objects.create(placement=placement(warm_streets), by=alma, directedness=1, certainty=1)


def test_an_initiative_counts_once_split_over_its_judgements(
    city: Portfolio, warm_streets: Initiative, alma: User, bo: User, chi: User, access: Access
) -> None:
    judge(warm_streets, alma, 80, 20)
    judge(warm_streets, bo, 80, 20)
    judge(warm_streets, chi, 20, 80)
    judge(make_initiative(city, "Night buses"), alma, 80, 80)
    noted = make_initiative(city, "Tram depot")
    noted.placements.update(facet="adaptive")
    make_initiative(city, "Nobody knows")
    judge(make_initiative(city, "Over", stage="closed", closed_how="completed"), alma, 1, 1)

    mix = balance(placed(access, Wanted()), {})

    weights = {bar.mix.facet: (round(bar.mix.judged, 3), bar.mix.noted) for bar in mix.bars}
    assert weights == {"enhancement": (1, 0), "mission": (0.667, 0), "adaptive": (0.333, 1), "anticipatory": (0, 0)}
    assert (mix.judged, mix.noted, mix.unknown) == (2, 1, 1)
    assert sum(bar.judged_share + bar.noted_share for bar in mix.bars) == pytest.approx(100, abs=0.5)


def test_the_mix_says_how_far_it_is_from_what_is_meant(
    warm_streets: Initiative, alma: User, city: Portfolio, access: Access
) -> None:
    assert balance(placed(access, Wanted()), {}).heading == "No initiative has been judged yet"
    judge(warm_streets, alma, 80, 80)
    assert "not been said yet" in balance(placed(access, Wanted()), {}).heading
    facets.intend(
        portfolio=city, shares={"enhancement": 40, "mission": 30, "adaptive": 20, "anticipatory": 10}, by=alma
    )
    mix = balance(placed(access, Wanted()), intended_shares(access))
    assert mix.heading == "Enhancement-oriented is 60 points above what is meant"
    assert [bar.off for bar in mix.bars] == [60, -30, -20, -10]


def test_intended_shares_must_add_up_and_are_remembered(city: Portfolio, alma: User) -> None:
    with pytest.raises(Refused, match="add up to 100"):
        facets.intend(portfolio=city, shares=dict.fromkeys(FACETS, 30), by=alma)
    facets.intend(portfolio=city, shares=dict.fromkeys(FACETS, 25), by=alma)
    facets.intend(portfolio=city, shares={"mission": 100}, by=alma, why="A crisis")
    shares = dict(FacetIntent.objects.values_list("facet", "share"))
    assert shares == {"enhancement": 0, "mission": 100, "adaptive": 0, "anticipatory": 0}
    changed = Change.objects.filter(why="A crisis")
    assert sorted(row.fields["share"] for row in changed) == [[25, 0], [25, 0], [25, 0], [25, 100]]


def test_those_seen_most_differently_come_first(
    city: Portfolio, warm_streets: Initiative, alma: User, bo: User, access: Access
) -> None:
    apart, near = make_initiative(city, "Far apart"), make_initiative(city, "Near the middle")
    for initiative, low, high in ((apart, 0, 100), (near, 48, 52), (warm_streets, 60, 90)):
        judge(initiative, alma, low, low)
        judge(initiative, bo, high, high)
    page = facets_page(access, Wanted())
    assert [row.title for row in page.rows] == ["Far apart", "Near the middle"]
    assert [row.title for row in facets_page(access, Wanted(show="judged", facet="enhancement")).rows] == [
        "Far apart", "Near the middle", "Warm Streets Millbrook",
    ]  # fmt: skip
    assert {quarter.facet: quarter.count for quarter in page.field.quarters} == {
        "enhancement": 4, "mission": 0, "adaptive": 0, "anticipatory": 2,
    }  # fmt: skip


def test_the_page_is_narrowed_to_a_system_and_a_stage(
    warm_streets: Initiative, city: Portfolio, energy: System, alma: User, access: Access
) -> None:
    judge(warm_streets, alma, 80, 20)
    judge(make_initiative(city, "Night buses", stage="idea"), alma, 1, 1)
    assert facets_page(access, Wanted(system=energy.pk)).balance.judged == 1
    assert [row.title for row in facets_page(access, Wanted("judged", stage="idea")).rows] == ["Night buses"]
    read = Wanted.read({"show": "x", "system": "-1", "stage": "nowhere", "facet": "great"})
    assert read == Wanted()


def test_a_team_s_initiative_is_not_in_another_s_mix(
    warm_streets: Initiative, city: Portfolio, alma: User, odile: User
) -> None:
    judge(warm_streets, alma, 80, 20)
    Initiative.objects.filter(pk=warm_streets.pk).update(circle="team")
    access = access_for(odile, city)
    assert access
    page = facets_page(access, Wanted("judged"))
    assert (page.balance.judged, page.field.count, page.rows) == (0, 0, [])


def test_many_initiatives_take_as_many_queries_as_few(
    city: Portfolio, alma: User, bo: User, access: Access, warm_streets: Initiative
) -> None:
    judge(warm_streets, alma, 80, 20)
    judge(warm_streets, bo, 20, 20)

    def queries(wanted: Wanted) -> int:
        with CaptureQueriesContext(connection) as found:
            facets_page(access, wanted)
        return len(found)

    few = max(queries(Wanted(show)) for show in ("differ", "judged", "unjudged"))
    made = Initiative.objects.bulk_create(Initiative(home=city, title=f"Number {number}") for number in range(400))
    rows = Placement.objects.bulk_create(Placement(portfolio=city, initiative=row) for row in made)
    FacetJudgement.objects.bulk_create(
        FacetJudgement(placement=row, by=by, directedness=number % 100, certainty=(number * share) % 100)
        for number, row in enumerate(rows[:300]) for by, share in ((alma, 3), (bo, 7))
    )  # fmt: skip
    many = max(queries(Wanted(show)) for show in ("differ", "judged", "unjudged"))
    assert many == few == 6
    page = facets_page(access, Wanted())
    again = facets_page(access, Wanted(), after=page.next_cursor)
    assert {row.pk for row in page.rows}.isdisjoint(row.pk for row in again.rows)
    assert len(page.field.spots) <= 100


class TestMerging:
    """Judgements follow a merge and come back with it."""

    @pytest.fixture
    def twin(self, city: Portfolio) -> Initiative:
        return make_initiative(city, "Warm Streets (twin)")

    def test_they_go_along_unless_the_person_has_judged_both(
        self, warm_streets: Initiative, twin: Initiative, alma: User, bo: User
    ) -> None:
        judge(warm_streets, alma, 80, 80)
        judge(twin, alma, 10, 10)
        judge(twin, bo, 30, 30)
        merging.merge(source=twin, target=warm_streets, by=alma)
        here = FacetJudgement.objects.filter(placement__initiative=warm_streets)
        assert set(here.values_list("by", "directedness")) == {(alma.pk, 80), (bo.pk, 30)}

    def test_undoing_brings_them_back(self, warm_streets: Initiative, twin: Initiative, alma: User, bo: User) -> None:
        mine = judge(twin, bo, 30, 30)
        batch = merging.merge(source=twin, target=warm_streets, by=alma)
        undoing.undo_batch(batch=batch, by=alma)
        mine.refresh_from_db()
        assert mine.placement.initiative == twin

    def test_each_portfolio_keeps_its_own(self, warm_streets: Initiative, twin: Initiative, alma: User) -> None:
        region = make_portfolio("Region")
        eve: Any = make_user("Eve", portfolio=region, role="steward")
        there = Placement.objects.create(portfolio=region, initiative=twin)
        facets.judge(placement=there, by=eve, directedness=1, certainty=1)
        merging.merge(source=twin, target=warm_streets, by=alma)
        judgement = FacetJudgement.objects.get()
        assert (judgement.placement.portfolio, judgement.placement.initiative) == (region, warm_streets)
